//! Inner loops for processors with AVX-512 and its instruction for products of 8-bit values (VNNI): 64 of them at once.

use std::arch::x86_64::{
    __m512, __m512i, _mm512_add_ps, _mm512_dpbusd_epi32, _mm512_loadu_ps, _mm512_loadu_si512, _mm512_mul_ps,
    _mm512_reduce_add_epi32, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_set1_ps, _mm512_setzero_si512,
    _mm512_storeu_ps, _mm512_storeu_si512, _mm512_xor_si512,
};

use super::{INPUTS, Kernel, LANES, OUTPUTS, Portable, Sums, Weights, Work};

const REGISTERS: usize = OUTPUTS / LANES;

/// A processor with AVX-512; [`Avx512::detect`] alone makes one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Avx512(());

impl Avx512 {
    pub(super) fn detect() -> Option<Self> {
        let has = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vnni");
        has.then_some(Self(()))
    }

    pub(super) fn run<W: Work>(self, work: W) -> W::Output {
        // SAFETY: a value of this type exists only where `detect` found these extensions.
        unsafe { run(self, work) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn run<W: Work>(kernel: Avx512, work: W) -> W::Output {
    work.run(kernel)
}

impl Kernel for Avx512 {
    type Lanes = __m512;

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Lanes {
        // SAFETY: a value of this type exists only where `detect` found these extensions.
        unsafe { _mm512_set1_ps(value) }
    }

    #[inline(always)]
    fn load(self, values: &[f32; LANES]) -> Self::Lanes {
        // SAFETY: as above, and the reference is to 16 values that may be read; this load needs no alignment.
        unsafe { _mm512_loadu_ps(values.as_ptr()) }
    }

    #[inline(always)]
    fn store(self, lanes: Self::Lanes, values: &mut [f32; LANES]) {
        // SAFETY: as above, and the reference is to 16 values that may be written; this store needs no alignment.
        unsafe { _mm512_storeu_ps(values.as_mut_ptr(), lanes) };
    }

    #[inline(always)]
    fn add_product(self, sum: Self::Lanes, one: Self::Lanes, other: Self::Lanes) -> Self::Lanes {
        // SAFETY: a value of this type exists only where `detect` found these extensions.
        unsafe { _mm512_add_ps(sum, _mm512_mul_ps(one, other)) }
    }

    #[inline(always)]
    fn multiply<const N: usize>(self, inputs: [&[[u8; INPUTS]]; N], panel: &[Weights]) -> [Sums; N] {
        // SAFETY: a value of this type exists only where `detect` found these extensions.
        unsafe { multiply(inputs, panel) }
    }

    #[inline(always)]
    fn products(self, query: &[i8], vectors: &[i8], products: &mut [i32]) {
        let (query_parts, []) = query.as_chunks::<64>() else {
            return Portable.products(query, vectors, products);
        };
        // SAFETY: a value of this type exists only where `detect` found these extensions.
        unsafe { products_of_parts(query_parts, vectors, products) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn multiply<const N: usize>(inputs: [&[[u8; INPUTS]]; N], panel: &[Weights]) -> [Sums; N] {
    let length = inputs.iter().map(|inputs| inputs.len()).fold(panel.len(), usize::min);
    let panel = panel.get(..length).unwrap_or_default();
    let inputs = inputs.map(|inputs| inputs.get(..length).unwrap_or_default());
    let mut sums = [[_mm512_setzero_si512(); REGISTERS]; N];
    for (place, weights) in panel.iter().enumerate() {
        let weights = load_weights(weights);
        for (sums, inputs) in sums.iter_mut().zip(inputs) {
            let Some(inputs) = inputs.get(place) else { continue };
            let inputs = _mm512_set1_epi32(i32::from_le_bytes(*inputs));
            for (sum, weights) in sums.iter_mut().zip(weights) {
                *sum = _mm512_dpbusd_epi32(*sum, inputs, weights);
            }
        }
    }
    let mut all = [[0; OUTPUTS]; N];
    for (all, sums) in all.iter_mut().zip(sums) {
        for (lanes, sum) in all.as_chunks_mut::<LANES>().0.iter_mut().zip(sums) {
            // SAFETY: the reference is to 64 bytes that may be written, and this store needs no alignment.
            unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), sum) };
        }
    }
    all
}

#[target_feature(enable = "avx512f")]
fn load_weights(weights: &Weights) -> [__m512i; REGISTERS] {
    let first: *const __m512i = std::ptr::from_ref(weights).cast();
    // SAFETY: `Weights` are 256 bytes without padding, so four registers of 64 bytes lie within them.
    std::array::from_fn(|register| unsafe { _mm512_loadu_si512(first.add(register)) })
}

#[target_feature(enable = "avx512f")]
fn load(values: &[i8; 64]) -> __m512i {
    // SAFETY: the reference is to 64 bytes that may be read, and this load needs no alignment.
    unsafe { _mm512_loadu_si512(values.as_ptr().cast()) }
}

/// The instruction takes one side without sign: the stored values are moved up by 128, and what that adds to every sum,
/// 128 times the sum of the query's values, is taken off again.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn products_of_parts(query: &[[i8; 64]], vectors: &[i8], products: &mut [i32]) {
    let length = (query.len() * 64).max(1);
    let added = 128 * query.iter().flatten().map(|value| i32::from(*value)).sum::<i32>();
    let sign = _mm512_set1_epi8(i8::MIN);
    for (vector, product) in vectors.chunks_exact(length).zip(products) {
        let mut sum = _mm512_setzero_si512();
        for (part, query) in vector.as_chunks::<64>().0.iter().zip(query) {
            sum = _mm512_dpbusd_epi32(sum, _mm512_xor_si512(load(part), sign), load(query));
        }
        *product = _mm512_reduce_add_epi32(sum) - added;
    }
}

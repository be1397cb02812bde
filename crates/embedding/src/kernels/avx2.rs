//! Inner loops for processors with AVX2: 16 products at once, of values widened to 16 bits so that no sum saturates.

use std::arch::x86_64::{
    __m128i, __m256, __m256i, _mm_loadu_si128, _mm256_add_epi32, _mm256_add_ps, _mm256_cvtepi8_epi16, _mm256_loadu_ps,
    _mm256_madd_epi16, _mm256_mul_ps, _mm256_set1_epi64x, _mm256_set1_ps, _mm256_setzero_si256, _mm256_storeu_ps,
    _mm256_storeu_si256,
};

use super::{INPUTS, Kernel, LANES, OUTPUTS, Sums, Weights, Work};

/// Outputs whose four weights fill one register.
const OUTPUTS_AT_ONCE: usize = 4;
/// Registers of sums for one token: more would not stay in registers together with another token's.
const REGISTERS: usize = 4;
/// Tokens that share the weights in registers.
const TOKENS: usize = 3;

/// A processor with AVX2; [`Avx2::detect`] alone makes one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Avx2(());

impl Avx2 {
    pub(super) fn detect() -> Option<Self> {
        is_x86_feature_detected!("avx2").then_some(Self(()))
    }

    pub(super) fn run<W: Work>(self, work: W) -> W::Output {
        // SAFETY: a value of this type exists only where `detect` found AVX2.
        unsafe { run(self, work) }
    }
}

#[target_feature(enable = "avx2")]
fn run<W: Work>(kernel: Avx2, work: W) -> W::Output {
    work.run(kernel)
}

impl Kernel for Avx2 {
    type Lanes = [__m256; 2];

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Lanes {
        // SAFETY: a value of this type exists only where `detect` found AVX2.
        unsafe { [_mm256_set1_ps(value); 2] }
    }

    #[inline(always)]
    fn load(self, values: &[f32; LANES]) -> Self::Lanes {
        let first = values.as_ptr();
        // SAFETY: as above, and the reference is to 16 values that may be read; these loads need no alignment.
        unsafe { [_mm256_loadu_ps(first), _mm256_loadu_ps(first.add(LANES / 2))] }
    }

    #[inline(always)]
    fn store(self, lanes: Self::Lanes, values: &mut [f32; LANES]) {
        let first = values.as_mut_ptr();
        // SAFETY: as above, and the reference is to 16 values that may be written; these stores need no alignment.
        unsafe {
            _mm256_storeu_ps(first, lanes[0]);
            _mm256_storeu_ps(first.add(LANES / 2), lanes[1]);
        }
    }

    #[inline(always)]
    fn add_product(self, sum: Self::Lanes, one: Self::Lanes, other: Self::Lanes) -> Self::Lanes {
        // SAFETY: a value of this type exists only where `detect` found AVX2.
        unsafe {
            [
                _mm256_add_ps(sum[0], _mm256_mul_ps(one[0], other[0])),
                _mm256_add_ps(sum[1], _mm256_mul_ps(one[1], other[1])),
            ]
        }
    }

    #[inline(always)]
    fn multiply<const N: usize>(self, inputs: [&[[u8; INPUTS]]; N], panel: &[Weights]) -> [Sums; N] {
        let mut all = [[0; OUTPUTS]; N];
        for (inputs, all) in inputs.chunks(TOKENS).zip(all.chunks_mut(TOKENS)) {
            // SAFETY: a value of this type exists only where `detect` found AVX2.
            unsafe {
                match (inputs, all) {
                    (&[one, two, three], [a, b, c]) => multiply([one, two, three], panel, [a, b, c]),
                    (&[one, two], [a, b]) => multiply([one, two], panel, [a, b]),
                    (&[one], [a]) => multiply([one], panel, [a]),
                    _ => {}
                }
            }
        }
        all
    }

    #[inline(always)]
    fn products(self, query: &[i8], vectors: &[i8], products: &mut [i32]) {
        // SAFETY: a value of this type exists only where `detect` found AVX2.
        unsafe { products_of_parts(query, vectors, products) }
    }
}

#[target_feature(enable = "avx2")]
fn multiply<const N: usize>(inputs: [&[[u8; INPUTS]]; N], panel: &[Weights], mut all: [&mut Sums; N]) {
    let length = inputs.iter().map(|inputs| inputs.len()).fold(panel.len(), usize::min);
    let panel = panel.get(..length).unwrap_or_default();
    let inputs = inputs.map(|inputs| inputs.get(..length).unwrap_or_default());
    for part in 0..OUTPUTS / (OUTPUTS_AT_ONCE * REGISTERS) {
        let mut sums = [[_mm256_setzero_si256(); REGISTERS]; N];
        for (place, weights) in panel.iter().enumerate() {
            let weights = load_weights(weights, part);
            for (sums, inputs) in sums.iter_mut().zip(inputs) {
                let Some(inputs) = inputs.get(place) else { continue };
                let [a, b, c, d] = inputs.map(i64::from);
                let inputs = _mm256_set1_epi64x(a | b << 16 | c << 32 | d << 48);
                for (sum, weights) in sums.iter_mut().zip(weights) {
                    *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(inputs, weights));
                }
            }
        }
        for (sums, all) in sums.iter().zip(&mut all) {
            let outputs = all.as_chunks_mut::<OUTPUTS_AT_ONCE>().0.iter_mut().skip(part * REGISTERS);
            for (outputs, sum) in outputs.zip(sums) {
                // Each output's four products were added in pairs.
                for (output, pair) in outputs.iter_mut().zip(lanes(*sum).as_chunks::<2>().0) {
                    *output = pair[0] + pair[1];
                }
            }
        }
    }
}

#[target_feature(enable = "avx2")]
fn load_weights(weights: &Weights, part: usize) -> [__m256i; REGISTERS] {
    let (registers, _) = weights.0.as_flattened().as_chunks::<16>();
    let (parts, _) = registers.as_chunks::<REGISTERS>();
    parts.get(part).map_or([_mm256_setzero_si256(); REGISTERS], |part| {
        [widen(&part[0]), widen(&part[1]), widen(&part[2]), widen(&part[3])]
    })
}

#[target_feature(enable = "avx2")]
fn widen(values: &[i8; 16]) -> __m256i {
    // SAFETY: the reference is to 16 bytes that may be read, and this load needs no alignment.
    let values: __m128i = unsafe { _mm_loadu_si128(values.as_ptr().cast()) };
    _mm256_cvtepi8_epi16(values)
}

#[target_feature(enable = "avx2")]
fn lanes(register: __m256i) -> [i32; 8] {
    let mut lanes = [0; 8];
    // SAFETY: the reference is to 32 bytes that may be written, and this store needs no alignment.
    unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), register) };
    lanes
}

#[target_feature(enable = "avx2")]
fn products_of_parts(query: &[i8], vectors: &[i8], products: &mut [i32]) {
    let (query_parts, query_rest) = query.as_chunks::<16>();
    for (vector, product) in vectors.chunks_exact(query.len().max(1)).zip(products) {
        let (parts, rest) = vector.as_chunks::<16>();
        let mut sum = _mm256_setzero_si256();
        for (part, query) in parts.iter().zip(query_parts) {
            sum = _mm256_add_epi32(sum, _mm256_madd_epi16(widen(part), widen(query)));
        }
        let rest = rest.iter().zip(query_rest).map(|(one, other)| i32::from(*one) * i32::from(*other));
        *product = lanes(sum).iter().sum::<i32>() + rest.sum::<i32>();
    }
}

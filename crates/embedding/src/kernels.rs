//! The measured inner loops, in one form for each kind of processor, and the choice between them when a model is opened.
//!
//! All forms give the same bits. Products of 8-bit values are summed as integers, and everything in floating point is
//! written once, without fused operations, so that only its speed depends on what it is compiled for.
//!
//! This folder is the only place with `unsafe`: calls of functions that are compiled for a processor's extensions, and
//! loads and stores of whole registers.

#![expect(
    unsafe_code,
    reason = "registers and processor extensions cannot be reached without; every use is behind a safe function"
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod portable;
#[cfg(test)]
mod tests;

pub(crate) use portable::Portable;

/// Outputs whose weights lie together.
pub(crate) const OUTPUTS: usize = 64;
/// Inputs whose weights lie together, within one output's.
pub(crate) const INPUTS: usize = 4;

/// Four inputs' weights for each of 64 outputs, as the kernels read them.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Weights(pub(crate) [[i8; INPUTS]; OUTPUTS]);

/// Sums of products for one token's outputs of one panel.
pub(crate) type Sums = [i32; OUTPUTS];

/// Added to a small number, leaves it rounded in the lowest bits: one and a half times two to the 23rd.
pub(crate) const ROUNDING: f32 = 12_582_912.0;
/// Values of 32 bits that are worked on together.
pub(crate) const LANES: usize = 16;

/// What differs between processors.
pub(crate) trait Kernel: Copy + Send + Sync {
    /// 16 values of floating point in registers.
    type Lanes: Copy;

    /// 16 times the same value.
    fn splat(self, value: f32) -> Self::Lanes;

    fn load(self, values: &[f32; LANES]) -> Self::Lanes;

    fn store(self, lanes: Self::Lanes, values: &mut [f32; LANES]);

    /// `sum + one * other`, rounded after each of the two steps.
    fn add_product(self, sum: Self::Lanes, one: Self::Lanes, other: Self::Lanes) -> Self::Lanes;

    /// The products of `N` tokens' inputs with a panel of weights, four inputs at a time. Inputs beyond the shortest of
    /// them are not counted.
    fn multiply<const N: usize>(self, inputs: [&[[u8; INPUTS]]; N], panel: &[Weights]) -> [Sums; N];

    /// The product of `query` with each of the vectors of its length that follow one another in `vectors`. Vectors beyond
    /// the last of `products` are not looked at.
    fn products(self, query: &[i8], vectors: &[i8], products: &mut [i32]);
}

/// Work that is compiled once for each kind of processor; everything it calls must be `#[inline(always)]`.
pub(crate) trait Work {
    type Output;
    fn run<K: Kernel>(self, kernel: K) -> Self::Output;
}

/// A kind of processor. Only [`Cpu::detect`] and the tests make one, so a value says that this processor is of the kind.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cpu {
    Portable(Portable),
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(avx512::Avx512),
}

impl Cpu {
    /// The fastest kind that this processor is of.
    pub(crate) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(cpu) = avx512::Avx512::detect().map(Self::Avx512).or_else(|| avx2::Avx2::detect().map(Self::Avx2)) {
            return cpu;
        }
        Self::Portable(Portable)
    }

    /// All kinds that this processor is of, to compare them.
    #[cfg(test)]
    pub(crate) fn all() -> Vec<Self> {
        let kinds = std::iter::once(Self::Portable(Portable));
        #[cfg(target_arch = "x86_64")]
        let kinds = kinds.chain(avx2::Avx2::detect().map(Self::Avx2)).chain(avx512::Avx512::detect().map(Self::Avx512));
        kinds.collect()
    }

    /// The kind's name, for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Portable(_) => "portable",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => "AVX-512 VNNI",
        }
    }

    /// Does `work` as this kind of processor does it best.
    pub(crate) fn run<W: Work>(self, work: W) -> W::Output {
        match self {
            Self::Portable(kernel) => work.run(kernel),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(kernel) => kernel.run(work),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(kernel) => kernel.run(work),
        }
    }
}

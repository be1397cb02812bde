//! Every kind of processor gives the same bits as the portable form.

use proptest::prelude::*;

use super::{Cpu, INPUTS, Kernel, LANES, OUTPUTS, Sums, Weights, Work};

struct Multiply<'a, const N: usize> {
    inputs: [&'a [[u8; INPUTS]]; N],
    panel: &'a [Weights],
}

impl<const N: usize> Work for Multiply<'_, N> {
    type Output = [Sums; N];

    fn run<K: Kernel>(self, kernel: K) -> Self::Output {
        kernel.multiply(self.inputs, self.panel)
    }
}

struct Products<'a>(&'a [i8], &'a [i8]);

impl Work for Products<'_> {
    type Output = Vec<i32>;

    fn run<K: Kernel>(self, kernel: K) -> Vec<i32> {
        let mut products = vec![0; self.1.len() / self.0.len()];
        kernel.products(self.0, self.1, &mut products);
        products
    }
}

struct AddProduct<'a>(&'a [[f32; LANES]; 3], f32);

impl Work for AddProduct<'_> {
    type Output = [[f32; LANES]; 2];

    fn run<K: Kernel>(self, kernel: K) -> Self::Output {
        let [sum, one, other] = [&self.0[0], &self.0[1], &self.0[2]].map(|lanes| kernel.load(lanes));
        let mut results = [[0.0; LANES]; 2];
        kernel.store(kernel.add_product(sum, one, other), &mut results[0]);
        kernel.store(kernel.splat(self.1), &mut results[1]);
        results
    }
}

/// The same work by every kind; says which kinds there are, so that a run shows what it has tested.
fn by_all<W: Work>(work: impl Fn() -> W) -> Vec<(&'static str, W::Output)> {
    Cpu::all().into_iter().map(|cpu| (cpu.name(), cpu.run(work()))).collect()
}

#[test]
fn the_largest_values_do_not_overflow() {
    let inputs = vec![[u8::MAX; INPUTS]; 2_048];
    for weight in [i8::MIN, i8::MAX] {
        let panel = vec![Weights([[weight; INPUTS]; OUTPUTS]); 2_048];
        for (name, sums) in by_all(|| Multiply { inputs: [inputs.as_slice(); 6], panel: &panel }) {
            assert_eq!(sums, [[8_192 * 255 * i32::from(weight); OUTPUTS]; 6], "{name}");
        }
    }
    let vector = [i8::MIN; 4_096];
    for (name, products) in by_all(|| Products(&vector, &vector)) {
        assert_eq!(products, [4_096 * 128 * 128], "{name}");
    }
}

fn check_multiply<const N: usize>(inputs: &[Vec<[u8; INPUTS]>], panel: &[Weights]) {
    let inputs: [&[[u8; INPUTS]]; N] = std::array::from_fn(|place| inputs[place].as_slice());
    let by_hand: [Sums; N] = inputs.map(|inputs| {
        std::array::from_fn(|output| {
            let products = inputs.iter().zip(panel).flat_map(|(inputs, weights)| inputs.iter().zip(&weights.0[output]));
            products.map(|(input, weight)| i32::from(*input) * i32::from(*weight)).sum()
        })
    });
    for (name, sums) in by_all(|| Multiply { inputs, panel }) {
        assert_eq!(sums, by_hand, "{name}, {N} tokens");
    }
}

proptest! {
    #[test]
    fn sums_are_those_by_hand(
        inputs in prop::collection::vec(prop::collection::vec(any::<[u8; INPUTS]>(), 9), 6),
        panel in prop::collection::vec(prop::collection::vec(any::<[i8; INPUTS]>(), OUTPUTS), 9),
    ) {
        let panel: Vec<Weights> = panel.into_iter().map(|outputs| Weights(outputs.try_into().unwrap())).collect();
        check_multiply::<1>(&inputs, &panel);
        check_multiply::<2>(&inputs, &panel);
        check_multiply::<3>(&inputs, &panel);
        check_multiply::<4>(&inputs, &panel);
        check_multiply::<5>(&inputs, &panel);
        check_multiply::<6>(&inputs, &panel);
    }

    #[test]
    fn products_are_those_by_hand(dimensions in prop::sample::select(vec![1_usize, 15, 64, 100, 128, 384]), seed in any::<[i8; 384]>()) {
        let query = &seed[..dimensions];
        let vectors: Vec<i8> = seed.iter().rev().chain(&seed).cycle().take(dimensions * 5).copied().collect();
        let product = |vector: &[i8]| vector.iter().zip(query).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum::<i32>();
        let by_hand: Vec<i32> = vectors.chunks(dimensions).map(product).collect();
        for (name, products) in by_all(|| Products(query, &vectors)) {
            prop_assert_eq!(&products, &by_hand, "{}", name);
        }
    }

    #[test]
    fn floating_point_is_rounded_after_each_step(lanes in any::<[[f32; LANES]; 3]>(), value in any::<f32>()) {
        let bits = |lanes: [[f32; LANES]; 2]| lanes.map(|lanes| lanes.map(|x| if x.is_nan() { u32::MAX } else { x.to_bits() }));
        let by_hand: [f32; LANES] = std::array::from_fn(|place| {
            let product = lanes[1][place] * lanes[2][place];
            lanes[0][place] + product
        });
        for (name, results) in by_all(|| AddProduct(&lanes, value)) {
            prop_assert_eq!(bits(results), bits([by_hand, [value; LANES]]), "{}", name);
        }
    }
}

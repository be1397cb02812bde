//! The randomisation test: how often chance alone would set two runs as far apart.
//!
//! Under the null hypothesis either run could have given either of a query's two values, so the sign of each difference
//! is a coin (Fisher 1935, Pitman 1937). The p value is the share of sign assignments whose mean difference is at least
//! as large as the one observed, in either direction. M. D. Smucker, J. Allan and B. Carterette, "A comparison of
//! statistical significance tests for information retrieval evaluation", CIKM 2007, found it the test to prefer for
//! runs over the same queries.

use crate::measures::count;

/// Up to so many differences that are not 0 every assignment is counted: about a million.
const EXACT_MAX: usize = 20;
/// How many assignments are drawn beyond; p = 0.05 then has a standard error of 0.002.
const DRAWN: u32 = 10_000;
/// Where the draws begin: the same differences always get the same p value.
const SEED: u64 = 0x0047_6F6E_676B_6169;
/// Sums that differ by less are equal: the same values, added in another order.
const TOLERANCE: f64 = 1e-9;

/// The two-sided p value of a mean difference that is not 0; 1 when no difference is.
///
/// It is exact up to 20 differences that are not 0, and otherwise drawn, with the observed assignment counted as one of
/// those drawn, so that it is never 0.
pub fn randomisation_p_value(differences: &[f64]) -> f64 {
    let moved: Vec<f64> = differences.iter().copied().filter(|difference| difference.abs() > TOLERANCE).collect();
    let bound = moved.iter().sum::<f64>().abs() - TOLERANCE;
    if moved.len() <= EXACT_MAX {
        let extreme = assignments_beyond(&moved, 0.0, bound);
        return f64::from(extreme) / 2_f64.powi(i32::try_from(moved.len()).unwrap_or(i32::MAX));
    }
    let mut coins = Coins { state: SEED };
    let extreme = (0..DRAWN).filter(|_| coins.signed_sum(&moved).abs() >= bound).count();
    (count(extreme) + 1.0) / f64::from(DRAWN + 1)
}

/// How many assignments of signs to `differences` bring `sum` to `bound` or further from 0.
fn assignments_beyond(differences: &[f64], sum: f64, bound: f64) -> u32 {
    match differences.split_first() {
        None => u32::from(sum.abs() >= bound),
        Some((first, rest)) => {
            assignments_beyond(rest, sum + first, bound) + assignments_beyond(rest, sum - first, bound)
        }
    }
}

/// Coins from `SplitMix64` (G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014), 64 at a time.
struct Coins {
    state: u64,
}

impl Coins {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn signed_sum(&mut self, differences: &[f64]) -> f64 {
        let mut sum = 0.0;
        for chunk in differences.chunks(64) {
            let mut coins = self.next();
            for difference in chunk {
                sum += if coins & 1 == 0 { *difference } else { -difference };
                coins >>= 1;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "the values compared are exact in binary")]

    use super::*;

    #[test]
    fn few_differences_are_counted_exactly() {
        assert_eq!(randomisation_p_value(&[]), 1.0);
        assert_eq!(randomisation_p_value(&[0.0, 0.0]), 1.0);
        // Of eight assignments only +++ and --- are as far from 0.
        assert_eq!(randomisation_p_value(&[0.1, 0.0, 0.2, 0.3]), 0.25);
        // +1 +1 -1: every assignment has a sum of at least 1, whatever the direction.
        assert_eq!(randomisation_p_value(&[1.0, 1.0, -1.0]), 1.0);
        // Five gains and one small loss: 4 of 64 assignments.
        assert_eq!(randomisation_p_value(&[1.0, 1.0, 1.0, 1.0, 1.0, -0.5]), 4.0 / 64.0);
    }

    #[test]
    fn the_direction_makes_no_difference() {
        let gains: Vec<f64> = (0..40).map(|n| f64::from(n % 7) - 2.0).collect();
        let losses: Vec<f64> = gains.iter().map(|gain| -gain).collect();
        assert_eq!(randomisation_p_value(&gains), randomisation_p_value(&losses));
    }

    #[test]
    fn drawing_comes_near_to_counting() {
        // 24 differences of one size: the p value is a tail of the binomial distribution, 2 * P(at least 17 of 24).
        let mut differences = vec![1.0; 17];
        differences.extend([-1.0; 7]);
        let exact = 0.063_914;
        assert!((randomisation_p_value(&differences) - exact).abs() < 0.01, "{}", randomisation_p_value(&differences));
        assert_eq!(randomisation_p_value(&[1.0; 60]), 1.0 / 10_001.0);
    }
}

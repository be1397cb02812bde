//! When the next request to a host may start: politeness as arithmetic, without a clock and without a socket.
//!
//! Moments are durations since the crawl began, so that every rule is tested without waiting.

use std::time::Duration;

/// The longest pause that a host may ask for; one that asks for more is asked again after this.
pub(crate) const RETRY_AFTER_MAX: Duration = Duration::from_secs(3_600);

/// How many failures in a row, whatever their pages, make a host count as not answering.
pub(crate) const FAILURES_MAX: u32 = 5;

/// The pause after a failure: doubled each time, and shortened at random so that crawlers do not march in step.
#[derive(Debug, Clone)]
pub(crate) struct Backoff {
    base: Duration,
    max: Duration,
    random: u64,
}

impl Backoff {
    /// Pauses from `base` up to `max`; the same `seed` gives the same pauses.
    pub(crate) fn new(base: Duration, max: Duration, seed: u64) -> Self {
        Self { base, max, random: seed }
    }

    /// The pause after the `failures`th failure in a row: between half of the doubled base and all of it.
    pub(crate) fn pause(&mut self, failures: u32) -> Duration {
        let doubled = self.base.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(self.max);
        // Splitmix64 (Steele, Lea and Flood 2014): three lines, and reproducible.
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let percent = u32::try_from((mixed ^ (mixed >> 31)) % 51).unwrap_or_default() + 50;
        doubled.saturating_mul(percent) / 100
    }
}

/// The pace of one host.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    delay: Duration,
    backoff: Backoff,
    not_before: Duration,
    failures: u32,
}

impl Pace {
    /// Starts requests at least `delay` apart.
    pub(crate) fn new(delay: Duration, backoff: Backoff) -> Self {
        Self { delay, backoff, not_before: Duration::ZERO, failures: 0 }
    }

    /// Never goes faster than a request every `delay`.
    pub(crate) fn slow_down_to(&mut self, delay: Duration) {
        self.not_before += delay.saturating_sub(self.delay);
        self.delay = self.delay.max(delay);
    }

    /// How long the next request must wait.
    pub(crate) fn wait(&self, now: Duration) -> Duration {
        self.not_before.saturating_sub(now)
    }

    /// A request starts.
    pub(crate) fn started(&mut self, now: Duration) {
        self.not_before = self.not_before.max(now + self.delay);
    }

    /// The host answered, whatever it said.
    pub(crate) fn answered(&mut self) {
        self.failures = 0;
    }

    /// The host did not answer, or asked to be left alone: for `retry_after` when it told.
    pub(crate) fn failed(&mut self, now: Duration, retry_after: Option<Duration>) {
        self.failures += 1;
        let asked = retry_after.filter(|pause| !pause.is_zero()).map(|pause| pause.min(RETRY_AFTER_MAX));
        let pause = asked.unwrap_or_else(|| self.backoff.pause(self.failures));
        self.not_before = self.not_before.max(now + pause);
    }

    /// The host turned us away; asked on for long, it counts as not answering.
    pub(crate) fn blocked(&mut self) {
        self.failures += 1;
    }

    /// Whether it has failed so often in a row that asking on would only add to its trouble.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.failures >= FAILURES_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn pace() -> Pace {
        Pace::new(SECOND, Backoff::new(2 * SECOND, 60 * SECOND, 7))
    }

    #[test]
    fn requests_start_the_delay_apart_from_start_to_start() {
        let mut pace = pace();
        assert_eq!(pace.wait(Duration::ZERO), Duration::ZERO);
        pace.started(10 * SECOND);
        assert_eq!(pace.wait(10 * SECOND), SECOND);
        assert_eq!(pace.wait(Duration::from_millis(10_400)), Duration::from_millis(600));
        assert_eq!(pace.wait(12 * SECOND), Duration::ZERO);
    }

    #[test]
    fn a_crawl_delay_makes_it_slower_at_once_and_never_faster() {
        let mut pace = pace();
        pace.started(Duration::ZERO);
        pace.slow_down_to(5 * SECOND);
        assert_eq!(pace.wait(Duration::ZERO), 5 * SECOND);
        pace.slow_down_to(SECOND / 2);
        pace.started(5 * SECOND);
        assert_eq!(pace.wait(5 * SECOND), 5 * SECOND);
    }

    #[test]
    fn pauses_double_up_to_the_maximum_with_jitter_and_repeat_with_the_seed() {
        let mut backoff = Backoff::new(2 * SECOND, 60 * SECOND, 7);
        let pauses: Vec<Duration> = (1..=40).map(|failures| backoff.pause(failures)).collect();
        for (failures, pause) in (0_u32..).zip(&pauses) {
            let whole = (2 * SECOND).saturating_mul(2_u32.saturating_pow(failures)).min(60 * SECOND);
            assert!(*pause >= whole / 2 && *pause <= whole, "{pause:?} after {failures} more failures");
        }
        assert!(pauses[10..].windows(2).any(|two| two[0] != two[1]), "no jitter");
        let mut again = Backoff::new(2 * SECOND, 60 * SECOND, 7);
        assert!(pauses.iter().zip(1..).all(|(pause, failures)| again.pause(failures) == *pause));
    }

    #[test]
    fn what_the_host_asks_for_is_honoured_up_to_an_hour() {
        for (asked, waited) in [(17, 17), (3_600, 3_600), (1_000_000_000, 3_600)] {
            let mut pace = pace();
            pace.started(SECOND);
            pace.failed(2 * SECOND, Some(asked * SECOND));
            assert_eq!(pace.wait(2 * SECOND), waited * SECOND, "asked for {asked} s");
        }
        let mut pace = pace();
        pace.failed(Duration::ZERO, Some(Duration::ZERO));
        assert!(pace.wait(Duration::ZERO) >= SECOND, "no pause asked for is no leave to hammer");
    }

    #[test]
    fn five_failures_in_a_row_exhaust_a_host_and_an_answer_forgives_them() {
        let mut pace = pace();
        for _ in 0..4 {
            pace.failed(Duration::ZERO, None);
        }
        assert!(!pace.is_exhausted());
        pace.answered();
        pace.failed(Duration::ZERO, None);
        assert!(!pace.is_exhausted());
        for _ in 0..4 {
            pace.failed(Duration::ZERO, None);
        }
        assert!(pace.is_exhausted());
    }
}

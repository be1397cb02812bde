//! When a build may work: while the machine is not busy with something else, and in its hours.

/// The hours of a day in which a build works, in minutes since midnight; over midnight when `to` is before `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// The first minute.
    pub from: u16,
    /// The first minute that is no longer within.
    pub to: u16,
}

/// What a build keeps to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Limits {
    /// The system's load average of the last minute above which the build pauses, its own threads counted.
    pub load_max: Option<f64>,
    /// The hours in which it works.
    pub hours: Option<Hours>,
}

/// Why a build pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// The machine has too much to do.
    Load,
    /// It is not the time.
    Hours,
}

impl Limits {
    /// Whether to pause, at a load (`None` where the system tells none) and a local minute of the day.
    pub fn pause(&self, load: Option<f64>, minute: u16) -> Option<Pause> {
        let is_open = |Hours { from, to }: Hours| {
            if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
        };
        if self.hours.is_some_and(|hours| !is_open(hours)) {
            return Some(Pause::Hours);
        }
        let is_busy = load.zip(self.load_max).is_some_and(|(load, most)| load > most);
        is_busy.then_some(Pause::Load)
    }
}

/// The load average of the last minute, where the system tells it (`/proc/loadavg`).
pub fn load_average() -> Option<f64> {
    first_number(&std::fs::read_to_string("/proc/loadavg").ok()?)
}

fn first_number(text: &str) -> Option<f64> {
    text.split_whitespace().next()?.parse().ok().filter(|load: &f64| load.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_machine_makes_a_pause_and_an_unknown_load_does_not() {
        let limits = Limits { load_max: Some(2.0), hours: None };
        let pauses = [Some(2.0), Some(2.1), None].map(|load| limits.pause(load, 0));
        assert_eq!(pauses, [None, Some(Pause::Load), None]);
        assert_eq!(Limits::default().pause(Some(99.0), 0), None);
        assert_eq!(first_number("0.20 0.18 0.12 1/80 11206\n"), Some(0.2));
        assert_eq!(first_number("NaN"), None);
    }

    #[test]
    fn hours_may_go_over_midnight() {
        let open = |from, to, minute| Limits { load_max: None, hours: Some(Hours { from, to }) }.pause(None, minute);
        assert_eq!(
            [1_319, 1_320, 0, 359, 360].map(|minute| open(1_320, 360, minute).is_none()),
            [false, true, true, true, false]
        );
        assert_eq!([59, 60, 119, 120].map(|minute| open(60, 120, minute).is_none()), [false, true, true, false]);
    }
}

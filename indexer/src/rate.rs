//! How often a host may be asked, as people write it: `1/s`, `30/min`.

use std::str::FromStr;
use std::time::Duration;

/// A number of requests in a unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Rate(Duration);

/// A text that is no rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no rate; write a number of requests and a unit, such as 1/s, 30/min or 600/h")]
pub(crate) struct NoRate(String);

impl Rate {
    /// The time between the starts of two requests.
    pub(crate) fn delay(self) -> Duration {
        self.0
    }
}

impl FromStr for Rate {
    type Err = NoRate;

    fn from_str(text: &str) -> Result<Self, NoRate> {
        let wrong = || NoRate(text.to_owned());
        let (count, unit) = text.split_once('/').ok_or_else(wrong)?;
        let count: f64 = count.trim().parse().map_err(|_| wrong())?;
        let seconds = match unit.trim() {
            "s" => 1.0,
            "min" => 60.0,
            "h" => 3_600.0,
            _ => return Err(wrong()),
        };
        if !(count.is_finite() && count > 0.0) {
            return Err(wrong());
        }
        Duration::try_from_secs_f64(seconds / count).map(Self).map_err(|_| wrong())
    }
}

impl TryFrom<String> for Rate {
    type Error = NoRate;

    fn try_from(text: String) -> Result<Self, NoRate> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_the_pause_between_two_requests() {
        let pause_ms = |text: &str| text.parse::<Rate>().unwrap().delay().as_millis();
        assert_eq!(["1/s", "4/s", "30/min", "0.5 / s"].map(pause_ms), [1_000, 250, 2_000, 2_000]);
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for text in ["", "1", "0/s", "-1/s", "1/day", "inf/s", "NaN/s", "1e-300/h", "/s"] {
            assert_eq!(text.parse::<Rate>(), Err(NoRate(text.to_owned())));
        }
    }
}

//! The double's time.

/// Seconds since 1970. Goes on by one second with each thing saved, so that every save can be told
/// from the one before; stands still once a test has set it.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    now: i64,
    stands: bool,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            now: 1_795_300_000,
            stands: false,
        }
    }
}

impl Clock {
    /// The time.
    pub fn now(self) -> i64 {
        self.now
    }

    /// The time of something that is saved.
    pub fn save(&mut self) -> i64 {
        if !self.stands {
            self.now += 1;
        }
        self.now
    }

    /// Sets the time, which from then on stands still: two saves of one second look the same.
    pub fn set(&mut self, now: i64) {
        *self = Self { now, stands: true };
    }
}

/// The date of a time in seconds since 1970, by the civil calendar.
pub fn date_of(seconds: i64) -> String {
    let days = seconds.div_euclid(86_400) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_calendar() {
        assert_eq!(date_of(0), "1970-01-01");
        assert_eq!(date_of(951_782_400), "2000-02-29");
        assert_eq!(date_of(1_795_300_000), "2026-11-21");
    }

    #[test]
    fn a_clock_that_was_set_stands_still() {
        let mut clock = Clock::default();
        let before = clock.save();
        assert_eq!(clock.save(), before + 1);
        clock.set(7);
        assert_eq!((clock.save(), clock.save()), (7, 7));
    }
}

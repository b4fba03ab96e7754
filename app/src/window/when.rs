//! Points in time as words.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::controls::count_words;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The time so many seconds after 1970.
pub fn seconds(seconds: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}

/// The time so many milliseconds after 1970.
pub fn millis(millis: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(millis)
}

/// How long ago it was: `just now`, `5 minutes ago`, `3 days ago`.
pub fn ago(when: SystemTime, now: SystemTime) -> String {
    let seconds = now.duration_since(when).map_or(0, |since| since.as_secs());
    let (count, unit) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3600 => (seconds / 60, "minute"),
        3600..86_400 => (seconds / 3600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    format!("{} ago", count_words(count, unit))
}

/// The date and time in universal time: `22 November 2026, 05:08:39 UTC`.
pub fn date(when: SystemTime) -> String {
    let seconds = when
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let month = usize::try_from(month)
        .ok()
        .and_then(|month| MONTHS.get(month - 1));
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!(
        "{day} {} {year}, {hour:02}:{minute:02}:{second:02} UTC",
        month.unwrap_or(&"")
    )
}

/// The time of the day in universal time: `05:08:39`.
pub fn time(when: SystemTime) -> String {
    let seconds = when
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let second = seconds % 86_400;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{hour:02}:{minute:02}:{second:02}")
}

/// Year, month and day of a number of days since 1970 (the well-known algorithm on years that
/// begin in March).
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn times_are_told_as_people_do() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(date(at(0)), "1 January 1970, 00:00:00 UTC");
        assert_eq!(date(at(1_709_210_096)), "29 February 2024, 12:34:56 UTC");
        assert_eq!(date(at(1_798_761_599)), "31 December 2026, 23:59:59 UTC");
        assert_eq!(time(at(1_709_210_096)), "12:34:56");
        assert_eq!(ago(at(100), at(130)), "just now");
        assert_eq!(ago(at(100), at(90)), "just now");
        assert_eq!(ago(at(0), at(60)), "1 minute ago");
        assert_eq!(ago(at(0), at(7_300)), "2 hours ago");
        assert_eq!(ago(at(0), at(3 * 86_400)), "3 days ago");
    }
}

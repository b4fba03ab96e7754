//! The time, which the engine is told.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970; 0 on a machine whose clock stands before that.
pub fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// Milliseconds since 1970; 0 on a machine whose clock stands before that.
pub fn now_millis() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}

/// A time in milliseconds since 1970 for people: `2026-11-22 15:08:39 UTC`.
pub(crate) fn spoken(milliseconds: u64) -> String {
    let iso = crate::listen::date(milliseconds);
    let day_and_time = iso.split_once('.').map_or(iso.as_str(), |(whole, _)| whole);
    format!("{} UTC", day_and_time.replace('T', " "))
}

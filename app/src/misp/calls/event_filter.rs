//! What cannot be meant in a search for events: a server finds nothing by it, and says nothing.

use thiserror::Error;

use super::EventFilter;

/// What is typed for something else than it is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FilterError {
    /// No date.
    #[error("“{0}” is no date; dates are written as 2026-11-01")]
    Date(String),
    /// No number of an event.
    #[error("“{0}” is not the number of an event")]
    Number(String),
    /// No uuid.
    #[error("“{0}” is no uuid, such as 5f1c7a3e-8d2b-4c6f-9a10-3b7e2d4c5f60")]
    Uuid(String),
}

impl EventFilter {
    /// A text that is looked for anywhere in another, as a server takes it: with `%` on both sides.
    /// One that has a `%` itself is taken as it is.
    pub fn around(text: &str) -> String {
        match text.trim() {
            "" => String::new(),
            text if text.contains('%') => text.to_owned(),
            text => format!("%{text}%"),
        }
    }

    /// Whether all of it can be meant.
    ///
    /// # Errors
    /// Names the first that cannot.
    pub fn check(&self) -> Result<(), FilterError> {
        for date in [&self.from, &self.until] {
            check_date(date)?;
        }
        let is_number =
            |id: &String| !id.is_empty() && id.bytes().all(|sign| sign.is_ascii_digit());
        if let Some(id) = self.ids.iter().find(|id| !is_number(id)) {
            return Err(FilterError::Number(id.clone()));
        }
        match self.uuids.iter().find(|uuid| !is_uuid(uuid)) {
            Some(uuid) => Err(FilterError::Uuid(uuid.clone())),
            None => Ok(()),
        }
    }
}

/// Whether this is a date of the calendar, or empty.
///
/// # Errors
/// Where it is something else.
pub fn check_date(text: &str) -> Result<(), FilterError> {
    if text.is_empty() || is_date(text).is_some_and(|is_date| is_date) {
        Ok(())
    } else {
        Err(FilterError::Date(text.to_owned()))
    }
}

fn is_date(text: &str) -> Option<bool> {
    let mut parts = text.split('-');
    let mut next = |length: usize| {
        let part = parts.next()?;
        let digits = part.bytes().all(|sign| sign.is_ascii_digit());
        (digits && part.len() == length).then(|| part.parse::<u32>().ok())?
    };
    let (year, month, day) = (next(4)?, next(2)?, next(2)?);
    let leaps = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leaps => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    Some((1..=days).contains(&day) && parts.next().is_none())
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|sign| sign == b'-' || sign.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for date in ["", "2026-11-01", "2024-02-29", "2000-02-29", "2026-12-31"] {
            assert_eq!(check_date(date), Ok(()), "{date}");
        }
        for text in [
            "garbage",
            "2026-11",
            "2026-13-01",
            "2026-11-31",
            "2026-02-29",
            "1900-02-29",
            "2026-1-1",
            "2026-11-01-02",
            "2026-11-00",
            "-026-11-01",
        ] {
            assert!(check_date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn uuids_and_numbers_are_told_from_other_texts() {
        let mut filter = EventFilter::ids(["17"]);
        filter.uuids = vec!["5F1c7a3e-8d2b-4c6f-9a10-3b7e2d4c5f60".to_owned()];
        assert_eq!(filter.check(), Ok(()));
        filter.uuids.push("nope".to_owned());
        assert_eq!(filter.check(), Err(FilterError::Uuid("nope".to_owned())));
        filter.ids.push("x".to_owned());
        assert_eq!(filter.check(), Err(FilterError::Number("x".to_owned())));
    }
}

//! Faults on demand: what goes wrong between the double and its client.

use std::time::Duration;

/// Something that goes wrong with one request. Where the doc does not say that the request was
/// served, it was not: nothing is saved.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Serves it, after a while.
    Delay(Duration),
    /// Serves it at once, and answers after a while.
    DelayedAnswer(Duration),
    /// Serves it, and sends the answer's body in sixteen parts with a pause before each.
    Slow(Duration),
    /// Closes the connection without an answer.
    CloseUnserved,
    /// Serves it and closes the connection without an answer.
    CloseServed,
    /// Serves it and closes the connection in the middle of the answer's body.
    CutMidBody,
    /// 500 with MISP's usual words.
    InternalError,
    /// Serves it, and answers 500 all the same.
    InternalErrorServed,
    /// 200 with a login page.
    LoginPage,
    /// Serves it, and answers 200 with a login page all the same.
    LoginPageServed,
    /// This status with a web page, as a proxy in front of MISP gives it (502, 503, 504, …).
    Status(u16),
    /// Serves it, and something before the server answers with this status and a web page.
    StatusServed(u16),
    /// 429, try again after so many seconds.
    TooMany(u32),
    /// 302 to this URL.
    RedirectTo(String),
    /// 302 to itself, for ever.
    RedirectLoop,
    /// A list that goes on for so many bytes.
    Endless(u64),
    /// The same, packed with gzip to a thousandth.
    GzipBomb(u64),
    /// Serves it, and ends the JSON in the middle, as if that were all.
    TruncatedJson,
    /// Serves it, and gives the answer this content type.
    ContentType(&'static str),
    /// This status and JSON.
    Json(u16, String),
    /// Serves it, and answers with this status and JSON.
    JsonServed(u16, String),
}

impl Fault {
    /// Whether the request is served all the same.
    pub(super) fn serves(&self) -> bool {
        matches!(
            self,
            Self::Delay(_)
                | Self::DelayedAnswer(_)
                | Self::Slow(_)
                | Self::CloseServed
                | Self::CutMidBody
                | Self::InternalErrorServed
                | Self::LoginPageServed
                | Self::StatusServed(_)
                | Self::JsonServed(..)
                | Self::TruncatedJson
                | Self::ContentType(_)
        )
    }
}

/// Where a fault happens, and how often still.
struct Rule {
    method: String,
    path: String,
    fault: Fault,
    /// How many requests go through before.
    spared: usize,
    left: usize,
}

/// The faults that are still to happen.
#[derive(Default)]
pub(super) struct Faults(Vec<Rule>);

impl Faults {
    /// Adds a rule, behind `spared` requests that go through and for `times` that do not.
    pub fn add(&mut self, (method, path): (&str, &str), spared: usize, fault: Fault, times: usize) {
        self.0.push(Rule {
            method: method.to_owned(),
            path: path.to_owned(),
            fault,
            spared,
            left: times,
        });
    }

    /// Takes back all rules.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault of this request: the first rule that fits and is not used up.
    pub fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let rule = self.0.iter_mut().find(|rule| {
            rule.left > 0
                && (rule.method == "*" || rule.method.eq_ignore_ascii_case(method))
                && fits(&rule.path, path)
        })?;
        if rule.spared > 0 {
            rule.spared -= 1;
            return None;
        }
        rule.left -= 1;
        Some(rule.fault.clone())
    }
}

/// Whether a path begins with the pattern, in which `*` stands for any text.
fn fits(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else {
        return false;
    };
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_counts_down_and_the_next_one_takes_over() {
        let mut faults = Faults::default();
        faults.add(("POST", "/workflows/edit"), 1, Fault::InternalError, 1);
        faults.add(("*", "/*/edit/2"), 0, Fault::LoginPage, 1);
        assert_eq!(faults.take("GET", "/workflows/edit/1"), None);
        assert_eq!(faults.take("POST", "/workflows/edit/1"), None);
        assert_eq!(
            faults.take("post", "/workflows/edit/2"),
            Some(Fault::InternalError)
        );
        assert_eq!(
            faults.take("POST", "/workflows/edit/2"),
            Some(Fault::LoginPage)
        );
        assert_eq!(faults.take("POST", "/workflows/edit/2"), None);
    }
}

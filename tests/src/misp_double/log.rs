//! What was asked of the double.

use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, Method, Uri};

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Logged {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The query; empty where there is none.
    pub query: String,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// When it had come in.
    pub at: SystemTime,
    /// The status it was answered with, and how long the double took until the answer was ready,
    /// faults left out; `None` as long as it is not, and where nothing was answered.
    pub answered: Option<(u16, Duration)>,
    number: usize,
}

/// All requests in the order in which they came in.
#[derive(Default)]
pub(super) struct Log {
    rows: Vec<Logged>,
    last: usize,
}

impl Log {
    /// Adds a request; gives its number.
    pub fn add(&mut self, mut row: Logged) -> usize {
        self.last += 1;
        row.number = self.last;
        self.rows.push(row);
        self.last
    }

    /// Notes how the request of this number was answered, unless it was forgotten.
    pub fn answered(&mut self, number: usize, status: u16, took: Duration) {
        let row = self.rows.iter_mut().rfind(|row| row.number == number);
        if let Some(row) = row {
            row.answered = Some((status, took));
        }
    }

    pub fn rows(&self) -> &[Logged] {
        &self.rows
    }

    pub fn clear(&mut self) {
        self.rows.clear();
    }
}

impl Logged {
    pub(super) fn of(method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Self {
        let headers = headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.to_string(), value.into_owned())
        });
        Self {
            method: method.to_string(),
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            headers: headers.collect(),
            body: body.to_vec(),
            at: SystemTime::now(),
            answered: None,
            number: 0,
        }
    }

    /// The first header of this name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(key, _)| key == name);
        header.map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null where it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

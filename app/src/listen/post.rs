//! One post.

use serde::{Deserialize, Serialize};

/// A request as it was received, without secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// What is known besides the body.
    pub head: Head,
    /// The body, cut where it was larger than the limit.
    pub body: Vec<u8>,
}

/// What is known of a post besides its body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// When it came, in milliseconds since 1970.
    #[serde(rename = "t")]
    pub time: u64,
    /// The method.
    #[serde(rename = "m")]
    pub method: String,
    /// Path and query as they came, behind the secret where there is one.
    #[serde(rename = "p")]
    pub path: String,
    /// The machine that sent it.
    #[serde(rename = "f", default)]
    pub from: String,
    /// The headers in their order; the values of secret ones are replaced.
    #[serde(rename = "h", default)]
    pub headers: Vec<(String, String)>,
    /// How long the body was, in bytes.
    #[serde(rename = "s", default)]
    pub size: u64,
}

/// What stands in a secret's place.
pub const HIDDEN: &str = "(not stored)";

impl Post {
    /// Whether the body is not whole.
    pub fn is_cut(&self) -> bool {
        self.head.size > self.body.len() as u64
    }
}

impl Head {
    /// Adds a header, unless its value is a secret: then only its name.
    pub fn add_header(&mut self, name: &str, value: &[u8]) {
        let value = match is_secret(name) {
            true => HIDDEN.to_owned(),
            false => String::from_utf8_lossy(value).into_owned(),
        };
        self.headers.push((name.to_owned(), value));
    }
}

/// Whether a header of this name may hold a key, password or session.
pub fn is_secret(header: &str) -> bool {
    let name = header.to_ascii_lowercase();
    let telling = [
        "auth",
        "cookie",
        "token",
        "secret",
        "password",
        "key",
        "session",
        "signature",
    ];
    // These say how a connection is made, and hold no secret of anybody.
    let harmless = name == "sec-websocket-key";
    !harmless && telling.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_kept() {
        let mut head = Head::default();
        head.add_header("Authorization", b"abc");
        head.add_header("X-Api-Key", b"abc");
        head.add_header("Content-Type", b"text/plain");
        let kept: Vec<&str> = head
            .headers
            .iter()
            .map(|(_, value)| value.as_str())
            .collect();
        assert_eq!(kept, [HIDDEN, HIDDEN, "text/plain"]);
    }
}

//! Where an instance is: its base URL, checked once, so that what is asked is always below it.

use std::{fmt, net::IpAddr, str::FromStr};

use reqwest::Url;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The base URL of an instance, such as `https://misp.local/` or `https://tools.local/misp/`.
/// Never has a user name or password in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(Url);

/// Why a text is no address of an instance. None of them repeats the text: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// Nothing was typed.
    #[error(
        "The address is empty; type the one that you open MISP with, such as https://misp.local"
    )]
    Empty,
    /// Neither http nor https.
    #[error("MISP is reached by https (or http); the address begins with something else")]
    Scheme,
    /// A user name or password in it.
    #[error("The address holds a user name or a password; leave that out, the API key is enough")]
    Login,
    /// What belongs to one page in it.
    #[error(
        "The address goes on with {0}, which belongs to one page of MISP; leave that out, and what comes after it"
    )]
    Page(char),
    /// No URL.
    #[error("This is no address; type the one that you open MISP with, such as https://misp.local")]
    Malformed,
}

impl FromStr for Address {
    type Err = AddressError;

    /// Reads an address as somebody types it: without a scheme it gets `https`, and the path of the
    /// login page is left out. A query or fragment is refused: the address that was meant may be
    /// another one.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let mut url = Url::parse(&whole).map_err(|_| AddressError::Malformed)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AddressError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::Login);
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(AddressError::Malformed);
        }
        // An empty one says nothing.
        if url.query().is_some_and(|query| !query.is_empty()) {
            return Err(AddressError::Page('?'));
        }
        if url.fragment().is_some_and(|part| !part.is_empty()) {
            return Err(AddressError::Page('#'));
        }
        url.set_query(None);
        url.set_fragment(None);
        let path = url.path().trim_end_matches('/');
        let base = path.strip_suffix("/users/login").unwrap_or(path);
        let path = format!("{base}/");
        url.set_path(&path);
        Ok(Self(url))
    }
}

impl Address {
    /// The URL of a call below the base; each segment is escaped.
    pub(super) fn join(&self, segments: &[&str]) -> Url {
        let mut url = self.0.clone();
        // An http URL always has a path that can be added to.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    /// The URL that a server's answer links to, if it stays on this server: a path from the
    /// server's root or below the base, or a whole URL of the same scheme, host and port.
    pub(super) fn within(&self, link: &str) -> Option<Url> {
        let link = link.trim();
        let url = match link.strip_prefix('/') {
            // A sub-folder install can name its pages with or without the folder.
            Some(path) if !path.starts_with(['/', '\\']) && !link.starts_with(self.0.path()) => {
                self.0.join(path)
            }
            _ => self.0.join(link),
        };
        let url = url.ok()?;
        let plain = url.username().is_empty() && url.password().is_none();
        (plain && self.is_origin_of(&url)).then_some(url)
    }

    /// Whether the server runs on this machine, so that what goes there passes no network.
    pub fn is_loopback(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let number = bare.parse::<IpAddr>();
        bare == "localhost" || number.is_ok_and(|number| number.is_loopback())
    }

    /// Whether this URL is on the same scheme, host and port.
    pub(super) fn is_origin_of(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }

    /// Whether it is reached by TLS.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The host, with the port where it is not the usual one.
    pub fn host(&self) -> String {
        host_of(&self.0)
    }
}

/// The host of a URL, with the port where it is not the usual one; nothing else of it.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn what_people_type_becomes_a_base() {
        for (typed, base) in [
            ("misp.local", "https://misp.local"),
            (" https://misp.local/ ", "https://misp.local"),
            ("http://127.0.0.1:8090", "http://127.0.0.1:8090"),
            ("misp.local:8443/misp", "https://misp.local:8443/misp"),
            ("https://misp.local/users/login?#", "https://misp.local"),
            ("HTTPS://MISP.local:443/misp/", "https://misp.local/misp"),
            ("[::1]:8443", "https://[::1]:8443"),
        ] {
            assert_eq!(address(typed).to_string(), base, "{typed}");
        }
    }

    #[test]
    fn what_is_no_address_is_told_without_repeating_it() {
        for (typed, error) in [
            ("", AddressError::Empty),
            ("ftp://misp.local", AddressError::Scheme),
            ("file:///etc/passwd", AddressError::Scheme),
            ("https://admin:geheim@misp.local", AddressError::Login),
            ("https://admin@misp.local", AddressError::Login),
            ("https://misp.local/?a=geheim", AddressError::Page('?')),
            ("misp.local/users/login?x=1#y", AddressError::Page('?')),
            ("https://misp.local/misp#top", AddressError::Page('#')),
            ("https://", AddressError::Malformed),
            ("two words", AddressError::Malformed),
        ] {
            let found = typed.parse::<Address>().unwrap_err();
            assert_eq!(found, error, "{typed}");
            assert!(!found.to_string().contains("geheim"));
        }
    }

    #[test]
    fn calls_stay_below_the_base() {
        let base = address("https://misp.local/misp");
        let url = |segments: &[&str]| base.join(segments).to_string();
        assert_eq!(
            url(&["workflows", "moduleIndex", "type:all.json"]),
            "https://misp.local/misp/workflows/moduleIndex/type:all.json"
        );
        assert_eq!(
            url(&["workflows", "view", "../../x?y#z"]),
            "https://misp.local/misp/workflows/view/..%2F..%2Fx%3Fy%23z"
        );
        assert_eq!(url(&["a", "..", "b"]), "https://misp.local/misp/a/b");
    }

    #[test]
    fn links_to_elsewhere_are_not_followed() {
        let base = address("https://misp.local/misp");
        let link = |text: &str| base.within(text).map(|url| url.to_string());
        let tags = Some("https://misp.local/misp/tags/fastIndex/0.json".to_owned());
        for text in [
            "/tags/fastIndex/0.json",
            "/misp/tags/fastIndex/0.json",
            "tags/fastIndex/0.json",
            "https://misp.local/misp/tags/fastIndex/0.json",
        ] {
            assert_eq!(link(text), tags, "{text}");
        }
        for text in [
            "https://evil.example/tags",
            "//evil.example/tags",
            "/\\evil.example/tags",
            "\\\\evil.example/tags",
            "http://misp.local/tags",
            "https://misp.local:8443/tags",
            "https://me@misp.local/tags",
            "javascript:alert(1)",
        ] {
            assert_eq!(link(text), None, "{text}");
        }
    }
}

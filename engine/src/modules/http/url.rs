//! URLs as the server's HTTP client (libcurl 7.88) reads them.

use std::fmt;

use super::{Unsent, login};

/// What a host's name cannot hold.
const NOT_IN_HOSTS: &str = " \r\n\t/:#?!@{}[]\\$'\"^`*<>=;,&()+%";

/// A URL that the client can send a request to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    scheme: String,
    login: Option<String>,
    /// The host, with the port if one is given.
    authority: String,
    /// The path and the query.
    target: String,
}

impl Url {
    /// Reads a URL. One without a scheme is taken for `http`; a fragment is dropped; dots in the
    /// path are resolved.
    ///
    /// # Errors
    /// The client's messages for what is no URL (blanks, no host, a bad port; recording
    /// wh-url-jinja), and for schemes other than HTTP's (recording wh-url-ftp).
    pub fn parse(text: &str) -> Result<Self, Unsent> {
        if text.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
            return Err(malformed());
        }
        let (scheme, rest) = match split_scheme(text) {
            Some((scheme, rest)) => {
                let start = rest.trim_start_matches('/');
                if !(1..=3).contains(&(rest.len() - start.len())) {
                    return Err(malformed());
                }
                (Some(scheme.to_ascii_lowercase()), start)
            }
            None => (None, text),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let (login, authority) = match authority.split_once('@') {
            Some((login, authority)) => (Some(login.to_owned()), authority),
            None => (None, authority),
        };
        let authority = checked(authority, scheme.is_some())?;
        let scheme = scheme.unwrap_or_else(|| guess_scheme(authority).to_owned());
        if !matches!(scheme.as_str(), "http" | "https") {
            return Err(Unsent(format!(
                "curl error 1 'Unsupported protocol': Protocol \"{scheme}\" not supported or disabled in libcurl"
            )));
        }
        Ok(Self {
            scheme,
            login,
            authority: authority.to_owned(),
            target: resolved(target),
        })
    }

    /// Where a redirection from here leads. The client escapes blanks in it.
    ///
    /// # Errors
    /// As [`Url::parse`].
    pub fn join(&self, location: &str) -> Result<Self, Unsent> {
        let location = location.trim().replace(' ', "%20");
        let path = self.target.split('?').next().unwrap_or_default();
        let target = if split_scheme(&location).is_some() {
            return Self::parse(&location);
        } else if location.starts_with("//") {
            return Self::parse(&format!("{}:{location}", self.scheme));
        } else if location.starts_with('/') {
            location
        } else if location.starts_with('?') {
            format!("{path}{location}")
        } else {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{folder}/{location}")
        };
        Ok(Self {
            target: resolved(&target),
            ..self.clone()
        })
    }

    /// Whether both are served by the same host and port.
    pub fn is_same_site(&self, other: &Self) -> bool {
        (&self.scheme, &self.authority) == (&other.scheme, &other.authority)
    }

    /// The header's value that carries the login, if the URL has one.
    pub fn credentials(&self) -> Option<String> {
        self.login.as_deref().map(login::basic)
    }
}

/// As it is sent: without the login.
impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.target)
    }
}

fn malformed() -> Unsent {
    let text = "URL using bad/illegal format or missing URL";
    Unsent(format!("curl error 3 '{text}': {text}"))
}

/// The scheme and what follows its colon. Without a slash behind it, what stands before a colon is
/// a host.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    (is_scheme && rest.starts_with('/')).then_some((scheme, rest))
}

/// The scheme of a URL without one, by its host.
fn guess_scheme(authority: &str) -> &'static str {
    let first = authority.split('.').next().unwrap_or_default();
    let known = ["ftp", "dict", "ldap", "imap", "smtp", "pop3"];
    let has_dot = authority.contains('.');
    known
        .into_iter()
        .find(|name| has_dot && name.eq_ignore_ascii_case(first))
        .unwrap_or("http")
}

/// The host and port, if they can be such. A colon without a port is dropped.
fn checked(authority: &str, has_scheme: bool) -> Result<&str, Unsent> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(address) => {
            let (address, port) = address.split_once(']').ok_or_else(malformed)?;
            let in_address = |letter: char| letter.is_ascii_hexdigit() || ":.%".contains(letter);
            if !address.chars().all(in_address) || !(port.is_empty() || port.starts_with(':')) {
                return Err(malformed());
            }
            (address, port.strip_prefix(':'))
        }
        None => {
            let (host, port) = match authority.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            };
            if host.contains(|letter| NOT_IN_HOSTS.contains(letter)) {
                return Err(malformed());
            }
            (host, port)
        }
    };
    let port_is_good = match port {
        None => true,
        Some("") => has_scheme,
        Some(port) => {
            port.bytes().all(|digit| digit.is_ascii_digit()) && port.parse::<u16>().is_ok()
        }
    };
    if host.is_empty() || !port_is_good {
        return Err(malformed());
    }
    Ok(authority.strip_suffix(':').unwrap_or(authority))
}

/// A path with its query, without the fragment and with the path's dots resolved (RFC 3986, 5.2.4).
fn resolved(target: &str) -> String {
    let target = target.split('#').next().unwrap_or_default();
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let mut kept: Vec<&str> = Vec::new();
    let mut steps = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(step) = steps.next() {
        let is_last = steps.peek().is_none();
        match step {
            "." | ".." => {
                if step == ".." {
                    kept.pop();
                }
                if is_last {
                    kept.push("");
                }
            }
            name => kept.push(name),
        }
    }
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("/{}{query}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match Url::parse(text) {
            Ok(url) => url.to_string(),
            Err(Unsent(why)) => why.chars().take(12).collect(),
        }
    }

    #[test]
    fn urls_are_read_as_the_client_reads_them() {
        for (given, sent) in [
            ("http://a.test", "http://a.test/"),
            ("HTTPS://a.test:8443?x=1#top", "https://a.test:8443/?x=1"),
            ("a.test/x", "http://a.test/x"),
            ("localhost:8080/x", "http://localhost:8080/x"),
            ("http:/a.test/x", "http://a.test/x"),
            ("http://a.test:/x", "http://a.test/x"),
            ("http://[::1]:80/é?é", "http://[::1]:80/é?é"),
            ("http://a.test/a/./b/../c/..", "http://a.test/a/"),
            ("http://u:p@a.test/", "http://a.test/"),
            ("ftp://a.test/", "curl error 1"),
            ("ftp.a.test/", "curl error 1"),
            ("mailto:x@a.test", "http://a.test/"),
            ("http://", "curl error 3"),
            ("/x", "curl error 3"),
            ("http:////a.test/", "curl error 3"),
            ("http://a b/", "curl error 3"),
            ("http://a.test/a b", "curl error 3"),
            ("http://a.test/x\n", "curl error 3"),
            ("http://a.test:99999/", "curl error 3"),
            ("http://a.test:8o/", "curl error 3"),
            ("http://a,test/", "curl error 3"),
        ] {
            assert_eq!(read(given), sent, "{given}");
        }
    }

    #[test]
    fn a_redirection_leads_from_where_it_was_met() {
        let from = Url::parse("https://a.test/x/y?q").unwrap();
        for (location, to) in [
            ("/ok", "https://a.test/ok"),
            ("z w", "https://a.test/x/z%20w"),
            ("../z#f", "https://a.test/z"),
            ("?p", "https://a.test/x/y?p"),
            ("//b.test", "https://b.test/"),
            ("http://b.test/z", "http://b.test/z"),
        ] {
            assert_eq!(from.join(location).unwrap().to_string(), to);
        }
        assert!(from.join("file:///etc/passwd").is_err());
    }
}

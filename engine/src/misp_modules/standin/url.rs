//! The parts of a URL, and the object that `extract_url_components` makes of them.
//!
//! The real module looks up a host's public suffix in a list of thousands. Here a suffix is the
//! last label, or one of a few that have two; where a country's registry may give out names under
//! a second level that is not among them, the stand-in does not answer. Domains that hosters give
//! out (`github.io`) are taken for names, not for suffixes.

use std::net::Ipv4Addr;

use serde_json::{Value as Json, json};

/// Public suffixes of two labels.
const DOUBLE_SUFFIXES: [&str; 22] = [
    "ac.jp", "ac.uk", "co.id", "co.il", "co.in", "co.jp", "co.kr", "co.nz", "co.uk", "co.za",
    "com.ar", "com.au", "com.br", "com.cn", "com.mx", "com.tr", "gov.uk", "ne.jp", "net.au",
    "or.jp", "org.au", "org.uk",
];

/// Why there are no parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The module fails too.
    Refused,
    /// The stand-in cannot tell.
    Beyond,
}

/// The parts of a URL; what is not there, or is empty, is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts<'u> {
    url: &'u str,
    scheme: Option<&'u str>,
    host: String,
    /// Empty for none.
    port: String,
    names: Names,
    path: Option<&'u str>,
    query: Option<&'u str>,
    fragment: Option<&'u str>,
}

impl<'u> Parts<'u> {
    /// Takes a URL apart. Without `//` it begins with the host.
    pub fn of(url: &'u str) -> Result<Self, Fault> {
        let (rest, fragment) = split(url, '#');
        let (rest, query) = split(rest, '?');
        let (scheme, rest) = match rest.split_once("//") {
            Some(("", rest)) => ("", rest),
            Some((scheme, rest)) => match scheme.strip_suffix(':') {
                Some(scheme) if is_scheme(scheme) => (scheme, rest),
                Some(_) => return Err(Fault::Refused),
                None => return Err(Fault::Beyond),
            },
            None => ("", rest),
        };
        let (authority, path) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, ""),
        };
        let address = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        let (host, port) = match address.strip_prefix('[') {
            Some(address) => {
                let (host, rest) = address.split_once(']').ok_or(Fault::Refused)?;
                (host, rest.strip_prefix(':').unwrap_or(rest))
            }
            None => split(address, ':'),
        };
        if host.is_empty() {
            return Err(Fault::Refused);
        }
        let port = match port {
            "" => String::new(),
            port => port.parse::<u16>().map_err(|_| Fault::Refused)?.to_string(),
        };
        let host = host.to_ascii_lowercase();
        let names = Names::of(&host)?;
        Ok(Self {
            url,
            scheme: filled(scheme),
            host,
            port,
            names,
            path: filled(path),
            query: filled(query),
            fragment: filled(fragment),
        })
    }

    /// The object, in the order in which the module adds the parts. `uuid` is that of the attribute
    /// that was asked about.
    pub fn object(&self, uuid: &Json) -> Json {
        let Names {
            subdomain,
            name,
            suffix,
        } = self.names.clone();
        let domain = match name.as_str() {
            "" => String::new(),
            name => format!("{name}.{suffix}"),
        };
        let own = |part: Option<&str>| part.unwrap_or_default().to_owned();
        // Relation, value, type, category, whether for detection, whether left out of correlation.
        let parts = [
            ("url", self.url.to_owned(), "url", NETWORK, true, false),
            ("tld", suffix, "text", OTHER, false, true),
            ("subdomain", subdomain, "text", OTHER, false, true),
            ("scheme", own(self.scheme), "text", OTHER, false, true),
            ("resource_path", own(self.path), "text", OTHER, false, false),
            ("query_string", own(self.query), "text", OTHER, false, false),
            ("port", self.port.clone(), "port", NETWORK, false, true),
            ("host", self.host.clone(), "hostname", NETWORK, true, false),
            ("fragment", own(self.fragment), "text", OTHER, false, false),
            ("domain_without_tld", name, "text", OTHER, false, false),
            ("domain", domain, "domain", NETWORK, true, false),
        ];
        let subject = format!("{uuid}{}", self.url);
        let object = fresh_uuid(&subject, 0);
        let attributes: Vec<Json> = parts
            .into_iter()
            .filter(|(_, value, ..)| !value.is_empty())
            .zip(2..)
            .map(
                |((relation, value, kind, category, to_ids, uncorrelated), number)| {
                    json!({
                        "uuid": fresh_uuid(&subject, number),
                        "object_relation": relation,
                        "value": value,
                        "type": kind,
                        "disable_correlation": uncorrelated,
                        "to_ids": to_ids,
                        "category": category,
                    })
                },
            )
            .collect();
        json!({
            "name": "url",
            "meta-category": "network",
            "template_uuid": "60efb77b-40b5-4c46-871b-ed1ed999fce5",
            "description": "url object describes an url along with its normalized field (like \
                            extracted using faup parsing library) and its metadata.",
            "template_version": "10",
            "uuid": object,
            "ObjectReference": [{
                "uuid": fresh_uuid(&subject, 1),
                "object_uuid": object,
                "referenced_uuid": uuid,
                "relationship_type": "generated-from",
            }],
            "Attribute": attributes,
            "distribution": "5",
            "sharing_group_id": "0",
        })
    }
}

/// The host in parts, each empty where there is none; all of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Names {
    subdomain: String,
    name: String,
    suffix: String,
}

impl Names {
    fn of(host: &str) -> Result<Self, Fault> {
        if host.contains(':') || host.parse::<Ipv4Addr>().is_ok() {
            return Ok(Self::default());
        }
        let labels: Vec<&str> = host.strip_suffix('.').unwrap_or(host).split('.').collect();
        if labels.iter().any(|label| label.is_empty()) {
            return Ok(Self::default());
        }
        let suffix = match labels.as_slice() {
            [.., second, last]
                if DOUBLE_SUFFIXES.contains(&format!("{second}.{last}").as_str()) =>
            {
                2
            }
            [.., last]
                if !host.is_ascii() || last.starts_with(|letter: char| letter.is_ascii_digit()) =>
            {
                return Err(Fault::Beyond);
            }
            [.., second, last] if last.len() == 2 && second.len() <= 3 && labels.len() > 2 => {
                return Err(Fault::Beyond);
            }
            _ => 1,
        };
        let (names, suffix) = labels.split_at(labels.len() - suffix);
        let (name, subdomain) = names.split_last().unwrap_or((&"", &[]));
        Ok(Self {
            subdomain: subdomain.join("."),
            name: (*name).to_owned(),
            suffix: suffix.join("."),
        })
    }
}

const NETWORK: &str = "Network activity";
const OTHER: &str = "Other";

/// What stands before and behind the first `mark`.
fn split(text: &str, mark: char) -> (&str, &str) {
    text.split_once(mark).unwrap_or((text, ""))
}

/// A letter, then letters, digits, `+`, `-` and `.`.
fn is_scheme(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.starts_with(|letter: char| letter.is_ascii_alphabetic()) && text.bytes().all(inner)
}

fn filled(part: &str) -> Option<&str> {
    (!part.is_empty()).then_some(part)
}

/// A uuid that is the same for the same subject, recognisable as made up.
fn fresh_uuid(subject: &str, number: u64) -> String {
    let hash = subject
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let hash = hash ^ (hash >> 32);
    format!(
        "00000000-{:04x}-4000-a000-{:08x}{number:04x}",
        hash >> 48,
        hash & 0xffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relations(url: &str) -> String {
        let object = Parts::of(url).unwrap().object(&json!("u"));
        let attributes = object["Attribute"].as_array().unwrap().clone();
        let parts = attributes.iter().map(|attribute| {
            let text = |name: &str| attribute[name].as_str().unwrap().to_owned();
            format!("{}={}", text("object_relation"), text("value"))
        });
        parts.skip(1).collect::<Vec<_>>().join(" ")
    }

    /// Each as misp-modules 3.1.0 answers.
    #[test]
    fn urls_come_apart_as_the_module_takes_them() {
        let known = [
            (
                "https://user:pw@a.b.example.co.uk/x",
                "tld=co.uk subdomain=a.b scheme=https resource_path=/x host=a.b.example.co.uk \
                 domain_without_tld=example domain=example.co.uk",
            ),
            (
                "http://192.0.2.1/a",
                "scheme=http resource_path=/a host=192.0.2.1",
            ),
            (
                "http://[2001:db8::1]:80/a",
                "scheme=http resource_path=/a port=80 host=2001:db8::1",
            ),
            (
                "http://localhost/x",
                "tld=localhost scheme=http resource_path=/x host=localhost",
            ),
            (
                "//EXAMPLE.com?x=1#",
                "tld=com query_string=x=1 host=example.com domain_without_tld=example \
                 domain=example.com",
            ),
            (
                "http:/example.com/a",
                "tld=http resource_path=/example.com/a host=http",
            ),
            (
                "mailto:a@b.c",
                "tld=c host=b.c domain_without_tld=b domain=b.c",
            ),
            (
                "http://co.uk/",
                "tld=co.uk scheme=http resource_path=/ host=co.uk",
            ),
        ];
        for (url, expected) in known {
            assert_eq!(relations(url), expected, "{url}");
        }
        let refused = [
            "",
            "javascript:alert(1)",
            "http://example.com:99999/",
            "1a://example.com/",
        ];
        for url in refused {
            assert_eq!(Parts::of(url), Err(Fault::Refused), "{url}");
        }
        for url in ["http://exämple.com/", "http://x.mil.uk/", "http://1.2.3/"] {
            assert_eq!(Parts::of(url), Err(Fault::Beyond), "{url}");
        }
    }
}

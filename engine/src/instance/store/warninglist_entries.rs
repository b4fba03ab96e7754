//! The entries of a warninglist, laid out so that a value is looked up and not compared with each.

use std::{
    collections::{BTreeSet, HashMap},
    net::IpAddr,
    sync::Arc,
};

use indexmap::IndexSet;

use crate::path::regex::Pattern;

/// The entries in the order in which they were added, none twice.
#[derive(Clone, Debug)]
pub(super) struct Entries {
    texts: IndexSet<String>,
    layout: Layout,
}

/// How the entries are found; places are those among the texts.
#[derive(Clone, Debug)]
enum Layout {
    /// The value is an entry.
    Whole,
    /// The value holds an entry.
    Within,
    /// Entries as host names.
    Hosts(HashMap<String, usize>),
    Networks(Networks),
    /// Entries that do not compile match nothing.
    Patterns(Vec<Option<Arc<Pattern>>>),
}

impl PartialEq for Entries {
    /// The layout follows from the kind of the list and the texts.
    fn eq(&self, other: &Self) -> bool {
        self.texts == other.texts
    }
}

impl Entries {
    /// The entries of a list of this kind. One that MISP does not know is compared as text.
    pub fn new(kind: &str, texts: impl IntoIterator<Item = String>) -> Self {
        let layout = match kind {
            "cidr" => Layout::Networks(Networks::default()),
            "hostname" => Layout::Hosts(HashMap::new()),
            "substring" => Layout::Within,
            "regex" => Layout::Patterns(Vec::new()),
            _ => Layout::Whole,
        };
        let mut entries = Self {
            texts: IndexSet::new(),
            layout,
        };
        for text in texts {
            entries.add(text);
        }
        entries
    }

    /// Adds an entry. Gives whether it is new.
    pub fn add(&mut self, text: String) -> bool {
        let (place, is_new) = self.texts.insert_full(text);
        if !is_new {
            return false;
        }
        let Some(text) = self.texts.get_index(place) else {
            return false;
        };
        match &mut self.layout {
            Layout::Whole | Layout::Within => {}
            Layout::Hosts(hosts) => {
                hosts.entry(host_name(text)).or_insert(place);
            }
            Layout::Networks(networks) => networks.add(text, place),
            Layout::Patterns(patterns) => {
                let pattern = if text.starts_with('/') {
                    Pattern::parse(text)
                } else {
                    Pattern::parse(&format!("/{text}/"))
                };
                patterns.push(pattern.ok().map(Arc::new));
            }
        }
        true
    }

    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    /// The entry that a value hits.
    pub fn hit(&self, value: &str) -> Option<&str> {
        let place = match &self.layout {
            Layout::Whole => self.texts.get_index_of(value),
            Layout::Within => self
                .texts
                .iter()
                .position(|entry| value.contains(entry.as_str())),
            Layout::Hosts(hosts) => host_hit(hosts, value),
            Layout::Networks(networks) => networks.hit(value),
            Layout::Patterns(patterns) => patterns
                .iter()
                .position(|pattern| pattern.as_ref().is_some_and(|it| it.is_match(value))),
        };
        self.texts.get_index(place?).map(String::as_str)
    }
}

fn host_name(text: &str) -> String {
    text.trim_matches('.').to_lowercase()
}

/// The widest domain on the list that the host of a value, a name or a URL, is in.
fn host_hit(hosts: &HashMap<String, usize>, value: &str) -> Option<usize> {
    let host = match value.split_once("://") {
        Some((_, rest)) => {
            let authority = rest.split(['/', '?', '#']).next()?;
            let host = authority.rsplit('@').next()?;
            host.split(':').next()?
        }
        None => value.split('/').next()?,
    };
    let host = host_name(host);
    let domains = host.rmatch_indices('.').map(|(dot, _)| dot + 1);
    domains
        .chain([0])
        .find_map(|start| hosts.get(host.get(start..)?).copied())
}

/// Networks by their first address, of either family.
#[derive(Clone, Debug, Default)]
struct Networks {
    places: HashMap<(IpAddr, u8), usize>,
    /// The lengths of their prefixes: the widest network is found first.
    prefixes: BTreeSet<u8>,
}

impl Networks {
    fn add(&mut self, text: &str, place: usize) {
        if let Some((address, prefix)) = network(text) {
            self.places.entry((address, prefix)).or_insert(place);
            self.prefixes.insert(prefix);
        }
    }

    /// A value may be a network, too: then a listed one must hold all of it.
    fn hit(&self, value: &str) -> Option<usize> {
        let (address, longest) = network(value)?;
        self.prefixes
            .range(..=longest)
            .find_map(|&prefix| self.places.get(&(first(address, prefix), prefix)).copied())
    }
}

/// An address with the length of its prefix; one alone is a network of one.
fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix.parse().ok()?)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let bits = if address.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.unwrap_or(bits);
    (prefix <= bits).then_some((address, prefix))
}

/// The first address of the network that an address is in.
fn first(address: IpAddr, prefix: u8) -> IpAddr {
    let prefix = u32::from(prefix);
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(prefix));
            IpAddr::V4((address.to_bits() & mask.unwrap_or(0)).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(prefix));
            IpAddr::V6((address.to_bits() & mask.unwrap_or(0)).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(kind: &str, entries: &[&str], value: &str) -> Option<String> {
        let entries = Entries::new(kind, entries.iter().map(|entry| (*entry).to_owned()));
        entries.hit(value).map(str::to_owned)
    }

    #[test]
    fn each_kind_of_list_compares_in_its_way() {
        for (kind, entries, value, entry) in [
            ("string", "a.b", "a.b", true),
            ("string", "a.b", "x.a.b", false),
            ("substring", "a.b", "xa.by", true),
            ("hostname", ".Example.net", "good.example.net", true),
            ("hostname", "example.net", "badexample.net", false),
            (
                "hostname",
                "example.net",
                "http://me@www.Example.net:8080/x",
                true,
            ),
            ("hostname", "example.net", "example.net./path", true),
            ("cidr", "10.0.0.0/8", "10.1.2.3", true),
            ("cidr", "10.0.0.0/8", "10.1.0.0/16", true),
            ("cidr", "10.1.0.0/16", "10.0.0.0/8", false),
            ("cidr", "192.0.2.1", "192.0.2.1", true),
            ("cidr", "0.0.0.0/0", "192.0.2.1", true),
            ("cidr", "2001:db8::/32", "2001:db8::1", true),
            ("cidr", "2001:db8::/32", "32.1.13.184", false),
            ("regex", "/^AB+$/i", "abb", true),
            ("regex", "^ab+$", "abc", false),
            ("regex", "/(/", "(", false),
        ] {
            let found = hit(kind, &[entries], value);
            assert_eq!(found.as_deref(), entry.then_some(entries), "{kind} {value}");
        }
    }

    #[test]
    fn the_widest_network_and_domain_is_what_hits() {
        let networks = ["10.1.0.0/16", "10.0.0.0/8"];
        assert_eq!(
            hit("cidr", &networks, "10.1.2.3").as_deref(),
            Some("10.0.0.0/8")
        );
        let domains = ["b.example.net", "example.net"];
        assert_eq!(
            hit("hostname", &domains, "a.b.example.net").as_deref(),
            Some("example.net")
        );
    }
}

//! Web addresses without what must not be read over a shoulder: of a webhook's address only the
//! scheme and the host are no secret.

/// The address as it may be shown: scheme and host, and `/…` for whatever follows.
pub fn address(url: &str) -> String {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
    // A password may hold an @ itself, so the host stands behind the last one.
    let host = authority.rsplit('@').next().unwrap_or_default();
    // An @ behind the first slash means that a password was cut in two.
    let torn = tail.contains('@') && !authority.contains('@');
    if torn || !is_host(host) || !scheme.chars().all(char::is_alphanumeric) {
        let template = url.contains("{{") || url.contains("{%");
        return if template {
            "an address from a template"
        } else {
            "an address"
        }
        .to_owned();
    }
    let scheme = match scheme {
        "" => String::new(),
        scheme => format!("{scheme}://"),
    };
    let tail = if matches!(tail, "" | "/") { "" } else { "/…" };
    format!("{scheme}{host}{tail}")
}

/// A name or an address, with a port of digits at most.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port),
        _ => (text, ""),
    };
    let bracketed = name.starts_with('[') && name.ends_with(']');
    let plain = |letter: char| letter.is_alphanumeric() || ".-_".contains(letter);
    !name.is_empty()
        && port.chars().all(|letter| letter.is_ascii_digit())
        && (name.chars().all(plain)
            || bracketed
                && name
                    .chars()
                    .all(|letter| letter.is_ascii_hexdigit() || "[]:.".contains(letter)))
}

/// A text with every web address in it cut to what may be shown.
pub(super) fn mask(text: &str) -> String {
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let bare = word.trim_end();
            let space = word.get(bare.len()..).unwrap_or_default();
            let Some(colon) = bare.find("://") else {
                return word.to_owned();
            };
            let head = bare.get(..colon).unwrap_or_default();
            let start = head
                .rfind(|letter: char| !letter.is_ascii_alphanumeric())
                .map_or(0, |at| {
                    at + head
                        .get(at..)
                        .and_then(|rest| rest.chars().next())
                        .map_or(1, char::len_utf8)
                });
            let before = bare.get(..start).unwrap_or_default();
            format!(
                "{before}{}{space}",
                address(bare.get(start..).unwrap_or_default())
            )
        })
        .collect()
}

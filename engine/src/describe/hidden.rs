//! Which values must not be read over a shoulder.

use crate::catalogue::{Module, Param};

/// Words that name a secret, in the id or label of a param.
const WORDS: [&str; 8] = [
    "token",
    "secret",
    "password",
    "passphrase",
    "apikey",
    "api_key",
    "authkey",
    "auth_key",
];

/// Words in a header's name that make its value a secret.
const HEADERS: [&str; 6] = [
    "authorization",
    "cookie",
    "token",
    "secret",
    "api-key",
    "apikey",
];

/// Whether this value of this param is a secret: the param is named like one, or the value is the
/// address of a webhook (whoever has it can post; of such an address only scheme and host are no
/// secret, as in [summaries](super::summary)), or holds a header that carries a key.
pub fn is_secret(module: &Module, param: &Param, value: &str) -> bool {
    if param.input_type.as_deref() == Some("password") || names_secret(&param.id) {
        return true;
    }
    let webhook = module.id.contains("webhook") || param.label.to_lowercase().contains("webhook");
    match param.id.as_str() {
        "url" | "webhook_url" if webhook => goes_past_host(value),
        "headers" => carries_key(value),
        _ => names_secret(&param.label),
    }
}

/// Whether a param of this id, of which nothing else is known, is taken for a secret.
pub fn names_secret(id: &str) -> bool {
    let id = id.to_lowercase();
    WORDS.iter().any(|word| id.contains(word))
}

/// Whether an address has a user, a path or a query, where keys stand.
fn goes_past_host(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let past = rest
        .find(['/', '?', '#'])
        .and_then(|at| rest.get(at + 1..))
        .unwrap_or_default();
    rest.contains('@') || !past.trim().is_empty()
}

/// Whether one of the lines is a header that carries a key.
fn carries_key(headers: &str) -> bool {
    headers
        .lines()
        .filter_map(|line| line.split_once(':'))
        .any(|(name, value)| !value.trim().is_empty() && is_secret_header(name))
}

/// Whether the value of a header of this name is a secret.
pub fn is_secret_header(name: &str) -> bool {
    let name = name.to_lowercase();
    HEADERS.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    fn secret(module: &str, param: &str, value: &str) -> bool {
        let module = Catalogue::bundled().get(module).unwrap();
        is_secret(module, module.param(param).unwrap(), value)
    }

    #[test]
    fn tokens_are_secrets_whatever_they_hold() {
        assert!(secret("telegram-send-alert", "bot_token", ""));
        assert!(secret("splunk-hec-export", "hec_token", "x"));
        assert!(!secret("telegram-send-alert", "chat_id", "123"));
        assert!(!secret("stop-execution", "message", "token"));
    }

    #[test]
    fn an_address_is_a_secret_from_its_path_on() {
        assert!(!secret("webhook", "url", ""));
        assert!(!secret("webhook", "url", "https://hooks.example.org/"));
        assert!(secret(
            "webhook",
            "url",
            "https://hooks.example.org/T0/B0/x"
        ));
        assert!(secret("webhook", "url", "https://me:pw@example.org"));
        assert!(secret(
            "ms-teams-webhook",
            "url",
            "https://example.org/?sig=1"
        ));
        assert!(!secret(
            "splunk-hec-export",
            "url",
            "https://splunk.example.org:8088/services"
        ));
    }

    #[test]
    fn headers_are_a_secret_when_one_carries_a_key() {
        assert!(!secret("webhook", "headers", "X-Source: misp"));
        assert!(secret(
            "webhook",
            "headers",
            "X-Source: misp\nAuthorization: Bearer abc"
        ));
        assert!(!secret("webhook", "headers", "Authorization:"));
    }
}

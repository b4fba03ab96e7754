//! Whether and which proxy stands between here and an instance.

use std::str::FromStr;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::address::{Address, host_of};

/// How an instance is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyChoice {
    /// As the environment says (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`), or the system.
    #[default]
    Environment,
    /// Directly, whatever the environment says.
    Direct,
    /// Through this one.
    Through(ProxyAddress),
}

impl ProxyChoice {
    /// The host of the proxy between here and this address, if there is one.
    pub(super) fn host_for(&self, address: &Address) -> Option<String> {
        match self {
            Self::Direct => None,
            Self::Through(proxy) => Some(proxy.host()),
            // By the same rules as the connections are made.
            Self::Environment => {
                let to = address.join(&[]).as_str().parse().ok()?;
                let through = Matcher::from_system().intercept(&to)?;
                let authority = through.uri().authority()?;
                let port = authority.port_u16();
                Some(match port {
                    Some(port) => format!("{}:{port}", authority.host()),
                    None => authority.host().to_owned(),
                })
            }
        }
    }
}

/// The address of a proxy, such as `http://proxy.local:3128`. Never has a password in it, because
/// it is kept in a file; proxies that ask for one are set in the environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProxyAddress(Url);

/// Why a text is no address of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProxyError {
    /// No URL of a proxy.
    #[error("This is no address of a proxy; type one such as http://proxy.local:3128")]
    Malformed,
    /// A word alone, which nobody means as an address.
    #[error(
        "The address of the proxy lacks its port; type it as in proxy.local:3128, or with http:// before it"
    )]
    NoPort,
    /// A user name or password in it.
    #[error(
        "The proxy's address holds a user name or a password, which would be kept in a file; set HTTPS_PROXY in the environment instead"
    )]
    Login,
}

impl FromStr for ProxyAddress {
    type Err = ProxyError;

    fn from_str(text: &str) -> Result<Self, ProxyError> {
        let text = text.trim();
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("http://{text}")
        };
        let url = Url::parse(&whole).map_err(|_| ProxyError::Malformed)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(ProxyError::Login);
        }
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(ProxyError::Malformed);
        }
        // `:80` is a port as well, which the URL leaves out.
        let has_port = text.trim_end_matches('/').contains(':');
        if !has_port {
            return Err(ProxyError::NoPort);
        }
        Ok(Self(url))
    }
}

impl ProxyAddress {
    pub(super) fn url(&self) -> Url {
        self.0.clone()
    }

    /// The host, with the port where it is not the usual one.
    pub fn host(&self) -> String {
        host_of(&self.0)
    }
}

impl TryFrom<String> for ProxyAddress {
    type Error = ProxyError;

    fn try_from(text: String) -> Result<Self, ProxyError> {
        text.parse()
    }
}

impl From<ProxyAddress> for String {
    fn from(address: ProxyAddress) -> Self {
        address.0.as_str().trim_end_matches('/').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_with_a_password_is_not_kept() {
        let read = |text: &str| text.parse::<ProxyAddress>().map(String::from);
        assert_eq!(read("proxy:3128"), Ok("http://proxy:3128".to_owned()));
        assert_eq!(read("me:pw@proxy:3128"), Err(ProxyError::Login));
        assert_eq!(read("proxy:80"), Ok("http://proxy".to_owned()));
        assert_eq!(read("http://proxy"), Ok("http://proxy".to_owned()));
        assert_eq!(read("junk"), Err(ProxyError::NoPort));
        assert_eq!(read("none"), Err(ProxyError::NoPort));
        assert_eq!(read("two words:1"), Err(ProxyError::Malformed));
        assert_eq!(read("socks5://proxy"), Err(ProxyError::Malformed));
        assert_eq!(read(""), Err(ProxyError::Malformed));
    }
}

//! What is typed into the form of an instance.

use std::fmt;

use zeroize::Zeroizing;

use crate::misp::{
    Address, AddressError, ApiKey, Colour, Fingerprint, Instance, ProxyChoice, ProxyError, Trust,
    check_name,
};

/// Whom the certificate is trusted by, as the form asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum TrustKind {
    #[default]
    System,
    Authority,
    Pinned,
}

impl TrustKind {
    pub const ALL: [Self; 3] = [Self::System, Self::Authority, Self::Pinned];

    pub fn words(self) -> &'static str {
        match self {
            Self::System => "By the authorities that this system trusts",
            Self::Authority => "By an authority of your own as well",
            Self::Pinned => "Exactly one certificate, by its fingerprint",
        }
    }
}

/// How the server is reached, as the form asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ProxyKind {
    #[default]
    Environment,
    Direct,
    Through,
}

impl ProxyKind {
    pub const ALL: [Self; 3] = [Self::Environment, Self::Direct, Self::Through];

    pub fn words(self) -> &'static str {
        match self {
            Self::Environment => "As the environment says",
            Self::Direct => "Directly",
            Self::Through => "Through this proxy",
        }
    }
}

/// What passes without encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plain {
    /// A network, where others can read it.
    OnTheWay,
    /// This machine only.
    Here,
}

/// A key that is being typed; it is overwritten when it goes, and nothing prints it.
pub(super) struct TypedKey(pub Zeroizing<String>);

impl Default for TypedKey {
    fn default() -> Self {
        // With room, so that typing leaves no copies behind.
        Self(Zeroizing::new(String::with_capacity(256)))
    }
}

impl fmt::Debug for TypedKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("‹key›")
    }
}

/// What is typed.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// The instance that is changed; none for a new one.
    pub of: Option<Instance>,
    pub name: String,
    pub url: String,
    pub key: TypedKey,
    pub trust: TrustKind,
    pub authority: Option<String>,
    pub path: String,
    pub pinned: Option<Fingerprint>,
    pub colour: [u8; 3],
    pub proxy: ProxyKind,
    pub proxy_url: String,
    /// A new instance has its id from the beginning, so that a tested one is the kept one.
    pub new_id: String,
    /// Whether the form was tried with something missing.
    pub tried: bool,
    /// Whether a test was begun whose end was not seen yet.
    pub testing: bool,
    /// Whether there is something new to tell, which is to be in view.
    pub tell: bool,
    /// Whether a certificate was asked for that was not shown yet.
    pub looking: bool,
    /// What was found out about something that is no longer typed.
    pub stale: Stale,
}

/// What was changed since it was found out; that is not shown then.
#[derive(Debug, Default)]
pub(super) struct Stale {
    /// Address, key or way, since the last test.
    pub test: bool,
    /// The path, since a file was read.
    pub authority: bool,
    /// Address or proxy, since a certificate was shown.
    pub certificate: bool,
}

impl Typed {
    pub fn of(known: Option<&Instance>, others: usize) -> Self {
        let blank = Self {
            colour: Colour::behind(others).0,
            new_id: crate::library::fresh_uuid(),
            ..Self::default()
        };
        let Some(known) = known else {
            return blank;
        };
        let (trust, authority, pinned) = match &known.trust {
            Trust::System => (TrustKind::System, None, None),
            Trust::PrivateCa(pem) => (TrustKind::Authority, Some(pem.clone()), None),
            Trust::Pinned(print) => (TrustKind::Pinned, None, Some(*print)),
        };
        let (proxy, proxy_url) = match &known.proxy {
            ProxyChoice::Environment => (ProxyKind::Environment, String::new()),
            ProxyChoice::Direct => (ProxyKind::Direct, String::new()),
            ProxyChoice::Through(url) => (ProxyKind::Through, url.clone().into()),
        };
        Self {
            of: Some(known.clone()),
            name: known.name.clone(),
            url: known.url.to_string(),
            trust,
            authority,
            pinned,
            colour: known.colour.0,
            proxy,
            proxy_url,
            ..blank
        }
    }

    /// How the server is reached.
    pub fn way(&self) -> impl PartialEq + use<> {
        let trust = (self.trust, self.pinned, self.authority.clone());
        (self.url.clone(), trust, self.proxy, self.proxy_url.clone())
    }

    /// What a server is asked for its certificate by.
    pub fn place(&self) -> impl PartialEq + use<> {
        (self.url.clone(), self.proxy, self.proxy_url.clone())
    }

    /// The instance that was typed, or what is missing.
    pub fn instance(&self) -> Result<Instance, String> {
        let url = self.url.parse().map_err(|error| {
            let error: AddressError = error;
            error.to_string()
        })?;
        let mut instance = match &self.of {
            Some(known) => known.clone(),
            None => Instance {
                id: self.new_id.clone(),
                ..Instance::new("", url)
            },
        };
        instance.url = self.url.parse().unwrap_or(instance.url);
        instance.name = match self.name.trim() {
            "" => instance.url.host(),
            name => check_name(name)
                .map_err(|error| error.to_string())?
                .to_owned(),
        };
        instance.trust = match self.trust {
            TrustKind::System => Trust::System,
            TrustKind::Authority => Trust::PrivateCa(
                self.authority
                    .clone()
                    .ok_or("Type the path of the authority's file and read it")?,
            ),
            TrustKind::Pinned => Trust::Pinned(
                self.pinned
                    .ok_or("Look at the certificate and compare its fingerprint first")?,
            ),
        };
        instance.colour = Colour(self.colour);
        instance.proxy = match self.proxy {
            ProxyKind::Environment => ProxyChoice::Environment,
            ProxyKind::Direct => ProxyChoice::Direct,
            ProxyKind::Through => {
                let url = self.proxy_url.parse();
                ProxyChoice::Through(url.map_err(|error: ProxyError| error.to_string())?)
            }
        };
        Ok(instance)
    }

    /// The same, where a key may have to be typed as well.
    pub fn checked(&self, needs_key: bool) -> Result<Instance, String> {
        let instance = self.instance()?;
        match self.key() {
            // A key is for the server that it was entered for.
            None if self.is_elsewhere(&instance.url) => {
                Err("The address is another server's. Enter the API key for it".to_owned())
            }
            None if needs_key => Err("Enter the API key to connect with".to_owned()),
            _ => Ok(instance),
        }
    }

    /// Whether the address that is typed is another server's than before, or the same one's without
    /// encryption, so that the key that is kept is not for it.
    pub fn goes_elsewhere(&self) -> bool {
        let typed = self.url.parse::<Address>();
        typed.is_ok_and(|typed| self.is_elsewhere(&typed))
    }

    fn is_elsewhere(&self, url: &Address) -> bool {
        self.of.as_ref().is_some_and(|known| {
            known.url.host() != url.host() || known.url.is_https() && !url.is_https()
        })
    }

    /// Where what goes to the server and comes back is not encrypted; nothing where it is.
    pub fn plain(&self) -> Option<Plain> {
        let typed = self.url.trim();
        match typed.parse::<Address>() {
            Ok(address) if address.is_https() => None,
            Ok(address) if address.is_loopback() => Some(Plain::Here),
            Ok(_) => Some(Plain::OnTheWay),
            Err(_) => typed.starts_with("http://").then_some(Plain::OnTheWay),
        }
    }

    pub fn key(&self) -> Option<ApiKey> {
        let key = ApiKey::new(self.key.0.to_string());
        (!key.is_empty()).then_some(key)
    }
}

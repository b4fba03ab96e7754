//! How to listen, and why nothing does.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use thiserror::Error;

/// The port that MISP's own tool listens at.
pub const DEFAULT_PORT: u16 = 27051;

/// How to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenOptions {
    /// The address.
    pub address: IpAddr,
    /// The port; 0 for any that is free.
    pub port: u16,
    /// The first segment of every path, without which a request is refused.
    pub secret: Option<String>,
    /// Whether others than this machine may send; needed for any other address than its own.
    pub open_to_network: bool,
    /// Larger bodies are cut, in bytes.
    pub body_limit: usize,
    /// So many connections at once at most; more wait.
    pub connections: usize,
    /// How long a sender may say nothing.
    pub patience: Duration,
}

impl Default for ListenOptions {
    fn default() -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            port: DEFAULT_PORT,
            secret: None,
            open_to_network: false,
            body_limit: 64 * 1024 * 1024,
            connections: 256,
            patience: Duration::from_secs(10),
        }
    }
}

/// Why nothing listens.
#[derive(Debug, Error)]
pub enum ListenError {
    /// The address can be reached from elsewhere.
    #[error(
        "{0} can be reached from other machines, which could read nothing but send anything; allow it explicitly, or use 127.0.0.1"
    )]
    Exposed(IpAddr),
    /// The secret would not be a path segment.
    #[error("The secret may hold letters, digits, - and _ only")]
    Secret,
    /// Another program has the port.
    #[error("Another program listens at {0} already; stop it or choose another port")]
    InUse(SocketAddr),
    /// The system refuses.
    #[error("Nothing can listen at {0}: {1}")]
    Io(SocketAddr, io::Error),
}

//! Why a subscription has no connection, in short and as a whole with what to do next.

use std::{io, time::Duration};

use tokio::{net, time};

use super::ZmqAddress;

/// Why there is no connection to where a server publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unconnected {
    /// The port refuses.
    NobodyListens,
    /// The name leads nowhere; the system's words.
    UnknownName(String),
    /// Nothing comes back.
    NoAnswer,
    /// Somebody takes connections there who does not speak ZeroMQ, or no publisher; what is known
    /// of it.
    NotZmq(String),
    /// The server ended a connection that was there.
    Closed,
    /// Something else; the system's words.
    Other(String),
}

impl Unconnected {
    /// It in two or three words.
    pub fn short(&self) -> &'static str {
        match self {
            Self::NobodyListens => "nobody listens",
            Self::UnknownName(_) => "name not known",
            Self::NoAnswer => "no answer",
            Self::NotZmq(_) => "no ZeroMQ there",
            Self::Closed => "connection closed",
            Self::Other(_) => "not connected",
        }
    }

    /// All of it, and what to do next.
    pub fn words(&self, address: &ZmqAddress) -> String {
        let at = address.bare();
        match self {
            Self::NobodyListens => format!(
                "Nobody listens at {at}; it is tried again. See whether Plugin.ZeroMQ_enable is on in MISP, and which port Plugin.ZeroMQ_port says"
            ),
            Self::UnknownName(why) => format!(
                "No machine is known by the name in {at}; it is tried again. See whether it is typed as it should be ({why})"
            ),
            Self::NoAnswer => format!(
                "Nothing comes back from {at}; it is tried again. See whether the machine is on and a firewall lets this port through"
            ),
            Self::NotZmq(why) => format!(
                "Somebody listens at {at}, but it does not speak ZeroMQ; it is tried again. See which port Plugin.ZeroMQ_port says in MISP ({why})"
            ),
            Self::Closed => {
                format!("The server at {at} closed the connection; it is tried again")
            }
            Self::Other(why) => format!("{at} cannot be reached; it is tried again ({why})"),
        }
    }
}

/// Finds out whether somebody takes connections there. ZeroMQ itself goes on trying where a port
/// refuses, and does not tell.
pub(super) async fn knock(host: &str, port: u16, patience: Duration) -> Result<(), Unconnected> {
    let knocking = async {
        let known = net::lookup_host((host, port)).await;
        let known: Vec<_> = known
            .map_err(|error| Unconnected::UnknownName(error.to_string()))?
            .collect();
        let connected = net::TcpStream::connect(known.as_slice()).await;
        connected.map(drop).map_err(|error| match error.kind() {
            io::ErrorKind::ConnectionRefused => Unconnected::NobodyListens,
            io::ErrorKind::TimedOut => Unconnected::NoAnswer,
            _ => Unconnected::Other(error.to_string()),
        })
    };
    let knocked = time::timeout(patience, knocking).await;
    knocked.unwrap_or(Err(Unconnected::NoAnswer))
}

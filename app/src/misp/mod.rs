//! The REST client: talks to MISP instances, knows the quirks of their answers, keeps instances
//! and their catalogues. Everything here is asynchronous or a plain job; the window never waits
//! for it ([`Runtime`], [`crate::task`]).

mod address;
mod answer;
mod attempt;
mod authority;
mod bare;
mod before_sending;
mod body;
mod calls;
mod cancel;
mod certificate;
mod changed_instance;
mod changes;
mod connect;
mod failure;
mod instances;
mod kept;
mod keys;
mod name;
mod proxy;
mod refusal;
mod refused;
mod request;
mod runtime;
mod secret;
mod snapshot;
mod sync;
mod tls;
mod transport;
mod words;

pub use address::{Address, AddressError};
pub use authority::{AuthorityError, read_authorities};
pub use bare::{BARE_LIMITS, BareAnswer, BareRequest, origin, send_bare};
pub use before_sending::{Characters, Objection, objections};
pub use calls::*;
pub use cancel::Cancel;
pub use certificate::{Certificate, Fingerprint, FingerprintError};
pub use changes::{Change, ChangeKind, changes};
pub use connect::{Limits, look_at_certificate};
pub use instances::{Colour, Instance, Instances, InstancesError};
pub use keys::{KeyTrouble, Keys};
pub use name::{NameError, check_name};
pub use proxy::{ProxyAddress, ProxyChoice, ProxyError};
pub use refusal::{Cause, Refusal};
pub use runtime::Runtime;
pub use secret::ApiKey;
pub(crate) use secret::is_like_key;
pub use snapshot::{Snapshot, SnapshotError};
pub use sync::{Progress, sync};
pub use tls::{Distrust, DistrustReason, Trust};
pub use transport::Client;

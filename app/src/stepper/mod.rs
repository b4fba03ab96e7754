//! Going through a run step by step: a run that pauses and goes on, break points, other data in the
//! middle, and requests that are sent for real.
//!
//! `session` (the run) ← `breaks` (where it pauses), `outside` (what its requests come to), `masked`
//! (requests that may be shown), `as_sent` (what of them goes out).

mod as_sent;
mod breaks;
mod masked;
mod outside;
mod session;

pub use as_sent::as_sent;
pub use breaks::{BreakId, BreakPoints, WatchPoint};
pub use masked::{MASKED, masked};
pub use outside::{Outside, Real, RealExchange, sent_words, wanted_hosts};
pub use session::{DataChange, Goal, Reins, Session, Stop, Stopped, Why};

/// Where misp-modules answers, unless the settings say otherwise.
pub const MISP_MODULES: &str = "http://127.0.0.1:6666";

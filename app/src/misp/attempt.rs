//! One attempt at a call that came to nothing: why, and whether the server may have acted on it.

use super::refusal::Cause;

/// What one attempt came to, and whether the server may have acted on it.
pub(super) struct Failure {
    pub cause: Cause,
    /// Whether the request has left this machine.
    pub sent: bool,
    pub may_be_done: bool,
}

impl Failure {
    /// One before the request was sent.
    pub fn before(cause: Cause) -> Self {
        Self {
            cause,
            sent: false,
            may_be_done: false,
        }
    }

    /// One in which the answer says that nothing was done.
    pub fn refused(cause: Cause) -> Self {
        Self {
            cause,
            sent: true,
            may_be_done: false,
        }
    }

    /// One after the request was sent.
    pub fn after(cause: Cause) -> Self {
        Self {
            cause,
            sent: true,
            may_be_done: true,
        }
    }
}

/// Whether a read that failed so may succeed when it is tried again.
pub(super) fn is_passing(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::ConnectionRefused
            | Cause::Unreachable { .. }
            | Cause::ConnectTimeOut { .. }
            | Cause::CutOff
            | Cause::NoPlainAnswer
            | Cause::Unavailable { .. }
    )
}

//! What is to be done with the state once a job has ended.

use super::{State, files::Outcome};

/// What a job gave: what is to be done with the state.
pub(super) struct Then(Box<dyn FnOnce(&mut State) + Send>);

impl Then {
    /// A job's outcome that does this.
    pub(super) fn outcome(what: impl FnOnce(&mut State) + Send + 'static) -> Outcome {
        Outcome::Then(Self(Box::new(what)))
    }

    pub(super) fn carry_out(self, state: &mut State) {
        (self.0)(state);
    }
}

impl std::fmt::Debug for Then {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Then")
    }
}

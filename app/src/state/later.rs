//! What a job in the background leaves to be done with the state.

use super::{State, files::Outcome};

/// What is to be done with the state once the job has ended.
pub(super) struct Later(Box<dyn FnOnce(&mut State) + Send>);

impl Later {
    /// A job's outcome that does this.
    pub fn then(what: impl FnOnce(&mut State) + Send + 'static) -> Outcome {
        Outcome::Later(Self(Box::new(what)))
    }

    pub fn carry_out(self, state: &mut State) {
        (self.0)(state);
    }
}

impl std::fmt::Debug for Later {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Later")
    }
}

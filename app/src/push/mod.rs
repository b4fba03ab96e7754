//! Getting workflows from a server and back, without losing anybody's work.
//!
//! `store` keeps, for each workflow of an instance, the states that were pulled or pushed (the
//! bases), every state that a push replaced, and what is being pushed; `files`, which state each file
//! was made from. `plan` looks at the server
//! and says what a push would do. `send` does it: it reads the server once more, notes what it is
//! about to do, saves, reads back and compares. `recover` finds out what became of pushes that
//! were cut off. A server has no versions and no locks (spec 02), so all of this is ours.

mod bent;
mod files;
mod plan;
mod pull;
mod recover;
mod send;
mod store;
mod store_error;

pub use plan::{
    Misplaced, Plan, Standing, Target, bases, by_trigger, look, look_from, origin, standing,
};
pub(crate) use plan::{begun_with, is_pushed, pushed, same_content};
pub use pull::{Pulled, fetch, pull};
pub use recover::{Fate, Recovered, recover};
pub use send::{PushError, Pushed, send};
pub use store::{History, Intent, Kept, ServerStore, UnderWay};
pub use store_error::StoreError;

//! Getting workflows from a server and back, without losing anybody's work.
//!
//! `store` keeps, for each workflow of an instance, the states that were pulled or pushed (the
//! bases); `under_way`, what is being pushed; `history`, every state that a push replaced; `files`, which
//! state each file was made from; `own`, what else was done from here;
//! `listed`, which workflows the server had when it was asked last. `plan` looks at the server and says what a push would do;
//! `standing`, how two states stand to each other. `send` does it: it reads the server once more,
//! notes what it is about to do, saves, reads back and compares; `bent` tells what a database makes
//! of texts from what somebody else saved meanwhile. `recover` finds out what became of pushes that
//! were cut off. A server has no versions and no locks (spec 02), so all of this is ours.

mod bent;
mod files;
mod history;
mod listed;
mod own;
mod plan;
mod pull;
mod recover;
mod send;
mod standing;
mod store;
mod store_error;
mod under_way;

pub use history::History;
pub use listed::{Listed, ListedRow, Since};
pub(crate) use plan::begun_with;
pub use plan::{Misplaced, Plan, Target, bases, by_trigger, look, look_from, origin};
pub use pull::{Pulled, fetch, pull};
pub use recover::{Fate, Recovered, recover};
pub use send::{PushError, Pushed, send};
pub use standing::{Standing, standing};
pub(crate) use standing::{is_pushed, pushed, same_content};
pub use store::{Kept, ServerStore};
pub use store_error::StoreError;
pub use under_way::{Intent, UnderWay};

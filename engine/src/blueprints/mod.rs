//! The blueprints that come with the program: parts of workflows for common tasks, each with the
//! trigger it is meant for, what to set up, and two events that show what it does and what it
//! leaves alone.
//!
//! They lie in the folder `blueprints` of the project, one folder each: `blueprint.json` as a MISP
//! server imports it, `event.json` and `other-event.json` as its `/events/view` answers, and
//! `about.json` with all that MISP's format has no room for.
//!
//! ```
//! use misp_flow_engine::{blueprints::bundled, catalogue::Catalogue};
//!
//! let block = bundled().iter().find(|one| one.key == "block-on-red").ok_or("not there")?;
//! let trigger = Catalogue::bundled().get(&block.about.trigger).ok_or("no such trigger")?;
//! let tried = block.workflow.behind(trigger);
//! assert_eq!(tried.graph.nodes.len(), block.workflow.graph.nodes.len() + 1);
//! # Ok::<(), &'static str>(())
//! ```

mod about;
mod purpose;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

pub use about::{About, SampleEvent};
pub use purpose::{purpose, trigger_named};

use crate::workflow::{self, Workflow};

/// A blueprint that comes with the program.
#[derive(Clone, Debug)]
pub struct Bundled {
    /// The name of its folder; no two have the same.
    pub key: &'static str,
    /// The blueprint.
    pub workflow: Workflow,
    /// The same as MISP's JSON.
    pub json: &'static str,
    /// What it is for and what it needs.
    pub about: About,
    /// The event that shows it working.
    pub event: &'static str,
    /// An event in which it finds nothing to do.
    pub other_event: &'static str,
}

/// The four files of one.
type Files = (&'static str, [&'static str; 4]);

macro_rules! files {
    ($($key:literal),* $(,)?) => {
        [$(($key, [
            include_str!(concat!("../../../blueprints/", $key, "/blueprint.json")),
            include_str!(concat!("../../../blueprints/", $key, "/about.json")),
            include_str!(concat!("../../../blueprints/", $key, "/event.json")),
            include_str!(concat!("../../../blueprints/", $key, "/other-event.json")),
        ])),*]
    };
}

/// In the order in which they are listed: what protects first, then tidying up, looking things up,
/// telling people.
const FILES: [Files; 13] = files![
    "block-on-red",
    "block-third-party-queries",
    "dark-web-stays-here",
    "normalise-tlp-and-pap",
    "white-to-clear",
    "unflag-false-positives",
    "unflag-known-good-hashes",
    "tag-by-bgp-ranking",
    "country-on-ips",
    "enrich-onion-once",
    "mail-on-pulled-events",
    "chat-on-leaked-cards",
    "chat-notification",
];

/// All of them. One that could not be read is left out, which the tests rule out.
pub fn bundled() -> &'static [Bundled] {
    static BUNDLED: LazyLock<Vec<Bundled>> =
        LazyLock::new(|| FILES.into_iter().filter_map(read).collect());
    &BUNDLED
}

fn read((key, [json, about, event, other_event]): Files) -> Option<Bundled> {
    Some(Bundled {
        key,
        workflow: workflow::open(json.as_bytes()).ok()?,
        json,
        about: About::read(about).ok()?,
        event,
        other_event,
    })
}

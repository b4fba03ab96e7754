//! Behaviour that is a bug of some versions of MISP, and the versions it was seen in.

use std::collections::BTreeSet;

/// A version of MISP, as in `2.5.1`.
pub type Version = (u16, u16, u16);

/// A bug that the simulator does as the server does, as long as the simulated version has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quirk {
    /// With debug posts on, a background run dies after its first node (README-live 42).
    DebugKillsBackground,
    /// `tag_replacement_*` never removes the tag it replaces (README-live 27).
    ReplacementKeepsTags,
    /// `tag_replacement_*` over attributes fails with a 500 at the first without a `Tag` key
    /// (README-live 27).
    ReplacementNeedsTagKeys,
    /// `sighting-after-save` cannot bring its data into the core format (recording trg-sighting).
    SightingsFail,
    /// `splunk-hec-export` fails with a 500 before anything is sent (README-live 35).
    SplunkFails,
    /// Comments are rendered once, without `__currentAttribute` (README-live 29).
    CommentRenderedOnce,
    /// `reload-full-event` works only if the trigger's node in the graph says
    /// `misp_core_format` (README-live 31).
    ReloadNeedsTriggerFlag,
}

impl Quirk {
    /// All quirks.
    pub const ALL: [Self; 7] = [
        Self::DebugKillsBackground,
        Self::ReplacementKeepsTags,
        Self::ReplacementNeedsTagKeys,
        Self::SightingsFail,
        Self::SplunkFails,
        Self::CommentRenderedOnce,
        Self::ReloadNeedsTriggerFlag,
    ];

    /// The first and the last version in which it was seen. Between them it is taken for granted;
    /// outside it is not known, and the simulator does what was meant.
    pub fn seen_in(self) -> (Version, Version) {
        ((2, 5, 1), (2, 5, 1))
    }

    /// What the server does, for users.
    pub fn text(self) -> &'static str {
        match self {
            Self::DebugKillsBackground => {
                "with debug mode on, a background run ends after its first node"
            }
            Self::ReplacementKeepsTags => "a replaced tag stays, whatever “remove” says",
            Self::ReplacementNeedsTagKeys => {
                "replacing tags of attributes fails at the first attribute without tags"
            }
            Self::SightingsFail => "a workflow of the sighting trigger never begins",
            Self::SplunkFails => "the Splunk export fails before anything is sent",
            Self::CommentRenderedOnce => {
                "a comment is rendered once for all attributes, without __currentAttribute"
            }
            Self::ReloadNeedsTriggerFlag => {
                "reloading the event does nothing unless the trigger's node says misp_core_format"
            }
        }
    }

    /// The quirks of a version.
    pub fn of(version: Version) -> BTreeSet<Self> {
        Self::ALL
            .into_iter()
            .filter(|quirk| {
                let (first, last) = quirk.seen_in();
                (first..=last).contains(&version)
            })
            .collect()
    }
}

//! What can be wrong with a server's list of modules, in words for the person who asked for it.

use thiserror::Error;

/// Why a server's answer is no list of modules.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CatalogueError {
    /// A web page came instead of data.
    #[error(
        "The server answered the request for {what} with a web page instead of data. Check that \
         the address is MISP's and that Plugin.Workflow_enable is on in its settings"
    )]
    WebPage {
        /// What was asked for: triggers or modules.
        what: &'static str,
    },
    /// MISP refused and said why.
    #[error("The server refused to list its {what}: {message}")]
    Refused {
        /// What was asked for.
        what: &'static str,
        /// MISP's own words.
        message: String,
    },
    /// The body is no JSON.
    #[error("The server's list of {what} cannot be read: {detail}")]
    NotJson {
        /// What was asked for.
        what: &'static str,
        /// Where and why the reading stopped.
        detail: String,
    },
    /// JSON, but no list.
    #[error("The server's list of {what} is no list but {found}")]
    NotAList {
        /// What was asked for.
        what: &'static str,
        /// The kind of value that came.
        found: &'static str,
    },
}

/// Something in a server's answer that was bent or left out while it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where: a module id, with the param's id behind a dot where it concerns a param.
    pub place: String,
    /// What was found and what was made of it, one sentence without a full stop.
    pub text: String,
}

//! Questions that wait for the user.

use std::path::PathBuf;

use super::{BlueprintDialog, Next, PerformQuestion, Purpose, ServerDialog, TabId};
use crate::library::Version;

/// A question that waits for the user.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// Changes would be lost by what comes next.
    Unsaved(Next),
    /// The file was changed by somebody else since it was read.
    ChangedOnDisk(TabId, PathBuf),
    /// A path is to be typed, since the desktop has no file dialog.
    Path {
        /// What for.
        purpose: Purpose,
        /// What was typed so far.
        text: String,
    },
    /// Unsaved changes of an earlier session can be restored; see [`State::found`].
    Restore,
    /// These are the earlier versions of the file.
    Versions(Vec<Version>),
    /// A question about a blueprint.
    Blueprint(BlueprintDialog),
    /// A question about a server.
    Server(ServerDialog),
    /// Which hosts requests of a run may really be sent to.
    Perform(PerformQuestion),
    /// What keys and pointer do.
    Keys,
    /// A question about debug posts.
    Listen(ListenDialog),
    /// What the program is.
    About,
}

/// A question about debug posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListenDialog {
    /// Whether to listen at an address that other machines can reach.
    Exposed(std::net::IpAddr),
    /// Whether to listen without a secret where the last session had one.
    WithoutSecret,
    /// Where to subscribe to what a server publishes.
    Subscribe,
    /// Whether to remove the posts that are not pinned.
    Clear,
}

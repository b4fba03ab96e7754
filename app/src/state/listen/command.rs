//! What a user does with debug posts, as values.

use crate::state::PostForm;

/// Something that a user does with debug posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenCommand {
    /// Takes over how to listen from the fields.
    Settings(Box<ListenSettings>),
    /// Begins to listen; asks first where other machines could send.
    Start,
    /// The same without asking.
    StartExposed,
    /// Begins to listen without the secret that the last session had.
    StartWithoutSecret,
    /// Ends listening.
    Stop,
    /// Asks where to subscribe to what a server publishes by ZeroMQ.
    AskSubscribe,
    /// Subscribes at the address that was typed.
    Subscribe,
    /// Ends that.
    Unsubscribe,
    /// Puts what the server's setting is to be onto the clipboard.
    CopyUrl,
    /// Shows the posts that fit this search.
    Find(String),
    /// Shows runs, or posts.
    ByRun(bool),
    /// Shows no new posts, or all again.
    Pause(bool),
    /// Lets each run of the shown workflow's trigger play on the canvas as it comes, or not.
    Follow(bool),
    /// Opens a post; none for closing it.
    Choose(Option<u32>),
    /// Keeps a post when the others are cleared, or not.
    Pin(u32, bool),
    /// Asks whether to clear.
    AskClear,
    /// Removes all posts that are not pinned.
    Clear,
    /// Puts the open post onto the clipboard as a command for a shell.
    CopyCurl,
    /// Asks for a file and writes the posts that are found to it.
    Export(PostForm),
    /// Asks for a file and adds its posts.
    Import,
    /// Shows a run on the canvas.
    Play(u32),
    /// Shows the simulation again that a received run took the place of.
    BackToSimulation,
    /// Simulates on what a run began with, and finds the first difference.
    SimulateSame(u32),
    /// Shows that simulation.
    ShowSame,
    /// Puts the data of the open post among the events.
    SaveAsEvent,
}

/// How to listen, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenSettings {
    /// The address.
    pub address: String,
    /// The port.
    pub port: String,
    /// The secret; empty for none.
    pub secret: String,
    /// Where a server publishes by ZeroMQ; empty until it is typed.
    pub zmq: String,
}

impl Default for ListenSettings {
    fn default() -> Self {
        Self {
            address: "127.0.0.1".to_owned(),
            port: crate::listen::DEFAULT_PORT.to_string(),
            secret: String::new(),
            zmq: String::new(),
        }
    }
}

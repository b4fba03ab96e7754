//! Debug posts in the window: the listener, the list, the open post, runs on the canvas.

mod apply;
mod command;
mod files;
mod follow;
mod foreign;
mod list;
mod open;
mod received;
mod sort_out;
mod subscribe;

use std::{path::PathBuf, sync::Arc, time::Instant};

use misp_flow_engine::run::{FirstDifference, Run, Told};

use super::{Background, State, TabId};
use crate::listen::{Listener, PostStore, Subscriber};

pub use command::{ListenCommand, ListenSettings};
pub use files::PostForm;
pub use foreign::{Foreign, foreign_steps};
pub use list::PostList;
pub use open::OpenPost;

/// What waits for the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// To listen; whether others than this machine may send.
    Listener(bool),
    /// To subscribe.
    Subscriber,
}

/// A received run that is shown on the canvas.
#[derive(Debug)]
struct Played {
    run: u32,
    tab: TabId,
    /// What its posts told so far, and how many posts these are.
    told: Arc<Vec<Told>>,
    posts: usize,
    /// The number that the window knows the run by.
    number: u64,
    /// How long their bodies are together, in bytes.
    bytes: u64,
    /// More is being read.
    reading: bool,
}

/// A received run beside its simulation.
#[derive(Clone, Debug)]
pub struct Same {
    /// The run.
    pub run: u32,
    /// How many posts were compared.
    pub posts: usize,
    /// The first difference; nothing where they agree.
    pub difference: Option<FirstDifference>,
    /// The nodes that ran on the server and are others here.
    pub foreign: Vec<Foreign>,
    /// The node of the first difference was set to give an answer in simulations.
    pub answered: bool,
    /// What the node of the first difference is called in the workflow that was simulated.
    pub node_name: Option<String>,
    tab: TabId,
    simulated: Arc<Run>,
    event: String,
}

/// The debug posts as the window knows them.
#[derive(Debug)]
pub struct Posts {
    folder: Option<PathBuf>,
    store: Option<PostStore>,
    opening: bool,
    settings: ListenSettings,
    listener: Option<Listener>,
    subscriber: Option<Subscriber>,
    /// What is to be taken as soon as the store is open.
    wanted: Option<Wanted>,
    trouble: Option<String>,
    list: PostList,
    by_run: bool,
    /// How many posts are shown while no new ones are.
    paused: Option<usize>,
    follow: bool,
    /// The last run that was looked at for playing.
    last_run: usize,
    chosen: Option<u32>,
    open: open::Opening,
    played: Option<Played>,
    /// The run that plays as soon as its workflow is shown.
    awaited: Option<u32>,
    /// When posts of a run were read last.
    read: Option<Instant>,
    same: Option<Same>,
}

impl Default for Posts {
    fn default() -> Self {
        Self {
            folder: None,
            store: None,
            opening: false,
            settings: ListenSettings::default(),
            listener: None,
            subscriber: None,
            wanted: None,
            trouble: None,
            list: PostList::default(),
            by_run: false,
            paused: None,
            follow: true,
            last_run: 0,
            chosen: None,
            open: open::Opening::default(),
            played: None,
            awaited: None,
            read: None,
            same: None,
        }
    }
}

impl Posts {
    /// The posts, once they are open.
    pub fn store(&self) -> Option<&PostStore> {
        self.store.as_ref()
    }

    /// How to listen, as typed.
    pub fn settings(&self) -> &ListenSettings {
        &self.settings
    }

    /// What listens.
    pub fn listener(&self) -> Option<&Listener> {
        self.listener.as_ref()
    }

    /// What is subscribed to.
    pub fn subscriber(&self) -> Option<&Subscriber> {
        self.subscriber.as_ref()
    }

    /// Why nothing listens although it was to, or nothing is kept.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// The posts that are listed.
    pub fn list(&self) -> &PostList {
        &self.list
    }

    /// Whether runs are listed instead of posts.
    pub fn by_run(&self) -> bool {
        self.by_run
    }

    /// Whether new posts are not shown.
    pub fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// How many posts are shown at most while no new ones are.
    pub fn shown_at_most(&self) -> Option<usize> {
        self.paused
    }

    /// Whether runs play on the canvas as they come.
    pub fn follows(&self) -> bool {
        self.follow
    }

    /// The chosen post, by its place.
    pub fn chosen(&self) -> Option<u32> {
        self.chosen
    }

    /// The open post.
    pub fn open_post(&self) -> Option<&OpenPost> {
        self.open.post(self.chosen?)
    }

    /// The received run that is on the canvas.
    pub fn played(&self) -> Option<u32> {
        self.played.as_ref().map(|played| played.run)
    }

    /// The last comparison with a simulation.
    pub fn same(&self) -> Option<&Same> {
        self.same.as_ref()
    }

    /// The address that posts are sent to, for commands and files.
    /// The same without the secret, which no file of posts may hold.
    fn open_base(&self) -> String {
        match &self.listener {
            Some(listener) => format!("http://{}", listener.address()),
            None => self.base(),
        }
    }

    fn base(&self) -> String {
        match &self.listener {
            Some(listener) => listener.url(),
            None => format!("http://{}:{}", self.settings.address, self.settings.port),
        }
    }
}

impl State {
    /// The debug posts.
    pub fn posts(&self) -> &Posts {
        &self.posts
    }

    /// Keeps debug posts in this folder, and listens where the last session did.
    pub fn use_posts_folder(&mut self, folder: PathBuf) {
        self.posts.folder = Some(folder);
        if let Some((address, port)) = self.settings.listen_at.clone() {
            (self.posts.settings.address, self.posts.settings.port) = (address, port);
        }
    }

    /// Takes over what has come; to be called once a frame.
    pub(super) fn follow_posts(&mut self) {
        let Some(store) = self.posts.store.clone() else {
            return;
        };
        let last_run = {
            let index = store.index();
            let shown = self.posts.paused.unwrap_or(usize::MAX);
            self.posts.list.look(&index, shown);
            index.runs().len()
        };
        self.follow_awaited();
        self.follow_run(&store, last_run);
        self.open_chosen(&store);
        self.read_on_played(&store);
    }
}

/// Lets the window know of news, no more often than it paints.
fn wake_with(background: &Background<super::files::Finished>, store: &PostStore) {
    const A_FRAME: std::time::Duration = std::time::Duration::from_millis(15);
    if let Some(context) = background.window() {
        store.on_news(move || context.request_repaint_after(A_FRAME));
    }
}

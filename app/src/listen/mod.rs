//! Debug posts of MISP servers: taken, kept, told apart, given away.
//!
//! `server` (HTTP) and `subscriber` (ZeroMQ) → `store` (files, one writer) → `index` (what lists and searches need, in
//! memory). `address` and `peek` read what a post is about, `runs` tells runs apart.

mod address;
mod form;
mod head_line;
mod index;
mod options;
mod peek;
mod post;
mod query;
mod record;
mod replay;
mod request;
mod rows_file;
mod runs;
mod server;
mod store;
mod subscriber;
mod told;
mod unconnected;

pub use address::{Address, Kind, Verdict};
pub(crate) use form::date;
pub use form::{HAR_END, ReadPosts, curl, har_begin, har_entry, json_line, read_posts};
pub use index::{Index, Names, PostRow, RunRow, Symbol};
pub use options::{DEFAULT_PORT, ListenError, ListenOptions};
pub use post::{Head, Post};
pub use query::{Query, QueryError};
pub use replay::{recorded, send};
pub use server::{Intake, Listener, Taken};
pub use store::{PostStore, StoreError};
pub use subscriber::{
    ALL_TOPICS, DEFAULT_ZMQ_PORT, SubscribeError, Subscribed, Subscriber, ZMQ, ZmqAddress,
};
pub use told::{told, told_by_simulation};
pub use unconnected::Unconnected;

//! Files on the disk: read whole, replaced atomically.

mod file;

pub use file::{FileError, Stamp, read, replace, stamp};

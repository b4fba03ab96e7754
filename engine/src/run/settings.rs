//! How a run is made.

/// How a run is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether debug posts are made.
    pub debug: bool,
    /// Whether what `concurrent-task` starts is run, too.
    pub background: bool,
    /// The Unix time of the run: what is saved is stamped with it.
    pub now: i64,
    /// Whether the workflows of triggers that actions fire are run, too, and how deep at most.
    pub follow: Option<usize>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            debug: false,
            background: true,
            now: 0,
            follow: None,
        }
    }
}

//! The posts that fit a search. Looking goes on from frame to frame, so that a million posts do
//! not hold the window up.

use crate::listen::{Index, Query};

/// So many posts are looked at in a frame at most.
const A_FRAME: usize = 200_000;

/// What was typed and what it finds.
#[derive(Debug, Default)]
pub struct PostList {
    text: String,
    query: Query,
    wrong: Option<String>,
    found: Vec<u32>,
    looked: usize,
    generation: u64,
    behind: bool,
}

impl PostList {
    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is wrong with it.
    pub fn wrong(&self) -> Option<&str> {
        self.wrong.as_deref()
    }

    /// Whether anything is searched for.
    pub fn is_search(&self) -> bool {
        !self.query.is_empty()
    }

    /// The posts that fit, by their places, oldest first.
    pub fn found(&self) -> &[u32] {
        &self.found
    }

    /// Whether there are posts that were not looked at yet.
    pub fn is_behind(&self) -> bool {
        self.behind
    }

    pub(super) fn search(&mut self, text: String) {
        match Query::parse(&text) {
            Ok(query) => (self.query, self.wrong) = (query, None),
            Err(error) => self.wrong = Some(error.to_string()),
        }
        self.text = text;
        self.begin();
    }

    fn begin(&mut self) {
        self.found.clear();
        self.looked = 0;
    }

    /// Looks on, at the first `shown` posts.
    pub(super) fn look(&mut self, index: &Index, shown: usize) {
        if self.generation != index.generation() {
            self.generation = index.generation();
            self.begin();
        }
        let all = index.rows().len().min(shown);
        let until = all.min(self.looked + A_FRAME);
        for post in self.looked..until {
            let post = u32::try_from(post).unwrap_or(u32::MAX);
            if self.query.fits(index, post) {
                self.found.push(post);
            }
        }
        self.looked = self.looked.max(until);
        self.behind = self.looked < all;
    }
}

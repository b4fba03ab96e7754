//! All that a search for events finds: page by page, and where numbers and uuids are asked for both,
//! in two searches, as a server takes them together for what is both.

use std::collections::HashSet;

use super::super::{Client, Refusal};
use super::events::{EventFilter, EventHead};

/// How many heads are asked for at once.
const PAGE: u32 = 200;

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundEvents {
    /// The events, each once.
    pub heads: Vec<EventHead>,
    /// Whether there are more than were asked for.
    pub more: bool,
    /// The numbers and uuids that were asked for and are not among what was found; not known where
    /// there are more.
    pub missing: Vec<String>,
    /// How many of what came could not be read; what is missing is not known then.
    pub unreadable: usize,
}

impl EventFilter {
    /// The searches whose finds together are what is meant.
    fn searches(&self) -> Vec<Self> {
        if self.ids.is_empty() || self.uuids.is_empty() {
            return vec![self.clone()];
        }
        let by_ids = Self {
            uuids: Vec::new(),
            ..self.clone()
        };
        let by_uuids = Self {
            ids: Vec::new(),
            ..self.clone()
        };
        vec![by_ids, by_uuids]
    }
}

impl Client {
    /// The events that fit, without what is in them: those of the numbers first, then those of the
    /// uuids, each in the server's order. At most `most`.
    ///
    /// # Errors
    /// As all calls.
    pub async fn find_events(
        &self,
        filter: &EventFilter,
        most: usize,
    ) -> Result<FoundEvents, Refusal> {
        let mut found = FoundEvents::default();
        let mut known = HashSet::new();
        for search in filter.searches() {
            let (heads, unreadable) = self.pages(&search, most).await?;
            found.unreadable += unreadable;
            found.missing.extend(search.missing(&heads));
            let heads = heads.into_iter();
            let fresh = heads.filter(|head| known.insert(head.id.clone()));
            found.heads.extend(fresh);
            if found.heads.len() > most {
                break;
            }
        }
        if found.unreadable > 0 {
            found.missing.clear();
        }
        if found.heads.len() > most {
            found.heads.truncate(most);
            found.missing.clear();
            found.more = true;
        }
        Ok(found)
    }

    /// All pages of one search, until there are more than `most`, and how many could not be read.
    async fn pages(
        &self,
        search: &EventFilter,
        most: usize,
    ) -> Result<(Vec<EventHead>, usize), Refusal> {
        let mut unreadable = 0;
        let mut heads: Vec<EventHead> = Vec::new();
        let mut known = HashSet::new();
        for page in 1.. {
            let (came, broken) = self.search_heads(search, page, PAGE).await?;
            unreadable += broken;
            let is_last = came.len() + broken < PAGE as usize;
            let before = heads.len();
            let came = came.into_iter();
            heads.extend(came.filter(|head| known.insert(head.id.clone())));
            // A server that knows no pages gives the same again and again.
            if is_last || heads.len() > most || heads.len() == before {
                break;
            }
        }
        Ok((heads, unreadable))
    }
}

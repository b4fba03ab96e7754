//! Taking over what was read of a server's workflows, and how old that is.

use super::{
    Listing, RowsNow, WorkflowRow,
    read::{mark_open, place, place_open},
};
use crate::{
    misp::ServerDocument,
    push::{Intent, PushError},
    state::{About, State, Tone},
};

/// When the list of workflows was read.
#[derive(Clone, Debug)]
pub struct ListedAt {
    /// In seconds since 1970.
    pub when: i64,
    /// Whether it was read by this connection, and no later try has failed.
    pub is_now: bool,
    /// What of it could not be read, in words.
    pub unread: Option<String>,
}

impl State {
    fn take_rows(&mut self, rows: Vec<WorkflowRow>) {
        self.servers.rows = rows;
        self.servers.standings.came();
    }

    /// Takes over a list: `is_now` where the server has just given it.
    pub(in crate::state::server) fn take_listing(&mut self, listing: Listing, is_now: bool) {
        self.servers.listed = Some(ListedAt {
            when: i64::try_from(listing.when / 1000).unwrap_or_default(),
            is_now,
            unread: listing.unread,
        });
        self.take_rows(listing.rows);
        self.switch_triggers_as_listed();
        if let Some(error) = listing.unkept {
            self.messages.say(Tone::Failed, error.to_string());
        }
    }

    /// Takes over what the server lists now. Where it does not, what is known stays, and that is
    /// said of the connection; a push that is open is shown all the same.
    pub(in crate::state::server) fn take_rows_now(&mut self, now: RowsNow) {
        match now.listing {
            Ok(listing) => self.take_listing(listing, true),
            Err(error) => {
                if let PushError::Refused(refusal) = &error {
                    self.notice(refusal);
                }
                // Somebody may have worked from this machine with another window or the command line.
                let known = self.servers.listed.as_ref().map_or(0, |listed| listed.when);
                let later = |kept: &Listing| (kept.when / 1000) as i64 >= known;
                if let Some(kept) = now.kept.filter(later) {
                    self.take_listing(kept, false);
                }
                self.list_is_old();
                let rows = &mut self.servers.rows;
                place_open(rows, &now.open);
                mark_open(rows, &now.open);
                self.servers.standings.came();
            }
        }
    }

    /// The list is not known to be what the server has.
    pub(in crate::state::server) fn list_is_old(&mut self) {
        if let Some(listed) = &mut self.servers.listed {
            listed.is_now = false;
        }
    }

    /// Takes over what was read of one workflow.
    pub(in crate::state::server) fn refresh_row(&mut self, now: &ServerDocument) {
        place(&mut self.servers.rows, now.clone());
        self.servers.standings.came();
    }

    /// Says of pushes that were cut off that nobody knows what became of them, and how to find out.
    pub(in crate::state::server) fn tell_open(&mut self, open: &[Intent], how: &str) {
        let server = self.servers.name_of_used().into_owned();
        for push in open {
            let name = push.name();
            let text = format!(
                "The push of “{name}” was cut off, and it is not known whether {server} has saved it. {how}"
            );
            let about = About::Push(push.id.clone());
            self.messages.withdraw(&about);
            self.messages.say_of(about, Tone::Refused, text);
        }
    }

    /// Says that it was not found out what became of pushes that were cut off.
    pub(in crate::state::server) fn tell_unfound(&mut self, error: &PushError, open: &[Intent]) {
        if open.is_empty() {
            let text = format!("What became of pushes was not found out. {error}");
            self.messages.say(Tone::Failed, text);
        }
        self.tell_open(open, &format!("{error}. Refresh the list to find out"));
    }
}

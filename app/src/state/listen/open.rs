//! The post that is looked at, read and parsed in the background.

use std::sync::Arc;

use misp_flow_engine::{
    path::Place,
    value::{Difference, Value, differences},
};

use crate::{
    listen::{Post, PostRow, PostStore},
    state::{State, later::Later, tabs::drop_elsewhere},
};

/// So many differences to the post before are listed at most.
const DIFFERENCES: usize = 500;

/// A post that is open.
#[derive(Clone, Debug)]
pub struct OpenPost {
    /// Its place.
    pub place: u32,
    /// What is known of it.
    pub row: PostRow,
    /// The post.
    pub post: Arc<Post>,
    /// Its body as data, or why it is none.
    pub body: Result<Value, String>,
    /// What differs from the post of the same run before, in lines, and which one that is.
    pub changes: Option<(u32, Vec<String>)>,
}

/// The post that is open, or being opened.
#[derive(Debug, Default)]
pub(super) struct Opening {
    wanted: Option<u32>,
    open: Option<OpenPost>,
}

impl Opening {
    pub fn post(&self, chosen: u32) -> Option<&OpenPost> {
        self.open.as_ref().filter(|open| open.place == chosen)
    }

    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

impl State {
    /// Opens the chosen post, where that is not done.
    pub(super) fn open_chosen(&mut self, store: &PostStore) {
        let Some(place) = self
            .posts
            .chosen
            .filter(|_| self.posts.open.wanted != self.posts.chosen)
        else {
            return;
        };
        self.posts.open.wanted = Some(place);
        let store = store.clone();
        self.start("Opening the post…".to_owned(), move || {
            let opened = open(&store, place);
            Later::then(move |state| {
                if state.posts.open.wanted != Some(place) {
                    return;
                }
                match opened {
                    Ok(open) => {
                        if let Some(old) = state.posts.open.open.replace(open) {
                            drop_elsewhere(old);
                        }
                    }
                    Err(words) => {
                        state.posts.chosen = None;
                        state.posts.open.forget();
                        state.messages.say(crate::state::Tone::Failed, words);
                    }
                }
            })
        });
    }
}

fn open(store: &PostStore, place: u32) -> Result<OpenPost, String> {
    let row_at = |place: u32| store.index().rows().get(place as usize).copied();
    let row = row_at(place).ok_or("The post was cleared")?;
    let read = |row: &PostRow| {
        let post = store.read(row);
        post.map_err(|error| format!("The post cannot be read: {error}"))
    };
    let post = read(&row)?;
    let body = parse(&post);
    let before = row
        .before
        .and_then(|before| Some((before, row_at(before)?)));
    let changes = before.and_then(|(place, before)| {
        let before = parse(&read(&before).ok()?).ok()?;
        Some((place, changes(&before, body.as_ref().ok()?)))
    });
    Ok(OpenPost {
        place,
        row,
        post: Arc::new(post),
        body,
        changes,
    })
}

fn parse(post: &Post) -> Result<Value, String> {
    if post.body.is_empty() {
        return Err("There is no body".to_owned());
    }
    if post.is_cut() {
        return Err("The body is cut, so it is shown as it came only".to_owned());
    }
    Value::from_json(&post.body).map_err(|error| {
        format!(
            "The body is not valid JSON: {}, at line {}, column {}",
            error.message, error.line, error.column
        )
    })
}

/// What differs in the data of two posts, in lines. Where a run begins, the data are those that the
/// workflow gets.
fn changes(before: &Value, after: &Value) -> Vec<String> {
    let data = |body: &Value| {
        let data = body.get("data").unwrap_or(body);
        data.get("normalized").unwrap_or(data).clone()
    };
    let found = differences(&data(before), &data(after), DIFFERENCES);
    found.into_iter().map(line).collect()
}

fn line(difference: Difference) -> String {
    let place = Place::from(difference.keys).to_string();
    let short = |value: &Value| -> String { value.to_json_short().chars().take(200).collect() };
    match (&difference.before, &difference.after) {
        (Some(before), Some(after)) => {
            format!("~ {place}  {} → {}", short(before), short(after))
        }
        (Some(before), None) => format!("- {place}  {}", short(before)),
        (None, Some(after)) => format!("+ {place}  {}", short(after)),
        (None, None) => place,
    }
}

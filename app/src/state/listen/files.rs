//! Posts in files: given away and taken in.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{
    library::{self, FileError},
    listen::{HAR_END, PostRow, PostStore, har_begin, har_entry, json_line, read_posts},
    state::{State, Tone, files::file_name, later::Later},
};

/// The forms that posts can be given away in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostForm {
    /// A line of JSON each.
    JsonLines,
    /// An HTTP archive.
    Har,
}

impl PostForm {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Har => "har",
        }
    }
}

impl PostForm {
    /// The form that a file's ending names.
    fn named_by(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        [Self::JsonLines, Self::Har]
            .into_iter()
            .find(|form| ending.eq_ignore_ascii_case(form.ending()))
    }
}

impl State {
    /// Writes the posts that are found to a file. Its ending decides the form; this one is that of
    /// files with any other.
    pub(in crate::state) fn export_posts(&mut self, form: PostForm, path: PathBuf) {
        let Some(store) = self.posts.store.clone() else {
            return;
        };
        let rows: Vec<PostRow> = {
            let index = store.index();
            let found = self.posts.list.found().iter();
            found
                .filter_map(|post| index.rows().get(*post as usize).copied())
                .collect()
        };
        let form = PostForm::named_by(&path).unwrap_or(form);
        let base = self.posts.open_base();
        self.start(format!("Exporting {} posts…", rows.len()), move || {
            let written = write(&store, &rows, form, &base, &path);
            Later::then(move |state| match written {
                Ok(()) => {
                    let text = format!("Exported {} posts to {}", rows.len(), file_name(&path));
                    state.messages.say(Tone::Done, text);
                }
                Err(error) => {
                    let text = format!("The posts were not exported: {error}");
                    state.messages.say(Tone::Failed, text);
                }
            })
        });
    }

    /// Adds the posts of a file.
    pub(in crate::state) fn import_posts(&mut self, path: PathBuf) {
        let Some(store) = self.posts.store.clone() else {
            return;
        };
        self.start(format!("Importing {}…", file_name(&path)), move || {
            let read = fs::read(&path).map(|bytes| read_posts(&bytes));
            let added = read.map(|read| {
                let (count, unreadable) = (read.posts.len(), read.unreadable);
                for post in read.posts {
                    store.add(post, Box::new(|_| {}));
                }
                store.flush();
                (count, unreadable)
            });
            Later::then(move |state| {
                let name = file_name(&path);
                match added {
                    Ok((0, _)) => {
                        let text = format!(
                            "{name} holds no posts: expected JSON Lines or an HTTP archive (HAR)"
                        );
                        state.messages.say(Tone::Failed, text);
                    }
                    Ok((count, 0)) => {
                        let text = format!("Imported {count} posts from {name}");
                        state.messages.say(Tone::Done, text);
                    }
                    Ok((count, unreadable)) => {
                        let text = format!(
                            "Imported {count} posts from {name}; {unreadable} others are none"
                        );
                        state.messages.say(Tone::Done, text);
                    }
                    Err(error) => {
                        let text = format!("{} cannot be read: {error}", path.display());
                        state.messages.say(Tone::Failed, text);
                    }
                }
            })
        });
    }
}

fn write(
    store: &PostStore,
    rows: &[PostRow],
    form: PostForm,
    base: &str,
    path: &Path,
) -> Result<(), FileError> {
    let written = library::write_private(path, |file| write_posts(store, rows, form, base, file));
    written.map(|_| ())
}

fn write_posts(
    store: &PostStore,
    rows: &[PostRow],
    form: PostForm,
    base: &str,
    file: &mut dyn Write,
) -> io::Result<()> {
    if form == PostForm::Har {
        file.write_all(har_begin().as_bytes())?;
    }
    for (place, row) in rows.iter().enumerate() {
        let post = store.read(row)?;
        match form {
            PostForm::JsonLines => writeln!(file, "{}", json_line(&post))?,
            PostForm::Har => {
                let comma = if place > 0 { ",\n" } else { "" };
                write!(file, "{comma}{}", har_entry(&post, base))?;
            }
        }
    }
    if form == PostForm::Har {
        file.write_all(HAR_END.as_bytes())?;
    }
    Ok(())
}

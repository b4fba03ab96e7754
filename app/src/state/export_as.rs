//! Giving the workflow away: to a file, or onto the clipboard. Pictures are drawn in the background.

use std::path::PathBuf;

use misp_flow_engine::workflow::Workflow;

use super::{
    State, Tone, Wish,
    files::{Outcome, Purpose, file_name},
};
use crate::{
    export::{Form, draw, svg},
    library,
};

/// What is given away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export {
    /// In which form.
    pub form: Form,
    /// Only the selected nodes.
    pub selection: bool,
}

impl Export {
    /// The whole workflow in this form.
    pub const fn whole(form: Form) -> Self {
        Self {
            form,
            selection: false,
        }
    }

    /// The selected nodes in this form.
    pub const fn selected(form: Form) -> Self {
        Self {
            form,
            selection: true,
        }
    }
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Exported {
    /// A file was written.
    Written(Form, PathBuf),
    /// There is a file with this name, which nobody allowed to replace.
    Exists(PathBuf),
    /// A text for the clipboard.
    Text(Form, String),
    /// A picture for the clipboard.
    Picture(egui::ColorImage),
    /// It could not be done.
    Failed(String),
}

impl State {
    /// Why nothing can be given away now.
    pub(super) fn why_not_export(&self, selection: bool) -> Option<&'static str> {
        if selection && self.selected().nodes.is_empty() {
            return Some("Select a node first");
        }
        let is_empty = self.document().workflow().graph.nodes.is_empty();
        is_empty.then_some("The workflow has no nodes yet")
    }

    /// Asks where to, then goes on with [`Self::export_to`].
    pub(super) fn export(&mut self, export: Export) {
        self.pick(Purpose::Export(export));
    }

    /// Writes the workflow to a file. Unless `overwrite`, a file that is there is left alone.
    pub(super) fn export_to(&mut self, export: Export, path: PathBuf, overwrite: bool) {
        let workflow = self.exported(export.selection);
        let catalogue = self.catalogue.clone();
        self.start(format!("Exporting {}…", file_name(&path)), move || {
            if !overwrite && library::stamp(&path).is_some() {
                return Outcome::Exported(Exported::Exists(path));
            }
            let written = export
                .form
                .write(&workflow, &catalogue)
                .map_err(|error| error.to_string())
                .and_then(|bytes| {
                    library::replace(&path, &bytes).map_err(|error| error.to_string())
                });
            Outcome::Exported(match written {
                Ok(_) => Exported::Written(export.form, path),
                Err(error) => Exported::Failed(error),
            })
        });
    }

    /// Puts the workflow onto the clipboard, as a picture or as text.
    pub(super) fn copy_as(&mut self, form: Form) {
        let workflow = self.exported(false);
        let catalogue = self.catalogue.clone();
        self.start(format!("Copying a {}…", form.name()), move || {
            let copied = if form.is_text() {
                form.write(&workflow, &catalogue)
                    .map(|bytes| Exported::Text(form, String::from_utf8_lossy(&bytes).into_owned()))
            } else {
                let svg = svg(&workflow, &catalogue);
                draw(&svg).map(|picture| {
                    let size = picture.size();
                    let pixels = picture.into_rgba();
                    Exported::Picture(egui::ColorImage::from_rgba_unmultiplied(size, &pixels))
                })
            };
            Outcome::Exported(copied.unwrap_or_else(|error| Exported::Failed(error.to_string())))
        });
    }

    pub(super) fn after_export(&mut self, exported: Exported) {
        match exported {
            Exported::Written(form, path) => {
                let text = format!("Exported a {} to {}", form.name(), file_name(&path));
                self.messages.say(Tone::Done, text);
            }
            Exported::Exists(path) => self.messages.say(
                Tone::Refused,
                format!(
                    "{} is there already, so nothing was exported; choose another name",
                    path.display()
                ),
            ),
            Exported::Text(form, text) => {
                self.wishes.push(Wish::Clip(text));
                self.messages
                    .say(Tone::Done, format!("Copied a {}", form.name()));
            }
            Exported::Picture(picture) => {
                self.wishes.push(Wish::ClipPicture(picture));
                self.messages.say(Tone::Done, "Copied a picture");
            }
            Exported::Failed(error) => {
                let text = format!("Nothing was exported: {error}");
                self.messages.say(Tone::Failed, text);
            }
        }
    }

    fn exported(&self, selection: bool) -> Workflow {
        if selection {
            self.selected_part()
        } else {
            self.document().workflow().clone()
        }
    }
}

//! Files that are held over the window: what would happen with each.

use std::{collections::HashMap, path::PathBuf};

use egui::{Align2, Area, Context, Frame, Id, Order, RichText};
use egui_phosphor::regular as glyph;

use super::{controls::count_words, theme::Colours};
use crate::{
    library::{self, Opened},
    task::Background,
};

/// What a file holds, in words, or why it cannot be opened.
type Content = Result<String, String>;

/// The files that are held over the window, and what was found in them.
#[derive(Default)]
pub struct Hovering {
    /// `None` inside: it is being read.
    known: HashMap<PathBuf, Option<Content>>,
    background: Option<Background<(PathBuf, Content)>>,
}

impl Hovering {
    /// Shows what would happen, while files are held over the window.
    pub fn show(&mut self, ctx: &Context) {
        let files: Vec<Option<PathBuf>> = ctx.input(|i| {
            i.raw
                .hovered_files
                .iter()
                .map(|file| file.path.clone())
                .collect()
        });
        if files.is_empty() {
            // The next time, a file may be another.
            self.known.clear();
            return;
        }
        let background = self
            .background
            .get_or_insert_with(|| Background::new(Some(ctx.clone())));
        for path in files.iter().flatten() {
            if !self.known.contains_key(path) {
                self.known.insert(path.clone(), None);
                let (job, crashed) = (path.clone(), path.clone());
                background.start(
                    move || (job.clone(), content(&job)),
                    move || (crashed, Err("It could not be read".to_owned())),
                );
            }
        }
        for (path, found) in background.poll() {
            if let Some(known) = self.known.get_mut(&path) {
                *known = Some(found);
            }
        }
        self.overlay(ctx, &files);
    }

    fn overlay(&self, ctx: &Context, files: &[Option<PathBuf>]) {
        let screen = ctx.content_rect();
        let colours = Colours::of(&ctx.global_style().visuals);
        let layer = egui::LayerId::new(Order::Foreground, Id::new("files over the window"));
        let painter = ctx.layer_painter(layer);
        painter.rect_filled(screen, 0.0, colours.ground.gamma_multiply(0.75));
        let line = egui::Stroke::new(3.0, colours.accent);
        painter.rect_stroke(screen.shrink(6.0), 10.0, line, egui::StrokeKind::Inside);
        Area::new(Id::new("drop files"))
            .order(Order::Tooltip)
            .anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO)
            .show(ctx, |ui| {
                Frame::popup(ui.style()).inner_margin(20).show(ui, |ui| {
                    ui.set_width((screen.width() - 80.0).clamp(200.0, 480.0));
                    ui.spacing_mut().item_spacing.y = 8.0;
                    let count = count_words(files.len(), "file");
                    ui.label(
                        RichText::new(format!("{}  Drop to open {count}", glyph::DOWNLOAD_SIMPLE))
                            .size(17.0)
                            .strong()
                            .color(colours.text),
                    );
                    egui::ScrollArea::vertical()
                        .max_height(screen.height() * 0.6)
                        .show(ui, |ui| {
                            for file in files {
                                self.file(ui, file.as_ref());
                            }
                        });
                });
            });
    }

    fn file(&self, ui: &mut egui::Ui, path: Option<&PathBuf>) {
        let colours = Colours::of(ui.visuals());
        let name = path.and_then(|path| path.file_name());
        let name = name.map_or("A file".to_owned(), |name| {
            name.to_string_lossy().into_owned()
        });
        let found = path
            .and_then(|path| self.known.get(path))
            .and_then(Option::as_ref);
        let (icon, words, colour) = match found {
            None => (
                glyph::HOURGLASS,
                "Reading it…".to_owned(),
                colours.soft_text,
            ),
            Some(Ok(words)) => (glyph::CHECK_CIRCLE, words.clone(), colours.soft_text),
            Some(Err(reason)) => (
                glyph::X_CIRCLE,
                format!("Cannot be opened. {reason}"),
                colours.error,
            ),
        };
        ui.label(RichText::new(name).strong().color(colours.text));
        ui.label(RichText::new(format!("{icon}  {words}")).color(colour));
    }
}

/// What would happen with a file.
fn content(path: &std::path::Path) -> Content {
    match library::open_file(path, false) {
        Ok(Opened::Workflow(workflow, _)) => {
            let kind = if workflow.is_blueprint() {
                "blueprint"
            } else {
                "workflow"
            };
            let nodes = count_words(workflow.graph.nodes.len(), "node");
            Ok(match workflow.name.as_str() {
                "" => format!("Opens the {kind}, {nodes}"),
                name => format!("Opens the {kind} “{name}”, {nodes}"),
            })
        }
        Ok(Opened::Events(events, _)) => Ok(match events.as_slice() {
            [event] => format!(
                "Adds the event “{}” to simulate with, {}",
                event.name,
                count_words(event.attributes, "attribute")
            ),
            several => format!(
                "Adds {} to simulate with",
                count_words(several.len(), "event")
            ),
        }),
        Err(error) => Err(error.to_string()),
    }
}

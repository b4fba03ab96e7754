//! What a lesson about a hash path needs: a field, what the path finds, the data.

use egui::{Key, Label, Response, RichText, TextEdit, Ui, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    lessons::{Lesson, PathExercise},
    value::Value,
};

use super::{
    LearnPanel, SMALL,
    lesson::{button, card},
};
use crate::{
    state::{Command, LessonWork},
    window::{
        controls::{Commands, count_words},
        theme::Colours,
        tree::DataTree,
    },
};

/// How many of the values found are listed.
const LISTED: usize = 8;
/// The height of the data, in points.
const DATA: f32 = 300.0;

/// The field with what its path finds; gives the field.
pub(super) fn field(
    ui: &mut Ui,
    exercise: &PathExercise,
    work: &LessonWork,
    out: &mut Commands,
) -> Response {
    let colours = Colours::of(ui.visuals());
    let caption = RichText::new("Path").size(SMALL).color(colours.soft_text);
    let caption = ui.add(Label::new(caption).selectable(false));
    let mut text = work.path.clone();
    // Several lines, so that a long path is seen as a whole; Enter checks it.
    let edit = TextEdit::multiline(&mut text)
        .desired_rows(1)
        .return_key(None)
        .hint_text("Event.info")
        .font(egui::TextStyle::Monospace)
        .desired_width(f32::INFINITY)
        .margin(vec2(8.0, 6.0));
    let field = ui.add(edit).labelled_by(caption.id);
    if field.changed() {
        out.push(Command::TypePath(text.replace(['\n', '\r'], "")));
    }
    if field.has_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
        out.push(Command::CheckLesson);
    }
    if let Some(result) = &work.found {
        found(ui, exercise, result);
    }
    ui.add_space(4.0);
    let check = button(ui, glyph::CHECKS, "Check", true);
    if check
        .on_hover_text("Tries the path with several events (Enter)")
        .clicked()
    {
        out.push(Command::CheckLesson);
    }
    field
}

/// What the path finds in the event that is shown.
fn found(ui: &mut Ui, exercise: &PathExercise, result: &Result<Vec<String>, String>) {
    let colours = Colours::of(ui.visuals());
    let small = |text: String| RichText::new(text).size(SMALL);
    let values = match result {
        Ok(values) => values,
        Err(error) => {
            let text = small(format!("The server fails here: {error}"));
            ui.label(text.color(colours.error));
            return;
        }
    };
    let event = exercise.cases.iter().find(|case| !case.hidden);
    let event = event.map_or("the event", |case| case.event.name);
    let words = match values.len() {
        0 => format!("Finds nothing in {event} so far"),
        many => format!("Finds {} in {event}", count_words(many, "value")),
    };
    let colour = if values.is_empty() {
        colours.warning
    } else {
        colours.soft_text
    };
    ui.label(small(words).color(colour));
    if values.is_empty() {
        return;
    }
    card(ui, |ui| {
        for value in values.iter().take(LISTED) {
            let text: String = value.chars().take(200).collect();
            let text = small(text).monospace().color(colours.text);
            ui.add(Label::new(text).truncate());
        }
        let more = values.len().saturating_sub(LISTED);
        if more > 0 {
            ui.label(small(format!("and {more} more")).color(colours.soft_text));
        }
    });
}

impl LearnPanel {
    /// The event that is shown, as a tree.
    pub(super) fn data(&mut self, ui: &mut Ui, lesson: &'static Lesson) {
        let colours = Colours::of(ui.visuals());
        let Some(event) = lesson.exercise.shown().next() else {
            return;
        };
        ui.label(RichText::new(event.name).strong().color(colours.text));
        let text = "The event as the trigger hands it to the workflow; unfold it to find your way";
        ui.label(RichText::new(text).size(SMALL).color(colours.soft_text));
        if self.tree.as_ref().is_none_or(|(of, _)| *of != lesson.id) {
            let mut tree = DataTree::default();
            tree.set(&lesson.exercise.data().unwrap_or(Value::Null));
            self.tree = Some((lesson.id, tree));
        }
        let room = vec2(ui.available_width(), DATA);
        ui.allocate_ui(room, |ui| {
            ui.set_min_height(DATA);
            if let Some((_, tree)) = &mut self.tree {
                tree.show(ui);
            }
        });
    }
}

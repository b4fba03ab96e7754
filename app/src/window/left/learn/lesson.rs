//! One lesson: what to know, the task, what to press, what the check said, hints.

use egui::{Button, Frame, Margin, Response, RichText, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::lessons::{BuildExercise, Exercise, LESSONS, Lesson};

use super::{LearnPanel, SMALL, verdict};
use crate::{
    state::{Command, LessonWork, State},
    window::{
        controls::{Commands, named_button},
        theme::Colours,
    },
};

impl LearnPanel {
    /// Shows a lesson. In the first frame (`fresh`) the control to begin with gets the focus.
    pub(super) fn lesson(
        &mut self,
        ui: &mut Ui,
        state: &State,
        lesson: &'static Lesson,
        place: usize,
        fresh: bool,
        out: &mut Commands,
    ) {
        let nothing = LessonWork::default();
        let work = state.learning().work(lesson).unwrap_or(&nothing);
        head(ui, state, lesson, place, out);
        let begin = match &lesson.exercise {
            Exercise::Path(exercise) => super::path::field(ui, exercise, work, out),
            Exercise::Build(exercise) => build(ui, exercise, work, out),
        };
        if fresh {
            begin.request_focus();
        }
        if let Some((verdict, revision)) = &work.checked {
            let changed = matches!(lesson.exercise, Exercise::Build(_))
                && *revision != state.document().revision();
            let answered = state.learning().answered();
            let new = std::mem::replace(&mut self.seen, answered) != answered;
            ui.add_space(8.0);
            let shown = ui.scope(|ui| verdict::show(ui, place, verdict, changed, out));
            if new {
                shown.response.scroll_to_me(None);
            }
        }
        ui.add_space(10.0);
        let shown = ui.scope(|ui| hints(ui, lesson, work, out));
        if std::mem::replace(&mut self.hints, work.hints) < work.hints {
            shown.response.scroll_to_me(None);
        }
        if let Exercise::Path(_) = &lesson.exercise {
            ui.add_space(10.0);
            self.data(ui, lesson);
        }
        ui.add_space(12.0);
    }
}

fn head(ui: &mut Ui, state: &State, lesson: &Lesson, place: usize, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    ui.horizontal(|ui| {
        let back = format!("{}  All lessons", glyph::CARET_LEFT);
        let back = ui.add(Button::new(back).frame_when_inactive(false));
        back.widget_info(|| {
            egui::WidgetInfo::labeled(egui::WidgetType::Button, true, "All lessons")
        });
        if back.clicked() {
            out.push(Command::CloseLesson);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let count = format!("{} of {}", place + 1, LESSONS.len());
            ui.label(RichText::new(count).size(SMALL).color(colours.soft_text));
        });
    });
    ui.add_space(4.0);
    let done = if state.is_learned(lesson) {
        format!("{}  ", glyph::CHECK_CIRCLE)
    } else {
        String::new()
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.label(RichText::new(done).size(18.0).color(colours.ok));
        let title = RichText::new(lesson.title).size(18.0);
        ui.label(title.strong().color(colours.text));
    });
    ui.add_space(4.0);
    ui.label(RichText::new(lesson.about).color(colours.soft_text));
    ui.add_space(8.0);
    let frame = Frame::new()
        .fill(colours.well)
        .stroke(egui::Stroke::new(1.0, colours.accent))
        .corner_radius(6)
        .inner_margin(Margin::symmetric(10, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new("Your task").size(SMALL).color(colours.accent));
        ui.label(RichText::new(lesson.task).color(colours.text));
    });
    ui.add_space(8.0);
}

/// A button with an icon; `strong` for what is best pressed next.
pub(super) fn button(ui: &mut Ui, icon: &str, name: &str, strong: bool) -> Response {
    named_button(ui, icon, name, strong, true)
}

/// The buttons of a lesson about a workflow; gives the one to begin with.
fn build(ui: &mut Ui, exercise: &BuildExercise, work: &LessonWork, out: &mut Commands) -> Response {
    let colours = Colours::of(ui.visuals());
    let starts = if work.started { "Start again" } else { "Start" };
    let begin = ui
        .horizontal_wrapped(|ui| {
            let start = button(ui, glyph::PLAY, starts, !work.started)
                .on_hover_text("Opens the workflow to begin with, in a tab of its own");
            if start.clicked() {
                out.push(Command::StartLesson);
            }
            let check = button(ui, glyph::CHECKS, "Check", work.started)
                .on_hover_text("Tries the open workflow with several events (F4)");
            if check.clicked() {
                out.push(Command::CheckLesson);
            }
            if work.started { check } else { start }
        })
        .inner;
    let says = match (work.started, exercise.begins_with) {
        (false, Some(_)) => "Start puts the trigger on the canvas and chooses an event",
        (false, None) => "Start opens an empty canvas and chooses an event",
        (true, _) => "Build it on the canvas, then check it. F5 simulates it with the chosen event",
    };
    ui.label(RichText::new(says).size(SMALL).color(colours.soft_text));
    begin
}

/// What comes after a lesson that is solved.
pub(super) fn onwards(ui: &mut Ui, place: usize, out: &mut Commands) {
    ui.add_space(2.0);
    let next = place + 1;
    if next < LESSONS.len() {
        if button(ui, glyph::ARROW_RIGHT, "Next lesson", true).clicked() {
            out.push(Command::OpenLesson(next));
        }
    } else if button(ui, glyph::LIST_CHECKS, "Back to the list", true).clicked() {
        out.push(Command::CloseLesson);
    }
    ui.add_space(4.0);
}

/// The hints that were asked for, and a button for the next.
fn hints(ui: &mut Ui, lesson: &Lesson, work: &LessonWork, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    for (place, hint) in lesson.hints.iter().take(work.hints).enumerate() {
        card(ui, |ui| {
            let name = format!("{}  Hint {}", glyph::LIGHTBULB, place + 1);
            ui.label(RichText::new(name).size(SMALL).color(colours.warning));
            ui.label(RichText::new(*hint).color(colours.text));
        });
    }
    if work.hints > lesson.hints.len() {
        solution(ui, lesson, out);
        return;
    }
    let left = lesson.hints.len() - work.hints;
    let name = match left {
        0 => "Show the solution".to_owned(),
        1 => "Show the last hint".to_owned(),
        left if work.hints == 0 => format!("Show a hint ({left} and the solution)"),
        left => format!("Show the next hint ({left} left)"),
    };
    if button(ui, glyph::LIGHTBULB, &name, false).clicked() {
        out.push(Command::Hint);
    }
}

fn solution(ui: &mut Ui, lesson: &Lesson, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    card(ui, |ui| {
        let name = format!("{}  Solution", glyph::KEY);
        ui.label(RichText::new(name).size(SMALL).color(colours.warning));
        let (text, action) = match &lesson.exercise {
            Exercise::Path(exercise) => {
                let path = RichText::new(exercise.solution).monospace();
                (path, "Use the solution")
            }
            Exercise::Build(_) => {
                let text =
                    "A workflow that does it. Compare it with yours: other ways may be as good.";
                (RichText::new(text), "Open the solution")
            }
        };
        ui.label(text.color(colours.text));
        if button(ui, glyph::ARROW_SQUARE_OUT, action, false).clicked() {
            out.push(Command::OpenSolution);
        }
    });
}

/// A box around a part of the lesson.
pub(super) fn card(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let colours = Colours::of(ui.visuals());
    let frame = Frame::new()
        .fill(colours.well)
        .corner_radius(6)
        .inner_margin(Margin::symmetric(10, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        content(ui);
    });
    ui.add_space(2.0);
}

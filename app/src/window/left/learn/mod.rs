//! The lessons: the list of them, or the one that is open.

mod lesson;
mod path;
mod verdict;

use egui::{
    Align2, FontId, Key, ProgressBar, RichText, ScrollArea, Sense, Ui, WidgetInfo, WidgetType,
    pos2, vec2,
};
use egui_phosphor::regular as glyph;
use misp_flow_engine::lessons::{Exercise, LESSONS, Lesson};

use crate::{
    state::{Command, State},
    window::{controls::Commands, theme::Colours, tree::DataTree},
};

const ROW: f32 = 46.0;
/// The size of text that is read second.
const SMALL: f32 = 12.0;

/// What the tab remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct LearnPanel {
    /// The data of the open lesson about a path, with the lesson that they are of.
    tree: Option<(&'static str, DataTree)>,
    /// The lesson that was shown in the last frame, whose first control has had the focus.
    shown: Option<usize>,
    /// The check whose verdict has been scrolled to.
    seen: u64,
    /// How many hints have been scrolled to.
    hints: usize,
}

impl LearnPanel {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let learning = state.learning();
        let open = learning.open_place();
        let fresh = std::mem::replace(&mut self.shown, open) != open;
        if fresh {
            let work = learning.lesson().and_then(|lesson| learning.work(lesson));
            self.hints = work.map_or(0, |work| work.hints);
            self.seen = learning.answered();
        }
        ScrollArea::vertical()
            .id_salt(("lessons", open))
            .auto_shrink(false)
            .show(ui, |ui| {
                let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 4));
                frame.show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    match learning.lesson().zip(open) {
                        Some((lesson, place)) => self.lesson(ui, state, lesson, place, fresh, out),
                        None => list(ui, state, out),
                    }
                });
            });
    }
}

/// All lessons with what is done of them.
fn list(ui: &mut Ui, state: &State, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let done = LESSONS
        .iter()
        .filter(|lesson| state.is_learned(lesson))
        .count();
    let intro = match done {
        0 => {
            "New here? Take the lessons in order: each one explains something, sets a task and checks what you made with several events."
        }
        all if all == LESSONS.len() => "All lessons are solved. You can take any of them again.",
        _ => {
            "Each lesson checks what you made with several events, some of which you have not seen."
        }
    };
    ui.label(RichText::new(intro).color(colours.soft_text));
    ui.add_space(6.0);
    let words = format!("{done} of {} lessons solved", LESSONS.len());
    ui.label(RichText::new(&words).size(SMALL).color(colours.soft_text));
    let share = done as f32 / LESSONS.len().max(1) as f32;
    // Of nothing, the bar would still show its round beginning.
    let fill = if done == 0 {
        egui::Color32::TRANSPARENT
    } else {
        colours.ok
    };
    let bar = ui.add(ProgressBar::new(share).desired_height(6.0).fill(fill));
    bar.widget_info(|| WidgetInfo::labeled(WidgetType::ProgressIndicator, true, &words));
    let mut group = "";
    for (place, lesson) in LESSONS.iter().enumerate() {
        if lesson.group != group {
            group = lesson.group;
            ui.add_space(10.0);
            ui.label(RichText::new(group).strong().color(colours.text));
        }
        row(ui, state, place, lesson, out);
    }
}

fn row(ui: &mut Ui, state: &State, place: usize, lesson: &Lesson, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let done = state.is_learned(lesson);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let kind = match lesson.exercise {
        Exercise::Path(_) => "Write a hash path",
        Exercise::Build(_) => "Build a workflow",
    };
    response.widget_info(|| {
        let state = if done { ", solved" } else { "" };
        let name = format!("Lesson {}, {}, {kind}{state}", place + 1, lesson.title);
        WidgetInfo::labeled(WidgetType::Button, true, name)
    });
    if response.hovered() || response.has_focus() {
        let fill = ui.visuals().widgets.inactive.weak_bg_fill;
        ui.painter()
            .rect_filled(rect.expand2(vec2(6.0, 0.0)), 5.0, fill);
    }
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let sign = pos2(rect.left() + 12.0, rect.center().y);
    if done {
        let font = FontId::proportional(20.0);
        painter.text(
            sign,
            Align2::CENTER_CENTER,
            glyph::CHECK_CIRCLE,
            font,
            colours.ok,
        );
    } else {
        painter.circle_stroke(sign, 10.0, egui::Stroke::new(1.0, colours.soft_text));
        let font = FontId::proportional(SMALL);
        let number = (place + 1).to_string();
        painter.text(sign, Align2::CENTER_CENTER, number, font, colours.text);
    }
    let left = rect.left() + 32.0;
    let font = FontId::proportional(14.0);
    let at = pos2(left, rect.center().y - 9.0);
    painter.text(at, Align2::LEFT_CENTER, lesson.title, font, colours.text);
    let at = pos2(left, rect.center().y + 10.0);
    let font = FontId::proportional(SMALL);
    painter.text(at, Align2::LEFT_CENTER, kind, font, colours.soft_text);
    let by_key = response.has_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if response.clicked() || by_key {
        out.push(Command::OpenLesson(place));
    }
}

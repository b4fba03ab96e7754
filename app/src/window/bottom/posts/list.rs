//! The list of posts, or of runs. Only what is in sight is laid out.

use egui::{
    Align2, Color32, FontId, Id, Response, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, pos2,
    vec2,
};
use egui_phosphor::regular as glyph;

use super::line::{PostLine, RunLine, of_post, of_run};
use crate::{
    listen::Verdict,
    state::{Command, ListenCommand, State},
    window::{
        bottom::rows::{Newest, background, cells_of, going_on, header, keep_arrows, pressed},
        controls::Commands,
        theme::Colours,
    },
};

const ROW: f32 = 24.0;

/// What the list remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct PostListView {
    /// The chosen post that the list has been scrolled to.
    scrolled_to: Option<u32>,
    /// How much was in sight.
    height: f32,
    newest: Newest,
    newest_run: Newest,
}

impl PostListView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        if state.posts().by_run() {
            runs(ui, state, &mut self.newest_run, out);
        } else {
            self.posts(ui, state, out);
        }
    }

    fn posts(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let posts = state.posts();
        let Some(store) = posts.store() else { return };
        let found = posts.list().found();
        if found.is_empty() {
            ui.add_space(8.0);
            ui.label(match posts.list().is_behind() {
                true => "Searching…",
                false => "No post fits the search",
            });
            return;
        }
        let chosen = posts.chosen();
        let id = ui.make_persistent_id("list");
        let room = ui.available_rect_before_wrap();
        let whole = ui.interact(room, id, Sense::focusable_noninteractive());
        whole.widget_info(|| WidgetInfo::labeled(WidgetType::Other, true, "Debug posts in a list"));
        self.keys(ui, id, found, chosen, out);
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = ui.available_width() - 12.0;
        let names = [
            "Time, UTC",
            "Run",
            "Trigger",
            "What",
            "Result",
            "Size",
            "Since",
        ];
        header(ui, &post_columns(width), &names);
        let total = found.len() as f32 * ROW;
        let area = ScrollArea::vertical().id_salt("posts").auto_shrink(false);
        let mut area = self.newest.area(area, total, ui.available_height());
        if chosen.is_some() && self.scrolled_to != chosen {
            // Going on by key must keep the post in sight, and a click must not move the list.
            if let Some(at) = chosen.and_then(|post| found.binary_search(&post).ok())
                && self.scrolled_to.is_some()
                && ui.input(|input| !input.pointer.any_click())
            {
                let middle = (at as f32 + 0.5) * ROW - self.height * 0.5;
                area = area.vertical_scroll_offset(middle.max(0.0));
                self.newest.leave();
            }
        }
        self.scrolled_to = chosen;
        let output = area.show_rows(ui, ROW, found.len(), |ui, rows| {
            ui.set_width(width);
            let places = found.get(rows).unwrap_or_default();
            let lines: Vec<(u32, Option<PostLine>)> = {
                let index = store.index();
                let lines = places.iter();
                lines
                    .map(|place| (*place, of_post(&index, *place)))
                    .collect()
            };
            for (place, line) in lines {
                if let Some(line) = line {
                    let is_chosen = chosen == Some(place);
                    let response = post_row(ui, &line, is_chosen);
                    if pressed(ui, &response) {
                        ui.memory_mut(|memory| memory.request_focus(id));
                        let post = (!is_chosen).then_some(place);
                        out.push(Command::Listen(ListenCommand::Choose(post)));
                    }
                }
            }
        });
        self.height = output.inner_rect.height();
        let more = self.newest.end(total, output.state.offset.y, self.height);
        if more {
            ui.ctx().request_repaint();
        }
    }

    /// Arrow keys go on from the chosen post while the list has the keyboard.
    fn keys(&self, ui: &Ui, id: Id, found: &[u32], chosen: Option<u32>, out: &mut Commands) {
        let focused = ui.memory(|memory| memory.has_focus(id));
        let Some(chosen) = chosen.filter(|_| focused) else {
            return;
        };
        keep_arrows(ui, id);
        let Ok(at) = found.binary_search(&chosen) else {
            return;
        };
        let page = (self.height / ROW) as usize;
        let to = going_on(ui, at, page, found.len());
        if let Some(post) = to.and_then(|to| found.get(to)) {
            out.push(Command::Listen(ListenCommand::Choose(Some(*post))));
        }
    }
}

fn runs(ui: &mut Ui, state: &State, newest: &mut Newest, out: &mut Commands) {
    let posts = state.posts();
    let Some(store) = posts.store() else { return };
    let count = store.index().runs().len();
    if count == 0 {
        ui.add_space(8.0);
        ui.label("No post belongs to a run yet");
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = ui.available_width() - 12.0;
    let names = ["Time, UTC", "Run", "Trigger", "Posts", "Outcome", "Took"];
    header(ui, &run_columns(width), &names);
    let total = count as f32 * ROW;
    let area = ScrollArea::vertical().id_salt("runs").auto_shrink(false);
    let area = newest.area(area, total, ui.available_height());
    let output = area.show_rows(ui, ROW, count, |ui, rows| {
        ui.set_width(width);
        let lines: Vec<RunLine> = {
            let index = store.index();
            rows.filter_map(|at| of_run(&index, u32::try_from(at).ok()? + 1))
                .collect()
        };
        for line in lines {
            let shown = posts.played() == Some(line.number);
            let response = run_row(ui, &line, shown);
            if pressed(ui, &response) {
                let find = format!("run:{}", line.number);
                out.push(Command::Listen(ListenCommand::Find(find)));
                out.push(Command::Listen(ListenCommand::ByRun(false)));
                out.push(Command::Listen(ListenCommand::Play(line.number)));
            }
        }
    });
    let height = output.inner_rect.height();
    if newest.end(total, output.state.offset.y, height) {
        ui.ctx().request_repaint();
    }
}

/// In less room than this, the list of posts does without trigger and size.
const TIGHT: f32 = 600.0;
/// In less than this, the lists do without what else is no word.
const TIGHTEST: f32 = 460.0;
const TIME: f32 = 92.0;
const RUN: f32 = 54.0;
const NUMBER: f32 = 70.0;

/// How wide the columns of the list of posts are.
fn post_columns(width: f32) -> [f32; 7] {
    if width < TIGHTEST {
        let rest = (width - 10.0 - TIME - RUN).max(120.0);
        return [TIME, RUN, 0.0, rest * 0.55, rest * 0.45, 0.0, 0.0];
    }
    let rest = (width - 10.0 - TIME - RUN - NUMBER).max(120.0);
    if width < TIGHT {
        return [TIME, RUN, 0.0, rest * 0.58, rest * 0.42, 0.0, NUMBER];
    }
    let rest = rest - NUMBER;
    let [trigger, what, result] = [0.27, 0.40, 0.33].map(|part| rest * part);
    [TIME, RUN, trigger, what, result, NUMBER, NUMBER]
}

/// How wide the columns of the list of runs are.
fn run_columns(width: f32) -> [f32; 6] {
    if width < TIGHTEST {
        let rest = (width - 34.0 - TIME - RUN).max(120.0);
        return [TIME, RUN, rest * 0.36, 0.0, rest * 0.64, 0.0];
    }
    let rest = (width - 34.0 - TIME - RUN - 2.0 * NUMBER).max(120.0);
    [TIME, RUN, rest * 0.5, NUMBER, rest * 0.5, NUMBER]
}

/// The colour of a verdict.
pub(super) fn colour_of(verdict: Verdict, colours: &Colours) -> Color32 {
    match verdict {
        Verdict::None => colours.soft_text,
        Verdict::Success => colours.ok,
        Verdict::Blocked => colours.blocked,
        Verdict::DisabledModule => colours.warning,
        _ => colours.error,
    }
}

fn post_row(ui: &mut Ui, line: &PostLine, chosen: bool) -> Response {
    let colours = Colours::of(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let run = match (line.run.as_str(), line.uncertain) {
        ("", _) => String::new(),
        (run, false) => run.to_owned(),
        (run, true) => format!("{run} ?"),
    };
    response.widget_info(|| {
        let mut words = vec![line.time.clone()];
        if !run.is_empty() {
            words.push(format!("run {}", line.run));
        }
        for word in [&line.trigger, &line.what, &line.result, &line.size] {
            if !word.is_empty() {
                words.push(word.clone());
            }
        }
        for (holds, word) in [
            (line.cut, "cut"),
            (line.broken, "broken JSON"),
            (line.uncertain, "may belong to another run"),
            (line.pinned, "pinned"),
        ] {
            if holds {
                words.push(word.to_owned());
            }
        }
        WidgetInfo::selected(WidgetType::SelectableLabel, true, chosen, words.join(", "))
    });
    background(ui, rect, &response, chosen);
    let mut what = line.what.clone();
    for (holds, sign) in [
        (line.cut, glyph::SCISSORS),
        (line.broken, glyph::FILE_X),
        (line.pinned, glyph::PUSH_PIN),
    ] {
        if holds {
            what = format!("{sign} {what}");
        }
    }
    let run_colour = if line.uncertain {
        colours.warning
    } else {
        colours.text
    };
    let cells = [
        (line.time.as_str(), colours.soft_text),
        (&run, run_colour),
        (&line.trigger, colours.text),
        (&what, colours.text),
        (&line.result, colour_of(line.verdict, colours)),
        (&line.size, colours.soft_text),
        (&line.since, colours.soft_text),
    ];
    cells_of(ui, rect, &post_columns(rect.width()), &cells, 13.0);
    let mut tips = Vec::new();
    if line.cut {
        tips.push("The body was too long: only its beginning is here");
    }
    if line.broken {
        tips.push("The body is not valid JSON: it is kept as it came");
    }
    if line.uncertain {
        tips.push("Another run of the same trigger and event was under way, so this post may as well be one of that");
    }
    match tips.is_empty() {
        true => response,
        false => response.on_hover_text(tips.join("\n")),
    }
}

fn run_row(ui: &mut Ui, line: &RunLine, shown: bool) -> Response {
    let colours = Colours::of(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| {
        let mut label = format!(
            "Run {}, {}, {}, {}, {}",
            line.number, line.trigger, line.posts, line.outcome, line.time
        );
        if line.uncertain {
            label.push_str(", some posts may belong to another run");
        }
        WidgetInfo::selected(WidgetType::SelectableLabel, true, shown, label)
    });
    background(ui, rect, &response, shown);
    let run = match line.uncertain {
        true => format!("{} ?", line.number),
        false => line.number.to_string(),
    };
    let run_colour = if line.uncertain {
        colours.warning
    } else {
        colours.text
    };
    let outcome_colour = match line.verdict {
        // The run succeeded, though nodes failed.
        Verdict::PartialSuccess => colours.warning,
        verdict => colour_of(verdict, colours),
    };
    let cells = [
        (line.time.as_str(), colours.soft_text),
        (&run, run_colour),
        (&line.trigger, colours.text),
        (&line.posts, colours.text),
        (&line.outcome, outcome_colour),
        (&line.took, colours.soft_text),
    ];
    cells_of(ui, rect, &run_columns(rect.width()), &cells, 13.0);
    let painter = ui.painter();
    if shown {
        let at = pos2(rect.right() - 14.0, rect.center().y);
        let font = FontId::proportional(14.0);
        painter.text(
            at,
            Align2::CENTER_CENTER,
            glyph::PLAY_CIRCLE,
            font,
            colours.accent,
        );
    }
    let tip = format!(
        "{}, {}, {} in {}. Shows its posts, and plays it on the canvas",
        line.trigger, line.outcome, line.posts, line.took
    );
    response.on_hover_text(tip)
}

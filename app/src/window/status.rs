//! The status bar: where one is, what is selected, what is saved, what is under way.

use egui::{RichText, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as glyph;
use misp_flow_engine::check::Severity;

use super::{
    controls::{Commands, count_words, icon_button},
    theme::Colours,
};
use crate::state::{BottomTab, Command, LeftTab, State};

/// Jobs that take longer than this are shown, in seconds.
const SHOWN_AFTER: f32 = 0.5;

/// What the zoom and its buttons take on the right, in points.
const ZOOM: f32 = 156.0;
/// In less room than this, the event is not named.
const TIGHT: f32 = 900.0;

/// How many letters the event with its attributes may have.
const MOST: usize = 56;

/// Shows the bar.
pub fn show(ui: &mut Ui, state: &State, zoom: f32, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    ui.spacing_mut().button_padding = egui::vec2(6.0, 2.0);
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let event = state
            .events()
            .chosen()
            .filter(|_| ui.available_width() >= TIGHT);
        let event = event.map(|chosen| {
            let attributes = count_words(chosen.attributes, "attribute");
            let room = MOST.saturating_sub(attributes.chars().count() + 3);
            format!("{} · {attributes}", shortened(&chosen.name, room))
        });
        let taken = ZOOM + event.as_ref().map_or(0.0, |words| wide(ui, words));
        let end = ui.max_rect().right() - taken;
        let document = state.document();
        let (icon, words, colour) = if document.is_unsaved() {
            (glyph::CIRCLE, "Not saved", colours.warning)
        } else if document.path().is_some() {
            (glyph::CHECK, "Saved", colours.soft_text)
        } else {
            (glyph::FILE_DASHED, "Not a file yet", colours.soft_text)
        };
        let saved = item(ui, icon, words, colour, "Saved state");
        let saved = match document.path() {
            Some(path) => saved.on_hover_text(path.display().to_string()),
            None => saved.on_hover_text("Save it to a file"),
        };
        if saved.clicked() {
            out.push(Command::Save);
        }
        let fits = |ui: &Ui, words: &str| ui.cursor().left() + wide(ui, words) <= end;
        let graph = &document.workflow().graph;
        let wires: usize = graph
            .nodes
            .values()
            .flat_map(|node| node.outputs.values())
            .map(Vec::len)
            .sum();
        let counts = format!(
            "{}, {}",
            count_words(graph.nodes.len(), "node"),
            count_words(wires, "wire")
        );
        if fits(ui, &counts)
            && item(
                ui,
                glyph::GRAPH,
                &counts,
                colours.soft_text,
                "Nodes and wires",
            )
            .clicked()
        {
            out.push(Command::ShowLeft(LeftTab::Outline));
        }
        let selected = (state.selected().nodes.len(), state.selected().edges.len());
        if selected != (0, 0) {
            let frame = state.selected_frame().is_some();
            let words = match selected {
                (nodes, 0) if frame => {
                    format!("1 frame with {} selected", count_words(nodes, "node"))
                }
                (nodes, 0) => format!("{} selected", count_words(nodes, "node")),
                (0, wires) => format!("{} selected", count_words(wires, "wire")),
                (nodes, wires) => format!(
                    "{}, {} selected",
                    count_words(nodes, "node"),
                    count_words(wires, "wire")
                ),
            };
            if fits(ui, &words) {
                ui.label(RichText::new(words).size(12.5).color(colours.soft_text));
            }
        }
        if let Some(listener) = state.posts().listener() {
            let words = format!(
                "{}, {}",
                listener.address(),
                count_words(usize::try_from(listener.answered()).unwrap_or(0), "post")
            );
            if fits(ui, &words)
                && item(ui, glyph::EAR, &words, colours.ok, "Listening at").clicked()
            {
                out.push(Command::ShowBottom(BottomTab::Posts));
            }
        }
        if ui.cursor().left() + 130.0 <= end {
            problems(ui, state, out);
        }
        if ui.cursor().left() + 160.0 <= end {
            jobs(ui, state, out);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            ui.add_space(4.0);
            if small_icon(ui, glyph::PLUS, "Zoom in") {
                out.push(Command::ZoomIn);
            }
            let percent = if zoom < 0.01 {
                format!("{:.1} %", zoom * 100.0)
            } else {
                format!("{:.0} %", zoom * 100.0)
            };
            let actual = ui.add(
                egui::Button::new(RichText::new(&percent).size(12.5))
                    .frame_when_inactive(false)
                    .min_size(egui::vec2(52.0, 0.0)),
            );
            actual.widget_info(|| {
                WidgetInfo::labeled(WidgetType::Button, true, format!("Zoom {percent}"))
            });
            if actual.on_hover_text("Zoom to 100 %").clicked() {
                out.push(Command::ZoomActual);
            }
            if small_icon(ui, glyph::MINUS, "Zoom out") {
                out.push(Command::ZoomOut);
            }
            if small_icon(ui, glyph::CORNERS_OUT, "Show everything") {
                out.push(Command::FitAll);
            }
            ui.separator();
            if let Some(words) = &event
                && item(
                    ui,
                    glyph::ENVELOPE_SIMPLE_OPEN,
                    words,
                    colours.soft_text,
                    "Event",
                )
                .clicked()
            {
                out.push(Command::ShowLeft(LeftTab::Events));
            }
        });
    });
}

/// How wide an item with these words is, in points.
fn wide(ui: &Ui, words: &str) -> f32 {
    let font = egui::FontId::proportional(12.5);
    let galley = ui
        .painter()
        .layout_no_wrap(words.to_owned(), font, egui::Color32::PLACEHOLDER);
    galley.size().x + 42.0
}

/// A text of no more than so many letters.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", start.trim_end())
}

fn problems(ui: &mut Ui, state: &State, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let list = state.known_problems();
    let count = |severity| {
        list.iter()
            .filter(|problem| problem.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let notices = count(Severity::Notice);
    // As many as the tab of the problems counts.
    let told = [
        (errors, "error"),
        (warnings, "warning"),
        (notices, "notice"),
    ];
    let told = told.into_iter().filter(|(count, _)| *count > 0);
    let told: Vec<String> = told.map(|(count, word)| count_words(count, word)).collect();
    let words = match told.is_empty() {
        true if state.is_checking() => "Checking…".to_owned(),
        true => "No problems".to_owned(),
        false => told.join(", "),
    };
    let (icon, colour) = match (errors, warnings, notices) {
        (1.., ..) => (glyph::X_CIRCLE, colours.error),
        (_, 1.., _) => (glyph::WARNING, colours.warning),
        (.., 1..) => (glyph::INFO, colours.soft_text),
        _ if state.is_checking() => (glyph::HOURGLASS, colours.soft_text),
        _ => (glyph::CHECK_CIRCLE, colours.soft_text),
    };
    if item(ui, icon, &words, colour, "Problems found").clicked() {
        out.push(Command::ShowBottom(BottomTab::Problems));
    }
}

fn jobs(ui: &mut Ui, state: &State, out: &mut Commands) {
    let mut waiting = false;
    for (number, what, seconds) in state.jobs() {
        if seconds < SHOWN_AFTER {
            waiting = true;
            continue;
        }
        ui.add(egui::Spinner::new().size(14.0));
        ui.label(RichText::new(format!("{what} {seconds:.0} s")).size(12.5));
        if icon_button(ui, glyph::X, &format!("Cancel: {what}"), true)
            .on_hover_text("Do not wait for it")
            .clicked()
        {
            out.push(Command::CancelJob(number));
        }
    }
    if waiting {
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_secs_f32(SHOWN_AFTER));
    }
}

fn item(ui: &mut Ui, icon: &str, words: &str, colour: egui::Color32, name: &str) -> egui::Response {
    let text = RichText::new(format!("{icon}  {words}"))
        .size(12.5)
        .color(colour);
    let response = ui.add(egui::Button::new(text).frame_when_inactive(false));
    response
        .widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, format!("{name}, {words}")));
    response
}

fn small_icon(ui: &mut Ui, icon: &str, name: &str) -> bool {
    let button = egui::Button::new(RichText::new(icon).size(14.0)).frame_when_inactive(false);
    let response = ui.add(button.min_size(egui::Vec2::splat(22.0)));
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, name));
    response.on_hover_text(name).clicked()
}

//! The problems of the workflow, each with its place and, where there is one, its fix.

use egui::{RichText, ScrollArea, Sense, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::check::{Place, Problem, Severity};

use crate::{
    state::{CheckedFor, Command, ModuleCommand, ServerCommand, State},
    window::{
        canvas,
        controls::{Commands, empty},
        tall_rows::TallRows,
        theme::Colours,
    },
};

/// The height of a row whose text fits on one line.
const ROW: f32 = 32.0;
/// The height of a line of a longer text, and of its place below it.
const LINE: f32 = 18.0;
/// The most lines of a text; the rest is in the tooltip and in the inspector.
const MOST_LINES: usize = 4;
const TEXT: f32 = 14.0;
const SMALL: f32 = 12.0;
/// What the icon and the edges of a row take of its width.
const AROUND: f32 = 14.0 + 17.0 + 8.0 + 14.0;
/// Space between the parts of a row.
const GAP: f32 = 8.0;

/// What the list remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct ProblemsView {
    rows: TallRows<CheckedFor>,
}

/// How the text of a problem is broken, and where the words for its place are.
struct Broken {
    text: String,
    lines: usize,
    /// Whether the place stands below the text, which leaves it no room beside.
    below: bool,
}

impl Broken {
    fn height(&self) -> f32 {
        if self.below {
            (self.lines + 1) as f32 * LINE + 10.0
        } else {
            ROW
        }
    }
}

impl ProblemsView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let problems = state.known_problems();
        if problems.is_empty() {
            nothing(ui, state);
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let width = ui.available_width() - ui.spacing().scroll.allocated_width();
        let height = |place: usize| {
            let problem = problems.get(place);
            problem.map_or(ROW, |problem| broken(state, problem, width).height())
        };
        self.rows
            .measure(state.problems_of(), width, problems.len(), height);
        let area = ScrollArea::vertical()
            .id_salt("problems")
            .auto_shrink(false);
        self.rows.show(ui, area, |ui, place| {
            if let Some(problem) = problems.get(place) {
                row(ui, state, place, problem, width, out);
            }
        });
    }
}

fn nothing(ui: &mut Ui, state: &State) {
    let (title, text) = if state.document().workflow().graph.nodes.is_empty() {
        (
            "Nothing to check yet",
            "Problems show here as soon as there are nodes",
        )
    } else if state.is_checking() {
        ("Checking…", "Problems show here as soon as they are found")
    } else {
        (
            "No problems found",
            "MISP would take this workflow as it is",
        )
    };
    empty(ui, glyph::CHECK_CIRCLE, title, text);
}

const SWITCH_ON: &str = "Switch it on…";

fn broken(state: &State, problem: &Problem, width: f32) -> Broken {
    let button = |name: &str| canvas::width_of(name, TEXT) + 20.0 + GAP;
    let mut room = width - AROUND - GAP;
    if let Some(fix) = &problem.fix {
        room -= button(fix.label);
    }
    if state.switched_off_by(problem).is_some() {
        room -= button(SWITCH_ON);
    }
    let place = canvas::width_of(&place_words(state, &problem.place), SMALL) + GAP;
    // What is shown may be a little wider than it was measured.
    if canvas::width_of(&problem.text, TEXT) * 1.03 <= room - place {
        return Broken {
            text: problem.text.clone(),
            lines: 1,
            below: false,
        };
    }
    let wrapped = canvas::wrap(&problem.text, TEXT, (room * 0.97).max(80.0), MOST_LINES);
    Broken {
        text: wrapped.text,
        lines: wrapped.rows,
        below: true,
    }
}

fn row(
    ui: &mut Ui,
    state: &State,
    place: usize,
    problem: &Problem,
    width: f32,
    out: &mut Commands,
) {
    let colours = Colours::of(ui.visuals());
    let (icon, colour) = match problem.severity {
        Severity::Error => (glyph::X_CIRCLE, colours.error),
        Severity::Warning => (glyph::WARNING, colours.warning),
        Severity::Notice => (glyph::INFO, colours.accent),
    };
    let Broken { text, below, .. } = broken(state, problem, width);
    let size = vec2(width, ui.available_height());
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let at = place_words(state, &problem.place);
    response.widget_info(|| {
        let name = format!(
            "{}: {}",
            misp_flow_engine::describe::capitalised(problem.severity.name()),
            problem.text
        );
        WidgetInfo::labeled(WidgetType::Button, true, name)
    });
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(
            rect.shrink2(vec2(6.0, 1.0)),
            5.0,
            ui.visuals().widgets.inactive.weak_bg_fill,
        );
    }
    let mut inside = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(rect.shrink2(vec2(14.0, 2.0)))
            .layout(egui::Layout::left_to_right(egui::Align::Center)),
    );
    inside.spacing_mut().item_spacing.x = GAP;
    inside.label(RichText::new(icon).size(17.0).color(colour));
    inside.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        remedies(ui, state, place, problem, out);
        let at = RichText::new(at).size(SMALL).color(colours.soft_text);
        let at = egui::Label::new(at).selectable(false);
        let text = RichText::new(text).size(TEXT).color(colours.text);
        let text = egui::Label::new(text).selectable(false);
        if below {
            ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                ui.add_space(3.0);
                ui.add(text.extend());
                ui.add(at.truncate());
            });
        } else {
            ui.add(at);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add(text.truncate());
            });
        }
    });
    if response.clicked() {
        out.push(Command::ShowProblem(place));
    }
    response.on_hover_text(&problem.text);
}

/// The buttons that mend a problem.
fn remedies(ui: &mut Ui, state: &State, place: usize, problem: &Problem, out: &mut Commands) {
    if let Some(fix) = &problem.fix {
        let button = ui.button(fix.label);
        button.widget_info(|| {
            WidgetInfo::labeled(WidgetType::Button, true, format!("Fix: {}", fix.label))
        });
        if button.clicked() {
            out.push(Command::Fix(place));
        }
    }
    if let Some(module) = state.switched_off_by(problem) {
        let switch = Command::Server(ServerCommand::Modules(ModuleCommand::AskNeeded));
        let refusal = state.why_not(&switch);
        let button = ui.add_enabled(refusal.is_none(), egui::Button::new(SWITCH_ON));
        button.widget_info(|| {
            let name = format!("Fix: switch {} on", module.name);
            WidgetInfo::labeled(WidgetType::Button, refusal.is_none(), name)
        });
        let button = button.on_disabled_hover_text(refusal.unwrap_or_default());
        if button.clicked() {
            out.push(switch);
        }
    }
}

fn place_words(state: &State, place: &Place) -> String {
    let name = |id| {
        let node = state.document().workflow().graph.node(id);
        node.map_or_else(|| id.to_string(), |node| format!("{} ({id})", node.name))
    };
    match place {
        Place::Workflow => "Workflow".to_owned(),
        Place::Node(node) => name(node),
        Place::Param(node, param) => {
            let stored = state.document().workflow().graph.node(node);
            let module = stored.and_then(|node| state.catalogue.get(&node.module));
            let known = module.and_then(|module| module.param(param));
            let label = known.map_or(param.as_str(), |known| known.label.as_str());
            format!("{} · {label}", name(node))
        }
        Place::Filter(node) => format!("{} · filter", name(node)),
        Place::Port(port) => format!("{} · {}", name(&port.node), port.port),
        Place::Frame(_) => "Frame".to_owned(),
        Place::Wire(edge) => format!(
            "{} {} {}",
            name(&edge.from.node),
            glyph::ARROW_RIGHT,
            name(&edge.to.node)
        ),
    }
}

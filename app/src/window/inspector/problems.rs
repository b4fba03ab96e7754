//! Problems, each with a button that mends it where that is clear.

use egui::{Color32, CornerRadius, Frame, Label, Margin, RichText, Stroke, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    check::{Fix, Place, Problem, Severity},
    workflow::NodeId,
};

use super::{InspectorAction, form::Form, label::silent, row::Row};
use crate::window::theme::Colours;

/// The sign and colour of a severity.
fn looks(severity: Severity, colours: &Colours) -> (&'static str, Color32) {
    match severity {
        Severity::Error => (glyph::X_CIRCLE, colours.error),
        Severity::Warning => (glyph::WARNING, colours.warning),
        Severity::Notice => (glyph::INFO, colours.accent),
    }
}

/// Problems that the parts of the inspector tell in words of their own, with more detail.
const TOLD_ELSEWHERE: [&str; 4] = [
    "version-changed",
    "unknown-param",
    "half-filled-filter",
    "ignored-filter",
];

/// Whether a problem is told at the head of this node. Those of its filter, of the params that
/// are shown and of those that its module does not have are told where they are.
fn is_of_node(problem: &Problem, node: &NodeId, shown: &[&str]) -> bool {
    if TOLD_ELSEWHERE.contains(&problem.code) {
        return false;
    }
    match &problem.place {
        Place::Workflow | Place::Filter(_) | Place::Frame(_) => false,
        Place::Param(place, param) => place == node && !shown.contains(&param.as_str()),
        Place::Node(place) => place == node,
        Place::Port(port) => port.node == *node,
        Place::Wire(edge) => edge.from.node == *node || edge.to.node == *node,
    }
}

/// Shows the problems of one node as boxes, without those of the params that are `shown`.
pub(super) fn of_node(ui: &mut Ui, form: &mut Form<'_, '_>, node: &NodeId, shown: &[&str]) {
    let problems = form.input.problems;
    let own = problems.iter().enumerate();
    for (index, problem) in own.filter(|(_, problem)| is_of_node(problem, node, shown)) {
        boxed(ui, form, index, problem, true);
    }
}

/// Shows the problems of one param below its field.
pub(super) fn of_param(ui: &mut Ui, form: &mut Form<'_, '_>, node: &NodeId, param: &str) {
    for (index, problem) in form.problems_of_param(node, param) {
        boxed(ui, form, index, problem, true);
    }
}

/// What the button says that takes a filter away; the part for filters has one of its own.
pub(super) const CLEAR_FILTER: &str = "Clear the filter";

/// Shows the problems of the node's filter.
pub(super) fn of_filter(ui: &mut Ui, form: &mut Form<'_, '_>, node: &NodeId) {
    let problems = form.input.problems;
    for (index, problem) in problems.iter().enumerate() {
        let is_own = matches!(&problem.place, Place::Filter(place) if place == node);
        if is_own && !TOLD_ELSEWHERE.contains(&problem.code) {
            let cleared = |fix: &Fix| fix.label == CLEAR_FILTER;
            let offers_fix = !problem.fix.as_ref().is_some_and(cleared);
            boxed(ui, form, index, problem, offers_fix);
        }
    }
}

fn boxed(ui: &mut Ui, form: &mut Form<'_, '_>, index: usize, problem: &Problem, offers_fix: bool) {
    let colours = Colours::of(ui.visuals());
    let (sign, colour) = looks(problem.severity, colours);
    Frame::new()
        .fill(colours.ground.lerp_to_gamma(colour, 0.08))
        .stroke(Stroke::new(1.0, colours.ground.lerp_to_gamma(colour, 0.35)))
        .corner_radius(CornerRadius::same(6))
        .inner_margin(Margin::symmetric(8, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                silent(ui, RichText::new(sign).size(16.0).color(colour));
                ui.vertical(|ui| {
                    let text = RichText::new(&problem.text).color(colours.text);
                    ui.add(Label::new(text).wrap());
                    if offers_fix {
                        fix(ui, form, index, problem);
                    }
                });
            });
        });
}

/// The button that mends a problem.
fn fix(ui: &mut Ui, form: &mut Form<'_, '_>, index: usize, problem: &Problem) {
    if let Some(fix) = &problem.fix
        && ui
            .add_enabled(form.editable(), egui::Button::new(fix.label).wrap())
            .clicked()
    {
        form.ask(InspectorAction::ApplyFix(index));
    }
}

/// Shows all problems of the workflow as a list that leads to them.
pub(super) fn of_workflow(ui: &mut Ui, form: &mut Form<'_, '_>) {
    let problems = form.input.problems;
    for (index, problem) in problems.iter().enumerate() {
        let (sign, sign_colour) = looks(problem.severity, Colours::of(ui.visuals()));
        let target = problem.place.node();
        ui.push_id(("problem", index), |ui| {
            let row = Row {
                sign,
                sign_colour,
                text: &problem.text,
                detail: "",
                clickable: target.is_some(),
            };
            if row.show(ui).clicked() && target.is_some() {
                form.ask(InspectorAction::ShowProblem(index));
            }
            if problem.fix.is_some() {
                // Below each other, so that the button knows its room and is broken into lines.
                ui.horizontal_top(|ui| {
                    ui.add_space(30.0);
                    ui.vertical(|ui| fix(ui, form, index, problem));
                });
            }
        });
    }
}

/// How many problems of each severity there are, in words, with the worst severity's look.
pub(super) fn tally(problems: &[Problem]) -> String {
    let of = |severity| problems.iter().filter(|p| p.severity == severity).count();
    let parts = [
        (of(Severity::Error), "error", "errors"),
        (of(Severity::Warning), "warning", "warnings"),
        (of(Severity::Notice), "notice", "notices"),
    ];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
        .collect();
    told.join(", ")
}

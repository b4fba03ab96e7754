//! What folds out below a blueprint: a larger picture, what it does, what it needs, what to do
//! with it.

use egui::{Button, Margin, Rect, RichText, Sense, Ui, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::blueprints::About;

use super::{Drawn, insert};
use crate::{
    state::{Blueprint, BlueprintCommand, Command, ServerBlueprintCommand, ServerCommand, State},
    window::{
        controls::{Commands, count_words, icon_button},
        theme::Colours,
    },
};

/// Shows them; gives the box that ends with the buttons.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    blueprint: &Blueprint,
    drawn: &Drawn,
    out: &mut Commands,
) -> Rect {
    let colours = Colours::of(ui.visuals());
    let mut shown = Rect::NOTHING;
    let frame = egui::Frame::new()
        .fill(colours.well)
        .corner_radius(6)
        .inner_margin(Margin::symmetric(10, 8))
        .outer_margin(Margin::symmetric(6, 2));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(6.0, 5.0);
        let width = ui.available_width();
        let height = drawn.picture.height(width).clamp(28.0, 150.0);
        let (rect, _) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        shown = rect;
        drawn.picture.paint(ui.painter(), rect, colours);
        let purpose = match blueprint.purpose() {
            "" => "Nothing is said about what it is for",
            purpose => purpose,
        };
        ui.label(RichText::new(purpose).color(colours.text));
        facts(ui, state, blueprint);
        buttons(ui, state, blueprint, out);
        shown.max.y = ui.min_rect().bottom() + 8.0;
        if let Some(about) = blueprint.about() {
            list(ui, "To set up on the server", &about.set_up);
            list(ui, "To look at after inserting", &about.fill_in);
            samples(ui, state, blueprint, about, out);
        }
    });
    shown
}

/// What starts it, and how large it is.
fn facts(ui: &mut Ui, state: &State, blueprint: &Blueprint) {
    let colours = Colours::of(ui.visuals());
    let trigger = blueprint.trigger().map(|id| match state.catalogue.get(id) {
        Some(module) if module.blocking => format!("For {}, can block", module.name),
        Some(module) => format!("For {}", module.name),
        None => format!("For {id}, which the catalogue does not have"),
    });
    let trigger = trigger.unwrap_or_else(|| "Names no trigger".to_owned());
    let text = format!("{trigger} · {}", count_words(blueprint.size(), "node"));
    ui.label(RichText::new(text).size(12.0).color(colours.soft_text));
}

fn list(ui: &mut Ui, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let colours = Colours::of(ui.visuals());
    ui.add_space(2.0);
    ui.label(RichText::new(title).size(12.5).strong().color(colours.text));
    for line in lines {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            ui.label(RichText::new("•").size(12.5).color(colours.soft_text));
            let text = RichText::new(line).size(12.5).color(colours.soft_text);
            ui.add(egui::Label::new(text).wrap());
        });
    }
}

/// Its sample events; a click on one chooses it.
fn samples(ui: &mut Ui, state: &State, blueprint: &Blueprint, about: &About, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    ui.add_space(2.0);
    let title = RichText::new("Its sample events").size(12.5).strong();
    ui.label(title.color(colours.text));
    for (event, second) in [(&about.event, false), (&about.other_event, true)] {
        let chosen = state.events().chosen();
        let chosen = chosen.is_some_and(|chosen| chosen.name == event.name);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 5.0;
            let sign = if chosen { glyph::CHECK } else { "•" };
            ui.label(RichText::new(sign).size(12.5).color(colours.soft_text));
            let link = ui.link(RichText::new(&event.name).size(12.5));
            let tip = "Choose this event for the workflow that is shown";
            if link.on_hover_text(tip).clicked() {
                let sample = BlueprintCommand::Sample(blueprint.id.clone(), second);
                out.push(Command::Blueprint(sample));
            }
            ui.label(
                RichText::new(&event.shows)
                    .size(12.5)
                    .color(colours.soft_text),
            );
        });
    }
}

fn buttons(ui: &mut Ui, state: &State, blueprint: &Blueprint, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    ui.add_space(2.0);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        let strong = RichText::new("Try it").color(colours.on_fill).strong();
        let strong = Button::new(strong).fill(colours.accent);
        let id = || blueprint.id.clone();
        if ui
            .add(strong.min_size(vec2(0.0, 28.0)))
            .on_hover_text("Open it behind its trigger and simulate it with its sample event")
            .clicked()
        {
            out.push(Command::Blueprint(BlueprintCommand::Try(id())));
        }
        let plain = Button::new("Insert").min_size(vec2(0.0, 28.0));
        let tip = "Add its nodes to the workflow that is open";
        if ui.add(plain).on_hover_text(tip).clicked() {
            out.push(insert(blueprint));
        }
        let export = BlueprintCommand::Export(id());
        icon(ui, blueprint, (glyph::EXPORT, "Export"), export, out);
        if let Some(server) = state.servers().used() {
            let push = ServerBlueprintCommand::Push(id());
            let push = Command::Server(ServerCommand::Blueprints(push));
            let refusal = state.why_not(&push);
            let verb = format!("Push to {}", server.shown_name());
            let name = format!("Push {} to {}", blueprint.name(), server.shown_name());
            let button = icon_button(ui, glyph::CLOUD_ARROW_UP, &name, refusal.is_none());
            let button = button.on_hover_text(&verb);
            let refusal = refusal.unwrap_or_default();
            if button
                .on_disabled_hover_text(format!("{verb}. {refusal}"))
                .clicked()
            {
                out.push(push);
            }
        }
        if let Some(path) = blueprint.path() {
            let rename = BlueprintCommand::AskName(id());
            icon(ui, blueprint, (glyph::PENCIL_SIMPLE, "Rename"), rename, out);
            let delete = BlueprintCommand::AskDelete(path.to_owned());
            icon(ui, blueprint, (glyph::TRASH, "Delete"), delete, out);
        }
    });
}

fn icon(
    ui: &mut Ui,
    blueprint: &Blueprint,
    (glyph, verb): (&str, &str),
    command: BlueprintCommand,
    out: &mut Commands,
) {
    let name = format!("{verb} {}", blueprint.name());
    if icon_button(ui, glyph, &name, true)
        .on_hover_text(verb)
        .clicked()
    {
        out.push(Command::Blueprint(command));
    }
}

//! Which events are listed.

use egui::{Button, ComboBox, RichText, TextEdit, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as glyph;

use super::words;
use crate::{
    batch::{Change, End},
    state::{Changes, ComesBy, Command, Filter, FoundEvents, Many, ManyCommand, State},
    window::{
        controls::{Commands, grouped, icon_button, take_arrows},
        names::{numbered_name, wire_name},
        theme::Colours,
    },
};

/// So many ways are offered at most, the most frequent ones.
const WAYS: usize = 30;
/// How wide the chooser of ways is, in points.
const WAY: f32 = 170.0;
/// How wide and how high the list of ways is, in points; longer ways are broken.
const OFFER: f32 = 420.0;
const LIST: f32 = 420.0;

/// Shows the row with the counts, which choose, and the search.
pub(super) fn show(ui: &mut Ui, state: &State, many: &Many, out: &mut Commands) {
    let margin = egui::Margin {
        left: 8,
        ..egui::Margin::ZERO
    };
    let old = many.filter();
    let mut new = old.clone();
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            {
                let found = many.found();
                counts(ui, many, &found, &mut new);
            }
            ui.add_space(6.0);
            ways(ui, state, many, &mut new);
            selected(ui, state, many, &mut new);
            search(ui, &mut new);
            if !old.is_empty() {
                fitting(ui, many);
            }
            if !old.is_empty()
                && icon_button(ui, glyph::FUNNEL_X, "List all events", true)
                    .on_hover_text("List all events")
                    .clicked()
            {
                new = Filter::default();
            }
        });
    });
    if new != *old {
        out.push(Command::Many(ManyCommand::Filter(Box::new(new))));
    }
}

/// How many of the events fit the filter.
fn fitting(ui: &mut Ui, many: &Many) {
    let colours = Colours::of(ui.visuals());
    let all: u64 = {
        let found = many.found();
        End::ALL.iter().map(|end| found.count(*end)).sum()
    };
    let (listed, behind) = many.listed();
    let all = grouped(usize::try_from(all).unwrap_or(usize::MAX));
    let text = match (behind, listed.len()) {
        (true, _) => "searching…".to_owned(),
        (false, 1) => format!("1 of {all} fits"),
        (false, fit) => format!("{} of {all} fit", grouped(fit)),
    };
    let text = RichText::new(text).size(12.5).color(colours.soft_text);
    ui.add(egui::Label::new(text).extend());
}

fn counts(ui: &mut Ui, many: &Many, found: &FoundEvents<'_>, filter: &mut Filter) {
    let colours = Colours::of(ui.visuals());
    let number = |count: u64| grouped(usize::try_from(count).unwrap_or(usize::MAX));
    let all: u64 = End::ALL.iter().map(|end| found.count(*end)).sum();
    if many.against().is_some() {
        let changed = all - found.changed(Change::None).min(all);
        let chips = [
            ("Changed", Some(Changes::Any), changed),
            chip_of(Change::Outcome, found),
            chip_of(Change::Path, found),
            chip_of(Change::Message, found),
            ("All", None, all),
        ];
        for (name, changes, count) in chips {
            let on = filter.changes == changes;
            if chip(ui, on, name, &number(count), colours.text) {
                filter.changes = changes;
            }
        }
        return;
    }
    if chip(ui, filter.end.is_none(), "All", &number(all), colours.text) {
        filter.end = None;
    }
    for end in End::ALL {
        let count = found.count(end);
        let (name, icon, colour) = words::end_look(end, colours);
        if matches!(end, End::Unreadable | End::Partial) && count == 0 {
            continue;
        }
        let on = filter.end == Some(end);
        let text = format!("{icon} {name}");
        if chip(ui, on, &text, &number(count), colour) {
            filter.end = (!on).then_some(end);
        }
    }
}

fn chip_of(change: Change, found: &FoundEvents<'_>) -> (&'static str, Option<Changes>, u64) {
    let only = Some(Changes::Only(change));
    // Events are counted once, by what counts most of what differs.
    let name = match change {
        Change::Path => "Path only",
        Change::Message => "Message only",
        other => words::change_word(other),
    };
    (name, only, found.changed(change))
}

fn chip(ui: &mut Ui, on: bool, name: &str, count: &str, colour: egui::Color32) -> bool {
    let name_text = RichText::new(name).color(colour);
    let count_text = RichText::new(count).strong().color(colour);
    let button = Button::selectable(on, (name_text, count_text));
    let response = ui.add(button.min_size(egui::vec2(0.0, 26.0)));
    let words: String = name.chars().filter(char::is_ascii).collect();
    response.widget_info(|| {
        let words = format!("{}, {count}", words.trim());
        WidgetInfo::selected(WidgetType::Button, true, on, words)
    });
    response.clicked()
}

/// The chooser of where the listed events came by.
fn ways(ui: &mut Ui, state: &State, many: &Many, filter: &mut Filter) {
    let workflow = many.workflow();
    let catalogue = &state.catalogue;
    let told = match &filter.way {
        None => "Any way".to_owned(),
        Some(ComesBy::Node(node)) => format!("Through {}", numbered_name(workflow, node)),
        Some(ComesBy::Wire(wire)) => wire_name(workflow, catalogue, wire),
        Some(ComesBy::Path(number)) => {
            let found = many.found();
            let route = found.route(*number);
            route.map_or_else(String::new, |route| {
                words::route(route, workflow, catalogue, found.places())
            })
        }
    };
    let mut chosen = filter.way.clone();
    // A list that drops down does not go to the next line by itself.
    if ui.available_size_before_wrap().x < WAY + 40.0 {
        ui.end_row();
    }
    let response = ComboBox::from_id_salt("way")
        .width(WAY)
        .truncate()
        .height(LIST)
        .selected_text(format!("{}  {told}", glyph::PATH))
        .show_ui(ui, |ui| {
            ui.set_width(OFFER);
            ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Wrap);
            offer(ui, state, many, &mut chosen);
        })
        .response;
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(WidgetType::ComboBox, true, "Way of the listed events");
        info.current_text_value = Some(told.clone());
        info
    });
    take_arrows(response)
        .on_hover_text("List those that came by a node, took a wire, or went one way");
    filter.way = chosen;
}

fn offer(ui: &mut Ui, state: &State, many: &Many, chosen: &mut Option<ComesBy>) {
    let workflow = many.workflow();
    let number = |count: u64| grouped(usize::try_from(count).unwrap_or(usize::MAX));
    let mut entry = |ui: &mut Ui, way: Option<ComesBy>, text: String| {
        let on = *chosen == way;
        if ui.selectable_label(on, text).clicked() {
            *chosen = way;
        }
    };
    entry(ui, None, "Any way".to_owned());
    heading(ui, "Whole ways");
    let found = many.found();
    for (way, count) in many.ways(&found, WAYS) {
        if let Some(route) = found.route(way) {
            let text = words::route(route, workflow, &state.catalogue, found.places());
            let text = format!("{}  {text}", number(count));
            entry(ui, Some(ComesBy::Path(way)), text);
        }
    }
    heading(ui, "Through a node");
    let heat = many.offered();
    for (_, node) in found.places().nodes() {
        let count = heat.nodes.get(node).map_or(0, |heat| heat.reached);
        let text = format!("{}  {}", number(count), numbered_name(workflow, node));
        entry(ui, Some(ComesBy::Node(node.clone())), text);
    }
    heading(ui, "Along a wire");
    for (_, wire) in found.places().wires() {
        let count = heat.wires.get(wire).copied().unwrap_or(0);
        let name = wire_name(workflow, &state.catalogue, wire);
        let text = format!("{}  {name}", number(count));
        entry(ui, Some(ComesBy::Wire(wire.clone())), text);
    }
}

fn heading(ui: &mut Ui, text: &str) {
    let colours = Colours::of(ui.visuals());
    ui.add_space(4.0);
    ui.label(
        RichText::new(text)
            .size(12.0)
            .strong()
            .color(colours.soft_text),
    );
}

/// A button for what is selected on the canvas.
fn selected(ui: &mut Ui, state: &State, many: &Many, filter: &mut Filter) {
    let selected = state.selected();
    let workflow = many.workflow();
    let (way, name) = match (selected.single(), selected.edges.as_slice()) {
        (Some(node), _) => (ComesBy::Node(node.clone()), numbered_name(workflow, node)),
        (None, [wire]) if selected.nodes.is_empty() => (
            ComesBy::Wire(wire.clone()),
            wire_name(workflow, &state.catalogue, wire),
        ),
        _ => return,
    };
    if filter.way.as_ref() == Some(&way) {
        return;
    }
    let short: String = name.chars().take(28).collect();
    let text = format!("{}  Through {short}", glyph::CURSOR_CLICK);
    let button = ui.add(Button::new(text).min_size(egui::vec2(0.0, 26.0)));
    button.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, format!("Through {name}")));
    let tip = format!("List the events that came by what is selected on the canvas, {name}");
    if button.on_hover_text(tip).clicked() {
        filter.way = Some(way);
    }
}

fn search(ui: &mut Ui, filter: &mut Filter) {
    let field = TextEdit::singleline(&mut filter.text)
        .desired_width(170.0)
        .hint_text("Search names and messages");
    let field = ui.add(field);
    ui.ctx()
        .accesskit_node_builder(field.id, |node| node.set_label("Search many events"));
}

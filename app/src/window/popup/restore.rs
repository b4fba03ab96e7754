//! The question at the start about unsaved changes of an earlier session, and the list of earlier
//! versions.

use std::time::SystemTime;

use egui::{Button, Frame, Label, RichText, ScrollArea, Ui};

use super::dialog::{buttons, heading, room_for_list};
use crate::{
    library::{Difference, Version, journal::Found},
    state::{Command, Comparing, State},
    window::{
        controls::{Commands, count_words, size_words},
        theme::Colours,
        when::{ago, date},
    },
};

/// How many nodes of a workflow are named.
const FEW: usize = 3;

/// The button that leaves the file alone.
const AS_A_COPY: &str = "Look at it as a copy";

/// The question about unsaved changes.
pub fn restore(ui: &mut Ui, state: &State, out: &mut Commands) {
    let found = state.found();
    let title = match found.len() {
        1 => "Restore unsaved changes?".to_owned(),
        count => format!("Restore unsaved changes of {count} workflows?"),
    };
    let names: Vec<String> = found.iter().map(name_of).collect();
    heading(ui, &title);
    ui.label("The program ended before they were saved. They stay here until you have decided");
    ScrollArea::vertical()
        .max_height(room_for_list(ui, 130.0).clamp(120.0, 360.0))
        .show(ui, |ui| {
            for (place, found) in found.iter().enumerate() {
                one(ui, place, &names, found, out);
            }
        });
    let all = match found.len() {
        1 => "Restore".to_owned(),
        count => format!("Restore all {count}"),
    };
    let all = (all.as_str(), Some(Command::RestoreAll));
    let later = ("Later", Some(Command::CloseDialog));
    if copy_first(found) {
        let copy = (AS_A_COPY, Some(Command::RestoreCopy(0)));
        buttons(ui, &[copy, all, later], out);
    } else {
        buttons(ui, &[all, later], out);
    }
}

/// Whether there is one workflow only, whose file somebody wrote later.
fn copy_first(found: &[Found]) -> bool {
    matches!(found, [only] if only.file_is_later)
}

/// What a workflow is called in the list; one without a name by what it begins with.
fn name_of(found: &Found) -> String {
    let workflow = &found.workflow;
    if !workflow.name.is_empty() {
        return workflow.name.clone();
    }
    let first = workflow.graph.trigger().map(|(_, node)| node);
    let first = first.or_else(|| workflow.graph.nodes.values().next().map(|node| &**node));
    match first {
        Some(node) => format!("Untitled workflow that begins with {}", node.name),
        None => "Untitled workflow without nodes".to_owned(),
    }
}

/// One of them, by its place; `names` are those of all.
fn one(ui: &mut Ui, place: usize, names: &[String], found: &Found, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let alone = names.len() == 1;
    let name = names.get(place).map_or("", String::as_str);
    // Several of one name are told apart by their times.
    let same = names.iter().filter(|other| *other == name).count() > 1;
    let called = if same {
        format!("{name}, changed {}", date(found.when))
    } else {
        name.to_owned()
    };
    let frame = Frame::new()
        .fill(colours.well)
        .corner_radius(6)
        .inner_margin(10);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.add(Label::new(RichText::new(name).strong().color(colours.text)).truncate());
        let place_words = match &found.about.path {
            Some(path) => path.display().to_string(),
            None => "Never saved to a file".to_owned(),
        };
        ui.add(Label::new(RichText::new(place_words).color(colours.soft_text)).truncate());
        let time = format!(
            "Changed {}, {}",
            ago(found.when, SystemTime::now()),
            date(found.when)
        );
        ui.label(RichText::new(time).color(colours.soft_text));
        ui.label(RichText::new(what_differs(found)).color(colours.text));
        if found.file_is_later {
            let text = "The file was written after these changes; look at them as a copy first";
            ui.label(RichText::new(text).color(colours.warning));
        }
        ui.horizontal_wrapped(|ui| {
            let mut button = |text: &str, command: Command, tip: &str| {
                let response = ui.add(Button::new(text).min_size(egui::vec2(0.0, 26.0)));
                response.widget_info(|| {
                    let name = format!("{text}, {called}");
                    egui::WidgetInfo::labeled(egui::WidgetType::Button, true, name)
                });
                if response.on_hover_text(tip).clicked() {
                    out.push(command);
                }
            };
            // The button below does the same for the only one.
            if !alone {
                button(
                    "Restore this one",
                    Command::Restore(place),
                    "Opens it as you left it",
                );
            }
            if !(alone && found.file_is_later) {
                button(
                    AS_A_COPY,
                    Command::RestoreCopy(place),
                    "Opens it as a new workflow; the file is left alone",
                );
            }
            button(
                "Discard",
                Command::DiscardFound(place),
                "Puts the changes among the earlier versions",
            );
        });
    });
}

fn what_differs(found: &Found) -> String {
    let nodes = count_words(found.workflow.graph.nodes.len(), "node");
    match &found.difference {
        Some(difference) => format!("{nodes}. Since the file: {}", words(difference)),
        None => match found.about.path {
            Some(_) => format!("{nodes}. The file is not there any more, or cannot be read"),
            None => format!("{nodes}{}", first_nodes(found)),
        },
    }
}

/// The names of the first nodes, by which workflows are told apart that were never saved.
fn first_nodes(found: &Found) -> String {
    let nodes = &found.workflow.graph.nodes;
    let names = nodes.values().take(FEW).map(|node| node.name.as_str());
    let names: Vec<&str> = names.collect();
    match (names.as_slice(), nodes.len().saturating_sub(FEW)) {
        ([], _) => String::new(),
        (names, 0) => format!(": {}", names.join(", ")),
        (names, more) => format!(": {} and {more} more", names.join(", ")),
    }
}

/// A difference in words: `2 nodes added, 1 node changed (3 params); 1 wire removed`.
fn words(difference: &Difference) -> String {
    let Difference {
        nodes_added,
        nodes_removed,
        nodes_changed,
        params_changed,
        nodes_moved,
        wires_added,
        wires_removed,
        frames_added,
        frames_removed,
        frames_changed,
        itself,
    } = *difference;
    let changed = match params_changed {
        0 => "changed".to_owned(),
        params => format!("changed ({})", count_words(params, "parameter")),
    };
    let parts = [
        (nodes_added, "node", "added"),
        (nodes_removed, "node", "removed"),
        (nodes_changed, "node", changed.as_str()),
        (nodes_moved, "node", "moved"),
        (wires_added, "wire", "added"),
        (wires_removed, "wire", "removed"),
        (frames_added, "frame", "added"),
        (frames_removed, "frame", "removed"),
        (frames_changed, "frame", "changed"),
    ];
    let mut parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, word, what)| format!("{} {what}", count_words(count, word)))
        .collect();
    if itself {
        parts.push("name or settings changed".to_owned());
    }
    if parts.is_empty() {
        return "Only its form differs from the file".to_owned();
    }
    parts.join(", ")
}

/// The list of earlier versions. Gives whether it is to be closed.
pub fn versions(ui: &mut Ui, state: &State, list: &[Version], out: &mut Commands) -> bool {
    let colours = Colours::of(ui.visuals());
    heading(ui, "Earlier versions");
    let file = state.document().path();
    let (some, none) = match file {
        Some(path) => (
            format!(
                "What saving replaced in {}, and what you discarded",
                path.display()
            ),
            "None yet. Each time you save, what the file held before is kept here",
        ),
        None => (
            "Unsaved workflows that you discarded".to_owned(),
            "None. Save the workflow to a file first; from then on, what each save replaces is kept here",
        ),
    };
    if list.is_empty() {
        ui.label(RichText::new(none).color(colours.soft_text));
    } else {
        ui.label(RichText::new(some).color(colours.soft_text));
    }
    let now = SystemTime::now();
    ScrollArea::vertical()
        .max_height(room_for_list(ui, 130.0).clamp(120.0, 360.0))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for version in list {
                let date = date(version.when);
                ui.horizontal(|ui| {
                    ui.set_width(ui.available_width());
                    ui.label(RichText::new(&date).color(colours.text));
                    let more = format!(
                        "{}  ·  {}",
                        ago(version.when, now),
                        size_words(version.size)
                    );
                    let more = RichText::new(more).color(colours.soft_text);
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        let open = ui.button("Open");
                        open.widget_info(|| {
                            let name = format!("Open the version of {date}");
                            egui::WidgetInfo::labeled(egui::WidgetType::Button, true, name)
                        });
                        if open.on_hover_text("Opens it as a new workflow").clicked() {
                            out.push(Command::OpenVersion(version.clone(), date.clone()));
                        }
                        let compare = ui.button("Compare");
                        compare.widget_info(|| {
                            let name = format!("Compare with the version of {date}");
                            egui::WidgetInfo::labeled(egui::WidgetType::Button, true, name)
                        });
                        if compare.on_hover_text("Shows what differs").clicked() {
                            let version = Comparing::Version(version.clone(), date.clone());
                            out.push(Command::Compare(version));
                        }
                        // What the buttons leave, so that nothing is cut by them.
                        let left = egui::Layout::left_to_right(egui::Align::Center);
                        ui.with_layout(left, |ui| ui.add(egui::Label::new(more).truncate()));
                    });
                });
            }
        });
    buttons(ui, &[("Close", None)], out).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_in_words() {
        let difference = Difference {
            nodes_added: 2,
            nodes_changed: 1,
            params_changed: 3,
            wires_removed: 1,
            ..Difference::default()
        };
        assert_eq!(
            words(&difference),
            "2 nodes added, 1 node changed (3 parameters), 1 wire removed"
        );
    }
}

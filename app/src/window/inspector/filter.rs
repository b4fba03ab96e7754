//! The node filter: which elements of the data a module works on.

use egui::{ComboBox, Ui};
use misp_flow_engine::{
    check::Place,
    condition::Operator,
    edit::Edit,
    workflow::{NodeFilter, NodeId},
};

use super::{
    answer::Question,
    form::Form,
    found::{self, Counted, Told},
    label::{Caption, Tone, gap, note},
    pick, problems,
    section::Section,
    text::TextField,
    values,
};
use crate::window::controls::take_arrows;

/// The operators that MISP's editor offers for a node filter, in words and by name; called as those of
/// Filter :: Generic are.
const OPERATORS: [(&str, &str); 5] = [
    ("in", "Contains the value"),
    ("not_in", "Does not contain the value"),
    ("equals", "Equals the value"),
    ("not_equals", "Differs from the value"),
    ("any_value", "Finds anything at all"),
];

/// Shows the filter of a node. It is folded where nothing is set.
pub(super) fn show(
    ui: &mut Ui,
    form: &mut Form<'_, '_>,
    node: &NodeId,
    filter: &NodeFilter,
    supported: bool,
) {
    let (tone, badge) = match () {
        () if filter.is_empty() => (Tone::Plain, "not set"),
        () if filter.is_half_filled() => (Tone::Warning, "filled in part"),
        () if !supported => (Tone::Warning, "without effect"),
        () => (Tone::Plain, "set"),
    };
    let mut section = Section::new("Node filter").badge(tone, badge);
    section.open = !filter.is_empty();
    section.show(ui, |ui| {
        if !supported {
            let text = "This module takes no notice of a filter";
            note(ui, Tone::Warning, text);
        }
        fields(ui, form, node, filter);
        problems::of_filter(ui, form, node);
        result(ui, form, node, filter);
        let clear = egui::Button::new(problems::CLEAR_FILTER);
        let enabled = form.editable() && !filter.is_empty();
        if ui.add_enabled(enabled, clear).clicked() {
            form.choose(edit(node, NodeFilter::default()));
        }
    });
}

fn edit(node: &NodeId, filter: NodeFilter) -> Edit {
    Edit::SetFilter {
        node: node.clone(),
        filter,
    }
}

fn fields(ui: &mut Ui, form: &mut Form<'_, '_>, node: &NodeId, filter: &NodeFilter) {
    let field = |salt, label, text, hint, mono| TextField {
        salt,
        caption: Caption::new(label),
        text,
        hint,
        mono,
        wraps: mono,
        rows: 1,
        editable: true,
        ..TextField::default()
    };
    let selector = field(
        "selector",
        "Elements to filter",
        filter.selector.as_str(),
        "Event._AttributeFlattened.{n}",
        true,
    );
    if let Some(text) = pick::path_field(ui, form, &selector, "").text {
        let selector = text;
        form.type_in(edit(
            node,
            NodeFilter {
                selector,
                ..filter.clone()
            },
        ));
    }
    gap(ui);
    let path = field(
        "path",
        "Hash path in an element",
        filter.path.as_str(),
        "Tag.{n}.name",
        true,
    );
    if let Some(path) = pick::path_field(ui, form, &path, &filter.selector).text {
        form.type_in(edit(
            node,
            NodeFilter {
                path,
                ..filter.clone()
            },
        ));
    }
    gap(ui);
    if let Some(operator) = operator(ui, form, node, filter) {
        form.choose(edit(
            node,
            NodeFilter {
                operator,
                ..filter.clone()
            },
        ));
    }
    gap(ui);
    let any = filter.operator == "any_value";
    let value = TextField {
        editable: !any || !filter.value.is_empty(),
        ..field(
            "value",
            "Value to compare with",
            filter.value.as_str(),
            "tlp:red",
            false,
        )
    };
    let value = TextField {
        hint: if any { "Not needed" } else { value.hint },
        ..value
    };
    let compared = (!filter.path.is_empty() && !any)
        .then(|| Question::of_path(&filter.selector, &filter.path));
    if let Some(value) = values::show(ui, form, &value, compared).text {
        form.type_in(edit(
            node,
            NodeFilter {
                value,
                ..filter.clone()
            },
        ));
    }
}

fn operator(
    ui: &mut Ui,
    form: &Form<'_, '_>,
    node: &NodeId,
    filter: &NodeFilter,
) -> Option<String> {
    let label = Caption::new("Comparison").show(ui, |_| {});
    let now = filter.operator.as_str();
    let shown = match OPERATORS.iter().find(|(name, _)| *name == now) {
        Some((name, words)) => format!("{words} · {name}"),
        None if now.is_empty() => "Nothing chosen".to_owned(),
        None => now.to_owned(),
    };
    let mut picked = None;
    ui.add_enabled_ui(form.editable(), |ui| {
        let combo = ComboBox::from_id_salt("operator")
            .selected_text(shown)
            .width(ui.available_width())
            .truncate()
            .show_ui(ui, |ui| {
                for (name, words) in OPERATORS {
                    let text = format!("{words} · {name}");
                    if ui.selectable_label(name == now, text).clicked() && name != now {
                        picked = Some(name.to_owned());
                    }
                }
            });
        take_arrows(combo.response.labelled_by(label));
    });
    let told = form.input.problems.iter().any(|problem| {
        problem.code == "filter-matches-nothing" && problem.place == Place::Filter(node.clone())
    });
    if !told && !now.is_empty() && OPERATORS.iter().all(|(name, _)| *name != now) {
        let text = match Operator::parse_newer(now) {
            operator if operator.is_newer() => {
                format!("Only newer servers know {now}; on MISP 2.5.1 nothing passes")
            }
            Operator::Unknown(_) => format!("No server knows {now}; nothing passes"),
            _ => format!(
                "{now} compares with a list, and a filter's value is a text; nothing passes"
            ),
        };
        note(ui, Tone::Warning, &text);
    }
    picked
}

/// What is missing, or how many elements pass and which.
fn result(ui: &mut Ui, form: &mut Form<'_, '_>, node: &NodeId, filter: &NodeFilter) {
    if filter.is_half_filled() {
        let text = format!(
            "Filled in part: {} missing. Such a filter does not work as meant",
            missing(filter)
        );
        note(ui, Tone::Warning, &text);
        return;
    }
    if filter.is_empty() {
        return;
    }
    let Some(event) = form.input.event else {
        let text = "Choose an event to see how many elements pass";
        note(ui, Tone::Plain, text);
        return;
    };
    let id = ui.make_persistent_id("passing");
    let question = Question::Filter(filter.clone());
    let asked = form.state.matches.ask(ui.ctx(), id, question, event);
    let told = Told::of(|codes| {
        let mut problems = form.input.problems.iter();
        let place = Place::Filter(node.clone());
        problems.any(|problem| problem.place == place && codes.contains(&problem.code))
    });
    ui.push_id("passing", |ui| {
        found::show(ui, form, asked.as_ref(), Counted::Elements, told);
    });
}

/// The empty fields, in words.
fn missing(filter: &NodeFilter) -> String {
    let fields = [
        ("elements", filter.selector.is_empty()),
        ("hash path", filter.path.is_empty()),
        ("comparison", filter.operator.is_empty()),
        (
            "value",
            filter.value.is_empty() && filter.operator != "any_value",
        ),
    ];
    let names: Vec<&str> = fields
        .iter()
        .filter_map(|(name, empty)| empty.then_some(*name))
        .collect();
    match names.as_slice() {
        [only] => format!("the {only} is"),
        [before @ .., last] => format!("{} and {last} are", before.join(", ")),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let mut filter = NodeFilter {
            selector: "Event.Tag.{n}".to_owned(),
            ..NodeFilter::default()
        };
        assert_eq!(missing(&filter), "hash path, comparison and value are");
        filter.path = "name".to_owned();
        filter.operator = "in".to_owned();
        assert_eq!(missing(&filter), "the value is");
    }
}

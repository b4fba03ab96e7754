//! The modules of the server, switched on and off.

use egui::{RichText, Ui};
use misp_flow_engine::catalogue::ModuleKind;

use super::{
    super::dialog::{buttons, heading},
    lines, outlined, scrolled, soft,
};
use crate::{
    state::{Command, ModuleCommand, ModuleSwitch, ServerCommand, State},
    window::{
        controls::{Commands, tick},
        theme::Colours,
    },
};

/// All of them, with a search.
pub(super) fn show(ui: &mut Ui, state: &State, text: &mut String, out: &mut Commands) {
    let server = state.servers().name_of_used();
    heading(ui, &format!("Modules of {server}"));
    soft(
        ui,
        "A workflow behind a trigger that is off never runs, and a node whose module is off fails. A change counts at once, for all workflows there",
    );
    let close = [("Close", Some(Command::CloseDialog))];
    let Some(switches) = state.module_switches() else {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label("Reading the modules…");
        });
        buttons(ui, &close, out);
        return;
    };
    outlined(ui);
    let field = egui::TextEdit::singleline(text)
        .hint_text("Search modules…")
        .desired_width(f32::INFINITY)
        .margin(egui::Margin::symmetric(8, 6));
    let field = ui.add(field);
    ui.ctx().accesskit_node_builder(field.id, |node| {
        node.set_label("Search modules of the server")
    });
    if ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    let wanted = text.trim().to_lowercase();
    let fits = |one: &&ModuleSwitch| {
        one.name.to_lowercase().contains(&wanted) || one.id.to_lowercase().contains(&wanted)
    };
    let refusal = state.why_not_online();
    scrolled(ui, "modules", |ui| {
        let mut any = false;
        for (kind, title) in [
            (ModuleKind::Trigger, "Triggers"),
            (ModuleKind::Logic, "Logic"),
            (ModuleKind::Action, "Actions"),
        ] {
            let of_kind = switches.iter().filter(|one| one.kind == kind);
            let shown: Vec<&ModuleSwitch> = of_kind.filter(fits).collect();
            if shown.is_empty() {
                continue;
            }
            any = true;
            let on = shown.iter().filter(|one| one.on).count();
            ui.strong(format!("{title}, {on} of {} on", shown.len()));
            for one in shown {
                row(ui, one, refusal, out);
            }
        }
        if !any {
            soft(ui, "No module has that name");
        }
    });
    buttons(ui, &close, out);
}

fn row(ui: &mut Ui, one: &ModuleSwitch, refusal: Option<&'static str>, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let mut on = one.on;
    ui.horizontal(|ui| {
        let name = RichText::new(&one.name).color(colours.text);
        let box_to_tick = tick(ui, &mut on, name, refusal.is_none());
        let box_to_tick = box_to_tick.on_disabled_hover_text(refusal.unwrap_or_default());
        if box_to_tick.changed() {
            let switch = ModuleCommand::Switch(vec![one.id.clone()], on);
            out.push(Command::Server(ServerCommand::Modules(switch)));
        }
        let id = RichText::new(&one.id).size(12.0).color(colours.soft_text);
        ui.add(egui::Label::new(id).truncate());
    })
    .response
    .on_hover_text(&one.description);
}

/// What the open workflow uses and the server has switched off.
pub(super) fn needed(ui: &mut Ui, state: &State, out: &mut Commands) {
    let server = state.servers().name_of_used();
    heading(
        ui,
        &format!("Switch on what the workflow uses on {server}?"),
    );
    soft(
        ui,
        "These are switched off there. Switched on, they are for all workflows of the server, from now on",
    );
    let modules = state.switched_off_modules();
    let names: Vec<String> = modules
        .iter()
        .map(|module| format!("{} ({})", module.name, module.kind.name()))
        .collect();
    scrolled(ui, "needed", |ui| {
        lines(ui, names.iter().map(String::as_str))
    });
    let ids: Vec<String> = modules.iter().map(|module| module.id.to_string()).collect();
    let switch = ModuleCommand::Switch(ids, true);
    let names = [
        (
            "Switch on",
            Some(Command::Server(ServerCommand::Modules(switch))),
        ),
        ("Cancel", Some(Command::CloseDialog)),
    ];
    buttons(ui, &names, out);
}

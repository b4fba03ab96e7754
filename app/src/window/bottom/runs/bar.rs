//! The search, and which runs are listed.

use egui::{Button, RichText, TextEdit, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as glyph;

use crate::{
    state::{Command, RunForm, RunsCommand, State},
    window::{
        controls::{Commands, command_icon, count_words, edge_fields, grouped},
        theme::Colours,
    },
};

/// Shows the row above the list.
pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    // A margin, so that rows that wrap begin where the first does.
    let margin = egui::Margin {
        left: 8,
        ..egui::Margin::ZERO
    };
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        edge_fields(ui);
        ui.horizontal_wrapped(|ui| {
            search(ui, state, out);
            count(ui, state);
            choices(ui, state, out);
            ui.separator();
            for (icon, command) in [
                (glyph::ARROW_SQUARE_OUT, RunsCommand::Open),
                (glyph::ARROW_CLOCKWISE, RunsCommand::Again),
                (glyph::GIT_DIFF, RunsCommand::Compare),
                (glyph::PUSH_PIN, RunsCommand::Pin),
                (glyph::FILE_TEXT, RunsCommand::Export(RunForm::Report)),
                (glyph::BRACKETS_CURLY, RunsCommand::Export(RunForm::Json)),
                (glyph::TRASH, RunsCommand::Remove),
            ] {
                command_icon(ui, state, icon, Command::Runs(command), out);
            }
        });
    });
}

fn search(ui: &mut Ui, state: &State, out: &mut Commands) {
    let mut text = state.runs().search().to_owned();
    let field = TextEdit::singleline(&mut text)
        .desired_width(150.0)
        .hint_text("Search runs");
    let field = ui.add(field);
    ui.ctx()
        .accesskit_node_builder(field.id, |node| node.set_label("Search kept runs"));
    let field = field.on_hover_text(
        "Words of the name, workflow, trigger, event or outcome, such as blocked; pinned finds those",
    );
    if field.changed() {
        out.push(Command::Runs(RunsCommand::Find(text)));
    }
}

fn choices(ui: &mut Ui, state: &State, out: &mut Commands) {
    let runs = state.runs();
    let toggles = [
        (
            glyph::TREE_STRUCTURE,
            "Only this workflow",
            runs.only_this(),
            "List the runs of the workflow that is shown, and no others",
            RunsCommand::OnlyThis(!runs.only_this()),
        ),
        (
            glyph::RECORD,
            "Keep",
            state.settings.keep_runs,
            "Keep every simulated run. 1,000 runs or 500 MB stay, and all that are pinned",
            RunsCommand::SwitchKeeping,
        ),
    ];
    for (icon, name, on, tip, command) in toggles {
        let text = RichText::new(format!("{icon}  {name}"));
        let button = ui.add(Button::selectable(on, text).min_size(egui::vec2(0.0, 26.0)));
        button.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, on, name));
        if button.on_hover_text(tip).clicked() {
            out.push(Command::Runs(command));
        }
    }
}

fn count(ui: &mut Ui, state: &State) {
    let runs = state.runs();
    let all = runs.rows().map_or(0, <[_]>::len);
    let words = match runs.found_count() {
        found if found == all => count_words(all, "run"),
        found => format!("{} of {}", grouped(found), count_words(all, "run")),
    };
    let colours = Colours::of(ui.visuals());
    let text = RichText::new(words).size(12.0).color(colours.soft_text);
    ui.add(egui::Label::new(text).extend());
}

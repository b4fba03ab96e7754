//! What is told of the chosen run, or of several.

use egui::{Key, RichText, ScrollArea, TextEdit, Ui};
use egui_phosphor::regular as glyph;

use super::ending_look;
use crate::{
    clock::spoken,
    runs::RunRow,
    state::{Command, RunsCommand, State},
    window::{
        controls::{Commands, count_words, edge_fields, named_button, size_words},
        theme::Colours,
    },
};

/// What the view remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct RunDetail {
    /// The name that is being typed, and of which run.
    name: Option<(i64, String)>,
    /// The wish to type a name that was followed last.
    naming: u64,
}

impl RunDetail {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let runs = state.runs();
        let Some(run) = runs.cursor() else { return };
        let area = ScrollArea::vertical()
            .id_salt("kept run")
            .auto_shrink(false);
        area.show(ui, |ui| {
            edge_fields(ui);
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.add_space(4.0);
            match runs.chosen().len() {
                1 => {
                    self.name(ui, state, run, out);
                    facts(ui, state, run);
                }
                count => {
                    ui.label(RichText::new(format!("{count} runs are chosen")).strong());
                    if count == 2 {
                        let compare = Command::Runs(RunsCommand::Compare);
                        if named_button(
                            ui,
                            glyph::GIT_DIFF,
                            "Put them beside each other",
                            true,
                            true,
                        )
                        .clicked()
                        {
                            out.push(compare);
                        }
                    }
                    for run in runs.chosen().iter().filter_map(|id| runs.row(*id)) {
                        ending(ui, run);
                        let line = format!("{}, on {}, {}", run.title(), run.event, spoken(run.at));
                        soft(ui, line);
                    }
                }
            }
        });
    }

    fn name(&mut self, ui: &mut Ui, state: &State, run: &RunRow, out: &mut Commands) {
        let known = self.name.take().filter(|(id, _)| *id == run.id);
        let (_, mut text) = known.unwrap_or_else(|| (run.id, run.name.clone()));
        let field = TextEdit::singleline(&mut text)
            .hint_text("Name this run, to find it again")
            .desired_width(ui.available_width() - 16.0);
        let field = ui.add(field);
        ui.ctx()
            .accesskit_node_builder(field.id, |node| node.set_label("Name of the run"));
        if std::mem::replace(&mut self.naming, state.runs().naming()) != state.runs().naming() {
            field.request_focus();
        }
        let given_up = ui.input(|input| input.key_pressed(Key::Escape));
        if field.lost_focus() {
            if !given_up && text.trim() != run.name {
                out.push(Command::Runs(RunsCommand::Name(run.id, text.clone())));
            }
        } else if field.has_focus() {
            self.name = Some((run.id, text));
        }
    }
}

/// What a run came to, in its sentence.
fn ending(ui: &mut Ui, run: &RunRow) {
    let colours = Colours::of(ui.visuals());
    let (icon, colour) = ending_look(run.ending, colours);
    ui.horizontal_top(|ui| {
        ui.label(RichText::new(icon).size(17.0).color(colour));
        ui.add(egui::Label::new(RichText::new(&run.sentence).color(colours.text)).wrap());
    });
}

fn soft(ui: &mut Ui, line: String) {
    let colour = Colours::of(ui.visuals()).soft_text;
    let text = RichText::new(line).size(13.0).color(colour);
    ui.add(egui::Label::new(text).wrap());
}

fn facts(ui: &mut Ui, state: &State, run: &RunRow) {
    ending(ui, run);
    let trigger = state.catalogue.get(&run.trigger);
    let trigger = trigger.map_or(run.trigger.as_str(), |module| module.name.as_str());
    let size = usize::try_from(run.size).unwrap_or(usize::MAX);
    let lines = [
        format!("{}, trigger {trigger}", run.workflow),
        format!("On {}, {}", run.event, count_words(run.steps, "step")),
        format!("{}, takes {}", spoken(run.at), size_words(size)),
    ];
    for line in lines {
        soft(ui, line);
    }
    if run.sent > 0 {
        let requests = count_words(run.sent, "request");
        let was = if run.sent == 1 { "was" } else { "were" };
        soft(
            ui,
            format!(
                "{} {requests} {was} sent or tried for real",
                glyph::BROADCAST
            ),
        );
    }
    if run.changed {
        soft(
            ui,
            format!(
                "{} The data were changed by hand on the way",
                glyph::PENCIL_SIMPLE
            ),
        );
    }
    if run.answered {
        soft(
            ui,
            format!(
                "{} Nodes gave what was set for them in simulations",
                glyph::HAND_POINTING
            ),
        );
    }
    if !run.has_data {
        let colours = Colours::of(ui.visuals());
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(glyph::WARNING).color(colours.warning));
            ui.label("The event was larger than 32 MB and is not kept with the run, so it cannot be opened or simulated again");
        });
    }
}

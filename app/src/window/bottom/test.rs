//! One module tried on its own: what it is tried on, and what it came to.

use egui::{ComboBox, RichText, ScrollArea, TextEdit, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;
use misp_flow_engine::account::data_after;

use super::step::{scrolled, told};
use crate::{
    real_run::Ending,
    state::{Command, State, TestCommand, TestInput, TestResult},
    window::{
        controls::{Commands, command_button, edge_fields, empty, tab, take_arrows, tick},
        theme::Colours,
        tree::DataTree,
    },
};

/// The width from which on input and result have room beside each other.
const BOTH: f32 = 620.0;

/// What the view remembers from frame to frame.
#[derive(Debug, Default)]
pub(super) struct TestView {
    /// The JSON that is being typed.
    typed: Option<String>,
    /// Whether the data afterwards are looked at.
    after: bool,
    tree: DataTree,
}

impl TestView {
    pub(super) fn show(&mut self, ui: &mut Ui, state: &State, out: &mut Commands) {
        let Some((_, node)) = state.node_to_test() else {
            let text = "Select an action or logic node: it is run alone, with its params, on an event or on JSON of your own. A module from the list on the left is tried by its menu";
            return empty(ui, glyph::FLASK, "No module to try", text);
        };
        let module = state.catalogue.module_of(node);
        if ui.available_width() < BOTH {
            ScrollArea::vertical()
                .id_salt("module test")
                .auto_shrink(false)
                .show(ui, |ui| {
                    indented(ui, |ui| self.input(ui, state, &node.name, &module.id, out));
                    ui.separator();
                    indented(ui, |ui| self.result(ui, state));
                });
            return;
        }
        let width = (ui.available_width() * 0.42).clamp(260.0, 520.0);
        ui.horizontal_top(|ui| {
            let height = ui.available_height();
            ui.allocate_ui(vec2(width, height), |ui| {
                ui.set_min_size(vec2(width, height));
                ui.vertical(|ui| {
                    ScrollArea::vertical()
                        .id_salt("module test input")
                        .auto_shrink(false)
                        .show(ui, |ui| {
                            indented(ui, |ui| self.input(ui, state, &node.name, &module.id, out));
                        });
                });
            });
            ui.separator();
            ui.vertical(|ui| self.result(ui, state));
        });
    }

    /// What is tried, and on what.
    fn input(&mut self, ui: &mut Ui, state: &State, name: &str, module: &str, out: &mut Commands) {
        let colours = Colours::of(ui.visuals());
        let test = state.module_test();
        edge_fields(ui);
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(name).size(15.0).strong().color(colours.text));
            if name != module {
                ui.label(RichText::new(module).size(12.0).color(colours.soft_text));
            }
        });
        ui.label(RichText::new("Input").size(12.0).color(colours.soft_text));
        let event = state.events().chosen().map(|event| event.name.clone());
        let event = event.unwrap_or_else(|| "no event is chosen".to_owned());
        let words = |input: TestInput| match input {
            TestInput::Event => format!("The chosen event: {event}"),
            TestInput::Step => "What the shown run handed to it".to_owned(),
            TestInput::Own => "JSON of your own".to_owned(),
        };
        let choice = ComboBox::from_id_salt("test input")
            .width(ui.available_width() - 12.0)
            .truncate()
            .selected_text(words(test.input))
            .show_ui(ui, |ui| {
                for input in [TestInput::Event, TestInput::Step, TestInput::Own] {
                    let chosen = test.input == input;
                    if ui.selectable_label(chosen, words(input)).clicked() && !chosen {
                        out.push(Command::Test(TestCommand::Input(input)));
                    }
                }
            });
        take_arrows(choice.response).widget_info(|| {
            let mut info = WidgetInfo::labeled(WidgetType::ComboBox, true, "Input");
            info.current_text_value = Some(words(test.input));
            info
        });
        if test.input == TestInput::Own {
            self.own(ui, &test.text, out);
        }
        let mut converts = state.test_converts();
        let label = "Bring it into MISP's core format first";
        let ticked = tick(ui, &mut converts, label, true);
        let tip = "As a trigger about events does: flattened attributes, tags with their galaxies";
        if ticked.on_hover_text(tip).changed() {
            out.push(Command::Test(TestCommand::Convert(converts)));
        }
        ui.horizontal_wrapped(|ui| {
            let go = Command::Test(TestCommand::Go);
            command_button(ui, state, glyph::FLASK, go, true, out);
            if state.servers().session().is_some() {
                let real = Command::Test(TestCommand::OnServer);
                command_button(ui, state, glyph::BROADCAST, real, false, out);
            }
            if state.is_testing() {
                ui.spinner();
            }
        });
        ui.label(
            RichText::new("Its filter is left aside, and nothing is sent from here")
                .size(12.0)
                .color(colours.soft_text),
        );
    }

    /// The field for JSON of the user's own.
    fn own(&mut self, ui: &mut Ui, known: &str, out: &mut Commands) {
        let mut text = self.typed.take().unwrap_or_else(|| known.to_owned());
        let field = TextEdit::multiline(&mut text)
            .code_editor()
            .hint_text("{\"Event\": {\"info\": \"…\"}}")
            .desired_rows(4)
            .desired_width(ui.available_width() - 12.0);
        let field = ui.add(field);
        ui.ctx()
            .accesskit_node_builder(field.id, |node| node.set_label("Input as JSON"));
        if field.changed() {
            out.push(Command::Test(TestCommand::Text(text.clone())));
        }
        if field.has_focus() {
            self.typed = Some(text);
        }
    }

    fn result(&mut self, ui: &mut Ui, state: &State) {
        let colours = Colours::of(ui.visuals());
        let result = match &state.module_test().result {
            Some(Ok(result)) => result,
            Some(Err(why)) => {
                ui.add_space(8.0);
                ui.horizontal_top(|ui| {
                    ui.label(RichText::new(glyph::WARNING_CIRCLE).color(colours.error));
                    ui.add(egui::Label::new(RichText::new(why).color(colours.error_text)).wrap());
                });
                return;
            }
            None => {
                let text = "Press the button, and see what the module says, decides and changes";
                return empty(ui, glyph::FLASK, "Not tried yet", text);
            }
        };
        self.ended(ui, state, result);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (after, name) in [(false, "What it did"), (true, "Data afterwards")] {
                if tab(ui, self.after == after, name, None) {
                    self.after = after;
                }
            }
        });
        if self.after {
            self.tree.set(data_after(&result.shown.run, 1));
            self.tree.show(ui);
            return;
        }
        let account = result.tested.account.as_ref();
        scrolled(ui, |ui| {
            if let Some(crash) = &result.shown.run.crash {
                let words = format!("{}: {}", crash.class, crash.message);
                ui.label(RichText::new(words).color(colours.error_text));
            }
            if let Some(step) = result.shown.step_at(0) {
                told::one(ui, &result.shown, step, account);
            }
        });
    }

    /// How it ended, on what, and whether that is still so.
    fn ended(&self, ui: &mut Ui, state: &State, result: &TestResult) {
        let colours = Colours::of(ui.visuals());
        let ended = &result.tested.ended;
        let (icon, colour) = match ended.ending {
            Ending::Well => (glyph::CHECK_CIRCLE, colours.ok),
            Ending::Stopped => (glyph::X_CIRCLE, colours.warning),
            Ending::Failed => (glyph::X_CIRCLE, colours.error),
        };
        ui.horizontal_top(|ui| {
            ui.label(RichText::new(icon).size(20.0).color(colour));
            let words = RichText::new(&ended.words).size(16.0).strong();
            ui.add(egui::Label::new(words.color(colours.text)).wrap());
        });
        let mut on = format!("On {}", result.on);
        if state.is_test_stale(result) {
            on.push_str("; the node or the input was changed since");
        }
        let text = RichText::new(on).size(12.5).color(colours.soft_text);
        ui.add(egui::Label::new(text).wrap());
    }
}

/// Content that stands off the edge of the panel.
fn indented(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let margin = egui::Margin {
        left: 8,
        right: 4,
        ..egui::Margin::ZERO
    };
    egui::Frame::new().inner_margin(margin).show(ui, content);
}

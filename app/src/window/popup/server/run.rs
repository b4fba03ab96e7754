//! Running on the server: what would happen, the warning, and the answer beside the simulation.

use egui::{Button, Color32, Frame, RichText, Ui, WidgetInfo, WidgetType, vec2};
use egui_phosphor::regular as glyph;

use super::{
    super::dialog::{buttons, heading},
    lines, scrolled, soft, well,
};
use crate::{
    real_run::{Carried, Ending, Forecast, Side},
    state::{Command, ModuleCommand, RunCommand, RunStage, Running, ServerCommand, State},
    window::{
        controls::{Commands, count_words},
        theme::Colours,
    },
};

pub(super) fn show(ui: &mut Ui, state: &State, out: &mut Commands) {
    let Some(running) = state.servers().running() else {
        return;
    };
    let server = state.servers().name_of_used();
    let server = server.as_ref();
    let close = Some(Command::CloseDialog);
    match &running.stage {
        RunStage::Looking => {
            heading(ui, &format!("Run on {server}"));
            waiting(ui, "Asking what would run, and simulating it…");
            buttons(ui, &[("Cancel", close)], out);
        }
        RunStage::Foreseen(forecast) => {
            heading(ui, &question(running, forecast, server));
            foreseen(ui, running, forecast, server, out);
        }
        RunStage::Going(forecast) => {
            heading(ui, &format!("{} is running on {server}", forecast.title));
            waiting(ui, "Waiting for the server's answer…");
            soft(
                ui,
                "It goes on when this is closed; the answer is told then. Giving it up in the status bar does not stop the server",
            );
            buttons(ui, &[("Close", close)], out);
        }
        RunStage::Done(forecast, carried) => {
            heading(ui, &format!("{} was run on {server}", forecast.title));
            done(ui, running, carried, server);
            let again = Some(Command::Server(ServerCommand::Run(RunCommand::Again)));
            buttons(ui, &[("Close", close), ("Run again…", again)], out);
        }
        RunStage::Failed(error) => {
            heading(ui, &format!("Run on {server}"));
            let colours = Colours::of(ui.visuals());
            ui.label(RichText::new(error).color(colours.error_text));
            let again = Some(Command::Server(ServerCommand::Run(RunCommand::Again)));
            buttons(ui, &[("Look again", again), ("Close", close)], out);
        }
    }
}

fn waiting(ui: &mut Ui, words: &str) {
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label(words);
    });
}

fn question(running: &Running, forecast: &Forecast, server: &str) -> String {
    if running.is_of_node() {
        format!("Run the node {} on {server}?", forecast.title)
    } else {
        format!("Run {} on {server}?", forecast.title)
    }
}

fn foreseen(ui: &mut Ui, running: &Running, forecast: &Forecast, server: &str, out: &mut Commands) {
    let refusal = forecast.refusal();
    scrolled(ui, "forecast", |ui| {
        warning(ui, running, forecast, server);
        if let Some(refusal) = &refusal {
            let colours = Colours::of(ui.visuals());
            ui.label(RichText::new(refusal).color(colours.error_text));
        }
        switched_off(ui, forecast, out);
        ui.add_space(4.0);
        ui.strong("What it would do, by the simulation");
        if !forecast.sentence.is_empty() {
            ui.label(&forecast.sentence);
        }
        if forecast.effects.is_empty() {
            soft(ui, "Nothing is sent, and nothing is changed");
        }
        lines(ui, forecast.effects.iter().map(String::as_str));
        if forecast.more_effects > 0 {
            soft(ui, format!("and {} more", forecast.more_effects));
        }
        if !forecast.others.is_empty() {
            ui.add_space(4.0);
            ui.strong("What it could do besides, if the server decides otherwise");
            let others: Vec<String> = forecast
                .others
                .iter()
                .map(|one| match one.does.as_str() {
                    "" => one.name.clone(),
                    does => format!("{}: {does}", one.name),
                })
                .collect();
            lines(ui, others.iter().map(String::as_str));
        }
    });
    ui.horizontal(|ui| {
        let colours = Colours::of(ui.visuals());
        let name = format!("Run on {server}");
        let text = RichText::new(&name).color(colours.error_text).strong();
        let button = Button::new(text)
            .fill(colours.error_wash)
            .min_size(vec2(84.0, 30.0));
        let response = ui.add_enabled(refusal.is_none(), button);
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, refusal.is_none(), &name));
        let response = response.on_disabled_hover_text("The server would only fail");
        if response.clicked() {
            out.push(Command::Server(ServerCommand::Run(RunCommand::Go)));
        }
        buttons(ui, &[("Cancel", Some(Command::CloseDialog))], out);
    });
}

/// That it is real, on what, and what may surprise.
fn warning(ui: &mut Ui, running: &Running, forecast: &Forecast, server: &str) {
    let colours = Colours::of(ui.visuals());
    let frame = Frame::new()
        .fill(colours.error_wash)
        .corner_radius(6)
        .inner_margin(10);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let say = |ui: &mut Ui, icon: &str, words: String| {
            ui.horizontal_top(|ui| {
                ui.label(RichText::new(icon).size(16.0).color(colours.error_text));
                ui.vertical(|ui| {
                    let text = RichText::new(words).color(colours.error_text);
                    ui.add(egui::Label::new(text).wrap());
                });
            });
        };
        let as_by = match &forecast.trigger {
            Some(trigger) => format!(", as {trigger} would start it"),
            None => String::new(),
        };
        say(
            ui,
            glyph::WARNING,
            format!(
                "This is real. {server} runs it on “{}”{as_by}: requests and mails go out, events change, and there is no way back",
                running.event
            ),
        );
        if let Some(id) = &running.foreign {
            say(
                ui,
                glyph::CALENDAR_X,
                format!(
                    "“{}” did not come from {server}. Nodes that change the event change event {id} there, whatever that is",
                    running.event
                ),
            );
        }
        if let Some(here) = &running.renamed {
            say(
                ui,
                glyph::TEXTBOX,
                format!("{server} has it as “{}”, and here it is “{here}”", forecast.title),
            );
        }
        if running.differs {
            say(
                ui,
                glyph::GIT_DIFF,
                "What is open here is not what the server has, and the server runs its own. Push first to run this one"
                    .to_owned(),
            );
        }
    });
}

/// What the server has switched off, and the way to switch it on.
fn switched_off(ui: &mut Ui, forecast: &Forecast, out: &mut Commands) {
    if forecast.switched_off.is_empty() {
        return;
    }
    let colours = Colours::of(ui.visuals());
    let off = &forecast.switched_off;
    let names: Vec<&str> = off.iter().map(|one| one.name.as_str()).collect();
    let words = format!(
        "Switched off on the server, so that {} not run: {}",
        if off.len() == 1 { "it does" } else { "they do" },
        names.join(", ")
    );
    ui.label(RichText::new(words).color(colours.warning));
    let name = format!("Switch {} on", count_words(off.len(), "module"));
    if ui.button(name).clicked() {
        let ids = off.iter().map(|one| one.id.clone()).collect();
        let switch = ModuleCommand::Switch(ids, true);
        out.push(Command::Server(ServerCommand::Modules(switch)));
    }
}

fn done(ui: &mut Ui, running: &Running, carried: &Carried, server: &str) {
    let colours = Colours::of(ui.visuals());
    let verdict = &carried.verdict;
    let (icon, colour) = if verdict.same {
        (glyph::CHECK_CIRCLE, colours.ok)
    } else {
        (glyph::WARNING, colours.warning)
    };
    ui.horizontal_top(|ui| {
        ui.label(RichText::new(icon).size(20.0).color(colour));
        ui.vertical(|ui| {
            let words = RichText::new(&verdict.words).size(15.0).color(colours.text);
            ui.add(egui::Label::new(words).wrap());
        });
    });
    let took = match carried.took.as_secs_f32() {
        short if short < 0.1 => "less than 0.1 s".to_owned(),
        took => format!("{took:.1} s"),
    };
    soft(
        ui,
        format!("On “{}”. The server took {took}", running.event),
    );
    scrolled(ui, "verdict", |ui| {
        ui.columns(2, |sides| {
            let titles = [format!("On {server}"), "In the simulation".to_owned()];
            let both = [&verdict.server, &verdict.simulated];
            for ((ui, title), one) in sides.iter_mut().zip(titles).zip(both) {
                side(ui, &title, one);
            }
        });
        if !verdict.hints.is_empty() {
            ui.add_space(4.0);
            ui.strong("Where the difference may come from");
            lines(ui, verdict.hints.iter().map(String::as_str));
        }
    });
}

fn side(ui: &mut Ui, title: &str, side: &Side) {
    let colours = Colours::of(ui.visuals());
    let (icon, colour): (&str, Color32) = match side.ending {
        Ending::Well => (glyph::CHECK_CIRCLE, colours.ok),
        Ending::Stopped => (glyph::HAND_PALM, colours.blocked),
        Ending::Failed => (glyph::X_CIRCLE, colours.error),
    };
    well(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.label(RichText::new(title).size(12.5).color(colours.soft_text));
        let row = ui.horizontal(|ui| {
            ui.label(RichText::new(icon).size(18.0).color(colour));
            ui.label(RichText::new(&side.words).strong().color(colours.text));
        });
        let name = format!("{title}: {}", side.words);
        row.response
            .widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &name));
        // Columns justify the text in them; a column of its own does not.
        ui.vertical(|ui| {
            for line in &side.lines {
                let text = RichText::new(line).color(colours.soft_text);
                ui.add(egui::Label::new(text).wrap());
            }
        });
    });
}

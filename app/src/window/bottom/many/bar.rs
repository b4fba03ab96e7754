//! What is run on what, how far it is, and what it came to as a whole.

use std::time::SystemTime;

use egui::{Label, ProgressBar, RichText, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as glyph;

use super::words::span;
use crate::{
    batch::Change,
    state::{Command, Earlier, EventSet, Many, ManyCommand, Standing, State},
    window::{
        controls::{Commands, command_icon, count_words, grouped, icon_button, named_button},
        theme::Colours,
        when::{ago, date},
    },
};

/// In this much room, in points, every headline fits on a line.
const ROOMY: f32 = 560.0;

/// Shows the row above the list.
pub(super) fn show(ui: &mut Ui, state: &State, many: &Many, out: &mut Commands) {
    let margin = egui::Margin {
        left: 8,
        ..egui::Margin::ZERO
    };
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let standing = many.standing();
            if standing.ended {
                again(ui, state, standing, out);
            } else {
                let stop = Command::Many(ManyCommand::Stop);
                if named_button(ui, glyph::STOP, "Stop", true, true).clicked() {
                    out.push(stop);
                }
            }
            ui.menu_button(format!("{}  Events", glyph::ENVELOPE_SIMPLE), |ui| {
                events(ui, state, out);
            });
            let compare = ui.menu_button(format!("{}  Compare outcomes", glyph::GIT_DIFF), |ui| {
                earlier(ui, state, many, out)
            });
            if compare.response.clicked() {
                out.push(Command::Many(ManyCommand::ReadVersions));
            }
            chosen(ui, state, many, out);
            if standing.ended {
                headline(ui, many, standing);
            } else {
                progress(ui, many, standing);
            }
            if let Some(answers) = many.answers_words() {
                let colours = Colours::of(ui.visuals());
                let words = format!("With {answers}");
                ui.label(RichText::new(words).size(12.5).color(colours.warning))
                    .on_hover_text("These nodes did not do what they do in MISP: they are set to give an answer in simulations");
            }
            stale(ui, state);
        });
    });
}

fn again(ui: &mut Ui, state: &State, standing: Standing, out: &mut Commands) {
    let again = Command::Many(ManyCommand::Again);
    let icon = glyph::ARROW_CLOCKWISE;
    let stale = state.is_many_stale();
    if named_button(ui, icon, "Run again", stale, true)
        .on_hover_text("Simulate with the same events again")
        .clicked()
        && !standing.just_ended
    {
        out.push(again);
    }
}

fn stale(ui: &mut Ui, state: &State) {
    if state.is_many_stale() {
        let colours = Colours::of(ui.visuals());
        let text = RichText::new("The workflow was changed since").color(colours.warning);
        ui.label(text);
    }
}

fn progress(ui: &mut Ui, many: &Many, standing: Standing) {
    let colours = Colours::of(ui.visuals());
    let share = standing.share.unwrap_or(0.0).clamp(0.0, 1.0);
    let bar = ProgressBar::new(share)
        .desired_width(120.0)
        .desired_height(14.0);
    let bar = ui.add(bar);
    let percent = (share * 100.0) as u32;
    bar.widget_info(|| {
        let name = format!("Run on {}, {percent} %", many.title());
        WidgetInfo::labeled(WidgetType::ProgressIndicator, true, name)
    });
    let words = format!(
        "{} · {} a second",
        count_words(standing.events, "event"),
        grouped(standing.rate() as usize)
    );
    // Each goes whole into the next row where it has no room in this one.
    let whole = |words: String| Label::new(RichText::new(words).color(colours.text)).extend();
    ui.add(whole(words));
    if let Some(left) = standing.left() {
        ui.add(whole(format!("{} left", span(left))));
    }
}

fn headline(ui: &mut Ui, many: &Many, standing: Standing) {
    let colours = Colours::of(ui.visuals());
    let took = format!(
        "{} in {}, {} a second",
        count_words(standing.events, "event"),
        span(standing.took),
        grouped(standing.rate() as usize)
    );
    let words = match (many.against(), standing.stopped) {
        (_, true) => format!("Stopped after {took}"),
        (Some(other), false) => {
            let same = many.found().changed(Change::None);
            let changed = standing
                .events
                .saturating_sub(usize::try_from(same).unwrap_or(0));
            let all = count_words(standing.events, "event");
            match changed {
                0 => format!("Compared with {other}, none of {all} changes"),
                1 => format!("Compared with {other}, 1 of {all} changes"),
                _ => format!(
                    "Compared with {other}, {} of {all} change",
                    grouped(changed)
                ),
            }
        }
        (None, false) => took,
    };
    let label = Label::new(RichText::new(words).color(colours.text).strong());
    // Where there is room for a line of its own, it is not broken.
    let label = match ui.max_rect().width() > ROOMY {
        true => label.extend(),
        false => label,
    };
    ui.add(label)
        .on_hover_text(format!("Run on {}", many.title()));
}

/// Which events to run on.
fn events(ui: &mut Ui, state: &State, out: &mut Commands) {
    ui.set_min_width(250.0);
    let entries = [
        ("All events of the list", ManyCommand::Run(EventSet::Stored)),
        ("Events that are found", ManyCommand::Run(EventSet::Found)),
        ("A folder of events…", ManyCommand::AskFolder),
        ("A file of events…", ManyCommand::AskFile),
    ];
    for (name, command) in entries {
        entry(ui, state, name, command, out);
    }
    ui.separator();
    entry(
        ui,
        state,
        "Clear the run on many events",
        ManyCommand::Clear,
        out,
    );
}

/// Which earlier workflow to compare with.
fn earlier(ui: &mut Ui, state: &State, many: &Many, out: &mut Commands) {
    ui.set_min_width(280.0);
    let against = |earlier| ManyCommand::Against(earlier);
    entry(
        ui,
        state,
        "With the last saved state",
        against(Earlier::LastSaved),
        out,
    );
    entry(
        ui,
        state,
        "With the file on the disk",
        against(Earlier::Disk),
        out,
    );
    let shown = state.tab().id();
    for tab in state.tabs().filter(|tab| tab.id() != shown) {
        let name = format!("With {}", state.title_of(tab));
        entry(ui, state, &name, against(Earlier::Tab(tab.id())), out);
    }
    let versions = state.known_versions().unwrap_or_default();
    if !versions.is_empty() {
        ui.separator();
    }
    for version in versions.iter().take(12) {
        let when = date(version.when);
        let name = format!(
            "With the version of {when}, {}",
            ago(version.when, SystemTime::now())
        );
        let version = Earlier::Version(version.clone(), when);
        entry(ui, state, &name, against(version), out);
    }
    if many.against().is_some() {
        ui.separator();
        entry(ui, state, "Run without comparing", ManyCommand::Alone, out);
    }
}

fn entry(ui: &mut Ui, state: &State, name: &str, command: ManyCommand, out: &mut Commands) {
    let command = Command::Many(command);
    let refusal = state.why_not(&command);
    let button = ui.add_enabled(refusal.is_none(), egui::Button::new(name));
    let button = button.on_disabled_hover_text(refusal.unwrap_or_default());
    if button.clicked() {
        out.push(command);
        ui.close();
    }
}

/// What is done with the chosen event.
fn chosen(ui: &mut Ui, state: &State, many: &Many, out: &mut Commands) {
    let open = Command::Many(ManyCommand::OpenChosen);
    command_icon(ui, state, glyph::PLAY, open, out);
    let Some(row) = many.chosen().filter(|_| many.against().is_some()) else {
        return;
    };
    let name = "Simulate with it in the earlier workflow";
    let icon = glyph::CLOCK_COUNTER_CLOCKWISE;
    if icon_button(ui, icon, name, true)
        .on_hover_text(name)
        .clicked()
    {
        let open = ManyCommand::Open { row, before: true };
        out.push(Command::Many(open));
    }
}

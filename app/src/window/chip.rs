//! The connection chip of the top row: which server is in use, and how the connection stands.

use egui::{
    AtomExt as _, Button, Color32, Popup, Rect, RichText, Ui, WidgetInfo, WidgetType, pos2, vec2,
};
use egui_phosphor::regular as glyph;

use super::{
    controls::{Commands, button_for},
    theme::Colours,
    when::{ago, seconds},
};
use crate::{
    misp::Colour,
    state::{Command, Connection, ServerCommand, State, entry_of},
};

/// The colour of an instance, as the window paints it.
pub fn colour(colour: Colour) -> Color32 {
    let [red, green, blue] = colour.0;
    Color32::from_rgb(red, green, blue)
}

/// The colour of a connection's state.
fn state_colour(connection: Connection, colours: &Colours) -> Color32 {
    match connection {
        Connection::Offline => colours.soft_text,
        Connection::Connecting | Connection::NoKey | Connection::NotPermitted => colours.warning,
        Connection::Connected => colours.ok,
        Connection::KeyRefused
        | Connection::WorkflowsOff
        | Connection::NotTrusted
        | Connection::NotReachable
        | Connection::Failed => colours.error,
    }
}

/// Shows the chip; `roomy` where there is room for words.
pub fn show(ui: &mut Ui, state: &State, roomy: bool, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let servers = state.servers();
    let connection = servers.connection();
    let (name, words) = match servers.used() {
        Some(instance) => {
            let version = servers.version().unwrap_or_default();
            let name = format!("{} {version}", shortened(&instance.name));
            let name = name.trim_end().to_owned();
            let words = format!("{name} · {}", connection.words());
            (words.clone(), if roomy { words } else { String::new() })
        }
        None => {
            let words = "No server".to_owned();
            (words.clone(), if roomy { words } else { String::new() })
        }
    };
    let dot = RichText::new("").atom_size(vec2(12.0, 12.0));
    let text = RichText::new(words).color(colours.text);
    let button = Button::new((dot, text)).min_size(vec2(0.0, 28.0));
    let response = ui.add(button);
    response.widget_info(|| {
        WidgetInfo::labeled(WidgetType::Button, true, format!("Connection, {name}"))
    });
    let rect = response.rect;
    let left = rect.left() + ui.spacing().button_padding.x;
    let painter = ui.painter();
    let middle = pos2(left + 6.0, rect.center().y);
    painter.circle_filled(middle, 4.5, state_colour(connection, colours));
    if let Some(instance) = servers.used() {
        let bar = Rect::from_min_max(
            pos2(rect.left() + 2.0, rect.bottom() - 3.0),
            pos2(rect.right() - 2.0, rect.bottom() - 1.0),
        );
        painter.rect_filled(bar, 1.0, colour(instance.colour));
    }
    let response = match servers.why() {
        Some(why) => response.on_hover_text(why),
        None => response.on_hover_text("The server that you work with"),
    };
    Popup::menu(&response).show(|ui| menu(ui, state, out));
}

fn menu(ui: &mut Ui, state: &State, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let servers = state.servers();
    ui.set_min_width(280.0);
    ui.set_max_width(360.0);
    if let Some(instance) = servers.used() {
        let mut lines = vec![instance.url.to_string()];
        let me = servers.session().and_then(|session| session.me.as_ref());
        lines.extend(me.map(|me| format!("{} ({})", me.email, me.role)));
        lines.push(match servers.catalogued() {
            Some(known) => {
                let when = ago(seconds(known.taken), std::time::SystemTime::now());
                format!("Catalogue fetched {when}")
            }
            None => "Catalogue not fetched yet".to_owned(),
        });
        for line in lines {
            ui.label(RichText::new(line).size(12.5).color(colours.soft_text));
        }
        if let Some(why) = servers.why() {
            ui.label(RichText::new(why).size(12.5).color(colours.error_text));
        }
        ui.separator();
    }
    let commands = match servers.connection() {
        Connection::Connected => [ServerCommand::Sync, ServerCommand::Disconnect].to_vec(),
        _ if servers.session().is_some() => {
            [ServerCommand::Connect, ServerCommand::Disconnect].to_vec()
        }
        _ if servers.used().is_some() => [ServerCommand::Connect].to_vec(),
        _ => Vec::new(),
    };
    for command in commands {
        entry(ui, state, command, out);
    }
    let others = servers.list().iter();
    let used = servers.used().map(|instance| instance.id.as_str());
    for other in others.filter(|other| Some(other.id.as_str()) != used) {
        let text = format!("Connect to {}", other.shown_name());
        if ui.add(Button::new(text).truncate()).clicked() {
            out.push(Command::Server(ServerCommand::ConnectTo(other.id.clone())));
            ui.close();
        }
    }
    if servers.used().is_some() {
        entry(ui, state, ServerCommand::Leave, out);
    }
    if !servers.list().is_empty() {
        ui.separator();
    }
    entry(ui, state, ServerCommand::Instances, out);
}

fn entry(ui: &mut Ui, state: &State, command: ServerCommand, out: &mut Commands) {
    let command = Command::Server(command);
    let name = entry_of(&command).map_or("", |entry| entry.name);
    if button_for(ui, state, Button::new(name), command, out).clicked() {
        ui.close();
    }
}

fn shortened(name: &str) -> String {
    const MOST: usize = 22;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    name.chars().take(MOST - 1).chain(['…']).collect()
}

/// The icon of the push.
pub const PUSH: &str = glyph::CLOUD_ARROW_UP;

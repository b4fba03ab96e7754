//! The switch, how to listen, the search and what is done with all posts.

use egui::{Button, RichText, TextEdit, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as glyph;

use crate::{
    listen::Subscribed,
    state::{Command, ListenCommand, PostForm, State},
    window::{
        controls::{
            Commands, command_icon, count_words, edge_fields, grouped, icon_button, named_button,
            size_words,
        },
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
    let narrow = ui.available_width() < NARROW;
    let row = |ui: &mut Ui| {
        if narrow {
            ui.spacing_mut().item_spacing.x = 4.0;
        }
        match state.posts().listener() {
            Some(_) => listening(ui, state, narrow, out),
            None => settings(ui, state, narrow, out),
        }
        subscription(ui, state, narrow, out);
        if !narrow {
            ui.separator();
        }
        search(ui, state, narrow, out);
        choices(ui, state, narrow, out);
        kept(ui, state);
    };
    egui::Frame::new()
        .inner_margin(margin)
        .show(ui, |ui| ui.horizontal_wrapped(row));
}

/// In less room than this, in points, the fields are smaller and signs stand for words.
pub(super) const NARROW: f32 = 480.0;

/// From so many bytes on, what is kept asks to be cleared.
const MUCH: u64 = 10_000_000_000;

/// How much is kept. Nothing is removed unasked, so that it has to be seen that it grows.
fn kept(ui: &mut Ui, state: &State) {
    let Some(store) = state.posts().store() else {
        return;
    };
    let (count, bytes) = {
        let index = store.index();
        (index.rows().len(), index.bytes())
    };
    if count == 0 {
        return;
    }
    let colours = Colours::of(ui.visuals());
    let size = size_words(bytes);
    let posts = state.posts().list();
    let of = match posts.is_search() && posts.wrong().is_none() {
        true => format!("{} of ", grouped(posts.found().len())),
        false => String::new(),
    };
    let in_all = if of.is_empty() { "" } else { " in all" };
    let words = format!("{of}{}, {size}{in_all}", count_words(count, "post"));
    let (colour, tip) = match bytes >= MUCH {
        true => (
            colours.warning,
            "The debug posts take much of the disk. Clear them, or export them first; pinned ones stay",
        ),
        false => (
            colours.soft_text,
            "What the debug posts take on the disk. They stay until they are cleared",
        ),
    };
    // It goes whole into the next row where it has no room in this one.
    let label = egui::Label::new(RichText::new(words).size(12.0).color(colour));
    ui.add(label.extend()).on_hover_text(tip);
}

fn settings(ui: &mut Ui, state: &State, narrow: bool, out: &mut Commands) {
    edge_fields(ui);
    let start = Command::Listen(ListenCommand::Start);
    let refusal = state.why_not(&start);
    let button = named_button(ui, glyph::BROADCAST, "Listen", true, refusal.is_none());
    let button = button
        .on_hover_text("Take the debug posts that a MISP server sends here")
        .on_disabled_hover_text(refusal.unwrap_or_default());
    let mut settings = state.posts().settings().clone();
    let no_secret = match state.settings.listen_secret {
        true => "type it again",
        false => "none",
    };
    let no_secret = match (narrow, state.settings.listen_secret) {
        (true, false) => "no secret",
        _ => no_secret,
    };
    let [address, port, secret] = match narrow {
        true => [84.0, 48.0, 92.0],
        false => [110.0, 56.0, 110.0],
    };
    let fields = [
        ("Address", &mut settings.address, address, "127.0.0.1"),
        ("Port", &mut settings.port, port, "27051"),
        ("Secret", &mut settings.secret, secret, no_secret),
    ];
    let colours = Colours::of(ui.visuals());
    let mut changed = false;
    for (name, text, width, hint) in fields {
        if !narrow {
            ui.label(RichText::new(name).size(12.0).color(colours.soft_text));
        }
        let id = ui.id().with(("listener", name));
        // Read while it is typed, and by nobody who only looks at the window later.
        let hidden = name == "Secret" && !ui.memory(|memory| memory.has_focus(id));
        let field = TextEdit::singleline(text)
            .id(id)
            .password(hidden)
            .desired_width(width)
            .hint_text(hint);
        let mut field = ui.add(field);
        if narrow {
            field = field.on_hover_text(name);
        }
        ui.ctx()
            .accesskit_node_builder(field.id, |node| node.set_label(name));
        if name == "Secret" {
            let tip = match state.settings.listen_secret {
                true => {
                    "The first part of the address, so that nobody else's posts are taken. There was one last time; it is kept nowhere, so it has to be typed again"
                }
                false => "The first part of the address, so that nobody else's posts are taken",
            };
            field.clone().on_hover_text(tip);
        }
        changed |= field.changed();
    }
    if changed {
        let settings = ListenCommand::Settings(Box::new(settings));
        out.push(Command::Listen(settings));
    }
    if button.clicked() {
        out.push(start);
    }
}

/// What is subscribed to, or the way there.
fn subscription(ui: &mut Ui, state: &State, narrow: bool, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    let Some(subscriber) = state.posts().subscriber() else {
        let ask = Command::Listen(ListenCommand::AskSubscribe);
        command_icon(ui, state, glyph::RSS, ask, out);
        return;
    };
    let address = subscriber.address();
    let (mut words, mut whole, mut colour) = match subscriber.standing() {
        Subscribed::Connecting => (
            "connecting…".to_owned(),
            format!("Connecting to {}", address.bare()),
            colours.soft_text,
        ),
        Subscribed::Connected => {
            let taken = usize::try_from(subscriber.taken()).unwrap_or(usize::MAX);
            let words = count_words(taken, "message");
            let whole = format!("Connected to {}, {words} so far", address.bare());
            (words, whole, colours.ok)
        }
        Subscribed::Lost(why) => (why.short().to_owned(), why.words(address), colours.warning),
    };
    if subscriber.unkept() > 0 {
        let unkept = format!("{} not kept", subscriber.unkept());
        words = format!("{unkept}, {words}");
        whole = format!("{whole}. {unkept}: see whether the disk is full");
        colour = colours.warning;
    }
    // Where there is little room, the address is told with the rest.
    let sign = match narrow {
        true => glyph::RSS.to_owned(),
        false => format!("{}  {address}", glyph::RSS),
    };
    let sign = egui::Label::new(RichText::new(sign).color(colours.text));
    ui.add(sign.extend()).on_hover_text(&whole);
    standing(ui, &words, &whole, colour);
    let end = Command::Listen(ListenCommand::Unsubscribe);
    command_icon(ui, state, glyph::X, end, out);
}

/// How the subscription stands. It has the same room whatever it says, so that nothing beside it
/// moves; its hover text, which is its name as well, says all of it.
fn standing(ui: &mut Ui, words: &str, whole: &str, colour: egui::Color32) {
    const ROOM: egui::Vec2 = egui::vec2(116.0, 20.0);
    let (rect, response) = ui.allocate_exact_size(ROOM, egui::Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, whole));
    let font = egui::FontId::proportional(12.5);
    let mut line = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, colour);
    line.wrap = egui::text::TextWrapping::truncate_at_width(rect.width());
    let line = ui.fonts_mut(|fonts| fonts.layout_job(line));
    let at = egui::pos2(rect.left(), rect.center().y - line.size().y * 0.5);
    ui.painter().galley(at, line, colour);
    response.on_hover_text(whole);
}

fn search(ui: &mut Ui, state: &State, narrow: bool, out: &mut Commands) {
    edge_fields(ui);
    let mut text = state.posts().list().text().to_owned();
    let field = TextEdit::singleline(&mut text)
        .desired_width(if narrow { 130.0 } else { 220.0 })
        .hint_text(match narrow {
            true => "Search: result:error",
            false => "Search: result:error module:tag-if",
        });
    let field = ui.add(field);
    ui.ctx()
        .accesskit_node_builder(field.id, |node| node.set_label("Search debug posts"));
    let field = field.on_hover_text(
        "Words of the path, or fields: result, module, trigger, node, run, kind, path, from, is:pinned, is:cut, is:broken, is:uncertain. result:bad finds all that went wrong, - before a word leaves out",
    );
    if field.changed() {
        out.push(Command::Listen(ListenCommand::Find(text)));
    }
}

fn listening(ui: &mut Ui, state: &State, narrow: bool, out: &mut Commands) {
    let colours = Colours::of(ui.visuals());
    if named_button(ui, glyph::STOP, "Stop listening", false, true).clicked() {
        out.push(Command::Listen(ListenCommand::Stop));
    }
    let Some(listener) = state.posts().listener() else {
        return;
    };
    if !narrow {
        ui.label(
            RichText::new("Plugin.Workflow_debug_url")
                .size(12.0)
                .color(colours.soft_text),
        )
        .on_hover_text(
            "The setting of the MISP server, under Plugin settings, that sends debug posts here",
        );
    }
    let url = RichText::new(listener.shown_url())
        .monospace()
        .color(colours.text);
    ui.add(egui::Label::new(url).selectable(true))
        .on_hover_text("For Plugin.Workflow_debug_url, under Plugin settings of the MISP server");
    let copy = icon_button(ui, glyph::COPY, "Copy the debug address for MISP", true);
    if copy
        .on_hover_text("Copy the value for MISP's setting")
        .clicked()
    {
        out.push(Command::Listen(ListenCommand::CopyUrl));
    }
    if listener.refused() > 0 {
        let words = format!("{} refused", listener.refused());
        ui.label(RichText::new(words).size(12.0).color(colours.warning))
            .on_hover_text("Requests without the secret, too slow, or that could not be kept");
    }
}

fn choices(ui: &mut Ui, state: &State, narrow: bool, out: &mut Commands) {
    let posts = state.posts();
    let toggles = [
        (
            glyph::STACK,
            "Runs",
            posts.by_run(),
            "List runs instead of posts",
            ListenCommand::ByRun(!posts.by_run()),
        ),
        (
            glyph::PAUSE,
            "Pause",
            posts.is_paused(),
            "Show no new posts; they are taken all the same",
            ListenCommand::Pause(!posts.is_paused()),
        ),
        (
            glyph::PLAY_CIRCLE,
            "Follow",
            posts.follows(),
            "Let each run of the shown workflow play on the canvas as it comes",
            ListenCommand::Follow(!posts.follows()),
        ),
    ];
    for (icon, name, on, tip, command) in toggles {
        let text = match narrow {
            true => RichText::new(icon),
            false => RichText::new(format!("{icon}  {name}")),
        };
        let button = ui.add(Button::selectable(on, text).min_size(egui::vec2(0.0, 26.0)));
        button.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, on, name));
        if button.on_hover_text(format!("{name}. {tip}")).clicked() {
            out.push(Command::Listen(command));
        }
    }
    let actions = [
        (glyph::DOWNLOAD_SIMPLE, ListenCommand::Import),
        (glyph::EXPORT, ListenCommand::Export(PostForm::JsonLines)),
        (glyph::TRASH, ListenCommand::AskClear),
    ];
    for (icon, command) in actions {
        command_icon(ui, state, icon, Command::Listen(command), out);
    }
}

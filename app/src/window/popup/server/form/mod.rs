//! The form of an instance: name, address, key, trust, colour, proxy, and a test of it all.

mod trust;
mod typed;

use egui::{Button, ComboBox, Margin, RichText, TextEdit, Ui, Widget as _, vec2};

use super::{
    super::dialog::{buttons, heading},
    field, lines, outlined, scrolled_beside, soft, well,
};
use crate::{
    misp::Instance,
    state::{Command, Connection, Findings, Mend, ServerCommand, State},
    window::{controls::Commands, theme::Colours},
};
use typed::{Plain, ProxyKind, Typed};

/// What stands above and below the fields, in points.
const AROUND: f32 = 92.0;

/// The id of the field into which the key is typed.
const KEY_FIELD: &str = "the key of an instance";

/// The form.
#[derive(Debug, Default)]
pub(super) struct InstanceForm(Option<Typed>);

impl InstanceForm {
    /// Forgets what was typed, the key above all; the field's own undo holds it as well.
    pub(super) fn forget(&mut self, ui: &Ui) {
        if self.0.take().is_some() {
            let field = egui::Id::new(KEY_FIELD);
            ui.data_mut(|data| data.remove::<egui::text_edit::TextEditState>(field));
        }
    }

    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        state: &State,
        known: Option<&Instance>,
        out: &mut Commands,
    ) {
        let is_other = |typed: &Typed| typed.of.as_ref().map(|of| &of.id) != known.map(|of| &of.id);
        if self.0.as_ref().is_some_and(is_other) {
            self.forget(ui);
        }
        let others = state.servers().list().iter().count();
        let typed = self.0.get_or_insert_with(|| Typed::of(known, others));
        let findings = state.servers().findings();
        if let Some(Ok(pem)) = findings
            .authority
            .as_ref()
            .filter(|_| !typed.stale.authority)
        {
            typed.authority = Some(pem.clone());
        }
        let mend = test_that_ended(typed, findings);
        heading(
            ui,
            &known.map_or_else(
                || "Add an instance".to_owned(),
                |one| format!("Edit {}", one.shown_name()),
            ),
        );
        let colours = Colours::of(ui.visuals());
        let instance = typed.instance();
        let mut entered = false;
        let (way, place) = (typed.way(), typed.place());
        typed.tell |= mend.is_some();
        scrolled_beside(ui, "instance", AROUND, |ui| {
            entered = fields(ui, state, typed, mend, out);
            trust::show(ui, typed, findings, &instance, out);
            proxy(ui, typed);
            // What a test found is about the address and key that it was made with.
            typed.stale.test |= typed.way() != way;
            typed.stale.certificate |= typed.place() != place;
            let told = ui.scope(|ui| {
                if !typed.stale.test && tested(ui, findings) {
                    trust::compare(typed, &instance, out);
                }
                let checked = typed.checked(lacks_key(state, typed));
                if let (true, Err(missing)) = (typed.tried, &checked) {
                    ui.label(RichText::new(missing).color(colours.error_text));
                }
            });
            // What is new is not left below the fold.
            if std::mem::take(&mut typed.tell) {
                told.response.scroll_to_me(None);
            }
        });
        ui.add_space(2.0);
        let ways = ways(state, typed);
        let mut wanted = ways.first().copied().filter(|_| entered);
        ui.horizontal(|ui| {
            let test = Button::new("Test connection").min_size(vec2(0.0, 30.0));
            let test = ui.add_enabled(!findings.busy, test);
            if mend == Some(Mend::Other) {
                test.request_focus();
            }
            if test.clicked() {
                wanted = Some(Way::Test);
            }
            if findings.busy {
                ui.spinner();
            }
            let cancel = Some(Command::Server(ServerCommand::Instances));
            let names = ways.iter().map(|way| (way.words(), None));
            let names: Vec<_> = names.chain([("Cancel", cancel)]).collect();
            if let Some(way) = buttons(ui, &names, out).and_then(|place| ways.get(place)) {
                wanted = Some(*way);
            }
        });
        let Some(way) = wanted else { return };
        typed.tried = true;
        let Ok(instance) = typed.checked(way == Way::Connect && lacks_key(state, typed)) else {
            typed.tell = true;
            return;
        };
        typed.tried = false;
        typed.testing = way == Way::Test;
        typed.stale.test &= way != Way::Test;
        let (instance, key) = (Box::new(instance), typed.key());
        out.push(Command::Server(match way {
            Way::Test => ServerCommand::Test(instance, key),
            Way::Save | Way::Connect => ServerCommand::Keep {
                instance,
                of: typed.of.clone().map(Box::new),
                key,
                connect: way == Way::Connect,
            },
        }));
    }
}

/// What is to be mended after a test that has just ended; the button to try again with where that
/// is nothing in the form.
fn test_that_ended(typed: &mut Typed, findings: &Findings) -> Option<Mend> {
    let tested = findings.tested.as_ref()?;
    let has_ended = typed.testing && !findings.busy;
    typed.testing &= !has_ended;
    has_ended.then(|| match tested {
        Err(untested) => untested.mend,
        Ok(report) => {
            let refused = report.triggers.as_ref().err();
            refused.map_or(Mend::Other, |refusal| Mend::of(&refusal.cause))
        }
    })
}

/// What is done with what was typed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Test,
    Save,
    /// Saves it, and connects to it.
    Connect,
}

impl Way {
    fn words(self) -> &'static str {
        match self {
            Self::Test => "Test connection",
            Self::Save => "Save",
            Self::Connect => "Connect",
        }
    }
}

/// The ways out of the form, the usual one first: who was asked for a key wants to connect.
fn ways(state: &State, typed: &Typed) -> Vec<Way> {
    match (lacks_key(state, typed), &typed.of) {
        (true, _) => vec![Way::Connect],
        (false, None) => vec![Way::Connect, Way::Save],
        (false, Some(_)) => vec![Way::Save],
    }
}

/// Whether the form is open because the server could not be asked for want of a key.
fn lacks_key(state: &State, typed: &Typed) -> bool {
    let servers = state.servers();
    let is_used = |one: &Instance| servers.used().is_some_and(|used| used.id == one.id);
    typed.of.as_ref().is_some_and(is_used) && servers.connection().lacks_key()
}

/// Name, address, key and colour. Gives whether the key was entered.
fn fields(
    ui: &mut Ui,
    state: &State,
    typed: &mut Typed,
    mend: Option<Mend>,
    out: &mut Commands,
) -> bool {
    let colours = Colours::of(ui.visuals());
    let lacks_key = lacks_key(state, typed);
    let name = field(ui, "Name", &mut typed.name, "MISP test");
    // A key that is typed into the first field would be read by whoever looks on.
    let unfocused = ui.memory(|memory| memory.focused().is_none()) && !typed.testing;
    if unfocused && !lacks_key && mend.is_none() {
        name.request_focus();
    }
    let url = field(ui, "Address", &mut typed.url, "https://misp.example.org");
    if let Some(plain) = typed.plain() {
        let (words, colour) = match plain {
            Plain::OnTheWay => (
                "Not encrypted: without https the key and all data can be read on the way",
                colours.warning,
            ),
            Plain::Here => (
                "Not encrypted: the key and all data go as they are, within this machine",
                colours.soft_text,
            ),
        };
        ui.label(RichText::new(words).size(12.5).color(colour));
    }
    if mend == Some(Mend::Address) {
        url.request_focus();
    }
    if url.changed() {
        // What was found out was about another server.
        typed.pinned = None;
    }
    let has_no_key = state.servers().findings().has_no_key;
    let kept = typed.of.as_ref().is_some_and(|_| typed.key.0.is_empty());
    let kept = kept && !has_no_key;
    let mut entered = false;
    let hint = if kept && typed.goes_elsewhere() {
        "The key for the server at the new address"
    } else if kept && !lacks_key {
        "Leave it empty to keep the present one"
    } else {
        "40 letters and digits"
    };
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        outlined(ui);
        let label = ui.label("API key");
        let key: &mut String = &mut typed.key.0;
        let key = TextEdit::singleline(key)
            .id(egui::Id::new(KEY_FIELD))
            .password(true)
            .hint_text(hint)
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(8, 6));
        let key = ui.add(key).labelled_by(label.id);
        if mend == Some(Mend::Key) || (unfocused && lacks_key && mend.is_none()) {
            key.request_focus();
        }
        typed.stale.test |= key.changed();
        entered = key.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    });
    let of_session = typed
        .of
        .as_ref()
        .is_some_and(|one| state.servers().is_key_of_session(&one.id));
    let words = if of_session {
        "The key is kept until the program ends only, because no keyring took it"
    } else {
        "It goes into the keyring of this system and nowhere else; without one it is kept until the program ends. Workflows need the key of a site admin"
    };
    ui.label(RichText::new(words).size(12.5).color(colours.soft_text));
    // There is none to forget where none was found.
    let has_none = lacks_key && !of_session && state.servers().connection() == Connection::NoKey;
    let has_none = has_none || has_no_key && !of_session;
    if let Some(known) = typed.of.as_ref().filter(|_| !has_none) {
        let forget = ui.button("Forget the key");
        let tip = "Takes the key out of the keyring and out of this session; the instance stays";
        if forget.on_hover_text(tip).clicked() {
            typed.stale.test = true;
            let forget = ServerCommand::ForgetKey(known.id.clone());
            out.push(Command::Server(forget));
        }
    }
    ui.horizontal(|ui| {
        let label = ui.label("Colour");
        let response = ui.color_edit_button_srgb(&mut typed.colour);
        response.labelled_by(label.id);
        soft(ui, "tells this server from others");
    });
    entered
}

fn proxy(ui: &mut Ui, typed: &mut Typed) {
    choice(
        ui,
        "Proxy",
        &mut typed.proxy,
        &ProxyKind::ALL,
        ProxyKind::words,
    );
    if typed.proxy == ProxyKind::Through {
        field(
            ui,
            "Address of the proxy",
            &mut typed.proxy_url,
            "http://proxy.local:3128",
        );
    }
}

fn choice<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: &mut T,
    all: &[T],
    words: fn(T) -> &'static str,
) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        let label = ui.label(name);
        let response = ComboBox::from_id_salt(name)
            .width(ui.available_width())
            .selected_text(words(*chosen))
            .show_ui(ui, |ui| {
                for one in all {
                    ui.selectable_value(chosen, *one, words(*one));
                }
            })
            .response;
        response.labelled_by(label.id);
    });
}

/// What the test found. Gives whether the certificate is to be looked at.
fn tested(ui: &mut Ui, findings: &Findings) -> bool {
    let colours = Colours::of(ui.visuals());
    let Some(tested) = &findings.tested else {
        return false;
    };
    let mut compare = false;
    well(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        match tested {
            Ok(report) => {
                let missing = report.missing();
                let (words, colour) = if missing.is_empty() {
                    ("The connection works", colours.ok)
                } else {
                    (
                        "The server answers, but workflows cannot be used yet",
                        colours.warning,
                    )
                };
                ui.label(RichText::new(words).strong().color(colour));
                soft(ui, format!("MISP {}", report.server.version));
                if let Ok(me) = &report.me {
                    soft(
                        ui,
                        format!("{}, role {}, of {}", me.email, me.role, me.organisation),
                    );
                }
                if let Ok(triggers) = report.triggers {
                    soft(ui, format!("{triggers} triggers"));
                }
                lines(ui, missing.iter().map(String::as_str));
            }
            Err(untested) => {
                let text = RichText::new(&untested.words).color(colours.error_text);
                egui::Label::new(text).wrap().ui(ui);
                compare =
                    untested.by_certificate && ui.button("Compare its fingerprint…").clicked();
            }
        }
    });
    compare
}

//! The form of an instance: name, address, key, trust, colour, proxy, and a test of it all.

use std::{fmt, path::PathBuf};

use egui::{Button, ComboBox, Margin, RichText, TextEdit, Ui, Widget as _, vec2};
use zeroize::Zeroizing;

use super::{
    super::dialog::{buttons, heading},
    field, lines, outlined, scrolled, soft, well,
};
use crate::{
    misp::{ApiKey, Certificate, Colour, Fingerprint, Instance, ProxyChoice, Trust},
    state::{Command, Findings, ServerCommand, State},
    window::{controls::Commands, theme::Colours},
};

/// The id of the field into which the key is typed.
const KEY_FIELD: &str = "the key of an instance";

/// Whom the certificate is trusted by, as the form asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum TrustKind {
    #[default]
    System,
    Authority,
    Pinned,
}

impl TrustKind {
    const ALL: [Self; 3] = [Self::System, Self::Authority, Self::Pinned];

    fn words(self) -> &'static str {
        match self {
            Self::System => "By the authorities that this system trusts",
            Self::Authority => "By an authority of your own as well",
            Self::Pinned => "Exactly one certificate, by its fingerprint",
        }
    }
}

/// How the server is reached, as the form asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum ProxyKind {
    #[default]
    Environment,
    Direct,
    Through,
}

impl ProxyKind {
    const ALL: [Self; 3] = [Self::Environment, Self::Direct, Self::Through];

    fn words(self) -> &'static str {
        match self {
            Self::Environment => "As the environment says",
            Self::Direct => "Directly",
            Self::Through => "Through this proxy",
        }
    }
}

/// A key that is being typed; it is overwritten when it goes, and nothing prints it.
struct TypedKey(Zeroizing<String>);

impl Default for TypedKey {
    fn default() -> Self {
        // With room, so that typing leaves no copies behind.
        Self(Zeroizing::new(String::with_capacity(256)))
    }
}

impl fmt::Debug for TypedKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("‹key›")
    }
}

/// What is typed.
#[derive(Debug, Default)]
struct Typed {
    /// The instance that is changed; none for a new one.
    of: Option<Instance>,
    name: String,
    url: String,
    key: TypedKey,
    trust: TrustKind,
    authority: Option<String>,
    path: String,
    pinned: Option<Fingerprint>,
    colour: [u8; 3],
    proxy: ProxyKind,
    proxy_url: String,
    /// A new instance has its id from the beginning, so that a tested one is the kept one.
    new_id: String,
    /// Whether the form was tried with something missing.
    tried: bool,
}

impl Typed {
    fn of(known: Option<&Instance>) -> Self {
        let blank = Self {
            colour: Colour::default().0,
            new_id: crate::library::fresh_uuid(),
            ..Self::default()
        };
        let Some(known) = known else {
            return blank;
        };
        let (trust, authority, pinned) = match &known.trust {
            Trust::System => (TrustKind::System, None, None),
            Trust::PrivateCa(pem) => (TrustKind::Authority, Some(pem.clone()), None),
            Trust::Pinned(print) => (TrustKind::Pinned, None, Some(*print)),
        };
        let (proxy, proxy_url) = match &known.proxy {
            ProxyChoice::Environment => (ProxyKind::Environment, String::new()),
            ProxyChoice::Direct => (ProxyKind::Direct, String::new()),
            ProxyChoice::Through(url) => (ProxyKind::Through, url.clone().into()),
        };
        Self {
            of: Some(known.clone()),
            name: known.name.clone(),
            url: known.url.to_string(),
            trust,
            authority,
            pinned,
            colour: known.colour.0,
            proxy,
            proxy_url,
            ..blank
        }
    }

    /// The instance that was typed, or what is missing.
    fn instance(&self) -> Result<Instance, String> {
        let url = self.url.parse().map_err(|error| {
            let error: crate::misp::AddressError = error;
            error.to_string()
        })?;
        let mut instance = match &self.of {
            Some(known) => known.clone(),
            None => Instance {
                id: self.new_id.clone(),
                ..Instance::new("", url)
            },
        };
        instance.url = self.url.parse().unwrap_or(instance.url);
        instance.name = match self.name.trim() {
            "" => instance.url.host(),
            name => name.to_owned(),
        };
        instance.trust = match self.trust {
            TrustKind::System => Trust::System,
            TrustKind::Authority => Trust::PrivateCa(
                self.authority
                    .clone()
                    .ok_or("Type the path of the authority's file and read it")?,
            ),
            TrustKind::Pinned => Trust::Pinned(
                self.pinned
                    .ok_or("Look at the certificate and compare its fingerprint first")?,
            ),
        };
        instance.colour = Colour(self.colour);
        instance.proxy = match self.proxy {
            ProxyKind::Environment => ProxyChoice::Environment,
            ProxyKind::Direct => ProxyChoice::Direct,
            ProxyKind::Through => {
                let url = self.proxy_url.parse();
                ProxyChoice::Through(
                    url.map_err(|error: crate::misp::ProxyError| error.to_string())?,
                )
            }
        };
        Ok(instance)
    }

    fn key(&self) -> Option<ApiKey> {
        let key = ApiKey::new(self.key.0.to_string());
        (!key.is_empty()).then_some(key)
    }
}

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
        let typed = self.0.get_or_insert_with(|| Typed::of(known));
        let findings = state.servers().findings();
        if let Some(Ok(pem)) = &findings.authority {
            typed.authority = Some(pem.clone());
        }
        heading(
            ui,
            &known.map_or_else(
                || "Add an instance".to_owned(),
                |one| format!("Edit {}", one.name),
            ),
        );
        let colours = Colours::of(ui.visuals());
        let instance = typed.instance();
        let mut entered = false;
        scrolled(ui, "instance", |ui| {
            entered = fields(ui, state, typed);
            trust(ui, typed, findings, &instance, out);
            proxy(ui, typed);
            tested(ui, findings);
            if let (true, Err(missing)) = (typed.tried, &instance) {
                ui.label(RichText::new(missing).color(colours.error_text));
            }
        });
        ui.add_space(2.0);
        let mut wanted = entered.then_some(false);
        ui.horizontal(|ui| {
            let test = Button::new("Test connection").min_size(vec2(0.0, 30.0));
            if ui.add_enabled(!findings.busy, test).clicked() {
                wanted = Some(true);
            }
            if findings.busy {
                ui.spinner();
            }
            let names = [
                ("Save", None),
                ("Cancel", Some(Command::Server(ServerCommand::Instances))),
            ];
            if buttons(ui, &names, out) == Some(0) {
                wanted = Some(false);
            }
        });
        let Some(is_test) = wanted else { return };
        match instance {
            Ok(instance) => {
                let (instance, key) = (Box::new(instance), typed.key());
                out.push(Command::Server(match is_test {
                    true => ServerCommand::Test(instance, key),
                    false => ServerCommand::Keep(instance, key),
                }));
            }
            Err(_) => typed.tried = true,
        }
    }
}

/// Whether the form is open because the server could not be asked for want of a key.
fn lacks_key(state: &State, typed: &Typed) -> bool {
    let servers = state.servers();
    let is_used = |one: &Instance| servers.used().is_some_and(|used| used.id == one.id);
    typed.of.as_ref().is_some_and(is_used) && servers.connection().lacks_key()
}

/// Name, address, key and colour. Gives whether the key was entered.
fn fields(ui: &mut Ui, state: &State, typed: &mut Typed) -> bool {
    let colours = Colours::of(ui.visuals());
    let lacks_key = lacks_key(state, typed);
    let name = field(ui, "Name", &mut typed.name, "MISP test");
    // A key that is typed into the first field would be read by whoever looks on.
    let unfocused = ui.memory(|memory| memory.focused().is_none());
    if unfocused && !lacks_key {
        name.request_focus();
    }
    let url = field(ui, "Address", &mut typed.url, "https://misp.example.org");
    let is_plain = typed.url.trim().starts_with("http://");
    if is_plain {
        let words = "Without https the key and all data can be read on the way";
        ui.label(RichText::new(words).size(12.5).color(colours.warning));
    }
    if url.changed() {
        // What was found out was about another server.
        typed.pinned = None;
    }
    let kept = typed.of.as_ref().is_some_and(|_| typed.key.0.is_empty());
    let mut entered = false;
    let hint = if kept && !lacks_key {
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
        if unfocused && lacks_key {
            key.request_focus();
        }
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
    ui.horizontal(|ui| {
        let label = ui.label("Colour");
        let response = ui.color_edit_button_srgb(&mut typed.colour);
        response.labelled_by(label.id);
        soft(ui, "tells this server from others");
    });
    entered
}

fn trust(
    ui: &mut Ui,
    typed: &mut Typed,
    findings: &Findings,
    instance: &Result<Instance, String>,
    out: &mut Commands,
) {
    let colours = Colours::of(ui.visuals());
    if typed.url.trim().starts_with("http://") {
        return;
    }
    choice(
        ui,
        "Certificate is trusted",
        &mut typed.trust,
        &TrustKind::ALL,
        TrustKind::words,
    );
    match typed.trust {
        TrustKind::System => {}
        TrustKind::Authority => {
            field(
                ui,
                "File of the authority (PEM)",
                &mut typed.path,
                "/home/me/ca.pem",
            );
            if ui.button("Read the file").clicked() {
                let path = PathBuf::from(typed.path.trim());
                out.push(Command::Server(ServerCommand::ReadAuthority(path)));
            }
            match &findings.authority {
                Some(Err(error)) => {
                    ui.label(RichText::new(error).color(colours.error_text));
                }
                _ if typed.authority.is_some() => {
                    ui.label("The authority was read");
                }
                _ => {}
            }
        }
        TrustKind::Pinned => pin(ui, typed, findings, instance, out),
    }
}

/// Looking at a certificate, and trusting it once its fingerprint was shown.
fn pin(
    ui: &mut Ui,
    typed: &mut Typed,
    findings: &Findings,
    instance: &Result<Instance, String>,
    out: &mut Commands,
) {
    let colours = Colours::of(ui.visuals());
    if let Some(pinned) = typed.pinned {
        ui.label("Trusted is the certificate with this SHA-256 fingerprint");
        ui.label(RichText::new(pinned.to_string()).monospace().size(12.0));
    }
    let asked = ui.add_enabled(!findings.busy, Button::new("Show certificate"));
    if asked.clicked() {
        // What is asked for is what the form is still missing.
        let plain = Typed {
            trust: TrustKind::System,
            name: typed.name.clone(),
            url: typed.url.clone(),
            proxy: typed.proxy,
            proxy_url: typed.proxy_url.clone(),
            ..Typed::of(None)
        };
        match instance.clone().or_else(|_| plain.instance()) {
            Ok(instance) => out.push(Command::Server(ServerCommand::LookAtCertificate(Box::new(
                instance,
            )))),
            Err(_) => typed.tried = true,
        }
    }
    match &findings.certificate {
        Some(Ok(certificate)) => {
            shown(ui, certificate);
            if typed.pinned != Some(certificate.fingerprint)
                && ui.button("Trust this certificate").clicked()
            {
                typed.pinned = Some(certificate.fingerprint);
            }
        }
        Some(Err(error)) => {
            ui.label(RichText::new(error).color(colours.error_text));
        }
        None => {}
    }
}

fn shown(ui: &mut Ui, certificate: &Certificate) {
    let colours = Colours::of(ui.visuals());
    well(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let by = if certificate.self_signed {
            "Issued by itself".to_owned()
        } else {
            format!("Issued by {}", certificate.issuer)
        };
        ui.label(RichText::new(format!("Issued to {}", certificate.subject)).color(colours.text));
        soft(ui, by);
        soft(ui, format!("Valid from {} until {} UTC", certificate.from, certificate.until));
        soft(ui, "SHA-256 fingerprint. Compare it with the one that the server's administrator gives you");
        let print = RichText::new(certificate.fingerprint.to_string());
        ui.label(print.monospace().size(12.0));
    });
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

/// What the test found.
fn tested(ui: &mut Ui, findings: &Findings) {
    let colours = Colours::of(ui.visuals());
    let Some(tested) = &findings.tested else {
        return;
    };
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
            Err(error) => {
                let text = RichText::new(error).color(colours.error_text);
                egui::Label::new(text).wrap().ui(ui);
            }
        }
    });
}

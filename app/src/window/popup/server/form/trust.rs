//! Whom the server's certificate is trusted by, as the form of an instance asks for it.

use std::path::PathBuf;

use egui::{Button, RichText, Ui};

use super::{
    super::{field, soft, well},
    choice,
    typed::{TrustKind, Typed},
};
use crate::{
    misp::{Certificate, Instance},
    state::{Command, Findings, ServerCommand},
    window::{controls::Commands, theme::Colours},
};

pub(super) fn show(
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
            let path = field(
                ui,
                "File of the authority (PEM)",
                &mut typed.path,
                "/home/me/ca.pem",
            );
            if path.changed() {
                // What was read is another file.
                typed.authority = None;
                typed.stale.authority = true;
            }
            if ui.button("Read the file").clicked() {
                typed.stale.authority = false;
                let path = PathBuf::from(typed.path.trim());
                out.push(Command::Server(ServerCommand::ReadAuthority(path)));
            }
            match &findings.authority {
                Some(Err(error)) if !typed.stale.authority => {
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
        look(typed, instance, out);
    }
    let Some(found) = findings
        .certificate
        .as_ref()
        .filter(|_| !typed.stale.certificate)
    else {
        return;
    };
    let told = ui.scope(|ui| match found {
        Ok(certificate) => {
            shown(ui, certificate);
            if typed.pinned != Some(certificate.fingerprint)
                && ui.button("Trust this certificate").clicked()
            {
                typed.pinned = Some(certificate.fingerprint);
            }
        }
        Err(error) => {
            ui.label(RichText::new(error).color(colours.error_text));
        }
    });
    if typed.looking && !findings.busy && !asked.clicked() {
        typed.looking = false;
        told.response.scroll_to_me(None);
    }
}

/// Goes over to trusting one certificate, and asks for it.
pub(super) fn compare(typed: &mut Typed, instance: &Result<Instance, String>, out: &mut Commands) {
    typed.trust = TrustKind::Pinned;
    // What the test found is about another trust.
    typed.stale.test = true;
    look(typed, instance, out);
}

/// Asks for the certificate of the server that is typed.
fn look(typed: &mut Typed, instance: &Result<Instance, String>, out: &mut Commands) {
    // What is asked for is what the form is still missing.
    let plain = Typed {
        trust: TrustKind::System,
        name: typed.name.clone(),
        url: typed.url.clone(),
        proxy: typed.proxy,
        proxy_url: typed.proxy_url.clone(),
        ..Typed::of(None, 0)
    };
    match instance.clone().or_else(|_| plain.instance()) {
        Ok(instance) => {
            typed.stale.certificate = false;
            typed.looking = true;
            let look = ServerCommand::LookAtCertificate(Box::new(instance));
            out.push(Command::Server(look));
        }
        Err(_) => (typed.tried, typed.tell) = (true, true),
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

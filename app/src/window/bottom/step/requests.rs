//! The requests of a step as they go out, with secrets masked, and what came back.

use egui::{CollapsingHeader, RichText, TextEdit, Ui};
use egui_phosphor::regular as glyph;
use misp_flow_engine::{
    describe::capitalised,
    run::{Effect, EffectKind, Reply, Request},
    value::Value,
};

use super::caption;
use crate::{
    state::{ShownRun, ShownStep},
    stepper::{RealExchange, as_sent, masked},
    window::{bottom::effects::exchange_of, controls::size_words, theme::Colours},
};

/// The longest text of a body that is shown, in bytes.
const LONGEST: usize = 20_000;
/// How many requests of one step are shown.
const MOST: usize = 50;

/// Shows what a step sent, or would send.
pub(super) fn show(ui: &mut Ui, shown: &ShownRun, step: ShownStep<'_>) {
    let effects = step.effects();
    let requests: Vec<&Effect> = effects
        .iter()
        .filter(|effect| effect.request().is_some())
        .collect();
    if requests.is_empty() {
        return;
    }
    let real = &shown.stepping.real;
    let sent = requests
        .iter()
        .any(|effect| exchange_of(effect, real).is_some());
    caption(
        ui,
        if sent {
            "What was sent"
        } else {
            "What MISP would do; nothing was sent from here"
        },
    );
    for (place, effect) in requests.iter().enumerate().take(MOST) {
        let exchange = exchange_of(effect, real);
        let came = match (exchange, effect.request()) {
            (Some(exchange), _) => Came::Really(exchange),
            (None, Some(request)) if shown.answers.is_given(&effect.node, request) => Came::Given,
            _ => Came::Assumed,
        };
        one(ui, place, effect, came);
    }
    if requests.len() > MOST {
        caption(ui, &format!("and {} more", requests.len() - MOST));
    }
}

/// Where the answer to a request is from.
#[derive(Clone, Copy)]
enum Came<'r> {
    /// It was really sent.
    Really(&'r RealExchange),
    /// The user set it.
    Given,
    /// It is what a world without trouble gives.
    Assumed,
}

fn one(ui: &mut Ui, place: usize, effect: &Effect, came: Came<'_>) {
    let EffectKind::Request(request, reply) = &effect.kind else {
        return;
    };
    let colours = Colours::of(ui.visuals());
    let real = match came {
        Came::Really(exchange) => Some(exchange),
        Came::Given | Came::Assumed => None,
    };
    let (sign, colour) = match real {
        Some(_) => (glyph::BROADCAST, colours.warning),
        None => (glyph::PAPER_PLANE_TILT, colours.action),
    };
    // A title stands on one line; what comes behind the comma goes on below.
    let sentence = effect.sentence();
    let (title, rest) = match sentence.split_once(", ") {
        Some((title, rest)) => (title, rest),
        None => (sentence.as_str(), ""),
    };
    ui.horizontal_top(|ui| {
        ui.label(RichText::new(sign).color(colour));
        ui.vertical(|ui| {
            CollapsingHeader::new(RichText::new(title).color(colours.text))
                .id_salt(("request", place))
                .show(ui, |ui| {
                    let shown = match real {
                        Some(_) => masked(&as_sent(request)),
                        None => masked(request),
                    };
                    let title = match came {
                        Came::Really(_) => "Answer",
                        Came::Given => "Answer that was set",
                        Came::Assumed => "Assumed answer",
                    };
                    details(ui, &shown, reply, title)
                });
            if real.is_none() && !rest.is_empty() {
                caption(ui, &capitalised(rest));
            }
            if let Some(real) = real {
                let words = RichText::new(capitalised(&real.words())).size(12.5);
                ui.label(words.color(colours.warning));
            }
        });
    });
}

fn details(ui: &mut Ui, request: &Request, reply: &Reply, title: &str) {
    match request {
        Request::Http(http) => {
            let mut head = format!("{} {}", http.method, http.url);
            for (name, value) in &http.headers {
                head.push_str(&format!("\n{name}: {value}"));
            }
            text(ui, "Request", &head);
            if !http.body.is_empty() {
                let size = size_words(http.body.len());
                text(ui, &format!("Body, {size}"), &pretty(&http.body));
            }
        }
        Request::Mail(mail) => {
            let head = format!(
                "To: {}\nSubject: {}\n\n{}",
                mail.recipients.join(", "),
                mail.subject,
                mail.body
            );
            text(ui, "Mail", &head);
        }
        Request::Zmq(message) => text(ui, "Message", &message.message.to_json_pretty()),
        Request::Query(query) => text(ui, "Question", &query.body.to_json_pretty()),
    }
    match reply {
        Reply::Taken => {}
        Reply::Http { status, body, .. } => {
            let body = pretty(body);
            text(ui, title, format!("Status {status}\n{body}").trim_end());
        }
        Reply::Json(json) | Reply::Assumed(json) => text(ui, title, &json.to_json_pretty()),
        Reply::Failed(why) => text(ui, title, why),
    }
}

/// JSON with an element a line; other text as it is.
fn pretty(body: &str) -> String {
    if body.len() > LONGEST * 10 {
        return body.to_owned();
    }
    match Value::from_json(body.as_bytes()) {
        Ok(json) if json.is_array() => json.to_json_pretty(),
        _ => body.to_owned(),
    }
}

/// A text that can be selected and copied.
fn text(ui: &mut Ui, title: &str, whole: &str) {
    caption(ui, title);
    let end = whole.floor_char_boundary(LONGEST);
    let mut shown = whole.get(..end).unwrap_or(whole);
    let response = ui.add(
        TextEdit::multiline(&mut shown)
            .font(egui::TextStyle::Monospace)
            .desired_rows(1)
            .desired_width(f32::INFINITY),
    );
    let title = title.to_owned();
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_label(title));
    if end < whole.len() {
        caption(ui, &format!("and {} more", size_words(whole.len() - end)));
    }
}

//! What a node gives in a simulation: what MISP's module does, or what the user sets.

use egui::{ComboBox, Ui};
use misp_flow_engine::{
    catalogue::{Module, ModuleKind},
    modules::{Asks, asks},
    run::{Answer, Reply},
    value::Value,
    workflow::NodeId,
};

use super::{
    InspectorAction,
    form::Form,
    label::{Caption, Tone, note},
    section::Section,
    text::TextField,
};
use crate::window::controls::take_arrows;

/// The ways a node can be made to end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    AsMisp,
    Succeeds,
    Fails,
    Answered,
    LikeReal,
}

impl Way {
    fn of(answer: Option<&Answer>, real: Option<&Reply>) -> Self {
        match answer {
            None => Self::AsMisp,
            Some(answer) if real.is_some() && answer.reply.as_ref() == real => Self::LikeReal,
            Some(answer) if answer.reply.is_some() || !answer.replies.is_empty() => Self::Answered,
            Some(answer) if answer.success => Self::Succeeds,
            Some(_) => Self::Fails,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::AsMisp => "Does what it does in MISP",
            Self::Succeeds => "Succeeds and changes nothing",
            Self::Fails => "Fails",
            Self::Answered => "Gets an answer that I give",
            Self::LikeReal => "Gets its last real answer",
        }
    }

    /// The same beside the title, where there is little room.
    fn short(self) -> &'static str {
        match self {
            Self::AsMisp => "As in MISP",
            Self::Succeeds => "Succeeds",
            Self::Fails => "Fails",
            Self::Answered => "Answer given",
            Self::LikeReal => "Last real answer",
        }
    }

    /// The answer to begin with.
    fn fresh(self, asks: Option<Asks>, real: Option<&Reply>) -> Option<Box<Answer>> {
        let answer = match (self, asks) {
            (Self::AsMisp, _) => return None,
            (Self::Succeeds, _) => Answer::default(),
            (Self::Fails, _) => Answer::failure(""),
            (Self::LikeReal, _) => Answer::reply(real?.clone()),
            (Self::Answered, Some(Asks::Http)) => Answer::reply(http(500, String::new())),
            (Self::Answered, _) => Answer::reply(Reply::Json(Value::empty_array())),
        };
        Some(Box::new(answer))
    }
}

fn http(status: u16, body: String) -> Reply {
    Reply::Http {
        status,
        body,
        location: None,
    }
}

/// Shows the part for an action; triggers and logic modules do what they do.
pub(super) fn show(ui: &mut Ui, form: &mut Form<'_, '_>, id: &NodeId, module: &Module) {
    if module.kind != ModuleKind::Action {
        return;
    }
    let (answer, real) = (form.input.answer, form.input.real_answer);
    let way = Way::of(answer, real);
    let section = match way {
        Way::AsMisp => Section::new("In the simulation").folded(),
        way => Section::new("In the simulation").badge(Tone::Warning, way.short()),
    };
    section.show(ui, |ui| {
        let asks = asks(module);
        let mut chosen = way;
        let label = Caption::new("This node").show(ui, |_| {});
        let list = ComboBox::from_id_salt("way")
            .selected_text(way.words())
            .width(ui.available_width())
            .truncate()
            .show_ui(ui, |ui| {
                let mut ways = vec![Way::AsMisp, Way::Succeeds, Way::Fails];
                ways.extend(asks.map(|_| Way::Answered));
                ways.extend(real.map(|_| Way::LikeReal));
                for one in ways {
                    ui.selectable_value(&mut chosen, one, one.words());
                }
            })
            .response
            .labelled_by(label);
        take_arrows(list);
        if chosen != way {
            form.ask(InspectorAction::Answer(id.clone(), chosen.fresh(asks, real)));
        } else if let Some(answer) = answer {
            details(ui, form, id, answer);
        }
        if let Some(words) = assumed(way, asks, module) {
            note(ui, Tone::Plain, words);
        }
        note(
            ui,
            Tone::Plain,
            "Counts here only; it is not part of the workflow. Nothing is sent unless you run and send for real",
        );
    });
}

/// What is taken for granted about the outside where nothing was set.
fn assumed(way: Way, asks: Option<Asks>, module: &Module) -> Option<&'static str> {
    if way != Way::AsMisp {
        return None;
    }
    match (asks, module.id.as_str()) {
        (Some(Asks::Http), _) => Some(
            "Its request is taken to be answered with status 200 and an empty body, so it succeeds",
        ),
        (Some(Asks::MispModules), _) => Some(
            "What misp-modules works out by itself is worked out here; what it would ask others for is taken to find nothing",
        ),
        (None, "send-mail" | "send-log-mail") => Some("Its mails are taken to be delivered"),
        (None, "push-zmq") => Some("Its message is taken to be published"),
        (None, _) => None,
    }
}

fn details(ui: &mut Ui, form: &mut Form<'_, '_>, id: &NodeId, answer: &Answer) {
    let changed = match &answer.reply {
        Some(Reply::Http { status, body, .. }) => http_answer(ui, form, *status, body),
        Some(Reply::Json(json)) => json_answer(ui, form, json),
        Some(_) => None,
        None if !answer.replies.is_empty() => {
            let about: Vec<&str> = answer
                .replies
                .iter()
                .map(|(about, _)| about.as_str())
                .collect();
            let about = about.join(", ");
            note(
                ui,
                Tone::Plain,
                &format!("Comes with the blueprint, for questions about {about}"),
            );
            None
        }
        None if answer.success => None,
        None => failure(ui, form, answer),
    };
    if let Some(answer) = changed {
        form.ask(InspectorAction::Answer(id.clone(), Some(Box::new(answer))));
    }
}

fn failure(ui: &mut Ui, form: &mut Form<'_, '_>, answer: &Answer) -> Option<Answer> {
    let message = answer.errors.first().map_or("", String::as_str);
    let typed = field("Message", message, "What the node reports", 1).show(ui, form);
    typed.text.map(Answer::failure)
}

fn http_answer(ui: &mut Ui, form: &mut Form<'_, '_>, status: u16, body: &str) -> Option<Answer> {
    let shown = status.to_string();
    let typed = field("Status", &shown, "200", 1).show(ui, form);
    let new_status = typed.text.map(|text| {
        let digits: String = text.chars().filter(char::is_ascii_digit).take(3).collect();
        digits.parse().unwrap_or(0)
    });
    let typed = field("Body", body, "What comes back", 3).show(ui, form);
    if new_status.is_none() && typed.text.is_none() {
        return None;
    }
    let body = typed.text.unwrap_or_else(|| body.to_owned());
    Some(Answer::reply(http(new_status.unwrap_or(status), body)))
}

/// The answer as JSON; while it is none, what is typed is kept as a text, which the module takes
/// for an answer that it cannot read.
fn json_answer(ui: &mut Ui, form: &mut Form<'_, '_>, json: &Value) -> Option<Answer> {
    let text = match json {
        Value::Str(text) => text.to_string(),
        json => json.to_json(),
    };
    let typed = field("Answer", &text, r#"{"results": []}"#, 4).show(ui, form);
    if matches!(json, Value::Str(_)) {
        note(ui, Tone::Warning, "This is no JSON yet");
    }
    let text = typed.text?;
    let json = match Value::from_json(text.as_bytes()) {
        // Numbers and spaces would be written in another way than they are typed.
        Ok(json) if json.is_array() => json,
        _ => Value::from(text),
    };
    Some(Answer::reply(Reply::Json(json)))
}

fn field<'a>(caption: &'a str, text: &'a str, hint: &'a str, rows: usize) -> TextField<'a> {
    TextField {
        salt: caption,
        caption: Caption::new(caption),
        text,
        hint,
        rows,
        mono: rows > 1,
        editable: true,
        ..TextField::default()
    }
}

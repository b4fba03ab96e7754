//! What a template becomes with the event, rendered in the background.

use std::{collections::HashMap, ops::Range};

use egui::{Context, Id};
use misp_flow_engine::{
    condition::Operators,
    run::RoamingData,
    template::{Fault, Template},
    value::Value,
};

use crate::{task::Background, window::inspector::matches::is_same};

/// How long somebody must not type before it is rendered again, in seconds.
const REST: f64 = 0.15;
/// How much of what is rendered is shown, in characters.
const SHOWN: usize = 20_000;

/// What a template becomes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Preview {
    /// The template that it is of.
    pub template: String,
    /// What comes out, cut after some pages.
    pub text: String,
    /// How many characters come out.
    pub length: usize,
    /// Why nothing comes out.
    pub fault: Option<Fault>,
    /// The bytes of the template that are wrong, where that is known.
    pub mark: Option<Range<usize>>,
}

impl Preview {
    /// Whether more comes out than is shown.
    pub fn is_cut(&self) -> bool {
        self.length > SHOWN
    }
}

struct Field {
    /// What is to be rendered, and since when.
    wanted: (String, Option<Value>),
    since: f64,
    under_way: bool,
    shown: Option<(Preview, Option<Value>)>,
}

struct Done {
    field: Id,
    event: Option<Value>,
    /// None where the job failed.
    preview: Option<Preview>,
}

/// The previews of the fields that are shown.
#[derive(Default)]
pub(in crate::window::inspector) struct Previews {
    fields: HashMap<Id, Field>,
    background: Option<Background<Done>>,
}

impl Previews {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.fields.clear();
    }

    /// The last preview of a field, if there is one, and whether it is up to date.
    pub(super) fn ask(
        &mut self,
        ctx: &Context,
        field: Id,
        template: &str,
        event: Option<&Value>,
    ) -> Option<(Preview, bool)> {
        self.take_in();
        let now = ctx.input(|input| input.time);
        let kept = self.fields.entry(field).or_insert_with(|| Field {
            wanted: (template.to_owned(), event.cloned()),
            // The first one need not wait.
            since: now - REST,
            under_way: false,
            shown: None,
        });
        if kept.wanted.0 != template || !same(kept.wanted.1.as_ref(), event) {
            kept.wanted = (template.to_owned(), event.cloned());
            kept.since = now;
        }
        let current = kept
            .shown
            .as_ref()
            .is_some_and(|(preview, of)| preview.template == template && same(of.as_ref(), event));
        if !current && !kept.under_way {
            let rest = kept.since + REST - now;
            if rest > 0.0 {
                ctx.request_repaint_after_secs(rest as f32);
            } else {
                kept.under_way = true;
                let (template, event) = kept.wanted.clone();
                let of = event.clone();
                let background = self
                    .background
                    .get_or_insert_with(|| Background::new(Some(ctx.clone())));
                background.start(
                    move || Done {
                        field,
                        preview: Some(preview(template, event.as_ref())),
                        event,
                    },
                    move || Done {
                        field,
                        event: of,
                        preview: None,
                    },
                );
            }
        }
        let (preview, _) = kept.shown.as_ref()?;
        Some((preview.clone(), current))
    }

    fn take_in(&mut self) {
        let done = self.background.as_mut().map(Background::poll);
        for done in done.into_iter().flatten() {
            let Some(field) = self.fields.get_mut(&done.field) else {
                continue;
            };
            field.under_way = false;
            let preview = done.preview.unwrap_or_else(|| Preview {
                template: field.wanted.0.clone(),
                text: String::new(),
                length: 0,
                fault: None,
                mark: None,
            });
            field.shown = Some((preview, done.event));
        }
    }
}

fn same(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => is_same(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// Renders a template as a module gets it: over the data as the filters that are on let them
/// through. Without an event it is only read.
fn preview(template: String, event: Option<&Value>) -> Preview {
    let parsed = Template::parse(&template);
    let (mut text, mut fault) = (String::new(), parsed.fault().cloned());
    if let (Some(event), None) = (event, &fault) {
        let data = RoamingData::new(event.clone(), Operators::default()).get();
        let rendered = parsed.render(&data.unwrap_or_else(|_| event.clone()));
        (text, fault) = (rendered.text, rendered.fault);
    }
    let length = text.chars().count();
    if let Some((end, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(end);
    }
    let mark = fault.as_ref().and_then(|fault| mark(&template, fault));
    Preview {
        template,
        text,
        length,
        fault,
        mark,
    }
}

/// The bytes that a fault is about: the word at its column, else its line.
fn mark(template: &str, fault: &Fault) -> Option<Range<usize>> {
    let line = usize::try_from(fault.line?).ok()?.checked_sub(1)?;
    let start: usize = template
        .split_inclusive('\n')
        .take(line)
        .map(str::len)
        .sum();
    let rest = template.get(start..)?;
    let line = rest.lines().next().unwrap_or_default();
    let Some(column) = fault.column else {
        let blank = line.len() - line.trim_start().len();
        return Some(start + blank..start + line.len());
    };
    let column = usize::try_from(column).ok()?.checked_sub(1)?;
    let is_name = |letter: char| letter == '_' || letter.is_alphanumeric();
    let Some((at, first)) = line.char_indices().nth(column) else {
        // The end of the template: what was left open ends there.
        let last = line.char_indices().next_back().map_or(0, |(at, _)| at);
        return Some(start + last..start + line.len());
    };
    let word = line.get(at..).unwrap_or_default();
    let length = word.find(|letter| !is_name(letter)).unwrap_or(word.len());
    Some(start + at..start + at + length.max(first.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(template: &str) -> Preview {
        let event = Value::from_json(br#"{"Event": {"info": "Phish"}}"#).unwrap();
        preview(template.to_owned(), Some(&event))
    }

    #[test]
    fn a_template_becomes_its_text() {
        let preview = of("{{ Event.info }}!");
        assert_eq!((preview.text.as_str(), preview.length), ("Phish!", 6));
        assert_eq!(preview.mark, None);
        let long = of("{% for i in range(30000) %}é{% endfor %}");
        assert_eq!((long.text.chars().count(), long.length), (SHOWN, 30_000));
    }

    #[test]
    fn what_is_wrong_is_marked() {
        let marked = |template: &str| {
            let preview = of(template);
            assert!(preview.fault.is_some());
            template[preview.mark.unwrap()].to_owned()
        };
        assert_eq!(marked("a\né {{ a bc }}"), "bc");
        assert_eq!(marked("{{ x | nope }}"), "nope");
        assert_eq!(marked("a\n  {{ nope.more }} b"), "{{ nope.more }} b");
        assert_eq!(marked("{% if x %}"), "}");
    }
}

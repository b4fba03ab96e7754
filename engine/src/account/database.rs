//! What a step changed in the database, in sentences about attributes and tags: the server keeps
//! ids, which say nothing.

use std::collections::{HashMap, HashSet};

use smol_str::SmolStr;

use super::{
    Changed, ChangedKind,
    names::element,
    who::{Gathered, Who},
};
use crate::{
    instance::{Change, Target},
    path::{HashPath, Place},
    run::Effect,
    value::{Key, Value},
};

/// How many changes are told.
const MOST: usize = 400;

/// The changes of the database among these effects, of a node that saw these data; and whether
/// there are more than are told.
pub(super) fn database(effects: &[Effect], seen: &Value) -> (Vec<Changed>, bool) {
    let changes: Vec<&Change> = effects.iter().filter_map(Effect::change).collect();
    if changes.is_empty() {
        return (Vec::new(), false);
    }
    let told = || changes.iter().take(MOST);
    let names = Names::of(
        seen,
        told().filter_map(|change| attribute_of(change)).collect(),
    );
    let mut gathered = Gathered::default();
    for (change, place) in told().zip(0..) {
        // What is about no attribute that was there, such as a new one, is one more each time.
        let who = match attribute_of(change) {
            Some(id) => Who::Known(id.to_owned()),
            None => Who::Standing(Vec::new(), Key::Int(place)),
        };
        gathered.add(names.told(change), Some(who));
    }
    (gathered.into_list(), changes.len() > MOST)
}

/// What effects are, in one sentence each, with attributes named by what they hold where these data
/// have them: ids say nothing. Takes long on large data.
pub fn named_sentences(effects: &[&Effect], data: &Value) -> Vec<String> {
    let about = |effect: &Effect| effect.change().and_then(attribute_of).map(str::to_owned);
    let ids: Vec<Option<String>> = effects.iter().map(|effect| about(effect)).collect();
    let names = Names::of(data, ids.iter().flatten().map(String::as_str).collect());
    let effects = effects.iter().zip(&ids);
    let told = effects.map(|(effect, id)| match id {
        Some(id) => {
            let (short, long) = (format!("attribute {id}"), names.attribute(id));
            effect.sentence().replacen(&short, &long, 1)
        }
        None => effect.sentence(),
    });
    told.collect()
}

/// The id of the attribute that a change is about.
fn attribute_of(change: &Change) -> Option<&str> {
    match change {
        Change::TagAttached { target, .. } | Change::TagDetached { target, .. } => match target {
            Target::Attribute { id, .. } => Some(id),
            Target::Event(_) => None,
        },
        Change::AttributeSaved { id, .. } => Some(id),
        _ => None,
    }
}

/// Attributes of an event by their ids.
struct Names<'d>(HashMap<SmolStr, &'d Value>);

impl<'d> Names<'d> {
    /// Those with the ids that are wanted.
    fn of(seen: &'d Value, wanted: HashSet<&str>) -> Self {
        let mut names = HashMap::new();
        let paths = [
            "Event._AttributeFlattened.{n}",
            "Event.Attribute.{n}",
            "Event.Object.{n}.Attribute.{n}",
            "Attribute",
        ];
        for path in paths {
            if names.len() == wanted.len() {
                break;
            }
            let path = HashPath::parse(path);
            let found = match path.as_str() {
                "Attribute" => seen.get("Attribute").into_iter().collect(),
                _ => path.matches(seen).unwrap_or_default(),
            };
            for attribute in found {
                if let Some(id) = attribute.get("id")
                    && wanted.contains(id.to_text().as_ref())
                {
                    names.entry(SmolStr::new(id.to_text())).or_insert(attribute);
                }
            }
        }
        Self(names)
    }

    fn attribute(&self, id: &str) -> String {
        self.0.get(id).map_or_else(
            || format!("attribute {id}"),
            |attribute| element("attribute", attribute, 0),
        )
    }

    fn target(&self, target: &Target) -> String {
        match target {
            Target::Attribute { id, .. } => self.attribute(id),
            Target::Event(_) => "event".to_owned(),
        }
    }

    fn told(&self, change: &Change) -> Changed {
        let made = |subject: String, what: String, kind| Changed {
            subject,
            what,
            kind,
            place: Place::from(Vec::new()),
            times: 1,
        };
        match change {
            Change::TagAttached {
                target,
                name,
                local,
            } => {
                let local = if *local { "local " } else { "" };
                let what = format!("{local}tag {name} added");
                made(self.target(target), what, ChangedKind::Added)
            }
            Change::TagDetached { target, name } => {
                let what = format!("tag {name} removed");
                made(self.target(target), what, ChangedKind::Removed)
            }
            Change::AttributeSaved { id, fields, .. } => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(field, value)| format!("{field} set to {value}"))
                    .collect();
                let what = match fields.is_empty() {
                    true => "saved".to_owned(),
                    false => fields.join(", "),
                };
                made(self.attribute(id), what, ChangedKind::Altered)
            }
            Change::AttributeAdded { kind, value, .. } => made(
                "event".to_owned(),
                format!("attribute {value} ({kind}) added"),
                ChangedKind::Added,
            ),
            other => made(String::new(), other.sentence(), ChangedKind::Altered),
        }
    }
}

//! Proposals: changes that somebody else suggests for an event.

use smol_str::{SmolStr, ToSmolStr};

use super::{
    Change, Store, Target,
    fresh::Fresh,
    places::{attributes, has_id, list},
};
use crate::value::{Array, Value};

/// The key of an event with the attributes proposed for it, and of an attribute with the edits.
const PROPOSALS: &str = "ShadowAttribute";
/// What an accepted edit takes over.
const EDITED: [&str; 7] = [
    "type",
    "category",
    "to_ids",
    "comment",
    "value",
    "first_seen",
    "last_seen",
];

impl Store {
    /// Accepts a proposal of an event, or throws it away. To accept one changes or deletes its
    /// attribute or adds one, and touches the event (live run `prop-accept-any`). Gives `false`
    /// where there is no such proposal.
    pub fn settle_proposal(&mut self, event: &SmolStr, id: &str, accept: bool) -> bool {
        let Some((target, proposal)) = self.take_proposal(event, id) else {
            return false;
        };
        self.note(Change::ProposalSettled {
            id: SmolStr::new(id),
            event: event.clone(),
            accepted: accept,
        });
        if accept {
            match &target {
                Target::Event(_) => self.add_proposed(event, &proposal),
                Target::Attribute { .. }
                    if proposal
                        .get("proposal_to_delete")
                        .is_some_and(Value::is_truthy) =>
                {
                    self.remove_attribute(&target);
                }
                Target::Attribute { .. } => self.edit_as_proposed(&target, &proposal),
            }
            if let Some(event) = self.event_mut(event) {
                event.insert("proposal_email_lock", Value::from(false));
            }
        }
        true
    }

    /// Takes a proposal out of its event. Gives what it is about, and the proposal.
    fn take_proposal(&mut self, event: &SmolStr, id: &str) -> Option<(Target, Value)> {
        let row = self.events.get(event)?;
        let of = |holder| {
            let found = list(holder, PROPOSALS).find(|(_, proposal)| has_id(proposal, id));
            found.map(|(_, proposal)| proposal.clone())
        };
        let (target, proposal) = match of(row) {
            Some(proposal) => (Target::Event(event.clone()), proposal),
            None => attributes(row).find_map(|(_, attribute)| {
                let id = attribute.get("id")?.to_text();
                let target = Target::Attribute {
                    id: SmolStr::new(id),
                    event: event.clone(),
                };
                Some((target, of(attribute)?))
            })?,
        };
        let holder = self.row_mut(&target)?;
        let proposals = holder.get_mut(PROPOSALS)?;
        let left = proposals.to_array();
        let left = left.values().filter(|proposal| !has_id(proposal, id));
        *proposals = left.cloned().collect();
        Some((target, proposal))
    }

    fn edit_as_proposed(&mut self, target: &Target, proposal: &Value) {
        let Target::Attribute { id, event } = target else {
            return;
        };
        let Some(attribute) = self.row_mut(target) else {
            return;
        };
        let mut fields = Vec::new();
        for name in EDITED {
            let Some(value) = proposal.get(name) else {
                continue;
            };
            if attribute.insert(name, value.clone()).as_ref() != Some(value) {
                fields.push((SmolStr::new_static(name), value.to_text().into_owned()));
            }
        }
        self.note(Change::AttributeSaved {
            id: id.clone(),
            event: event.clone(),
            fields,
        });
        self.touch(target);
    }

    /// Adds the attribute that a proposal is for, with the uuid and the time of the proposal.
    fn add_proposed(&mut self, event: &SmolStr, proposal: &Value) {
        let id = Fresh::id(&mut self.fresh.attribute);
        let text = |name: &str| proposal.get(name).unwrap_or(&Value::Null).to_text();
        let added = Change::AttributeAdded {
            id: id.clone(),
            event: event.clone(),
            kind: text("type").into(),
            value: text("value").into_owned(),
        };
        let attribute = proposed(&id, event, proposal);
        self.change_attributes(event, 1, |list| {
            list.push(attribute);
        });
        self.note(added);
    }

    fn remove_attribute(&mut self, target: &Target) {
        let Target::Attribute { id, event } = target else {
            return;
        };
        let holder = match self.object_of_mut(event, id) {
            Some(object) => object,
            None => match self.event_mut(event) {
                Some(event) => event,
                None => return,
            },
        };
        if let Some(Value::Array(list)) = holder.get_mut("Attribute") {
            *list = list
                .values()
                .filter(|row| !has_id(row, id))
                .cloned()
                .collect();
        }
        self.change_attributes(event, -1, |_| {});
    }

    /// Changes the list of attributes of an event and counts it anew.
    fn change_attributes(&mut self, id: &SmolStr, more: i64, change: impl FnOnce(&mut Array)) {
        let Some(event) = self.event_mut(id) else {
            return;
        };
        if let Some(list) = event.entry("Attribute") {
            let mut attributes = std::mem::take(list).to_array();
            change(&mut attributes);
            *list = attributes.into();
        }
        let count = event.get("attribute_count").map_or(0, Value::to_int);
        event.insert(
            "attribute_count",
            Value::from(count.saturating_add(more).to_smolstr()),
        );
        self.index(id);
        self.touch(&Target::Event(id.clone()));
    }
}

/// The attribute that an accepted proposal makes, as a view shows it.
fn proposed(id: &SmolStr, event: &SmolStr, proposal: &Value) -> Value {
    let from = |name: &str| proposal.get(name).cloned().unwrap_or_default();
    let fields = [
        ("id", Value::from(id.clone())),
        ("type", from("type")),
        ("category", from("category")),
        ("to_ids", from("to_ids")),
        ("uuid", from("uuid")),
        ("event_id", Value::from(event.clone())),
        ("distribution", Value::from("5")),
        ("timestamp", from("timestamp")),
        ("comment", from("comment")),
        ("sharing_group_id", Value::from("0")),
        ("deleted", Value::from(false)),
        ("disable_correlation", Value::from(false)),
        ("object_id", Value::from("0")),
        ("object_relation", Value::Null),
        ("first_seen", from("first_seen")),
        ("last_seen", from("last_seen")),
        ("value", from("value")),
        ("Galaxy", Value::empty_array()),
        ("ShadowAttribute", Value::empty_array()),
    ];
    Value::Array(fields.into_iter().collect())
}

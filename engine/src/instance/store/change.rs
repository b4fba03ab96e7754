//! What actions change in the database of the simulated server.

use smol_str::SmolStr;

/// What a change is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// An event, by its id.
    Event(SmolStr),
    /// An attribute, by its id, and that of its event.
    Attribute {
        /// The attribute.
        id: SmolStr,
        /// Its event.
        event: SmolStr,
    },
}

impl Target {
    /// The event that it is, or is in.
    pub fn event(&self) -> &SmolStr {
        match self {
            Self::Event(event) | Self::Attribute { event, .. } => event,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Event(id) => format!("event {id}"),
            Self::Attribute { id, event } => format!("attribute {id} of event {event}"),
        }
    }
}

/// One change of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A tag that did not exist was created.
    TagCreated {
        /// Its id.
        id: SmolStr,
        /// Its name.
        name: SmolStr,
    },
    /// A tag was attached.
    TagAttached {
        /// To what.
        target: Target,
        /// The tag's name.
        name: SmolStr,
        /// Whether it stays on this server.
        local: bool,
    },
    /// A tag was taken off.
    TagDetached {
        /// From what.
        target: Target,
        /// The tag's name.
        name: SmolStr,
    },
    /// An attribute was saved.
    AttributeSaved {
        /// The attribute's id.
        id: SmolStr,
        /// Its event.
        event: SmolStr,
        /// The fields that changed, with what they are now.
        fields: Vec<(SmolStr, String)>,
    },
    /// An attribute was added.
    AttributeAdded {
        /// The attribute's id.
        id: SmolStr,
        /// Its event.
        event: SmolStr,
        /// Its type.
        kind: SmolStr,
        /// Its value.
        value: String,
    },
    /// An object was added with its attributes.
    ObjectAdded {
        /// The object's id.
        id: SmolStr,
        /// Its event.
        event: SmolStr,
        /// Its template's name.
        name: SmolStr,
    },
    /// The fields of an event were saved.
    EventSaved {
        /// The event.
        id: SmolStr,
        /// The fields that changed, with what they are now.
        fields: Vec<(SmolStr, String)>,
    },
    /// An event was published.
    Published {
        /// The event.
        id: SmolStr,
    },
    /// A proposal was accepted or thrown away.
    ProposalSettled {
        /// The proposal's id.
        id: SmolStr,
        /// Its event.
        event: SmolStr,
        /// Whether it was accepted.
        accepted: bool,
    },
    /// An event's uuid was put on the blocklist.
    EventBlocked {
        /// The uuid.
        uuid: SmolStr,
        /// The event's info as noted there.
        info: String,
        /// The creator organisation as noted there.
        organisation: String,
        /// The comment.
        comment: String,
    },
    /// A value was put on a warninglist.
    Warnlisted {
        /// The list's id.
        list: SmolStr,
        /// The value.
        value: String,
    },
    /// A note, an opinion or a relationship was added.
    AnalystDataAdded {
        /// Which of them.
        kind: SmolStr,
        /// To what.
        target: Target,
        /// What was given for it.
        fields: Vec<(SmolStr, String)>,
    },
}

impl Change {
    /// The change in one sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::TagCreated { name, .. } => format!("creates the tag {name}"),
            Self::TagAttached {
                target,
                name,
                local,
            } => {
                let locality = if *local { "local " } else { "" };
                format!("adds the {locality}tag {name} to {}", target.name())
            }
            Self::TagDetached { target, name } => {
                format!("takes the tag {name} off {}", target.name())
            }
            Self::AttributeSaved { id, event, fields } => {
                format!("saves attribute {id} of event {event}{}", list(fields))
            }
            Self::AttributeAdded {
                event, kind, value, ..
            } => {
                format!("adds the {kind} {value} to event {event}")
            }
            Self::ObjectAdded { event, name, .. } => {
                format!("adds an object {name} to event {event}")
            }
            Self::EventSaved { id, fields } => format!("saves event {id}{}", list(fields)),
            Self::Published { id } => format!("publishes event {id}"),
            Self::ProposalSettled {
                id,
                event,
                accepted,
            } => {
                let what = if *accepted { "accepts" } else { "discards" };
                format!("{what} proposal {id} of event {event}")
            }
            Self::EventBlocked { uuid, .. } => format!("puts event {uuid} on the blocklist"),
            Self::AnalystDataAdded {
                kind,
                target,
                fields,
            } => {
                let article = if kind == "opinion" { "an" } else { "a" };
                format!("adds {article} {kind} to {}{}", target.name(), list(fields))
            }
            Self::Warnlisted { list, value } => format!("puts {value} on warninglist {list}"),
        }
    }
}

fn list(fields: &[(SmolStr, String)]) -> String {
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name} = {value}"))
        .collect();
    if fields.is_empty() {
        String::new()
    } else {
        format!(" ({})", fields.join(", "))
    }
}

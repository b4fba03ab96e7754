//! What is known of a bundled blueprint beside its nodes.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::{
    run::{Answer, Answers, Reply},
    value::Value,
    workflow::NodeId,
};

/// What a blueprint is for and what it needs; the texts are for the user.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The id of the trigger that it is meant for.
    pub trigger: String,
    /// What the server must have for it to work; empty where it needs nothing.
    pub set_up: Vec<String>,
    /// What to fill in or look at after inserting it.
    pub fill_in: Vec<String>,
    /// The event that shows it working.
    pub event: SampleEvent,
    /// The event in which it finds nothing to do.
    pub other_event: SampleEvent,
    /// What misp-modules stand in with, by node and by the value that is asked about.
    #[serde(default)]
    answers: BTreeMap<String, BTreeMap<String, Json>>,
    /// The simulated server that it is shown on, as [`Instance::described_by`] reads it.
    ///
    /// [`Instance::described_by`]: crate::instance::Instance::described_by
    #[serde(default)]
    instance: Option<Json>,
}

/// An event of a blueprint, and what a simulation with it must give.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleEvent {
    /// What it is called in the list of events.
    pub name: String,
    /// What happens, in plain words.
    pub shows: String,
    /// The outcome as [`Run::sentence`](crate::run::Run::sentence) says it.
    pub sentence: String,
    /// The effects as their sentences say it, in order, background runs included.
    pub effects: Vec<String>,
}

impl About {
    /// Reads `about.json`.
    ///
    /// # Errors
    /// Where a field is missing, unknown or of another type.
    pub(super) fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// What comes back for the questions of its nodes, which keep their ids behind a trigger.
    pub fn answers(&self) -> Answers {
        let json = |answer: &Json| Reply::Json(Value::from_serde(answer));
        let nodes = self.answers.iter().map(|(node, replies)| {
            let replies = replies
                .iter()
                .map(|(value, it)| (SmolStr::new(value), json(it)));
            (NodeId::new(node), Answer::replies(replies.collect()))
        });
        Answers(nodes.collect())
    }

    /// The description of the simulated server that it is shown on; `None` for the usual one.
    pub fn instance(&self) -> Option<Value> {
        self.instance.as_ref().map(Value::from_serde)
    }
}

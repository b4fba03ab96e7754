//! The form of the file.

use std::path::Path;

use misp_flow_engine::{expectation::Expected, value::Value};
use serde::{Deserialize, Serialize};

use super::ExpectationError;
use crate::{
    answers::GivenAnswers,
    library::{self, StoredEvent},
};

/// All that is expected of one workflow.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "{\"expectations\": […]}")]
pub struct Expectations {
    /// In the order of the file.
    pub expectations: Vec<Expectation>,
}

/// What is expected of it with one event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "an expectation: {\"name\": …, \"given\": {…}, \"expected\": {…}}"
)]
pub struct Expectation {
    /// What it is called; no two in a file have the same name.
    pub name: String,
    /// What the run is made with.
    pub given: Given,
    /// What it is to be.
    pub expected: Expected,
}

/// What a run is made with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "what a run is made with: {\"trigger\": …, \"event\": {…}, \"time\": …}"
)]
pub struct Given {
    /// The trigger that the workflow starts with; a blueprint is put behind it.
    pub trigger: String,
    /// What the trigger hands over.
    pub event: EventSource,
    /// When, in seconds since 1970.
    pub time: i64,
    /// The file that describes the server, from the folder of the expectations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What the outside answers.
    #[serde(default, skip_serializing_if = "GivenAnswers::is_empty")]
    pub answers: GivenAnswers,
}

/// Where the event is: in a file, or here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "where the event is: {\"file\": …}")]
pub struct EventSource {
    /// Its file, from the folder of the expectations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its number there, from 1, where the file holds several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<usize>,
    /// The event itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embedded: Option<serde_json::Value>,
}

impl EventSource {
    /// The event itself.
    pub fn embedding(event: &Value) -> Self {
        Self {
            embedded: Some(event.to_serde()),
            ..Self::default()
        }
    }

    /// The event, read if it has to be. `folder` is that of the expectations.
    ///
    /// # Errors
    /// When there is none.
    pub fn read(&self, folder: &Path) -> Result<Value, ExpectationError> {
        if let Some(embedded) = &self.embedded {
            return Ok(Value::from_serde(embedded));
        }
        let file = self.file.as_ref().ok_or(ExpectationError::NoEvent)?;
        let path = folder.join(file);
        let bytes = library::read(&path)?;
        let events = library::read_events(&bytes).map_err(|error| ExpectationError::Event {
            path: path.clone(),
            error,
        })?;
        let (number, count) = (self.number.unwrap_or(1), events.len());
        let place = number.checked_sub(1);
        let event = place.and_then(|place| events.into_iter().nth(place));
        let none = ExpectationError::NoSuchEvent {
            path,
            number,
            count,
        };
        event.map(|StoredEvent { value, .. }| value).ok_or(none)
    }
}

impl Expectations {
    /// Reads a file with expectations.
    ///
    /// # Errors
    /// When it cannot be read or holds something else.
    pub fn read(path: &Path) -> Result<Self, ExpectationError> {
        let bytes = library::read(path)?;
        serde_json::from_slice(&bytes).map_err(|error| ExpectationError::Damaged {
            path: path.to_owned(),
            error,
        })
    }

    /// As [`Expectations::read`], and none where there is no file yet.
    ///
    /// # Errors
    /// When there is one that cannot be read or holds something else.
    pub fn read_or_none(path: &Path) -> Result<Self, ExpectationError> {
        match library::stamp(path) {
            Some(_) => Self::read(path),
            None => Ok(Self::default()),
        }
    }

    /// Replaces the file.
    ///
    /// # Errors
    /// When that fails, or what would be written could not be read again, as an event that is nested
    /// very deep; the old file is then still there.
    pub fn write(&self, path: &Path) -> Result<(), ExpectationError> {
        let text = serde_json::to_string_pretty(self)
            .and_then(|text| serde_json::from_str::<Self>(&text).map(|_| text + "\n"));
        let text = text.map_err(|error| ExpectationError::Unwritable {
            path: path.to_owned(),
            error,
        })?;
        library::replace(path, text.as_bytes())?;
        Ok(())
    }

    /// The expectation with this name.
    pub fn named(&self, name: &str) -> Option<&Expectation> {
        self.expectations.iter().find(|one| one.name == name)
    }

    /// Takes the expectation with this name away.
    pub fn remove(&mut self, name: &str) -> Option<Expectation> {
        let place = self.expectations.iter().position(|one| one.name == name)?;
        Some(self.expectations.remove(place))
    }

    /// Puts it in the place of the one with its name, or at the end.
    pub fn put(&mut self, expectation: Expectation) {
        let same = |one: &&mut Expectation| one.name == expectation.name;
        match self.expectations.iter_mut().find(same) {
            Some(old) => *old = expectation,
            None => self.expectations.push(expectation),
        }
    }
}

//! `Module_event_distribution_operation`: gives the event a distribution.

use smol_str::ToSmolStr;

use crate::{
    event::normalise::FLATTENED,
    modules::{Context, Module, Params},
    value::{PhpError, Value},
};

/// The distribution that the event gets (spec 05; README-live 30).
#[derive(Debug)]
pub struct EventDistribution {
    touches: bool,
    distribution: Value,
    sharing_group: Value,
}

impl EventDistribution {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            touches: params.text("freeze") != "freeze",
            distribution: params.get("distribution"),
            sharing_group: params.get("sharing_group_id"),
        }
    }
}

impl Module for EventDistribution {
    /// Saves the whole event of the roaming data. The timestamp and the published state change in
    /// the database only. Without attributes nothing happens.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let mut data = context.data()?;
        let Some(event) = data
            .as_array_mut()
            .and_then(|data| data.get_mut("Event")?.as_array_mut())
        else {
            return Ok(true);
        };
        if event.get(FLATTENED).is_none_or(Value::is_empty) {
            return Ok(true);
        }
        event.insert("distribution", self.distribution.clone());
        if self.distribution.loose_eq(&Value::from(4)) {
            if !self.sharing_group.is_numeric() {
                return Err(no_number(&self.sharing_group));
            }
            event.insert("sharing_group_id", self.sharing_group.clone());
        }
        let mut saved = event.clone();
        if self.touches {
            let now = context.world.store.now().to_smolstr();
            saved.insert("timestamp", Value::from(now));
            saved.insert("published", Value::from(false));
        }
        context.world.store.save_event(&saved.into());
        context.set_data(data)?;
        Ok(true)
    }
}

/// What the database says of a sharing group that is no number (live run `dist-4-nosg`).
fn no_number(group: &Value) -> PhpError {
    PhpError::exception(format!(
        "SQLSTATE[22007]: Invalid datetime format: 1366 Incorrect integer value: '{}' for column `misp`.`events`.`sharing_group_id` at row 1",
        group.to_text()
    ))
}

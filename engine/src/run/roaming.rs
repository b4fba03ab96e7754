//! The data that travel through a run, and the filters that are on (rules 33 to 35).

use crate::{
    condition::Operators,
    filter,
    value::{PhpError, Value},
};

/// The roaming data: one object that all branches share (rule 66).
#[derive(Clone, Debug)]
pub struct RoamingData {
    data: Value,
    operators: Operators,
    /// What a reader sees; kept until the data change.
    seen: Option<Value>,
}

impl RoamingData {
    /// Roaming data that start with this, on a server that knows these operators.
    pub fn new(data: Value, operators: Operators) -> Self {
        Self {
            data,
            operators,
            seen: None,
        }
    }

    /// The data as they are kept, unfiltered.
    pub fn raw(&self) -> &Value {
        &self.data
    }

    /// The data as every reader sees them: through the filters that are on.
    ///
    /// # Errors
    /// What PHP throws when a filter meets data that it cannot work on.
    pub fn get(&mut self) -> Result<Value, PhpError> {
        if let Some(seen) = &self.seen {
            return Ok(seen.clone());
        }
        let seen = filter::filtered(&self.data, self.operators)?;
        self.seen = Some(seen.clone());
        Ok(seen)
    }

    /// Replaces the data.
    ///
    /// # Errors
    /// A `TypeError` where they are no array.
    pub fn set(&mut self, data: Value) -> Result<(), PhpError> {
        if !data.is_array() {
            return Err(PhpError::argument(
                "WorkflowRoamingData::setData()",
                1,
                "data",
                "array",
                data.kind(),
            ));
        }
        self.data = data;
        self.seen = None;
        Ok(())
    }
}

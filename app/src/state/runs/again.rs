//! Simulating with a kept run's event again, on the workflow as it is now.

use misp_flow_engine::value::Value;

use crate::{
    library::{EventOrigin, stored_event},
    runs::{RunError, RunLibrary},
    state::{Command, State},
};

impl State {
    /// Chooses a kept run's event and simulates with it.
    pub(super) fn run_again(&mut self, id: i64) {
        let job = move |library: &RunLibrary| {
            let kept = library.read(id)?;
            match kept.has_data {
                true => {
                    let size = kept.inputs.data.to_json().len();
                    Ok((kept.inputs.event, kept.inputs.data, size))
                }
                false => Err(RunError::WithoutData),
            }
        };
        self.runs_job("Reading the event…", job, |state, (name, data, size)| {
            state.choose_data(name, data, size);
            state.apply(Command::Simulate);
        });
    }

    /// Chooses the event that holds these data; it becomes one of the events where there is none.
    fn choose_data(&mut self, name: String, data: Value, size: usize) {
        let chosen = self.events.chosen_value();
        if chosen == Some(&data) {
            return;
        }
        let known = self.events.iter().position(|event| {
            event.name == name && event.value_in_memory().is_some_and(|value| *value == data)
        });
        if let Some(place) = known {
            self.events.choose(place);
            return;
        }
        let mut event = stored_event(&data);
        event.name = name;
        // The run keeps it, so it needs no file of its own.
        self.list_in_memory(&EventOrigin::Run, vec![event], size);
    }
}

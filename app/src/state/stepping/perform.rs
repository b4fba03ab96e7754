//! Performing for real: a simulation finds out whom a run would send to, the user says to which of
//! them it may, and only then a run is made that sends.

use std::sync::Arc;

use misp_flow_engine::run::Effect;

use crate::{
    state::{Dialog, State, Tone, later::Later},
    stepper::{Goal, Real, wanted_hosts},
};

/// A host that a run would send to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedHost {
    /// Scheme, host and port.
    pub host: String,
    /// How many requests it would get.
    pub requests: usize,
    /// Whether the user lets them out.
    pub allowed: bool,
    /// Whether misp-modules answers there.
    pub is_modules: bool,
}

/// The question which hosts requests may really be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerformQuestion {
    /// The event that the run is on.
    pub event: String,
    /// The hosts.
    pub hosts: Vec<AskedHost>,
}

impl State {
    /// Finds out whom the run would send to, by a simulation that sends nothing, and asks.
    pub(super) fn ask_perform(&mut self) {
        let Some(chosen) = self.events.chosen() else {
            return;
        };
        let event = chosen.name.clone();
        let Some(data) = self.events.chosen_value().cloned() else {
            let text = "The chosen event is still being read";
            return self.messages.say(Tone::Refused, text);
        };
        let inputs = self.inputs(event.clone(), data);
        let catalogue = Arc::clone(&self.catalogue);
        let modules = self.settings.misp_modules.clone();
        self.start("Looking at what would be sent…".to_owned(), move || {
            let (run, _) = inputs.run(&catalogue);
            let others = run.background.iter().flat_map(|one| &one.run.effects);
            // What is answered by hand is not asked outside.
            let open = |effect: &&Effect| {
                let set = inputs.answers.0.get(&effect.node);
                set.is_none_or(|it| it.reply.is_none() && it.replies.is_empty())
            };
            let effects = run.effects.iter().chain(others).filter(open);
            let hosts = wanted_hosts(effects, &modules);
            let modules = crate::misp::origin(&modules);
            let hosts: Vec<AskedHost> = hosts
                .into_iter()
                .map(|(host, requests)| AskedHost {
                    is_modules: modules.as_ref() == Some(&host),
                    host,
                    requests,
                    allowed: false,
                })
                .collect();
            Later::then(move |state| state.asked_perform(PerformQuestion { event, hosts }))
        });
    }

    fn asked_perform(&mut self, question: PerformQuestion) {
        if question.hosts.is_empty() {
            let text = format!(
                "With {} nothing would be sent to the web or to misp-modules, so there is nothing to perform",
                question.event
            );
            return self.messages.say(Tone::Refused, text);
        }
        self.dialog = Some(Dialog::Perform(question));
    }

    /// Takes another address of misp-modules, which is to be allowed anew.
    pub(super) fn set_modules(&mut self, address: String) {
        if let Some(Dialog::Perform(question)) = &mut self.dialog {
            let host = crate::misp::origin(&address).unwrap_or_default();
            for asked in question.hosts.iter_mut().filter(|asked| asked.is_modules) {
                asked.host.clone_from(&host);
                asked.allowed = false;
            }
        }
        self.settings.misp_modules = address;
    }

    /// Runs with what the question was answered with.
    pub(super) fn perform(&mut self) {
        let Some(Dialog::Perform(question)) = self.dialog.take() else {
            return;
        };
        let hosts = question.hosts.into_iter();
        let allowed = hosts.filter(|host| host.allowed && !host.host.is_empty());
        let real = Real {
            hosts: allowed.map(|host| host.host).collect(),
            modules: self.settings.misp_modules.clone(),
            runtime: self.servers.runtime.clone(),
        };
        self.begin_run(Goal::End, Some(real));
    }
}

//! Workflows that are run by hand: made on the server, and pushed to.

use crate::{
    push::Target,
    state::{Dialog, State, Tone},
};

use super::{
    super::{ServerDialog, ServerDone},
    rows_now,
};

/// Something that a user does with workflows that have no trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdHocCommand {
    /// Asks for the name of a new one; `push` has the open workflow pushed to it then.
    AskNew {
        /// Whether the open workflow goes there.
        push: bool,
    },
    /// Makes one on the server.
    New {
        /// Its name.
        name: String,
        /// Its description.
        description: String,
        /// Whether the open workflow goes there.
        push: bool,
    },
    /// Looks at what a push of the open workflow to the one of this number would do.
    PushTo(String),
}

/// The last version without them (spec 02).
const WITHOUT: [u32; 3] = [2, 5, 1];

impl State {
    pub(in crate::state::server) fn apply_to_adhoc(&mut self, command: AdHocCommand) {
        match command {
            AdHocCommand::AskNew { push } => {
                self.dialog = Some(Dialog::Server(ServerDialog::NewAdHoc { push }));
            }
            AdHocCommand::New {
                name,
                description,
                push,
            } => self.new_adhoc(name, description, push),
            AdHocCommand::PushTo(id) => self.look_at(Target::Number(id), None),
        }
    }

    pub(in crate::state::server) fn why_not_adhoc(
        &self,
        command: &AdHocCommand,
    ) -> Option<&'static str> {
        let pushes = matches!(
            command,
            AdHocCommand::PushTo(_)
                | AdHocCommand::AskNew { push: true }
                | AdHocCommand::New { push: true, .. }
        );
        let makes = !matches!(command, AdHocCommand::PushTo(_));
        let is_empty = self.tab.document.workflow().graph.nodes.is_empty();
        self.why_not_online()
            .or_else(|| {
                let version = self.servers.version().unwrap_or_default();
                (makes && !has_adhoc(version))
                    .then_some("This server has none: ad-hoc workflows came after MISP 2.5.1")
            })
            .or_else(|| {
                (pushes && is_empty)
                    .then_some("The workflow has no nodes yet: there is nothing to push")
            })
    }

    fn new_adhoc(&mut self, name: String, description: String, push: bool) {
        self.dialog = None;
        let tab = self.tab.id;
        self.online_job(format!("Creating {name}…"), move |online| {
            let made = online.client.add_adhoc_workflow(&name, &description);
            let made = online.runtime.block_on(made);
            let rows = rows_now(&online);
            ServerDone::then(move |state| {
                state.take_rows_now(rows);
                match made {
                    Ok(made) => {
                        state.answered();
                        let text = format!("“{name}” was created on the server");
                        state.messages.say(Tone::Done, text);
                        // What is shown meanwhile is another workflow.
                        if push && state.tab.id == tab {
                            state.look_at(Target::Number(made.id), None);
                        }
                    }
                    Err(refusal) => {
                        state.server_refused(&format!("“{name}” was not created"), &refusal);
                    }
                }
            })
        });
    }
}

/// Whether servers of this version have ad-hoc workflows; one that does not tell its version may.
fn has_adhoc(version: &str) -> bool {
    let parts: Vec<u32> = version
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect();
    parts.is_empty() || parts.as_slice() > WITHOUT.as_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_servers_after_2_5_1_have_ad_hoc_workflows() {
        for (version, has) in [
            ("2.4.200", false),
            ("2.5.1", false),
            ("2.5.2", true),
            ("2.5.40", true),
            ("2.6.0", true),
            ("", true),
        ] {
            assert_eq!(has_adhoc(version), has, "{version}");
        }
    }
}

//! The blueprints of the server: listed, pulled among the user's own, pushed.

use std::{path::PathBuf, sync::Arc};

use misp_flow_engine::workflow::Workflow;

use crate::{
    exchange::{self, Clash, Decision, ExchangeError, Sent},
    misp::{Cause, ServerDocument},
    state::{
        BlueprintDialog, BlueprintId, Command, Dialog, LeftTab, State, Tone, blueprints::finished,
    },
};

use super::{ServerDialog, ServerDone, job::Online};

/// Something that a user does with the blueprints of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerBlueprintCommand {
    /// Reads the list.
    List,
    /// Takes the one of this number among the user's own.
    Pull(String),
    /// Pushes one of the blueprints here.
    Push(BlueprintId),
    /// Asks for the name under which the selection goes to the server.
    AskSelection,
    /// Pushes the selection under this name.
    PushSelection {
        /// The name.
        name: String,
        /// What it is for.
        purpose: String,
    },
    /// Goes on with what waits for a decision.
    Decide(Decision),
}

/// A blueprint of the server.
#[derive(Clone, Debug)]
pub struct ServerBlueprint {
    /// Its number.
    pub id: String,
    /// Its uuid.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// Whether it came with the server.
    pub is_default: bool,
    /// It; or why it cannot be opened.
    pub workflow: Result<Arc<Workflow>, String>,
}

impl From<ServerDocument> for ServerBlueprint {
    fn from(stored: ServerDocument) -> Self {
        Self {
            workflow: stored
                .document
                .map(Arc::new)
                .map_err(|error| error.to_string()),
            id: stored.id,
            uuid: stored.uuid,
            name: stored.name,
            is_default: stored.is_default,
        }
    }
}

/// Which way a blueprint goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the server.
    Pull,
    /// To the server.
    Push,
}

/// A blueprint that waits for a decision.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Which way it goes.
    pub way: Way,
    /// Both.
    pub clash: Arc<Clash>,
}

impl State {
    pub(super) fn apply_to_server_blueprints(&mut self, command: ServerBlueprintCommand) {
        match command {
            ServerBlueprintCommand::List => self.list_server_blueprints(),
            ServerBlueprintCommand::Pull(id) => self.pull_blueprint(id),
            ServerBlueprintCommand::Push(id) => match self.blueprints.get(&id) {
                Some(blueprint) => {
                    let mine = Workflow::clone(&blueprint.workflow);
                    self.push_blueprint(mine, None);
                }
                None => self.gone(),
            },
            ServerBlueprintCommand::AskSelection => {
                self.dialog = Some(Dialog::Blueprint(BlueprintDialog::NameOnServer));
            }
            ServerBlueprintCommand::PushSelection { name, purpose } => {
                self.dialog = None;
                let part = finished(self.selection_as_blueprint(&name, &purpose));
                self.push_blueprint(part, None);
            }
            ServerBlueprintCommand::Decide(decision) => self.decide_clash(decision),
        }
    }

    pub(super) fn why_not_server_blueprints(
        &self,
        command: &ServerBlueprintCommand,
    ) -> Option<&'static str> {
        let selects = matches!(
            command,
            ServerBlueprintCommand::AskSelection | ServerBlueprintCommand::PushSelection { .. }
        );
        let keep = super::super::BlueprintCommand::SaveSelection;
        self.why_not_online()
            .or_else(|| selects.then(|| self.why_not_blueprint(&keep)).flatten())
    }

    fn list_server_blueprints(&mut self) {
        // Asked for in the menu, they are to be seen.
        self.apply(Command::ShowLeft(LeftTab::Blueprints));
        self.online_job("Reading the server's blueprints…", |online| {
            let listed = online.runtime.block_on(online.client.blueprints());
            ServerDone::then(move |state| match listed {
                Ok(listed) => {
                    state.answered();
                    state.take_server_blueprints(listed);
                }
                Err(refusal) => {
                    let what = match refusal.cause {
                        // Spec 02: one that is broken breaks the whole list.
                        Cause::Internal => {
                            "The blueprints were not listed; one of them may be broken in the server's database"
                        }
                        _ => "The blueprints were not listed",
                    };
                    state.server_refused(what, &refusal);
                }
            })
        });
    }

    fn take_server_blueprints(&mut self, listed: Vec<ServerDocument>) {
        let mut listed: Vec<ServerBlueprint> = listed.into_iter().map(Into::into).collect();
        listed.sort_by_key(|one| one.name.to_lowercase());
        self.servers.blueprints = Some(listed);
    }

    /// Where blueprints that were replaced are kept.
    fn replaced_folder(&self) -> Option<PathBuf> {
        let folder = self.servers.folder_of_used()?;
        Some(folder.join("replaced-blueprints"))
    }

    fn pull_blueprint(&mut self, id: String) {
        let own = self.blueprints.own().iter();
        let own: Vec<Arc<Workflow>> = own.map(|one| Arc::clone(&one.workflow)).collect();
        let catalogue = Arc::clone(&self.catalogue);
        self.online_job("Pulling a blueprint…", move |online| {
            let read = online.runtime.block_on(async {
                let theirs = online.client.blueprint(&id).await?;
                let workflow = exchange::opened(&theirs)?;
                Ok::<_, ExchangeError>((theirs, workflow))
            });
            let read = read.map(|(theirs, workflow)| {
                let mut own = own.into_iter();
                let mine = own.find(|one| one.uuid.is_some() && one.uuid == workflow.uuid);
                let same = mine.as_ref().map(|mine| exchange::is_same(mine, &workflow));
                let words = mine
                    .as_ref()
                    .map(|mine| exchange::differences(mine, &workflow, &catalogue));
                (theirs, workflow, mine.zip(same), words.unwrap_or_default())
            });
            ServerDone::then(move |state| match read {
                Ok((theirs, workflow, mine, words)) => {
                    state.answered();
                    match mine {
                        None => state.keep_pulled(workflow, None),
                        Some((_, true)) => {
                            let text =
                                format!("You have “{}” already, and it is the same", theirs.name);
                            state.messages.say(Tone::Done, text);
                        }
                        Some((mine, false)) => {
                            let mine = Workflow::clone(&mine);
                            let clash = Clash {
                                theirs,
                                mine,
                                words,
                            };
                            state.ask_about(Way::Pull, clash);
                        }
                    }
                }
                Err(error) => state.exchange_refused("The blueprint was not pulled", &error),
            })
        });
    }

    fn ask_about(&mut self, way: Way, clash: Clash) {
        let clash = Arc::new(clash);
        self.servers.waiting = Some(Waiting { way, clash });
        self.dialog = Some(Dialog::Server(ServerDialog::Clash));
    }

    /// Writes what was pulled among the user's own, over the one of its uuid where `over` is that.
    fn keep_pulled(&mut self, theirs: Workflow, over: Option<Workflow>) {
        let Some(replaced) = self.replaced_folder() else {
            return;
        };
        let over = over.and_then(|mine| {
            let mut own = self.blueprints.own().iter();
            let path = own.find(|one| *one.workflow == mine)?.path()?.to_owned();
            Some((path, mine))
        });
        let name = theirs.name.clone();
        self.change_blueprints(format!("Saving {name}…"), move |folder| {
            let over = over.as_ref().map(|(path, mine)| (path.as_path(), mine));
            Some(match exchange::take(folder, &theirs, over, &replaced) {
                Ok(kept) => {
                    let kept = kept
                        .map(|kept| format!("; what it replaced is kept as {}", kept.display()));
                    let text = format!(
                        "“{name}” is among your blueprints{}",
                        kept.unwrap_or_default()
                    );
                    (Tone::Done, text)
                }
                Err(error) => (Tone::Failed, error.to_string()),
            })
        });
    }

    fn push_blueprint(&mut self, mine: Workflow, decided: Option<(Arc<Clash>, Decision)>) {
        let Some(replaced) = self.replaced_folder() else {
            return;
        };
        let catalogue = Arc::clone(&self.catalogue);
        let name = mine.name.clone();
        self.online_job(format!("Pushing {name}…"), move |online: Online| {
            let decided = decided.as_ref();
            let decided = decided.map(|(clash, decision)| (clash.as_ref(), *decision));
            let sent = exchange::send(&online.client, &mine, decided, &replaced, &catalogue);
            let sent = online.runtime.block_on(sent);
            let listed = online.runtime.block_on(online.client.blueprints());
            ServerDone::then(move |state| {
                if let Ok(listed) = listed {
                    state.take_server_blueprints(listed);
                }
                match sent {
                    Ok(sent) => {
                        state.answered();
                        state.blueprint_sent(&name, sent);
                    }
                    Err(error) => {
                        state.exchange_refused(&format!("“{name}” was not pushed"), &error);
                    }
                }
            })
        });
    }

    fn blueprint_sent(&mut self, name: &str, sent: Sent) {
        let text = match sent {
            Sent::Clash(clash) => return self.ask_about(Way::Push, *clash),
            Sent::Same => format!("The server has “{name}” already, and it is the same"),
            Sent::Done(None) => format!("“{name}” is among the server's blueprints"),
            Sent::Done(Some(kept)) => format!(
                "“{name}” is among the server's blueprints; what it replaced is kept as {}",
                kept.display()
            ),
        };
        self.messages.say(Tone::Done, text);
    }

    fn decide_clash(&mut self, decision: Decision) {
        let Some(Waiting { way, clash }) = self.servers.waiting.take() else {
            return;
        };
        self.dialog = None;
        match (way, decision) {
            (Way::Push, decision) => {
                let mine = clash.mine.clone();
                self.push_blueprint(mine, Some((clash, decision)));
            }
            (Way::Pull, decision) => {
                let server = self.servers.name_of_used();
                match exchange::opened(&clash.theirs) {
                    Ok(theirs) if decision == Decision::Replace => {
                        self.keep_pulled(theirs, Some(clash.mine.clone()));
                    }
                    Ok(theirs) => {
                        let another = exchange::as_another(&theirs, &server);
                        self.keep_pulled(another, None);
                    }
                    Err(error) => {
                        self.exchange_refused("The blueprint was not pulled", &error);
                    }
                }
            }
        }
    }

    fn exchange_refused(&mut self, what: &str, error: &ExchangeError) {
        match error {
            ExchangeError::Refused(refusal) => self.server_refused(what, refusal),
            other => self.messages.say(Tone::Failed, format!("{what}. {other}")),
        }
    }
}

//! The commands that talk to MISP servers. `session` makes the client from the name of an instance,
//! `target` finds the workflow that is meant, `file` is the form of workflows in a repository.

mod args;
mod blueprints;
mod diff;
mod events;
mod failure;
mod file;
mod history;
mod instance;
mod modules;
mod pull;
mod push;
mod run;
mod session;
mod sync;
mod target;
mod workflows;

pub use failure::ServerFailure;

use super::Failure;

/// The commands for servers.
#[derive(Debug, clap::Subcommand)]
pub enum ServerCommand {
    Instance(args::InstanceArguments),
    Sync(args::SyncArguments),
    Workflows(args::WorkflowsArguments),
    Pull(args::PullArguments),
    Diff(args::DiffArguments),
    Push(args::PushArguments),
    History(args::HistoryArguments),
    Events(args::EventsArguments),
    Run(run::RunArguments),
    Modules(modules::ModulesArguments),
    Blueprints(blueprints::BlueprintsArguments),
}

impl ServerCommand {
    /// Whether JSON is asked for, of what goes wrong as well.
    pub fn is_for_json(&self) -> bool {
        match self {
            Self::Instance(arguments) => arguments.is_for_json(),
            Self::Sync(arguments) => arguments.json,
            Self::Workflows(arguments) => arguments.json,
            Self::Pull(arguments) => arguments.json,
            Self::Diff(arguments) => arguments.json,
            Self::Push(arguments) => arguments.json,
            Self::History(arguments) => arguments.json,
            Self::Events(arguments) => {
                let args::EventsCommand::Fetch(fetch) = &arguments.command;
                fetch.json
            }
            Self::Run(arguments) => arguments.json,
            Self::Modules(arguments) => arguments.json,
            Self::Blueprints(arguments) => arguments.is_for_json(),
        }
    }
}

/// Does what the command says, and gives the exit status.
pub fn run(command: &ServerCommand) -> Result<u8, Failure> {
    match command {
        ServerCommand::Instance(arguments) => instance::run(arguments),
        ServerCommand::Sync(arguments) => sync::run(arguments),
        ServerCommand::Workflows(arguments) => workflows::run(arguments),
        ServerCommand::Pull(arguments) => pull::run(arguments),
        ServerCommand::Diff(arguments) => diff::run(arguments),
        ServerCommand::Push(arguments) => push::run(arguments),
        ServerCommand::History(arguments) => history::run(arguments),
        ServerCommand::Events(arguments) => events::run(arguments),
        ServerCommand::Run(arguments) => run::run(arguments),
        ServerCommand::Modules(arguments) => modules::run(arguments),
        ServerCommand::Blueprints(arguments) => blueprints::run(arguments),
    }
}

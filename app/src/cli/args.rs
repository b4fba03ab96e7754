//! The arguments and their help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{
    expect::ExpectArguments, listen::ListenArguments, server::ServerCommand, test::TestArguments,
};
use crate::export::Form;

/// Design MISP workflows and try them on this machine.
///
/// Without a command the window opens, with the files that are named: a workflow to edit, an event
/// to simulate with.
#[derive(Debug, Parser)]
#[command(
    name = "misp-flow",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  misp-flow
  misp-flow workflow.json event.json
  misp-flow simulate workflow.json --event event.json
  misp-flow batch workflow.json events.jsonl
  misp-flow expect workflow.json --event event.json
  misp-flow test workflows/ --junit report.xml
  misp-flow check workflow.json
  misp-flow convert workflow.json --to mermaid
  misp-flow compare before.json after.json
  misp-flow listen
  misp-flow instance add lab https://misp.local
  misp-flow pull lab event-publish -o event-publish.json
  misp-flow push lab event-publish.json

Simulated requests, mails and messages are listed, not sent. Only the commands for servers (instance,
sync, workflows, pull, diff, push, events, run, modules, blueprints) talk to a server, and to none but the one they are told."
)]
pub struct Arguments {
    /// What to do without a window.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    /// What the window opens.
    #[command(flatten)]
    pub(super) window: WindowArguments,
}

/// What the window is opened with.
#[derive(Args, Debug)]
pub(super) struct WindowArguments {
    /// Workflows, blueprints and events to open
    pub files: Vec<PathBuf>,
    /// An event to simulate with: any JSON object, even one without `Event`
    #[arg(long, value_name = "EVENT.json")]
    pub event: Option<PathBuf>,
    /// Write what the window shows to this file (for tests)
    #[arg(long, hide = true, value_name = "FILE")]
    pub export_state: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Simulate(SimulateArguments),
    Batch(BatchArguments),
    Expect(ExpectArguments),
    Test(TestArguments),
    Check(CheckArguments),
    Convert(ConvertArguments),
    Compare(CompareArguments),
    Listen(ListenArguments),
    #[command(flatten)]
    Server(ServerCommand),
}

/// Run a workflow on a stored event and tell what MISP would do
///
/// Prints the executed nodes in order, what would leave the server, the errors and the outcome.
/// Exit status: 0 success, 2 blocked, 3 failure, 1 bad input.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow simulate workflow.json --event event.json
  misp-flow simulate blueprint.json --trigger event-publish --event event.json
  misp-flow simulate workflow.json --event event.json --fail 5=\"no connection\"
  misp-flow simulate workflow.json --event event.json --instance lab.json --follow
  misp-flow simulate workflow.json --event event.json --json | jq .outcome")]
pub(super) struct SimulateArguments {
    /// The workflow as MISP's `view` returns it, a bare graph, or a blueprint (`-` reads standard input)
    pub workflow: PathBuf,
    /// The event: `{"Event": …}`, or `{"response": [{"Event": …}, …]}` (each of them is simulated)
    #[arg(long, value_name = "EVENT.json")]
    pub event: PathBuf,
    /// Put the nodes behind this trigger; needed for a blueprint, which has none
    #[arg(long, value_name = "ID")]
    pub trigger: Option<String>,
    /// The server to simulate: its version, settings, workflows and database, as `docs/instance.md`
    /// describes; without it, a MISP 2.5.1 with every module enabled and nothing but the event
    #[arg(long, value_name = "INSTANCE.json")]
    pub instance: Option<PathBuf>,
    /// What the outside answers, by node: {"5": {"success": false, "errors": ["…"]}, "7": {"reply":
    /// {"http": {"status": 500, "body": "…"}}}}; a reply is also {"json": …} or {"failed": "…"}
    #[arg(long, value_name = "ANSWERS.json")]
    pub answers: Option<PathBuf>,
    /// Let this node fail, with this message (can be given several times)
    #[arg(long, value_name = "NODE[=MESSAGE]")]
    pub fail: Vec<String>,
    /// Run the workflows, too, that actions set off by firing their triggers, so many levels deep
    #[arg(long, value_name = "LEVELS", num_args = 0..=1, default_missing_value = "5")]
    pub follow: Option<usize>,
    /// A module of the site's own, described in a Rhai script (can be given several times)
    #[arg(long, value_name = "MODULE.rhai")]
    pub module: Vec<PathBuf>,
    /// Simulate with the workflow's debug mode on
    #[arg(long)]
    pub debug: bool,
    /// Print JSON: {success, outcome, errors, steps, effects}; a list of these for several events
    #[arg(long)]
    pub json: bool,
}

/// Run a workflow on many events and count what MISP would do
///
/// Every event is simulated on its own. Prints the outcomes, how often each node was executed and
/// each wire taken, and the first events that were blocked or failed. What cannot be read is named
/// and left out. Exit status: 0 all succeed, 2 some are blocked, 3 some fail, 1 bad input, also if
/// only some of it cannot be read and the other events succeed.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow batch workflow.json events.jsonl
  misp-flow batch workflow.json monday.json tuesday.json --each
  misp-flow batch workflow.json events/ --jobs 4 --json | jq .outcomes
  zcat events.jsonl.gz | misp-flow batch workflow.json -")]
pub(super) struct BatchArguments {
    /// The workflow as MISP's `view` returns it, a bare graph, or a blueprint (`-` reads standard input)
    pub workflow: PathBuf,
    /// The events: one a line (JSON Lines), or files as for `simulate`; a folder stands for its
    /// `.json`, `.jsonl` and `.ndjson` files (`-` reads standard input)
    #[arg(required = true, value_name = "EVENTS")]
    pub events: Vec<PathBuf>,
    /// Put the nodes behind this trigger; needed for a blueprint, which has none
    #[arg(long, value_name = "ID")]
    pub trigger: Option<String>,
    /// The server to simulate, as `docs/instance.md` describes
    #[arg(long, value_name = "SERVER.json")]
    pub instance: Option<PathBuf>,
    /// Print a line for each event, in the order of the input
    #[arg(long)]
    pub each: bool,
    /// Print JSON: {outcomes, unreadable, effects, nodes, wires, first}; with --each, a line for
    /// each event before it
    #[arg(long)]
    pub json: bool,
    /// How many events are simulated at once [default: one for each core]
    #[arg(long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,
}

/// List the problems of a workflow
///
/// Exit status: 0 no errors, 2 errors found, 1 bad input. Warnings and notices do not count as errors.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow check workflow.json
  misp-flow check workflow.json --json | jq '.[] | select(.severity == \"error\")'")]
pub(super) struct CheckArguments {
    /// The workflow, bare graph or blueprint (`-` reads standard input)
    pub workflow: PathBuf,
    /// Print a JSON list: {code, severity, text, node, param, fix}
    #[arg(long)]
    pub json: bool,
}

/// Write a workflow in another form
///
/// Pictures and descriptions hold no secrets: of web addresses they show the host.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow convert workflow.json --to png --output workflow.png
  misp-flow convert workflow.json --to md
  misp-flow convert workflow.json --to blueprint > blueprint.json
  misp-flow convert workflow.json --to dot | dot -Tsvg > workflow.svg")]
pub(super) struct ConvertArguments {
    /// The workflow, bare graph or blueprint (`-` reads standard input)
    pub workflow: PathBuf,
    /// The form to write
    #[arg(long, value_enum)]
    pub to: Target,
    /// Put the nodes behind this trigger, where the form is a workflow and they have none
    #[arg(long, value_name = "ID")]
    pub trigger: Option<String>,
    /// Write to this file, which is replaced, instead of to the standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Tell what differs between two workflows
///
/// Nodes are matched by their numbers, in a copy that was numbered anew by what they are and how
/// they are connected. Prints a line for each difference: + added, - removed, ~ changed, > moved.
/// With --events, both are simulated with the same events instead, and each event that comes to
/// something else has a line: another outcome, another path, another message. Exit status: 0 they do
/// the same, 2 they differ, 1 bad input, also if only some events cannot be read.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow compare before.json after.json
  misp-flow compare before.json after.json --events events.jsonl
  misp-flow compare before.json after.json --json | jq '.[] | select(.kind == \"removed\")'
  git show HEAD:workflow.json | misp-flow compare - workflow.json")]
pub(super) struct CompareArguments {
    /// The earlier workflow, bare graph or blueprint (`-` reads standard input)
    pub before: PathBuf,
    /// The later workflow, bare graph or blueprint (`-` reads standard input)
    pub after: PathBuf,
    /// Count it as a difference, too, where nodes stand, what numbers they have and how they look
    #[arg(long)]
    pub layout: bool,
    /// Simulate with these events, as for `batch`, and tell which come to something else
    #[arg(long, value_name = "EVENTS", num_args = 1.., conflicts_with = "layout")]
    pub events: Vec<PathBuf>,
    /// Put the nodes behind this trigger, where a workflow has none
    #[arg(long, value_name = "ID", requires = "events")]
    pub trigger: Option<String>,
    /// The server to simulate, as `docs/instance.md` describes
    #[arg(long, value_name = "SERVER.json", requires = "events")]
    pub instance: Option<PathBuf>,
    /// Print a JSON list: {kind, what, before, after, text}; with --events, {events, changed,
    /// unreadable, changes}
    #[arg(long)]
    pub json: bool,
}

/// The forms that a workflow can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// `{"Workflow": …}`, as `view` returns it
    Workflow,
    /// `{"WorkflowBlueprint": …}`, without the trigger
    Blueprint,
    /// A Mermaid flowchart
    Mermaid,
    /// A Graphviz digraph
    Dot,
    /// A picture of lines and letters
    Svg,
    /// A picture of pixels
    Png,
    /// A description in words, as Markdown
    Md,
}

impl Target {
    /// What is written.
    pub(super) fn form(self) -> Form {
        match self {
            Self::Workflow => Form::Workflow,
            Self::Blueprint => Form::Blueprint,
            Self::Mermaid => Form::Mermaid,
            Self::Dot => Form::Dot,
            Self::Svg => Form::Svg,
            Self::Png => Form::Png,
            Self::Md => Form::Markdown,
        }
    }
}

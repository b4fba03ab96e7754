//! The arguments of the commands that talk to servers, and their help.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Keep the MISP servers that the other commands work with
///
/// A server's API key is read from the environment variable MISP_KEY or from the standard input,
/// never from the arguments, and kept in the keyring of this system.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow instance fingerprint https://misp.local
  misp-flow instance add lab https://misp.local --pin AB:CD:…
  MISP_KEY=$(pass misp/lab) misp-flow instance add lab https://misp.local --ca ca.pem
  misp-flow instance test lab

Exit status: 0 done, 1 bad input, 2 something is missing (test), 3 the server refuses or is not
reached.")]
pub struct InstanceArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: InstanceCommand,
}

impl InstanceArguments {
    /// Whether JSON is asked for.
    pub fn is_for_json(&self) -> bool {
        match &self.command {
            InstanceCommand::List { json }
            | InstanceCommand::Test { json, .. }
            | InstanceCommand::Fingerprint { json, .. } => *json,
            InstanceCommand::Add(new) => new.json,
            InstanceCommand::Remove { .. } => false,
        }
    }
}

#[derive(Debug, Subcommand)]
pub enum InstanceCommand {
    /// Add a server; the key comes from MISP_KEY or the standard input
    Add(AddArguments),
    /// List the servers
    List {
        /// Print a JSON list: {id, name, url, trust, proxy}
        #[arg(long)]
        json: bool,
    },
    /// Show the version, the key's user, and what is missing for working with workflows
    Test {
        /// The server: its name or address
        name: String,
        /// Print JSON: {version, user, role, organisation, site_admin, triggers, missing}
        #[arg(long)]
        json: bool,
    },
    /// Forget a server and its key; what was kept of its workflows stays, and is there again when its
    /// address is added once more
    Remove {
        /// The server: its name or address
        name: String,
    },
    /// Show the certificate of a server, to be compared before it is pinned
    Fingerprint {
        /// The address that MISP is opened with
        url: String,
        /// How to reach it: `direct`, or a proxy such as http://proxy.local:3128
        #[arg(long, value_name = "PROXY")]
        proxy: Option<String>,
        /// Print JSON: {fingerprint, subject, issuer, from, until, self_signed}
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args, Debug)]
pub struct AddArguments {
    /// What to call it, in 64 letters at most
    pub name: String,
    /// The address that MISP is opened with
    pub url: String,
    /// Trust the authorities in this PEM file, too
    #[arg(long, value_name = "FILE", conflicts_with = "pin")]
    pub ca: Option<PathBuf>,
    /// Trust exactly the certificate with this SHA-256 fingerprint
    #[arg(long, value_name = "FINGERPRINT")]
    pub pin: Option<String>,
    /// How to reach it: `direct`, or a proxy such as http://proxy.local:3128 [default: as the
    /// environment says]
    #[arg(long, value_name = "PROXY")]
    pub proxy: Option<String>,
    /// Change the server of this name; what was kept of its workflows stays with it
    #[arg(long)]
    pub replace: bool,
    /// Print JSON: {id, name, url, encrypted, key_kept, note}
    #[arg(long)]
    pub json: bool,
}

/// Fetch the catalogue of a server for work without it
///
/// Triggers, modules, tags, galaxies, organisations, sharing groups, warninglists, misp-modules and
/// users, as far as the key may see them. Prints what changed since the last time.
/// Exit status: 0 done, 1 bad input, 3 the server refuses or is not reached.
#[derive(Args, Debug)]
pub struct SyncArguments {
    /// The server: its name or address
    pub name: String,
    /// Print JSON: {version, counts, changes, notes}
    #[arg(long)]
    pub json: bool,
}

/// List the workflows of a server
///
/// With their triggers, and how what was pulled or pushed last stands to them.
/// Exit status: 0 done, 1 bad input, 3 the server refuses or is not reached.
#[derive(Args, Debug)]
pub struct WorkflowsArguments {
    /// The server: its name or address
    pub name: String,
    /// Print a JSON list: {trigger, number, name, enabled, debug, record}
    #[arg(long)]
    pub json: bool,
}

/// Fetch workflows from a server into files
///
/// The file says what the workflow is, not how often it ran, so that it changes in a repository
/// only when the workflow does. A file with changes that the server does not have is left alone.
/// Without --output the workflow is only shown: a later push goes by what was pulled into a file.
/// Exit status: 0 done, 1 bad input, 2 a file was left alone, 3 the server refuses or is not
/// reached.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow pull lab event-publish -o event-publish.json
  misp-flow pull lab --all -o workflows/
  misp-flow pull lab 3 | misp-flow compare - mine.json")]
pub struct PullArguments {
    /// The server: its name or address
    pub name: String,
    /// The workflow: its number, trigger or name
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub workflow: Option<String>,
    /// All workflows, each into a file named after its trigger
    #[arg(long, requires = "output")]
    pub all: bool,
    /// Write to this file (`-` for the standard output), or with --all into this folder
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace files that hold changes of their own; what they held is kept as an earlier version
    #[arg(long)]
    pub force: bool,
    /// Print JSON: a list of {number, trigger, name, file, result}; without --output the workflow
    #[arg(long)]
    pub json: bool,
}

/// What is pushed or compared, and where to.
#[derive(Args, Debug)]
pub struct Pushable {
    /// The workflow, bare graph or blueprint (`-` reads standard input)
    pub file: PathBuf,
    /// Where it goes: the number, trigger or name of a workflow
    #[arg(long, value_name = "WORKFLOW")]
    pub to: Option<String>,
    /// Tell whether the server was changed by this file, as it was pulled, instead of by the record
    /// of this machine
    #[arg(long, value_name = "FILE")]
    pub base: Option<PathBuf>,
}

/// Tell what a push would change on a server
///
/// It goes to the workflow with the file's number if that has the file's uuid, else to the
/// workflow of the file's trigger.
/// Exit status: 0 they are the same, 1 bad input, 2 they differ, 3 the server refuses or is not
/// reached.
#[derive(Args, Debug)]
pub struct DiffArguments {
    /// The server: its name or address
    pub name: String,
    #[command(flatten)]
    pub what: Pushable,
    /// Print JSON: {target, standing, misplaced, changes, refusals, conflicts, problems}
    #[arg(long)]
    pub json: bool,
}

/// Push a workflow to a server
///
/// Shows what it would change, then asks. Where the server was changed since the last pull or push,
/// or the workflow was deleted there, nothing is pushed, unless --mine says so. The state that is replaced is kept (`misp-flow
/// history`). A push that was cut off, by Ctrl-C as well, is found out about by the next command
/// that reaches the server.
/// A machine that keeps nothing, as in CI, names with --base the file that was pulled or pushed
/// last.
/// Exit status: 0 pushed, or nothing to push; 1 bad input; 2 not pushed, as somebody's work, a
/// refusal or another push is in the way, or nobody is there to ask, or stored in another way than
/// it was sent; 3 the server refuses or is not reached, and nothing was changed; 4 the answer was
/// lost, and whether the server saves is not known; 130 ended by Ctrl-C, where that is not
/// known either if it was told so.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow push lab event-publish.json
  misp-flow push lab event-publish.json --yes --json
  misp-flow push lab event-publish.json --mine
  git show deployed:event-publish.json > /tmp/base.json
  misp-flow push lab event-publish.json --yes --base /tmp/base.json
  misp-flow push lab blueprint.json --to event-after-save")]
pub struct PushArguments {
    /// The server: its name or address
    pub name: String,
    #[command(flatten)]
    pub what: Pushable,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    /// Overwrite what was changed on the server, which is kept, or make anew what was deleted there
    #[arg(long)]
    pub mine: bool,
    /// Push to the workflow of another trigger than the file begins with, without being asked
    #[arg(long)]
    pub misplaced: bool,
    /// Print JSON: as `diff`, with {pushed, why_not, stored_otherwise, warning}
    #[arg(long)]
    pub json: bool,
}

/// List the states that pushes replaced, and give them back
///
/// They lie on this machine; the server is not asked.
/// Exit status: 0 done, 1 bad input, 2 some of the states are damaged and were left out.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow history lab event-publish
  misp-flow history lab event-publish --show 1 -o before.json
  misp-flow push lab before.json --mine")]
pub struct HistoryArguments {
    /// The server: its name or address
    pub name: String,
    /// The workflow: its number, trigger or name
    pub workflow: String,
    /// Give back the state with this number in the list, 1 being the newest
    #[arg(long, value_name = "N")]
    pub show: Option<std::num::NonZeroUsize>,
    /// Write it to this file, which must not be there yet
    #[arg(long, short, value_name = "FILE", requires = "show")]
    pub output: Option<PathBuf>,
    /// Print a JSON list: {state, when, who, name, nodes}
    #[arg(long, conflicts_with = "show")]
    pub json: bool,
}

/// Fetch events from a server
#[derive(Args, Debug)]
pub struct EventsArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: EventsCommand,
}

#[derive(Debug, Subcommand)]
pub enum EventsCommand {
    Fetch(FetchArguments),
}

/// Fetch the events that a search finds
///
/// Says first how many there are and how large they are. Without --output they are printed, one a
/// line, as `misp-flow batch` reads them.
/// A file that holds something else is left alone; where nothing is found, none is written.
/// What came before Ctrl-C, or before the server was lost, stays.
/// Exit status: 0 done, 1 bad input, 2 some are no longer there or a file was left alone, 3 the
/// server refuses or is not reached, 130 ended by Ctrl-C.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow events fetch lab --tag tlp:red --from 2026-11-01 --dry-run
  misp-flow events fetch lab --id 17 --id 18 -o events/
  misp-flow events fetch lab --text phishing --limit 1000 -o phishing.jsonl
  misp-flow events fetch lab | misp-flow batch workflow.json -")]
pub struct FetchArguments {
    /// The server: its name or address
    pub name: String,
    /// The number of an event (can be given several times)
    #[arg(long)]
    pub id: Vec<String>,
    /// The uuid of an event, or of something in it (can be given several times)
    #[arg(long)]
    pub uuid: Vec<String>,
    /// A tag; with `!` before it, one that must not be there (can be given several times)
    #[arg(long)]
    pub tag: Vec<String>,
    /// A text somewhere in the event's info; with `%`, which stands for anything, it is the whole info
    #[arg(long, default_value = "", hide_default_value = true)]
    pub text: String,
    /// The type of an attribute, such as `ip-dst`
    #[arg(
        long = "type",
        value_name = "TYPE",
        default_value = "",
        hide_default_value = true
    )]
    pub attribute_type: String,
    /// The earliest date, such as 2026-11-01
    #[arg(
        long,
        value_name = "DATE",
        default_value = "",
        hide_default_value = true
    )]
    pub from: String,
    /// The latest date
    #[arg(
        long = "to",
        value_name = "DATE",
        default_value = "",
        hide_default_value = true
    )]
    pub until: String,
    /// At most so many
    #[arg(long, value_name = "N", default_value = "100")]
    pub limit: std::num::NonZeroUsize,
    /// Write to this file, one event a line, or into this folder, one file each
    #[arg(long, short, value_name = "FOLDER or FILE.jsonl")]
    pub output: Option<PathBuf>,
    /// Replace files that hold something else; what they held is kept as an earlier version
    #[arg(long, requires = "output")]
    pub force: bool,
    /// With what is attached to them, whose size the server does not tell before
    #[arg(long)]
    pub attachments: bool,
    /// Only list them
    #[arg(long)]
    pub dry_run: bool,
    /// Print JSON: {found, more, attributes, bytes, events, missing, fetched, unreadable, too_large, left_alone}; not without
    /// --output or --dry-run, as the events themselves are JSON
    #[arg(long)]
    pub json: bool,
}

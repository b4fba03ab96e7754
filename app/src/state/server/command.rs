//! What a user does with servers, as values.

use std::path::PathBuf;

use misp_flow_engine::merge::{Part, Side};

use crate::misp::{ApiKey, EventFilter, Instance};

use super::{AdHocCommand, ModuleCommand, RunCommand, ServerBlueprintCommand};

/// Something that a user does with a server.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerCommand {
    /// Shows the list of instances.
    Instances,
    /// Shows the form of an instance; of a new one where none is named.
    Form(Option<String>),
    /// Keeps an instance.
    Keep {
        /// It.
        instance: Box<Instance>,
        /// As it was when the user began to change it: what another window changed of it since and
        /// the user left alone stays.
        of: Option<Box<Instance>>,
        /// Its key, where one was typed.
        key: Option<ApiKey>,
        /// Whether it is connected to then.
        connect: bool,
    },
    /// Takes the key of an instance out of the keyring and out of this session.
    ForgetKey(String),
    /// Tests the connection to an instance, with the key that was typed or else the kept one.
    Test(Box<Instance>, Option<ApiKey>),
    /// Looks at the certificate that an instance presents.
    LookAtCertificate(Box<Instance>),
    /// Reads the certificate of a private authority from a file.
    ReadAuthority(PathBuf),
    /// Asks whether to remove an instance.
    AskRemove(String),
    /// Removes an instance, its key and what was fetched of it.
    Remove(String),
    /// Connects to the instance in use, or to the only one.
    Connect,
    /// Connects to this instance.
    ConnectTo(String),
    /// Ends the connection; what was fetched stays in use.
    Disconnect,
    /// Goes back to the catalogue that comes with the program.
    Leave,
    /// Fetches the catalogue of the server.
    Sync,
    /// Shows what changed with the last fetch, and what could not be had.
    Notes,
    /// Reads the state of the workflows again.
    Refresh,
    /// Opens the workflow of this row in a tab, or shows the tab that has it.
    Pull(usize),
    /// Switches the trigger of this row on or off.
    Enable(usize, bool),
    /// Switches debug posts of this row's workflow on or off.
    Debug(usize, bool),
    /// Makes the workflow of this row's trigger.
    Create(usize),
    /// Asks whether to delete the workflow of this row.
    AskDelete(usize),
    /// Deletes the workflow of this number.
    Delete(String),
    /// Looks at what a push of the open workflow would do.
    Push,
    /// The same, to the workflow of this trigger.
    PushTo(String),
    /// Pushes as planned.
    Send,
    /// Ends the program although a push is under way.
    QuitPushing,
    /// Decides a conflict of the plan.
    Choose(Part, Side),
    /// Decides all of them.
    ChooseAll(Side),
    /// Makes the document what was decided, and looks again.
    Merge,
    /// Makes the document what the server has.
    TakeTheirs,
    /// Pushes mine over what the server has, which is kept.
    TakeMine,
    /// Opens what is here as another document, and makes the document what the server has.
    KeepCopy,
    /// Shows on the canvas what the push would change.
    ShowOnCanvas,
    /// Goes back from the canvas to the push.
    BackToPush,
    /// Lists the states that pushes of the open workflow have replaced.
    Past,
    /// The same of the workflow, or of the trigger, of this row; deleted ones included.
    PastOf(usize),
    /// Opens the replaced state at this place, which is told by this date.
    OpenPast(usize, String),
    /// Compares with the replaced state at this place, which is told by this date.
    ComparePast(usize, String),
    /// Shows the search for events.
    Fetch,
    /// Searches for events.
    Search(Box<EventFilter>),
    /// Fetches the found events at these places, with what is attached to them or without.
    FetchEvents(Vec<usize>, bool),
    /// Runs on the server.
    Run(RunCommand),
    /// The modules that are switched on.
    Modules(ModuleCommand),
    /// Workflows that are run by hand.
    AdHoc(AdHocCommand),
    /// The blueprints of the server.
    Blueprints(ServerBlueprintCommand),
}

/// A question about a server.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerDialog {
    /// The instances.
    Instances,
    /// The form of an instance; a new one where none is named.
    Form(Option<Box<Instance>>),
    /// Whether to remove an instance, with its name.
    Remove {
        /// Its id.
        id: String,
        /// What it is called.
        name: String,
    },
    /// What changed on the server, and what could not be had.
    Notes,
    /// Whether to delete a workflow.
    Delete {
        /// Its number.
        id: String,
        /// Its name.
        name: String,
    },
    /// Which trigger the open workflow is for.
    Target,
    /// What a push would do, does, or has done.
    Push,
    /// Whether to quit while the workflow of this name is being pushed.
    QuitPushing(String),
    /// The replaced states.
    Past,
    /// The search for events.
    Fetch,
    /// What a run would do, does, or has done.
    Run,
    /// The modules of the server, switched on and off.
    Modules,
    /// Whether to switch on what the open workflow uses.
    Needed,
    /// The name of a new ad-hoc workflow.
    NewAdHoc {
        /// Whether the open workflow is pushed to it then.
        push: bool,
    },
    /// What to do with two blueprints of the same uuid.
    Clash,
}

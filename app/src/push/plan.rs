//! What a push would do, found out before anything is changed.

use std::{
    borrow::Borrow,
    path::{Path, PathBuf},
    sync::Arc,
};

use misp_flow_engine::{
    catalogue::Catalogue,
    check::{Problem, problems},
    compare::{Comparison, compare},
    merge::Merge,
    workflow::{FileForm, NodeKind, Workflow},
};
use serde_json::Value as Json;

use super::{
    Kept, PushError, ServerStore, Standing, StoreError,
    standing::{pushed, same_content, standing},
    store::open_raw,
};
use crate::misp::{
    BY_HAND, Characters, Client, GraphReport, Objection, ServerDocument, objections,
};

/// Where a workflow goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The workflow with this number.
    Number(String),
    /// The workflow of this trigger, which the server makes where there is none yet.
    Trigger(String),
}

/// What a push would do.
#[derive(Debug)]
pub struct Plan {
    /// Where it goes.
    pub target: Target,
    /// What is on the server now; nothing where the server has no such workflow yet.
    pub now: Option<ServerDocument>,
    /// Whether one was pulled from there or pushed to it, and somebody has deleted it since; what is
    /// there now is another one.
    pub is_gone: bool,
    /// The file that what is pushed is kept in, for which it is noted what it has from now on.
    pub file: Option<PathBuf>,
    /// How the two stand.
    pub standing: Standing,
    /// What the push changes on the server; `None` where what is there cannot be opened.
    pub change: Option<Comparison>,
    /// The same in words, a line each.
    pub words: Vec<String>,
    /// Our own checks.
    pub problems: Vec<Problem>,
    /// Whether it has no name, where a server would keep its own.
    pub is_nameless: bool,
    /// What the server's database would refuse.
    pub objections: Vec<Objection>,
    /// How many triggers it has; a server takes a workflow with one.
    pub triggers: usize,
    /// What the server says of the graph.
    pub report: GraphReport,
    /// Where it begins with another trigger than the one that the server keeps it for.
    pub misplaced: Option<Misplaced>,
    /// The three states, where both sides were changed.
    pub merge: Option<Box<Merge>>,
    /// The file that what is on the server was pushed from, where that was done from here: it is
    /// nobody else's change.
    pub own: Option<PathBuf>,
}

/// A workflow that begins with another trigger than the one that the server keeps it for, so that
/// it would never run for its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misplaced {
    /// The id of the trigger that the server keeps it for.
    pub there: String,
    /// The id of the trigger that it begins with.
    pub here: String,
}

impl Misplaced {
    fn of(target: &Target, now: Option<&ServerDocument>, mine: &Workflow) -> Option<Self> {
        let there = match (target, now) {
            (Target::Trigger(trigger), _) => trigger.as_str(),
            (Target::Number(_), now) => now?.raw.get("trigger_id")?.as_str()?,
        };
        let (_, here) = mine.graph.trigger()?;
        let differs = !there.is_empty() && here.module != there;
        differs.then(|| Self {
            there: there.to_owned(),
            here: here.module.clone(),
        })
    }
}

impl Plan {
    /// Why the server would not take it, a sentence each; empty where it would.
    pub fn refusals(&self) -> Vec<String> {
        let mut found: Vec<String> = self.objections.iter().map(ToString::to_string).collect();
        match self.triggers {
            1 => {}
            0 => found.push("it has no trigger. Add the one that it is to run for".to_owned()),
            count => found.push(format!(
                "it has {count} triggers, and may have one. Remove the others"
            )),
        }
        if self.is_nameless {
            found.push("it has no name, and the server would keep the old one. Name it".to_owned());
        }
        if !self.report.cycle.is_empty() {
            found.push("the wires close a cycle. Remove one of them".to_owned());
        }
        for (node, targets) in &self.report.crowded {
            found.push(format!(
                "an output of node {node} has {} wires, and may have one. Remove the others",
                targets.len()
            ));
        }
        found
    }

    /// Whether one click is enough: nothing is refused, and nobody's work is overwritten.
    pub fn is_clear(&self) -> bool {
        self.refusals().is_empty()
            && !matches!(self.standing, Standing::Behind | Standing::Diverged)
    }
}

/// Looks at the server and at what is to be pushed, going by what its file was made from, else by
/// what was pulled or pushed last. Changes nothing anywhere.
///
/// # Errors
/// Where the server cannot be asked, or the record of it cannot be read.
pub async fn look(
    client: &Client,
    store: &ServerStore,
    target: Target,
    mine: &Workflow,
    file: Option<&Path>,
    catalogue: &Catalogue,
) -> Result<Plan, PushError> {
    let now = find(client, &target).await?;
    let of_file = match (&now, file) {
        // Without a note that can be read, what was pulled or pushed tells, with more care.
        (Some(now), Some(file)) => store.base_of_file(&now.id, file).unwrap_or_default(),
        _ => None,
    };
    let of_file = of_file.and_then(|kept| kept.open());
    let of_file = of_file.filter(|base| {
        let uuid = now.as_ref().map(|now| now.uuid.as_str());
        base.uuid.as_deref() == uuid
    });
    let bases = match &now {
        Some(now) => bases(store, now)?,
        None => Vec::new(),
    };
    let mut is_of_another = false;
    let is_gone = match (&target, &now) {
        (Target::Trigger(trigger), None) => store.had_for(trigger)?,
        (_, Some(now)) if of_file.is_none() => match now.trigger_id() {
            None | Some(BY_HAND) => false,
            Some(trigger) => {
                let uuid = now.uuid.as_str();
                if let Some(file) = file {
                    is_of_another = store.is_file_of_another(file, trigger, uuid)?;
                }
                is_of_another || (bases.is_empty() && store.had_another(trigger, uuid)?)
            }
        },
        _ => false,
    };
    // A file that was made from the former one has nothing in common with the one that is there.
    let known: &[Workflow] = if is_of_another { &[] } else { &bases };
    let base = of_file.or_else(|| origin(known, mine).cloned());
    let own = match &now {
        // Without notes that can be read, nobody is named.
        Some(now) if !is_gone => store.pushed_from(&now.id, &now.raw).unwrap_or_default(),
        _ => None,
    };
    let plan = plan(client, target, now, base, mine, catalogue).await?;
    Ok(Plan {
        is_gone,
        own,
        file: file.map(Path::to_owned),
        ..plan
    })
}

/// The same where it is known which states the document may descend from: `bases`, the last first.
/// The one that the server has counts, else the earliest. One that has the uuid of another workflow
/// says nothing.
///
/// # Errors
/// Where the server cannot be asked.
pub async fn look_from(
    client: &Client,
    bases: &[Arc<Workflow>],
    target: Target,
    mine: &Workflow,
    catalogue: &Catalogue,
) -> Result<Plan, PushError> {
    let now = find(client, &target).await?;
    let base = now.as_ref().and_then(|now| {
        let known = of_workflow(bases, now);
        begun_with(&known, now.document.as_ref().ok()).map(|base| Workflow::clone(base))
    });
    // It was there when the document began with it.
    let is_gone = !bases.is_empty() && base.is_none();
    let plan = plan(client, target, now, base, mine, catalogue).await?;
    Ok(Plan { is_gone, ..plan })
}

/// Those of the states that are of this workflow; what a push sent has no uuid, and says nothing
/// where the others are another's.
fn of_workflow(bases: &[Arc<Workflow>], now: &ServerDocument) -> Vec<Arc<Workflow>> {
    let is_another =
        |base: &Arc<Workflow>| base.uuid.as_ref().is_some_and(|uuid| *uuid != now.uuid);
    if bases.iter().any(is_another) {
        return Vec::new();
    }
    bases.to_vec()
}

/// Which of these states, the last first, a document began with: the one that the server has now,
/// else the first that was there for sure, which is the last of them.
pub(crate) fn begun_with<'a>(
    bases: &'a [Arc<Workflow>],
    now: Option<&Workflow>,
) -> Option<&'a Arc<Workflow>> {
    let is_there = |base: &&Arc<Workflow>| now.is_some_and(|now| same_content(&compare(base, now)));
    match bases {
        [] | [_] => bases.first(),
        several => several.iter().find(is_there).or(several.last()),
    }
}

async fn plan(
    client: &Client,
    target: Target,
    now: Option<ServerDocument>,
    base: Option<Workflow>,
    mine: &Workflow,
    catalogue: &Catalogue,
) -> Result<Plan, PushError> {
    let theirs = now.as_ref().and_then(|now| open_raw(&now.raw));
    let standing = match (&now, &theirs) {
        // It cannot be opened, so nobody can say what would be lost.
        (Some(_), None) => Standing::Diverged,
        _ => standing(base.as_ref(), theirs.as_ref(), mine),
    };
    let merge = match (&theirs, standing) {
        (Some(theirs), Standing::Behind | Standing::Diverged) => {
            Some(Box::new(Merge::of(base.as_ref(), theirs, mine)))
        }
        _ => None,
    };
    let empty = Workflow::default();
    let before = match &now {
        Some(_) => theirs.as_ref(),
        None => Some(&empty),
    };
    let change = before.map(|before| compare(before, mine));
    let words = change.as_ref().zip(before).map(|(change, before)| {
        let lines = pushed(change);
        lines
            .map(|one| one.words(before, mine, catalogue))
            .collect()
    });
    let graph = mine.graph.to_server_json();
    let sent = sent_name(mine);
    let objections = objections(
        sent,
        Some(&mine.description),
        Some(&graph),
        Characters::default(),
    );
    Ok(Plan {
        standing,
        change,
        words: words.unwrap_or_default(),
        problems: problems(mine, catalogue),
        // A bare graph never has one.
        is_nameless: mine.name.trim().is_empty() && mine.form != FileForm::Graph,
        objections,
        triggers: triggers(mine),
        report: report(client, &graph).await?,
        is_gone: false,
        file: None,
        misplaced: Misplaced::of(&target, now.as_ref(), mine),
        merge,
        own: None,
        target,
        now,
    })
}

/// What was pulled or pushed of a server's workflow, the last first. A record of another workflow
/// under the same number, as after the server was set up anew, says nothing.
///
/// # Errors
/// Where the record cannot be read.
pub fn bases(store: &ServerStore, now: &ServerDocument) -> Result<Vec<Workflow>, StoreError> {
    let bases = store.bases(&now.id)?;
    let opened = bases.iter().filter_map(Kept::open);
    Ok(opened
        .filter(|base| base.uuid.as_deref() == Some(now.uuid.as_str()))
        .collect())
}

/// Which of the states that were pulled or pushed, the last first, a document descends from: the
/// one that it is closest to, of equals the first. Another window, another file or the command line
/// may have pulled or pushed since it was opened; going by the last state would overwrite that
/// unseen. The uuid tells nothing: what is pushed into a trigger's new workflow has its own.
pub fn origin<'a, W: Borrow<Workflow>>(bases: &'a [W], mine: &Workflow) -> Option<&'a W> {
    if let [only] = bases {
        return Some(only);
    }
    let distance = |base: &&W| pushed(&compare((*base).borrow(), mine)).count();
    bases.iter().rev().min_by_key(distance)
}

/// How many nodes are triggers, as a server counts them.
fn triggers(mine: &Workflow) -> usize {
    let nodes = mine.graph.nodes.values();
    nodes.filter(|node| node.kind == NodeKind::Trigger).count()
}

/// The name that is sent: a server keeps its own where there is none.
pub(super) fn sent_name(mine: &Workflow) -> Option<&str> {
    (!mine.name.is_empty()).then_some(mine.name.as_str())
}

async fn report(client: &Client, graph: &Json) -> Result<GraphReport, PushError> {
    Ok(client.check_graph(graph).await?)
}

/// Where the workflow of a number that the server does not have any more is looked for: at the
/// trigger that it was for. Nothing where it is run by hand, so that it had none.
pub fn by_trigger(bases: &[Arc<Workflow>], mine: &Workflow) -> Option<Target> {
    let there = bases.iter().find_map(|base| base.trigger_id.as_deref());
    let here = || Some(mine.graph.trigger()?.1.module.as_str());
    let own = || mine.trigger_id.as_deref();
    let trigger = there.or_else(own).or_else(here)?;
    let is_one = !trigger.is_empty() && trigger != BY_HAND;
    is_one.then(|| Target::Trigger(trigger.to_owned()))
}

/// The workflow as it is on the server.
pub(super) async fn find(
    client: &Client,
    target: &Target,
) -> Result<Option<ServerDocument>, PushError> {
    match target {
        Target::Number(id) => Ok(Some(client.workflow(id).await?)),
        Target::Trigger(trigger) => {
            let state = client.trigger(trigger).await?;
            let state = state.ok_or_else(|| PushError::NoTrigger(trigger.clone()))?;
            match state.broken {
                Some(refusal) => Err(refusal.into()),
                None => Ok(state.workflow),
            }
        }
    }
}

//! Nodes of a received run that are others in the shown workflow: another workflow ran there.

use std::collections::BTreeSet;

use misp_flow_engine::{
    run::{Step, Told},
    workflow::{NodeId, Workflow},
};

/// A node that ran on the server and is another here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// The node.
    pub node: NodeId,
    /// The module that ran on the server.
    pub ran: String,
    /// The name of the node here; none where there is no such node.
    pub here: Option<String>,
}

impl Foreign {
    /// What differs, for the user.
    pub fn words(&self) -> String {
        let Self { node, ran, here } = self;
        match here {
            Some(here) => format!("the server ran {ran} at node {node}, here it is {here}"),
            None => format!("the server ran {ran} at node {node}, which is not here"),
        }
    }
}

/// The steps of a received run whose nodes are others in this workflow, each node once.
pub fn foreign_steps(steps: &[Step], workflow: &Workflow) -> Vec<Foreign> {
    foreign(
        steps.iter().map(|step| (&step.node, step.module.as_str())),
        workflow,
    )
}

/// The same of what posts tell.
pub(super) fn foreign_told(told: &[Told], workflow: &Workflow) -> Vec<Foreign> {
    let nodes = told.iter().filter_map(|one| match one {
        Told::Node { node, module, .. } => Some((node, module.as_str())),
        _ => None,
    });
    foreign(nodes, workflow)
}

fn foreign<'a>(
    ran: impl Iterator<Item = (&'a NodeId, &'a str)>,
    workflow: &Workflow,
) -> Vec<Foreign> {
    let mut seen = BTreeSet::new();
    // A post that was cut does not tell its node, which then may well be the one here.
    let known = ran.filter(|(id, _)| !id.as_str().is_empty());
    let differing = known.filter_map(|(id, module)| {
        let node = workflow.graph.node(id);
        let differs = node.is_none_or(|node| node.module != module);
        (differs && seen.insert(id.to_string())).then(|| Foreign {
            node: id.clone(),
            ran: module.to_owned(),
            here: node.map(|node| node.name.clone()),
        })
    });
    differing.collect()
}

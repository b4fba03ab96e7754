//! `proposal-action`: accepts or discards the proposals of the event.

use super::{reload_full_event::reload, tagging::event_target};
use crate::{
    modules::{Context, Module, Params},
    path::HashPath,
    value::{Array, PhpError, Value},
};

/// Settles proposals in the database and reads the event again (README-live 35).
#[derive(Debug)]
pub struct ProposalAction {
    accepts: bool,
    kind: String,
    params: Params,
}

impl ProposalAction {
    /// The module with the node's parameters. The default of `proposal_type` is none of its
    /// options and matches no proposal.
    pub fn new(params: &Params) -> Self {
        Self {
            accepts: params.text("action") == "accept",
            kind: params.text("proposal_type"),
            params: params.clone(),
        }
    }

    /// The proposals of the data that the node is about, those for new attributes first. Under
    /// what a node filter selects there are none.
    fn proposals(&self, data: &Value) -> Result<Array, PhpError> {
        let data = match self.params.filter()? {
            Some(filter) => &filter.select(data)?.into(),
            None => data,
        };
        let found = |path| HashPath::parse(path).extract(data);
        let new = || found("Event.ShadowAttribute.{n}");
        let edits = || found("Event._AttributeFlattened.{n}.ShadowAttribute.{n}");
        Ok(match self.kind.as_str() {
            "new" => new()?,
            "edit" => edits()?,
            "any" => new()?.merge(&edits()?),
            _ => Array::new(),
        })
    }
}

impl Module for ProposalAction {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let target = event_target(&data);
        for proposal in self.proposals(&data)?.values() {
            let id = proposal.get("id").unwrap_or(&Value::Null).to_text();
            let store = &mut context.world.store;
            store.settle_proposal(target.event(), &id, self.accepts);
        }
        reload(context)?;
        Ok(true)
    }
}

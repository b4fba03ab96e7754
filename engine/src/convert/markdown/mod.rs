//! What a workflow does, in words, as Markdown: for wikis, tickets and reviews.
//!
//! `walk` puts the steps in the order in which they are told, `page` writes them down.

mod page;
#[cfg(test)]
mod tests;
mod walk;

use crate::{catalogue::Catalogue, workflow::Workflow};

pub(super) use page::plain;

/// The description: what starts the workflow and what it stands in front of, the steps with their
/// branches as a nested list, and what leaves the server. Of web addresses it shows the host, and
/// no other secrets. The nodes' names are the user's words, made harmless for Markdown.
///
/// ```
/// use misp_flow_engine::{catalogue::Catalogue, convert::to_markdown, workflow};
///
/// let text = r#"{"1": {"id": 1, "name": "Event Publish", "data": {"id": "event-publish",
///     "module_type": "trigger"}, "inputs": [], "outputs": [], "pos_x": 0, "pos_y": 0}}"#;
/// let document = workflow::open(text.as_bytes())?;
/// let page = to_markdown(&document, Catalogue::bundled());
/// assert!(page.contains("before an event is published"));
/// # Ok::<(), workflow::OpenError>(())
/// ```
pub fn to_markdown(workflow: &Workflow, catalogue: &Catalogue) -> String {
    let told = walk::told(&workflow.graph, catalogue);
    page::write(workflow, catalogue, &told)
}

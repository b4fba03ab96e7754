//! A picture of a workflow for documents and tickets: SVG in light colours, with shapes and words
//! that tell in grey print too what the colours tell.
//!
//! `place` and `frame` work out where everything stands, `text` breaks and escapes words, `shape` and `paint`
//! write the elements. The picture needs no fonts, scripts or styles from elsewhere, and shows of
//! web addresses only what [`describe`](crate::describe) shows.

mod frame;
mod paint;
mod place;
mod run;
mod shape;
mod signs;
#[cfg(test)]
mod tests;
mod text;

pub use run::to_svg_of_run;

use crate::{catalogue::Catalogue, workflow::Workflow};

pub use signs::{BadgeSign, OwnSigns, Signs};

/// Space around the picture.
const MARGIN: f64 = 24.0;

/// The workflow as an SVG picture, one unit for each unit of the canvas. Nodes stand where the
/// document has them; an empty workflow is a small picture that says so.
///
/// ```
/// use misp_flow_engine::{catalogue::Catalogue, convert::to_svg, workflow};
///
/// let text = r#"{"1": {"id": 1, "name": "Tag & block", "data": {"id": "x", "module_type": "action"},
///                "inputs": [], "outputs": [], "pos_x": 0, "pos_y": 0}}"#;
/// let document = workflow::open(text.as_bytes())?;
/// let picture = to_svg(&document, Catalogue::bundled());
/// assert!(picture.starts_with("<svg ") && picture.contains("Tag &amp; block"));
/// # Ok::<(), workflow::OpenError>(())
/// ```
pub fn to_svg(workflow: &Workflow, catalogue: &Catalogue) -> String {
    to_svg_with(workflow, catalogue, &OwnSigns)
}

/// As [`to_svg`], with these signs.
pub fn to_svg_with(workflow: &Workflow, catalogue: &Catalogue, signs: &dyn Signs) -> String {
    drawn(workflow, catalogue, signs, None)
}

/// The picture, with the path of a run where one is given.
fn drawn(
    workflow: &Workflow,
    catalogue: &Catalogue,
    signs: &dyn Signs,
    path: Option<&run::Path>,
) -> String {
    let nodes = place::nodes(&workflow.graph, catalogue, signs);
    let frames = frame::frames(&workflow.graph, &nodes);
    let wires = place::wires(&workflow.graph, &nodes);
    let bounds = place::bounds(&nodes, &frames, &wires).grown(MARGIN);
    let mut picture = paint::Picture::begun(workflow, bounds);
    for frame in &frames {
        picture.frame(frame);
    }
    let took = |wire: &place::Wire| path.is_none_or(|path| path.took(wire));
    for wire in &wires {
        if let Some(path) = path {
            path.line(&mut picture, wire);
        }
        run::shaded(&mut picture, took(wire), |picture| picture.wire(wire));
    }
    for (id, node) in &nodes {
        let ran = path.is_none_or(|path| path.came_to(id));
        run::shaded(&mut picture, ran, |picture| picture.node(node));
        if let Some(path) = path {
            path.mark(&mut picture, id, node);
        }
    }
    for wire in &wires {
        run::shaded(&mut picture, took(wire), |picture| picture.label(wire));
    }
    picture.ended(nodes.is_empty())
}

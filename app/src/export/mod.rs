//! Workflows for the world outside: pictures, texts for documents, JSON for servers.

mod picture;
mod signs;

use misp_flow_engine::{
    catalogue::Catalogue,
    convert::{to_dot, to_markdown, to_mermaid, to_svg_of_run, to_svg_with},
    run::Run,
    workflow::Workflow,
};

pub use picture::{Picture, PictureError, draw};

/// The workflow as an SVG picture with the signs of the canvas.
pub fn svg(workflow: &Workflow, catalogue: &Catalogue) -> String {
    to_svg_with(workflow, catalogue, &signs::CanvasSigns)
}

/// As [`svg`], with the path that the run took.
pub fn svg_of_run(workflow: &Workflow, catalogue: &Catalogue, run: &Run) -> String {
    to_svg_of_run(workflow, catalogue, &signs::CanvasSigns, run)
}

/// The forms that a workflow can be given away in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A picture of pixels.
    Png,
    /// A picture of lines and letters.
    Svg,
    /// A description in words.
    Markdown,
    /// A Mermaid flowchart.
    Mermaid,
    /// A Graphviz digraph.
    Dot,
    /// MISP's JSON of a workflow.
    Workflow,
    /// MISP's JSON of a blueprint.
    Blueprint,
}

impl Form {
    /// What it is called, in the middle of a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG picture",
            Self::Svg => "SVG picture",
            Self::Markdown => "Markdown description",
            Self::Mermaid => "Mermaid flowchart",
            Self::Dot => "Graphviz digraph",
            Self::Workflow => "MISP workflow",
            Self::Blueprint => "MISP blueprint",
        }
    }

    /// How the names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Markdown => "md",
            Self::Mermaid => "mmd",
            Self::Dot => "dot",
            Self::Workflow | Self::Blueprint => "json",
        }
    }

    /// Whether a terminal could show it.
    pub fn is_text(self) -> bool {
        self != Self::Png
    }

    /// The content of such a file. Takes long for the picture of a large workflow.
    ///
    /// # Errors
    /// Where the picture cannot be drawn.
    pub fn write(
        self,
        workflow: &Workflow,
        catalogue: &Catalogue,
    ) -> Result<Vec<u8>, PictureError> {
        let text = match self {
            Self::Png => return draw(&svg(workflow, catalogue))?.png(),
            Self::Svg => svg(workflow, catalogue),
            Self::Markdown => to_markdown(workflow, catalogue),
            Self::Mermaid => to_mermaid(&workflow.graph, Some(catalogue)),
            Self::Dot => to_dot(&workflow.graph, Some(catalogue)),
            Self::Workflow => format!("{:#}\n", workflow.to_workflow_json()),
            Self::Blueprint => format!("{:#}\n", workflow.to_blueprint_json()),
        };
        Ok(text.into_bytes())
    }
}

//! A workflow for people who do not open it here: Mermaid and Graphviz, also in the form that
//! a server gives them, a picture as SVG, and a description in words as Markdown; and what a run of it did.

mod dot;
mod frames;
mod markdown;
mod mermaid;
mod report;
mod svg;
mod words;

pub use dot::to_dot;
pub use markdown::to_markdown;
pub use mermaid::to_mermaid;
pub use report::{ByHand, ReportFacts, to_report};
pub use svg::{BadgeSign, OwnSigns, Signs, to_svg, to_svg_of_run, to_svg_with};

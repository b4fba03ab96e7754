//! `misp-flow check`.

use std::fmt::Write as _;

use misp_flow_engine::{
    catalogue::Catalogue,
    check::{Place, Problem, Severity, problems},
    workflow::NodeId,
};
use serde_json::{Value as Json, json};

use super::{BLOCKED, Failure, args::CheckArguments, input, line, print};

pub(super) fn run(arguments: &CheckArguments) -> Result<u8, Failure> {
    let workflow = input::workflow(&arguments.workflow)?;
    let found = problems(&workflow, Catalogue::bundled());
    if arguments.json {
        let list: Vec<Json> = found.iter().map(problem_json).collect();
        print(&format!("{:#}\n", json!(list)))?;
    } else {
        print(&text(&found))?;
    }
    let errors = found
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    Ok(if errors { BLOCKED } else { 0 })
}

fn text(found: &[Problem]) -> String {
    if found.is_empty() {
        return "No problems found.\n".to_owned();
    }
    let mut text = String::new();
    for problem in found {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{}: {} [{}]",
            problem.severity.name(),
            line::one_line(&problem.text),
            problem.code
        );
    }
    text
}

fn problem_json(problem: &Problem) -> Json {
    let param = match &problem.place {
        Place::Param(_, param) => Some(param),
        _ => None,
    };
    let number = |id: &NodeId| {
        id.number()
            .map_or_else(|| json!(id.as_str()), |id| json!(id))
    };
    let wires = problem.wires.iter();
    let wires: Vec<Json> = wires
        .map(|edge| json!([number(&edge.from.node), number(&edge.to.node)]))
        .collect();
    json!({
        "code": problem.code,
        "severity": problem.severity,
        "text": problem.text,
        "node": problem.place.node().map(number),
        "param": param,
        "wires": wires,
        "fix": problem.fix.as_ref().map(|fix| fix.label),
    })
}

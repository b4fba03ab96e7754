//! What became of expectations, for people and for scripts.

use std::{
    fmt::Write as _,
    io::{IsTerminal as _, stdout},
};

use serde_json::{Value as Json, json};

use super::{super::line::one_line, Count};
use crate::expectations::{Tested, TestedFile, Verdict};

const GREEN: &str = "32";
const RED: &str = "31";

/// Whether lines are coloured: on a terminal, where `NO_COLOR` does not ask for none.
pub(super) fn is_coloured() -> bool {
    stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|asked| asked.is_empty())
}

/// A line for each expectation, what differs below it, and a summary.
pub(super) fn text(files: &[TestedFile], count: &Count, coloured: bool) -> String {
    let paint = |colour: &str, line: &str| match coloured {
        true => format!("\x1b[{colour}m{line}\x1b[0m"),
        false => line.to_owned(),
    };
    let mut text = String::new();
    for file in files {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(text, "{}", one_line(&file.path.display().to_string()));
        match &file.result {
            Err(reason) => {
                let line = format!("! not tested: {}", one_line(reason));
                let _ = writeln!(text, "  {}", paint(RED, &line));
            }
            Ok(tested) => {
                for one in tested {
                    let (colour, lines) = lines(one);
                    for line in lines {
                        let _ = writeln!(text, "  {}", paint(colour, &line));
                    }
                }
            }
        }
    }
    let mut summary = format!(
        "{} as expected, {} different",
        count.as_expected, count.different
    );
    if count.untested > 0 {
        let _ = write!(summary, ", {} not tested", count.untested);
    }
    let good = count.as_expected == count.all();
    let _ = writeln!(text, "{}", paint(if good { GREEN } else { RED }, &summary));
    text
}

fn lines(one: &Tested) -> (&'static str, Vec<String>) {
    let name = one_line(&one.name);
    match &one.verdict {
        Verdict::AsExpected => (GREEN, vec![format!("✓ {name}")]),
        Verdict::Differs(differences) => {
            let below = differences
                .iter()
                .map(|words| format!("  {}", one_line(words)));
            let all = [format!("✗ {name}")].into_iter().chain(below);
            (RED, all.collect())
        }
        Verdict::Unusable(reason) => {
            let line = format!("! {name} not tested: {}", one_line(reason));
            (RED, vec![line])
        }
    }
}

/// The same for scripts.
pub(super) fn json(files: &[TestedFile], count: &Count) -> Json {
    let files = files.iter().map(|file| {
        let path = file.path.display().to_string();
        match &file.result {
            Err(reason) => json!({"file": path, "error": reason, "expectations": []}),
            Ok(tested) => {
                let tested: Vec<Json> = tested.iter().map(tested_json).collect();
                json!({"file": path, "expectations": tested})
            }
        }
    });
    json!({
        "as_expected": count.as_expected,
        "different": count.different,
        "untested": count.untested,
        "files": files.collect::<Vec<_>>(),
    })
}

fn tested_json(one: &Tested) -> Json {
    match &one.verdict {
        Verdict::AsExpected => json!({"name": one.name, "result": "as expected"}),
        Verdict::Differs(differences) => {
            json!({"name": one.name, "result": "different", "differences": differences})
        }
        Verdict::Unusable(reason) => {
            json!({"name": one.name, "result": "untested", "error": reason})
        }
    }
}

//! `misp-flow history`.

use std::{
    fmt::Write as _,
    time::{Duration, UNIX_EPOCH},
};

use serde_json::{Value as Json, json};

use super::{
    args::HistoryArguments,
    failure::{IN_THE_WAY, ServerFailure},
    file, session,
    target::one_of,
};
use crate::{
    cli::{Failure, line::one_line, print},
    library,
    push::{History, Kept, ServerStore},
    window::{count_words, when},
};

pub fn run(arguments: &HistoryArguments) -> Result<u8, Failure> {
    let instance = session::instance(&arguments.name)?;
    let store = session::store(&instance)?;
    let asked = &arguments.workflow;
    let (number, of_trigger) = match number(&store, asked) {
        Ok(number) => (number, None),
        // Deleted ones included, as the one that is there now may hold nothing yet.
        Err(_) if store.had_for(asked)? => (String::new(), Some(asked)),
        Err(failure) => return Err(failure),
    };
    if store.under_way()?.iter().any(|push| push.id == number) {
        eprintln!(
            "A push of this workflow was cut off; misp-flow workflows finds out what became of it."
        );
    }
    let History { states, damaged } = match of_trigger {
        Some(trigger) => store.history_of_trigger(trigger)?,
        None => store.history(&number)?,
    };
    for one in &damaged {
        eprintln!("misp-flow: {}", one_line(&one.to_string()));
    }
    let status = if damaged.is_empty() { 0 } else { IN_THE_WAY };
    let Some(shown) = arguments.show else {
        print(&if arguments.json {
            let list: Vec<Json> = (1..).zip(&states).map(json_of).collect();
            format!("{:#}\n", json!(list))
        } else if states.is_empty() {
            "No push from here has replaced a state of it.\n".to_owned()
        } else {
            (1..).zip(&states).map(line_of).collect()
        })?;
        return Ok(status);
    };
    let state = states.get(shown.get() - 1);
    let state = state.ok_or_else(|| ServerFailure::NoState {
        asked: shown.get(),
        kept: match states.len() {
            0 => "none is kept".to_owned(),
            count => format!("the states are 1 to {count}"),
        },
    })?;
    let text = file::text(&state.open().ok_or(ServerFailure::BrokenState)?);
    match arguments
        .output
        .as_ref()
        .filter(|path| !file::is_stdout(path))
    {
        Some(path) if path.exists() => {
            return Err(ServerFailure::FileThere(path.clone()).into());
        }
        Some(path) => {
            library::replace(path, text.as_bytes())?;
            // Whoever takes a replaced state means to replace what is known to be there now.
            if let Some(base) = store.base(&number)? {
                store.note_file(&number, path, &base, false)?;
            }
        }
        None => print(&text)?,
    }
    Ok(status)
}

/// The number of the workflow that is meant, of those that are on record.
fn number(store: &ServerStore, meant: &str) -> Result<String, Failure> {
    let known = store.numbers()?;
    if known.iter().any(|number| number == meant) {
        return Ok(meant.to_owned());
    }
    let mut found = Vec::new();
    for number in &known {
        let latest = match store.base(number)? {
            Some(base) => Some(base),
            None => store.history(number)?.states.into_iter().next(),
        };
        let says = |key: &str| {
            let text = latest.as_ref()?.workflow.get(key)?.as_str()?;
            (text == meant).then_some(())
        };
        if says("trigger_id").or_else(|| says("name")).is_some() {
            found.push(number.as_str());
        }
    }
    one_of(meant, &found, || match known.as_slice() {
        [] => "nothing of this instance was pulled or pushed from here yet".to_owned(),
        known => format!("on record here are the numbers {}", known.join(", ")),
    })
}

fn line_of((place, state): (usize, &Kept)) -> String {
    let when = when::date(UNIX_EPOCH + Duration::from_millis(state.when));
    let mut line = format!("{place}  {when}  {}  “{}”", state.who, name(state));
    // Writing to a String cannot fail.
    let _ = match state.open() {
        Some(opened) => write!(line, "  {}", count_words(opened.graph.nodes.len(), "node")),
        None => write!(line, "  cannot be opened"),
    };
    format!("{}\n", one_line(&line))
}

fn json_of((place, state): (usize, &Kept)) -> Json {
    json!({
        "state": place,
        "when": state.when,
        "who": state.who,
        "name": name(state),
        "nodes": state.open().map(|opened| opened.graph.nodes.len()),
    })
}

fn name(state: &Kept) -> &str {
    let name = state.workflow.get("name").and_then(Json::as_str);
    name.unwrap_or_default()
}

//! Comparing an answer with the recorded one.

use serde_json::Value as Json;

use crate::asker::Told;

/// Fine if status, content type and shape are the recorded ones.
pub fn compare(recording: &Json, told: &Told) -> Result<(), String> {
    let response = &recording["response"];
    if response["status"] != told.status {
        return Err(format!(
            "status {} instead of {}: {}",
            told.status,
            response["status"],
            brief(&told.text())
        ));
    }
    let header = |name: &str| {
        let lines = response["headers"].as_array().into_iter().flatten();
        let mut values = lines.filter_map(|line| line.as_str()?.strip_prefix(name));
        values.next().unwrap_or_default().to_owned()
    };
    if !told.has_cookie {
        return Err("sets no cookie, as every answer does (spec 02)".to_owned());
    }
    let content_type = header("Content-Type: ");
    if content_type != told.content_type {
        return Err(format!(
            "content type {} instead of {content_type}",
            told.content_type
        ));
    }
    let path = |location: &str| {
        location
            .splitn(4, '/')
            .nth(3)
            .unwrap_or_default()
            .to_owned()
    };
    if path(&header("Location: ")) != path(&told.location) {
        return Err(format!("sends to {}", told.location));
    }
    match &response["body"] {
        Json::String(_) => match serde_json::from_slice::<Json>(&told.body) {
            Ok(_) => Err("is JSON where a page was recorded".to_owned()),
            Err(_) => Ok(()),
        },
        body => same_shape("", body, &told.json(), recording),
    }
}

fn same_shape(place: &str, wanted: &Json, given: &Json, recording: &Json) -> Result<(), String> {
    if is_graph(place) && is_sent_graph(recording) {
        return exact(place, wanted, given);
    }
    match (wanted, given) {
        (Json::Object(wanted), Json::Object(given)) => {
            if is_map(wanted) || is_map(given) {
                let wanted: Vec<&Json> = wanted.values().collect();
                let given: Vec<&Json> = given.values().collect();
                return same_rows(place, &wanted, &given, recording);
            }
            for (key, value) in wanted {
                let inside = format!("{place}.{key}");
                let Some(other) = given.get(key) else {
                    if may_lack(&inside) {
                        continue;
                    }
                    return Err(format!("{inside} is missing"));
                };
                same_shape(&inside, value, other, recording)?;
            }
            match given.keys().find(|key| !wanted.contains_key(*key)) {
                Some(key) if !may_lack(&format!("{place}.{key}")) => {
                    Err(format!("{place}.{key} is too much"))
                }
                _ => Ok(()),
            }
        }
        (Json::Array(wanted), Json::Array(given)) => {
            let wanted: Vec<&Json> = wanted.iter().collect();
            let given: Vec<&Json> = given.iter().collect();
            same_rows(place, &wanted, &given, recording)
        }
        _ => {
            let names = (kind(wanted), kind(given));
            if names.0 != names.1 && !may_differ(place) {
                return Err(format!(
                    "{place} is {} instead of {wanted}",
                    brief(&given.to_string())
                ));
            }
            if says_the_same(place, recording) {
                return exact(place, wanted, given);
            }
            Ok(())
        }
    }
}

/// Rows of a list: each given one has the shape of a wanted one.
fn same_rows(
    place: &str,
    wanted: &[&Json],
    given: &[&Json],
    recording: &Json,
) -> Result<(), String> {
    let as_many = wanted.len() == given.len() || has_own_rows(place, recording);
    if (!as_many || wanted.is_empty() != given.is_empty()) && !may_differ(place) {
        return Err(format!(
            "{place}: {} rows instead of {}",
            given.len(),
            wanted.len()
        ));
    }
    for (number, given) in given.iter().enumerate() {
        let inside = format!("{place}[]");
        let mut fits = Ok(());
        for wanted in wanted {
            fits = same_shape(&inside, wanted, given, recording);
            if fits.is_ok() {
                break;
            }
        }
        fits.map_err(|difference| format!("row {number}: {difference}"))?;
    }
    Ok(())
}

fn exact(place: &str, wanted: &Json, given: &Json) -> Result<(), String> {
    if wanted == given {
        return Ok(());
    }
    let (wanted, given) = (wanted.to_string(), given.to_string());
    let at = wanted
        .bytes()
        .zip(given.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let from = |text: &str| {
        let start = at.saturating_sub(30);
        text.get(start..).map(brief).unwrap_or_default()
    };
    Err(format!(
        "{place} is …{} instead of …{}",
        from(&given),
        from(&wanted)
    ))
}

/// An object that PHP would call a list with gaps, or a table by node.
fn is_map(fields: &serde_json::Map<String, Json>) -> bool {
    !fields.is_empty() && fields.keys().all(|key| key.parse::<u64>().is_ok())
}

fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "bool",
        Json::Number(_) => "number",
        Json::String(_) => "text",
        Json::Array(_) => "list",
        Json::Object(_) => "object",
    }
}

fn brief(text: &str) -> String {
    text.chars().take(140).collect()
}

/// What depends on the modules that a server has, and is read by the catalogue's own tests: the
/// details of params and of a galaxy's clusters.
fn may_lack(place: &str) -> bool {
    let in_params =
        place.contains("params[].") && !place.ends_with(".id") && !place.ends_with(".type");
    let of_modules = [
        "searchRegex",
        "substitutionTemplate",
        "decayingmodels",
        "icon_path",
    ];
    in_params
        || of_modules.iter().any(|key| place.ends_with(key))
        || place.contains("GalaxyCluster[].")
        || place.ends_with(".html_template")
        || place.ends_with("ObjectReference[].Attribute")
}

/// Whether a server's list depends on what it was set up with.
fn has_own_rows(place: &str, recording: &Json) -> bool {
    let url = recording["request"]["url"].as_str().unwrap_or_default();
    let lists = [
        "/taxonomies",
        "/warninglists",
        "/galaxies",
        "/roles",
        "/organisations",
        "/tags",
    ];
    place.contains("params") || lists.iter().any(|list| url.starts_with(list))
}

fn may_differ(place: &str) -> bool {
    place.contains("params") || place.contains("GalaxyCluster")
}

/// Whether a workflow's graph stands here.
fn is_graph(place: &str) -> bool {
    place == ".Workflow.data"
}

/// Whether the graph of the first workflow is by now one that a request brought.
fn is_sent_graph(recording: &Json) -> bool {
    let url = recording["request"]["url"].as_str().unwrap_or_default();
    let number = recording["n"].as_str().unwrap_or_default();
    let called = url.starts_with("/workflows/view/1") || url.starts_with("/workflows/edit/");
    called && number > "0183"
}

/// Whether a text is short and a client may look at it.
fn says_the_same(place: &str, recording: &Json) -> bool {
    let failed = recording["response"]["status"].as_u64() != Some(200);
    let answers = [".success", ".outcome", ".saved", ".errors"];
    let ends = |key: &&str| place.ends_with(*key);
    let url = recording["request"]["url"].as_str().unwrap_or_default();
    answers.iter().any(ends)
        || (failed && (place == ".name" || place == ".message" || place == ".errors"))
        || (place == "[].id" && url.starts_with("/workflow"))
        || (place == ".url" && !url.contains("a16f5de2"))
        || (place == ".Workflow.name" || place == ".Workflow.debug_enabled")
        || (place == ".Workflow.trigger_id" || place == ".Workflow.id")
        || (place == ".name" && url.contains("/toggle"))
}

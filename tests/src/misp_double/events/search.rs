//! `POST /events/restSearch`: which events fit, and the page that was asked for.

use serde_json::{Value as Json, json};

use crate::misp_double::{
    answer::Answer,
    call::{self, Call},
    clock::date_of,
    state::State,
};

use super::attributes_of;

/// What leaves out no event.
const PAGING: [&str; 5] = [
    "returnFormat",
    "limit",
    "page",
    "metadata",
    "withAttachments",
];

/// Answers `restSearch`.
pub(super) fn rest_search(state: &State, call: &Call) -> Answer {
    let asked = call.body().cloned().unwrap_or_default();
    let asked = asked.get("request").unwrap_or(&asked).clone();
    if let Some(format) = asked.get("returnFormat")
        && format != "json"
    {
        return Answer::error(404, "Invalid return format", call);
    }
    let metadata = is_on(&asked["metadata"]);
    let attachments = is_on(&asked["withAttachments"]);
    let now = state.clock.now();
    let looks_inside = ["uuid", "value", "type", "category", "searchall"];
    let looks_inside = looks_inside.iter().any(|key| is_given(&asked[*key]));
    let takes_all = asked.as_object().is_none_or(|asked| {
        let all = |key: &String| !PAGING.contains(&key.as_str());
        !asked.keys().any(all)
    });
    let fits = |id: u64| {
        if takes_all {
            return true;
        }
        let head = state.events.head(id);
        head.is_some_and(|head| fits_head(&head, &asked, now))
            && (!looks_inside
                || state
                    .events
                    .get(id)
                    .is_some_and(|event| fits_inside(&event, &asked)))
    };
    let limit = number(&asked["limit"]);
    let page = number(&asked["page"]).unwrap_or(1).max(1);
    let skipped = limit.unwrap_or_default() * (page - 1);
    let ids = state.events.ids().filter(|id| fits(*id)).skip(skipped);
    let ids = ids.take(limit.unwrap_or(usize::MAX));
    let found = ids.filter_map(|id| {
        let event = if metadata {
            without_rows(state.events.head(id)?)
        } else {
            told(state.events.get(id)?, attachments)
        };
        Some(json!({"Event": event}))
    });
    let found: Vec<Json> = found.collect();
    let count = found.len();
    Answer::json(&json!({"response": found}))
        .with("X-Result-Count", count)
        .with("X-Export-Module-Used", "json")
        .with("X-Response-Format", "json")
}

/// The event as it is given away: attachments only where they were asked for.
pub(super) fn told(mut event: Json, attachments: bool) -> Json {
    if !attachments {
        drop_data(&mut event);
        let objects = event["Object"].as_array_mut().into_iter().flatten();
        objects.for_each(drop_data);
    }
    event
}

fn drop_data(holder: &mut Json) {
    let rows = holder["Attribute"].as_array_mut().into_iter().flatten();
    for fields in rows.filter_map(Json::as_object_mut) {
        fields.remove("data");
    }
}

fn without_rows(mut event: Json) -> Json {
    if let Some(fields) = event.as_object_mut() {
        let left_out = ["Attribute", "ShadowAttribute", "Object", "EventReport"];
        fields.retain(|key, _| !left_out.contains(&key.as_str()));
    }
    event
}

fn is_on(value: &Json) -> bool {
    !matches!(call::text(value).as_str(), "" | "0" | "false")
}

fn is_given(value: &Json) -> bool {
    !value.is_null() && *value != "" && !value.as_array().is_some_and(Vec::is_empty)
}

fn number(value: &Json) -> Option<usize> {
    call::text(value).parse().ok().filter(|number| *number > 0)
}

fn fits_head(event: &Json, asked: &Json, now: i64) -> bool {
    let same =
        |asked: &Json, key: &str| any(asked, |wanted| like(&call::text(&event[key]), wanted));
    let time = |asked: &Json, key: &str| {
        let at = call::text(&event[key]).parse().unwrap_or_default();
        within(asked, at, now)
    };
    let date = event["date"].as_str().unwrap_or_default();
    let from = asked["from"].as_str().is_none_or(|from| date >= from);
    let to = asked["to"].as_str().is_none_or(|to| date <= to);
    from && to
        && same(&asked["eventid"], "id")
        && same(&asked["id"], "id")
        && same(&asked["eventinfo"], "info")
        && (asked["published"].is_null()
            || is_on(&asked["published"]) == (event["published"] == true))
        && same(&asked["threat_level_id"], "threat_level_id")
        && (!is_given(&asked["org"])
            || any(&asked["org"], |org| {
                ["id", "name", "uuid"]
                    .iter()
                    .any(|key| call::text(&event["Orgc"][*key]) == org)
            }))
        && fits_date(&asked["date"], date, now)
        && time(&asked["timestamp"], "timestamp")
        && time(&asked["publish_timestamp"], "publish_timestamp")
        && fits_tags(&asked["tags"], event)
}

fn fits_inside(event: &Json, asked: &Json) -> bool {
    let attributes: Vec<&Json> = attributes_of(event).collect();
    let one = |attribute: &&&Json| {
        ["value", "type", "category"].iter().all(|key| {
            any(&asked[*key], |wanted| {
                like(&call::text(&attribute[*key]), wanted)
            })
        })
    };
    let named = ["value", "type", "category"]
        .iter()
        .any(|key| is_given(&asked[*key]));
    let uuids = |wanted: &str| {
        let objects = event["Object"].as_array().into_iter().flatten();
        let mut rows = std::iter::once(event)
            .chain(objects)
            .chain(attributes.iter().copied());
        rows.any(|row| row["uuid"] == wanted)
    };
    let everywhere = any(&asked["searchall"], |wanted| {
        let wanted = format!("%{}%", wanted.trim_matches('%'));
        let mut texts = vec![call::text(&event["info"])];
        texts.extend(attributes.iter().map(|one| call::text(&one["value"])));
        texts.extend(attributes.iter().map(|one| call::text(&one["comment"])));
        texts.iter().any(|text| like(text, &wanted))
    });
    everywhere
        && any(&asked["uuid"], uuids)
        && (!named || attributes.iter().any(|attribute| one(&attribute)))
}

/// Whether one of the wanted values fits, none of those behind `!`; nothing wanted fits all.
fn any(wanted: &Json, fits: impl Fn(&str) -> bool) -> bool {
    if !is_given(wanted) {
        return true;
    }
    let values: Vec<String> = match wanted {
        Json::Array(values) => values.iter().map(call::text).collect(),
        Json::Object(values) => {
            let or = values.get("OR").cloned().unwrap_or_default();
            let not = values.get("NOT").cloned().unwrap_or_default();
            let not = list(&not).into_iter().map(|value| format!("!{value}"));
            list(&or).into_iter().chain(not).collect()
        }
        one => call::text(one).split("&&").map(str::to_owned).collect(),
    };
    let (not, or): (Vec<_>, Vec<_>) = values.iter().partition(|value| value.starts_with('!'));
    not.iter().all(|value| !fits(&value[1..]))
        && (or.is_empty() || or.iter().any(|value| fits(value)))
}

fn list(values: &Json) -> Vec<String> {
    match values {
        Json::Array(values) => values.iter().map(call::text).collect(),
        Json::Null => Vec::new(),
        one => vec![call::text(one)],
    }
}

/// Whether a text is the wanted one, in which `%` stands for any text; case does not count.
fn like(text: &str, wanted: &str) -> bool {
    let (text, wanted) = (text.to_lowercase(), wanted.to_lowercase());
    let Some((first, behind)) = wanted.split_once('%') else {
        return text == wanted;
    };
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = behind.split('%').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

fn fits_tags(wanted: &Json, event: &Json) -> bool {
    let tags: Vec<String> = std::iter::once(event)
        .chain(attributes_of(event))
        .flat_map(|row| row["Tag"].as_array().into_iter().flatten())
        .map(|tag| call::text(&tag["name"]))
        .collect();
    let has = |wanted: &str| tags.iter().any(|tag| like(tag, wanted));
    let and = list(wanted.get("AND").unwrap_or(&Json::Null));
    any(wanted, has) && and.iter().all(|wanted| has(wanted))
}

/// `"2026-01-01"`, `["2026-01-01", "2026-02-01"]` or `"7d"`.
fn fits_date(wanted: &Json, date: &str, now: i64) -> bool {
    match wanted {
        Json::Null => true,
        Json::Array(bounds) => {
            let bound = |place: usize| bounds.get(place).and_then(Json::as_str);
            bound(0).is_none_or(|from| date >= from) && bound(1).is_none_or(|to| date <= to)
        }
        one => {
            let text = call::text(one);
            match span(&text) {
                Some(seconds) => date >= date_of(now - seconds).as_str(),
                None => text.is_empty() || date == text,
            }
        }
    }
}

/// From a time (or a span ago) on, or between two.
fn within(wanted: &Json, at: i64, now: i64) -> bool {
    let moment = |value: &Json| {
        let text = call::text(value);
        span(&text)
            .map(|seconds| now - seconds)
            .or_else(|| text.parse().ok())
    };
    match wanted {
        Json::Array(bounds) => {
            let bound = |place: usize| bounds.get(place).and_then(moment);
            bound(0).is_none_or(|from| at >= from) && bound(1).is_none_or(|to| at <= to)
        }
        one => moment(one).is_none_or(|from| at >= from),
    }
}

/// `7d`, `12h`, `30m` in seconds.
fn span(text: &str) -> Option<i64> {
    let unit = match text.chars().last()? {
        'd' => 86_400,
        'h' => 3_600,
        'm' => 60,
        _ => return None,
    };
    Some(text[..text.len() - 1].parse::<i64>().ok()? * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_compared_as_the_database_does() {
        assert!(like("Phishing", "phishing"));
        assert!(like("a phishing mail", "%PHISH%"));
        assert!(!like("a phishing mail", "phish%"));
        assert!(like("tlp:red", "tlp:%"));
    }

    #[test]
    fn what_is_asked_for_with_not_is_left_out() {
        let fits = |wanted: Json| any(&wanted, |value| value == "a" || value == "b");
        assert!(fits(json!(["a", "z"])));
        assert!(!fits(json!("!a")));
        assert!(fits(json!({"OR": ["a"], "NOT": ["z"]})));
        assert!(!fits(json!({"NOT": ["b"]})));
    }
}

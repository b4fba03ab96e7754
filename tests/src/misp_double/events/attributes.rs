//! `/attributes/…`.

use serde_json::{Value as Json, json};

use crate::misp_double::{
    answer::Answer,
    call::{self, Call},
    route,
    state::{State, fill},
    workflows,
};

use super::{attributes_of, shape};

/// Answers a call of `/attributes/…`.
pub(in super::super) fn answer(state: &mut State, call: &Call) -> Answer {
    match call.action.as_str() {
        "restSearch" => attribute_search(state, call),
        "add" => attribute_add(state, call),
        "view" => {
            let events = state.events.ids().filter_map(|id| state.events.get(id));
            let found = events.filter_map(|event| {
                let mut rows = attributes_of(&event);
                let row = rows.find(|row| row["id"].as_str() == call.arg(0))?;
                let mut row = in_a_list(row);
                row["event_uuid"] = event["uuid"].clone();
                Some(row)
            });
            match { found }.next() {
                Some(row) => Answer::json(&json!({"Attribute": row})),
                None => Answer::error(404, "Invalid attribute", call),
            }
        }
        _ => route::not_found(call),
    }
}

/// An attribute outside of its event: without galaxies and proposals, its tags shorter.
fn in_a_list(row: &Json) -> Json {
    let mut row = row.clone();
    if let Some(fields) = row.as_object_mut() {
        fields.retain(|key, _| !matches!(key.as_str(), "Galaxy" | "ShadowAttribute" | "data"));
    }
    for tag in row
        .get_mut("Tag")
        .and_then(Json::as_array_mut)
        .into_iter()
        .flatten()
    {
        let keys = [
            "id",
            "name",
            "colour",
            "numerical_value",
            "is_galaxy",
            "local",
        ];
        if let Some(fields) = tag.as_object_mut() {
            fields.retain(|key, _| keys.contains(&key.as_str()));
        }
    }
    row
}

fn attribute_search(state: &State, call: &Call) -> Answer {
    let wanted = |name: &str| call.body().map(|body| call::text(&body[name]));
    let (event, value) = (wanted("eventid"), wanted("value"));
    let fits = |wanted: &Option<String>, text: &Json| {
        let wanted = wanted.as_deref().filter(|wanted| !wanted.is_empty());
        wanted.is_none_or(|wanted| call::text(text) == wanted)
    };
    let events = state.events.ids().filter_map(|id| state.events.get(id));
    let events = events.filter(|head| fits(&event, &head["id"]));
    let rows = events.flat_map(|event| {
        let keys = [
            "org_id",
            "distribution",
            "publish_timestamp",
            "id",
            "info",
            "orgc_id",
            "uuid",
        ];
        let mut head = json!({});
        for key in keys {
            head[key] = event[key].clone();
        }
        let rows = attributes_of(&event).filter(|row| fits(&value, &row["value"]));
        let rows = rows.map(|row| {
            let mut told = in_a_list(row);
            told["Event"] = head.clone();
            if row["object_id"] != "0" {
                told["Object"] = json!({
                    "id": row["object_id"], "distribution": "5", "sharing_group_id": "0",
                });
            }
            told
        });
        rows.collect::<Vec<_>>()
    });
    let rows: Vec<Json> = rows.collect();
    let count = rows.len();
    Answer::json(&json!({"response": {"Attribute": rows}}))
        .with("X-Result-Count", count)
        .with("X-Export-Module-Used", "json")
        .with("X-Response-Format", "json")
}

fn attribute_add(state: &mut State, call: &Call) -> Answer {
    let id = call.arg(0).and_then(|wanted| state.events.find(wanted));
    let (Some(id), Some(sent), true) = (id, call.body(), call.is_post()) else {
        return Answer::error(404, "Invalid event", call);
    };
    let (mut row, now) = (sent.clone(), state.clock.save());
    shape::attribute(&mut row, (id, 0), now, &mut state.events.numbers);
    let mut event = state.events.get(id).unwrap_or_default();
    if let Some(rows) = event["Attribute"].as_array_mut() {
        rows.push(row.clone());
        let count = rows.len();
        event["attribute_count"] = json!(count.to_string());
    }
    state.events.put(id, event.clone());
    workflows::run_for_trigger(state, "attribute-after-save", &json!({"Event": event}));
    let mut told = in_a_list(&row);
    fill(&mut told, json!({"value1": row["value"], "value2": ""}));
    Answer::json(&json!({"Attribute": told, "AttributeTag": []}))
}

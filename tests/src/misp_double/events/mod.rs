//! `/events/…`, and in a file of its own `/attributes/…`.

mod attributes;
mod made;
mod search;
mod shape;

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{
    answer::Answer,
    call::{self, Call},
    clock::Clock,
    route,
    setup::Setup,
    state::State,
    workflows,
};

pub(super) use attributes::answer as attributes;
use shape::Numbers;
pub(super) use shape::own_organisation;

/// The events of the server: those it was given, then those made up, then those added.
pub struct Events {
    kept: BTreeMap<u64, Json>,
    made: std::ops::Range<u64>,
    made_attributes: u64,
    numbers: Numbers,
}

impl Events {
    /// As the setup says.
    pub fn new(setup: &Setup) -> Self {
        let mut events = Self {
            kept: BTreeMap::new(),
            made: 0..0,
            made_attributes: setup.made_attributes,
            numbers: Numbers {
                tags: setup.tags.clone(),
                ..Numbers::default()
            },
        };
        for event in &setup.events {
            events.add(event.clone(), Clock::default().now());
        }
        let first = events.next();
        events.made = first..first + setup.made_events;
        events.numbers.attribute += events.made.end * setup.made_attributes;
        events
    }

    fn next(&self) -> u64 {
        let last = self.kept.keys().next_back().copied().unwrap_or_default();
        (last + 1).max(self.made.end).max(1)
    }

    /// Adds an event, with or without its wrapper; gives its number.
    fn add(&mut self, mut sent: Json, now: i64) -> u64 {
        let event = match sent.get_mut("Event") {
            Some(event) => event.take(),
            None => sent,
        };
        let id = self.next();
        let event = shape::whole(event, id, now, &mut self.numbers);
        self.kept.insert(id, event);
        id
    }

    /// The numbers of all events.
    pub fn ids(&self) -> impl Iterator<Item = u64> {
        let made = self.made.clone().filter(|id| !self.kept.contains_key(id));
        let before = self.kept.range(..self.made.start.max(1)).map(|(id, _)| *id);
        let rest = self.kept.range(self.made.start.max(1)..).map(|(id, _)| *id);
        // Changed ones stay in their places.
        let mut behind: Vec<u64> = made.chain(rest).collect();
        behind.sort_unstable();
        before.chain(behind)
    }

    /// An event.
    pub fn get(&self, id: u64) -> Option<Json> {
        let made = || {
            self.made
                .contains(&id)
                .then(|| made::event(id, self.made_attributes))
        };
        self.kept.get(&id).cloned().or_else(made)
    }

    /// An event, where it is made up without its attributes.
    fn head(&self, id: u64) -> Option<Json> {
        if self.made.contains(&id) && !self.kept.contains_key(&id) {
            let mut head = made::head(id);
            head["attribute_count"] = json!(self.made_attributes.to_string());
            return Some(head);
        }
        self.get(id)
    }

    /// Puts an event in the place of the one of this number.
    pub fn put(&mut self, id: u64, event: Json) {
        self.kept.insert(id, event);
    }

    /// The event of a number or uuid.
    fn find(&self, wanted: &str) -> Option<u64> {
        match wanted.parse() {
            Ok(id) => self.head(id).map(|_| id),
            Err(_) => self
                .ids()
                .find(|id| self.head(*id).is_some_and(|head| head["uuid"] == wanted)),
        }
    }

    /// The names of all tags, in the order of their numbers.
    pub fn tags(&self) -> &[String] {
        &self.numbers.tags
    }
}

/// All attributes of an event, those of its objects as well.
fn attributes_of(event: &Json) -> impl Iterator<Item = &Json> {
    let direct = event["Attribute"].as_array().into_iter().flatten();
    let objects = event["Object"].as_array().into_iter().flatten();
    let inside = objects.flat_map(|object| object["Attribute"].as_array().into_iter().flatten());
    direct.chain(inside)
}

/// Answers a call of `/events/…`.
pub(super) fn answer(state: &mut State, call: &Call) -> Answer {
    match call.action.as_str() {
        "index" => index(state, call),
        "restSearch" => search::rest_search(state, call),
        "add" => add(state, call),
        action @ ("view" | "edit" | "publish" | "alert" | "unpublish") => {
            let Some(id) = call.arg(0).and_then(|wanted| state.events.find(wanted)) else {
                return Answer::error(404, "Invalid event", call);
            };
            match action {
                "view" => view(state, call, id),
                "edit" => edit(state, call, id),
                _ => publish(state, call, id),
            }
        }
        _ => route::not_found(call),
    }
}

fn view(state: &State, call: &Call, id: u64) -> Answer {
    // MISP gives what is attached unless told not to, otherwise than in a search.
    let asked = call.parameter("includeAttachments");
    let attachments = !matches!(asked.as_deref(), Some("0" | ""));
    let event = state.events.get(id).unwrap_or_default();
    Answer::json(&json!({"Event": search::told(event, attachments)}))
}

fn index(state: &State, call: &Call) -> Answer {
    let number = |name| call.parameter(name)?.parse::<usize>().ok();
    let limit = number("limit").unwrap_or(usize::MAX);
    let skipped = limit.saturating_mul(number("page").unwrap_or(1).max(1) - 1);
    let heads = state.events.ids().filter_map(|id| state.events.head(id));
    let wanted = |head: &Json| {
        ["uuid", "eventinfo"].iter().all(|name| {
            let key = if *name == "eventinfo" { "info" } else { name };
            let asked = call.parameter(name);
            asked.is_none_or(|asked| head[key].as_str().is_some_and(|text| text.contains(&asked)))
        })
    };
    let rows: Vec<Json> = heads
        .filter(wanted)
        .skip(skipped)
        .take(limit)
        .map(listed)
        .collect();
    let count = rows.len();
    Answer::json(&rows.into()).with("X-Result-Count", count)
}

/// An event in the list of events.
fn listed(mut event: Json) -> Json {
    let keys = [
        "id",
        "org_id",
        "date",
        "info",
        "uuid",
        "published",
        "analysis",
        "attribute_count",
        "orgc_id",
        "timestamp",
        "distribution",
        "sharing_group_id",
        "proposal_email_lock",
        "locked",
        "threat_level_id",
        "publish_timestamp",
        "disable_correlation",
        "extends_uuid",
        "protected",
    ];
    let mut row = json!({});
    for key in keys {
        row[key] = event[key].take();
    }
    row["sighting_timestamp"] = json!("0");
    row["Org"] = own_organisation();
    row["Orgc"] = own_organisation();
    let clusters = event["Galaxy"].as_array().into_iter().flatten();
    let clusters: Vec<Json> = clusters
        .flat_map(|galaxy| {
            galaxy["GalaxyCluster"]
                .as_array()
                .cloned()
                .unwrap_or_default()
        })
        .collect();
    if !clusters.is_empty() {
        row["GalaxyCluster"] = clusters.into();
    }
    let tags = event["Tag"].as_array().into_iter().flatten().zip(1..);
    let tags = tags.map(|(tag, number): (&Json, u64)| {
        let short = ["id", "name", "colour", "is_galaxy"].map(|key| (key, tag[key].clone()));
        json!({
            "id": number.to_string(), "event_id": row["id"], "tag_id": tag["id"],
            "local": tag["local"], "relationship_type": "",
            "Tag": short.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<serde_json::Map<_, _>>(),
        })
    });
    let tags: Json = tags.collect();
    row["EventTag"] = tags;
    row
}

fn add(state: &mut State, call: &Call) -> Answer {
    let Some(body) = call.body().filter(|_| call.is_post()) else {
        return Answer::internal(call);
    };
    let event = body.get("Event").unwrap_or(body);
    if call::text(&event["info"]).is_empty() {
        let errors = json!({"Event": {"info": ["valueNotEmpty"]}});
        return Answer::refused("Could not add Event", "/events/add", errors, None);
    }
    let now = state.clock.save();
    let id = state.events.add(event.clone(), now);
    view(state, call, id)
}

fn edit(state: &mut State, call: &Call, id: u64) -> Answer {
    let (Some(body), Some(mut event)) = (call.body(), state.events.get(id)) else {
        return Answer::internal(call);
    };
    let sent = body.get("Event").unwrap_or(body);
    let fields = sent.as_object().into_iter().flatten();
    for (key, value) in fields.filter(|(key, _)| !matches!(key.as_str(), "id" | "uuid")) {
        event[key] = value.clone();
    }
    event["timestamp"] = json!(state.clock.save().to_string());
    state.events.put(id, event.clone());
    workflows::run_for_trigger(state, "event-after-save", &json!({"Event": event}));
    view(state, call, id)
}

/// `publish`, `alert`, `unpublish`. Says "queued" also where a workflow then stops it.
fn publish(state: &mut State, call: &Call, id: u64) -> Answer {
    if !call.is_post() {
        return Answer::method(call);
    }
    let on = call.action != "unpublish";
    let mut event = state.events.get(id).unwrap_or_default();
    let goes_on =
        !on || workflows::run_for_trigger(state, "event-publish", &json!({"Event": event}));
    if goes_on {
        event = state.events.get(id).unwrap_or(event);
        event["published"] = json!(on);
        if on {
            event["publish_timestamp"] = json!(state.clock.save().to_string());
        }
        state.events.put(id, event);
    }
    let name = match call.action.as_str() {
        "alert" => "Job queued.",
        "unpublish" => "Event unpublished.",
        _ => "Job queued",
    };
    let url = format!("/events/{}/{id}", call.action);
    Answer::saved(name, &url, Some(json!(id.to_string())))
}

//! Events: searching for them, first by their heads, so that sizes are known before they are
//! fetched whole.

use misp_flow_engine::value::Value;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use super::super::{
    Cause, Client, Refusal,
    answer::{Row, elements, foreign, unreadable},
    request::Call,
};
use super::attachments::drop_attachments;

/// About how many bytes an event takes without its attributes, and each attribute (measured on
/// events of 50 attributes).
const EVENT_BYTES: u64 = 800;
const ATTRIBUTE_BYTES: u64 = 520;

/// Which events are searched for. What is empty does not narrow the search.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFilter {
    /// Numbers that the server gave them.
    pub ids: Vec<String>,
    /// Uuids of events, or of what is in them.
    pub uuids: Vec<String>,
    /// Tags; one that begins with `!` must not be there.
    pub tags: Vec<String>,
    /// A text in the event's info; `%` stands for anything.
    pub info: String,
    /// The value of an attribute; `%` stands for anything.
    pub value: String,
    /// The type of an attribute, such as `ip-dst`.
    pub attribute_type: String,
    /// The earliest date, such as `2026-11-01`.
    pub from: String,
    /// The latest date.
    pub until: String,
    /// Whether they are published.
    pub published: Option<bool>,
}

impl EventFilter {
    /// A search for these numbers.
    pub fn ids(ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            ids: ids.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }

    /// What was asked for and is not among the heads that came: numbers, and uuids where those
    /// cannot be of something inside of an event that was found. Nothing where the search was
    /// narrowed by something else as well, which may have left them out rightly.
    pub fn missing(&self, heads: &[EventHead]) -> Vec<String> {
        let narrowed = Self {
            ids: Vec::new(),
            uuids: Vec::new(),
            ..self.clone()
        };
        if narrowed != Self::default() {
            return Vec::new();
        }
        let has_id = |id: &String, head: &EventHead| head.id == *id;
        let has_uuid = |uuid: &String, head: &EventHead| head.uuid.eq_ignore_ascii_case(uuid);
        let is_asked = |head: &EventHead| {
            self.ids.iter().any(|id| has_id(id, head))
                || self.uuids.iter().any(|uuid| has_uuid(uuid, head))
        };
        let is_of_parts = !heads.iter().all(is_asked);
        let ids = self.ids.iter();
        let ids = ids.filter(|id| !heads.iter().any(|head| has_id(id, head)));
        let uuids = self.uuids.iter().filter(|_| !is_of_parts);
        let uuids = uuids.filter(|uuid| !heads.iter().any(|head| has_uuid(uuid, head)));
        ids.chain(uuids).cloned().collect()
    }

    fn fields(&self) -> Map<String, Json> {
        let mut fields = Map::new();
        for (key, list) in [
            ("eventid", &self.ids),
            ("uuid", &self.uuids),
            ("tags", &self.tags),
        ] {
            if !list.is_empty() {
                fields.insert(key.to_owned(), json!(list));
            }
        }
        for (key, text) in [
            ("eventinfo", &self.info),
            ("value", &self.value),
            ("type", &self.attribute_type),
            ("from", &self.from),
            ("to", &self.until),
        ] {
            if !text.is_empty() {
                fields.insert(key.to_owned(), json!(text));
            }
        }
        if let Some(published) = self.published {
            fields.insert("published".to_owned(), json!(published));
        }
        fields
    }
}

/// What is known of an event without its attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventHead {
    /// The number that the server gave it.
    pub id: String,
    /// Its uuid.
    pub uuid: String,
    /// What it is about.
    pub info: String,
    /// Its date, such as `2026-11-20`.
    pub date: String,
    /// The organisation that made it.
    pub organisation: String,
    /// How many attributes it has, those of objects included.
    pub attributes: u64,
    /// When it was changed last, in seconds since 1970.
    pub timestamp: Option<i64>,
    /// Whether it is published.
    pub published: bool,
    /// The names of its tags.
    pub tags: Vec<String>,
}

impl EventHead {
    /// About how many bytes the whole event is.
    pub fn estimated_bytes(&self) -> u64 {
        EVENT_BYTES + self.attributes.saturating_mul(ATTRIBUTE_BYTES)
    }

    fn read(value: &Value) -> Option<Self> {
        let row = Row::of(value, "Event");
        let of = |model: &str| row.value(model).map(|org| Row::of(org, "").text("name"));
        Some(Self {
            id: row.filled("id")?,
            uuid: row.text("uuid"),
            info: row.text("info"),
            date: row.text("date"),
            organisation: of("Orgc").or_else(|| of("Org")).unwrap_or_default(),
            attributes: row.count("attribute_count"),
            timestamp: row.seconds("timestamp"),
            published: row.flag("published"),
            tags: tags(row),
        })
    }
}

/// A search has the tags themselves, an index has them inside of how they are attached.
fn tags(row: Row<'_>) -> Vec<String> {
    let list = row.value("Tag").or_else(|| row.value("EventTag"));
    let tags = list.and_then(Value::as_array);
    tags.into_iter()
        .flat_map(|tags| tags.values())
        .filter_map(|tag| Row::of(tag, "Tag").filled("name"))
        .collect()
}

/// The events of a list and how many in it are none. Where none is one, it is another list.
fn listed<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Result<(Vec<T>, usize), Cause> {
    let all = elements(value, &[])?;
    let events: Vec<T> = all.iter().filter_map(|event| read(event)).collect();
    match all.first() {
        Some(first) if events.is_empty() => Err(foreign("events", &first.to_serde())),
        _ => {
            let broken = all.len() - events.len();
            Ok((events, broken))
        }
    }
}

fn heads(value: &Value) -> Result<(Vec<EventHead>, usize), Cause> {
    listed(value, EventHead::read)
}

impl Client {
    /// One page of the events that a search finds, without what is in them. Pages count from 1.
    ///
    /// # Errors
    /// As all calls.
    pub async fn search_events(
        &self,
        filter: &EventFilter,
        page: u32,
        limit: u32,
    ) -> Result<Vec<EventHead>, Refusal> {
        let (heads, _) = self.search_heads(filter, page, limit).await?;
        Ok(heads)
    }

    /// The same with how many of the page could not be read.
    pub(super) async fn search_heads(
        &self,
        filter: &EventFilter,
        page: u32,
        limit: u32,
    ) -> Result<(Vec<EventHead>, usize), Refusal> {
        let mut body = filter.fields();
        body.insert("metadata".to_owned(), json!(1));
        self.search_page(body, page, limit, heads).await
    }

    /// One page of the events that a search finds, whole, as a trigger hands them over. Contents
    /// of attachments are left out unless asked for.
    ///
    /// # Errors
    /// As all calls.
    pub async fn search_whole_events(
        &self,
        filter: &EventFilter,
        page: u32,
        limit: u32,
        attachments: bool,
    ) -> Result<Vec<Value>, Refusal> {
        let (events, _) = self.search_whole(filter, page, limit, attachments).await?;
        Ok(events)
    }

    /// The same with how many of the page could not be read.
    pub(super) async fn search_whole(
        &self,
        filter: &EventFilter,
        page: u32,
        limit: u32,
        attachments: bool,
    ) -> Result<(Vec<Value>, usize), Refusal> {
        let mut body = filter.fields();
        body.insert("withAttachments".to_owned(), json!(u8::from(attachments)));
        let read = |event: &Value| match event.get("Event") {
            Some(Value::Array(_)) => {
                let mut event = event.clone();
                if !attachments {
                    drop_attachments(&mut event);
                }
                Some(event)
            }
            _ => None,
        };
        self.search_page(body, page, limit, |value| listed(value, read))
            .await
    }

    async fn search_page<T>(
        &self,
        mut body: Map<String, Json>,
        page: u32,
        limit: u32,
        read: impl FnOnce(&Value) -> Result<T, Cause>,
    ) -> Result<T, Refusal> {
        body.insert("returnFormat".to_owned(), json!("json"));
        body.insert("page".to_owned(), json!(page));
        body.insert("limit".to_owned(), json!(limit));
        let call = Call::search(&["events", "restSearch"], &Json::Object(body));
        self.ask(call, |answer| read(&answer.list()?)).await
    }

    /// One event, whole, as a trigger hands it over: `{"Event": {…}}`. Contents of attachments, which
    /// a server gives here unless told not to, are left out unless asked for.
    ///
    /// # Errors
    /// As all calls; [`Cause::NotFound`] where there is none, or the key may not see it.
    pub async fn event(&self, id: &str, attachments: bool) -> Result<Value, Refusal> {
        let wanted = format!("includeAttachments:{}", u8::from(attachments));
        let call = Call::get(&["events", "view", id, &wanted]);
        self.ask(call, |answer| {
            let mut value = answer.value()?;
            if !attachments {
                drop_attachments(&mut value);
            }
            if value.get("Event").is_some_and(Value::is_array) {
                Ok(value)
            } else {
                Err(unreadable("no event is in it"))
            }
        })
        .await
    }

    /// One page of all events, the latest change first. Pages count from 1.
    ///
    /// # Errors
    /// As all calls.
    pub async fn events_page(&self, page: u32, limit: u32) -> Result<Vec<EventHead>, Refusal> {
        let (page, limit) = (format!("page:{page}"), format!("limit:{limit}"));
        let call = Call::get(&["events", "index", &limit, &page]);
        self.ask(call, |answer| Ok(heads(&answer.list()?)?.0)).await
    }
}

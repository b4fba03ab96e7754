//! Events that are made up when they are asked for, so that thousands of them take no memory.

use serde_json::{Value as Json, json};

use crate::misp_double::state::State;

use super::shape::{Numbers, tag, whole};

/// The time of the first one.
const FIRST: i64 = 1_767_225_600;

/// What the attributes are, in turn. Every event's last one is a file.
const KINDS: [(&str, &str); 5] = [
    ("ip-dst", "Network activity"),
    ("domain", "Network activity"),
    ("url", "Network activity"),
    ("sha256", "Payload delivery"),
    ("email-src", "Payload delivery"),
];

/// An event, and what of it can be told without making its attributes.
pub(super) fn head(number: u64) -> Json {
    let names = ["tlp:green", "tlp:amber", "tlp:red"];
    let place = usize::try_from(number % 3).unwrap_or_default();
    let event = json!({
        "info": format!("Made-up event {number}"),
        "threat_level_id": (number % 4 + 1).to_string(),
        "published": number.is_multiple_of(2),
        "timestamp": (FIRST + 3_600 * i64::try_from(number).unwrap_or_default()).to_string(),
    });
    let time = FIRST + 3_600 * i64::try_from(number).unwrap_or_default();
    let mut event = whole(event, number, time, &mut Numbers::default());
    event["Tag"] = json!([tag(place + 1, names[place], false)]);
    event
}

/// The whole event, with so many attributes.
pub(super) fn event(number: u64, attributes: u64) -> Json {
    let mut event = head(number);
    let time = event["timestamp"].as_str().map(str::parse);
    let time = time.and_then(Result::ok).unwrap_or(FIRST);
    // One that is filled in as all are is the pattern for the others: there may be very many.
    let mut pattern = json!({});
    let numbers = &mut Numbers::default();
    super::shape::attribute(&mut pattern, (number, 0), time, numbers);
    let rows = (0..attributes).map(|place| {
        let id = number * attributes + place + 1;
        let mut row = pattern.clone();
        row["id"] = json!(id.to_string());
        row["uuid"] = json!(State::uuid(0xa1, id));
        describe(&mut row, number, place, place + 1 == attributes);
        row
    });
    event["Attribute"] = rows.collect();
    event["attribute_count"] = json!(attributes.to_string());
    event
}

/// Says what an attribute is.
fn describe(row: &mut Json, event: u64, place: u64, is_last: bool) {
    let (kind, category) = if is_last {
        ("attachment", "External analysis")
    } else {
        KINDS[usize::try_from(place).unwrap_or_default() % KINDS.len()]
    };
    let value = match kind {
        "ip-dst" => format!("198.51.{}.{}", event % 256, place % 256),
        "domain" => format!("host-{event}-{place}.example.org"),
        "url" => format!("https://host-{event}.example.org/{place}"),
        "sha256" => format!("{event:032x}{place:032x}"),
        "email-src" => format!("someone-{place}@host-{event}.example.org"),
        _ => "report.txt".to_owned(),
    };
    row["type"] = json!(kind);
    row["category"] = json!(category);
    row["value"] = json!(value);
    row["to_ids"] = json!(!is_last);
    if is_last {
        // Only given to those who ask for attachments.
        row["data"] = json!("bWFkZSB1cA==");
    }
}

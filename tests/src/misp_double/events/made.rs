//! Events that are made up when they are asked for, so that thousands of them take no memory.

use serde_json::{Value as Json, json};

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
        "published": number % 2 == 0,
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
    let mut numbers = Numbers {
        attribute: number * attributes,
        ..Numbers::default()
    };
    let time = event["timestamp"]
        .as_str()
        .and_then(|time| time.parse().ok());
    let rows = (0..attributes).map(|place| {
        let mut row = attribute(number, place, place + 1 == attributes);
        super::shape::attribute(&mut row, (number, 0), time.unwrap_or(FIRST), &mut numbers);
        row
    });
    event["Attribute"] = rows.collect();
    event["attribute_count"] = json!(attributes.to_string());
    event
}

fn attribute(event: u64, place: u64, is_last: bool) -> Json {
    if is_last {
        // `data` is only given to those who ask for attachments.
        return json!({
            "type": "attachment", "category": "External analysis", "value": "report.txt",
            "to_ids": false, "data": "bWFkZSB1cA==",
        });
    }
    let (kind, category) = KINDS[usize::try_from(place).unwrap_or_default() % KINDS.len()];
    let value = match kind {
        "ip-dst" => format!("198.51.{}.{}", event % 256, place % 256),
        "domain" => format!("host-{event}-{place}.example.org"),
        "url" => format!("https://host-{event}.example.org/{place}"),
        "sha256" => format!("{event:032x}{place:032x}"),
        _ => format!("someone-{place}@host-{event}.example.org"),
    };
    json!({"type": kind, "category": category, "value": value, "to_ids": true})
}

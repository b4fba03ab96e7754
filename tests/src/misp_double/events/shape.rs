//! Events as MISP gives them: what an event that was sent lacks is filled in.

use serde_json::{Value as Json, json};

use crate::misp_double::{
    clock::date_of,
    state::{State, fill},
};

/// The server's own organisation, as events show it.
pub(in super::super) fn own_organisation() -> Json {
    json!({"id": "1", "name": "Double", "uuid": State::uuid(0x06, 1)})
}

/// The numbers given last.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// Of an attribute.
    pub attribute: u64,
    /// Of an object.
    pub object: u64,
    /// Of an object's reference.
    pub reference: u64,
    /// Names of the tags seen, numbered from 1.
    pub tags: Vec<String>,
}

impl Numbers {
    /// The row of a tag as events show it.
    fn tag(&mut self, sent: &Json) -> Json {
        let name = sent["name"].as_str().unwrap_or_default();
        let place = self
            .tags
            .iter()
            .position(|tag| tag == name)
            .unwrap_or_else(|| {
                self.tags.push(name.to_owned());
                self.tags.len() - 1
            });
        tag(place + 1, name, sent["local"] == true)
    }
}

/// A tag as events show it.
pub(super) fn tag(id: usize, name: &str, local: bool) -> Json {
    json!({
        "id": id.to_string(), "name": name, "colour": "#446688", "exportable": true,
        "user_id": "0", "hide_tag": false, "numerical_value": null,
        "is_galaxy": name.starts_with("misp-galaxy:"), "is_custom_galaxy": false,
        "local_only": false, "local": local, "relationship_type": null,
    })
}

/// The event (without its wrapper) with everything that MISP adds to what was sent.
pub(super) fn whole(mut event: Json, id: u64, now: i64, numbers: &mut Numbers) -> Json {
    let organisation = || {
        let mut organisation = own_organisation();
        organisation["local"] = json!(true);
        organisation
    };
    let head = json!({
        "id": id.to_string(), "orgc_id": "1", "org_id": "1", "date": date_of(now),
        "threat_level_id": "4", "info": "", "published": false, "uuid": State::uuid(0xe1, id),
        "attribute_count": "0", "analysis": "0", "timestamp": now.to_string(),
        "distribution": "1", "proposal_email_lock": false, "locked": false,
        "publish_timestamp": "0", "sharing_group_id": "0", "disable_correlation": false,
        "extends_uuid": "", "protected": null, "event_creator_email": "admin@double.example",
        "Org": organisation(), "Orgc": organisation(), "Attribute": [], "ShadowAttribute": [],
        "RelatedEvent": [], "Galaxy": [], "Object": [], "EventReport": [], "CryptographicKey": [],
    });
    let mut count = 0;
    for attribute in rows(&mut event, "Attribute") {
        self::attribute(attribute, (id, 0), now, numbers);
        count += 1;
    }
    for object in rows(&mut event, "Object") {
        numbers.object += 1;
        let number = numbers.object;
        count += self::object(object, (id, number), now, numbers);
    }
    tags(&mut event, numbers);
    let galaxies = galaxies(&event);
    fill(&mut event, head);
    event["id"] = json!(id.to_string());
    event["attribute_count"] = json!(count.to_string());
    if event["Galaxy"].as_array().is_some_and(Vec::is_empty) {
        event["Galaxy"] = galaxies;
    }
    event
}

/// Fills in an attribute of this event and object.
pub(super) fn attribute(row: &mut Json, of: (u64, u64), now: i64, numbers: &mut Numbers) {
    numbers.attribute += 1;
    let (event, object) = of;
    fill(
        row,
        json!({
            "id": numbers.attribute.to_string(), "type": "text", "category": "Other",
            "to_ids": false, "uuid": State::uuid(0xa1, numbers.attribute),
            "event_id": event.to_string(), "distribution": "5", "timestamp": now.to_string(),
            "comment": "", "sharing_group_id": "0", "deleted": false,
            "disable_correlation": false, "object_id": object.to_string(),
            "object_relation": null, "first_seen": null, "last_seen": null, "value": "",
            "Galaxy": [], "ShadowAttribute": [],
        }),
    );
    row["event_id"] = json!(event.to_string());
    tags(row, numbers);
}

/// Fills in an object; gives the number of its attributes.
fn object(row: &mut Json, of: (u64, u64), now: i64, numbers: &mut Numbers) -> usize {
    let (event, number) = of;
    let mut count = 0;
    for one in rows(row, "Attribute") {
        attribute(one, of, now, numbers);
        count += 1;
    }
    for reference in rows(row, "ObjectReference") {
        numbers.reference += 1;
        fill(
            reference,
            json!({
                "id": numbers.reference.to_string(), "uuid": State::uuid(0x0a, numbers.reference),
                "timestamp": now.to_string(), "object_id": number.to_string(),
                "referenced_uuid": "", "referenced_id": "0", "referenced_type": "0",
                "relationship_type": "", "comment": "", "deleted": false,
                "event_id": event.to_string(), "source_uuid": "",
            }),
        );
    }
    fill(
        row,
        json!({
            "id": number.to_string(), "name": "", "meta-category": "misc", "description": "",
            "template_uuid": "", "template_version": "1", "event_id": event.to_string(),
            "uuid": State::uuid(0x0b, number), "timestamp": now.to_string(), "distribution": "5",
            "sharing_group_id": "0", "comment": "", "deleted": false, "first_seen": null,
            "last_seen": null, "ObjectReference": [], "Attribute": [],
        }),
    );
    row["id"] = json!(number.to_string());
    count
}

fn rows<'r>(row: &'r mut Json, key: &str) -> impl Iterator<Item = &'r mut Json> {
    row.get_mut(key)
        .and_then(Json::as_array_mut)
        .into_iter()
        .flatten()
}

fn tags(row: &mut Json, numbers: &mut Numbers) {
    for tag in rows(row, "Tag") {
        *tag = numbers.tag(tag);
    }
}

/// The galaxies of the event's galaxy tags, each with its cluster.
fn galaxies(event: &Json) -> Json {
    let tags = event["Tag"].as_array().into_iter().flatten();
    let galaxies = tags.filter_map(|tag| {
        let name = tag["name"].as_str()?;
        let (kind, value) = name.strip_prefix("misp-galaxy:")?.split_once('=')?;
        let value = value.trim_matches('"');
        Some(json!({
            "id": "1", "uuid": State::uuid(0x6a, 1), "name": kind, "type": kind,
            "description": "Made up", "version": "1", "icon": "globe", "namespace": "misp",
            "enabled": true, "local_only": false,
            "GalaxyCluster": [{
                "id": "1", "uuid": State::uuid(0x6c, 1), "type": kind, "value": value,
                "tag_name": name, "description": "Made up", "galaxy_id": "1",
            }],
        }))
    });
    galaxies.collect()
}

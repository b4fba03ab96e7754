use super::{Change, Store, Target};
use crate::{path::HashPath, value::Value};

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).unwrap()
}

fn store(event: &str) -> Store {
    let mut store = Store::default();
    store.put_event(&json(event));
    store.set_now(1_790_000_000);
    store
}

/// What a view of event 7 shows at a path.
fn shown(store: &Store, path: &str) -> String {
    let view = store.view(&Value::from("7")).unwrap();
    Value::from(HashPath::parse(path).extract(&view).unwrap()).to_json()
}

fn attribute(id: &str) -> Target {
    Target::Attribute {
        id: id.into(),
        event: "7".into(),
    }
}

#[test]
fn tagging_one_attribute_leaves_the_others_shared() {
    let mut store = store(
        r#"{"id":"7","published":true,"Attribute":[{"id":"1"},{"id":"2"}],
            "Object":[{"id":"5","Attribute":[{"id":"3"}]}]}"#,
    );
    let before = store.clone();
    let tag = store.tag_or_new("tlp:red");
    assert!(store.attach(&attribute("2"), &tag, true, "seen-by"));
    assert!(!store.attach(&attribute("9"), &tag, true, ""));
    let untouched = |store: &Store, id| store.attribute("7", id).unwrap().to_array();
    for id in ["1", "3"] {
        assert!(untouched(&store, id).is_same_memory(&untouched(&before, id)));
    }
    assert_eq!(shown(&before, "Event.Attribute.{n}.Tag.{n}.name"), "[]");
    assert_eq!(
        shown(&store, "Event.Attribute.1.Tag.{n}.relationship_type"),
        r#"["seen-by"]"#
    );
    let told: Vec<_> = store.take_changes().iter().map(Change::sentence).collect();
    assert_eq!(
        told,
        [
            "creates the tag tlp:red",
            "adds the local tag tlp:red to attribute 2 of event 7",
            "saves event 7 (published = false)"
        ]
    );
}

#[test]
fn an_event_brings_its_tags_and_galaxies_along() {
    let mut store = store(
        r#"{"id":"7","Tag":[{"id":"3","name":"tlp:red","local":false},{"name":"own"},
            {"id":"4","name":"misp-galaxy:country=\"belgium\"","local":true}],
            "Galaxy":[{"id":"1","type":"country","GalaxyCluster":[
                {"id":"20","value":"belgium","tag_name":"misp-galaxy:country=\"belgium\"","tag_id":4,"local":true}]}]}"#,
    );
    let country = store.cluster_tag("country", "Belgium").cloned().unwrap();
    assert_eq!(store.tag("OWN").unwrap().id, "5");
    assert_eq!(store.tag_or_new("next").id, "6");
    let event = Target::Event("7".into());
    assert!(!store.detach(&event, &country, Some(false)));
    assert!(store.detach(&event, &country, Some(true)));
    assert_eq!(shown(&store, "Event.Galaxy"), "[]");
    let tag = store.tag_or_new(&country);
    assert!(store.attach(&event, &tag, false, "located-in"));
    assert_eq!(
        shown(&store, "Event.Galaxy.{n}.GalaxyCluster.{n}"),
        r#"[{"id":"20","value":"belgium","tag_name":"misp-galaxy:country=\"belgium\"","tag_id":4,"event_tag_id":"4","local":false,"relationship_type":"located-in"}]"#
    );
}

#[test]
fn what_a_view_works_out_is_not_kept() {
    let mut store = store(
        r#"{"id":"7","_AttributeFlattened":[{"id":"1"}],"Attribute":[
            {"id":"1","type":"domain","value":"a.test","to_ids":true,"warnings":[1],"_allTags":[],"Galaxy":[]}]}"#,
    );
    assert_eq!(shown(&store, "Event._AttributeFlattened"), "[]");
    assert_eq!(
        shown(&store, "Event.Attribute.{n}"),
        r#"[{"id":"1","type":"domain","value":"a.test","to_ids":true,"Galaxy":[]}]"#
    );
    store = Store::from_value(&json(
        r#"{"warninglists":[{"id":"2","name":"L","type":"string","category":"known","entries":["a.test"]}],
            "events":[{"id":"7","Attribute":[{"id":"1","type":"domain","value":"a.test","to_ids":true,"Tag":[]}]}]}"#,
    ));
    assert_eq!(
        shown(&store, "Event.Attribute.{n}"),
        r#"[{"id":"1","type":"domain","value":"a.test","warnings":[{"value":"a.test","match":"a.test","warninglist_id":2,"warninglist_name":"L","warninglist_category":"known"}],"to_ids":true,"Tag":[]}]"#
    );
}

#[test]
fn proposals_change_delete_or_go() {
    let mut store = store(
        r#"{"id":"7","attribute_count":"2","timestamp":"1","published":true,"Attribute":[
              {"id":"1","value":"a","ShadowAttribute":[{"id":"30","value":"b"},{"id":"31","value":"c"}]}],
            "Object":[{"id":"5","Attribute":[
              {"id":"2","value":"d","ShadowAttribute":[{"id":"32","value":"d","proposal_to_delete":true}]}]}]}"#,
    );
    let event = "7".into();
    assert!(store.settle_proposal(&event, "31", false));
    assert_eq!(shown(&store, "Event.timestamp"), r#"["1"]"#);
    assert!(store.settle_proposal(&event, "30", true));
    assert!(!store.settle_proposal(&event, "30", true));
    assert_eq!(shown(&store, "Event.Attribute.{n}.value"), r#"["b"]"#);
    assert_eq!(
        shown(&store, "Event.Attribute.{n}.ShadowAttribute.{n}"),
        "[]"
    );
    assert!(store.settle_proposal(&event, "32", true));
    assert_eq!(shown(&store, "Event.Object.{n}.Attribute.{n}"), "[]");
    assert_eq!(shown(&store, "Event.attribute_count"), r#"["1"]"#);
    assert_eq!(shown(&store, "Event.timestamp"), r#"["1790000000"]"#);
}

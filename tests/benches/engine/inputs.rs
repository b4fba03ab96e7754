//! Events and workflows: the benchmark's own, a real one, and made-up ones of any size.

use std::fmt::Write as _;

use misp_flow_engine::{run::Plan, value::Value};
use misp_flow_tests::shared::shared;

/// The benchmark's event with fifty attributes.
pub const EVENT_50: &[u8] = include_bytes!("../../inputs/event-50.json");
/// The benchmark's workflow with ten nodes.
pub const WORKFLOW_10: &[u8] = include_bytes!("../../inputs/workflow-10.json");

/// The first event of a search result, or the event itself.
pub fn first_event(value: Value) -> Value {
    let first = value.get("response").and_then(|list| list.get(0)).cloned();
    first.unwrap_or(value)
}

/// A real event of 750 KB, most of it galaxy clusters; where it is not beside the project, one of
/// that size and shape.
pub fn kobalos() -> (Vec<u8>, &'static str) {
    let real = shared("events").map(|events| events.join("kobalos-linux-threat-to-hpc.json"));
    match real.and_then(|path| std::fs::read(path).ok()) {
        Some(json) => (json, "the kobalos event"),
        None => (like_kobalos().into_bytes(), "a made-up event like kobalos"),
    }
}

/// 24 attributes of which ten are in objects, 23 tags, and 5 galaxies with 150 clusters that also
/// hang on the attributes.
fn like_kobalos() -> String {
    let cluster = |id: usize| {
        let text = "Adversaries may do what this long description tells in many words. ".repeat(24);
        format!(
            r#"{{"id":"{id}","uuid":"c4e851fa-775f-11e7-8163-{id:012}","type":"mitre-attack-pattern","value":"Technique - T{id}","tag_name":"misp-galaxy:mitre-attack-pattern=\"Technique - T{id}\"","description":"{text}","source":"https://example.org/mitre/cti","authors":["MITRE"],"version":"{id}","distribution":"3","sharing_group_id":null,"default":true,"locked":false,"deleted":false,"GalaxyClusterRelation":[],"meta":{{"external_id":["T{id}"],"kill_chain":["mitre-attack:persistence"],"refs":["https://example.org/T{id}","https://example.org/more/{id}"]}},"tag_id":"{id}","local":false}}"#
        )
    };
    let galaxy = |id: usize, clusters: usize| {
        let clusters: Vec<String> = (0..clusters).map(|at| cluster(id * 1_000 + at)).collect();
        format!(
            r#"{{"id":"{id}","uuid":"c4e851fa-775f-11e7-8163-b774922098cd","name":"Attack Pattern","type":"mitre-attack-pattern","description":"ATT&CK Tactic","version":"8","namespace":"mitre-attack","enabled":true,"GalaxyCluster":[{}]}}"#,
            clusters.join(",")
        )
    };
    let galaxies: Vec<String> = (1..=5).map(|id| galaxy(id, 36)).collect();
    let with_galaxy = |id: usize| {
        attribute(id).replace("\"Galaxy\":[]", &format!("\"Galaxy\":[{}]", galaxy(id, 10)))
    };
    let attributes: Vec<String> = (0..14).map(with_galaxy).collect();
    let of_objects: Vec<String> = (14..24).map(attribute).collect();
    let tags: Vec<String> = (0..23).map(tag).collect();
    format!(
        r#"{{"response":[{{"Event":{{"id":"2362","info":"Made up","published":true,"Attribute":[{}],"Galaxy":[{}],"Object":[{{"id":"1","name":"file","Attribute":[{}]}}],"Tag":[{}]}}}}]}}"#,
        attributes.join(","),
        galaxies.join(","),
        of_objects.join(","),
        tags.join(",")
    )
}

fn tag(id: usize) -> String {
    format!(
        r##"{{"id":"{id}","name":"workflow:state=\"{id}\"","colour":"#ffffff","exportable":true,"user_id":"0","hide_tag":false,"numerical_value":null,"is_galaxy":false,"local":0}}"##
    )
}

/// An attribute as the API gives it, 500 bytes; every third one has a tag.
fn attribute(id: usize) -> String {
    let types = ["ip-src", "ip-dst", "domain", "hostname", "sha256", "url"];
    let kind = types[id % types.len()];
    let tags = if id.is_multiple_of(3) {
        tag(id % 7)
    } else {
        String::new()
    };
    format!(
        r#"{{"id":"{id}","type":"{kind}","category":"Network activity","to_ids":{},"uuid":"5e8f1a2b-1000-4c3d-9e8f-{id:012}","event_id":"7","distribution":"5","timestamp":"1700000000","comment":"seen in the wild","sharing_group_id":"0","deleted":false,"disable_correlation":false,"object_id":"0","object_relation":null,"first_seen":null,"last_seen":null,"value":"value-{id}.example","Galaxy":[],"ShadowAttribute":[],"Tag":[{tags}]}}"#,
        id.is_multiple_of(2)
    )
}

/// An event with this many attributes.
pub fn event(attributes: usize) -> String {
    let mut json = String::with_capacity(attributes * 600 + 200);
    json.push_str(r#"{"Event":{"id":"7","info":"Made up","published":false,"Attribute":["#);
    for id in 0..attributes {
        if id > 0 {
            json.push(',');
        }
        json.push_str(&attribute(id));
    }
    let _ = write!(json, r#"],"Object":[],"Tag":[{},{}]}}}}"#, tag(1), tag(2));
    json
}

/// A module's id, its kind and its parameters.
pub type Node = (&'static str, &'static str, String);

/// So many nodes that ask for a tag which no event has.
pub fn logic_nodes(count: usize) -> Vec<Node> {
    let params = r#"{"scope":"event","condition":"not_in_or","tags":["tlp:none"],"clusters":[]}"#;
    vec![("tag-if", "logic", params.to_owned()); count]
}

/// The nodes one behind the other, behind the trigger that publishes events.
pub fn plan(nodes: &[Node]) -> Plan {
    let mut graph = String::from("{");
    let trigger = ("event-publish", "trigger", "{}".to_owned());
    for (position, (module, kind, params)) in [&trigger].into_iter().chain(nodes).enumerate() {
        let id = position + 1;
        let next = if position < nodes.len() {
            format!(r#"{{"node":"{}","output":"input_1"}}"#, id + 1)
        } else {
            String::new()
        };
        let comma = if position > 0 { "," } else { "" };
        let _ = write!(
            graph,
            r#"{comma}"{id}":{{"id":{id},"data":{{"id":"{module}","module_type":"{kind}","indexed_params":{params}}},"inputs":{{}},"outputs":{{"output_1":{{"connections":[{next}]}}}}}}"#
        );
    }
    graph.push('}');
    Plan::of_graph(&Value::from_json(graph.as_bytes()).expect("a graph that was made up"))
}

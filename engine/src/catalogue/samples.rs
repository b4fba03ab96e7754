//! Events and workflows to try things out with, of our own making: invented data, addresses and
//! names that are reserved for documentation. Blueprints are in [`crate::blueprints`].

/// A sample that comes with the program, as the JSON that MISP would send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// A short name.
    pub name: &'static str,
    /// What it is good for, one line without a full stop.
    pub description: &'static str,
    /// The document: `{"Event": …}` or `{"Workflow": …}`.
    pub json: &'static str,
}

/// Events as `/events/view` answers them.
pub const EVENTS: [Sample; 3] = [
    Sample {
        name: "Phishing campaign",
        description: "tlp:amber, published, with mail, file and address objects and a report",
        json: include_str!("../../../assets/samples/events/phishing-campaign.json"),
    },
    Sample {
        name: "Leaked customer data",
        description: "tlp:red on the event and PAP:RED on two attributes: must not leave",
        json: include_str!("../../../assets/samples/events/leaked-customer-data.json"),
    },
    Sample {
        name: "Public report",
        description: "tlp:clear, four attributes, nothing to object to",
        json: include_str!("../../../assets/samples/events/public-report.json"),
    },
];

/// Workflows as `/workflows/view` answers them.
pub const WORKFLOWS: [Sample; 3] = [
    Sample {
        name: "Block publishing of red data",
        description: "Stops the publishing of tlp:red and PAP:RED, announces the rest",
        json: include_str!("../../../assets/samples/workflows/block-publishing-of-red-data.json"),
    },
    Sample {
        name: "Normalise TLP and notify chat",
        description: "Spells TLP tags of new events properly, then tells the right people",
        json: include_str!("../../../assets/samples/workflows/normalise-tlp-and-notify-chat.json"),
    },
    Sample {
        name: "Filter network indicators and drop IDS flag",
        description: "Clears the IDS flag of network indicators that a warninglist knows",
        json: include_str!("../../../assets/samples/workflows/filter-network-indicators.json"),
    },
];

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::*;
    use crate::{
        blueprints::bundled,
        catalogue::{Catalogue, ModuleKind},
    };

    fn parsed(sample: &Sample, wrapper: &str) -> Value {
        let document: Value = serde_json::from_str(sample.json).unwrap();
        document[wrapper].clone()
    }

    /// Every graph of the samples: its name and its nodes by id.
    fn graphs() -> Vec<(&'static str, Map<String, Value>)> {
        let mut graphs = Vec::new();
        for sample in &WORKFLOWS {
            let workflow = parsed(sample, "Workflow");
            assert_eq!(workflow["name"], sample.name);
            let mut nodes = workflow["data"].as_object().unwrap().clone();
            let frames = nodes.shift_remove("_frames").unwrap();
            assert!(!frames.as_object().unwrap().is_empty(), "{}", sample.name);
            for frame in frames.as_object().unwrap().values() {
                for id in frame["nodes"].as_array().unwrap() {
                    assert!(nodes.contains_key(id.as_str().unwrap()), "{}", sample.name);
                }
            }
            let trigger = &nodes["1"]["data"]["id"];
            assert_eq!(*trigger, workflow["trigger_id"]);
            graphs.push((sample.name, nodes));
        }
        for one in bundled() {
            let document: Value = serde_json::from_str(one.json).unwrap();
            let blueprint = &document["WorkflowBlueprint"];
            assert_eq!(blueprint["name"], one.workflow.name.as_str());
            let nodes = blueprint["data"].as_array().unwrap().iter();
            graphs.push((
                one.workflow.name.as_str(),
                nodes
                    .map(|node| (node["id"].to_string(), node.clone()))
                    .collect(),
            ));
        }
        graphs
    }

    /// The connections on one side, as (from, output, to, input).
    fn edges(nodes: &Map<String, Value>, side: &str) -> Vec<[String; 4]> {
        let far = if side == "outputs" { "output" } else { "input" };
        let mut edges = Vec::new();
        for (id, node) in nodes {
            for (port, connected) in node[side].as_object().into_iter().flatten() {
                for connection in connected["connections"].as_array().unwrap() {
                    let text = |key: &str| connection[key].as_str().unwrap().to_owned();
                    edges.push(match side {
                        "outputs" => [id.clone(), port.clone(), text("node"), text(far)],
                        _ => [text("node"), text(far), id.clone(), port.clone()],
                    });
                }
            }
        }
        edges.sort();
        edges
    }

    #[test]
    fn edges_stand_on_both_sides() {
        for (name, nodes) in graphs() {
            assert_eq!(edges(&nodes, "outputs"), edges(&nodes, "inputs"), "{name}");
            assert!(!edges(&nodes, "outputs").is_empty(), "{name}");
        }
    }

    #[test]
    fn nodes_are_those_of_the_catalogue() {
        for (name, nodes) in graphs() {
            let mut triggers = 0;
            for (id, node) in &nodes {
                let place = format!("{name}, node {id}");
                let data = &node["data"];
                let module = Catalogue::bundled()
                    .get(data["id"].as_str().unwrap())
                    .unwrap();
                triggers += usize::from(module.kind == ModuleKind::Trigger);
                assert_eq!(node["class"], module.node_class(), "{place}");
                assert_eq!(data["module_version"], module.version.as_str(), "{place}");
                assert_eq!(data["module_type"], module.kind.name(), "{place}");
                let ports = |side: &str| node[side].as_object().map_or(0, Map::len);
                assert_eq!(
                    (ports("inputs"), ports("outputs")),
                    (module.inputs, module.outputs),
                    "{place}"
                );
                let merged = module.merge(data["indexed_params"].as_object().unwrap());
                assert_eq!(merged.invalid, [], "{place}");
                assert_eq!(
                    data["indexed_params"],
                    Value::Object(merged.values.clone()),
                    "{place}"
                );
                for param in module.visible_params(&merged.values) {
                    let strange = param.unknown_choices(&merged.values[param.id.as_str()]);
                    assert_eq!(strange, [""; 0], "{place}, {}", param.id);
                }
            }
            let workflow = WORKFLOWS.iter().any(|sample| sample.name == name);
            assert_eq!(triggers, usize::from(workflow), "{name}");
        }
    }

    #[test]
    fn workflows_open_without_problems_and_save_unchanged() {
        let workflows = WORKFLOWS.iter().map(|sample| sample.json);
        for json in workflows.chain(bundled().iter().map(|one| one.json)) {
            let workflow = crate::workflow::open(json.as_bytes()).unwrap();
            let sent: Value = serde_json::from_str(json).unwrap();
            assert_eq!(workflow.to_json(), sent, "{}", workflow.name);
            if !workflow.is_blueprint() {
                let problems = crate::check::problems(&workflow, Catalogue::bundled());
                let told: Vec<_> = problems
                    .iter()
                    .filter(|problem| problem.severity != crate::check::Severity::Notice)
                    .map(|problem| &problem.text)
                    .collect();
                assert_eq!(told, [""; 0], "{}", workflow.name);
            }
        }
    }

    #[test]
    fn nodes_leave_room_for_the_forms_of_the_web_editor() {
        for (name, nodes) in graphs() {
            let places: Vec<(f64, f64)> = nodes
                .values()
                .map(|node| {
                    (
                        node["pos_x"].as_f64().unwrap(),
                        node["pos_y"].as_f64().unwrap(),
                    )
                })
                .collect();
            for (index, a) in places.iter().enumerate() {
                for b in &places[index + 1..] {
                    let apart = (a.0 - b.0).abs() >= 400.0 || (a.1 - b.1).abs() >= 450.0;
                    assert!(apart, "{name}: {a:?} and {b:?}");
                }
            }
        }
    }

    #[test]
    fn a_default_database_can_store_the_graphs() {
        let workflows = WORKFLOWS.iter().map(|sample| sample.json);
        for json in workflows.chain(bundled().iter().map(|one| one.json)) {
            assert!(json.chars().all(|letter| letter <= '\u{ffff}'), "{json}");
        }
    }

    #[test]
    fn events_look_like_a_servers() {
        for sample in &EVENTS {
            let event = parsed(sample, "Event");
            for key in [
                "Org",
                "Orgc",
                "Attribute",
                "Object",
                "EventReport",
                "Tag",
                "date",
                "uuid",
                "distribution",
            ] {
                assert!(!event[key].is_null(), "{} lacks {key}", sample.name);
            }
            let objects = event["Object"].as_array().unwrap();
            let of_objects = objects
                .iter()
                .flat_map(|object| object["Attribute"].as_array().unwrap());
            let attributes: Vec<_> = event["Attribute"]
                .as_array()
                .unwrap()
                .iter()
                .chain(of_objects)
                .collect();
            assert_eq!(event["attribute_count"], attributes.len().to_string());
            for attribute in attributes {
                assert_eq!(attribute["event_id"], event["id"]);
                assert!(attribute["to_ids"].is_boolean() && attribute["id"].is_string());
                let value = attribute["value"].as_str().unwrap();
                if attribute["type"].as_str().unwrap().starts_with("ip-") {
                    let documentation = ["192.0.2.", "198.51.100.", "203.0.113."];
                    assert!(
                        documentation.iter().any(|range| value.starts_with(range)),
                        "{value}"
                    );
                }
            }
        }
    }
}

//! Sample scenes for tests and benchmarks of the canvas.

use egui::{Pos2, pos2};
use misp_flow::window::{
    canvas::{
        Badge, BadgeKind, FrameSpec, NodeKind, NodeRun, NodeSpec, NodeState, OutputSpec, Overlay,
        PortRef, Scene, Severity, WireId, WireSpec,
    },
    icons,
};
use misp_flow_engine::workflow::NodeId;

/// Distance of columns and rows in [`scene_grid`], in canvas units.
pub const STEP: (f32, f32) = (400.0, 220.0);

/// A node as scenes of tests describe it.
pub struct Sample {
    id: u64,
    at: Pos2,
    kind: NodeKind,
    icon: &'static str,
    title: &'static str,
    summary: String,
}

/// A node with its ports and no badges: a trigger has no input, logic has `then` and `else` where
/// its title starts with "IF", an action has one output.
pub fn node(sample: Sample) -> NodeSpec {
    let labels: &[&str] = match sample.title {
        "Stop execution" => &[],
        "Concurrent task" => &["concurrent"],
        title if title.starts_with("IF") => &["then", "else"],
        _ => &[""],
    };
    let outputs = labels.iter().enumerate().map(|(index, label)| OutputSpec {
        name: format!("output_{}", index + 1),
        label: (*label).to_owned(),
        several: *label == "concurrent",
    });
    NodeSpec {
        id: NodeId::from(sample.id),
        pos: sample.at,
        kind: sample.kind,
        icon: icons::module_icon(sample.icon, sample.kind),
        title: sample.title.to_owned(),
        summary: sample.summary,
        badges: Vec::new(),
        inputs: if sample.kind == NodeKind::Trigger {
            Vec::new()
        } else {
            vec!["input_1".to_owned()]
        },
        outputs: outputs.collect(),
    }
}

/// The id of the wire from an output (counted from 1) of one node to the input of another.
pub fn wire_id(from: u64, output: usize, to: u64) -> WireId {
    WireId {
        from: PortRef::new(NodeId::from(from), format!("output_{output}")),
        to: PortRef::new(NodeId::from(to), "input_1"),
    }
}

fn wire(from: u64, output: usize, to: u64, labels: &str) -> WireSpec {
    WireSpec {
        id: wire_id(from, output, to),
        labels: labels.to_owned(),
    }
}

fn badge(kind: BadgeKind, text: &str) -> Badge {
    Badge {
        kind,
        text: text.to_owned(),
    }
}

/// The ten nodes of a blocking publish workflow.
pub fn publish_nodes() -> Vec<NodeSpec> {
    use NodeKind::{Action, Logic, Trigger};
    #[rustfmt::skip]
    let rows = [
        (1, 0.0, 200.0, Trigger, "upload", "Event publish", "before an event is published; can block it"),
        (2, 330.0, 200.0, Logic, "code-branch", "IF Tag", "event or attributes tagged with any of tlp:red, PAP:RED"),
        (3, 660.0, 40.0, Action, "ban", "Stop execution", "blocks with “Contains red data”"),
        (4, 660.0, 280.0, Logic, "filter", "Filter generic", "label A: attributes whose type is any of ip-src, ip-dst, domain, hostname"),
        (5, 990.0, 280.0, Logic, "code-branch", "IF Count", "more than 0 attributes with to_ids set"),
        (6, 1320.0, 150.0, Logic, "redo-alt", "Filter remove", "removes all filters"),
        (7, 1320.0, 370.0, Action, "ban", "Push to ZMQ", "sends Event.info"),
        (8, 1650.0, 150.0, Logic, "code-branch", "IF Generic", "an Event.Tag.{n}.name is tlp:white"),
        (9, 1980.0, 40.0, Action, "asterisk", "Push to ZMQ", "sends every attribute’s value"),
        (10, 1980.0, 260.0, Action, "envelope", "Send mail", "to the admins, subject “{{Event.info}} was published by {{Event.Orgc.name}} and needs a review before the end of the week by the duty analyst of the CERT”"),
    ];
    let samples = rows.map(|(id, x, y, kind, icon, title, summary)| Sample {
        id,
        at: pos2(x, y),
        kind,
        icon,
        title,
        summary: summary.to_owned(),
    });
    let mut nodes: Vec<_> = samples.into_iter().map(node).collect();
    nodes[0].badges = vec![badge(BadgeKind::Blocking, "Can block what triggered it")];
    nodes[2].badges = vec![badge(BadgeKind::Blocking, "Stops a blocking workflow")];
    nodes[6].badges = vec![
        badge(BadgeKind::FilterSet, "Has a filter of its own"),
        badge(BadgeKind::Disabled, "The module is switched off"),
    ];
    nodes[8].badges = vec![badge(
        BadgeKind::Problem(Severity::Warning),
        "The path matches nothing",
    )];
    nodes[9].badges = vec![
        badge(BadgeKind::ModuleChanged, "The server has version 0.3"),
        badge(BadgeKind::Problem(Severity::Error), "No such recipient"),
    ];
    nodes
}

/// The wires of [`publish_scene`].
pub fn publish_wires() -> Vec<WireSpec> {
    vec![
        wire(1, 1, 2, ""),
        wire(2, 1, 3, ""),
        wire(2, 2, 4, ""),
        wire(4, 1, 5, "A"),
        wire(5, 1, 6, "A"),
        wire(5, 2, 7, "A"),
        wire(6, 1, 8, ""),
        wire(8, 1, 9, ""),
        wire(8, 2, 10, ""),
    ]
}

/// A blocking publish workflow of ten nodes with a frame.
pub fn publish_scene() -> Scene {
    let frames = vec![FrameSpec {
        id: "frame-1".to_owned(),
        title: "Only addresses that are for detection".to_owned(),
        members: [4, 5].map(NodeId::from).to_vec(),
        class: 1,
    }];
    Scene::new(publish_nodes(), publish_wires(), frames)
}

/// A run of [`publish_scene`] that went along the `else` of node 2 and failed at node 10.
pub fn publish_run() -> Overlay {
    let mut run = Overlay::run();
    let mut add = |id: u64, state, steps: &[u32], reason: &str| {
        let run_of = NodeRun {
            state,
            steps: steps.to_vec(),
            reason: reason.to_owned(),
            count: None,
        };
        run.set_node(NodeId::from(id), run_of);
    };
    add(1, NodeState::Ok, &[1], "");
    add(2, NodeState::Ok, &[2], "");
    add(4, NodeState::Ok, &[3], "");
    add(5, NodeState::Ok, &[4], "");
    add(
        6,
        NodeState::Partial,
        &[5],
        "2 of 14 attributes have no filter",
    );
    add(8, NodeState::Current, &[6], "");
    add(
        10,
        NodeState::Failed,
        &[7, 8],
        "The mail server refused the message: 550 5.1.1 recipient address rejected",
    );
    for (from, output, to) in [
        (1, 1, 2),
        (2, 2, 4),
        (4, 1, 5),
        (5, 1, 6),
        (6, 1, 8),
        (8, 2, 10),
    ] {
        run.set_wire(wire_id(from, output, to), true);
    }
    run.set_wire(wire_id(2, 1, 3), false);
    run
}

/// A square of `count` nodes, each row a chain, with text, badges, branches and filter labels.
pub fn scene_grid(count: usize) -> Scene {
    const MODULES: [(NodeKind, &str, &str, &str); 6] = [
        (
            NodeKind::Logic,
            "code-branch",
            "IF Tag",
            "event tagged with any of tlp:red, PAP:RED",
        ),
        (
            NodeKind::Action,
            "tags",
            "Tag operation",
            "adds local tag workflow:done to every attribute that is left after filter A",
        ),
        (
            NodeKind::Logic,
            "filter",
            "Filter generic",
            "label A: attributes whose type is any of ip-src, ip-dst",
        ),
        (
            NodeKind::Action,
            "globe",
            "Webhook",
            "posts the event to https://siem.example.org/hook",
        ),
        (
            NodeKind::Logic,
            "code-branch",
            "IF Count",
            "more than 0 attributes with to_ids set",
        ),
        (
            NodeKind::Action,
            "envelope",
            "Send mail",
            "to 3 users, subject “{{Event.info}}”",
        ),
    ];
    let columns = (count as f32).sqrt().ceil() as usize;
    let mut nodes = Vec::with_capacity(count);
    let mut wires = Vec::new();
    for index in 0..count {
        let (column, row) = (index % columns, index / columns);
        let at = pos2(column as f32 * STEP.0, row as f32 * STEP.1);
        let id = index as u64 + 1;
        let (kind, icon, title, summary) = if column == 0 {
            let summary = "before an event is published; can block it";
            (NodeKind::Trigger, "upload", "Event publish", summary)
        } else {
            MODULES[(index + row) % MODULES.len()]
        };
        let mut spec = node(Sample {
            id,
            at,
            kind,
            icon,
            title,
            summary: format!("{summary} ({id})"),
        });
        if index % 3 == 0 {
            spec.badges
                .push(badge(BadgeKind::FilterSet, "Has a filter"));
        }
        if index % 5 == 0 {
            let kind = BadgeKind::Problem(Severity::Warning);
            spec.badges.push(badge(kind, "The path matches nothing"));
        }
        if column + 1 < columns && index + 1 < count {
            let labels = if index % 4 == 0 { "A" } else { "" };
            wires.push(wire(id, 1, id + 1, labels));
            if spec.outputs.len() > 1 && index + columns + 1 < count {
                wires.push(wire(id, 2, id + columns as u64 + 1, ""));
            }
        }
        nodes.push(spec);
    }
    Scene::new(nodes, wires, Vec::new())
}

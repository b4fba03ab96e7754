//! What a scene takes in, and what moves with a node.

use egui::pos2;

use super::*;
use crate::window::canvas::{OutputSpec, spec::PortRef};

fn node(id: u64, x: f32) -> NodeSpec {
    NodeSpec {
        id: NodeId::from(id),
        pos: pos2(x, 0.0),
        kind: NodeKind::Action,
        icon: "",
        title: "Send mail".to_owned(),
        summary: String::new(),
        badges: Vec::new(),
        inputs: vec!["input_1".to_owned()],
        outputs: vec![OutputSpec {
            name: "output_1".to_owned(),
            label: String::new(),
            several: false,
        }],
    }
}

fn wire(from: u64, to: u64) -> WireSpec {
    WireSpec {
        id: WireId {
            from: PortRef::new(NodeId::from(from), "output_1"),
            to: PortRef::new(NodeId::from(to), "input_1"),
        },
        labels: String::new(),
    }
}

#[test]
fn a_wire_to_a_node_that_is_not_there_is_left_out() {
    let scene = Scene::new(vec![node(1, 0.0)], vec![wire(1, 2)], Vec::new());
    assert_eq!(scene.wires().len(), 0);
}

#[test]
fn of_two_nodes_with_the_same_id_the_first_counts() {
    let scene = Scene::new(vec![node(1, 0.0), node(1, 900.0)], Vec::new(), Vec::new());
    assert_eq!(scene.nodes().len(), 1);
    assert_eq!(scene.node(&NodeId::from(1)).map(|n| n.pos.x), Some(0.0));
}

#[test]
fn moving_a_node_takes_its_wire_and_frame_along() {
    let frame = FrameSpec {
        id: "f".to_owned(),
        title: String::new(),
        members: vec![NodeId::from(2), NodeId::from(9)],
        class: 0,
    };
    let nodes = vec![node(1, 0.0), node(2, 400.0)];
    let mut scene = Scene::new(nodes, vec![wire(1, 2)], vec![frame]);
    scene.move_nodes(&[(NodeId::from(2), pos2(40_000.0, 0.0))]);
    let there = Rect::from_min_size(pos2(39_900.0, 0.0), vec2(200.0, 50.0));
    let mut found = Vec::new();
    scene.node_grid.query(there, &mut found);
    assert_eq!(found, [1]);
    scene.wire_grid.query(there, &mut found);
    assert_eq!(found, [0]);
    let moved = scene.frames.first().map(|frame| frame.rect);
    assert!(moved.is_some_and(|rect| rect.intersects(there)));
    assert!(
        scene
            .bounds()
            .is_some_and(|all| all.contains_rect(there.shrink(60.0)))
    );
}

#[test]
fn places_that_are_no_numbers_are_brought_to_the_origin() {
    let scene = Scene::new(vec![node(1, f32::NAN)], Vec::new(), Vec::new());
    let rect = scene.node_rect(&NodeId::from(1));
    assert_eq!(rect.map(|rect| rect.min), Some(Pos2::ZERO));
}

#[test]
fn a_frame_reaches_around_a_note_about_the_same_nodes() {
    let frame = |id: &str, members: &[u64]| FrameSpec {
        id: id.to_owned(),
        title: id.to_owned(),
        members: members.iter().copied().map(NodeId::from).collect(),
        class: 0,
    };
    let frames = vec![
        frame("all", &[1, 2]),
        frame("note", &[1, 2]),
        frame("part", &[1]),
    ];
    let scene = Scene::new(vec![node(1, 0.0), node(2, 400.0)], Vec::new(), frames);
    let rect = |id: &str| scene.frame_box(id).unwrap();
    for (outer, inner) in [("all", "note"), ("note", "part")] {
        let (outer, inner) = (rect(outer), rect(inner));
        assert!(outer.contains_rect(inner), "{outer} around {inner}");
        assert!(inner.top() - outer.top() >= 24.0, "room for the title");
    }
}

#[test]
fn a_frame_inside_of_another_has_its_title_inside() {
    let frame = |id: &str, members: &[u64]| FrameSpec {
        id: id.to_owned(),
        title: id.to_owned(),
        members: members.iter().copied().map(NodeId::from).collect(),
        class: 0,
    };
    let nodes = vec![node(1, 0.0), node(2, 400.0)];
    let frames = vec![frame("outer", &[1, 2]), frame("inner", &[2])];
    let scene = Scene::new(nodes, Vec::new(), frames);
    let nested: Vec<bool> = scene.frames.iter().map(|frame| frame.nested).collect();
    assert_eq!(nested, [false, true]);
    let inner = &scene.frames[1];
    let node = scene.node_rect(&NodeId::from(2)).unwrap();
    assert_eq!(node.top() - inner.rect.top(), inner.room_above_nodes());
}

//! Tidying up, lining up and even gaps, on random graphs.

use std::collections::BTreeSet;

use misp_flow_engine::{
    arrange::{
        Alignment, Area, Axis, COLUMN, Diagram, Room, Shape, Wire, align, distribute, tidy, tidy_up,
    },
    edit::{Edit, History},
    workflow::{self, Frame, NodeId, Position},
};
use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::inputs;

fn diagram() -> impl Strategy<Value = Diagram> {
    (1..40_usize).prop_flat_map(|count| {
        let rooms = vec((100.0..420.0_f64, 40.0..460.0_f64), count);
        let wires = vec((0..count, 0..3_u8, 0..count), 0..count * 2);
        let frames = vec(vec(0..count, 0..6), 0..4);
        (rooms, wires, frames).prop_map(|(rooms, wires, frames)| Diagram {
            rooms: rooms
                .into_iter()
                .map(|(width, height)| Room { width, height })
                .collect(),
            wires: wires
                .into_iter()
                .map(|(from, port, to)| Wire {
                    from,
                    leaves: 20.0 + f64::from(port) * 20.0,
                    to,
                    enters: 23.0,
                })
                .collect(),
            frames,
        })
    })
}

fn area(room: &Room, at: Position) -> Area {
    Area {
        at,
        width: room.width,
        height: room.height,
    }
}

fn overlap(a: &Area, b: &Area) -> bool {
    a.at.x < b.at.x + b.width
        && b.at.x < a.at.x + a.width
        && a.at.y < b.at.y + b.height
        && b.at.y < a.at.y + a.height
}

proptest! {
    #[test]
    fn nothing_overlaps_once_it_is_tidy(diagram in diagram()) {
        let places = tidy(&diagram);
        let areas: Vec<Area> = diagram.rooms.iter().zip(&places).map(|(room, at)| area(room, *at)).collect();
        prop_assert_eq!(areas.len(), diagram.rooms.len());
        for (index, a) in areas.iter().enumerate() {
            for b in &areas[index + 1..] {
                prop_assert!(!overlap(a, b), "{:?} and {:?}", a, b);
                let apart = (a.at.x - b.at.x).abs();
                prop_assert!(apart == 0.0 || apart >= COLUMN, "columns {} apart", apart);
            }
        }
    }

    #[test]
    fn wires_lead_to_the_right_where_there_is_no_circle(mut diagram in diagram()) {
        diagram.wires.retain(|wire| wire.from < wire.to);
        let places = tidy(&diagram);
        for wire in &diagram.wires {
            prop_assert!(places[wire.from].x < places[wire.to].x, "{:?}", wire);
        }
    }

    #[test]
    fn a_frame_alone_keeps_strangers_out(mut diagram in diagram(), members in vec(0..40_usize, 1..8)) {
        let count = diagram.rooms.len();
        let members: BTreeSet<usize> = members.into_iter().map(|node| node % count).collect();
        // Wires lead into the frame, within it, or past it, so that none leads out and back.
        diagram.wires.retain(|wire| !members.contains(&wire.from) || members.contains(&wire.to));
        diagram.frames = vec![members.iter().copied().collect()];
        let places = tidy(&diagram);
        let areas: Vec<Area> = diagram.rooms.iter().zip(&places).map(|(room, at)| area(room, *at)).collect();
        let inside: Vec<&Area> = members.iter().map(|node| &areas[*node]).collect();
        let low = |of: fn(&Area) -> f64| inside.iter().map(|area| of(area)).fold(f64::INFINITY, f64::min);
        let high = |of: fn(&Area) -> f64| inside.iter().map(|area| of(area)).fold(f64::NEG_INFINITY, f64::max);
        let (x, y) = (low(|area| area.at.x), low(|area| area.at.y));
        let frame = Area {
            at: Position::new(x, y - 50.0),
            width: high(|area| area.at.x + area.width) - x,
            height: high(|area| area.at.y + area.height) - y + 76.0,
        };
        for (node, area) in areas.iter().enumerate() {
            prop_assert!(members.contains(&node) || !overlap(area, &frame), "{}: {:?} in {:?}", node, area, frame);
        }
    }

    #[test]
    fn tidying_up_is_one_step_that_a_second_time_changes_nothing(
        graph in inputs::graph(),
        places in vec((-900.0..900.0_f64, -900.0..900.0_f64), 9),
        framed in vec(1..10_u64, 0..6),
        chosen in vec(1..10_u64, 0..6),
    ) {
        let text = json!({"Workflow": {"id": "3", "name": "Random", "data": graph}}).to_string();
        let mut document = workflow::open(text.as_bytes()).unwrap();
        let mut history = History::new();
        let ids: Vec<NodeId> = document.graph.nodes.keys().cloned().collect();
        let scatter = ids.into_iter().zip(places).map(|(id, (x, y))| (id, Position::new(x, y)));
        history.apply(&mut document, Edit::Move(scatter.collect())).unwrap();
        let frame = Frame::new("Some", framed.into_iter().map(NodeId::from).collect());
        let id = "frame-1".to_owned();
        history.apply(&mut document, Edit::SetFrame { id, frame: Some(Box::new(frame)) }).unwrap();
        let before = document.clone();
        let chosen: BTreeSet<NodeId> = chosen.into_iter().map(NodeId::from).collect();
        let arrange = |document: &workflow::Workflow| Edit::Arrange {
            moves: tidy_up(&document.graph, &chosen, &|_| Shape::default(), &|_| 200.0),
            label: "Tidy up".to_owned(),
        };
        let (steps, edit) = (history.labels().1, arrange(&document));
        history.apply(&mut document, edit).unwrap();
        let tidy = document.clone();
        let edit = arrange(&document);
        history.apply(&mut document, edit).unwrap();
        prop_assert_eq!(&document, &tidy);
        if history.labels().1 > steps {
            prop_assert_eq!(history.labels().1, steps + 1);
            history.undo(&mut document);
        }
        prop_assert_eq!(document.to_text(), before.to_text());
        prop_assert_eq!(document, before);
    }

    #[test]
    fn lining_up_and_spreading_move_one_way_only(
        rooms in vec((1.0..400.0_f64, 1.0..400.0_f64, -900..900_i32, -900..900_i32), 1..12)
    ) {
        let areas: Vec<Area> = rooms.into_iter().map(|(width, height, x, y)| {
            area(&Room { width, height }, Position::new(f64::from(x), f64::from(y)))
        }).collect();
        for to in [Alignment::Left, Alignment::Centre, Alignment::Right] {
            let places = align(&areas, to);
            let line = |(place, area): (&Position, &Area)| match to {
                Alignment::Left => place.x,
                Alignment::Centre => place.x + area.width / 2.0,
                _ => place.x + area.width,
            };
            let lines: Vec<f64> = places.iter().zip(&areas).map(line).collect();
            prop_assert!(lines.iter().all(|x| (x - lines[0]).abs() <= 1.0), "{:?}", lines);
            // Only boxes that would lie on another move in the other direction, and never back.
            prop_assert!(places.iter().zip(&areas).all(|(place, area)| place.y >= area.at.y));
            let mut order: Vec<usize> = (0..areas.len()).collect();
            order.sort_by(|a, b| areas[*a].at.y.total_cmp(&areas[*b].at.y));
            for pair in order.windows(2) {
                let end = places[pair[0]].y + areas[pair[0]].height;
                prop_assert!(places[pair[1]].y >= end - 1.0, "{:?}", places);
            }
        }
        let places = distribute(&areas, Axis::Vertical);
        prop_assert!(places.iter().zip(&areas).all(|(place, area)| place.x == area.at.x));
        let mut order: Vec<usize> = (0..areas.len()).collect();
        order.sort_by(|a, b| {
            let middle = |at: usize| areas[at].at.y + areas[at].height / 2.0;
            middle(*a).total_cmp(&middle(*b))
        });
        let gaps: Vec<f64> = order.windows(2).map(|pair| {
            places[pair[1]].y - places[pair[0]].y - areas[pair[0]].height
        }).collect();
        prop_assert!(gaps.iter().all(|gap| (gap - gaps[0]).abs() <= 1.5), "{:?}", gaps);
    }
}

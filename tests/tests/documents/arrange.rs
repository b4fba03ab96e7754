//! How good a tidy layout is, on graphs that do not change.

use misp_flow_engine::arrange::{Diagram, Room, Wire, tidy};
use misp_flow_engine::workflow::Position;

const HEIGHT: f64 = 200.0;

/// A diagram of this many nodes; wires leave at the upper or the lower output.
fn diagram(count: usize, wires: impl IntoIterator<Item = (usize, u8, usize)>) -> Diagram {
    let room = Room {
        width: 250.0,
        height: HEIGHT,
    };
    Diagram {
        rooms: vec![room; count],
        wires: wires
            .into_iter()
            .map(|(from, output, to)| Wire {
                from,
                leaves: 60.0 + 23.0 * f64::from(output),
                to,
                enters: 23.0,
            })
            .collect(),
        frames: Vec::new(),
    }
}

/// How many wires cross, each taken as straight from port to port.
fn crossings(diagram: &Diagram, places: &[Position]) -> usize {
    let line = |wire: &Wire| {
        let (from, to) = (places[wire.from], places[wire.to]);
        (
            (from.x + 250.0, from.y + wire.leaves),
            (to.x, to.y + wire.enters),
        )
    };
    type Point = (f64, f64);
    let side = |a: Point, b: Point, c: Point| (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
    let lines: Vec<(Point, Point)> = diagram.wires.iter().map(line).collect();
    let mut count = 0;
    for (place, (a, b)) in lines.iter().enumerate() {
        for (c, d) in &lines[place + 1..] {
            let apart = side(*a, *b, *c) * side(*a, *b, *d) < 0.0
                && side(*c, *d, *a) * side(*c, *d, *b) < 0.0;
            count += usize::from(apart);
        }
    }
    count
}

/// The same columns with the nodes of each in the order of the document.
fn naive(places: &[Position]) -> Vec<Position> {
    let mut filled = std::collections::HashMap::new();
    places
        .iter()
        .map(|at| {
            let row = filled.entry(at.x as i64).or_insert(0);
            *row += 1;
            Position::new(at.x, f64::from(*row - 1) * (HEIGHT + 48.0))
        })
        .collect()
}

/// Numbers that look random and are always the same.
fn dice(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |sides| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % sides
    }
}

/// A workflow as somebody grows it: each node hangs on an earlier one, a few branches meet again.
fn grown(count: usize, seed: u64) -> Diagram {
    let mut roll = dice(seed);
    let mut wires = Vec::new();
    for node in 1..count {
        let from = node - 1 - roll(node.min(9));
        wires.push((from, roll(2) as u8, node));
        if roll(6) == 0 {
            wires.push((node - 1 - roll(node.min(5)), 0, node));
        }
    }
    diagram(count, wires)
}

#[test]
fn a_chain_is_straight_and_a_tree_has_no_crossings_and_then_above_else() {
    let chain = diagram(5, (0..4).map(|node| (node, 0, node + 1)));
    let places = tidy(&chain);
    for (node, at) in places.iter().enumerate() {
        assert_eq!(at.x, node as f64 * 400.0);
    }
    for pair in places.windows(2) {
        assert_eq!(pair[0].y + 60.0, pair[1].y + 23.0, "the wire is straight");
    }
    // Numbered so that the document's order is no help.
    let tree = diagram(
        15,
        [
            (0, 0, 14),
            (0, 1, 1),
            (14, 0, 3),
            (14, 1, 2),
            (1, 0, 13),
            (1, 1, 12),
        ]
        .into_iter()
        .chain([
            (3, 0, 11),
            (3, 1, 10),
            (2, 0, 9),
            (2, 1, 4),
            (13, 0, 8),
            (13, 1, 7),
        ])
        .chain([(12, 0, 6), (12, 1, 5)]),
    );
    let places = tidy(&tree);
    assert_eq!(crossings(&tree, &places), 0);
    for wires in tree.wires.chunks(2) {
        assert!(places[wires[0].to].y < places[wires[1].to].y, "{wires:?}");
    }
}

#[test]
fn there_are_few_crossings() {
    for (count, seed, most) in [(30, 1, 4), (60, 2, 12), (120, 3, 40), (120, 4, 40)] {
        let diagram = grown(count, seed);
        let places = tidy(&diagram);
        let (ours, before) = (
            crossings(&diagram, &places),
            crossings(&diagram, &naive(&places)),
        );
        println!(
            "{count} nodes, {} wires: {ours} crossings, {before} in the naive order",
            diagram.wires.len()
        );
        assert!(ours <= most, "{ours} crossings with {count} nodes");
        assert!(
            ours * 4 <= before,
            "{ours} crossings, {before} in the naive order"
        );
    }
}

#[test]
fn wires_that_could_do_without_crossing_do() {
    // Two rows of four, tied crosswise in the order of the document.
    let ladder = diagram(
        9,
        [
            (0, 0, 4),
            (0, 0, 3),
            (0, 0, 2),
            (0, 0, 1),
            (1, 0, 8),
            (2, 0, 7),
            (3, 0, 6),
            (4, 0, 5),
        ],
    );
    assert_eq!(crossings(&ladder, &tidy(&ladder)), 0);
}

#[test]
fn circles_loops_and_strays_have_their_place() {
    let odd = diagram(
        6,
        [
            (0, 0, 1),
            (1, 0, 2),
            (2, 0, 0),
            (1, 1, 1),
            (3, 0, 3),
            (0, 0, 99),
        ],
    );
    let places = tidy(&odd);
    assert_eq!(places.len(), 6);
    assert!(places[0].x < places[1].x && places[1].x < places[2].x);
    for stray in 3..6 {
        assert!(
            places[stray].y > places[2].y + HEIGHT,
            "below the part that hangs together"
        );
    }
}

#[test]
fn a_wire_past_a_column_runs_beside_its_nodes() {
    // 0 leads to 4 past the chain 1, 2, 3.
    let diagram = diagram(5, [(0, 0, 1), (1, 0, 2), (2, 0, 3), (3, 0, 4), (0, 1, 4)]);
    let places = tidy(&diagram);
    let enters = places[4].y + 23.0;
    let leaves = places[0].y + 83.0;
    for node in 1..4 {
        let at = places[node];
        let share = (at.x + 125.0) / places[4].x;
        let passes = leaves + (enters - leaves) * share;
        assert!(
            passes < at.y || passes > at.y + HEIGHT,
            "the wire runs through node {node}: {places:?}"
        );
    }
}

#[test]
fn five_thousand_nodes_and_a_hub_come_to_an_end() {
    let many = grown(5_000, 5);
    assert_eq!(tidy(&many).len(), 5_000);
    // Every node of a long chain also leads to the last: the wires pass 12 million columns in all.
    let chain = (0..4_999).flat_map(|node| [(node, 0, node + 1), (node, 1, 4_999)]);
    let places = tidy(&diagram(5_000, chain));
    assert_eq!(places[4_999].x, 4_999.0 * 400.0);
    let star = diagram(5_000, (1..5_000).map(|node| (0, 0, node)));
    assert_eq!(tidy(&star).len(), 5_000);
    let mut roll = dice(6);
    let tangle = diagram(
        2_000,
        (0..6_000)
            .map(|_| (roll(2_000), 0, roll(2_000)))
            .collect::<Vec<_>>(),
    );
    assert_eq!(tidy(&tangle).len(), 2_000);
}

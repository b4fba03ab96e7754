//! Frames: what stands in one is laid out by itself and then moved as one piece.

use super::{Layout, Piece, Spot, Wire, at, list, parts, push, set};

/// Room for the title above a frame's nodes.
const ABOVE: f64 = 52.0;
/// Room below them.
const BELOW: f64 = 26.0;
/// Frames within frames beyond this are not kept together.
const DEEPEST: usize = 8;

/// A frame that is kept together, with the frames that lie in it.
struct Kept {
    members: Vec<usize>,
    inside: Vec<Vec<usize>>,
}

/// Lays out nodes of these heights; `depth` is how many frames there are around them.
pub(super) fn lay_out(
    heights: &[f64],
    wires: &[Wire],
    frames: &[Vec<usize>],
    depth: usize,
) -> Layout {
    let kept = if depth < DEEPEST {
        together(heights.len(), wires, outermost(heights.len(), frames))
    } else {
        Vec::new()
    };
    let mut frame_of: Vec<Option<usize>> = vec![None; heights.len()];
    for (place, frame) in kept.iter().enumerate() {
        for member in &frame.members {
            set(&mut frame_of, *member, Some(place));
        }
    }
    // Pieces in the order of their first nodes, and each node's place in its piece.
    let mut pieces: Vec<Piece> = Vec::new();
    let mut piece_of = vec![0_usize; heights.len()];
    let mut within = vec![Spot::default(); heights.len()];
    let mut seen = vec![false; kept.len()];
    for (node, height) in heights.iter().enumerate() {
        match at(&frame_of, node) {
            None => {
                set(&mut piece_of, node, pieces.len());
                pieces.push(Piece {
                    height: *height,
                    span: 1,
                });
            }
            Some(place) if !at(&seen, place) => {
                set(&mut seen, place, true);
                let Some(frame) = kept.get(place) else {
                    continue;
                };
                let inner = inside(frame, heights, wires, depth);
                for (member, spot) in frame.members.iter().zip(&inner.spots) {
                    set(&mut piece_of, *member, pieces.len());
                    let y = spot.y + ABOVE;
                    set(&mut within, *member, Spot { y, ..*spot });
                }
                pieces.push(Piece {
                    height: inner.height + ABOVE + BELOW,
                    span: inner.columns.max(1),
                });
            }
            Some(_) => {}
        }
    }
    let outer = wires.iter().map(|wire| Wire {
        from: at(&piece_of, wire.from),
        leaves: at(&within, wire.from).y + wire.leaves,
        to: at(&piece_of, wire.to),
        enters: at(&within, wire.to).y + wire.enters,
    });
    let outer: Vec<Wire> = outer.filter(|wire| wire.from != wire.to).collect();
    let layout = parts::lay_out(&pieces, &outer);
    let spots = piece_of.iter().zip(&within).map(|(piece, within)| {
        let spot = at(&layout.spots, *piece);
        Spot {
            column: spot.column + within.column,
            y: spot.y + within.y,
        }
    });
    Layout {
        spots: spots.collect(),
        ..layout
    }
}

/// The layout of what stands in a frame.
fn inside(frame: &Kept, heights: &[f64], wires: &[Wire], depth: usize) -> Layout {
    let mut local: Vec<Option<usize>> = vec![None; heights.len()];
    for (place, member) in frame.members.iter().enumerate() {
        set(&mut local, *member, Some(place));
    }
    let inner: Vec<f64> = frame
        .members
        .iter()
        .map(|node| at(heights, *node))
        .collect();
    let wires: Vec<Wire> = wires
        .iter()
        .filter_map(|wire| {
            Some(Wire {
                from: at(&local, wire.from)?,
                to: at(&local, wire.to)?,
                ..*wire
            })
        })
        .collect();
    let frames: Vec<Vec<usize>> = frame
        .inside
        .iter()
        .map(|frame| frame.iter().filter_map(|node| at(&local, *node)).collect())
        .collect();
    lay_out(&inner, &wires, &frames, depth + 1)
}

/// The frames that lie in no other, largest first, each with those that lie in it. One that shares
/// only a part of its nodes with a larger one is left out.
fn outermost(count: usize, frames: &[Vec<usize>]) -> Vec<Kept> {
    let clean = |frame: &Vec<usize>| {
        let mut members: Vec<usize> = frame.iter().copied().filter(|node| *node < count).collect();
        members.sort_unstable();
        members.dedup();
        members
    };
    let mut clean: Vec<Vec<usize>> = frames.iter().map(clean).collect();
    clean.retain(|members| !members.is_empty());
    clean.sort_by_key(|members| std::cmp::Reverse(members.len()));
    let mut owner: Vec<Option<usize>> = vec![None; count];
    let mut kept: Vec<Kept> = Vec::new();
    for members in clean {
        let first = members.first().and_then(|node| at(&owner, *node));
        if members.iter().any(|node| at(&owner, *node) != first) {
            continue;
        }
        match first.and_then(|place| kept.get_mut(place)) {
            Some(around) if around.members.len() == members.len() => {}
            Some(around) => around.inside.push(members),
            None => {
                for node in &members {
                    set(&mut owner, *node, Some(kept.len()));
                }
                kept.push(Kept {
                    members,
                    inside: Vec::new(),
                });
            }
        }
    }
    kept
}

/// Those of the frames that can be one piece each: no way leads out of one and back into it, also
/// where the others are one piece.
fn together(count: usize, wires: &[Wire], frames: Vec<Kept>) -> Vec<Kept> {
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    for wire in wires {
        push(&mut after, wire.from, wire.to);
    }
    let mut piece_of: Vec<Option<usize>> = vec![None; count];
    let mut kept: Vec<Kept> = Vec::new();
    for frame in frames {
        let this = Some(kept.len());
        for node in &frame.members {
            set(&mut piece_of, *node, this);
        }
        if comes_back(&frame.members, this, &after, &piece_of, &kept) {
            for node in &frame.members {
                set(&mut piece_of, *node, None);
            }
        } else {
            kept.push(frame);
        }
    }
    kept
}

fn comes_back(
    members: &[usize],
    this: Option<usize>,
    after: &[Vec<usize>],
    piece_of: &[Option<usize>],
    kept: &[Kept],
) -> bool {
    let mut seen = vec![false; after.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut visit = |node: usize, open: &mut Vec<usize>| {
        if !at(&seen, node) {
            set(&mut seen, node, true);
            open.push(node);
        }
    };
    for member in members {
        for next in list(after, *member) {
            if at(piece_of, *next) != this {
                visit(*next, &mut open);
            }
        }
    }
    while let Some(node) = open.pop() {
        for next in list(after, node) {
            if at(piece_of, *next) == this {
                return true;
            }
            visit(*next, &mut open);
        }
        // Who comes to one node of a piece comes to all of them.
        if let Some(piece) = at(piece_of, node).and_then(|place| kept.get(place)) {
            for other in &piece.members {
                visit(*other, &mut open);
            }
        }
    }
    false
}

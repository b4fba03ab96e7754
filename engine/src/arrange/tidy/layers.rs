//! Columns: every piece stands to the right of all that lead to it.

use super::{Piece, Wire, at, change, list, push, set};

/// The columns of the pieces, and the wires that follow them.
pub(super) struct Layers {
    /// The first column of each piece.
    pub columns: Vec<usize>,
    /// The wires, all from left to right: one that closes a circle is turned around.
    pub wires: Vec<Wire>,
}

/// Gives every piece its column.
pub(super) fn assign(pieces: &[Piece], wires: &[Wire]) -> Layers {
    let wires = without_circles(pieces.len(), wires);
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); pieces.len()];
    let mut waits = vec![0_usize; pieces.len()];
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); pieces.len()];
    for wire in &wires {
        push(&mut after, wire.from, wire.to);
        change(&mut waits, wire.to, |count| *count += 1);
        push(&mut before, wire.to, wire.from);
    }
    let span = |piece: usize| pieces.get(piece).map_or(1, |piece| piece.span);
    // As far to the left as what leads there lets it.
    let mut columns = vec![0_usize; pieces.len()];
    let mut sorted: Vec<usize> = Vec::with_capacity(pieces.len());
    sorted.extend((0..pieces.len()).filter(|piece| at(&waits, *piece) == 0));
    let mut next = 0;
    while let Some(piece) = sorted.get(next).copied() {
        next += 1;
        let end = at(&columns, piece) + span(piece);
        for to in list(&after, piece) {
            change(&mut columns, *to, |column| *column = end.max(*column));
            let left = at(&waits, *to).saturating_sub(1);
            set(&mut waits, *to, left);
            if left == 0 {
                sorted.push(*to);
            }
        }
    }
    // To the right, where no more wires get longer than get shorter: what leads nowhere but to the
    // end of a long way stands there, and not at the start. Then back again what can.
    for piece in sorted.iter().rev() {
        let next = list(&after, *piece);
        if next.len() >= list(&before, *piece).len()
            && let Some(nearest) = next.iter().map(|to| at(&columns, *to)).min()
        {
            let column = nearest.saturating_sub(span(*piece));
            change(&mut columns, *piece, |own| *own = column.max(*own));
        }
    }
    for piece in &sorted {
        let past = list(&before, *piece);
        if past.len() >= list(&after, *piece).len()
            && let Some(end) = past
                .iter()
                .map(|from| at(&columns, *from) + span(*from))
                .max()
        {
            set(&mut columns, *piece, end);
        }
    }
    Layers { columns, wires }
}

/// Turns those wires around that lead back to where one came from, and leaves out those from a
/// piece to itself.
fn without_circles(count: usize, wires: &[Wire]) -> Vec<Wire> {
    #[derive(Clone, Copy, Default, PartialEq)]
    enum Seen {
        #[default]
        No,
        Open,
        Done,
    }
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut entered = vec![false; count];
    for (place, wire) in wires.iter().enumerate() {
        if wire.from != wire.to {
            push(&mut after, wire.from, place);
            set(&mut entered, wire.to, true);
        }
    }
    let mut turned = vec![false; wires.len()];
    let mut seen = vec![Seen::No; count];
    let (starts, others): (Vec<usize>, Vec<usize>) =
        (0..count).partition(|piece| !at(&entered, *piece));
    for start in starts.into_iter().chain(others) {
        if at(&seen, start) != Seen::No {
            continue;
        }
        set(&mut seen, start, Seen::Open);
        let mut way = vec![(start, 0_usize)];
        while let Some((piece, next)) = way.last_mut() {
            let Some(place) = list(&after, *piece).get(*next).copied() else {
                set(&mut seen, *piece, Seen::Done);
                way.pop();
                continue;
            };
            *next += 1;
            let Some(to) = wires.get(place).map(|wire| wire.to) else {
                continue;
            };
            match at(&seen, to) {
                Seen::No => {
                    set(&mut seen, to, Seen::Open);
                    way.push((to, 0));
                }
                Seen::Open => set(&mut turned, place, true),
                Seen::Done => {}
            }
        }
    }
    let along = |(wire, turned): (&Wire, bool)| {
        if turned {
            Wire {
                from: wire.to,
                leaves: wire.enters,
                to: wire.from,
                enters: wire.leaves,
            }
        } else {
            *wire
        }
    };
    let all = wires.iter().zip(turned);
    let others = all.filter(|(wire, _)| wire.from != wire.to);
    others.map(along).collect()
}

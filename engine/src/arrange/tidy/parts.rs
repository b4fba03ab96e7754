//! Connected parts: each is laid out by itself, and they stand below each other.

use super::{GAP, Layout, Piece, Spot, Wire, at, layers, net::Net, order, place, push, set};

/// Space between a part and the next below it.
const APART: f64 = 96.0;
/// Pieces without wires stand in rows of at least this many columns.
const ROW: usize = 4;

/// Lays out pieces that may fall apart into several parts.
pub(super) fn lay_out(pieces: &[Piece], wires: &[Wire]) -> Layout {
    let mut layout = Layout {
        spots: vec![Spot::default(); pieces.len()],
        ..Layout::default()
    };
    let parts = split(pieces.len(), wires);
    let (lone, joined): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.len() == 1);
    let mut local = vec![(0_usize, 0_usize); pieces.len()];
    for (number, part) in joined.iter().enumerate() {
        for (place, piece) in part.iter().enumerate() {
            set(&mut local, *piece, (number, place));
        }
    }
    let mut inner: Vec<Vec<Wire>> = vec![Vec::new(); joined.len()];
    for wire in wires.iter().filter(|wire| wire.from != wire.to) {
        let ((number, from), (_, to)) = (at(&local, wire.from), at(&local, wire.to));
        push(&mut inner, number, Wire { from, to, ..*wire });
    }
    for (part, wires) in joined.iter().zip(&inner) {
        let own: Vec<Piece> = part
            .iter()
            .filter_map(|at| pieces.get(*at).copied())
            .collect();
        let below = if layout.columns > 0 { APART } else { 0.0 };
        let top = layout.height + below;
        let of_part = connected(&own, wires);
        for (piece, spot) in part.iter().zip(&of_part.spots) {
            let y = spot.y + top;
            set(&mut layout.spots, *piece, Spot { y, ..*spot });
        }
        layout.height = top + of_part.height;
        layout.columns = layout.columns.max(of_part.columns);
    }
    let lone: Vec<usize> = lone.into_iter().flatten().collect();
    rows(pieces, &lone, &mut layout);
    layout
}

/// The parts, each in the order of its pieces, in the order of their first pieces.
fn split(count: usize, wires: &[Wire]) -> Vec<Vec<usize>> {
    let mut parent: Vec<usize> = (0..count).collect();
    let root = |parent: &mut Vec<usize>, mut piece: usize| {
        while at(parent, piece) != piece {
            let up = at(parent, at(parent, piece));
            set(parent, piece, up);
            piece = up;
        }
        piece
    };
    for wire in wires {
        let (a, b) = (root(&mut parent, wire.from), root(&mut parent, wire.to));
        set(&mut parent, a.max(b), a.min(b));
    }
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); count];
    for piece in 0..count {
        let root = root(&mut parent, piece);
        push(&mut parts, root, piece);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Lays out pieces that hang together.
fn connected(pieces: &[Piece], wires: &[Wire]) -> Layout {
    let layers = layers::assign(pieces, wires);
    let mut net = Net::of(pieces, &layers);
    order::order(&mut net);
    place::place(pieces, &layers.columns, &net)
}

/// Puts pieces without wires below the rest, in rows.
fn rows(pieces: &[Piece], lone: &[usize], layout: &mut Layout) {
    let lone = lone.iter().filter_map(|at| Some((*at, *pieces.get(*at)?)));
    let lone: Vec<(usize, Piece)> = lone.collect();
    let Some(widest) = lone.iter().map(|(_, piece)| piece.span).max() else {
        return;
    };
    let room = layout.columns.max(ROW).max(widest);
    let mut top = layout.height + if layout.columns > 0 { APART } else { 0.0 };
    let (mut column, mut height) = (0, 0.0_f64);
    for (place, piece) in lone {
        if column + piece.span > room {
            top += height + GAP;
            (column, height) = (0, 0.0);
        }
        set(&mut layout.spots, place, Spot { column, y: top });
        column += piece.span;
        layout.columns = layout.columns.max(column);
        height = height.max(piece.height);
    }
    layout.height = top + height;
}

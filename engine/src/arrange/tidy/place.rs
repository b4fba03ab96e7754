//! How far down everything stands: wires as straight as the order of the columns lets them be.

use super::{
    GAP, Layout, Piece, Spot, at, change, list,
    net::{Net, Tie, Vertex},
    set,
};

/// Sweeps there and back.
const ROUNDS: usize = 8;
/// How strongly something stays that is tied to nothing on the side that is looked at.
const STAY: f64 = 0.05;

/// Half of the space that a vertex keeps to its neighbours.
fn half_gap(vertex: &Vertex) -> f64 {
    if vertex.piece.is_some() {
        GAP / 2.0
    } else {
        GAP / 6.0
    }
}

/// The places of the pieces in an ordered net.
pub(super) fn place(pieces: &[Piece], columns: &[usize], net: &Net) -> Layout {
    let mut y = vec![0.0_f64; net.vertices.len()];
    let mut place = Place::default();
    for column in &net.columns {
        place.settle(net, column, &mut y, |_, _| None);
    }
    for _ in 0..ROUNDS {
        for column in net.columns.iter().rev().skip(1) {
            place.settle(net, column, &mut y, |vertex, y| {
                pull(list(&net.after, vertex), y)
            });
        }
        for column in net.columns.iter().skip(1) {
            place.settle(net, column, &mut y, |vertex, y| {
                pull(list(&net.before, vertex), y)
            });
        }
    }
    let mut tops = vec![0.0_f64; pieces.len()];
    for (vertex, y) in net.vertices.iter().zip(&y) {
        if let Some(piece) = vertex.piece {
            let share = pieces.get(piece).map_or(1, |piece| piece.span) as f64;
            change(&mut tops, piece, |top| *top += y / share);
        }
    }
    if pieces.iter().any(|piece| piece.span > 1) {
        push_down(pieces, columns, &mut tops);
    }
    let top = tops.iter().copied().fold(f64::INFINITY, f64::min);
    let mut layout = Layout {
        columns: net.columns.len(),
        ..Layout::default()
    };
    for ((piece, column), y) in pieces.iter().zip(columns).zip(tops) {
        let y = (y - top).round();
        layout.height = layout.height.max(y + piece.height);
        layout.spots.push(Spot { column: *column, y });
    }
    layout
}

/// Where ties would have a vertex, and how strongly.
fn pull(ties: &[Tie], y: &[f64]) -> Option<(f64, f64)> {
    let weight: f64 = ties.iter().map(|tie| tie.weight).sum();
    let wanted: f64 = ties
        .iter()
        .map(|tie| tie.weight * (at(y, tie.other) + tie.there - tie.here))
        .sum();
    (weight > 0.0).then(|| (wanted / weight, weight))
}

/// Vertices of a column that stand as close as they may and move together.
#[derive(Clone, Copy)]
struct Heap {
    wanted: f64,
    weight: f64,
    count: usize,
}

impl Heap {
    fn mean(&self) -> f64 {
        self.wanted / self.weight
    }
}

#[derive(Default)]
struct Place {
    heaps: Vec<Heap>,
    offsets: Vec<f64>,
}

impl Place {
    /// Puts the vertices of a column as near as possible to where they are wanted without changing
    /// their order: least squares under an order, by pooling neighbours that are in each other's
    /// way.
    fn settle(
        &mut self,
        net: &Net,
        column: &[usize],
        y: &mut [f64],
        wanted: impl Fn(usize, &[f64]) -> Option<(f64, f64)>,
    ) {
        self.heaps.clear();
        self.offsets.clear();
        let mut offset = 0.0;
        let mut above: Option<&Vertex> = None;
        for place in column {
            let Some(vertex) = net.vertices.get(*place) else {
                continue;
            };
            if let Some(above) = above {
                offset += above.height + half_gap(above) + half_gap(vertex);
            }
            above = Some(vertex);
            self.offsets.push(offset);
            let (top, weight) = wanted(*place, y).unwrap_or((at(y, *place), STAY));
            let mut heap = Heap {
                wanted: (top - offset) * weight,
                weight,
                count: 1,
            };
            while let Some(before) = self.heaps.pop_if(|before| before.mean() > heap.mean()) {
                heap.wanted += before.wanted;
                heap.weight += before.weight;
                heap.count += before.count;
            }
            self.heaps.push(heap);
        }
        let tops = self
            .heaps
            .iter()
            .flat_map(|heap| std::iter::repeat_n(heap.mean(), heap.count));
        for ((place, top), offset) in column.iter().zip(tops).zip(&self.offsets) {
            set(y, *place, top + offset);
        }
    }
}

/// Moves pieces down until none overlaps one that starts above it, where some cover several
/// columns and the columns may not agree about them.
fn push_down(pieces: &[Piece], columns: &[usize], tops: &mut [f64]) {
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by(|a, b| at(tops, *a).total_cmp(&at(tops, *b)));
    let mut free: Vec<f64> = Vec::new();
    for place in order {
        let (Some(piece), Some(column)) = (pieces.get(place), columns.get(place)) else {
            continue;
        };
        let end = column + piece.span;
        if free.len() < end {
            free.resize(end, f64::NEG_INFINITY);
        }
        let covered = free.get_mut(*column..end).unwrap_or_default();
        let top = covered.iter().copied().fold(at(tops, place), f64::max);
        set(tops, place, top);
        covered.fill(top + piece.height + GAP);
    }
}

//! The net: pieces column by column, with place holders where a wire passes a column, so that every
//! tie joins neighbouring columns.

use super::{Piece, layers::Layers, push};

/// Place holders there may be for each piece, on average; the longest wires go without.
const HOLDERS: usize = 24;

/// How strongly a tie pulls its ends to one height. A wire is drawn from port to port without
/// regard to its place holders, so one that passes columns has to be straight to run beside the
/// nodes there; a frame that covers columns has one height.
const OF_WIRE: f64 = 1.0;
const OF_LONG_WIRE: f64 = 8.0;
const OF_PIECE: f64 = 100.0;

/// A piece in one of its columns, or a place holder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vertex {
    /// Nothing for a place holder.
    pub piece: Option<usize>,
    pub height: f64,
}

/// What joins a vertex with one of a neighbouring column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tie {
    pub other: usize,
    pub weight: f64,
    /// How far below the vertex' top the tie starts.
    pub here: f64,
    /// How far below the other's top it ends.
    pub there: f64,
    /// The same as a share of the vertex, below one: tells which of a vertex' ties is above.
    pub here_share: f64,
    pub there_share: f64,
}

/// The net.
#[derive(Debug, Default)]
pub(super) struct Net {
    pub vertices: Vec<Vertex>,
    /// The vertices of each column, from top to bottom.
    pub columns: Vec<Vec<usize>>,
    /// Ties to the column before, by vertex.
    pub before: Vec<Vec<Tie>>,
    /// Ties to the column after, by vertex.
    pub after: Vec<Vec<Tie>>,
}

impl Net {
    /// The net of these pieces.
    pub fn of(pieces: &[Piece], layers: &Layers) -> Self {
        let mut net = Self::default();
        // The vertex of each piece in its first and in its last column.
        let mut ends: Vec<(usize, usize)> = Vec::with_capacity(pieces.len());
        for (place, (piece, column)) in pieces.iter().zip(&layers.columns).enumerate() {
            let vertex = Vertex {
                piece: Some(place),
                height: piece.height,
            };
            let first = net.add(vertex, *column);
            let mut last = first;
            for further in 1..piece.span {
                let next = net.add(vertex, column + further);
                let middle = piece.height / 2.0;
                net.tie((last, middle), (next, middle), OF_PIECE);
                last = next;
            }
            ends.push((first, last));
        }
        let mut wires: Vec<_> = layers.wires.iter().collect();
        let column = |piece: usize| layers.columns.get(piece).copied().unwrap_or_default();
        let span = |piece: usize| pieces.get(piece).map_or(1, |piece| piece.span);
        let length = |from: usize, to: usize| column(to).saturating_sub(column(from) + span(from));
        wires.sort_by_key(|wire| length(wire.from, wire.to));
        let mut left = pieces.len() * HOLDERS;
        for wire in wires {
            let (Some((_, from)), Some((to, _))) = (ends.get(wire.from), ends.get(wire.to)) else {
                continue;
            };
            let (from, to) = ((*from, wire.leaves), (*to, wire.enters));
            let passed = length(wire.from, wire.to);
            if passed == 0 {
                net.tie(from, to, OF_WIRE);
            } else if passed <= left {
                left -= passed;
                let start = column(wire.from) + span(wire.from);
                let mut end = from;
                for column in start..start + passed {
                    let holder = Vertex {
                        piece: None,
                        height: 0.0,
                    };
                    let next = (net.add(holder, column), 0.0);
                    net.tie(end, next, OF_LONG_WIRE);
                    end = next;
                }
                net.tie(end, to, OF_LONG_WIRE);
            }
        }
        for ties in net.before.iter_mut().chain(&mut net.after) {
            ties.sort_by(|a, b| a.here_share.total_cmp(&b.here_share));
        }
        net
    }

    fn add(&mut self, vertex: Vertex, column: usize) -> usize {
        let place = self.vertices.len();
        self.vertices.push(vertex);
        self.before.push(Vec::new());
        self.after.push(Vec::new());
        if self.columns.len() <= column {
            self.columns.resize_with(column + 1, Vec::new);
        }
        push(&mut self.columns, column, place);
        place
    }

    /// Ties two vertices, each with how far below its top.
    fn tie(&mut self, (from, leaves): (usize, f64), (to, enters): (usize, f64), weight: f64) {
        let height = |place: usize| self.vertices.get(place).map_or(0.0, |v| v.height);
        let share = |y: f64, height: f64| (y / height.max(1.0)).clamp(0.0, 1.0) * 0.9;
        let (from_share, to_share) = (share(leaves, height(from)), share(enters, height(to)));
        let there = Tie {
            other: to,
            weight,
            here: leaves,
            there: enters,
            here_share: from_share,
            there_share: to_share,
        };
        let back = Tie {
            other: from,
            weight,
            here: enters,
            there: leaves,
            here_share: to_share,
            there_share: from_share,
        };
        push(&mut self.after, from, there);
        push(&mut self.before, to, back);
    }
}

//! A tidy layout of a graph: columns from left to right along the wires, few crossings, straight
//! wires, no overlaps.
//!
//! The classic way in layers (Sugiyama, Tagawa, Toda 1981): `frames` makes one piece of the nodes
//! of a frame, `parts` lays out each connected part by itself, `layers` gives every piece its
//! column, `net` puts place holders where wires pass columns, `order` finds who stands above whom
//! with few crossings, `place` says how far down. Time is about linear in nodes and wires.

mod frames;
mod layers;
mod net;
mod order;
mod parts;
mod place;

use crate::workflow::Position;

/// Least distance of columns in canvas units, so that nodes, which are 320 wide in MISP's web
/// editor, stand apart there.
pub const COLUMN: f64 = 400.0;
/// Least space between the nodes of neighbouring columns.
const BESIDE: f64 = 80.0;
/// Space between a node and the next below it.
pub(super) const GAP: f64 = 48.0;

/// The room that a node needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A wire between two nodes, told by their places in the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wire {
    /// The node it leaves.
    pub from: usize,
    /// How far below the top edge.
    pub leaves: f64,
    /// The node it enters.
    pub to: usize,
    /// How far below the top edge.
    pub enters: f64,
}

/// What is to be laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagram {
    /// The nodes.
    pub rooms: Vec<Room>,
    /// The wires; those to nodes that are not there are passed over.
    pub wires: Vec<Wire>,
    /// The nodes of each frame. Nodes of a frame are kept together unless a way leads out of it
    /// and back in, or it shares some of its nodes with another.
    pub frames: Vec<Vec<usize>>,
}

/// Something with a place of its own in the layout: a node, or a frame with all that is in it.
#[derive(Clone, Copy, Debug)]
struct Piece {
    height: f64,
    /// How many columns it covers.
    span: usize,
}

/// Where a piece stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Spot {
    column: usize,
    y: f64,
}

/// Where all pieces stand, and how much room that takes.
#[derive(Clone, Debug, Default)]
struct Layout {
    spots: Vec<Spot>,
    columns: usize,
    height: f64,
}

/// The top left corners of the nodes, in whole units, with the whole at the origin.
///
/// Depends on nothing but the diagram: tidying up what is tidy changes nothing.
pub fn tidy(diagram: &Diagram) -> Vec<Position> {
    let count = diagram.rooms.len();
    let known = |wire: &&Wire| wire.from < count && wire.to < count;
    let wires: Vec<Wire> = diagram.wires.iter().filter(known).copied().collect();
    let heights: Vec<f64> = diagram.rooms.iter().map(|room| room.height).collect();
    let widest = diagram.rooms.iter().map(|room| room.width);
    let step = widest.fold(COLUMN - BESIDE, f64::max) + BESIDE;
    let layout = frames::lay_out(&heights, &wires, &diagram.frames, 0);
    let spots = layout.spots.into_iter();
    spots
        .map(|spot| Position::new((spot.column as f64 * step).round(), spot.y.round()))
        .collect()
}

/// Adds to the list at this place of a list of lists.
fn push<T>(lists: &mut [Vec<T>], at: usize, item: T) {
    if let Some(list) = lists.get_mut(at) {
        list.push(item);
    }
}

/// The list at this place of a list of lists.
fn list<T>(lists: &[Vec<T>], at: usize) -> &[T] {
    lists.get(at).map_or(&[], Vec::as_slice)
}

/// The value at this place, which the list has.
fn at<T: Copy + Default>(values: &[T], place: usize) -> T {
    values.get(place).copied().unwrap_or_default()
}

/// Sets the value at this place.
fn set<T>(values: &mut [T], place: usize, value: T) {
    change(values, place, |slot| *slot = value);
}

/// Changes the value at this place.
fn change<T>(values: &mut [T], place: usize, how: impl FnOnce(&mut T)) {
    if let Some(slot) = values.get_mut(place) {
        how(slot);
    }
}

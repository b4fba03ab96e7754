//! A uniform grid over the canvas that finds what lies in a rectangle without looking at the rest.

use std::collections::HashMap;

use egui::{Pos2, Rect};

/// Side of a cell in canvas units: about two nodes.
const CELL: f32 = 512.0;
/// What covers more cells than this is kept in a list of its own.
const LARGE: i64 = 64;

/// Items told by their index, found by their bounding boxes.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    cells: HashMap<(i32, i32), Vec<u32>>,
    large: Vec<u32>,
}

/// The cells from the first to the last that a box touches.
#[derive(Clone, Copy)]
struct Span {
    min: (i32, i32),
    max: (i32, i32),
}

impl Span {
    fn of(rect: Rect) -> Self {
        Self {
            min: cell(rect.min),
            max: cell(rect.max),
        }
    }

    fn count(self) -> i64 {
        let wide = i64::from(self.max.0) - i64::from(self.min.0) + 1;
        let high = i64::from(self.max.1) - i64::from(self.min.1) + 1;
        wide.max(0).saturating_mul(high.max(0))
    }

    fn each(self) -> impl Iterator<Item = (i32, i32)> {
        (self.min.1..=self.max.1).flat_map(move |y| (self.min.0..=self.max.0).map(move |x| (x, y)))
    }

    fn has(self, (x, y): (i32, i32)) -> bool {
        (self.min.0..=self.max.0).contains(&x) && (self.min.1..=self.max.1).contains(&y)
    }
}

fn cell(at: Pos2) -> (i32, i32) {
    ((at.x / CELL).floor() as i32, (at.y / CELL).floor() as i32)
}

impl Grid {
    /// Takes an item in.
    pub fn insert(&mut self, item: u32, bounds: Rect) {
        let span = Span::of(bounds);
        if span.count() > LARGE {
            self.large.push(item);
            return;
        }
        for key in span.each() {
            self.cells.entry(key).or_default().push(item);
        }
    }

    /// Takes an item out; `bounds` are those it was inserted with.
    pub fn remove(&mut self, item: u32, bounds: Rect) {
        let span = Span::of(bounds);
        if span.count() > LARGE {
            self.large.retain(|other| *other != item);
            return;
        }
        for key in span.each() {
            if let Some(items) = self.cells.get_mut(&key) {
                items.retain(|other| *other != item);
                if items.is_empty() {
                    self.cells.remove(&key);
                }
            }
        }
    }

    /// Puts the items whose cells touch the rectangle into `found`, in ascending order, each once:
    /// all that intersect it, and some near it.
    pub fn query(&self, rect: Rect, found: &mut Vec<u32>) {
        found.clear();
        found.extend_from_slice(&self.large);
        let span = Span::of(rect);
        if span.count() > self.cells.len() as i64 {
            for (key, items) in &self.cells {
                if span.has(*key) {
                    found.extend_from_slice(items);
                }
            }
        } else {
            for key in span.each() {
                if let Some(items) = self.cells.get(&key) {
                    found.extend_from_slice(items);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    fn at(x: f32, y: f32) -> Rect {
        Rect::from_min_size(pos2(x, y), vec2(250.0, 100.0))
    }

    #[test]
    fn finds_what_is_there_and_not_what_is_far() {
        let mut grid = Grid::default();
        grid.insert(0, at(0.0, 0.0));
        grid.insert(1, at(5_000.0, 0.0));
        grid.insert(2, at(-300.0, -50.0));
        let mut found = vec![9];
        grid.query(at(0.0, 0.0), &mut found);
        assert_eq!(found, [0]);
        grid.query(at(-200.0, -20.0), &mut found);
        assert_eq!(found, [0, 2]);
        grid.query(Rect::EVERYTHING, &mut found);
        assert_eq!(found, [0, 1, 2]);
    }

    #[test]
    fn a_moved_item_is_found_at_its_new_place_only() {
        let mut grid = Grid::default();
        grid.insert(0, at(0.0, 0.0));
        grid.remove(0, at(0.0, 0.0));
        grid.insert(0, at(9_000.0, 0.0));
        let mut found = Vec::new();
        grid.query(at(0.0, 0.0), &mut found);
        assert!(found.is_empty());
        grid.query(at(9_100.0, 20.0), &mut found);
        assert_eq!(found, [0]);
    }

    #[test]
    fn a_very_long_item_is_found_anywhere() {
        let mut grid = Grid::default();
        let long = Rect::from_min_max(pos2(0.0, 0.0), pos2(90_000.0, 90_000.0));
        grid.insert(7, long);
        let mut found = Vec::new();
        grid.query(at(40_000.0, 100.0), &mut found);
        assert_eq!(found, [7]);
        grid.remove(7, long);
        grid.query(at(40_000.0, 100.0), &mut found);
        assert!(found.is_empty());
    }
}

//! A list whose rows are as high as their texts need, of which only those in view are laid out.

use egui::{Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

/// Where the rows of a list stand; kept until the list or its width changes.
#[derive(Debug)]
pub struct TallRows<K> {
    of: Option<(K, f32)>,
    /// The upper edge of each row, and the lower edge of the last.
    edges: Vec<f32>,
}

impl<K> Default for TallRows<K> {
    fn default() -> Self {
        Self {
            of: None,
            edges: Vec::new(),
        }
    }
}

impl<K: PartialEq> TallRows<K> {
    /// Works out where `count` rows stand in a list of this width, unless `key` says that they are
    /// known; `height` gives the height of each.
    pub fn measure(
        &mut self,
        key: K,
        width: f32,
        count: usize,
        mut height: impl FnMut(usize) -> f32,
    ) {
        let of = Some((key, width));
        if self.of == of && self.edges.len() == count + 1 {
            return;
        }
        self.of = of;
        self.edges.clear();
        let mut edge = 0.0;
        self.edges.push(edge);
        for place in 0..count {
            edge += height(place);
            self.edges.push(edge);
        }
    }

    /// The middle of a row, seen from the top of the list.
    pub fn middle(&self, place: usize) -> f32 {
        let edge = |place: usize| self.edges.get(place).or(self.edges.last()).copied();
        (edge(place).unwrap_or(0.0) + edge(place + 1).unwrap_or(0.0)) * 0.5
    }

    /// Shows the rows that are in view, each in a box of its height.
    pub fn show(&self, ui: &mut Ui, area: ScrollArea, mut row: impl FnMut(&mut Ui, usize)) {
        let total = self.edges.last().copied().unwrap_or(0.0);
        area.show_viewport(ui, |ui, seen| {
            ui.set_height(total);
            let corner = ui.max_rect().min;
            let width = ui.available_width();
            let first = self.edges.partition_point(|edge| *edge <= seen.top());
            let first = first.saturating_sub(1);
            let edges = self.edges.iter().zip(self.edges.iter().skip(1));
            for (place, (top, bottom)) in edges.enumerate().skip(first) {
                if *top > seen.bottom() {
                    break;
                }
                let at = pos2(corner.x, corner.y + top);
                let rect = Rect::from_min_size(at, vec2(width, bottom - top));
                let inside = UiBuilder::new().max_rect(rect).id_salt(place);
                ui.scope_builder(inside, |ui| row(ui, place));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_below_each_other_and_are_measured_once() {
        let mut rows = TallRows::default();
        let mut asked = 0;
        for _ in 0..2 {
            rows.measure("list", 300.0, 3, |place| {
                asked += 1;
                10.0 * (place as f32 + 1.0)
            });
        }
        assert_eq!(asked, 3);
        assert_eq!(rows.edges, [0.0, 10.0, 30.0, 60.0]);
        assert_eq!(rows.middle(2), 45.0);
        rows.measure("list", 200.0, 1, |_| 5.0);
        assert_eq!(rows.edges, [0.0, 5.0]);
    }
}

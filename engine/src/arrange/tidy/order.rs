//! Who stands above whom in a column: sweeps from column to column, with few crossings as the aim.

use super::{
    at, list,
    net::{Net, Tie},
    set,
};

/// Finds an order of each column with few crossings. Starts from the order in which one comes by
/// the wires, upper outputs first, so that a tree has none at all.
pub(super) fn order(net: &mut Net) {
    start(net);
    let mut sweep = Sweep {
        rank: vec![0.0; net.vertices.len()],
        ..Sweep::default()
    };
    sweep.rank_all(net);
    let mut best = net.columns.clone();
    let mut fewest = sweep.crossings(net);
    let (rounds, patience) = match net.vertices.len() {
        0..=3_000 => (24, 5),
        3_001..=12_000 => (10, 3),
        _ => (4, 2),
    };
    let mut since = 0;
    for round in 0..rounds {
        if fewest == 0 || since > patience {
            break;
        }
        sweep.along(net, round % 2 == 0);
        sweep.exchange(net);
        let crossings = sweep.crossings(net);
        if crossings < fewest {
            fewest = crossings;
            best.clone_from(&net.columns);
            since = 0;
        } else {
            since += 1;
        }
    }
    net.columns = best;
}

/// Orders each column as one comes to its vertices, going as deep as possible first.
fn start(net: &mut Net) {
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); net.columns.len()];
    let mut column_of = vec![0_usize; net.vertices.len()];
    for (column, vertices) in net.columns.iter().enumerate() {
        for vertex in vertices {
            set(&mut column_of, *vertex, column);
        }
    }
    let mut seen = vec![false; net.vertices.len()];
    let mut open: Vec<usize> = Vec::new();
    let all = || net.columns.iter().flatten().copied();
    let starts = all().filter(|vertex| list(&net.before, *vertex).is_empty());
    for start in starts.chain(all()) {
        open.push(start);
        while let Some(vertex) = open.pop() {
            if at(&seen, vertex) {
                continue;
            }
            set(&mut seen, vertex, true);
            super::push(&mut columns, at(&column_of, vertex), vertex);
            let next = list(&net.after, vertex).iter().rev();
            open.extend(next.map(|tie| tie.other));
        }
    }
    net.columns = columns;
}

/// What a sweep works with.
#[derive(Default)]
struct Sweep {
    /// Each vertex' place in its column.
    rank: Vec<f64>,
    ends: Vec<(f64, f64)>,
    values: Vec<f64>,
    spare: Vec<f64>,
    upper: Vec<f64>,
    lower: Vec<f64>,
}

impl Sweep {
    fn rank_all(&mut self, net: &Net) {
        for column in &net.columns {
            self.rank_column(column);
        }
    }

    fn rank_column(&mut self, column: &[usize]) {
        for (place, vertex) in column.iter().enumerate() {
            set(&mut self.rank, *vertex, place as f64);
        }
    }

    /// Sorts every column but the first by the mean of what its vertices are tied to.
    fn along(&mut self, net: &mut Net, forward: bool) {
        let ties = if forward { &net.before } else { &net.after };
        let count = net.columns.len();
        for step in 1..count {
            let place = if forward { step } else { count - 1 - step };
            let Some(column) = net.columns.get_mut(place) else {
                continue;
            };
            let mut means: Vec<(f64, usize)> = Vec::with_capacity(column.len());
            let mut slots: Vec<usize> = Vec::with_capacity(column.len());
            for (slot, vertex) in column.iter().enumerate() {
                if let Some(mean) = self.mean(list(ties, *vertex)) {
                    means.push((mean, *vertex));
                    slots.push(slot);
                }
            }
            // What is tied to nothing on that side keeps its slot.
            means.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (slot, (_, vertex)) in slots.into_iter().zip(means) {
                set(column, slot, vertex);
            }
            for (place, vertex) in column.iter().enumerate() {
                set(&mut self.rank, *vertex, place as f64);
            }
        }
    }

    fn mean(&self, ties: &[Tie]) -> Option<f64> {
        let places = ties.iter().map(|tie| self.there(tie) - tie.here_share);
        (!ties.is_empty()).then(|| places.sum::<f64>() / ties.len() as f64)
    }

    /// Where a tie ends, among the ends in the other column.
    fn there(&self, tie: &Tie) -> f64 {
        at(&self.rank, tie.other) + tie.there_share
    }

    /// Exchanges neighbours in a column as long as that takes crossings away.
    fn exchange(&mut self, net: &mut Net) {
        let Net {
            columns,
            before,
            after,
            ..
        } = net;
        for column in columns {
            for _ in 0..4 {
                let mut better = false;
                for place in 1..column.len() {
                    let (a, b) = (at(column, place - 1), at(column, place));
                    let (as_is, exchanged) = [&*before, &*after]
                        .into_iter()
                        .map(|ties| self.between(list(ties, a), list(ties, b)))
                        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
                    if exchanged < as_is {
                        column.swap(place - 1, place);
                        better = true;
                    }
                }
                if !better {
                    break;
                }
            }
            for (place, vertex) in column.iter().enumerate() {
                set(&mut self.rank, *vertex, place as f64);
            }
        }
    }

    /// How many crossings the ties of two neighbours have on one side: with the first above the
    /// second, and the other way round.
    fn between(&mut self, first: &[Tie], second: &[Tie]) -> (usize, usize) {
        let (mut upper, mut lower) = (
            std::mem::take(&mut self.upper),
            std::mem::take(&mut self.lower),
        );
        upper.clear();
        upper.extend(first.iter().map(|tie| self.there(tie)));
        upper.sort_by(f64::total_cmp);
        lower.clear();
        lower.extend(second.iter().map(|tie| self.there(tie)));
        lower.sort_by(f64::total_cmp);
        let counts = (smaller_pairs(&lower, &upper), smaller_pairs(&upper, &lower));
        (self.upper, self.lower) = (upper, lower);
        counts
    }

    /// How many ties cross each other.
    fn crossings(&mut self, net: &Net) -> usize {
        let mut count = 0;
        for column in &net.columns {
            self.ends.clear();
            for vertex in column {
                let rank = at(&self.rank, *vertex);
                let ties = list(&net.after, *vertex).iter();
                let ends = ties.map(|tie| {
                    (
                        rank + tie.here_share,
                        at(&self.rank, tie.other) + tie.there_share,
                    )
                });
                self.ends.extend(ends);
            }
            self.ends
                .sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            self.values.clear();
            self.values
                .extend(self.ends.iter().map(|(_, there)| *there));
            count += inversions(&mut self.values, &mut self.spare);
        }
        count
    }
}

/// How many pairs have the one of `these` above the one of `those`; both are sorted.
fn smaller_pairs(these: &[f64], those: &[f64]) -> usize {
    let (mut count, mut below) = (0, 0);
    let mut these = these.iter().peekable();
    for that in those {
        while these.next_if(|this| *this < that).is_some() {
            below += 1;
        }
        count += below;
    }
    count
}

/// How many pairs stand in the wrong order; sorts the values.
fn inversions(values: &mut [f64], spare: &mut Vec<f64>) -> usize {
    let middle = values.len() / 2;
    if middle == 0 {
        return 0;
    }
    let (left, right) = values.split_at_mut(middle);
    let mut count = inversions(left, spare) + inversions(right, spare);
    spare.clear();
    let mut waiting = left.len();
    let mut left = left.iter().copied().peekable();
    for value in right.iter().copied() {
        while let Some(smaller) = left.next_if(|other| *other <= value) {
            spare.push(smaller);
            waiting -= 1;
        }
        count += waiting;
        spare.push(value);
    }
    spare.extend(left);
    for (slot, value) in values.iter_mut().zip(spare.iter()) {
        *slot = *value;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_in_the_wrong_order_are_counted() {
        let mut spare = Vec::new();
        assert_eq!(inversions(&mut [3.0, 2.0, 1.0], &mut spare), 3);
        assert_eq!(inversions(&mut [1.0, 1.0, 2.0], &mut spare), 0);
        assert_eq!(inversions(&mut [2.0, 4.0, 1.0, 3.0], &mut spare), 3);
        assert_eq!(smaller_pairs(&[1.0, 3.0], &[2.0, 3.0]), 2);
    }
}

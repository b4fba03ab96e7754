//! Room for a block of boxes among others that stay where they are.

use super::Area;

/// By how much a block has to move up or down, at the least, so that none of its boxes touches one
/// of the others; nothing where it touches none.
pub(super) fn shift(block: &[Area], others: &[Area], gap: f64) -> f64 {
    // Each pair that meets from left to right rules out a stretch of shifts.
    let mut ruled_out: Vec<(f64, f64)> = Vec::new();
    for area in block {
        for other in others {
            let beside = area.at.x + area.width + gap <= other.at.x
                || other.at.x + other.width + gap <= area.at.x;
            if !beside {
                let from = other.at.y - area.height - gap - area.at.y;
                let to = other.at.y + other.height + gap - area.at.y;
                // In whole units, so that what is found free stays so when it is rounded.
                ruled_out.push((from.floor(), to.ceil()));
            }
        }
    }
    ruled_out.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut around: Option<(f64, f64)> = None;
    for (from, to) in ruled_out {
        around = match around {
            // The stretch that holds zero is complete once the next begins behind its end.
            Some((_, end)) if from >= end && end > 0.0 => break,
            Some((start, end)) if from < end => Some((start, end.max(to))),
            _ => Some((from, to)),
        };
    }
    match around {
        Some((from, to)) if from < 0.0 && to > 0.0 => {
            if to <= -from {
                to
            } else {
                from
            }
        }
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::Position;

    fn area(x: f64, y: f64) -> Area {
        Area {
            at: Position::new(x, y),
            width: 100.0,
            height: 50.0,
        }
    }

    #[test]
    fn a_free_block_stays() {
        assert_eq!(shift(&[area(0.0, 0.0)], &[], 10.0), 0.0);
        assert_eq!(shift(&[area(0.0, 0.0)], &[area(0.0, 60.0)], 10.0), 0.0);
        assert_eq!(shift(&[area(0.0, 0.0)], &[area(200.0, 0.0)], 10.0), 0.0);
    }

    #[test]
    fn a_block_moves_the_shorter_way_past_all_that_is_in_the_way() {
        assert_eq!(shift(&[area(0.0, 0.0)], &[area(0.0, 30.0)], 10.0), -30.0);
        assert_eq!(shift(&[area(0.0, 30.0)], &[area(0.0, 0.0)], 10.0), 30.0);
        let others = [area(0.0, 10.0), area(50.0, -60.0), area(0.0, -130.0)];
        assert_eq!(shift(&[area(0.0, 0.0)], &others, 10.0), 70.0);
        let far = [area(0.0, -500.0), area(0.0, 10.0), area(0.0, 500.0)];
        assert_eq!(shift(&[area(0.0, 0.0)], &far, 10.0), -50.0);
    }
}

//! Two runs beside each other, step by step: steps of the same visit to the same node belong
//! together.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use misp_flow_engine::{
    run::{Run, Step},
    value::{Value, differences},
    workflow::{NodeId, Workflow},
};

/// Differences in the data of one step are counted up to this.
pub const MOST_DIFFERENCES: usize = 1_000;

/// Where in a run something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// What the run began with.
    Beginning,
    /// A step.
    Step(usize),
    /// A step of a background run: which run, which step.
    Background(usize, usize),
}

impl Place {
    /// The data at this place of a run.
    pub fn data(self, run: &Run) -> Option<&Value> {
        match self {
            Self::Beginning => Some(run.normalised.as_ref().unwrap_or(&run.original)),
            _ => self.step(run).map(|step| &step.data),
        }
    }

    /// The step at this place of a run.
    pub fn step(self, run: &Run) -> Option<&Step> {
        match self {
            Self::Beginning => None,
            Self::Step(place) => run.steps.get(place),
            Self::Background(run_place, place) => {
                run.background.get(run_place)?.run.steps.get(place)
            }
        }
    }

    /// Its number in words: `3`, or `2.1` for the first step of the second background run.
    pub fn words(self) -> String {
        match self {
            Self::Beginning => String::new(),
            Self::Step(place) => (place + 1).to_string(),
            Self::Background(run, place) => format!("b{}.{}", run + 1, place + 1),
        }
    }
}

/// What stands beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BesideRow {
    /// What the node is called; of the beginning, what that is.
    pub name: String,
    /// The place in the first run, where it has it.
    pub left: Option<Place>,
    /// The place in the second run.
    pub right: Option<Place>,
    /// In how many places the data differ behind it.
    pub data: usize,
    /// Whether result, branch and errors are the same and nothing differs in the data.
    pub same: bool,
}

/// Two runs beside each other.
#[derive(Clone, Debug)]
pub struct Beside {
    /// The first run.
    pub left: Arc<Run>,
    /// The second one.
    pub right: Arc<Run>,
    /// What belongs together, in the order of the first run.
    pub rows: Vec<BesideRow>,
    /// The first row with a difference.
    pub first: Option<usize>,
}

/// Puts two runs beside each other; `workflows` are what ran, for the names of the nodes. Takes
/// long on large data.
pub fn beside(left: Arc<Run>, right: Arc<Run>, workflows: [&Workflow; 2]) -> Beside {
    let pairs = aligned(&visits(&left), &visits(&right));
    let row = |(one, other): (Option<Place>, Option<Place>)| {
        let steps = [
            one.and_then(|place| place.step(&left)),
            other.and_then(|place| place.step(&right)),
        ];
        let node = steps.iter().flatten().next().map(|step| &step.node);
        let name = node.map_or_else(|| "Beginning".to_owned(), |id| name(id, workflows));
        let data = [
            one.and_then(|place| place.data(&left)),
            other.and_then(|place| place.data(&right)),
        ];
        let data = match data {
            [Some(one), Some(other)] => differences(one, other, MOST_DIFFERENCES).len(),
            _ => 0,
        };
        let same = one.is_some() && other.is_some() && data == 0 && same_result(steps);
        BesideRow {
            name,
            left: one,
            right: other,
            data,
            same,
        }
    };
    let rows: Vec<BesideRow> = pairs.into_iter().map(row).collect();
    let first = rows.iter().position(|row| !row.same);
    Beside {
        left,
        right,
        rows,
        first,
    }
}

fn same_result(steps: [Option<&Step>; 2]) -> bool {
    let told = |step: &Step| {
        (
            step.result.clone(),
            step.branch.clone(),
            step.errors.clone(),
        )
    };
    let [one, other] = steps.map(|step| step.map(told));
    one == other
}

fn name(id: &NodeId, workflows: [&Workflow; 2]) -> String {
    let mut found = workflows.iter();
    let found = found.find(|one| one.graph.node(id).is_some());
    found.map_or_else(
        || format!("Node {id}"),
        |workflow| workflow.graph.numbered_name(id),
    )
}

/// Which visit to which node of which run (0 for the run itself) something is; none for the
/// beginning.
type Visit = Option<(usize, NodeId, usize)>;

fn visits(run: &Run) -> Vec<(Visit, Place)> {
    let mut all = vec![(None, Place::Beginning)];
    let background = run.background.iter().map(|one| &one.run.steps);
    for (number, steps) in std::iter::once(&run.steps).chain(background).enumerate() {
        let mut seen: HashMap<&NodeId, usize> = HashMap::new();
        for (place, step) in steps.iter().enumerate() {
            let visit = seen.entry(&step.node).or_default();
            let place = match number.checked_sub(1) {
                None => Place::Step(place),
                Some(run) => Place::Background(run, place),
            };
            all.push((Some((number, step.node.clone(), *visit)), place));
            *visit += 1;
        }
    }
    all
}

/// Puts what both have beside each other, in the order of the first; what only the second has
/// comes where it stood there.
fn aligned(
    left: &[(Visit, Place)],
    right: &[(Visit, Place)],
) -> Vec<(Option<Place>, Option<Place>)> {
    let there: HashMap<&Visit, usize> = right
        .iter()
        .enumerate()
        .map(|(at, (visit, _))| (visit, at))
        .collect();
    let ours: HashSet<&Visit> = left.iter().map(|(visit, _)| visit).collect();
    let mut next = 0;
    let mut pairs = Vec::with_capacity(left.len().max(right.len()));
    let only_right = |from: usize, to: usize, pairs: &mut Vec<_>| {
        let between = right.get(from..to).unwrap_or_default();
        let fresh = between.iter().filter(|(visit, _)| !ours.contains(visit));
        pairs.extend(fresh.map(|(_, place)| (None, Some(*place))));
    };
    for (visit, place) in left {
        let Some(at) = there.get(visit).copied() else {
            pairs.push((Some(*place), None));
            continue;
        };
        if at >= next {
            only_right(next, at, &mut pairs);
            next = at + 1;
        }
        let other = right.get(at).map(|(_, place)| *place);
        pairs.push((Some(*place), other));
    }
    only_right(next, right.len(), &mut pairs);
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(nodes: &[u64]) -> Vec<(Visit, Place)> {
        let mut seen: HashMap<u64, usize> = HashMap::new();
        let all = nodes.iter().enumerate();
        all.map(|(place, node)| {
            let visit = seen.entry(*node).or_default();
            let key = Some((0, NodeId::from(*node), *visit));
            *visit += 1;
            (key, Place::Step(place))
        })
        .collect()
    }

    fn pairs(left: &[u64], right: &[u64]) -> Vec<(Option<usize>, Option<usize>)> {
        let number = |place: Option<Place>| match place {
            Some(Place::Step(place)) => Some(place),
            _ => None,
        };
        let all = aligned(&steps(left), &steps(right)).into_iter();
        all.map(|(one, other)| (number(one), number(other)))
            .collect()
    }

    #[test]
    fn the_same_visit_to_a_node_stands_beside_itself() {
        let all = pairs(&[2, 3, 2], &[2, 2, 3]);
        assert_eq!(
            all,
            [(Some(0), Some(0)), (Some(1), Some(2)), (Some(2), Some(1))]
        );
    }

    #[test]
    fn what_one_run_has_alone_stands_alone_in_its_place() {
        let all = pairs(&[2, 4, 6], &[2, 3, 5, 6, 7]);
        assert_eq!(
            all,
            [
                (Some(0), Some(0)),
                (Some(1), None),
                (None, Some(1)),
                (None, Some(2)),
                (Some(2), Some(3)),
                (None, Some(4))
            ]
        );
        assert_eq!(pairs(&[], &[2]), [(None, Some(0))]);
    }
}

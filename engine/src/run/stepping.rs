//! A run that is left and taken up again: where it stands, what comes next, and other data in the
//! middle of it.

use super::{
    AnswerSource, Plan, Settings, Simulation, Snapshot,
    snapshot::Ended,
    walk::{Follow, Walk},
};
use crate::{
    instance::Instance,
    value::{PhpError, Value},
    workflow::{NodeId, NodeKind},
};

/// How many wires are looked at for what comes next. Behind a failed node on a path that forks and
/// joins there may be more of them than anybody waits for.
const MOST_WIRES: usize = 10_000;

/// What the next step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Upcoming {
    /// This node is executed.
    Node(NodeId),
    /// Something else, that may end the run: a wire that leads nowhere.
    Other,
    /// Nothing: the walk has ended.
    End,
}

impl<'a> Simulation<'a> {
    /// Takes a run up again where a snapshot of it was taken. The plan must be the one that it was
    /// begun with.
    pub fn resume(
        plan: &'a Plan,
        instance: &'a Instance,
        answers: &'a mut dyn AnswerSource,
        settings: &Settings,
        place: Snapshot,
    ) -> Self {
        Self::new(plan, instance, answers, settings, place)
    }

    /// The place where the run stands, in exchange for the run.
    pub fn into_snapshot(self) -> Snapshot {
        self.state
    }

    /// What [`Simulation::step`] would execute.
    pub fn upcoming(&self) -> Upcoming {
        if self.state.ended != Ended::Not {
            return Upcoming::End;
        }
        let nodes = &self.plan.nodes;
        let mut walk = match (self.state.start, &self.state.walk) {
            (Some(start), _) => match nodes.get(start) {
                Some(node) if node.kind != NodeKind::Trigger => {
                    return Upcoming::Node(node.id.clone());
                }
                _ => Walk::from(self.plan, start, Follow::All),
            },
            (None, Some(walk)) => walk.clone(),
            (None, None) => return Upcoming::End,
        };
        for _ in 0..MOST_WIRES {
            let Some(arrival) = walk.advance(self.plan) else {
                return Upcoming::End;
            };
            let Some((index, node)) = arrival
                .node
                .and_then(|index| Some((index, nodes.get(index)?)))
            else {
                if walk.is_blocked() {
                    continue;
                }
                return Upcoming::Other;
            };
            let passed = match node.kind {
                NodeKind::Trigger => true,
                NodeKind::Logic => false,
                NodeKind::Action | NodeKind::Unknown => walk.is_blocked(),
            };
            if !passed {
                return Upcoming::Node(node.id.clone());
            }
            walk.enter(self.plan, index, Some(arrival.via), Follow::All);
        }
        Upcoming::Other
    }

    /// Goes on with other data. The steps so far keep what they left.
    ///
    /// # Errors
    /// A `TypeError` where they are no array.
    pub fn set_data(&mut self, data: Value) -> Result<(), PhpError> {
        self.state.world.data.set(data)
    }
}

impl Snapshot {
    /// How many steps were made.
    pub fn steps(&self) -> usize {
        self.run.steps.len()
    }

    /// The roaming data as they are kept.
    pub fn data(&self) -> &Value {
        self.world.data.raw()
    }

    /// What the run was up to here.
    pub fn run(&self) -> &super::Run {
        &self.run
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::{Answer, Answers, simulate};

    /// Publishing, a tag, a stop, and a webhook behind it.
    fn plan() -> Plan {
        let node = |id: u8, module: &str, kind: &str, params: &str, next: &str| {
            format!(
                r#""{id}": {{"id": {id}, "data": {{"id": "{module}", "module_type": "{kind}", "indexed_params": {params}}},
                "outputs": {{"output_1": {{"connections": [{next}]}}}}}}"#
            )
        };
        let wire = |to: u8| format!(r#"{{"node": "{to}", "output": "input_1"}}"#);
        let nodes = [
            node(1, "event-publish", "trigger", "{}", &wire(2)),
            node(
                2,
                "published-if",
                "logic",
                r#"{"condition": "not_equals"}"#,
                &wire(3),
            ),
            node(3, "attach-warninglist", "action", "{}", &wire(4)),
            node(4, "stop-execution", "action", r#"{"message": "no"}"#, ""),
        ];
        let graph = format!("{{{}}}", nodes.join(", "));
        Plan::of_graph(&Value::from_json(graph.as_bytes()).unwrap())
    }

    fn event() -> Value {
        Value::from_json(br#"{"Event": {"id": "7", "info": "x", "published": false}}"#).unwrap()
    }

    #[test]
    fn what_comes_next_is_what_is_executed() {
        let (plan, instance) = (plan(), Instance::default());
        let (mut answers, settings) = (Answers::default(), Settings::default());
        let mut run = Simulation::begin(&plan, &event(), &instance, &mut answers, &settings);
        let mut told = Vec::new();
        while let Upcoming::Node(next) = run.upcoming() {
            run.step();
            assert_eq!(run.run().steps.last().map(|step| &step.node), Some(&next));
            told.push(next.to_string());
        }
        assert_eq!(told, ["2", "3", "4"]);
        assert_eq!(run.upcoming(), Upcoming::End);
    }

    #[test]
    fn a_run_that_is_taken_up_again_ends_as_one_that_never_paused() {
        let (plan, instance) = (plan(), Instance::default());
        let settings = Settings::default();
        let mut answers = Answers::default();
        answers
            .0
            .insert(NodeId::from(3), Answer::failure("not now"));
        let whole = simulate(&plan, &event(), &instance, &mut answers, &settings);
        let mut run = Simulation::begin(&plan, &event(), &instance, &mut answers, &settings);
        let mut place = run.snapshot();
        drop(run);
        for _ in 0..2 {
            run = Simulation::resume(&plan, &instance, &mut answers, &settings, place);
            run.step();
            place = run.into_snapshot();
        }
        assert_eq!(place.steps(), 2);
        run = Simulation::resume(&plan, &instance, &mut answers, &settings, place);
        assert_eq!(run.finish(), whole);
    }

    #[test]
    fn other_data_change_what_comes_after_them() {
        let (plan, instance) = (plan(), Instance::default());
        let (mut answers, settings) = (Answers::default(), Settings::default());
        let mut run = Simulation::begin(&plan, &event(), &instance, &mut answers, &settings);
        let text = br#"{"Event": {"id": "7", "info": "x", "published": true}}"#;
        run.set_data(Value::from_json(text).unwrap()).unwrap();
        run.step();
        assert_eq!(run.run().steps[0].branch.as_deref(), Some("output_2"));
    }
}

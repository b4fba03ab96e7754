//! Where commands about stepping are carried out.

use misp_flow_engine::workflow::{NodeId, NodeKind};

use super::StepCommand;
use crate::{
    state::{Command, Dialog, State},
    stepper::{Goal, WatchPoint},
};

impl State {
    pub(in crate::state) fn apply_to_stepping(&mut self, command: StepCommand) {
        let breaks = &mut self.tab.stepper.breaks;
        match command {
            StepCommand::Continue => self.continue_run(Goal::End),
            StepCommand::Pause => {
                if let Some((_, reins)) = &self.tab.stepper.work {
                    reins.pause();
                }
            }
            StepCommand::Stop => self.stop_stepping(),
            StepCommand::RunTo(node) => {
                let node = node.or_else(|| self.tab.selected.single().cloned());
                let Some(node) = node else { return };
                match self.paused() {
                    Some(_) => self.continue_run(Goal::Node(node)),
                    None => self.begin_run(Goal::Node(node), None),
                }
            }
            StepCommand::Rerun(step) => {
                let chosen = self.tab.run.as_ref().and_then(|shown| shown.step);
                let from = step.or_else(|| self.first_affected()).or(chosen);
                self.rerun_from(from.unwrap_or(0));
            }
            StepCommand::Change(change) => self.change_data(change),
            StepCommand::ToggleBreak(node) => {
                let node = node.or_else(|| self.tab.selected.single().cloned());
                if let Some(node) = node {
                    self.tab.stepper.breaks.toggle(node);
                }
            }
            StepCommand::BreakOnFailure => breaks.failure = !breaks.failure,
            StepCommand::AddWatch(watch) => breaks.watches.push(WatchPoint { watch, on: true }),
            StepCommand::SwitchBreak(id, on) => breaks.switch(&id, on),
            StepCommand::RemoveBreak(id) => breaks.remove(&id),
            StepCommand::ClearBreaks => *breaks = crate::stepper::BreakPoints::default(),
            StepCommand::AskPerform => self.ask_perform(),
            StepCommand::AllowHost(place, on) => {
                if let Some(Dialog::Perform(question)) = &mut self.dialog
                    && let Some(host) = question.hosts.get_mut(place)
                {
                    host.allowed = on;
                }
            }
            StepCommand::SetModules(address) => self.set_modules(address),
            StepCommand::Perform => self.perform(),
        }
    }

    pub(in crate::state) fn why_not_step(&self, command: &StepCommand) -> Option<&'static str> {
        let unless = |holds: bool, reason| (!holds).then_some(reason);
        let (paused, works) = (self.paused().is_some(), self.is_stepping());
        match command {
            StepCommand::Continue => unless(paused, "No simulation has paused"),
            StepCommand::Pause => unless(works, "No simulation is under way"),
            StepCommand::Stop => unless(paused || works, "No simulation is under way"),
            StepCommand::RunTo(node) => self
                .why_not_at(node.as_ref())
                .or_else(|| self.why_not(&Command::Simulate)),
            StepCommand::ToggleBreak(node) => self.why_not_at(node.as_ref()),
            StepCommand::Rerun(_) | StepCommand::Change(_) => {
                let shown = self.tab.run.as_ref();
                let ours = shown.is_some_and(|shown| shown.stepping.plan.is_some());
                let has = self.tab.stepper.session.is_some() && ours;
                unless(has, "Simulate first")
            }
            StepCommand::ClearBreaks => {
                unless(self.breaks().count() > 0, "There are no break points")
            }
            StepCommand::AskPerform => self.why_not(&Command::Simulate),
            StepCommand::Perform => {
                let allowed = match &self.dialog {
                    Some(Dialog::Perform(question)) => {
                        question.hosts.iter().any(|host| host.allowed)
                    }
                    _ => false,
                };
                unless(allowed, "Allow a host first")
            }
            _ => None,
        }
    }

    /// Why a run cannot pause at this node, or the selected one.
    fn why_not_at(&self, node: Option<&NodeId>) -> Option<&'static str> {
        let node = node.or_else(|| self.tab.selected.single());
        let found = node.and_then(|id| self.tab.document.workflow().graph.node(id));
        match found {
            None => Some("Select one node first"),
            Some(node) if node.kind == NodeKind::Trigger => {
                Some("Runs begin with the trigger; choose a node behind it")
            }
            Some(_) => None,
        }
    }

    fn stop_stepping(&mut self) {
        if let Some(job) = self.tab.working(self) {
            self.tab.stepper.give_up();
            self.jobs.cancel(job);
            self.tab.wanted_run = 0;
        }
        self.tab.stepper.give_up();
    }

    /// Goes on by one step: through what was run, and behind its end by running on.
    pub(in crate::state) fn step_by(&mut self, by: isize) {
        let Some(shown) = &self.tab.run else {
            if by > 0 {
                self.begin_run(Goal::Steps(1), None);
            }
            return;
        };
        let made = shown.run.steps.len();
        let at_end = shown.step.is_none_or(|step| step + 1 >= made);
        if by > 0 && at_end && self.paused().is_some() {
            return self.continue_run(Goal::Steps(made + 1));
        }
        // Behind the steps of the run come those that it started in the background.
        let all = shown.steps_in_all();
        if all == 0 {
            return;
        }
        let next = match shown.step {
            None if by > 0 => 0,
            None => all - 1,
            Some(step) => step.saturating_add_signed(by).min(all - 1),
        };
        self.show_step(Some(next));
    }
}

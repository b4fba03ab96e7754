//! One leg of a run: the session goes away into a job, and comes back with what it came to.

use std::sync::Arc;

use misp_flow_engine::{
    run::{Answers, Plan, Run},
    workflow::{NodeId, Workflow},
};

use super::Stepping;
use crate::{
    runs::Inputs,
    state::{BottomTab, Command, Revision, ShownRun, State, Tone, later::Later},
    stepper::{
        BreakPoints, Goal, Outside, Real, RealExchange, Reins, Session, Stopped, Why, sent_words,
    },
};

/// What a leg ran, and how it is called.
#[derive(Clone, Debug)]
struct About {
    revision: Revision,
    workflow: Arc<Workflow>,
    /// What the run is made from.
    inputs: Box<Inputs>,
    /// The number that the run is shown by.
    shown: u64,
    /// What its tab was called when it began; another one may be in front when it ends.
    title: String,
    /// The node that it is to pause before.
    wanted: Option<NodeId>,
}

/// How a leg differs from going on.
#[derive(Clone, Debug, Default)]
struct Leg {
    /// It runs the workflow as it is now.
    current: bool,
    /// Steps are made again, so that what is known of them does not count.
    anew: bool,
    /// The node that it is to pause before.
    wanted: Option<NodeId>,
}

impl State {
    /// Begins a run with the chosen event; `real` lets requests out.
    pub(in crate::state) fn begin_run(&mut self, goal: Goal, real: Option<Real>) {
        let Some(chosen) = self.events.chosen() else {
            return;
        };
        let Some(data) = self.events.chosen_value().cloned() else {
            self.events.waiting = Some(self.tab.id);
            return;
        };
        let event = chosen.name.clone();
        self.tab.document.seal();
        self.tab.stepper.give_up();
        let catalogue = Arc::clone(&self.catalogue);
        let inputs = self.inputs(event.clone(), data);
        let answers = inputs.answers.clone();
        let workflow = Arc::new(inputs.that_runs(&catalogue));
        let about = About {
            revision: self.tab.document.revision(),
            workflow: Arc::clone(&workflow),
            inputs: Box::new(inputs.clone()),
            shown: self.runs + 1,
            title: self.tab.document.title(),
            wanted: wanted(&goal),
        };
        let hosts = real
            .as_ref()
            .map(|real| real.hosts.iter().cloned().collect());
        let what = match real {
            Some(_) => format!("Running with {event}, for real…"),
            None => format!("Simulating with {event}…"),
        };
        self.tab.stepper.sends = hosts.unwrap_or_default();
        self.start_leg(what, about, move |breaks, reins| {
            let outside = match real {
                Some(real) => Outside::open(answers, real),
                None => Outside::closed(answers),
            };
            let mut session = inputs.session(&catalogue, &workflow, outside);
            let stopped = session.go(&goal, breaks, reins);
            (session, stopped)
        });
    }

    /// Goes on with the run that paused. Where the workflow was changed behind the steps that were
    /// made, the rest is run as it is now.
    pub(super) fn continue_run(&mut self, goal: Goal) {
        let fresh = self.is_run_stale() && self.first_affected().is_none();
        let plan = fresh.then(|| self.plan_now());
        let leg = Leg {
            current: fresh,
            anew: fresh,
            wanted: wanted(&goal),
        };
        self.leg("Going on…", leg, move |session, breaks, reins| {
            if let Some((plan, answers)) = plan {
                session.take_plan(plan(), answers);
            }
            session.go(&goal, breaks, reins)
        });
    }

    /// Makes everything from a step on again, with the workflow as it is now.
    pub(super) fn rerun_from(&mut self, step: usize) {
        let (plan, answers) = self.plan_now();
        let leg = Leg {
            current: true,
            anew: true,
            wanted: None,
        };
        self.leg("Running again…", leg, move |session, breaks, reins| {
            session.go_to(step);
            session.take_plan(plan(), answers);
            session.go(&Goal::End, breaks, reins)
        });
    }

    pub(super) fn change_data(&mut self, change: crate::stepper::DataChange) {
        let leg = Leg {
            anew: true,
            ..Leg::default()
        };
        self.leg("Changing the data…", leg, move |session, _, _| {
            let why = match session.change(change) {
                true => Why::Changed,
                false => Why::NotChanged,
            };
            session.here(why)
        });
    }

    /// What is to run now, made in the job, and what its nodes are set to give.
    fn plan_now(&self) -> (impl FnOnce() -> Plan + Send + 'static, Answers) {
        let workflow = self.workflow_to_run();
        (move || Plan::of(&workflow), self.tab.answers.clone())
    }

    fn workflow_to_run(&self) -> Workflow {
        let document = self.tab.document.workflow();
        let trial = self.trial_trigger();
        trial.map_or_else(|| document.clone(), |trigger| document.behind(trigger))
    }

    /// Lets the session of the shown tab go a leg.
    fn leg(
        &mut self,
        what: &str,
        leg: Leg,
        go: impl FnOnce(&mut Session, &BreakPoints, &Reins) -> Stopped + Send + 'static,
    ) {
        let Some(mut session) = self.tab.stepper.session.take() else {
            return;
        };
        let (Some(shown), Some(mut inputs)) = (&self.tab.run, self.tab.stepper.inputs.clone())
        else {
            return;
        };
        if leg.current {
            inputs.workflow = self.tab.document.workflow().clone();
            inputs.trial = self.trial_trigger().map(|trigger| trigger.id.to_string());
            inputs.answers = self.tab.answers.clone();
        }
        let about = About {
            revision: if leg.current {
                self.tab.document.revision()
            } else {
                shown.revision
            },
            workflow: if leg.current {
                Arc::new(inputs.that_runs(&self.catalogue))
            } else {
                Arc::clone(&shown.workflow)
            },
            inputs,
            title: self.tab.document.title(),
            shown: if leg.anew {
                self.runs + 1
            } else {
                shown.number
            },
            wanted: leg.wanted,
        };
        self.start_leg(what.to_owned(), about, move |breaks, reins| {
            let stopped = go(&mut session, breaks, reins);
            (*session, stopped)
        });
    }

    fn start_leg(
        &mut self,
        what: String,
        about: About,
        go: impl FnOnce(&BreakPoints, &Reins) -> (Session, Stopped) + Send + 'static,
    ) {
        self.runs += 1;
        let number = self.runs;
        self.tab.wanted_run = number;
        self.tab.drop_aside();
        let reins = Reins::default();
        let breaks = self.tab.stepper.breaks.clone();
        let own = reins.clone();
        let job = self.start(what, move || {
            let (session, stopped) = go(&breaks, &own);
            let session = Box::new(session);
            Later::then(move |state| state.leg_done(number, about, session, stopped))
        });
        self.tab.stepper.work = Some((job, reins));
    }

    /// Says that a run that was given up on had really sent something.
    fn told_of_stopped(&mut self, exchanges: &[RealExchange]) {
        let Some(sent) = sent_words(exchanges) else {
            return;
        };
        let text = format!("The run was stopped; before, {sent}. It is among the kept runs");
        let show = Command::ShowBottom(BottomTab::Runs);
        self.messages.refuse(text, "Kept runs", show);
    }

    fn leg_done(&mut self, number: u64, about: About, session: Box<Session>, stopped: Stopped) {
        let shown_tab = self.tab.id;
        self.runs += 1;
        let stamp = self.runs;
        let mut inputs = about.inputs;
        inputs.changes = session.changes().to_vec();
        inputs.exchanges.clone_from(&session.outside.exchanges);
        let (run, stop, step) = match stopped {
            Stopped::Paused(run, stop) => {
                let step = run.steps.len().checked_sub(1);
                (run, Some(stop), step)
            }
            Stopped::Ended(run, step) => (run, None, step),
        };
        let run: Arc<Run> = Arc::from(run);
        inputs.until = stop.as_ref().map(|_| run.steps.len());
        // What was really sent is kept, whatever becomes of the run.
        if stop.is_none() || !inputs.exchanges.is_empty() {
            let (kept, ran) = (Inputs::clone(&inputs), Arc::clone(&about.workflow));
            self.keep_run(about.shown, about.title, kept, (Arc::clone(&run), ran));
        }
        // Where a later run is under way, showing this one would only flicker.
        let Some(tab) = self.tabs_mut().find(|tab| tab.wanted_run == number) else {
            return self.told_of_stopped(&inputs.exchanges);
        };
        let missed = about.wanted.filter(|_| stop.is_none());
        let exchanges = &session.outside.exchanges;
        let answers = exchanges.iter();
        let answers = answers.map(|one| (one.node.clone(), one.reply.clone()));
        tab.stepper.last_real.extend(answers);
        let stepping = Stepping {
            plan: Some(session.plan().clone()),
            operators: session.instance().operators(),
            performs: session.outside.is_open(),
            real: Arc::new(exchanges.clone()),
            changes: Arc::new(session.changes().to_vec()),
            stop: stop.clone(),
            stamp,
        };
        tab.drop_run();
        tab.stepper.work = None;
        if !session.outside.is_open() {
            // What was allowed was allowed for that run, and this became another one.
            tab.stepper.sends.clear();
        }
        tab.stepper.session = Some(session);
        tab.stepper.inputs = Some(inputs.clone());
        let about_workflow = about.workflow;
        let looked_at = match &stop {
            Some(stop) if matches!(stop.why, Why::BreakPoint | Why::Reached) => stop.next.clone(),
            _ => step.and_then(|step| Some(run.steps.get(step)?.node.clone())),
        };
        tab.run = Some(ShownRun {
            run,
            answers: inputs.answers.clone(),
            revision: about.revision,
            event: inputs.event.clone(),
            step,
            number: about.shown,
            workflow: about_workflow.clone(),
            received: None,
            stepping,
        });
        let id = tab.id;
        if let Some(node) = missed {
            let node = about_node(&about_workflow, &node);
            let text = format!("{node} was not reached; the run went to its end");
            self.messages.say(Tone::Refused, text);
        }
        if id == shown_tab {
            if let Some(node) = looked_at {
                self.jump(node);
            }
            self.show_simulation();
            self.export_state();
        }
    }
}

fn wanted(goal: &Goal) -> Option<NodeId> {
    match goal {
        Goal::Node(node) => Some(node.clone()),
        Goal::End | Goal::Steps(_) => None,
    }
}

fn about_node(workflow: &Workflow, node: &NodeId) -> String {
    match workflow.graph.node(node) {
        Some(_) => workflow.graph.numbered_name(node),
        None => format!("Node {node}"),
    }
}

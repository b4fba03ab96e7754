//! Two runs beside each other.

use std::sync::Arc;

use misp_flow_engine::{
    account::{Changed, changes},
    run::{Answers, Run},
    workflow::Workflow,
};

use super::open::remade;
use crate::{
    clock::spoken,
    runs::{Beside, RunLibrary, beside, is_same_workflow},
    state::{
        State,
        stepping::{answers_of, other_answers},
    },
    stepper::sent_words,
};

/// How many differences in the data of one step are listed.
const MOST_LISTED: usize = 200;

/// Two runs beside each other, as they are looked at.
#[derive(Clone, Debug)]
pub struct ComparedRuns {
    /// What the runs are called.
    pub titles: [String; 2],
    /// What each means, in one sentence.
    pub sentences: [String; 2],
    /// What they were made from in different ways, in one sentence; empty where all was the same.
    pub made: String,
    /// What the nodes of each were set to give.
    pub answers: [Answers; 2],
    /// Their steps.
    pub beside: Beside,
    /// The row that is looked at.
    pub chosen: usize,
    /// The differences of the data behind that row, and whether there are more.
    pub differences: (Vec<String>, bool),
}

/// One of two runs.
struct Side {
    title: String,
    run: Arc<Run>,
    workflow: Arc<Workflow>,
    answers: Answers,
}

impl State {
    pub(super) fn why_not_compare_runs(&self) -> Option<&'static str> {
        match self.kept_runs.chosen.as_slice() {
            [_, _] => None,
            [one] => match self.run() {
                Some(_) if self.shown_kept_run() == Some(*one) => Some(
                    "The chosen run is the one that is shown; choose a second one with Ctrl held down",
                ),
                Some(_) => None,
                None => Some("Choose a second run with Ctrl held down, or simulate first"),
            },
            [] => Some("Choose one run to compare with the shown one, or two"),
            _ => Some("Choose no more than two runs"),
        }
    }

    /// Compares the two chosen runs, or the chosen one with the one that is shown.
    pub(super) fn compare_runs(&mut self) {
        let chosen = self.kept_runs.chosen.clone();
        let shown = self.run().map(|shown| Side {
            title: match sent_words(&shown.stepping.real) {
                Some(sent) => format!("The run that is shown, {sent}"),
                None => "The run that is shown".to_owned(),
            },
            run: Arc::clone(&shown.run),
            workflow: Arc::clone(&shown.workflow),
            answers: shown.answers.clone(),
        });
        let (first, second) = match chosen.as_slice() {
            // The earlier one stands on the left.
            [one, other] => (*one.min(other), Some(*one.max(other))),
            [one] => (*one, None),
            _ => return,
        };
        let title = |id: i64| {
            let row = self.kept_runs.row(id);
            row.map_or_else(String::new, |row| {
                let by_hand = if row.changed { ", changed by hand" } else { "" };
                let sent = match row.sent {
                    0 => "",
                    _ => ", sent or tried for real",
                };
                format!("{}, {}{by_hand}{sent}", row.title(), spoken(row.at))
            })
        };
        let titles = [title(first), second.map(title).unwrap_or_default()];
        let catalogue = Arc::clone(&self.catalogue);
        let job = move |library: &RunLibrary| {
            let [left_title, right_title] = titles;
            let side = |id: i64, title: String| {
                remade(library, id, &catalogue).map(|remade| Side {
                    title,
                    run: remade.run,
                    workflow: remade.workflow,
                    answers: remade.kept.inputs.answers,
                })
            };
            let left = side(first, left_title)?;
            let right = match (second, shown) {
                (Some(second), _) => side(second, right_title)?,
                (None, Some(shown)) => shown,
                (None, None) => return Err(crate::runs::RunError::Gone),
            };
            let sentences = [&left, &right].map(|side| {
                side.run
                    .sentence_with(&side.workflow, &catalogue, &side.answers)
            });
            let made = made(&left, &right);
            let workflows = [left.workflow.as_ref(), right.workflow.as_ref()];
            let beside = beside(Arc::clone(&left.run), Arc::clone(&right.run), workflows);
            let chosen = beside.first.unwrap_or(0);
            Ok(ComparedRuns {
                titles: [left.title, right.title],
                answers: [left.answers, right.answers],
                sentences,
                made,
                differences: differences(&beside, chosen),
                beside,
                chosen,
            })
        };
        self.runs_job("Comparing the runs…", job, |state, compared| {
            state.kept_runs.compared = Some(compared);
        });
    }

    /// Shows the difference of the data behind a row.
    pub(super) fn show_pair(&mut self, row: usize) {
        let Some(compared) = &mut self.kept_runs.compared else {
            return;
        };
        if row >= compared.beside.rows.len() {
            return;
        }
        compared.chosen = row;
        compared.differences = (Vec::new(), false);
        if compared
            .beside
            .rows
            .get(row)
            .is_none_or(|row| row.data == 0)
        {
            return;
        }
        // Large data take their time.
        let beside = compared.beside.clone();
        let job = move |_: &RunLibrary| Ok(differences(&beside, row));
        self.runs_job("Comparing the data…", job, move |state, differences| {
            let compared = state.kept_runs.compared.as_mut();
            if let Some(compared) = compared.filter(|it| it.chosen == row) {
                compared.differences = differences;
            }
        });
    }
}

/// What two runs were made from in different ways.
fn made(left: &Side, right: &Side) -> String {
    let mut others = Vec::new();
    if !is_same_workflow(&left.workflow, &right.workflow) {
        others.push("the workflow".to_owned());
    }
    let workflows = [left.workflow.as_ref(), right.workflow.as_ref()];
    let answers = other_answers(&left.answers, &right.answers, workflows);
    if !answers.is_empty() {
        others.push(answers_of(&answers));
    }
    if left.run.original != right.run.original {
        others.push("the event".to_owned());
    }
    match others.as_slice() {
        [] => String::new(),
        [one] => format!("What was changed between them: {one}"),
        [first @ .., last] => {
            let first = first.join(", ");
            format!("What was changed between them: {first} and {last}")
        }
    }
}

fn differences(beside: &Beside, row: usize) -> (Vec<String>, bool) {
    let Some(row) = beside.rows.get(row) else {
        return (Vec::new(), false);
    };
    let left = row.left.and_then(|place| place.data(&beside.left));
    let right = row.right.and_then(|place| place.data(&beside.right));
    match (left, right) {
        (Some(left), Some(right)) => {
            let found = changes(left, right);
            let listed = found.list.iter().take(MOST_LISTED);
            let more = found.more || found.list.len() > MOST_LISTED;
            (listed.map(Changed::words).collect(), more)
        }
        _ => (Vec::new(), false),
    }
}

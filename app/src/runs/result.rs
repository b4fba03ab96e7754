//! What came of a run, as it is kept: enough to tell whether another version of the program still
//! comes to the same.

use misp_flow_engine::{
    catalogue::Catalogue,
    describe::without_secrets,
    run::{Answers, Run, Step},
    value::{Value, differences},
    workflow::Workflow,
};
use serde::{Deserialize, Serialize};

/// How many effects are kept as sentences; of the others, the number is.
const MOST_EFFECTS: usize = 200;
/// Changes of one step are counted up to this.
const MOST_CHANGES: usize = 200;

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptResult {
    /// `success`, `blocked` or `failure`, with the reason where the run did not begin.
    pub outcome: String,
    /// What it means, in one sentence.
    pub sentence: String,
    /// What the server would fail with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crash: Option<String>,
    /// The steps.
    pub steps: Vec<KeptStep>,
    /// The steps of each background run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub background: Vec<Vec<KeptStep>>,
    /// What it would do outside, in sentences, the first of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<String>,
    /// How many such effects there are.
    #[serde(default)]
    pub effect_count: usize,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptStep {
    /// The node.
    pub node: String,
    /// Its module.
    pub module: String,
    /// Its result, by the server's name for it.
    pub result: String,
    /// The output that the walk followed, for a logic node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The errors that it reported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    /// In how many places it changed the data.
    #[serde(default)]
    pub changes: usize,
}

impl KeptResult {
    /// What came of this run of this workflow, whose nodes were set to give these answers.
    pub fn of(run: &Run, workflow: &Workflow, answers: &Answers, catalogue: &Catalogue) -> Self {
        let effects = run.effects.iter().take(MOST_EFFECTS);
        let background = run.background.iter();
        Self {
            outcome: run.outcome_text(),
            sentence: run.sentence_with(workflow, catalogue, answers),
            crash: (run.crash.as_ref()).map(|crash| format!("{}: {}", crash.class, crash.message)),
            steps: steps(run),
            background: background.map(|one| steps(&one.run)).collect(),
            effects: effects.map(|effect| effect.sentence()).collect(),
            effect_count: run.effects.len(),
        }
    }

    /// The same, of web addresses no more than the host.
    pub(super) fn masked(&self) -> Self {
        let mut masked = self.clone();
        masked.sentence = without_secrets(&masked.sentence);
        masked.crash = masked.crash.as_deref().map(without_secrets);
        for text in &mut masked.effects {
            *text = without_secrets(text);
        }
        let background = masked.background.iter_mut().flatten();
        for step in masked.steps.iter_mut().chain(background) {
            for text in &mut step.errors {
                *text = without_secrets(text);
            }
        }
        masked
    }

    /// The first way in which another result differs from this one, in words.
    pub fn first_difference(&self, other: &Self) -> Option<String> {
        let all = |one: &Self| -> Vec<KeptStep> {
            let background = one.background.iter().flatten();
            one.steps.iter().chain(background).cloned().collect()
        };
        let (ours, theirs) = (all(self), all(other));
        let pairs = ours.iter().zip(&theirs);
        let place = pairs.clone().position(|(one, other)| one != other);
        if let Some(place) = place {
            return Some(format!("step {} came out differently", place + 1));
        }
        if ours.len() != theirs.len() {
            return Some(format!("{} steps ran, not {}", theirs.len(), ours.len()));
        }
        if self.outcome != other.outcome || self.crash != other.crash {
            return Some(format!(
                "it ended with {}, not {}",
                other.outcome, self.outcome
            ));
        }
        if (self.effect_count, &self.effects) != (other.effect_count, &other.effects) {
            return Some("it would do other things outside".to_owned());
        }
        // The sentence alone is a matter of words.
        None
    }
}

fn steps(run: &Run) -> Vec<KeptStep> {
    let mut before = run.normalised.as_ref().unwrap_or(&run.original);
    let steps = run.steps.iter();
    steps
        .map(|step| {
            let kept = step_of(step, before);
            before = &step.data;
            kept
        })
        .collect()
}

fn step_of(step: &Step, before: &Value) -> KeptStep {
    KeptStep {
        node: step.node.to_string(),
        module: step.module.to_string(),
        result: step.result.name().to_owned(),
        branch: step.branch.as_ref().map(ToString::to_string),
        errors: step.errors.clone(),
        changes: differences(before, &step.data, MOST_CHANGES).len(),
    }
}

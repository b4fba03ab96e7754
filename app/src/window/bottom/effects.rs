//! What a step would have done outside of the simulation, in words.

use std::fmt::Write as _;

use misp_flow_engine::{
    account::named_sentences,
    run::{Effect, Request},
    workflow::Workflow,
};

use crate::{state::ShownRun, stepper::RealExchange};

/// An effect in words.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// What it is.
    pub sentence: String,
    /// How it was really sent and what came back, where it was.
    pub sent: Option<String>,
    /// How many are like it.
    pub times: usize,
}

impl Told {
    /// It, how it was sent, and how often.
    pub fn words(&self) -> String {
        let mut words = self.sentence.clone();
        if let Some(how) = &self.sent {
            let _ = write!(words, " ({how})");
        }
        if self.times > 1 {
            let _ = write!(words, " (× {})", self.times);
        }
        words
    }
}

/// The first effects of a run and of its background runs, `most` of them, and how many there are;
/// the nodes are called as in `workflow`. Takes long on large data.
pub(super) fn first(shown: &ShownRun, workflow: &Workflow, most: usize) -> (Vec<Told>, usize) {
    let (run, sent) = (&shown.run, &shown.stepping.real);
    let own = run.effects.iter().map(|effect| (effect, false));
    let background = run.background.iter().flat_map(|one| &one.run.effects);
    let effects = own.chain(background.map(|effect| (effect, true)));
    let first: Vec<_> = effects.clone().take(most).collect();
    let plain: Vec<&Effect> = first.iter().map(|(effect, _)| *effect).collect();
    let data = run.normalised.as_ref().unwrap_or(&run.original);
    let sentences = named_sentences(&plain, data);
    let told = first.into_iter().zip(sentences);
    let told = told.map(|((effect, background), sentence)| {
        let exchange = exchange_of(effect, sent);
        let name = match workflow.graph.node(&effect.node) {
            Some(_) => workflow.graph.numbered_name(&effect.node),
            None => effect.module.to_string(),
        };
        let request = effect.request();
        let mut sentence = match (request, exchange) {
            // What came back is told with how it was sent.
            (Some(request), Some(_)) => format!("{name}: {}", request.sentence()),
            _ => format!("{name}: {sentence}"),
        };
        let given = |request| shown.answers.is_given(&effect.node, request);
        let is_given = exchange.is_none() && request.is_some_and(given);
        if background {
            sentence.push_str(" (in the background)");
        }
        // Beside what was sent, it is to be seen what was not: a redirection to a host that was not
        // allowed, among others.
        let unsent = exchange.is_none() && !sent.is_empty() && request.is_some_and(is_web);
        sentence.push_str(match (unsent, is_given) {
            (true, true) => " (not sent from here, its answer was set by hand)",
            (true, false) => " (not sent from here, its answer is assumed)",
            (false, true) => " (its answer was set by hand)",
            (false, false) => "",
        });
        Told {
            sentence,
            sent: exchange.map(RealExchange::words),
            times: 1,
        }
    });
    let mut counted: Vec<Told> = Vec::new();
    for one in told {
        let same = |known: &&mut Told| known.sentence == one.sentence && known.sent == one.sent;
        match counted.iter_mut().find(same) {
            Some(known) => known.times += 1,
            None => counted.push(one),
        }
    }
    (counted, effects.count())
}

/// The exchange that an effect was, where it was really sent.
pub(super) fn exchange_of<'r>(
    effect: &Effect,
    sent: &'r [RealExchange],
) -> Option<&'r RealExchange> {
    let request = effect.request()?;
    let mut of_step = sent.iter().filter(|one| one.step == effect.step);
    of_step.find(|one| one.is_of(&effect.node, request))
}

fn is_web(request: &Request) -> bool {
    matches!(request, Request::Http(_) | Request::Query(_))
}

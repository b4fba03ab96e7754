//! What a step would have done outside of the simulation, in words.

use misp_flow_engine::{
    account::named_sentences,
    run::{Effect, Request, Run},
    workflow::Workflow,
};

use crate::stepper::RealExchange;

/// An effect in words.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// What it is.
    pub sentence: String,
    /// How it was really sent and what came back, where it was.
    pub sent: Option<String>,
}

/// The first effects of a run and of its background runs, `most` of them, and how many there are;
/// `sent` is what was really sent during it. Takes long on large data.
pub(super) fn first(
    run: &Run,
    workflow: &Workflow,
    sent: &[RealExchange],
    most: usize,
) -> (Vec<Told>, usize) {
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
        let node = workflow.graph.node(&effect.node);
        let name = node.map_or_else(|| effect.module.to_string(), |node| node.name.clone());
        let mut sentence = format!("{name}: {sentence}");
        if background {
            sentence.push_str(" (in the background)");
        }
        // Beside what was sent, it is to be seen what was not: a redirection to a host that was not
        // allowed, among others.
        if exchange.is_none() && !sent.is_empty() && effect.request().is_some_and(is_web) {
            sentence.push_str(" (not sent from here, its answer is assumed)");
        }
        Told {
            sentence,
            sent: exchange.map(RealExchange::words),
        }
    });
    (told.collect(), effects.count())
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

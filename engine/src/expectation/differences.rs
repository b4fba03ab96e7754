//! What differs between what was expected and what was found, in words.

use super::{Expected, ExpectedBackground, ExpectedStep};
use crate::catalogue::Catalogue;

impl Expected {
    /// What differs in `found`, a sentence each without a full stop; empty where all is as expected.
    /// Behind the first node that is another one, paths are not compared.
    pub fn differences(&self, found: &Self) -> Vec<String> {
        let mut list = Vec::new();
        self.add(found, "", &mut list);
        list
    }

    /// Adds what differs; `run` says which run it is about, as the beginning of a sentence.
    fn add(&self, found: &Self, run: &str, list: &mut Vec<String>) {
        if self.outcome != found.outcome {
            list.push(format!(
                "{run}The outcome is {}; expected {}",
                found.outcome.name(),
                self.outcome.name()
            ));
        }
        if self.why != found.why {
            list.push(format!(
                "{run}The reason given is {}; expected {}",
                quoted(found.why.as_slice()),
                quoted(self.why.as_slice())
            ));
        }
        self.add_path(found, run, list);
        self.add_background(found, run, list);
    }

    fn add_path(&self, found: &Self, run: &str, list: &mut Vec<String>) {
        let mut wanted = self.path.iter();
        let mut taken = found.path.iter();
        for place in 1.. {
            match (wanted.next(), taken.next()) {
                (Some(wanted), Some(taken)) if wanted.node == taken.node => {
                    wanted.add(taken, &format!("{run}Step {place}"), list);
                }
                (Some(wanted), Some(taken)) => {
                    list.push(format!(
                        "{run}Step {place} is {}; expected {}",
                        taken.label(),
                        wanted.label()
                    ));
                    return;
                }
                (Some(wanted), None) => {
                    let after = match place {
                        1 => "without executing any node".to_owned(),
                        _ => format!("after step {}", place - 1),
                    };
                    let next = wanted.label();
                    list.push(format!("{run}The path ends {after}; expected {next} next"));
                    return;
                }
                (None, Some(taken)) => {
                    let end = match place {
                        1 => "no node to be executed".to_owned(),
                        _ => format!("the path to end after step {}", place - 1),
                    };
                    let label = taken.label();
                    list.push(format!("{run}Step {place} is {label}; expected {end}"));
                    return;
                }
                (None, None) => return,
            }
        }
    }

    fn add_background(&self, found: &Self, run: &str, list: &mut Vec<String>) {
        let starts = |runs: &[ExpectedBackground]| -> Vec<String> {
            runs.iter()
                .map(|one| format!("node {}", one.start))
                .collect()
        };
        let (wanted, started) = (starts(&self.background), starts(&found.background));
        if wanted != started {
            list.push(format!(
                "{run}Background runs start at {}; expected {}",
                listed(&started),
                listed(&wanted)
            ));
            return;
        }
        for (index, (wanted, found)) in self.background.iter().zip(&found.background).enumerate() {
            let run = format!("Background run {}. ", index + 1);
            wanted.run.add(&found.run, &run, list);
        }
    }
}

impl ExpectedStep {
    /// Adds what differs in a step of the same node; `place` says which step it is.
    fn add(&self, found: &Self, place: &str, list: &mut Vec<String>) {
        let label = found.label();
        if self.module != found.module {
            list.push(format!(
                "{place}, {label}, is of the module {}; expected {}",
                found.module, self.module
            ));
            return;
        }
        if self.port != found.port {
            list.push(format!(
                "{place}, {label}, goes on at {}; expected {}",
                found.port_words(),
                self.port_words()
            ));
        }
        if self.result != found.result {
            list.push(format!(
                "{place}, {label}, {}; expected that it {}",
                found.result_words(),
                self.result_words()
            ));
        }
        if self.errors != found.errors {
            list.push(format!(
                "{place}, {label}, tells {}; expected {}",
                quoted(&found.errors),
                quoted(&self.errors)
            ));
        }
    }

    fn label(&self) -> String {
        match self.name.as_str() {
            "" => format!("node {}", self.node),
            name => format!("{name} ({})", self.node),
        }
    }

    /// The output as it is labelled on the canvas, where it has a label.
    fn port_words(&self) -> String {
        let Some(port) = &self.port else {
            return "no output".to_owned();
        };
        let labels = Catalogue::bundled().get(&self.module);
        let labels = labels.map(|module| module.output_labels());
        let place = port
            .strip_prefix("output_")
            .and_then(|number| number.parse::<usize>().ok())
            .and_then(|number| number.checked_sub(1));
        let label = labels.zip(place);
        let label = label.and_then(|(labels, place)| labels.get(place).copied());
        match label.filter(|label| !label.is_empty()) {
            Some(label) => format!("{label} ({port})"),
            None => port.clone(),
        }
    }

    fn result_words(&self) -> String {
        match self.result.as_deref() {
            None => "has no result".to_owned(),
            Some("success") => "succeeds".to_owned(),
            Some("partial-success") => "fails".to_owned(),
            Some("disabled_module") => "is switched off".to_owned(),
            Some("loading_error") => "is not known to the server".to_owned(),
            Some("error") => "throws an exception".to_owned(),
            Some(other) => format!("ends with {other}"),
        }
    }
}

fn quoted(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format!("“{text}”")).collect();
    listed(&texts)
}

fn listed(texts: &[String]) -> String {
    match texts {
        [] => "nothing".to_owned(),
        texts => texts.join(", "),
    }
}

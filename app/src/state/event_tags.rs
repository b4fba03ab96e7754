//! The tags of the chosen event among what pickers of tags offer: a condition is mostly about a tag
//! that one has in front of one's eyes.

use misp_flow_engine::catalogue::{Catalogue, Module, ParamOption};
use std::sync::Arc;

use super::{State, files::Outcome, tabs::drop_elsewhere};

/// The params that take tags.
const TAGS: &str = "tags";

impl State {
    /// Offers the chosen event's tags, where another event was chosen since. A catalogue of a server
    /// with 60,000 tags takes its time, so that this comes from the background.
    pub(super) fn offer_tags(&mut self) {
        let stamp = self.events.chosen_stamp();
        if self.tags_offered == Some(stamp) {
            return;
        }
        self.tags_offered = Some(stamp);
        let plain = Arc::clone(&self.plain_catalogue);
        let tags = self.events.chosen().map(|chosen| chosen.tags.clone());
        match tags.filter(|tags| !tags.is_empty()) {
            Some(tags) => {
                self.start("Preparing the pickers…".to_owned(), move || {
                    Outcome::Offered(stamp, Arc::new(with_tags(&plain, &tags)))
                });
            }
            None => self.catalogue = plain,
        }
    }

    /// Takes the catalogue with an event's tags, where that is still the chosen one.
    pub(super) fn tags_offered(&mut self, stamp: u64, catalogue: Arc<Catalogue>) {
        if self.tags_offered == Some(stamp) {
            drop_elsewhere(std::mem::replace(&mut self.catalogue, catalogue));
        }
    }
}

fn with_tags(plain: &Catalogue, tags: &[String]) -> Catalogue {
    let mut catalogue = plain.clone();
    let takes_tags: Vec<Module> = plain
        .iter()
        .filter(|module| module.param(TAGS).is_some())
        .cloned()
        .collect();
    for mut module in takes_tags {
        for param in module.params.iter_mut().filter(|param| param.id == TAGS) {
            let new: Vec<ParamOption> = tags
                .iter()
                .filter(|tag| param.option(tag).is_none())
                .map(|tag| ParamOption {
                    value: tag.as_str().into(),
                    label: tag.as_str().into(),
                })
                .collect();
            if !new.is_empty() {
                param.options = new
                    .into_iter()
                    .chain(param.options.iter().cloned())
                    .collect();
            }
        }
        catalogue.insert(module);
    }
    catalogue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_events_tags_come_first_and_once() {
        let tags = ["osint:certainty=\"93\"".to_owned(), "tlp:red".to_owned()];
        let catalogue = with_tags(Catalogue::bundled(), &tags);
        let values = |catalogue: &Catalogue| -> Vec<String> {
            let module = catalogue.get("tag-if").expect("tag-if");
            let param = module.param(TAGS).expect("tags");
            param
                .options
                .iter()
                .map(|option| option.value.to_string())
                .collect()
        };
        let (before, after) = (values(Catalogue::bundled()), values(&catalogue));
        assert_eq!(after.first(), tags.first());
        assert_eq!(after.len(), before.len() + 1, "tlp:red was offered already");
        let order = |catalogue: &Catalogue| -> Vec<String> {
            catalogue
                .iter()
                .map(|module| module.id.to_string())
                .collect()
        };
        assert_eq!(order(&catalogue), order(Catalogue::bundled()));
    }
}

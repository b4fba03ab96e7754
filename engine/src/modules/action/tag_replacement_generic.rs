//! `tag_replacement_generic`: adds the proper spelling of tags that are spelled otherwise. What is
//! to be recognised comes from the modules for TLP and PAP; on its own it recognises nothing.

use super::tagging::{Link, attribute_target, event_target, tagged_nothing};
use crate::{
    filter::DEFAULT_SELECTOR,
    instance::{Quirk, Target},
    modules::{Context, Module, Params},
    path::HashPath,
    value::{PhpError, Value},
};

/// A taxonomy whose tags are spelled in many ways.
#[derive(Debug)]
pub(super) struct Taxonomy {
    /// Its name in small letters.
    pub name: &'static str,
    /// Its predicates in small letters.
    pub predicates: &'static [&'static str],
    /// Makes the proper tag from a predicate.
    pub proper: fn(&str) -> String,
}

impl Taxonomy {
    /// The proper spelling of a tag, if it is one of the taxonomy: its name inside of a word, one
    /// or two of `:`, `-`, `=` or blanks, maybe a quotation mark, and what begins with a predicate
    /// (README-live 27).
    fn proper(&self, tag: &str) -> Option<String> {
        let tag = tag.to_ascii_lowercase();
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let separates = |letter: char| matches!(letter, ':' | '-' | '=') || letter.is_whitespace();
        let found = tag.match_indices(self.name).find_map(|(at, name)| {
            let rest = tag.get(at + name.len()..)?.trim_start_matches(is_word);
            let value = rest.trim_start_matches(separates);
            let separators = rest.chars().count() - value.chars().count();
            let value = value.strip_prefix('"').unwrap_or(value);
            let mut predicates = self.predicates.iter();
            let predicate = predicates.find(|predicate| value.starts_with(**predicate))?;
            matches!(separators, 1 | 2).then_some(predicate)
        });
        found.map(|predicate| (self.proper)(predicate))
    }
}

/// Replaces tags of the event, of its attributes or of both; the roaming data stay as they are.
#[derive(Debug)]
pub struct TagReplacement {
    taxonomy: Option<Taxonomy>,
    on_event: bool,
    on_attributes: bool,
    removes: bool,
    link: Link,
    params: Params,
}

impl TagReplacement {
    /// The module with the node's parameters, which recognises nothing.
    pub fn generic(params: &Params) -> Self {
        let scope = params.text("scope");
        Self {
            taxonomy: None,
            on_event: scope != "attribute",
            on_attributes: scope != "event",
            removes: params.text("remove_substituted") == "yes",
            link: Link::new(params),
            params: params.clone(),
        }
    }

    /// The module with the node's parameters, for the tags of a taxonomy.
    pub(super) fn of(taxonomy: Taxonomy, params: &Params) -> Self {
        Self {
            taxonomy: Some(taxonomy),
            ..Self::generic(params)
        }
    }

    /// Replaces the tags that `row`, an event or attribute of the data, carries. Gives `false` if
    /// the target is not in the database.
    fn replace(
        &self,
        context: &mut Context<'_>,
        row: &Value,
        target: &Target,
    ) -> Result<bool, PhpError> {
        let no_tags = Value::empty_array();
        let tags = match row.get("Tag") {
            Some(tags) => tags,
            None if context.is_bitten_by(Quirk::ReplacementNeedsTagKeys) => &Value::Null,
            None => &no_tags,
        };
        let names = HashPath::parse("{n}.name").extract(tags)?;
        let keeps = !self.removes || context.instance.has(Quirk::ReplacementKeepsTags);
        let store = &mut context.world.store;
        let mut success = true;
        for name in names.values().map(Value::to_text) {
            let proper = self.taxonomy.as_ref();
            let Some(proper) = proper.and_then(|taxonomy| taxonomy.proper(&name)) else {
                continue;
            };
            let tag = store.tag_or_new(&proper);
            success &= self.link.attach(store, target, &tag);
            if !keeps && tag.name.to_lowercase() != name.to_lowercase() {
                store.detach(target, &name, None);
            }
        }
        if !success {
            let target = std::slice::from_ref(target);
            return Ok(tagged_nothing(context, target, "a tag was not attached"));
        }
        Ok(true)
    }
}

impl Module for TagReplacement {
    /// A node filter hands over what it selects in place of the data, in which there is then
    /// mostly nothing to replace (README-live 27).
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let data = match self.params.filter()? {
            Some(filter) => filter.select(&data)?.into(),
            None => data,
        };
        let mut success = true;
        if self.on_event {
            let event = data.get("Event").unwrap_or(&Value::Null);
            success &= self.replace(context, event, &event_target(&data))?;
        }
        if self.on_attributes {
            let attributes = HashPath::parse(DEFAULT_SELECTOR).extract(&data)?;
            for attribute in attributes.values() {
                success &= self.replace(context, attribute, &attribute_target(attribute))?;
            }
        }
        Ok(success)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        instance::{Instance, Quirk},
        path::HashPath,
        run::{Answers, Plan, Settings, simulate},
        value::Value,
    };

    #[test]
    fn a_server_without_the_faults_replaces_tags_where_there_are_any() {
        let json = |text: &str| Value::from_json(text.as_bytes()).unwrap();
        let plan = Plan::of_graph(&json(
            r#"{"1":{"id":1,"data":{"id":"event-publish","module_type":"trigger"},"inputs":[],
                   "outputs":{"output_1":{"connections":[{"node":"2","output":"input_1"}]}}},
                "2":{"id":2,"data":{"id":"tag_replacement_pap","module_type":"action","indexed_params":
                   {"scope":"all","remove_substituted":"yes","locality":"global"}},
                   "inputs":{},"outputs":[]}}"#,
        ));
        let event = json(
            r#"{"Event":{"id":"7","Attribute":[{"id":"1","event_id":"7"},
                {"id":"2","event_id":"7","Tag":[{"name":"x"},{"name":"my_pap: \"Clear"},{"name":"PAP:::RED"}]}]}}"#,
        );
        let mut instance = Instance::default();
        instance.store.put_event(&event);
        let settings = Settings::default();
        let run = simulate(&plan, &event, &instance, &mut Answers::default(), &settings);
        let told = run.crash.map(|crash| crash.notes.concat());
        assert!(told.is_some_and(|told| told.contains("a bug of this version")));
        for quirk in [Quirk::ReplacementKeepsTags, Quirk::ReplacementNeedsTagKeys] {
            instance.quirks.remove(&quirk);
        }
        let run = simulate(&plan, &event, &instance, &mut Answers::default(), &settings);
        assert!(run.success, "{:?}", run.crash);
        let view = run.store.view(&Value::from("7")).unwrap();
        let names = HashPath::parse("Event.Attribute.{n}.Tag.{n}.name").extract(&view);
        assert_eq!(
            Value::from(names.unwrap()).to_json(),
            r#"["x","PAP:::RED","PAP:CLEAR"]"#
        );
    }
}

//! What is left of an attribute's score after a time, by a decaying model of the instance.

use crate::value::{Array, Value};

const DAY: f64 = 86_400.0;

/// A decaying model, as MISP's API gives one: `{id, name, parameters}`.
#[derive(Clone, Copy, Debug)]
pub struct DecayingModel<'a>(&'a Value);

impl<'a> DecayingModel<'a> {
    /// The model of this row.
    pub fn of(row: &'a Value) -> Self {
        Self(row)
    }

    /// The score of an attribute with these tags that was seen last at `seen`, both Unix times, as
    /// `decay_score` lists it.
    pub fn score(&self, tags: &[&Value], seen: i64, now: i64) -> Value {
        let base = self.base_score(tags);
        let lifetime = self.number("lifetime", 0.0) * DAY;
        let age = (now - seen).max(0) as f64;
        let left = if age < lifetime {
            base * (1.0 - (age / lifetime).powf(1.0 / self.number("decay_speed", 1.0)))
        } else {
            0.0
        };
        let field = |name| self.0.get(name).cloned().unwrap_or_default();
        let mut model = Array::with_capacity(2);
        model.insert("id", field("id"));
        model.insert("name", field("name"));
        let mut score = Array::with_capacity(4);
        score.insert("score", Value::from(left));
        score.insert("base_score", Value::from(base));
        let decayed = left < self.number("threshold", 0.0);
        score.insert("decayed", Value::from(decayed));
        score.insert("DecayingModel", model.into());
        score.into()
    }

    /// The values of the tags that the model weighs, by their share of the weights; the model's
    /// default where it weighs none of them.
    fn base_score(&self, tags: &[&Value]) -> f64 {
        let weights = self.parameter("base_score_config");
        let weighed = tags.iter().filter_map(|tag| {
            let name = tag.get("name")?.to_text();
            let taxonomy = name.split('=').next()?;
            let weight = number(weights?.get(taxonomy)?)?;
            Some((weight, number(tag.get_set("numerical_value")?)?))
        });
        let (weight, sum) = weighed.fold((0.0, 0.0), |(all, sum), (weight, value)| {
            (all + weight, sum + weight * value)
        });
        if weight > 0.0 {
            sum / weight
        } else {
            self.number("default_base_score", 0.0)
        }
    }

    fn parameter(&self, name: &str) -> Option<&'a Value> {
        self.0.get("parameters")?.get(name)
    }

    fn number(&self, name: &str, missing: f64) -> f64 {
        self.parameter(name).and_then(number).unwrap_or(missing)
    }
}

fn number(value: &Value) -> Option<f64> {
    value.to_text().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_falls_from_its_base_to_nothing() {
        let json = |text: &str| Value::from_json(text.as_bytes()).unwrap();
        let model = json(
            r#"{"id":"1","name":"M","parameters":{"lifetime":10,"decay_speed":1,"threshold":30,
                "default_base_score":80,"base_score_config":{"admiralty:reliability":50}}}"#,
        );
        let model = DecayingModel::of(&model);
        let score = |tags: &[&Value], days: i64| model.score(tags, 0, days * 86_400).to_json();
        let expect = |score: f64, base: f64, decayed| {
            let told = format!(r#"{{"score":{score:?},"base_score":{base:?},"decayed":{decayed},"#);
            told + r#""DecayingModel":{"id":"1","name":"M"}}"#
        };
        assert_eq!(score(&[], 0), expect(80.0, 80.0, false));
        assert_eq!(score(&[], 5), expect(40.0, 80.0, false));
        assert_eq!(score(&[], 11), expect(0.0, 80.0, true));
        let tag = json(r#"{"name":"admiralty:reliability=\"b\"","numerical_value":"60"}"#);
        assert_eq!(score(&[&tag], 0), expect(60.0, 60.0, false));
    }
}

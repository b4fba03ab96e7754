//! The answers for the fields that are shown, worked out when a question or the event changes: at
//! once in an event of the usual size, in the background in a large one.

use std::{collections::HashMap, rc::Rc};

use egui::{Context, Id};
use misp_flow_engine::value::Value;

use super::answer::{Answer, Question, answer};
use crate::task::Background;

/// Up to so many elements an event is looked through at once.
const SMALL: usize = 20_000;

/// An answer that a field has, and whether it is the one to its present question.
#[derive(Clone)]
pub(super) struct Asked {
    pub answer: Rc<Answer>,
    pub current: bool,
}

struct Kept {
    question: Question,
    // A shared copy: as long as it is kept, nothing else can take its place in memory.
    event: Value,
    answer: Rc<Answer>,
}

struct Done {
    field: Id,
    question: Question,
    event: Value,
    /// None where the job failed.
    answer: Option<Answer>,
}

/// The answers for the fields that are shown.
#[derive(Default)]
pub(super) struct Matches {
    kept: HashMap<Id, Kept>,
    /// The fields for which a job is under way.
    under_way: HashMap<Id, Question>,
    background: Option<Background<Done>>,
    /// Whether an event is small enough to be looked through at once.
    small: Option<(Value, bool)>,
}

impl Matches {
    /// The answer for a field: the last one, if question and event are the same. For a large
    /// event the answer comes in a later frame; until then there is the last one, or none.
    pub fn ask(
        &mut self,
        ctx: &Context,
        field: Id,
        question: Question,
        event: &Value,
    ) -> Option<Asked> {
        self.take_in();
        let is_current = |kept: &Kept| kept.question == question && is_same(&kept.event, event);
        if !self.kept.get(&field).is_some_and(is_current) {
            if self.is_small(event) {
                self.keep(
                    field,
                    question.clone(),
                    event.clone(),
                    answer(&question, event),
                );
            } else if !self.under_way.contains_key(&field) {
                self.start(ctx, field, question.clone(), event.clone());
            }
        }
        let kept = self.kept.get(&field)?;
        Some(Asked {
            answer: kept.answer.clone(),
            current: kept.question == question && is_same(&kept.event, event),
        })
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.kept.clear();
    }

    fn keep(&mut self, field: Id, question: Question, event: Value, answer: Answer) {
        let answer = Rc::new(answer);
        let kept = Kept {
            question,
            event,
            answer,
        };
        self.kept.insert(field, kept);
    }

    fn take_in(&mut self) {
        let done = self.background.as_mut().map(Background::poll);
        for done in done.into_iter().flatten() {
            self.under_way.remove(&done.field);
            let answer = done.answer.unwrap_or_else(|| Answer {
                faults: Vec::new(),
                found: Err("the path could not be looked up".to_owned()),
            });
            self.keep(done.field, done.question, done.event, answer);
        }
    }

    fn start(&mut self, ctx: &Context, field: Id, question: Question, event: Value) {
        let background = self
            .background
            .get_or_insert_with(|| Background::new(Some(ctx.clone())));
        self.under_way.insert(field, question.clone());
        let (same, copy) = (question.clone(), event.clone());
        background.start(
            move || Done {
                field,
                answer: Some(answer(&question, &event)),
                question,
                event,
            },
            move || Done {
                field,
                answer: None,
                question: same,
                event: copy,
            },
        );
    }

    /// Whether an event can be looked through while the window waits.
    fn is_small(&mut self, event: &Value) -> bool {
        if let Some((known, small)) = &self.small
            && is_same(known, event)
        {
            return *small;
        }
        let mut left = SMALL;
        let small = fits(event, &mut left);
        self.small = Some((event.clone(), small));
        small
    }
}

/// Whether a value has no more than `left` elements; counts them off.
fn fits(value: &Value, left: &mut usize) -> bool {
    let Value::Array(array) = value else {
        return true;
    };
    let Some(rest) = left.checked_sub(array.len()) else {
        return false;
    };
    *left = rest;
    array.values().all(|value| fits(value, left))
}

/// Whether two values are one and the same, not merely equal: fast on events of any size.
pub(super) fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.is_same_memory(b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_until_question_or_event_change() {
        let mut matches = Matches::default();
        let (ctx, field) = (Context::default(), Id::new("field"));
        let mut ask = |event| {
            let question = Question::Path("Event.info".into());
            matches.ask(&ctx, field, question, event).unwrap().answer
        };
        let event = Value::from_json(br#"{"Event": {"info": "Hi"}}"#).unwrap();
        let first = ask(&event);
        assert!(Rc::ptr_eq(&first, &ask(&event)));
        let other = Value::from_json(br#"{"Event": {}}"#).unwrap();
        assert_eq!(ask(&other).found.as_ref().unwrap().hits, 0);
    }

    #[test]
    fn a_large_event_is_looked_through_in_the_background() {
        let list: Value = (0..SMALL as i64 + 1).map(Value::Int).collect();
        let event = Value::Array([("list", list)].into_iter().collect());
        let (mut matches, ctx, field) = (Matches::default(), Context::default(), Id::new("f"));
        let mut ask = |path: &str| matches.ask(&ctx, field, Question::Path(path.into()), &event);
        assert!(ask("list.{n}").is_none(), "nobody waits for it");
        let first = loop {
            if let Some(asked) = ask("list.{n}") {
                break asked;
            }
            std::thread::yield_now();
        };
        assert!(first.current);
        assert_eq!(first.answer.found.as_ref().unwrap().hits, SMALL + 1);
        assert!(first.answer.found.as_ref().unwrap().more);
        let next = ask("list.7").unwrap();
        assert!(
            !next.current,
            "the last answer stays in sight until the next is there"
        );
    }
}

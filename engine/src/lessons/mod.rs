//! Lessons for those who learn hash paths and workflows: tasks with hints, and checks that try what
//! the learner made on events, some of which the learner has not seen.
//!
//! ```
//! use misp_flow_engine::lessons;
//!
//! let lesson = lessons::lesson("event-tags").ok_or("no such lesson")?;
//! let lessons::Exercise::Path(exercise) = &lesson.exercise else { return Err("another kind") };
//! assert!(exercise.check("Event.Tag.{n}.name").passed());
//! let verdict = exercise.check("Event.Tag.0.name");
//! assert!(verdict.cases[0].words.starts_with("Finds 1 of 6 tag names; missing are type:OSINT"));
//! # Ok::<(), &str>(())
//! ```

mod build;
mod build_lessons;
mod expect;
mod path;
mod path_lessons;
mod verdict;
mod words;

pub use build::{BuildCase, BuildExercise};
pub use expect::Expect;
pub use path::{PathCase, PathExercise};
pub use verdict::{CaseVerdict, Verdict};

use crate::{catalogue::samples::Sample, value::Value};

/// One lesson.
#[derive(Debug)]
pub struct Lesson {
    /// Names it for good: what is done is remembered by it.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// The heading that it stands under.
    pub group: &'static str,
    /// What a beginner should know before the task; empty where nothing is new.
    pub about: &'static str,
    /// What is to be done.
    pub task: &'static str,
    /// Hints, each telling more than the one before. The solution comes behind the last.
    pub hints: &'static [&'static str],
    /// What is checked.
    pub exercise: Exercise,
}

/// What a learner is to make.
#[derive(Debug)]
pub enum Exercise {
    /// A hash path.
    Path(PathExercise),
    /// A workflow.
    Build(BuildExercise),
}

impl Exercise {
    /// The events that the learner sees.
    pub fn shown(&self) -> impl Iterator<Item = &'static Sample> {
        let (paths, builds) = match self {
            Self::Path(exercise) => (exercise.cases, &[][..]),
            Self::Build(exercise) => (&[][..], exercise.cases),
        };
        let paths = paths.iter().map(|case| (case.event, case.hidden));
        let builds = builds.iter().map(|case| (case.event, case.hidden));
        let all = paths.chain(builds);
        all.filter(|(_, hidden)| !hidden).map(|(event, _)| event)
    }

    /// The first event that the learner sees, as its trigger hands it over.
    pub fn data(&self) -> Option<Value> {
        self.shown().next().map(path::data)
    }
}

/// The lessons in the order in which they are best taken.
pub static LESSONS: &[Lesson] = &[
    build_lessons::NOTHING_RED,
    build_lessons::MAIL,
    path_lessons::EVENT_TAGS,
    path_lessons::DOMAINS,
    path_lessons::ATTRIBUTE_TAGS,
    path_lessons::ACTORS,
    build_lessons::SPELLING,
    build_lessons::WARNINGLIST,
];

/// The lesson with this id.
pub fn lesson(id: &str) -> Option<&'static Lesson> {
    LESSONS.iter().find(|lesson| lesson.id == id)
}

/// An event of the lessons.
macro_rules! event {
    ($name:literal, $file:literal, $description:literal) => {
        crate::catalogue::samples::Sample {
            name: $name,
            description: $description,
            json: include_str!(concat!("../../../assets/lessons/events/", $file, ".json")),
        }
    };
}
use event;

#[cfg(test)]
mod tests;

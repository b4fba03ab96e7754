//! The lessons: which one is open, what the learner made of each, and checking it.

use std::collections::HashMap;

use misp_flow_engine::{
    catalogue::samples::Sample,
    lessons::{Exercise, LESSONS, Lesson, Verdict},
};

use super::{Command, LeftTab, OpenDocument, Revision, State, files::Outcome};

/// What a learner made of one lesson since the program started.
#[derive(Clone, Debug, Default)]
pub struct LessonWork {
    /// The path that was typed, where the lesson is about one.
    pub path: String,
    /// What that path finds in the event that is shown, or why a server fails at it; nothing
    /// where none was typed.
    pub found: Option<Result<Vec<String>, String>>,
    /// How many hints are shown; the one behind the last is the solution.
    pub hints: usize,
    /// Whether the workflow to begin with was opened.
    pub started: bool,
    /// What the last check said, and of which state of the document.
    pub checked: Option<(Verdict, Revision)>,
}

/// The lessons as the window shows them.
#[derive(Debug, Default)]
pub struct Learning {
    open: Option<usize>,
    work: HashMap<&'static str, LessonWork>,
    /// Counts the checks, so that a late answer is not taken for a newer one.
    checks: u64,
    answered: u64,
}

/// What a check in the background gave.
#[derive(Debug)]
pub(super) struct LessonChecked {
    lesson: &'static Lesson,
    verdict: Verdict,
    revision: Revision,
    number: u64,
}

impl Learning {
    /// The place of the open lesson in the list of lessons.
    pub fn open_place(&self) -> Option<usize> {
        self.open
    }

    /// The open lesson.
    pub fn lesson(&self) -> Option<&'static Lesson> {
        LESSONS.get(self.open?)
    }

    /// What the learner made of a lesson; nothing where it was not opened yet.
    pub fn work(&self, lesson: &Lesson) -> Option<&LessonWork> {
        self.work.get(lesson.id)
    }

    /// Tells a check's answer from the one before.
    pub fn answered(&self) -> u64 {
        self.answered
    }

    fn work_mut(&mut self) -> Option<(&'static Lesson, &mut LessonWork)> {
        let lesson = self.lesson()?;
        Some((lesson, self.work.entry(lesson.id).or_default()))
    }
}

impl State {
    /// The lessons.
    pub fn learning(&self) -> &Learning {
        &self.learning
    }

    /// Whether a lesson was solved, now or at an earlier start.
    pub fn is_learned(&self, lesson: &Lesson) -> bool {
        self.settings.lessons_done.iter().any(|id| id == lesson.id)
    }

    pub(super) fn apply_to_lessons(&mut self, command: Command) {
        match command {
            Command::OpenLesson(place) => {
                self.apply(Command::ShowLeft(LeftTab::Learn));
                self.learning.open = Some(place).filter(|place| *place < LESSONS.len());
                self.learning.work_mut();
            }
            Command::CloseLesson => self.learning.open = None,
            Command::StartLesson => self.start_lesson(),
            Command::TypePath(path) => self.type_path(path),
            Command::CheckLesson => self.check_lesson(),
            Command::Hint => {
                if let Some((lesson, work)) = self.learning.work_mut() {
                    work.hints = (work.hints + 1).min(lesson.hints.len() + 1);
                }
            }
            Command::OpenSolution => self.open_solution(),
            Command::TryLessonEvent(place) => self.try_event(place),
            _ => {}
        }
    }

    fn start_lesson(&mut self) {
        let Some((lesson, work)) = self.learning.work_mut() else {
            return;
        };
        let Exercise::Build(exercise) = &lesson.exercise else {
            return;
        };
        work.started = true;
        work.checked = None;
        let mut shown = lesson.exercise.shown();
        let first = shown.next();
        for other in shown {
            self.events
                .add_sample(other.name, other.description, other.json);
        }
        if let Some(first) = first {
            self.choose_sample(first);
        }
        let workflow = exercise.start(lesson.title, &self.catalogue);
        self.add_tab(OpenDocument::new(workflow));
    }

    fn open_solution(&mut self) {
        match self.learning.lesson().map(|lesson| &lesson.exercise) {
            Some(Exercise::Path(exercise)) => self.type_path(exercise.solution.to_owned()),
            Some(Exercise::Build(exercise)) => {
                if let Some(workflow) = exercise.solved() {
                    self.add_tab(OpenDocument::new(workflow));
                }
            }
            None => {}
        }
    }

    fn type_path(&mut self, path: String) {
        let Some((lesson, work)) = self.learning.work_mut() else {
            return;
        };
        if let Exercise::Path(exercise) = &lesson.exercise {
            let typed = !path.trim().is_empty();
            let look = || exercise.look(&path).map_err(|error| error.to_string());
            work.found = typed.then(look);
            work.path = path;
            work.checked = None;
        }
    }

    fn check_lesson(&mut self) {
        self.apply(Command::ShowLeft(LeftTab::Learn));
        self.learning.checks += 1;
        let number = self.learning.checks;
        let Some((lesson, work)) = self.learning.work_mut() else {
            return;
        };
        let path = work.path.clone();
        self.tab.document.seal();
        let (workflow, revision) = (
            self.tab.document.workflow().clone(),
            self.tab.document.revision(),
        );
        let catalogue = std::sync::Arc::clone(&self.catalogue);
        self.start(format!("Checking {}…", lesson.title), move || {
            let verdict = match &lesson.exercise {
                Exercise::Path(exercise) => exercise.check(&path),
                Exercise::Build(exercise) => exercise.check(&workflow, &catalogue),
            };
            Outcome::LessonChecked(LessonChecked {
                lesson,
                verdict,
                revision,
                number,
            })
        });
    }

    pub(super) fn lesson_checked(&mut self, done: LessonChecked) {
        if done.number != self.learning.checks {
            return;
        }
        self.learning.answered = done.number;
        if done.verdict.passed() && !self.is_learned(done.lesson) {
            self.settings.lessons_done.push(done.lesson.id.to_owned());
        }
        if let Some(work) = self.learning.work.get_mut(done.lesson.id) {
            work.checked = Some((done.verdict, done.revision));
        }
    }

    /// Simulates with one of the events that the open lesson is checked with.
    fn try_event(&mut self, place: usize) {
        let exercise = self.learning.lesson().map(|lesson| &lesson.exercise);
        let Some(Exercise::Build(exercise)) = exercise else {
            return;
        };
        if let Some(case) = exercise.cases.get(place) {
            self.choose_sample(case.event);
            self.apply(Command::Simulate);
        }
    }

    fn choose_sample(&mut self, sample: &'static Sample) {
        self.events
            .add_sample(sample.name, sample.description, sample.json);
        self.events.choose_named(sample.name);
    }
}

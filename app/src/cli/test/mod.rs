//! `misp-flow test`.

mod junit;
mod report;

use std::path::PathBuf;

use clap::Args;

use super::{BAD_INPUT, BLOCKED, Failure, print};
use crate::{
    expectations::{self, TestedFile, Verdict},
    library,
};

/// Tell whether workflows still do what is expected of them
///
/// Simulates what each NAME.expect.json in the folders says (`misp-flow expect` writes them), and
/// prints what is as expected and what differs. Nothing is sent. Exit status: 0 all is as expected,
/// 2 something differs, 1 bad input, also where no expectation is found, or only some could not be
/// tested.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  misp-flow test workflows/
  misp-flow test workflows/ --junit report.xml
  misp-flow test workflows/red.json --json | jq .different")]
pub(super) struct TestArguments {
    /// Folders, searched with the folders in them; or the file of a workflow or of expectations
    #[arg(value_name = "DIR", default_value = ".")]
    pub places: Vec<PathBuf>,
    /// Write JUnit XML to this file as well, which is replaced, for Jenkins, GitLab and the like
    #[arg(long, value_name = "FILE.xml")]
    pub junit: Option<PathBuf>,
    /// Print JSON: {as_expected, different, untested, files}
    #[arg(long)]
    pub json: bool,
}

pub(super) fn run(arguments: &TestArguments) -> Result<u8, Failure> {
    let mut paths = Vec::new();
    for place in &arguments.places {
        paths.extend(expectations::find(place)?);
    }
    let files: Vec<TestedFile> = paths
        .iter()
        .map(|path| expectations::test_file(path))
        .collect();
    let count = Count::of(&files);
    if count.all() == 0 {
        let places = arguments.places.iter();
        let places: Vec<String> = places.map(|place| place.display().to_string()).collect();
        return Err(Failure::NoExpectations(places.join(", ")));
    }
    if let Some(path) = &arguments.junit {
        library::replace(path, junit::xml(&files).as_bytes())?;
    }
    print(&if arguments.json {
        format!("{:#}\n", report::json(&files, &count))
    } else {
        report::text(&files, &count, report::is_coloured())
    })?;
    // What could not be tested comes after what is known to be bad.
    Ok(match (count.different, count.untested) {
        (0, 0) => 0,
        (0, _) => BAD_INPUT,
        _ => BLOCKED,
    })
}

/// How many expectations came to what.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    as_expected: usize,
    different: usize,
    /// Those that could not be tested; a file that cannot be used counts as one.
    untested: usize,
}

impl Count {
    fn of(files: &[TestedFile]) -> Self {
        let mut count = Self::default();
        for file in files {
            match &file.result {
                Err(_) => count.untested += 1,
                Ok(tested) => tested.iter().for_each(|one| count.add(&one.verdict)),
            }
        }
        count
    }

    fn add(&mut self, verdict: &Verdict) {
        *match verdict {
            Verdict::AsExpected => &mut self.as_expected,
            Verdict::Differs(_) => &mut self.different,
            Verdict::Unusable(_) => &mut self.untested,
        } += 1;
    }

    fn all(&self) -> usize {
        self.as_expected + self.different + self.untested
    }
}

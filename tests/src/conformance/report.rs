//! Running the vectors and telling how it went.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{KINDS, Kind, Vectors};

/// How a run went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Vectors that the engine answers as MISP does.
    pub passed: usize,
    /// Vectors that it answers in another way, or cannot be read.
    pub failed: usize,
    /// Whether what must pass did.
    pub is_good: bool,
}

/// Runs all vectors and gives a line per file to `print`: `NAME passed/total`. With `details`,
/// the vectors that fail follow, each with what was different.
pub fn run(files: &[Vectors], details: bool, mut print: impl FnMut(String)) -> Summary {
    let mut summary = Summary {
        is_good: !files.is_empty(),
        ..Summary::default()
    };
    for file in files {
        let kind_name = file.name.strip_prefix("peer_").unwrap_or(&file.name);
        let Some(kind) = KINDS.iter().find(|kind| kind.name == kind_name) else {
            print(format!("{} is no known kind of vectors", file.name));
            summary.failed += file.vectors.len() + file.faults.len();
            summary.is_good = false;
            continue;
        };
        let failures = check(kind, file);
        let total = file.vectors.len() + file.faults.len();
        let passed = total - failures.len();
        let note = if kind.check.is_none() {
            " (not run yet)"
        } else {
            ""
        };
        print(format!("{} {passed}/{total}{note}", file.name));
        if details && kind.check.is_some() {
            for failure in &failures {
                print(format!("    {failure}"));
            }
        }
        for fault in &file.faults {
            print(format!("    unreadable: {fault}"));
        }
        summary.passed += passed;
        summary.failed += failures.len();
        if kind.must_pass && !failures.is_empty() || !file.faults.is_empty() || total == 0 {
            summary.is_good = false;
        }
    }
    summary
}

/// What went wrong: a line per vector.
fn check(kind: &Kind, file: &Vectors) -> Vec<String> {
    let mut failures: Vec<String> = file.faults.clone();
    for (id, vector) in &file.vectors {
        let outcome = match kind.check {
            None => Err("not run yet".to_owned()),
            Some(check) => catch_unwind(AssertUnwindSafe(|| check(vector)))
                .unwrap_or_else(|_| Err("panics".to_owned())),
        };
        if let Err(difference) = outcome {
            failures.push(format!("{id}: {difference}"));
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use misp_flow_engine::value::Value;

    use super::*;

    fn outcome(name: &str, vectors: &[&str], faults: &[&str]) -> (Summary, Vec<String>) {
        let parsed = vectors
            .iter()
            .map(|json| Value::from_json(json.as_bytes()).unwrap());
        let file = Vectors {
            name: name.to_owned(),
            vectors: parsed.map(|vector| ("id".to_owned(), vector)).collect(),
            faults: faults.iter().map(|fault| (*fault).to_owned()).collect(),
        };
        let mut lines = Vec::new();
        let summary = run(&[file], true, |line| lines.push(line));
        (summary, lines)
    }

    #[test]
    fn only_what_is_whole_is_good() {
        let right = r#"{"data":{"a":1},"path":"a","expected":1}"#;
        let wrong = r#"{"data":{"a":1},"path":"a","expected":2}"#;
        let throws = r#"{"data":1,"path":"a","error":"TypeError: whatever"}"#;
        let (summary, lines) = outcome("peer_hash_get", &[right, throws], &[]);
        assert_eq!(
            (summary.passed, summary.failed, summary.is_good),
            (2, 0, true)
        );
        assert_eq!(lines, ["peer_hash_get 2/2"]);
        let (summary, lines) = outcome("hash_get", &[right, wrong], &[]);
        assert_eq!(
            (summary.passed, summary.failed, summary.is_good),
            (1, 1, false)
        );
        assert_eq!(lines, ["hash_get 1/2", "    id: gives 1 instead of 2"]);
        assert!(
            !outcome("hash_get", &[right], &["line 2: unreadable"])
                .0
                .is_good
        );
        assert!(!outcome("hash_get", &[], &[]).0.is_good);
        assert!(!outcome("no_such_kind", &[right], &[]).0.is_good);
        assert!(!run(&[], false, |_| {}).is_good);
    }
}

//! What the lists say about a post and about a run.

use crate::listen::{Address, Index, Kind, Verdict, date};
use crate::window::controls::size_words;

/// A line of the list of posts.
#[derive(Clone, Debug)]
pub(super) struct PostLine {
    pub time: String,
    pub run: String,
    pub uncertain: bool,
    pub trigger: String,
    pub what: String,
    pub result: String,
    pub verdict: Verdict,
    pub size: String,
    /// Only the beginning of the body came.
    pub cut: bool,
    /// The body should be JSON and is none.
    pub broken: bool,
    pub since: String,
    pub pinned: bool,
}

/// A line of the list of runs.
#[derive(Clone, Debug)]
pub(super) struct RunLine {
    pub time: String,
    pub number: u32,
    pub trigger: String,
    pub posts: String,
    pub outcome: String,
    pub verdict: Verdict,
    pub uncertain: bool,
    pub took: String,
}

/// The line of the post at this place.
pub(super) fn of_post(index: &Index, place: u32) -> Option<PostLine> {
    let row = index.rows().get(place as usize)?;
    let names = index.names();
    let before = row
        .before
        .and_then(|before| index.rows().get(before as usize));
    let address = Address::of(names.get(row.path));
    let module = names.get(row.module);
    let node = names.get(row.node);
    let what = match row.kind {
        Kind::Init if row.blocking => "begins, blocking".to_owned(),
        Kind::Init => "begins".to_owned(),
        Kind::End => "ends".to_owned(),
        Kind::Exec if node.is_empty() => module.to_owned(),
        Kind::Exec => format!("{module}, node {node}"),
        Kind::Debug => format!("{module} says"),
        Kind::Other => format!("{module} {}", names.get(row.path)),
    };
    let result = match address.message.is_empty() {
        true => result_words(row.verdict).to_owned(),
        false => format!("{}: {}", result_words(row.verdict), address.message),
    };
    let size = size_words(usize::try_from(row.size).unwrap_or(usize::MAX));
    Some(PostLine {
        time: time(row.time),
        run: match row.run {
            0 => String::new(),
            run => run.to_string(),
        },
        uncertain: row.uncertain,
        trigger: names.get(row.trigger).to_owned(),
        what,
        result,
        verdict: row.verdict,
        size,
        cut: row.is_cut(),
        broken: row.broken,
        since: before.map_or(String::new(), |before| {
            format!("+{}", duration(row.time.saturating_sub(before.time)))
        }),
        pinned: index.is_pinned(place),
    })
}

/// The line of the run of this number.
pub(super) fn of_run(index: &Index, number: u32) -> Option<RunLine> {
    let run = index.run(number)?;
    let at = |place: u32| index.rows().get(place as usize).map_or(0, |row| row.time);
    let outcome = match (run.outcome, run.begun) {
        (Some(verdict), true) => result_words(verdict).to_owned(),
        (Some(verdict), false) => format!("{}, its beginning did not come", result_words(verdict)),
        (None, _) => "no end yet".to_owned(),
    };
    let bad = match run.bad {
        0 => String::new(),
        1 => ", 1 node failed".to_owned(),
        several => format!(", {several} nodes failed"),
    };
    let posts = match run.posts {
        1 => "1 post".to_owned(),
        several => format!("{several} posts"),
    };
    Some(RunLine {
        time: time(at(run.first)),
        number,
        trigger: index.names().get(run.trigger).to_owned(),
        posts,
        outcome: format!("{outcome}{bad}"),
        verdict: match run.outcome {
            Some(Verdict::Success) if run.bad > 0 => Verdict::PartialSuccess,
            outcome => outcome.unwrap_or(Verdict::None),
        },
        uncertain: run.uncertain,
        took: duration(at(run.last).saturating_sub(at(run.first))),
    })
}

/// A verdict in words.
pub(super) fn result_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::None => "",
        Verdict::Success => "success",
        Verdict::PartialSuccess => "failed",
        Verdict::DisabledModule => "module is switched off",
        Verdict::LoadingError => "module is missing",
        Verdict::Error => "error",
        Verdict::Failure => "failure",
        Verdict::Blocked => "blocked",
    }
}

fn time(milliseconds: u64) -> String {
    let date = date(milliseconds);
    date.get(11..23).unwrap_or_default().to_owned()
}

fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        1_000..60_000 => format!("{:.1} s", milliseconds as f64 / 1e3),
        _ => format!("{} min", milliseconds / 60_000),
    }
}

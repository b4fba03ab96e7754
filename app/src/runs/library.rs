//! The file of kept runs. Each call opens it for itself and may wait for the disk, so it belongs
//! into background jobs; any number of threads and processes may use one file at once.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use misp_flow_engine::{catalogue::Catalogue, run::Run, workflow::Workflow};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use super::{
    Ending, KeptRun, RunError, RunRow,
    body::{Packed, workflow_text},
    schema,
};
use crate::clock::now_millis;

/// How long removed runs can be brought back, in milliseconds.
const GRACE: u64 = 24 * 60 * 60 * 1000;

/// How much is kept of what is not pinned; the oldest runs make room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// So many runs.
    pub runs: usize,
    /// So many bytes.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            runs: 1_000,
            bytes: 500 * 1024 * 1024,
        }
    }
}

/// What keeping a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its row.
    pub row: RunRow,
    /// The runs that have made room.
    pub gone: Vec<i64>,
}

/// The runs that are kept.
#[derive(Clone, Debug)]
pub struct RunLibrary {
    path: PathBuf,
    limits: Limits,
}

/// What tells a workflow from others: its uuid, else its name.
pub(crate) fn key_of(workflow: &Workflow) -> String {
    let uuid = workflow.uuid.clone().filter(|uuid| !uuid.is_empty());
    uuid.unwrap_or_else(|| format!("name {}", workflow.name))
}

/// Whether two documents are the same workflow in the same state.
pub(crate) fn is_same_workflow(one: &Workflow, other: &Workflow) -> bool {
    workflow_text(one) == workflow_text(other)
}

impl RunLibrary {
    /// The runs of this file, which is made when the first one is kept.
    pub fn at(path: PathBuf) -> Self {
        Self::with_limits(path, Limits::default())
    }

    /// The same with other limits.
    pub fn with_limits(path: PathBuf, limits: Limits) -> Self {
        Self { path, limits }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn open(&self) -> Result<Connection, RunError> {
        schema::open(&self.path)
    }

    fn failed(&self, error: rusqlite::Error) -> RunError {
        RunError::of(error, self.path.clone())
    }

    /// Keeps a run that came out as `run`. Older ones make room.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn keep(&self, kept: &KeptRun, run: &Run, catalogue: &Catalogue) -> Result<Kept, RunError> {
        let packed = kept.packed()?;
        let workflow = &kept.inputs.workflow;
        let trigger = kept.inputs.that_runs(catalogue);
        let trigger = trigger.graph.trigger().map(|(_, node)| &node.module);
        let size = packed.body.len() + packed.data.as_ref().map_or(0, Vec::len);
        let mut row = RunRow {
            id: 0,
            at: kept.at,
            name: kept.name.clone(),
            pinned: false,
            workflow: workflow.name.clone(),
            key: key_of(workflow),
            trigger: trigger.map(ToString::to_string).unwrap_or_default(),
            event: kept.inputs.event.clone(),
            ending: match kept.inputs.until {
                Some(_) => Ending::Stopped,
                None => Ending::of(run),
            },
            sentence: kept.result.sentence.clone(),
            steps: run.steps.len(),
            size: size as u64,
            has_data: packed.data.is_some(),
            sent: kept.inputs.exchanges.len(),
            changed: !kept.inputs.changes.is_empty(),
            answered: run.has_set(&kept.inputs.answers),
        };
        let mut connection = self.open()?;
        let mut insert = || -> rusqlite::Result<(i64, Vec<i64>)> {
            let writing = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let id = insert(&writing, &row, &packed)?;
            let gone = make_room(&writing, self.limits)?;
            writing.commit()?;
            connection.execute_batch("PRAGMA incremental_vacuum")?;
            Ok((id, gone))
        };
        let (id, gone) = insert().map_err(|error| self.failed(error))?;
        row.id = id;
        Ok(Kept { row, gone })
    }

    /// All runs, the latest first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn list(&self) -> Result<Vec<RunRow>, RunError> {
        // Looking makes no file, but says where none could be made.
        if !self.path.exists() {
            let begun = schema::begin_folder(&self.path);
            return begun.map(|()| Vec::new());
        }
        let connection = self.open()?;
        rows(&connection).map_err(|error| self.failed(error))
    }

    /// The last run of the workflow with this key during which something was really sent.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn last_that_sent(&self, key: &str) -> Result<Option<i64>, RunError> {
        const FIND: &str = "SELECT MAX(id) FROM runs WHERE key = ?1 AND sent > 0 AND removed = 0";
        // Looking makes no file.
        if !self.path.exists() {
            return Ok(None);
        }
        let found = self.open()?.query_row(FIND, [key], |row| row.get(0));
        found.map_err(|error| self.failed(error))
    }

    /// A run with all that it was made from.
    ///
    /// # Errors
    /// Where it is gone, or cannot be read.
    pub fn read(&self, id: i64) -> Result<KeptRun, RunError> {
        const FIND: &str =
            "SELECT at, name, body, data FROM runs JOIN bodies USING (id) WHERE id = ?1";
        let connection = self.open()?;
        let found = connection.query_row(FIND, [id], |row| {
            let packed = Packed {
                body: row.get(2)?,
                data: row.get(3)?,
            };
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, packed))
        });
        let found = found.optional().map_err(|error| self.failed(error))?;
        let (at, name, packed) = found.ok_or(RunError::Gone)?;
        KeptRun::unpacked(at.unsigned_abs(), name, &packed)
    }

    /// Names a run; an empty name is none.
    ///
    /// # Errors
    /// Where the file cannot be written, or the run is gone.
    pub fn rename(&self, id: i64, name: &str) -> Result<(), RunError> {
        let done =
            (self.open()?).execute("UPDATE runs SET name = ?2 WHERE id = ?1", params![id, name]);
        self.one(done)
    }

    /// Lets a run stay when others make room, or not.
    ///
    /// # Errors
    /// Where the file cannot be written, or the run is gone.
    pub fn pin(&self, id: i64, pinned: bool) -> Result<(), RunError> {
        let done = (self.open()?).execute(
            "UPDATE runs SET pinned = ?2 WHERE id = ?1",
            params![id, pinned],
        );
        self.one(done)
    }

    fn one(&self, done: rusqlite::Result<usize>) -> Result<(), RunError> {
        match done.map_err(|error| self.failed(error))? {
            0 => Err(RunError::Gone),
            _ => Ok(()),
        }
    }

    /// Takes runs off the list. For a day they can be brought back.
    ///
    /// # Errors
    /// Where the file cannot be written; nothing is removed then.
    pub fn remove(&self, ids: &[i64]) -> Result<(), RunError> {
        self.mark_removed(ids, now_millis())
    }

    /// Brings removed runs back.
    ///
    /// # Errors
    /// Where the file cannot be written; nothing is brought back then.
    pub fn bring_back(&self, ids: &[i64]) -> Result<(), RunError> {
        self.mark_removed(ids, 0)
    }

    /// Brings all back that was removed during the last day; gives how many.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn bring_all_back(&self) -> Result<usize, RunError> {
        let back = "UPDATE runs SET removed = 0 WHERE removed > 0";
        let done = self.open()?.execute(back, []);
        done.map_err(|error| self.failed(error))
    }

    /// Removes a run for good: one that has gone on since it was kept.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn forget(&self, id: i64) -> Result<(), RunError> {
        let done = self.open()?.execute("DELETE FROM runs WHERE id = ?1", [id]);
        done.map(drop).map_err(|error| self.failed(error))
    }

    fn mark_removed(&self, ids: &[i64], at: u64) -> Result<(), RunError> {
        let mut connection = self.open()?;
        let mut mark = || -> rusqlite::Result<()> {
            let writing = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for id in ids {
                let at = at.cast_signed();
                writing.execute(
                    "UPDATE runs SET removed = ?2 WHERE id = ?1",
                    params![id, at],
                )?;
            }
            writing.commit()
        };
        mark().map_err(|error| self.failed(error))
    }

    /// Puts a file that cannot be read out of the way, so that a new one is begun; gives where it
    /// is now.
    ///
    /// # Errors
    /// Where it cannot be moved.
    pub fn set_aside(&self) -> io::Result<PathBuf> {
        let name = format!("damaged-{}.sqlite", now_millis());
        let aside = self.path.with_extension(name);
        fs::rename(&self.path, &aside)?;
        // What SQLite keeps beside the file belongs to the damaged one.
        for ending in ["-wal", "-shm"] {
            let mut beside = self.path.clone().into_os_string();
            beside.push(ending);
            match fs::remove_file(beside) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(aside)
    }
}

fn insert(writing: &Connection, row: &RunRow, packed: &Packed) -> rusqlite::Result<i64> {
    writing.execute(
        "INSERT INTO runs (at, name, pinned, workflow, key, trigger_id, event, ending, sentence, steps, size, has_data, sent, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            row.at.cast_signed(),
            row.name,
            row.pinned,
            row.workflow,
            row.key,
            row.trigger,
            row.event,
            row.ending.name(),
            row.sentence,
            row.steps as i64,
            row.size.cast_signed(),
            row.has_data,
            row.sent as i64,
            i64::from(row.changed) | (i64::from(row.answered) << 1),
        ],
    )?;
    let id = writing.last_insert_rowid();
    writing.execute(
        "INSERT INTO bodies (id, body, data) VALUES (?1, ?2, ?3)",
        params![id, packed.body, packed.data],
    )?;
    Ok(id)
}

/// Removes for good what was removed long ago, and what is beyond the limits: first what was
/// removed, then the oldest runs. Gives the numbers of the latter.
fn make_room(writing: &Connection, limits: Limits) -> rusqlite::Result<Vec<i64>> {
    let long_ago = now_millis().saturating_sub(GRACE).cast_signed();
    writing.execute(
        "DELETE FROM runs WHERE removed > 0 AND removed < ?1",
        [long_ago],
    )?;
    let mut sizes = writing.prepare(
        "SELECT id, size FROM runs WHERE pinned = 0 OR removed > 0 ORDER BY removed > 0, id DESC",
    )?;
    let mut rows = sizes.query([])?;
    let (mut count, mut bytes, mut gone) = (0, 0, Vec::new());
    while let Some(row) = rows.next()? {
        count += 1;
        bytes += row.get::<_, i64>(1)?.unsigned_abs();
        // The newest one stays, however large.
        if count > 1 && (count > limits.runs || bytes > limits.bytes) {
            gone.push(row.get(0)?);
        }
    }
    for id in &gone {
        writing.execute("DELETE FROM runs WHERE id = ?1", [id])?;
    }
    Ok(gone)
}

fn rows(connection: &Connection) -> rusqlite::Result<Vec<RunRow>> {
    let mut all = connection.prepare(
        "SELECT id, at, name, pinned, workflow, key, trigger_id, event, ending, sentence, steps, size, has_data, sent, changed
         FROM runs WHERE removed = 0 ORDER BY id DESC",
    )?;
    let rows = all.query_map([], |row| {
        // One bit for each kind of what was done by hand.
        let by_hand: i64 = row.get(14)?;
        Ok(RunRow {
            id: row.get(0)?,
            at: row.get::<_, i64>(1)?.unsigned_abs(),
            name: row.get(2)?,
            pinned: row.get(3)?,
            workflow: row.get(4)?,
            key: row.get(5)?,
            trigger: row.get(6)?,
            event: row.get(7)?,
            ending: Ending::named(&row.get::<_, String>(8)?),
            sentence: row.get(9)?,
            steps: usize::try_from(row.get::<_, i64>(10)?).unwrap_or_default(),
            size: row.get::<_, i64>(11)?.unsigned_abs(),
            has_data: row.get(12)?,
            sent: usize::try_from(row.get::<_, i64>(13)?).unwrap_or_default(),
            changed: by_hand & 1 != 0,
            answered: by_hand & 2 != 0,
        })
    })?;
    rows.collect()
}

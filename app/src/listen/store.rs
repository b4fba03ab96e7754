//! The posts on the disk: files that are only added to, written by one thread. What was answered
//! has been handed to the system before, so that nothing that happens to this program loses it.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, BufReader, BufWriter, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread::{self, JoinHandle},
};

use thiserror::Error;

use super::{
    Index, Intake, Post, PostRow, Taken,
    index::{About, Place},
    record::{self, Lengths},
    rows_file,
};
use crate::library::private_folder;

/// A file of posts is not added to any more once it is so large, in bytes.
const SEGMENT: u64 = 512 * 1024 * 1024;
/// So many rows wait to be written together at most.
const ROWS_TOGETHER: usize = 512;

/// Why posts cannot be kept.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another program writes them.
    #[error(
        "The debug posts in {0} are in use by another window or by misp-flow listen; close that first"
    )]
    InUse(PathBuf),
    /// The disk.
    #[error("The debug posts in {0} cannot be kept: {1}")]
    Io(PathBuf, io::Error),
}

/// What the writing thread is asked to do.
enum Job {
    Add(Box<Post>, Taken),
    Pin(u32, bool),
    /// Removes all but pinned posts.
    Clear(Sender<io::Result<()>>),
    /// Writes what waits and says so.
    Flush(Sender<()>),
}

/// The posts on the disk. Clones share them.
#[derive(Clone)]
pub struct PostStore(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    index: Arc<RwLock<Index>>,
    jobs: Mutex<Option<Sender<Job>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    wake: Arc<Wake>,
}

/// Tells whoever looks that there is something new, once until looked at.
#[derive(Default)]
struct Wake {
    told: AtomicBool,
    tell: Mutex<Option<Box<dyn Fn() + Send>>>,
}

impl Wake {
    fn tell(&self) {
        if !self.told.swap(true, Ordering::Relaxed)
            && let Some(tell) = &*self.tell.lock().unwrap_or_else(PoisonError::into_inner)
        {
            tell();
        }
    }
}

impl std::fmt::Debug for PostStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostStore")
            .field("folder", &self.0.folder)
            .finish_non_exhaustive()
    }
}

impl PostStore {
    /// Opens the posts of a folder, which is made where it is not there.
    ///
    /// # Errors
    /// Where another program has it open, or the disk fails.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let failed = |error| StoreError::Io(folder.to_owned(), error);
        private_folder(folder).map_err(failed)?;
        let lock = open_to_add(&folder.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(StoreError::InUse(folder.to_owned()));
            }
            Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
        let (index, files) = Files::open(folder, lock).map_err(failed)?;
        let index = Arc::new(RwLock::new(index));
        let wake = Arc::new(Wake::default());
        let (jobs, received) = channel();
        let mut writer = Writer {
            files,
            index: Arc::clone(&index),
            wake: Arc::clone(&wake),
            scratch: Vec::new(),
            waiting: Vec::new(),
            waiting_names: Vec::new(),
        };
        let writer = thread::Builder::new()
            .name("posts".to_owned())
            .spawn(move || writer.work(&received))
            .map_err(failed)?;
        Ok(Self(Arc::new(Inner {
            folder: folder.to_owned(),
            index,
            jobs: Mutex::new(Some(jobs)),
            writer: Mutex::new(Some(writer)),
            wake,
        })))
    }

    /// What is known of the posts. To be let go of soon: taking posts waits for it.
    pub fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.0.wake.told.store(false, Ordering::Relaxed);
        self.0.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has this called when there is something new, once until the index is looked at again.
    pub fn on_news(&self, tell: impl Fn() + Send + 'static) {
        let mut place = (self.0.wake.tell.lock()).unwrap_or_else(PoisonError::into_inner);
        *place = Some(Box::new(tell));
    }

    /// Keeps a post and says so when it is safe.
    pub fn add(&self, post: Post, taken: Taken) {
        if let Err(Job::Add(_, taken)) = self.ask(Job::Add(Box::new(post), taken)) {
            taken(Err("The debug posts are not written any more".to_owned()));
        }
    }

    /// Lets a post be kept when the others are cleared, or not.
    pub fn pin(&self, post: u32, on: bool) {
        // Nothing to pin where nothing is written any more.
        let _ = self.ask(Job::Pin(post, on));
    }

    /// Removes all posts that are not pinned, and waits for it.
    ///
    /// # Errors
    /// Where the disk fails.
    pub fn clear(&self) -> io::Result<()> {
        let (done, wait) = channel();
        // Without a writer the answer never comes, which is an error below.
        let _ = self.ask(Job::Clear(done));
        wait.recv().map_err(io::Error::other)?
    }

    /// Waits until all that was added before is written.
    pub fn flush(&self) {
        let (done, wait) = channel();
        let _ = self.ask(Job::Flush(done));
        // Nothing waits where nothing is written any more.
        let _ = wait.recv();
    }

    /// Reads a post.
    ///
    /// # Errors
    /// Where it was cleared since, or the disk fails.
    pub fn read(&self, row: &PostRow) -> io::Result<Post> {
        read_post(&self.0.folder, row)
    }

    fn ask(&self, job: Job) -> Result<(), Job> {
        let jobs = self.0.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        match &*jobs {
            Some(jobs) => jobs.send(job).map_err(|refused| refused.0),
            None => Err(job),
        }
    }
}

impl Intake for PostStore {
    fn take(&self, post: Post, taken: Taken) {
        self.add(post, taken);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Without a sender the writer ends once all is written.
        drop((self.jobs.lock().unwrap_or_else(PoisonError::into_inner)).take());
        let writer = (self.writer.lock().unwrap_or_else(PoisonError::into_inner)).take();
        if let Some(writer) = writer {
            // A writer that panicked has lost what it could lose already.
            let _ = writer.join();
        }
    }
}

/// The one thread that writes.
struct Writer {
    files: Files,
    index: Arc<RwLock<Index>>,
    wake: Arc<Wake>,
    scratch: Vec<u8>,
    /// Rows that are in the index and not in the file yet.
    waiting: Vec<u8>,
    waiting_names: Vec<u8>,
}

impl Writer {
    fn work(&mut self, jobs: &Receiver<Job>) {
        while let Ok(job) = jobs.recv() {
            let mut next = Some(job);
            while let Some(job) = next {
                self.carry_out(job);
                next = jobs.try_recv().ok();
            }
            self.write_rows();
            self.wake.tell();
        }
        self.write_rows();
    }

    fn carry_out(&mut self, job: Job) {
        match job {
            Job::Add(post, taken) => match self.files.add(&post, &mut self.scratch) {
                Ok((place, lengths)) => {
                    // The sender waits, and need not wait for the index.
                    taken(Ok(()));
                    self.note(&post, place, lengths);
                    if self.waiting.len() >= ROWS_TOGETHER * rows_file::LENGTH {
                        self.write_rows();
                        self.wake.tell();
                    }
                }
                Err(error) => taken(Err(error.to_string())),
            },
            Job::Pin(post, on) => {
                let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
                index.pin(post, on);
                // A pin that is lost costs no post.
                let _ = self.files.write_pins(index.pins());
            }
            Job::Clear(done) => {
                self.write_rows();
                // Nobody waits any more where this fails.
                let _ = done.send(self.clear());
            }
            Job::Flush(done) => {
                self.write_rows();
                let _ = done.send(());
            }
        }
    }

    fn note(&mut self, post: &Post, place: Place, lengths: Lengths) {
        let about = About::of(post);
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        let known = index.names().len();
        let row = index.add(post, &about, place, lengths);
        for name in index.names().from(known) {
            put_name(&mut self.waiting_names, name);
        }
        self.waiting.extend(rows_file::write(&row));
    }

    /// Failing costs nothing but time: what is not in the files is read from the posts.
    fn write_rows(&mut self) {
        let names = self.files.names.write_all(&self.waiting_names);
        if names.is_ok() {
            let _ = self.files.rows.write_all(&self.waiting);
        }
        self.waiting_names.clear();
        self.waiting.clear();
    }

    fn clear(&mut self) -> io::Result<()> {
        let (pinned, generation): (Vec<PostRow>, u64) = {
            let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
            let row = |post: &u32| index.rows().get(*post as usize).copied();
            let pinned = index.pins().iter().filter_map(row);
            (pinned.collect(), index.generation())
        };
        let old = self.files.segment;
        self.files.begin_anew()?;
        let mut fresh = Index::default();
        for row in &pinned {
            let post = read_post(&self.files.folder, row)?;
            let (place, lengths) = self.files.add(&post, &mut self.scratch)?;
            fresh.add(&post, &About::of(&post), place, lengths);
        }
        fresh.set_pins((0..u32::try_from(pinned.len()).unwrap_or(0)).collect());
        fresh.set_generation(generation + 1);
        self.files.write_pins(fresh.pins())?;
        self.files.remove_up_to(old);
        self.files.write_index(&fresh)?;
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        let former = std::mem::replace(&mut *index, fresh);
        drop(index);
        drop(former);
        Ok(())
    }
}

/// The files of a folder.
struct Files {
    folder: PathBuf,
    /// Held for as long as this program writes.
    _lock: File,
    segment: u32,
    posts: File,
    offset: u64,
    names: File,
    rows: File,
}

impl Files {
    fn open(folder: &Path, lock: File) -> io::Result<(Index, Self)> {
        let segments = segments(folder)?;
        let (first, last) = (segments.first().copied(), segments.last().copied());
        let stored = read_index(folder).filter(|index| {
            // An index from before a clearing knows files that are gone.
            let told = index.rows().first().map(|row| row.place.segment);
            told.is_none() || told == first
        });
        let whole = stored.is_some();
        let mut index = stored.unwrap_or_default();
        let before = index.rows().len();
        let end = read_on(folder, &segments, &mut index)?;
        if let Ok(text) = fs::read(folder.join("pins.json"))
            && let Ok(pins) = serde_json::from_slice::<BTreeSet<u32>>(&text)
        {
            let there = |pin: &u32| (*pin as usize) < index.rows().len();
            index.set_pins(pins.into_iter().filter(there).collect());
        }
        let segment = last.unwrap_or(1);
        let posts = open_to_add(&segment_path(folder, segment))?;
        // What a program that was killed wrote half of was never answered.
        posts.set_len(end)?;
        let mut files = Self {
            folder: folder.to_owned(),
            _lock: lock,
            segment,
            posts,
            offset: end,
            names: open_to_add(&folder.join("names"))?,
            rows: open_to_add(&folder.join("rows"))?,
        };
        if !whole || index.rows().len() != before {
            files.write_index(&index)?;
        }
        Ok((index, files))
    }

    fn add(&mut self, post: &Post, scratch: &mut Vec<u8>) -> io::Result<(Place, Lengths)> {
        if self.offset >= SEGMENT {
            self.begin_anew()?;
        }
        let place = Place {
            segment: self.segment,
            offset: self.offset,
        };
        match record::write(&mut self.posts, post, scratch) {
            Ok(lengths) => {
                self.offset += lengths.whole();
                Ok((place, lengths))
            }
            Err(error) => {
                // Half a post would hide those behind it.
                let _ = self.posts.set_len(self.offset);
                Err(error)
            }
        }
    }

    fn begin_anew(&mut self) -> io::Result<()> {
        self.posts = open_to_add(&segment_path(&self.folder, self.segment + 1))?;
        self.segment += 1;
        self.offset = 0;
        Ok(())
    }

    fn remove_up_to(&self, last: u32) {
        let old = segments(&self.folder).unwrap_or_default();
        for segment in old.into_iter().filter(|segment| *segment <= last) {
            // One that stays is found with the next start, and its posts with it.
            let _ = fs::remove_file(segment_path(&self.folder, segment));
        }
    }

    fn write_pins(&self, pins: &BTreeSet<u32>) -> io::Result<()> {
        let text = serde_json::to_vec(pins)?;
        crate::library::replace(&self.folder.join("pins.json"), &text)
            .map(drop)
            .map_err(|error| io::Error::other(error.to_string()))
    }

    /// Writes the files of the index from the beginning.
    fn write_index(&mut self, index: &Index) -> io::Result<()> {
        // Rows that are there need their names, so the rows go first and come last.
        self.rows.set_len(0)?;
        self.names.set_len(0)?;
        let mut names = Vec::new();
        for name in index.names().from(0) {
            put_name(&mut names, name);
        }
        self.names.write_all(&names)?;
        let mut rows = BufWriter::new(&self.rows);
        rows.write_all(&rows_file::FIRST)?;
        for row in index.rows() {
            rows.write_all(&rows_file::write(row))?;
        }
        rows.flush()
    }
}

fn read_post(folder: &Path, row: &PostRow) -> io::Result<Post> {
    let mut file = File::open(segment_path(folder, row.place.segment))?;
    file.seek(SeekFrom::Start(row.place.offset + record::FIXED))?;
    record::read(&mut file, row.lengths())
}

fn put_name(bytes: &mut Vec<u8>, name: &str) {
    let length = u32::try_from(name.len()).unwrap_or(0);
    bytes.extend(length.to_le_bytes());
    bytes.extend(name.as_bytes());
}

fn read_index(folder: &Path) -> Option<Index> {
    let rows = fs::read(folder.join("rows")).ok()?;
    let rows = rows.strip_prefix(&rows_file::FIRST)?;
    let rows: Option<Vec<PostRow>> = (rows.chunks_exact(rows_file::LENGTH))
        .map(rows_file::read)
        .collect();
    let names = fs::read(folder.join("names")).ok()?;
    let mut rest = names.as_slice();
    let mut names = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let Some((name, behind)) = behind.split_at_checked(u32::from_le_bytes(*length) as usize)
        else {
            break;
        };
        names.push(std::str::from_utf8(name).ok()?.into());
        rest = behind;
    }
    Index::of(names, rows?)
}

/// Reads the posts that the index does not know; gives where the last file's whole posts end.
fn read_on(folder: &Path, segments: &[u32], index: &mut Index) -> io::Result<u64> {
    let last = index.rows().last().copied();
    let mut end = 0;
    for segment in segments {
        let (known, mut offset) = match last {
            Some(last) if last.place.segment > *segment => continue,
            Some(last) if last.place.segment == *segment => {
                (true, last.place.offset + last.lengths().whole())
            }
            _ => (false, 0),
        };
        let file = File::open(segment_path(folder, *segment))?;
        let size = file.metadata()?.len();
        if known && offset > size {
            // The file was cut behind our back; what is left of it is of use all the same.
            offset = size;
        }
        let mut file = BufReader::new(file);
        file.seek(SeekFrom::Start(offset))?;
        while let Some(lengths) = record::read_lengths(&mut file) {
            if offset + lengths.whole() > size {
                break;
            }
            let place = Place {
                segment: *segment,
                offset,
            };
            match record::read(&mut file, lengths) {
                Ok(post) => {
                    index.add(&post, &About::of(&post), place, lengths);
                }
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {}
                Err(error) => return Err(error),
            }
            offset += lengths.whole();
        }
        end = offset;
    }
    Ok(end)
}

/// The numbers of the files of posts, in their order.
fn segments(folder: &Path) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".posts"));
        numbers.extend(number.and_then(|number| number.parse::<u32>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn segment_path(folder: &Path, segment: u32) -> PathBuf {
    folder.join(format!("{segment:06}.posts"))
}

fn open_to_add(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

//! The posts on the disk: files that are only added to, written by one thread. What was answered
//! has been handed to the system before, so that nothing that happens to this program loses it.

mod files;

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, RwLock, RwLockReadGuard,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread::{self, JoinHandle},
};

use thiserror::Error;

use self::files::{Files, open_to_add, put_name, read_post};
use super::{
    Index, Intake, Post, PostRow, Taken,
    index::{About, Place},
    record::Lengths,
    rows_file,
};
use crate::library::private_folder;

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
                // A pin that only this program knew would not spare the post from a later
                // clearing, so that none is shown where it cannot be kept.
                if self.files.write_pins(index.pins()).is_err() {
                    index.pin(post, !on);
                }
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

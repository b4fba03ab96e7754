//! Bringing the catalogue and the lists of an instance here: as much as the key may see, several
//! lists at once, with progress.

use std::{
    future::Future,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::{StreamExt as _, stream};
use serde_json::Value as Json;

use super::{
    Cause, Client, Refusal, Snapshot,
    answer::unreadable,
    kept::{Lack, MODULES, TRIGGERS},
    request::Call,
};
use crate::clock::unix_now;

/// How many lists there are besides the version, which is asked for first, and the pickers'.
const LISTS: usize = 10;

/// How far a sync is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What has just come.
    pub what: &'static str,
    /// How many lists have come.
    pub done: usize,
    /// How many there are, as far as is known.
    pub total: usize,
}

/// Counts what has come, and says so.
struct Counter<'a> {
    done: AtomicUsize,
    total: AtomicUsize,
    tell: &'a (dyn Fn(Progress) + Sync),
    lacking: Mutex<Vec<Lack>>,
}

impl Counter<'_> {
    fn came(&self, what: &'static str) {
        (self.tell)(Progress {
            what,
            done: self.done.fetch_add(1, Ordering::Relaxed) + 1,
            total: self.total.load(Ordering::Relaxed),
        });
    }

    /// What the sync cannot do without.
    async fn needed<T>(
        &self,
        what: &'static str,
        list: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        let came = list.await?;
        self.came(what);
        Ok(came)
    }

    /// What the sync can do without: why it did not come is noted, unless somebody gave up.
    async fn wanted<T: Default>(
        &self,
        what: &'static str,
        list: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        self.wanted_of(what, what, list).await
    }

    /// The same of one of several lists that are the same in words.
    async fn wanted_of<T: Default>(
        &self,
        what: &'static str,
        name: &str,
        list: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        let came = match list.await {
            Err(refusal) if refusal.cause == Cause::Cancelled => return Err(refusal),
            Err(refusal) => {
                self.lacks(what, name, &refusal);
                T::default()
            }
            Ok(came) => came,
        };
        self.came(what);
        Ok(came)
    }

    /// What the key may not be allowed to see: then that is noted, and nothing comes.
    async fn permitted(
        &self,
        what: &'static str,
        list: impl Future<Output = Result<Json, Refusal>>,
    ) -> Result<Json, Refusal> {
        let came = match list.await {
            Err(refusal) if matches!(refusal.cause, Cause::NotPermitted { .. }) => {
                self.lacks(what, what, &refusal);
                Json::Null
            }
            came => came?,
        };
        self.came(what);
        Ok(came)
    }

    fn lacks(&self, what: &str, list: &str, why: &Refusal) {
        let mut lacking = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        lacking.push(Lack {
            list: list.to_owned(),
            what: what.to_owned(),
            why: why.to_string(),
        });
    }
}

/// Fetches the catalogue and the lists of an instance. `tell` is called from the runtime's threads
/// with each list that has come. What the key may not see is noted in the snapshot;
/// [`Snapshot::keep_from`] fills it up with what came before.
///
/// # Errors
/// Where the version cannot be had, triggers or modules cannot for another reason than that the key
/// may not see them, or somebody gave up.
pub async fn sync(
    client: &Client,
    instance: &str,
    tell: &(dyn Fn(Progress) + Sync),
) -> Result<Snapshot, Refusal> {
    let count = Counter {
        done: AtomicUsize::new(0),
        total: AtomicUsize::new(LISTS + 1),
        tell,
        lacking: Mutex::default(),
    };
    let taken = unix_now();
    let (noting, broken) = client.noting();
    let client = &noting;
    let version = count.needed("version", client.version()).await?;
    let mut snapshot = Snapshot::new(instance, client.address(), taken, version);
    let me = async { client.me().await.map(Some) };
    let came = tokio::try_join!(
        count.permitted(TRIGGERS, client.triggers_json()),
        count.permitted(MODULES, client.modules_json()),
        count.wanted("user", me),
        count.wanted("tags", client.tags()),
        count.wanted("galaxies", client.galaxies()),
        count.wanted("organisations", client.organisations()),
        count.wanted("sharing groups", client.sharing_groups()),
        count.wanted("warninglists", client.warninglists()),
        count.wanted("misp-modules", client.misp_modules()),
        count.wanted("users", client.users()),
    )?;
    (
        snapshot.triggers,
        snapshot.modules,
        snapshot.me,
        snapshot.tags,
        snapshot.galaxies,
        snapshot.organisations,
        snapshot.sharing_groups,
        snapshot.warninglists,
        snapshot.misp_modules,
        snapshot.users,
    ) = came;
    for (list, came) in [
        (TRIGGERS, &mut snapshot.triggers),
        (MODULES, &mut snapshot.modules),
    ] {
        // Every MISP has some: all of them would seem to be gone.
        if came.as_array().is_some_and(Vec::is_empty) {
            *came = Json::Null;
            let mut lacking = count.lacking.lock().unwrap_or_else(PoisonError::into_inner);
            lacking.push(Lack {
                list: list.to_owned(),
                what: list.to_owned(),
                why: format!(
                    "{} listed none, and every MISP has some. Look into its log, then fetch again",
                    client.address().host()
                ),
            });
        }
    }
    let (catalogue, _) = snapshot.catalogue().map_err(|error| {
        let call = Call::get(&["workflows", "moduleIndex", "type:all"]);
        client.refuse(unreadable(&error.to_string()), &call)
    })?;
    let links = Snapshot::links(&catalogue);
    count.total.fetch_add(links.len(), Ordering::Relaxed);
    let count = &count;
    let mut pickers = std::pin::pin!(
        stream::iter(links)
            .map(|link| async move {
                let options = client.picker_options(&link);
                let options = count.wanted_of("options of pickers", &link, options).await;
                options.map(|options| (link, options))
            })
            .buffered(4)
    );
    while let Some(picker) = pickers.next().await {
        let (link, options) = picker?;
        if !options.is_empty() {
            snapshot.picker_options.insert(link, options);
        }
    }
    let mut lacking = count.lacking.lock().unwrap_or_else(PoisonError::into_inner);
    snapshot.lacking = std::mem::take(&mut lacking);
    drop(lacking);
    let mut broken = broken.lock().unwrap_or_else(PoisonError::into_inner);
    snapshot.broken = std::mem::take(&mut broken);
    drop(broken);
    snapshot.note_lacks();
    Ok(snapshot)
}

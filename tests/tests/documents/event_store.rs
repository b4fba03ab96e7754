//! Events on the disk: written, listed, damaged, removed and put back.

use std::{
    fs,
    path::{Path, PathBuf},
};

use misp_flow::library::{EventOrigin, EventStore, KeptEvent, StoredEvent, read_events};

struct Place {
    store: EventStore,
    folder: PathBuf,
}

impl std::ops::Deref for Place {
    type Target = EventStore;
    fn deref(&self) -> &EventStore {
        &self.store
    }
}

fn store(name: &str) -> Place {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    Place {
        store: EventStore::in_folder(folder.clone()),
        folder,
    }
}

fn events(infos: &[&str]) -> Vec<StoredEvent> {
    let all: Vec<String> = infos
        .iter()
        .enumerate()
        .map(|(place, info)| {
            format!(
                r#"{{"Event": {{"uuid": "u-{place}", "info": "{info}", "Attribute": [{{}}], "Tag": [{{"name": "tlp:red"}}]}}}}"#
            )
        })
        .collect();
    read_events(format!("[{}]", all.join(",")).as_bytes()).unwrap()
}

fn names(kept: &[KeptEvent]) -> Vec<&str> {
    kept.iter().map(|one| one.facts.name.as_str()).collect()
}

#[test]
fn what_is_kept_is_there_again_with_what_is_known_of_it() {
    let store = store("events-kept");
    let origin = EventOrigin::Server("lab".to_owned());
    let given = events(&["One", "Two"]);
    let kept = store.keep(&origin, &given).unwrap();
    let (listed, damaged) = store.list().unwrap();
    assert_eq!(listed, kept);
    assert!(damaged.is_empty());
    assert_eq!(names(&listed), ["One", "Two"]);
    let facts = &listed[1].facts;
    assert_eq!((facts.attributes, &facts.tags), (1, &given[1].tags));
    assert_eq!(facts.size, given[1].value.to_json().len());
    assert_eq!(EventStore::read(&listed[1].path).unwrap(), given[1].value);
    // Fetched again, it is not there twice. Times are kept in milliseconds.
    std::thread::sleep(std::time::Duration::from_millis(5));
    let again = store.keep(&origin, &events(&["One, changed"])).unwrap();
    assert_eq!(again[0].path, kept[0].path);
    assert_eq!(names(&store.list().unwrap().0), ["Two", "One, changed"]);
    // From another server it is another.
    let other = EventOrigin::Server("other".to_owned());
    store.keep(&other, &events(&["Theirs"])).unwrap();
    assert_eq!(store.list().unwrap().0.len(), 3);
    fs::remove_dir_all(&store.folder).unwrap();
}

#[test]
fn a_damaged_file_is_told_and_stays() {
    let store = store("events-damaged");
    let origin = EventOrigin::File(PathBuf::from("/tmp/some.json"));
    let kept = store
        .keep(&origin, &events(&["One", "Two", "Three"]))
        .unwrap();
    let whole = fs::read(&kept[0].path).unwrap();
    for place in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x10;
        fs::write(&kept[0].path, &damaged).unwrap();
        let (listed, told) = store.list().unwrap();
        let read = EventStore::read(&kept[0].path);
        match told.as_slice() {
            [] => {
                assert_eq!(names(&listed), ["One", "Two", "Three"], "place {place}");
                assert!(
                    read.is_err() || read.unwrap() == events(&["One"])[0].value,
                    "place {place}"
                );
            }
            [one] => {
                assert_eq!(one.path, kept[0].path);
                assert_eq!(names(&listed), ["Two", "Three"]);
                assert!(read.is_err());
            }
            _ => panic!("{told:?}"),
        }
        assert_eq!(fs::read(&kept[0].path).unwrap(), damaged, "it was touched");
    }
    fs::remove_dir_all(&store.folder).unwrap();
}

#[test]
fn what_is_removed_comes_back_together() {
    let store = store("events-removed");
    let kept = store
        .keep(&EventOrigin::Pasted, &events(&["One", "Two", "Three"]))
        .unwrap();
    let paths: Vec<PathBuf> = kept.iter().map(|one| one.path.clone()).collect();
    assert!(!store.has_removed());
    store.remove(&paths[..1]).unwrap();
    store.remove(&paths[1..]).unwrap();
    assert!(store.list().unwrap().0.is_empty());
    assert_eq!(names(&store.put_back().unwrap()), ["Two", "Three"]);
    assert_eq!(names(&store.put_back().unwrap()), ["One"]);
    assert!(!store.has_removed());
    assert_eq!(store.list().unwrap().0, kept);
    assert_eq!(store.put_back().unwrap(), []);
    fs::remove_dir_all(&store.folder).unwrap();
}

#[cfg(unix)]
#[test]
fn only_the_user_may_read_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let store = store("events-private");
    let kept = store.keep(&EventOrigin::Pasted, &events(&["One"])).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&kept[0].path), 0o600);
    assert_eq!(mode(&store.folder), 0o700);
    fs::remove_dir_all(&store.folder).unwrap();
}

#[test]
fn ten_thousand_are_kept_with_few_files_open_and_listed_in_their_order() {
    let store = store("events-many");
    let infos: Vec<String> = (0..10_000)
        .map(|number| format!("Event {number}"))
        .collect();
    let infos: Vec<&str> = infos.iter().map(String::as_str).collect();
    let origin = EventOrigin::Server("lab".to_owned());
    let kept = store.keep(&origin, &events(&infos)).unwrap();
    let (listed, damaged) = store.list().unwrap();
    assert_eq!(names(&listed), infos);
    assert_eq!(listed, kept);
    assert!(damaged.is_empty());
    fs::remove_dir_all(&store.folder).unwrap();
}

#[test]
fn what_cannot_be_written_is_told_and_leaves_nothing_half_done() {
    let store = store("events-nowhere");
    fs::write(&store.folder, "a file where the folder would be").unwrap();
    let error = store.keep(&EventOrigin::Pasted, &events(&["One"]));
    let error = error.unwrap_err().to_string();
    assert!(error.contains("cannot be kept"), "{error}");
    fs::remove_file(&store.folder).unwrap();
}

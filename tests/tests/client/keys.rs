//! Keys in the keyring: kept, read, forgotten; and each way in which a keyring says no.

use std::sync::Arc;

use keyring_core::{CredentialStore, Error, mock};
use misp_flow::misp::{ApiKey, Client, KeyTrouble, Keys, Limits, ProxyChoice, Trust};

const KEY: &str = "tEsTkEy0123456789abcdefghijklmnopqrstuvw";

fn key() -> ApiKey {
    ApiKey::new(KEY.to_owned())
}

fn store() -> Arc<CredentialStore> {
    mock::Store::new().unwrap()
}

/// The next thing that is done with this user's entry fails so.
fn fail(store: &Arc<CredentialStore>, user: &str, error: Error) {
    let entry = store.build("misp-flow", user, None).unwrap();
    let entry: &mock::Cred = entry.as_any().downcast_ref().unwrap();
    entry.set_error(error);
}

fn because(words: &str) -> Box<dyn std::error::Error + Send + Sync> {
    words.into()
}

#[test]
fn a_key_is_kept_read_and_forgotten() {
    let store = store();
    let keys = Keys::in_store(store.clone());
    assert_eq!(keys.read("one").unwrap_err(), KeyTrouble::NothingStored);
    keys.store("one", &key()).unwrap();
    let entry = store.build("misp-flow", "one", None).unwrap();
    assert_eq!(
        entry.get_password().unwrap(),
        KEY,
        "under the instance's id"
    );
    let read = keys.read("one").unwrap();
    assert_eq!(read.length(), KEY.len());
    assert_eq!(keys.read("two").unwrap_err(), KeyTrouble::NothingStored);
    keys.delete("one").unwrap();
    assert_eq!(keys.read("one").unwrap_err(), KeyTrouble::NothingStored);
    keys.delete("one").unwrap();
}

#[test]
fn no_service_locked_and_denied_are_told_apart() {
    let none = Keys::none();
    assert_eq!(
        none.store("one", &key()).unwrap_err(),
        KeyTrouble::NoService
    );
    assert_eq!(none.read("one").unwrap_err(), KeyTrouble::NoService);

    let store = store();
    let keys = Keys::in_store(store.clone());
    for (error, trouble) in [
        (
            Error::NoStorageAccess(because("SS Error: object locked")),
            KeyTrouble::Locked,
        ),
        (
            Error::NoStorageAccess(because("SS error: prompt dismissed")),
            KeyTrouble::Locked,
        ),
        (
            Error::NoStorageAccess(because("User canceled the operation")),
            KeyTrouble::Denied,
        ),
        (
            Error::PlatformFailure(because("Access denied")),
            KeyTrouble::Denied,
        ),
        (Error::NoDefaultStore, KeyTrouble::NoService),
    ] {
        fail(&store, "one", error);
        assert_eq!(keys.store("one", &key()).unwrap_err(), trouble);
    }
    fail(
        &store,
        "one",
        Error::PlatformFailure(because("the bus is gone")),
    );
    let trouble = keys.read("one").unwrap_err();
    assert!(trouble.to_string().contains("the bus is gone"), "{trouble}");
}

#[test]
fn a_locked_keyring_that_says_it_is_empty_is_seen_through() {
    let store = store();
    let keys = Keys::in_store(store.clone());
    keys.store("one", &key()).unwrap();
    fail(&store, "one", Error::NoEntry);
    fail(
        &store,
        "is the keyring open",
        Error::NoStorageAccess(because("object locked")),
    );
    assert_eq!(keys.read("one").unwrap_err(), KeyTrouble::Locked);
    // Asked for the first entry it says nothing, then the user unlocks it for the probe.
    fail(&store, "one", Error::NoEntry);
    assert_eq!(keys.read("one").unwrap().length(), KEY.len());
}

#[test]
fn no_trouble_holds_the_key() {
    let store = store();
    let keys = Keys::in_store(store.clone());
    let bytes = || KEY.as_bytes().to_vec();
    for error in [
        Error::BadEncoding(bytes()),
        Error::BadDataFormat(bytes(), because("wrong")),
        Error::TooLong("password".to_owned(), 10),
    ] {
        fail(&store, "one", error);
        let trouble = keys.read("one").unwrap_err();
        assert!(
            !format!("{trouble} {trouble:?}").contains(&KEY[..8]),
            "{trouble:?}"
        );
    }
}

#[test]
fn nothing_prints_a_key() {
    let key = key();
    let url = "http://127.0.0.1:9".parse().unwrap();
    let client = Client::new(
        url,
        key.clone(),
        &Trust::System,
        ProxyChoice::Direct,
        Limits::default(),
    );
    for text in [
        format!("{key}"),
        format!("{key:?}"),
        format!("{key:#?}"),
        format!("{:#?}", client.unwrap()),
    ] {
        assert!(!text.contains(&KEY[..6]), "{text}");
    }
}

/// With the real thing. In a session of its own, open or locked:
/// `dbus-run-session -- sh -c 'printf pw | gnome-keyring-daemon --unlock --components=secrets;
/// KEYRING=open cargo test --release -p misp-flow-tests --test client keys -- --ignored'`;
/// without a bus with `KEYRING=none`.
#[test]
#[ignore = "needs a keyring in a session of its own, and KEYRING=open, locked or none"]
fn the_keyring_of_the_system_behaves_as_its_double() {
    let keys = Keys::of_the_system();
    let state = std::env::var("KEYRING").unwrap();
    match state.as_str() {
        "open" => {
            assert_eq!(keys.read("test").unwrap_err(), KeyTrouble::NothingStored);
            keys.store("test", &key()).unwrap();
            assert_eq!(keys.read("test").unwrap().length(), KEY.len());
            keys.delete("test").unwrap();
            keys.delete("test").unwrap();
            assert_eq!(keys.read("test").unwrap_err(), KeyTrouble::NothingStored);
        }
        "locked" => {
            assert_eq!(keys.read("test").unwrap_err(), KeyTrouble::Locked);
            assert_eq!(keys.store("test", &key()).unwrap_err(), KeyTrouble::Locked);
            assert_eq!(keys.delete("test").unwrap_err(), KeyTrouble::Locked);
        }
        "none" => assert_eq!(keys.read("test").unwrap_err(), KeyTrouble::NoService),
        other => panic!("{other}"),
    }
}

//! Certificates, proxies and keyrings through the form of an instance.

use crate::server_stage::{
    Place, choose, connection, double, field, form, messages, save, serve, setup,
    window_stage::{Window, click, nameless, says, send, settle, type_text},
};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use keyring_core::Error;
use misp_flow::{
    misp::{ApiKey, Instances, KeyTrouble, Keys, ProxyChoice, Trust},
    state::{Command, Connection, Dialog, ServerCommand},
};
use misp_flow_tests::misp_double::{Double, Setup, Tls};

fn secure(tls: Tls) -> Double {
    Double::start(Setup { tls, ..setup() })
}

/// Connects, and is told how that ended.
fn connects(window: &mut Window) {
    send(window, Command::CloseDialog);
    serve(window, ServerCommand::Connect);
    let told = messages(window);
    assert_eq!(connection(window), Connection::Connected, "{told}");
}

/// A window that does not come to a connection for want of trust, with the form open.
fn distrusting(place: &Place) -> Window {
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::NotTrusted);
    assert!(says(&window, "certificate not trusted"));
    form(&mut window, place);
    window
}

#[test]
fn a_certificate_of_its_own_is_pinned_after_its_fingerprint_was_shown() {
    let double = secure(Tls::SelfSigned);
    let place = Place::of(&double);
    let mut window = distrusting(&place);
    assert!(double.log().is_empty(), "nothing was sent");
    choose(
        &mut window,
        "Certificate is trusted",
        "Exactly one certificate, by its fingerprint",
    );
    assert_eq!(nameless(&window), Vec::<String>::new());
    // Nothing is trusted that was not looked at.
    save(&mut window);
    assert!(says(&window, "compare its fingerprint first"));
    assert_eq!(place.kept().trust, Trust::System);
    click(&mut window, "Show certificate");
    assert!(
        says(&window, double.fingerprint()),
        "{}",
        double.fingerprint()
    );
    assert!(says(&window, "Issued by itself"));
    click(&mut window, "Trust this certificate");
    assert!(says(&window, "Trusted is the certificate with this"));
    save(&mut window);
    let Trust::Pinned(pinned) = place.kept().trust else {
        panic!("{:?}", place.kept().trust)
    };
    assert_eq!(pinned.to_string(), double.fingerprint());
    connects(&mut window);
}

#[test]
fn a_pinned_certificate_that_changed_is_refused_and_both_fingerprints_are_told() {
    let (before, now) = (secure(Tls::SelfSigned), secure(Tls::SelfSigned));
    let mut place = Place::of(&now);
    let pinned = before.fingerprint().parse().unwrap();
    place.change(|instance| instance.trust = Trust::Pinned(pinned));
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::NotTrusted);
    let told = messages(&window);
    for part in [
        before.fingerprint(),
        now.fingerprint(),
        "somebody stands in between",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(now.log().is_empty(), "nothing was sent");
    assert_eq!(
        place.kept().trust,
        Trust::Pinned(pinned),
        "still the old one"
    );
}

#[test]
fn an_authority_of_ones_own_is_read_from_a_file() {
    let double = secure(Tls::PrivateCa);
    let place = Place::of(&double);
    let mut window = distrusting(&place);
    choose(
        &mut window,
        "Certificate is trusted",
        "By an authority of your own as well",
    );
    let wrong = place.folder.join("wrong.pem");
    std::fs::write(&wrong, "hello").unwrap();
    let label = "File of the authority (PEM)";
    field(&mut window, label, &wrong.display().to_string());
    click(&mut window, "Read the file");
    assert!(says(&window, "holds no certificate of an authority"));
    let pem = place.folder.join("ca.pem");
    std::fs::write(&pem, double.ca_pem()).unwrap();
    serve(&mut window, ServerCommand::ReadAuthority(pem));
    assert!(says(&window, "The authority was read"));
    save(&mut window);
    assert!(matches!(place.kept().trust, Trust::PrivateCa(_)));
    connects(&mut window);
}

#[test]
fn an_expired_certificate_and_one_of_another_host_are_refused_with_an_authority_too() {
    for (tls, words) in [
        (Tls::Expired, "valid until"),
        (Tls::WrongHost, "misp.elsewhere.example"),
    ] {
        let double = secure(tls);
        let mut place = Place::of(&double);
        let pem = double.ca_pem().to_owned();
        place.change(|instance| instance.trust = Trust::PrivateCa(pem));
        let mut window = place.window();
        serve(&mut window, ServerCommand::Connect);
        assert_eq!(connection(&window), Connection::NotTrusted);
        assert!(messages(&window).contains(words), "{}", messages(&window));
        assert!(double.log().is_empty(), "nothing was sent");
    }
}

#[test]
fn a_proxy_is_set_in_the_form_and_asked() {
    let double = double();
    // The double answers whoever asks it for a whole address, as a proxy is asked.
    let proxy = double.url().to_owned();
    let mut place = Place::of(&double);
    place.change(|instance| instance.url = "http://misp.test.invalid".parse().unwrap());
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::NotReachable);
    assert!(double.log().is_empty());
    form(&mut window, &place);
    choose(&mut window, "Proxy", "Through this proxy");
    field(
        &mut window,
        "Address of the proxy",
        "http://me:secret@proxy",
    );
    save(&mut window);
    assert!(says(&window, "would be kept in a file"));
    assert_eq!(place.kept().proxy, ProxyChoice::Environment);
    send(&mut window, Command::CloseDialog);
    form(&mut window, &place);
    choose(&mut window, "Proxy", "Through this proxy");
    field(&mut window, "Address of the proxy", &proxy);
    save(&mut window);
    assert_eq!(
        place.kept().proxy,
        ProxyChoice::Through(proxy.parse().unwrap())
    );
    connects(&mut window);
    assert!(!double.log().is_empty(), "through the proxy");
}

#[test]
fn a_keyring_that_is_locked_denied_or_not_there_is_told_apart() {
    let double = double();
    let refused = |words: &str| Error::NoStorageAccess(words.to_owned().into());
    for (error, words) in [
        (refused("SS Error: object locked"), "The keyring is locked"),
        (refused("Access denied"), "The keyring was not opened"),
    ] {
        let place = Place::of(&double);
        let mut window = place.window();
        place.fail_keyring(error);
        serve(&mut window, ServerCommand::Connect);
        assert_eq!(connection(&window), Connection::NoKey);
        assert!(messages(&window).contains(words), "{}", messages(&window));
        assert!(double.log().is_empty());
        // Unlocked, it works without typing anything.
        connects(&mut window);
        double.clear_log();
    }
    let place = Place::of(&double);
    let mut window = place.window_without_keyring();
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::NoKey);
    let told = messages(&window);
    assert!(told.contains("This system has no keyring"), "{told}");
}

#[test]
fn the_key_of_an_instance_is_forgotten_and_goes_with_it() {
    let double = double();
    let place = Place::of(&double);
    let keys = Keys::in_store(place.keyring.clone());
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    form(&mut window, &place);
    click(&mut window, "Forget the key");
    assert!(messages(&window).contains("The key of MISP test is forgotten"));
    let nothing = |keys: &Keys| keys.read(&place.instance.key_entry()).unwrap_err();
    assert_eq!(nothing(&keys), KeyTrouble::NothingStored);
    assert_eq!(connection(&window), Connection::Offline);
    let key = window.get_by_role_and_label(Role::PasswordInput, "API key");
    key.focus();
    settle(&mut window);
    type_text(&mut window, double.key());
    save(&mut window);
    assert!(keys.read(&place.instance.key_entry()).is_ok());
    serve(&mut window, ServerCommand::Instances);
    click(&mut window, "Remove… MISP test");
    click(&mut window, "Remove");
    assert_eq!(nothing(&keys), KeyTrouble::NothingStored);
}

#[test]
fn a_key_is_not_sent_to_another_server_than_it_was_entered_for() {
    let (ours, other) = (double(), double());
    let place = Place::of(&ours);
    let mut window = place.window();
    // The command line gives the instance another address, while the keyring takes nothing.
    let list = place.folder.join("instances.json");
    let changed = Instances::change(&list, |list| {
        let mut instance = place.instance.clone();
        instance.url = other.url().parse().unwrap();
        list.put(instance);
        Ok(())
    });
    changed.unwrap();
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::NoKey);
    assert!(other.log().is_empty(), "the key of another server");
    // With its own key, the window that was open all the time connects where the list says.
    let entry = place.kept().key_entry();
    let keys = Keys::in_store(place.keyring.clone());
    keys.store(&entry, &ApiKey::new(other.key().to_owned()))
        .unwrap();
    connects(&mut window);
    assert!(ours.log().is_empty(), "a new key for an old address");
    assert!(!other.log().is_empty());
}

#[test]
fn a_damaged_list_of_instances_is_told_and_left_as_it_is() {
    let double = double();
    let place = Place::of(&double);
    let file = place.folder.join("instances.json");
    let damaged = "[{\"id\": \"half of";
    std::fs::write(&file, damaged).unwrap();
    let mut window = place.window();
    let told = messages(&window);
    assert!(
        told.contains("instances.json holds no list of instances"),
        "{told}"
    );
    assert!(told.contains("Mend it, or move it away"), "{told}");
    // Adding one does not replace what may be mended.
    serve(&mut window, ServerCommand::Form(None));
    field(&mut window, "Address", double.url());
    save(&mut window);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), damaged);
    assert!(matches!(
        window.state().state.dialog,
        Some(Dialog::Server(_))
    ));
}

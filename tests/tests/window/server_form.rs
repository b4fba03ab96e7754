//! The form of an instance: what is refused, when a refusal goes, and where the focus is then.

use crate::server_stage::{
    Place, choose, connection, double, field, form, messages, save, serve, setup,
    window_stage::{Window, click, empty, open_as, says, send, settle, type_text},
};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use misp_flow::{
    misp::Trust,
    state::{Command, Connection, Dialog, ServerCommand, ServerDialog},
};
use misp_flow_tests::misp_double::{Double, Fault, Setup, Tls};

const TRUSTED: &str = "Certificate is trusted";
const BY_AUTHORITY: &str = "By an authority of your own as well";
const BY_PIN: &str = "Exactly one certificate, by its fingerprint";
const AUTHORITY: &str = "File of the authority (PEM)";

/// The form of an instance of this double.
fn form_of(double: &Double) -> (Place, Window) {
    let place = Place::of(double);
    let mut window = place.window();
    form(&mut window, &place);
    (place, window)
}

/// Whether the field of this name takes what is typed.
fn has_focus(window: &Window, role: Role, name: &str) -> bool {
    window.get_by_role_and_label(role, name).is_focused()
}

#[test]
fn what_cannot_be_meant_is_refused_and_the_refusal_goes_with_its_cause() {
    let double = double();
    let (place, mut window) = form_of(&double);
    let url = place.instance.url.to_string();
    let long = "n".repeat(270);
    for (name, wrong, words, right) in [
        ("Address", "https://misp.local/?a=b", "goes on with ?", &url),
        ("Address", "https://misp.local/#top", "goes on with #", &url),
        ("Name", &long, "The name has 270 letters", &"Lab".to_owned()),
    ] {
        field(&mut window, name, wrong);
        save(&mut window);
        assert!(says(&window, words), "{name}: {}", messages(&window));
        assert_eq!(place.kept(), place.instance, "nothing is kept");
        field(&mut window, name, right);
        assert!(!says(&window, words), "{name} is right now");
    }
    choose(&mut window, "Proxy", "Through this proxy");
    field(&mut window, "Address of the proxy", "junk");
    save(&mut window);
    assert!(says(&window, "The address of the proxy lacks its port"));
    field(&mut window, "Address of the proxy", "proxy.local:3128");
    assert!(!says(&window, "lacks its port"));
    // A file that is none of an authority, as on the command line.
    field(&mut window, "Address", "https://misp.local");
    choose(&mut window, TRUSTED, BY_AUTHORITY);
    let passwd = place.folder.join("passwd");
    std::fs::write(&passwd, "root:x:0:0:root:/root:/bin/sh\n").unwrap();
    field(&mut window, AUTHORITY, &passwd.display().to_string());
    click(&mut window, "Read the file");
    assert!(says(&window, "passwd holds no certificate of an authority"));
    field(&mut window, AUTHORITY, "/elsewhere/ca.pem");
    assert!(!says(&window, "holds no certificate"), "it is another file");
}

#[test]
fn an_authority_that_was_read_is_not_taken_for_that_of_another_path() {
    let double = secure(Tls::PrivateCa);
    let (place, mut window) = form_of(&double);
    choose(&mut window, TRUSTED, BY_AUTHORITY);
    let pem = place.folder.join("ca.pem");
    std::fs::write(&pem, double.ca_pem()).unwrap();
    field(&mut window, AUTHORITY, &pem.display().to_string());
    click(&mut window, "Read the file");
    assert!(says(&window, "The authority was read"));
    field(&mut window, AUTHORITY, "/elsewhere/ca.pem");
    assert!(!says(&window, "The authority was read"));
    save(&mut window);
    assert!(says(&window, "Type the path of the authority's file"));
    assert_eq!(place.kept().trust, Trust::System);
}

#[test]
fn a_certificate_of_one_address_is_not_offered_for_another() {
    let double = secure(Tls::SelfSigned);
    let (_, mut window) = form_of(&double);
    choose(&mut window, TRUSTED, BY_PIN);
    click(&mut window, "Show certificate");
    assert!(says(&window, double.fingerprint()));
    field(&mut window, "Address", "https://misp.elsewhere.example");
    assert!(!says(&window, double.fingerprint()));
    assert!(!says(&window, "Trust this certificate"));
}

fn secure(tls: Tls) -> Double {
    Double::start(Setup { tls, ..setup() })
}

#[test]
fn after_a_test_the_focus_is_where_something_is_to_be_mended() {
    let double = double();
    let (_, mut window) = form_of(&double);
    let key = "API key";
    let wrong = "wrongKeyWrongKeyWrongKeyWrongKeyWrongKey";
    window
        .get_by_role_and_label(Role::PasswordInput, key)
        .focus();
    settle(&mut window);
    type_text(&mut window, wrong);
    click(&mut window, "Test connection");
    assert!(says(&window, "does not accept the API key"));
    assert!(has_focus(&window, Role::PasswordInput, key));
    // The refusal goes as soon as another key is typed.
    type_text(&mut window, "x");
    assert!(!says(&window, "does not accept the API key"));

    field(&mut window, "Address", "http://127.0.0.1:9");
    click(&mut window, "Test connection");
    assert!(says(&window, "takes no connections"));
    assert!(has_focus(&window, Role::TextInput, "Address"));
    field(&mut window, "Address", double.url());
    assert!(!says(&window, "takes no connections"));

    // Nothing in the form would mend this: it is tried again.
    double.fault("*", "/servers/getVersion*", Fault::Status(503), 9);
    click(&mut window, "Test connection");
    assert!(says(&window, "is not there for now"));
    assert!(has_focus(&window, Role::Button, "Test connection"));
    double.clear_faults();
}

#[test]
fn a_connection_that_comes_about_takes_the_old_failure_away() {
    let double = double();
    let place = Place::of(&double);
    let mut window = place.window();
    double.fault("*", "*", Fault::Status(503), 99);
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::NotReachable);
    assert!(messages(&window).contains("Not connected to MISP test"));
    double.clear_faults();
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::Connected);
    assert!(!messages(&window).contains("Not connected"));
}

#[test]
fn a_list_that_cannot_be_kept_is_told_and_what_was_typed_stays() {
    let double = double();
    let (place, mut window) = form_of(&double);
    field(&mut window, "Name", "Lab");
    let lock = place.folder.join("instances.lock");
    std::fs::create_dir(&lock).unwrap();
    save(&mut window);
    let told = messages(&window);
    assert!(
        told.contains("The list of instances is as it was"),
        "{told}"
    );
    assert!(told.contains(&lock.display().to_string()), "{told}");
    assert!(!told.contains("your changes are still here"), "{told}");
    assert_eq!(place.kept().name, "MISP test");
    let names = window.get_all_by_role_and_label(Role::TextInput, "Name");
    let name = names.last().and_then(|name| name.value());
    assert_eq!(name.as_deref(), Some("Lab"), "it is still typed");
    std::fs::remove_dir(&lock).unwrap();
    save(&mut window);
    assert_eq!(place.kept().name, "Lab");
    assert!(!messages(&window).contains("as it was"), "that is over");
    assert!(matches!(
        window.state().state.dialog,
        Some(Dialog::Server(ServerDialog::Instances))
    ));
}

/// A click as a mouse makes it: pressed and let go within a frame.
fn quick_click(window: &mut Window, pos: egui::Pos2) {
    window.hover_at(pos);
    settle(window);
    for pressed in [true, false] {
        window.input_mut().events.push(egui::Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
    }
    window.step();
    settle(window);
}

#[test]
fn a_list_drops_down_above_the_question_however_often_it_is_opened() {
    let double = double();
    let (_, mut window) = form_of(&double);
    field(&mut window, "Address", "https://misp.example.org");
    let middle = |window: &Window, role: Role, name: &str| {
        let all = window.get_all_by_role_and_label(role, name);
        all.last().expect("it is there").rect().center()
    };
    for round in 0..3 {
        for (list, words) in [
            (TRUSTED, [BY_AUTHORITY, BY_PIN, BY_AUTHORITY]),
            ("Proxy", ["Directly", "Through this proxy", "Directly"]),
        ] {
            let shown = window.get_by_role_and_label(Role::ComboBox, list);
            shown.scroll_to_me();
            settle(&mut window);
            let at = middle(&window, Role::ComboBox, list);
            quick_click(&mut window, at);
            let words = words[round];
            let at = middle(&window, Role::Button, words);
            quick_click(&mut window, at);
            let value = window.get_by_role_and_label(Role::ComboBox, list).value();
            assert_eq!(value.as_deref(), Some(words), "{list}, time {round}");
            // A click on the question brings it to the front.
            window
                .get_by_role_and_label(Role::PasswordInput, "API key")
                .scroll_to_me();
            settle(&mut window);
            let key = middle(&window, Role::PasswordInput, "API key");
            quick_click(&mut window, key);
        }
    }
}

#[test]
fn what_is_not_encrypted_is_said_and_a_new_address_wants_its_key() {
    let double = double();
    let (_, mut window) = form_of(&double);
    // Within this machine, and over a network.
    assert!(says(
        &window,
        "Not encrypted: the key and all data go as they are"
    ));
    let key = |window: &Window| {
        let key = window.get_by_role_and_label(Role::PasswordInput, "API key");
        key.accesskit_node()
            .placeholder()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(key(&window), "Leave it empty to keep the present one");
    field(&mut window, "Address", "http://misp.example.org");
    assert!(says(
        &window,
        "without https the key and all data can be read"
    ));
    assert_eq!(key(&window), "The key for the server at the new address");
    field(&mut window, "Address", "https://misp.example.org");
    assert!(!says(&window, "Not encrypted"));
    field(&mut window, "Address", double.url());
    assert_eq!(key(&window), "Leave it empty to keep the present one");
    serve(&mut window, ServerCommand::Instances);
    assert!(says(&window, "Not encrypted"), "in the list as well");
}

#[test]
fn a_long_name_of_an_older_list_is_cut_where_it_is_shown() {
    let double = double();
    let mut place = Place::of(&double);
    let long = "n".repeat(270);
    place.change(|instance| instance.name = "n".repeat(270));
    let mut window = place.window();
    serve(&mut window, ServerCommand::Connect);
    let cut = format!("{}…", "n".repeat(63));
    assert!(messages(&window).contains(&format!("Connected to {cut}")));
    serve(&mut window, ServerCommand::Instances);
    assert!(says(&window, &format!("Remove… {cut}")));
    assert!(!says(&window, &long));
    send(&mut window, Command::CloseDialog);
    form(&mut window, &place);
    assert!(says(&window, &format!("Edit {cut}")));
}

#[test]
fn a_question_that_grows_stays_where_it_begins_and_in_the_window() {
    let double = secure(Tls::SelfSigned);
    for (size, scale) in [
        (egui::vec2(1280.0, 800.0), 1.0),
        (egui::vec2(900.0, 420.0), 1.0),
        (egui::vec2(1280.0, 720.0), 2.0),
    ] {
        let mut state = empty();
        let place = Place::of(&double);
        place.known_to(&mut state);
        let mut window = open_as(state, egui::Theme::Light, size, scale);
        serve(&mut window, ServerCommand::Form(None));
        let top = |window: &Window| window.get_by_label("Add an instance").rect().top();
        let before = top(&window);
        field(&mut window, "Address", double.url());
        choose(&mut window, TRUSTED, BY_PIN);
        window.get_by_label("Show certificate").scroll_to_me();
        settle(&mut window);
        click(&mut window, "Show certificate");
        assert!(says(&window, double.fingerprint()), "it has grown");
        assert!((top(&window) - before).abs() < 0.5, "{size} {scale}");
        let room = window.ctx.content_rect();
        // Where there is no room it is scrolled, so that the last button can be reached.
        window.get_by_label("Cancel").scroll_to_me();
        settle(&mut window);
        let cancel = window.get_by_label("Cancel").rect();
        assert!(cancel.bottom() <= room.bottom(), "{size} {scale}: {cancel}");
    }
}

#[test]
fn what_another_window_changed_of_an_instance_is_shown_and_stays() {
    let (double, other) = (double(), double());
    let place = Place::of(&double);
    let mut theirs = place.window();
    serve(&mut theirs, ServerCommand::Connect);
    serve(&mut theirs, ServerCommand::Sync);
    serve(&mut theirs, ServerCommand::Instances);
    // This one is open while the other window saves.
    form(&mut theirs, &place);

    let mut window = place.window();
    form(&mut window, &place);
    field(&mut window, "Name", "Lab");
    field(&mut window, "Address", other.url());
    window
        .get_by_role_and_label(Role::PasswordInput, "API key")
        .focus();
    settle(&mut window);
    type_text(&mut window, other.key());
    save(&mut window);
    let url = place.kept().url.to_string();
    assert!(url.starts_with(other.url()), "{url}");

    field(&mut theirs, "Name", "Renamed");
    save(&mut theirs);
    let kept = place.kept();
    assert_eq!(kept.name, "Renamed");
    assert_eq!(kept.url.to_string(), url, "the address was put back");
    let servers = theirs.state().state.servers();
    assert!(
        servers.catalogued().is_none() && servers.rows().is_empty(),
        "it is the former server's"
    );
    // And where a list was open before, what is shown is what there is.
    serve(&mut window, ServerCommand::Instances);
    assert!(says(&window, "Edit… Renamed"), "{}", messages(&window));
    form(&mut window, &place);
    assert!(says(&window, "Edit Renamed"));
}

#[test]
fn a_key_that_is_typed_for_one_address_is_not_kept_for_another() {
    let (double, other) = (double(), double());
    let mut place = Place::of(&double);
    let (mut window, stale) = (place.window(), place.instance.clone());
    form(&mut window, &place);
    place.change(|instance| instance.url = other.url().parse().unwrap());
    window
        .get_by_role_and_label(Role::PasswordInput, "API key")
        .focus();
    settle(&mut window);
    type_text(&mut window, &"k".repeat(40));
    save(&mut window);
    let told = messages(&window);
    assert!(told.contains("has another address by now"), "{told}");
    assert_ne!(place.kept().url, stale.url);
    serve(&mut window, ServerCommand::Connect);
    assert_eq!(connection(&window), Connection::Connected, "the kept key");
}

//! `misp-flow instance`.

use std::{
    fmt::Write as _,
    io::{self, BufRead as _, IsTerminal as _},
    path::Path,
};

use serde_json::{Value as Json, json};

use super::{
    args::{AddArguments, InstanceArguments, InstanceCommand},
    failure::{IN_THE_WAY, ServerFailure, keyring_words},
    session::{self, Jobs, Session},
};
use crate::{
    cli::{Failure, line::one_line, print},
    misp::{
        Address, ApiKey, Certificate, ConnectionReport, Instance, Instances, KeyTrouble, Keys,
        Limits, ProxyChoice, Snapshot, Trust, check_name, look_at_certificate, read_authorities,
    },
};

pub fn run(arguments: &InstanceArguments) -> Result<u8, Failure> {
    match &arguments.command {
        InstanceCommand::Add(new) => add(new),
        InstanceCommand::List { json } => list(*json),
        InstanceCommand::Test { name, json } => test(name, *json),
        InstanceCommand::Remove { name } => remove(name),
        InstanceCommand::Fingerprint { url, proxy, json } => {
            fingerprint(url, proxy.as_deref(), *json)
        }
    }
}

fn add(new: &AddArguments) -> Result<u8, Failure> {
    let name = check_name(&new.name)?;
    let address = new.url.parse::<Address>()?;
    let trust = trust(new.ca.as_deref(), new.pin.as_deref())?;
    if trust != Trust::System && !address.is_https() {
        return Err(ServerFailure::NoCertificate(address).into());
    }
    let proxy = proxy(new.proxy.as_deref())?;
    let place = Instances::place()?;
    let list = Instances::load_from(&place)?;
    let old = list.iter().find(|known| known.name == name).cloned();
    if old.is_some() && !new.replace {
        return Err(ServerFailure::NameTaken(name.to_owned()).into());
    }
    let former = old.as_ref().map(Instance::key_entry);
    let host_before = old.as_ref().map(|old| old.url.host());
    let mut instance = Instance::new(name, address);
    if let Some(old) = old {
        (instance.id, instance.colour) = (old.id, old.colour);
    }
    if let Some(before) = list.id_before(&instance, &place)? {
        instance.id = before;
    }
    (instance.trust, instance.proxy) = (trust, proxy);
    let key = asked_key(&instance)?;
    // A key or authority that could never be used is told now.
    key.check_length(&instance.url.host())?;
    instance.client(key.clone(), Limits::default())?;
    Instances::change(&place, |list| {
        list.put(instance.clone());
        Ok(())
    })?;
    if host_before.is_some_and(|before| before != instance.url.host())
        && let Some(folder) = instance.data_folder()
    {
        // What was fetched is another server's.
        Snapshot::forget(&folder);
    }
    let keys = Keys::of_the_system();
    if let Some(former) = former.filter(|former| *former != instance.key_entry()) {
        // A keyring that is locked keeps it, for the server that it was entered for.
        let _ = keys.delete(&former);
    }
    let trouble = keys.store(&instance.key_entry(), &key).err();
    let trouble = trouble.map(|trouble| keyring_words(&trouble).to_string());
    if new.json {
        let added = json!({
            "id": instance.id,
            "name": instance.name,
            "url": instance.url.to_string(),
            "encrypted": instance.url.is_https(),
            "key_kept": trouble.is_none(),
            "note": trouble,
        });
        print(&format!("{added:#}\n"))?;
        return Ok(0);
    }
    let mut text = format!(
        "“{}” is {}.\n",
        one_line(&instance.shown_name()),
        instance.url
    );
    if !instance.url.is_https() {
        text.push_str("It is not encrypted: without https the key and all data go as they are.\n");
    }
    match trouble {
        None => text.push_str("Its key is in the keyring of this system.\n"),
        Some(trouble) => {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "Its key was not kept, as {trouble}: set MISP_KEY to it for each command."
            );
        }
    }
    print(&text)?;
    Ok(0)
}

fn trust(ca: Option<&Path>, pin: Option<&str>) -> Result<Trust, Failure> {
    Ok(match (ca, pin) {
        (Some(file), _) => Trust::PrivateCa(read_authorities(file)?),
        (None, Some(pin)) => Trust::Pinned(pin.parse()?),
        (None, None) => Trust::System,
    })
}

fn proxy(choice: Option<&str>) -> Result<ProxyChoice, Failure> {
    Ok(match choice {
        None => ProxyChoice::Environment,
        Some("direct") => ProxyChoice::Direct,
        Some(address) => ProxyChoice::Through(address.parse()?),
    })
}

/// The key in the environment, or a line of the standard input.
fn asked_key(instance: &Instance) -> Result<ApiKey, Failure> {
    if let Some(key) = session::key_of_environment() {
        return Ok(key);
    }
    let mut typed = String::new();
    if io::stdin().is_terminal() {
        // Nobody who looks on reads it.
        let asked = format!(
            "API key for {} (not shown): ",
            one_line(&instance.shown_name())
        );
        typed = rpassword::prompt_password(asked).map_err(Failure::Input)?;
    } else {
        io::stdin()
            .lock()
            .read_line(&mut typed)
            .map_err(Failure::Input)?;
    }
    let key = ApiKey::new(typed);
    if key.is_empty() {
        return Err(ServerFailure::NoKeyGiven.into());
    }
    Ok(key)
}

fn list(as_json: bool) -> Result<u8, Failure> {
    let list = Instances::load()?;
    if as_json {
        let list: Vec<Json> = list
            .iter()
            .map(|one| {
                json!({
                    "id": one.id,
                    "name": one.name,
                    "url": one.url.to_string(),
                    "trust": trust_words(one),
                    "encrypted": one.url.is_https(),
                    "proxy": proxy_words(&one.proxy),
                })
            })
            .collect();
        print(&format!("{:#}\n", json!(list)))?;
        return Ok(0);
    }
    if list.is_empty() {
        print("No instances yet; add one with misp-flow instance add.\n")?;
        return Ok(0);
    }
    let mut text = String::new();
    for one in list.iter() {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{}  {}  {}  {}",
            one_line(&one.shown_name()),
            one.url,
            trust_words(one),
            proxy_words(&one.proxy)
        );
    }
    print(&text)?;
    Ok(0)
}

fn trust_words(instance: &Instance) -> String {
    match &instance.trust {
        _ if !instance.url.is_https() => "not encrypted".to_owned(),
        Trust::System => "trusted by the system".to_owned(),
        Trust::PrivateCa(_) => "private authority".to_owned(),
        Trust::Pinned(fingerprint) => format!("pinned {fingerprint}"),
    }
}

fn proxy_words(proxy: &ProxyChoice) -> String {
    match proxy {
        ProxyChoice::Environment => "proxy of the environment".to_owned(),
        ProxyChoice::Direct => "direct".to_owned(),
        ProxyChoice::Through(address) => format!("through {}", address.host()),
    }
}

fn test(name: &str, as_json: bool) -> Result<u8, Failure> {
    let session = Session::connect(name)?;
    let found = session.run(async { Ok(session.client.test_connection().await?) })?;
    let missing = found.missing();
    print(&if as_json {
        format!("{:#}\n", test_json(&found, &missing))
    } else {
        test_text(&session.instance, &found, &missing)
    })?;
    Ok(if missing.is_empty() { 0 } else { IN_THE_WAY })
}

fn test_text(instance: &Instance, found: &ConnectionReport, missing: &[String]) -> String {
    let mut text = format!(
        "{} answers: MISP {}\n",
        instance.url,
        one_line(&found.server.version)
    );
    // Writing to a String cannot fail.
    if let Ok(me) = &found.me {
        let who = format!("{}, {}, role {}", me.email, me.organisation, me.role);
        let _ = writeln!(text, "The key is of {}", one_line(&who));
    }
    if let Ok(triggers) = &found.triggers {
        let _ = writeln!(text, "Workflows can be used: {triggers} triggers");
    }
    for one in missing {
        let _ = writeln!(text, "Missing: {}", one_line(one));
    }
    text
}

fn test_json(found: &ConnectionReport, missing: &[String]) -> Json {
    let me = found.me.as_ref().ok();
    json!({
        "version": found.server.version,
        "user": me.map(|me| &me.email),
        "role": me.map(|me| &me.role),
        "organisation": me.map(|me| &me.organisation),
        "site_admin": me.map(|me| me.site_admin),
        "triggers": found.triggers.as_ref().ok(),
        "missing": missing,
    })
}

fn remove(name: &str) -> Result<u8, Failure> {
    let instance = session::instance(name)?;
    let place = Instances::place()?;
    Instances::change(&place, |list| list.remove_noted(&instance.id, &place))?;
    let mut text = format!("“{}” is forgotten.\n", one_line(&instance.shown_name()));
    // Writing to a String cannot fail.
    match Keys::of_the_system().delete(&instance.key_entry()) {
        Ok(()) | Err(KeyTrouble::NoService | KeyTrouble::NothingStored) => {}
        Err(trouble) => {
            let _ = writeln!(
                text,
                "Its key may still be in the keyring, as {}.",
                keyring_words(&trouble)
            );
        }
    }
    if let Some(folder) = instance.data_folder().filter(|folder| folder.exists()) {
        let _ = writeln!(
            text,
            "Its catalogue and the states of its workflows stay in {}, and are there again when its address is added once more.",
            folder.display()
        );
    }
    print(&text)?;
    Ok(0)
}

fn fingerprint(url: &str, through: Option<&str>, as_json: bool) -> Result<u8, Failure> {
    let (address, proxy) = (url.parse::<Address>()?, proxy(through)?);
    let shown = Jobs::default()
        .run(async { Ok(look_at_certificate(&address, &proxy, Limits::default()).await?) })?;
    print(&if as_json {
        format!("{:#}\n", certificate_json(&shown))
    } else {
        certificate_text(&shown)
    })?;
    Ok(0)
}

fn certificate_text(shown: &Certificate) -> String {
    let issuer = if shown.self_signed {
        "itself".to_owned()
    } else {
        one_line(&shown.issuer)
    };
    format!(
        "SHA-256  {}\nfor      {}\nfrom     {issuer}\nvalid    {} to {} UTC\nCompare it with what the server's administrator sees before you pin it.\n",
        shown.fingerprint,
        one_line(&shown.subject),
        shown.from,
        shown.until
    )
}

fn certificate_json(shown: &Certificate) -> Json {
    json!({
        "fingerprint": shown.fingerprint.to_string(),
        "subject": shown.subject,
        "issuer": shown.issuer,
        "from": shown.from,
        "until": shown.until,
        "self_signed": shown.self_signed,
    })
}

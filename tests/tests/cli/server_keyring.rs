//! Keyrings that say no, and session buses that say nothing, as the command line meets them.
#![cfg(target_os = "linux")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use crate::stage::{Said, Stage};
use misp_flow_tests::misp_double::Setup;

/// A session bus with this policy, and its address. It ends with this.
struct Bus(Child, String);

impl Bus {
    fn start(stage: &Stage, policy: &str) -> Self {
        // Without anything that could be started there would be no keyring to deny.
        let services = stage.file("services");
        fs::create_dir_all(&services).expect("a folder");
        let service = "[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/false\n";
        fs::write(services.join("org.freedesktop.secrets.service"), service).expect("a file");
        let services = services.display();
        let file = stage.file("bus.conf");
        let text = format!(
            r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><servicedir>{services}</servicedir><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default">{policy}</policy></busconfig>"#
        );
        fs::write(&file, text).expect("a file");
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", file.display()))
            .args(["--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon, which .ci/run installs");
        let mut address = String::new();
        let out = bus.stdout.take().expect("its output");
        BufReader::new(out)
            .read_line(&mut address)
            .expect("an address");
        Self(bus, address.trim().to_owned())
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // One that has ended by itself is no harm.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Adds an instance with this session bus.
fn added(stage: &Stage, bus: &Bus) -> Said {
    let url = stage.double.url().to_owned();
    let mut add = stage.command(&["instance", "add", "lab", &url]);
    add.env("DBUS_SESSION_BUS_ADDRESS", &bus.1);
    Said::of(&add.output().expect("the binary runs"))
}

#[test]
fn a_keyring_that_is_denied_is_not_called_missing() {
    let stage = Stage::empty("denied", Setup::default());
    let policy = r#"<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/><deny send_destination="org.freedesktop.secrets"/>"#;
    let bus = Bus::start(&stage, policy);
    let said = added(&stage, &bus);
    let said = said.is(0, "Its key was not kept, as the keyring was not opened for");
    assert!(!said.out.contains("no keyring"), "{said:?}");
}

#[test]
fn a_session_bus_that_says_nothing_is_given_up_on() {
    let stage = Stage::empty("silent-bus", Setup::default());
    // Nothing may be received, not even the answer to a first word.
    let policy = r#"<allow send_destination="*"/><allow own="*"/>"#;
    let bus = Bus::start(&stage, policy);
    let said = added(&stage, &bus);
    said.is(0, "does not answer").is(0, "set MISP_KEY");
}

//! The steps.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use misp_flow::{
    misp::{
        Address, ApiKey, Client, Limits, ProxyChoice, Refusal, Runtime, Saving, ServerDocument,
        Trust, sync,
    },
    push::{self, Kept, PushError, ServerStore, Standing, Target},
};
use misp_flow_engine::{
    catalogue::{Catalogue, samples},
    instance::Instance,
    run::{self, Answers, Plan, Settings},
    value::Value,
    workflow::{self, NodeId, Workflow},
};
use serde_json::{Value as Json, json};

use super::listener::Listener;

/// Triggers that hand events over, the least in the way first.
const TRIGGERS: [&str; 4] = [
    "event-after-save-new-from-pull",
    "event-after-save-new",
    "event-after-save",
    "event-publish",
];
const STOP: &str = "stop-execution";
const SETTING: &str = "Plugin.Workflow_debug_url";

type Step = Result<(), String>;

/// A server in the middle of the test, and what has to be put back.
pub struct Live {
    address: String,
    key: String,
    listen: SocketAddr,
    client: Client,
    store: ServerStore,
    runtime: Runtime,
    catalogue: Catalogue,
    trigger: String,
    id: String,
    /// The workflow that was there before; none where this test made it.
    before: Option<ServerDocument>,
    trigger_was_on: bool,
    stop_was_on: bool,
    debug_url: Option<Json>,
    pushed: Vec<Workflow>,
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl Live {
    /// The server that the environment names.
    pub fn from_environment() -> Result<Self, String> {
        let value = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
        let needed = |name: &str| {
            let missing = format!(
                "Set {name}, {}",
                "as the head of tests/tests/live/main.rs says"
            );
            value(name).ok_or(missing)
        };
        let (address, key) = (needed("MISP_URL")?, needed("MISP_KEY")?);
        let trust = match (value("MISP_PIN"), value("MISP_CA")) {
            (Some(pin), _) => Trust::Pinned(pin.parse().map_err(words)?),
            (None, Some(file)) => Trust::PrivateCa(std::fs::read_to_string(file).map_err(words)?),
            (None, None) => Trust::System,
        };
        let listen = value("MISP_LISTEN").unwrap_or_else(|| "127.0.0.1:27051".to_owned());
        let url: Address = address.parse().map_err(words)?;
        let secret = ApiKey::new(key.clone());
        let proxy = ProxyChoice::Environment;
        let client = Client::new(url, secret, &trust, proxy, Limits::default()).map_err(words)?;
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("live");
        // A record of an earlier run says nothing about this server.
        let _ = std::fs::remove_dir_all(&folder);
        Ok(Self {
            address,
            key,
            listen: listen.parse().map_err(words)?,
            client,
            store: ServerStore::in_folder(folder),
            runtime: Runtime::new(),
            catalogue: Catalogue::bundled().clone(),
            trigger: String::new(),
            id: String::new(),
            before: None,
            trigger_was_on: true,
            stop_was_on: true,
            debug_url: None,
            pushed: Vec::new(),
        })
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, Refusal>>) -> Result<T, String> {
        self.runtime.block_on(work).map_err(words)
    }

    pub fn connect(&mut self) -> Step {
        let report = self.wait(self.client.test_connection())?;
        let role = report.me.as_ref().map_or("nobody", |me| me.role.as_str());
        println!("        {} as {role}", report.server.version);
        match report.missing().into_iter().next() {
            Some(missing) => Err(missing),
            None => Ok(()),
        }
    }

    pub fn sync(&mut self) -> Step {
        let snapshot = self.wait(sync(&self.client, "live", &|_| {}))?;
        let (catalogue, _) = snapshot.catalogue().map_err(words)?;
        println!(
            "        {} modules, {} tags",
            catalogue.iter().count(),
            snapshot.tags.len()
        );
        self.catalogue = catalogue;
        for needed in ["tag-if", STOP] {
            self.catalogue
                .get(needed)
                .ok_or_else(|| format!("the server has no module {needed}"))?;
        }
        Ok(())
    }

    pub fn create(&mut self) -> Step {
        let states = self.wait(self.client.triggers())?;
        let known = |id: &&str| states.iter().find(|state| state.module.id == **id);
        let mut there = TRIGGERS.iter().filter_map(known);
        let free = there.clone().find(|state| state.workflow.is_none());
        let state = free
            .or_else(|| there.next())
            .ok_or("no trigger hands events over")?;
        self.trigger = state.module.id.to_string();
        self.before = state.workflow.clone();
        self.trigger_was_on = !state.module.disabled;
        self.stop_was_on = !self.wait(self.client.module(STOP))?.disabled;
        let made = self.wait(self.client.create_workflow(&self.trigger))?;
        self.id = made.id;
        println!("        workflow {} of {}", self.id, self.trigger);
        Ok(())
    }

    /// Stops events that are tagged tlp:red.
    fn workflow(&self, name: &str) -> Result<Workflow, String> {
        let text = json!({"Workflow": {"name": name, "description": "Made by a test", "data": {
            "1": {"id": 1, "name": "Start", "class": "block-type-trigger", "typenode": false,
                "data": {"id": self.trigger, "name": "Start", "module_type": "trigger", "indexed_params": {}},
                "inputs": {}, "pos_x": 0, "pos_y": 0,
                "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
            "2": {"id": 2, "name": "Red?", "class": "block-type-default", "typenode": false,
                "data": {"id": "tag-if", "name": "Red?", "module_type": "logic",
                    "indexed_params": {"scope": "event", "condition": "in_or", "tags": ["tlp:red"]}},
                "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
                "outputs": {"output_1": {"connections": [{"node": "3", "output": "input_1"}]},
                    "output_2": {"connections": []}}, "pos_x": 400, "pos_y": 0},
            "3": {"id": 3, "name": "Stop", "class": "block-type-default", "typenode": false,
                "data": {"id": STOP, "name": "Stop", "module_type": "action",
                    "indexed_params": {"message": "red"}},
                "inputs": {"input_1": {"connections": [{"node": "2", "input": "output_1"}]}},
                "outputs": {}, "pos_x": 800, "pos_y": 0}}}});
        workflow::open(text.to_string().as_bytes()).map_err(words)
    }

    fn look(&self, mine: &Workflow) -> Result<push::Plan, String> {
        let target = Target::Number(self.id.clone());
        let look = push::look(
            &self.client,
            &self.store,
            target,
            mine,
            None,
            &self.catalogue,
        );
        self.runtime.block_on(look).map_err(words)
    }

    fn send(&self, plan: &push::Plan, mine: &Workflow) -> Result<push::Pushed, PushError> {
        let send = push::send(
            &self.client,
            &self.store,
            plan,
            mine,
            "live test",
            &self.catalogue,
        );
        self.runtime.block_on(send)
    }

    pub fn push(&mut self) -> Step {
        for name in ["misp-flow live test, first", "misp-flow live test, second"] {
            let mine = self.workflow(name)?;
            let plan = self.look(&mine)?;
            if let Some(refused) = plan.refusals().into_iter().next() {
                return Err(refused);
            }
            let pushed = self.send(&plan, &mine).map_err(words)?;
            if !pushed.differs.is_empty() {
                return Err(format!(
                    "read back otherwise: {}",
                    pushed.differs.join("; ")
                ));
            }
            self.pushed.push(mine);
        }
        Ok(())
    }

    pub fn read_back(&mut self) -> Step {
        let mine = self.pushed.last().ok_or("nothing was pushed")?;
        let plan = self.look(mine)?;
        if plan.standing == Standing::InSync {
            Ok(())
        } else {
            Err(format!(
                "{}: {}",
                plan.standing.words(),
                plan.words.join("; ")
            ))
        }
    }

    pub fn conflict(&mut self) -> Step {
        let mut mine = self.pushed.last().ok_or("nothing was pushed")?.clone();
        let plan = self.look(&mine)?;
        let there = self.wait(self.client.workflow(&self.id))?;
        let graph = there.document.map_err(words)?.graph.to_server_json();
        let saving = Saving {
            name: Some("misp-flow live test, by another editor"),
            ..Saving::graph(&graph)
        };
        self.wait(self.client.save_workflow(&self.id, &saving))?;
        mine.name = "misp-flow live test, mine".to_owned();
        match self.send(&plan, &mine) {
            Err(PushError::ChangedMeanwhile { .. }) => {}
            Err(other) => return Err(other.to_string()),
            Ok(_) => return Err("another editor's work was overwritten".to_owned()),
        }
        let plan = self.look(&mine)?;
        if plan.standing != Standing::Diverged {
            return Err(format!("told as {}", plan.standing.words()));
        }
        self.send(&plan, &mine).map_err(words)?;
        self.pushed.push(mine);
        Ok(())
    }

    fn event(red: bool) -> Result<Value, String> {
        let sample = samples::EVENTS.first().ok_or("no sample event")?;
        let mut event: Json = serde_json::from_str(sample.json).map_err(words)?;
        let name = if red { "tlp:red" } else { "tlp:clear" };
        event["Event"]["Tag"] = json!([{"id": "1", "name": name, "colour": "#ffffff",
            "exportable": true, "local": 0, "relationship_type": null}]);
        Value::from_json(event.to_string().as_bytes()).map_err(words)
    }

    pub fn run_and_compare(&mut self) -> Step {
        self.wait(self.client.set_module_enabled(STOP, true))?;
        self.wait(self.client.set_module_enabled(&self.trigger, true))?;
        let mine = self.pushed.last().ok_or("nothing was pushed")?;
        let plan = Plan::of(mine);
        for red in [true, false] {
            let event = Self::event(red)?;
            let real = self.wait(self.client.execute_workflow(&self.id, &event))?;
            let instance = Instance::default();
            let mut answers = Answers::default();
            let settings = Settings::default();
            let run = run::simulate(&plan, &event, &instance, &mut answers, &settings);
            if real.outcome != run.outcome.name() {
                return Err(format!(
                    "the server says “{}”, the simulation “{}”",
                    real.outcome,
                    run.outcome.name()
                ));
            }
        }
        Ok(())
    }

    /// Reads or writes a setting of the server, which is no part of the program.
    fn setting(&self, value: Option<&Json>) -> Result<Json, String> {
        let base = self.address.trim_end_matches('/');
        // Another may have been installed; that is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::new();
        let request = match value {
            None => client.get(format!("{base}/servers/getSetting/{SETTING}.json")),
            Some(value) => client
                .post(format!("{base}/servers/serverSettingsEdit/{SETTING}.json"))
                .header("Content-Type", "application/json")
                .body(json!({"value": value}).to_string()),
        };
        let request = request
            .header("Authorization", &self.key)
            .header("Accept", "application/json");
        let runtime = tokio::runtime::Runtime::new().map_err(words)?;
        let text = runtime.block_on(async {
            let answer = request.send().await.map_err(words)?;
            let status = answer.status();
            let text = answer.text().await.map_err(words)?;
            if status.is_success() {
                Ok(text)
            } else {
                Err(format!("{status}: {text}"))
            }
        })?;
        serde_json::from_str(&text).map_err(words)
    }

    pub fn debug_posts(&mut self) -> Step {
        let listener = Listener::start(self.listen)?;
        let wanted = json!(format!("http://{}", self.listen));
        let set = self.setting(None).and_then(|old| {
            let old = old.get("value").cloned().unwrap_or_else(|| json!(""));
            self.setting(Some(&wanted))?;
            Ok(old)
        });
        match set {
            Ok(old) => self.debug_url = Some(old),
            Err(reason) => println!("        {SETTING} could not be set ({reason})"),
        }
        self.wait(self.client.set_debug(&self.id, true))?;
        self.wait(self.client.execute_workflow(&self.id, &Self::event(true)?))?;
        let is_end = |path: &String| path.contains("/end?");
        let longest = Duration::from_secs(20);
        let paths = listener.wait(|paths| paths.iter().any(is_end), longest);
        let wanted = [
            "/init?",
            "/exec/tag-if?",
            "/exec/stop-execution?",
            "/end?outcome=blocked",
        ];
        for part in wanted {
            if !paths.iter().any(|path| path.contains(part)) {
                return Err(format!(
                    "no post to {part} came, only {paths:?}. Set {SETTING} to http://{}",
                    self.listen
                ));
            }
        }
        Ok(())
    }

    pub fn restore(&mut self) -> Step {
        let history = self.store.history(&self.id).map_err(words)?;
        let kept: Vec<Workflow> = history.states.iter().filter_map(Kept::open).collect();
        let first = self.pushed.first().ok_or("nothing was pushed")?;
        let earlier = kept.into_iter().find(|state| state.name == first.name);
        let earlier = earlier.ok_or("the first state was not kept")?;
        let plan = self.look(&earlier)?;
        let pushed = self.send(&plan, &earlier).map_err(words)?;
        if pushed.stored.name != first.name {
            return Err(format!("the server has “{}”", pushed.stored.name));
        }
        let stop = earlier.graph.node(&NodeId::from(3));
        stop.map(|_| ())
            .ok_or_else(|| "the kept state lacks a node".to_owned())
    }

    pub fn clean_up(&mut self) -> Step {
        let mut failed = Vec::new();
        let mut note = |done: Result<(), String>| failed.extend(done.err());
        if !self.id.is_empty() {
            note(match &self.before {
                None => self.wait(self.client.delete_workflow(&self.id)),
                Some(before) => before.document.clone().map_err(words).and_then(|old| {
                    let graph = old.graph.to_server_json();
                    let saving = Saving {
                        name: Some(&old.name),
                        description: Some(&old.description),
                        debug_enabled: Some(old.debug_enabled),
                        ..Saving::graph(&graph)
                    };
                    self.wait(self.client.save_workflow(&self.id, &saving))
                        .map(|_| ())
                }),
            });
            let switched = [
                (self.trigger.clone(), self.trigger_was_on),
                (STOP.to_owned(), self.stop_was_on),
            ];
            for (module, was_on) in switched {
                note(self.wait(self.client.set_module_enabled(&module, was_on)));
            }
        }
        if let Some(old) = self.debug_url.take() {
            note(self.setting(Some(&old)).map(|_| ()));
        }
        if failed.is_empty() {
            Ok(())
        } else {
            Err(failed.join("; "))
        }
    }
}

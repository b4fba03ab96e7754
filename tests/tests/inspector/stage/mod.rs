//! A stage for the inspector: a document that really changes, and a list of what was asked.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use egui_kittest::{Harness, kittest::Queryable};
use misp_flow::window::{
    inspector::{self, InspectorAction, InspectorInput, InspectorState},
    theme,
};
use misp_flow_engine::{
    catalogue::Catalogue,
    check::problems,
    edit::{Edit, History},
    value::Value,
    workflow::{self, Node, NodeId, Workflow},
};
use serde_json::{Value as Json, json};

pub type Window = Harness<'static, Stage>;

/// The document, and what the inspector said about it.
pub struct Stage {
    pub workflow: Workflow,
    pub history: History,
    pub catalogue: Catalogue,
    pub selection: Vec<NodeId>,
    pub event: Option<Value>,
    pub read_only: bool,
    pub state: InspectorState,
    pub actions: Vec<InspectorAction>,
}

impl Stage {
    /// A stage with these nodes behind a trigger, numbered from 2; the first is selected.
    pub fn with(nodes: &[Json]) -> Self {
        let mut graph = json!({"1": {
            "id": 1, "name": "Event Publish", "class": "block-type-trigger", "typenode": false,
            "data": {"id": "event-publish", "name": "Event Publish", "module_type": "trigger",
                "module_version": "0.1", "indexed_params": [], "saved_filters": []},
            "inputs": [], "outputs": {"output_1": {"connections": []}}, "pos_x": 0, "pos_y": 0,
        }});
        for (number, node) in (2..).zip(nodes) {
            graph[number.to_string()] = node.clone();
            graph[number.to_string()]["id"] = json!(number);
        }
        let envelope = json!({"Workflow": {
            "id": "3", "uuid": "5e8f1a2b-0003-4c3d-9e8f-000000000003",
            "name": "Red data stays here", "description": "", "timestamp": "1700000000",
            "enabled": true, "trigger_id": "event-publish", "debug_enabled": false, "data": graph,
        }});
        Self {
            workflow: workflow::open(envelope.to_string().as_bytes()).unwrap(),
            history: History::new(),
            catalogue: Catalogue::bundled().clone(),
            selection: vec![NodeId::from(2)],
            event: None,
            read_only: false,
            state: InspectorState::default(),
            actions: Vec::new(),
        }
    }

    /// A stage with one node of a module that has these params.
    pub fn of_params(params: Json, stored: Json) -> Self {
        let module = json!([{"id": "probe", "name": "Probe", "version": "0.1",
            "module_type": "action", "inputs": 1, "outputs": 1, "icon": "cog", "params": params}]);
        let (catalogue, _) = Catalogue::from_server(&json!([]), &module).unwrap();
        let mut stage = Self::with(&[node("probe", stored)]);
        stage.catalogue = catalogue;
        stage
    }

    /// With the event of the benchmark, normalised as far as the tests need it.
    pub fn with_event(mut self) -> Self {
        let text = include_str!("event.json");
        let mut event: Json = serde_json::from_str(text).unwrap();
        let lists = |event: &Json| {
            let objects = event["Object"].as_array().cloned().unwrap_or_default();
            let inside = objects.iter().map(|object| object["Attribute"].clone());
            let mut all = vec![event["Attribute"].clone()];
            all.extend(inside);
            all
        };
        let flat: Vec<Json> = lists(&event["Event"])
            .iter()
            .filter_map(Json::as_array)
            .flatten()
            .cloned()
            .collect();
        event["Event"]["_AttributeFlattened"] = Json::Array(flat);
        self.event = Some(Value::from_json(event.to_string().as_bytes()).unwrap());
        self
    }

    pub fn node(&self) -> &Node {
        self.workflow.graph.node(&self.selection[0]).unwrap()
    }

    pub fn param(&self, id: &str) -> Option<&Json> {
        self.node().params.get(id)
    }

    /// The edits that were asked for, in order.
    pub fn edits(&self) -> Vec<&Edit> {
        self.actions
            .iter()
            .filter_map(|action| match action {
                InspectorAction::Edit(edit) => Some(edit),
                _ => None,
            })
            .collect()
    }

    fn show(&mut self, ui: &mut egui::Ui) {
        let problems = problems(&self.workflow, &self.catalogue);
        let input = InspectorInput {
            workflow: &self.workflow,
            catalogue: &self.catalogue,
            selection: &self.selection,
            problems: &problems,
            event: self.event.as_ref(),
            event_words: "this event".to_owned(),
            real_answer: None,
            answer: None,
            there: None,
            read_only: self.read_only,
        };
        let actions = inspector::show(ui, &input, &mut self.state);
        for action in &actions {
            match action {
                InspectorAction::Edit(edit) => {
                    self.history
                        .apply(&mut self.workflow, edit.clone())
                        .unwrap();
                }
                InspectorAction::Seal => self.history.seal(),
                InspectorAction::JumpTo(node) => self.selection = vec![node.clone()],
                InspectorAction::ShowProblem(index) => {
                    self.selection = problems[*index].place.node().cloned().into_iter().collect();
                }
                InspectorAction::Answer(..) => {}
                InspectorAction::ApplyFix(index) => {
                    let fix = problems[*index].fix.clone().unwrap();
                    self.history.apply(&mut self.workflow, fix.edit).unwrap();
                }
            }
        }
        self.actions.extend(actions);
    }
}

/// A node of a module, with these params.
pub fn node(module: &str, params: Json) -> Json {
    let catalogue = Catalogue::bundled();
    let known = catalogue.get(module);
    let (kind, version) = known.map_or(("action", "0.1"), |module| {
        (module.kind.name(), module.version.as_str())
    });
    let name = known.map_or(module, |module| module.name.as_str());
    json!({
        "name": name, "class": "block-type-default", "typenode": false,
        "data": {"id": module, "name": name, "module_type": kind, "module_version": version,
            "indexed_params": params,
            "saved_filters": {"selector": "", "value": "", "operator": "", "path": ""}},
        "inputs": {"input_1": {"connections": []}}, "outputs": {"output_1": {"connections": []}},
        "pos_x": 300, "pos_y": 0,
    })
}

/// The inspector in a window of this size.
pub fn window(stage: Stage, size: [f32; 2], look: egui::Theme) -> Harness<'static, Stage> {
    let mut installed = false;
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(look)
        .with_max_steps(40)
        .wgpu()
        .build_ui_state(
            move |ui, stage: &mut Stage| {
                if !installed {
                    theme::install(ui.ctx());
                    // A caret that blinks makes no picture twice.
                    ui.ctx()
                        .all_styles_mut(|style| style.visuals.text_cursor.blink = false);
                    installed = true;
                    return;
                }
                let fill = ui.visuals().panel_fill;
                egui::Frame::new().fill(fill).show(ui, |ui| {
                    ui.set_min_size(ui.available_size());
                    stage.show(ui);
                });
            },
            stage,
        );
    harness.run();
    harness
}

/// The inspector in a window that is high enough for all of it.
pub fn open(stage: Stage) -> Harness<'static, Stage> {
    window(stage, [340.0, 1400.0], egui::Theme::Dark)
}

/// A window with one node of a module that has these params.
pub fn with_params(params: Json, stored: Json) -> Window {
    open(Stage::of_params(params, stored))
}

/// What a param of the selected node is now.
pub fn value(window: &Window, param: &str) -> Json {
    window.state().param(param).cloned().unwrap_or(Json::Null)
}

/// Clicks the only thing with this name, and lets the window settle.
pub fn click(harness: &mut Harness<'_, Stage>, name: &str) {
    harness.get_by_label(name).click();
    harness.run();
}

/// Types into the field with this label.
pub fn type_into(harness: &mut Harness<'_, Stage>, label: &str, text: &str) {
    let field = harness.get_by(|node| is_field(node, label));
    field.focus();
    harness.run();
    harness.get_by(|node| is_field(node, label)).type_text(text);
    harness.run();
}

/// Whether this is a text field with this label.
pub fn is_field(node: &egui_kittest::kittest::AccessKitNode<'_>, label: &str) -> bool {
    use egui::accesskit::Role;
    let text = matches!(
        node.role(),
        Role::TextInput | Role::MultilineTextInput | Role::PasswordInput
    );
    text && node.label().as_deref() == Some(label)
}

/// Waits until something has this name: what is worked out in the background comes later.
pub fn wait_for(harness: &mut Harness<'_, Stage>, name: &str) {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while harness.query_by_label(name).is_none() {
        assert!(
            std::time::Instant::now() < until,
            "{name} does not come: {:?}",
            harness.root()
        );
        std::thread::sleep(std::time::Duration::from_millis(2));
        harness.step();
    }
    harness.run();
}

/// Waits until nothing has this name any more.
pub fn wait_until_gone(harness: &mut Harness<'_, Stage>, name: &str) {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while harness.query_by_label(name).is_some() {
        assert!(std::time::Instant::now() < until, "{name} does not go");
        std::thread::sleep(std::time::Duration::from_millis(2));
        harness.step();
    }
    harness.run();
}

/// Presses a key and lets the window settle.
pub fn press(harness: &mut Harness<'_, Stage>, key: egui::Key) {
    harness.key_press(key);
    harness.run();
}

//! A stage with something pushed.

use crate::stage::Stage;
use serde_json::{Value as Json, json};

pub const SAVE: (&str, &str) = ("POST", "/workflows/edit*");

pub const VIEW: (&str, &str) = ("GET", "/workflows/view*");

/// A stage on whose server “Before” lies, pushed from here.
pub fn pushed(name: &str) -> Stage {
    let stage = Stage::new(name);
    stage.named("before.json", "Before");
    stage.named("after.json", "After");
    stage
        .run(&["push", "lab", "before.json", "--yes"])
        .is(0, "Pushed to workflow 1");
    stage
}

pub fn saves(stage: &Stage) -> usize {
    let asked = stage.double.log();
    let saves = asked.iter().filter(|one| one.path.contains("/edit/"));
    saves.count()
}

/// The state of workflow 1 as if “After” had been pushed and the server had cut spaces off.
pub fn changed_by_the_server(stage: &Stage) -> Json {
    let mut there = stage.double.workflow(1).expect("a workflow");
    there["name"] = json!("After  ");
    json!({"Workflow": there})
}

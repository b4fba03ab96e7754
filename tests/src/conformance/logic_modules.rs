//! `logic_modules.jsonl`: one logic module on given data.

use misp_flow_engine::{
    condition::Operators,
    instance::{Instance, Store},
    modules::{Context, Outside, Params, World, built_in},
    run::{Reply, Request},
    value::Value,
    workflow::NodeKind,
};

use super::{expect_same, field};

/// Runs the module of one vector and compares result, data, jobs and errors.
pub fn check(vector: &Value) -> Result<(), String> {
    let id = field(vector, "module").to_text();
    let params = Params::new(&id, field(vector, "indexed_params"));
    let module = built_in(&id, NodeKind::Logic, &params).ok_or("the engine has no such module")?;
    let mut world = World::new(
        field(vector, "data").clone(),
        Store::default(),
        Operators::Measured,
    );
    let mut errors = Vec::new();
    let result = module.exec(&mut Context {
        world: &mut world,
        instance: &Instance::default(),
        trigger: &Value::Null,
        errors: &mut errors,
        notes: &mut Vec::new(),
        outside: &mut Nowhere,
    });
    let World { data, jobs, .. } = world;
    if let Some(error) = vector.get("error") {
        return match result {
            Err(thrown) if error.to_text().starts_with(&format!("{}: ", thrown.class)) => Ok(()),
            other => Err(format!("expected {}, got {other:?}", error.to_text())),
        };
    }
    let result = result.map_err(|error| format!("threw {error}"))?;
    let errors: Value = errors.into_iter().map(Value::from).collect();
    expect_same("errors", field(vector, "errors"), &errors)?;
    let expected = field(vector, "expected");
    if !expected.is_array() {
        return expect_same("result", expected, &Value::from(result));
    }
    expect_same("result", field(expected, "result"), &Value::from(result))?;
    expect_same("data_after", field(expected, "data_after"), data.raw())?;
    let filters = data
        .raw()
        .get("enabledFilters")
        .cloned()
        .unwrap_or(Value::Null);
    expect_same(
        "enabledFilters",
        expected.get("enabledFilters").unwrap_or(&Value::Null),
        &filters,
    )?;
    let expected_jobs = expected
        .get("jobs")
        .map(Value::to_array)
        .unwrap_or_default();
    if expected_jobs.len() != jobs.len() {
        return Err(format!(
            "{} jobs, expected {}",
            jobs.len(),
            expected_jobs.len()
        ));
    }
    for (expected, job) in expected_jobs.values().zip(&jobs) {
        expect_same("job data", field(expected, "data"), &job.data)?;
        let node = field(expected, "node_id").to_text();
        if node != job.node.as_str() {
            return Err(format!("a job starts at {}, expected {node}", job.node));
        }
    }
    Ok(())
}

/// Logic modules ask for nothing outside.
struct Nowhere;

impl Outside for Nowhere {
    fn request(&mut self, request: Request) -> Reply {
        Reply::Failed(format!("a logic module asked for {request:?}"))
    }
}

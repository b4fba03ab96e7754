//! A site's own modules, described in a small script.
//!
//! A server can have modules of its own in PHP, which the simulator cannot run. A script in
//! [Rhai](https://rhai.rs) stands in for one: `describe()` tells what its catalogue entry would, and
//! `exec(data, params)`, or `exec(data, params, items)` with the elements that the node's filter
//! selects, does what the module does. It returns whether it succeeded, or a map `#{success, errors,
//! set}` with what it reports and what it sets in the data (hash path to value). `extract(data,
//! path)` finds what a hash path does.
//!
//! ```
//! use misp_flow_engine::modules::CustomModule;
//!
//! let script = r#"
//!     fn describe() {
//!         #{id: "has-owner", name: "Has an owner", module_type: "action", blocking: true}
//!     }
//!     fn exec(data, params) {
//!         let owners = extract(data, "Event.Tag.{n}[name=/^owner:/].name");
//!         if owners.is_empty() { #{success: false, errors: ["nobody owns this event"]} } else { true }
//!     }
//! "#;
//! let module = CustomModule::compile(script)?;
//! assert_eq!(module.described().id, "has-owner");
//! # Ok::<(), misp_flow_engine::modules::CustomModuleError>(())
//! ```

mod dynamic;

use std::sync::{Arc, LazyLock};

use rhai::{AST, Dynamic, Engine, EvalAltResult, Scope};
use thiserror::Error;

use super::{Context, Module, Params};
use crate::{
    catalogue::{self, Catalogue, ModuleKind},
    filter,
    path::HashPath,
    value::{PhpError, Value},
};
use dynamic::{from_dynamic, to_dynamic};

/// What a script may use up, so that none hangs the simulator: operations, calls in calls,
/// characters of a text.
const OPERATIONS: u64 = 50_000_000;
const CALL_LEVELS: usize = 64;
const EXPRESSION_DEPTH: usize = 64;
const TEXT_LENGTH: usize = 64 << 20;

/// Why a script is no module.
#[derive(Debug, Error)]
pub enum CustomModuleError {
    /// The script has a mistake.
    #[error("the script cannot be read: {0}")]
    Syntax(String),
    /// A function is missing.
    #[error("the script has no function `{0}`")]
    Missing(&'static str),
    /// `describe` fails.
    #[error("`describe` fails: {0}")]
    Describe(String),
    /// `describe` gives nothing that describes a module.
    #[error(
        "`describe` has to give a map with at least `id` and `module_type` (\"action\" or \"logic\")"
    )]
    NoModule,
}

/// A module described in a script.
#[derive(Clone, Debug)]
pub struct CustomModule {
    described: Arc<catalogue::Module>,
    script: Arc<AST>,
    /// Whether `exec` takes the selected elements, too.
    takes_items: bool,
}

impl PartialEq for CustomModule {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.script, &other.script)
    }
}

impl CustomModule {
    /// Reads a script.
    ///
    /// # Errors
    /// What keeps it from being a module, with line and column where it is a mistake in the script.
    pub fn compile(script: &str) -> Result<Self, CustomModuleError> {
        let syntax = |error: rhai::ParseError| CustomModuleError::Syntax(error.to_string());
        let ast = ENGINE.compile(script).map_err(syntax)?;
        let arity = |name: &str| {
            let mut functions = ast.iter_functions();
            functions
                .find(|function| function.name == name)
                .map(|function| function.params.len())
        };
        if arity("describe") != Some(0) {
            return Err(CustomModuleError::Missing("describe()"));
        }
        let takes_items = match arity("exec") {
            Some(2) => false,
            Some(3) => true,
            _ => return Err(CustomModuleError::Missing("exec(data, params)")),
        };
        let described = call(&ast, "describe", ()).map_err(CustomModuleError::Describe)?;
        let described = rhai::serde::from_dynamic::<serde_json::Value>(&described)
            .map_err(|_| CustomModuleError::NoModule)?;
        Ok(Self {
            described: Arc::new(read(described).ok_or(CustomModuleError::NoModule)?),
            script: Arc::new(ast),
            takes_items,
        })
    }

    /// The module as a catalogue would describe it.
    pub fn described(&self) -> &Arc<catalogue::Module> {
        &self.described
    }

    /// The module with the parameters of one node.
    pub fn with(&self, params: &Params) -> impl Module + use<> {
        Scripted {
            module: self.clone(),
            params: params.clone(),
        }
    }
}

fn read(mut described: serde_json::Value) -> Option<catalogue::Module> {
    let fields = described.as_object_mut()?;
    fields.insert("is_custom".to_owned(), true.into());
    let (catalogue, _) =
        Catalogue::from_server(&serde_json::json!([]), &serde_json::json!([described])).ok()?;
    let module = catalogue.iter().next()?;
    matches!(module.kind, ModuleKind::Action | ModuleKind::Logic).then(|| module.clone())
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let mut engine = Engine::new();
    engine
        .set_max_operations(OPERATIONS)
        .set_max_call_levels(CALL_LEVELS)
        .set_max_expr_depths(EXPRESSION_DEPTH, EXPRESSION_DEPTH)
        .set_max_string_size(TEXT_LENGTH);
    // What a script prints goes nowhere.
    engine.on_print(|_| ()).on_debug(|_, _, _| ());
    engine.register_fn("extract", extract);
    engine
});

fn extract(data: Dynamic, path: &str) -> Result<Dynamic, Box<EvalAltResult>> {
    let failed = |error: PhpError| Box::<EvalAltResult>::from(error.to_string());
    let found = HashPath::parse(path)
        .extract(&from_dynamic(&data))
        .map_err(failed)?;
    Ok(to_dynamic(&found.into()))
}

fn call(ast: &AST, function: &str, arguments: impl rhai::FuncArgs) -> Result<Dynamic, String> {
    ENGINE
        .call_fn(&mut Scope::new(), ast, function, arguments)
        .map_err(|error| error.to_string())
}

/// A script's module with a node's parameters.
#[derive(Debug)]
struct Scripted {
    module: CustomModule,
    params: Params,
}

impl Module for Scripted {
    /// What the script throws is an exception of the module.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let params = self.module.described.params.iter().map(|param| {
            let value = match self.params.stored().get(&param.id) {
                Some(value) if !value.is_null() => value.clone(),
                _ => Value::from_serde(&param.default),
            };
            (param.id.as_str().into(), to_dynamic(&value))
        });
        let params = Dynamic::from_map(params.collect());
        let ast = &self.module.script;
        let result = if self.module.takes_items {
            let items = filter::node_items(&data, self.params.filter()?.as_ref())?;
            let items = to_dynamic(&items.into());
            call(ast, "exec", (to_dynamic(&data), params, items))
        } else {
            call(ast, "exec", (to_dynamic(&data), params))
        };
        let result = from_dynamic(&result.map_err(PhpError::exception)?);
        let Value::Array(report) = &result else {
            return Ok(result.is_truthy());
        };
        let sets = report.get("set").map(Value::to_array).unwrap_or_default();
        let mut changed = data;
        for (path, value) in &sets {
            changed = HashPath::parse(&path.to_string()).insert(changed, value)?;
        }
        if !sets.is_empty() {
            context.set_data(changed)?;
        }
        let errors = report
            .get("errors")
            .map(Value::to_array)
            .unwrap_or_default();
        for error in errors.values() {
            context.errors.push(error.to_text().into_owned());
        }
        Ok(report
            .get("success")
            .map_or(errors.is_empty(), Value::is_truthy))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        instance::Instance,
        run::{self, Answers, Outcome, Plan, Settings},
        workflow::NodeId,
    };

    const GRAPH: &str = r#"{
        "1": {"id": 1, "data": {"id": "event-publish", "module_type": "trigger"},
              "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
        "2": {"id": 2, "data": {"id": "ours", "module_type": "action",
                                "indexed_params": {"word": "kit"}}, "outputs": []}}"#;

    fn run_with(script: &str) -> run::Run {
        let mut instance = Instance::default();
        instance.add_custom(CustomModule::compile(script).unwrap());
        let plan = Plan::of_graph(&Value::from_json(GRAPH.as_bytes()).unwrap());
        let event = Value::from_json(br#"{"Event":{"id":"7","info":"a kit"}}"#).unwrap();
        run::simulate(
            &plan,
            &event,
            &instance,
            &mut Answers::default(),
            &Settings::default(),
        )
    }

    fn script(body: &str) -> String {
        format!(
            r#"fn describe() {{ #{{id: "ours", module_type: "action", blocking: true,
                params: [#{{id: "word", type: "input", "default": "x"}}]}} }}
            fn exec(data, params) {{ {body} }}"#
        )
    }

    #[test]
    fn a_script_reads_params_reports_and_changes_the_data() {
        let run = run_with(&script(
            r#"#{success: data.Event.info.contains(params.word), set: #{"Event.info": "seen"}}"#,
        ));
        assert_eq!(run.outcome, Outcome::Success);
        let info = run.steps[0].data.get("Event").unwrap().get("info").unwrap();
        assert_eq!(info, &Value::from("seen"));
        let run = run_with(&script(r#"#{errors: ["no"]}"#));
        assert_eq!(run.outcome, Outcome::Failure);
        assert_eq!(run.blocking_nodes, [NodeId::new("2")]);
        assert!(run.errors[0].ends_with("returned the following error: no"));
    }

    #[test]
    fn what_a_script_throws_or_never_ends_is_an_exception_of_the_module() {
        for body in ["data.nothing.at.all", "loop {}", "throw \"no\""] {
            let run = run_with(&script(body));
            assert_eq!(run.steps[0].result.name(), "error", "{body}");
        }
    }

    #[test]
    fn what_is_no_module_is_said() {
        let message = |script: &str| CustomModule::compile(script).unwrap_err().to_string();
        assert!(message("fn describe() {").contains("line 1"));
        assert!(message("fn describe() { 1 }").contains("exec(data, params)"));
        assert!(message("fn describe() { 1 } fn exec(a, b) { 1 }").contains("`id`"));
    }
}

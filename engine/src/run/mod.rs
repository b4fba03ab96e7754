//! Running a workflow as MISP does: the walk, the data that travel, the steps and the outcome
//! (spec 03; rules 53 to 66 of the vectors).
//!
//! ```
//! use misp_flow_engine::{instance::Instance, run::{self, Answers, Outcome, Plan, Settings}, value::Value, workflow};
//!
//! let graph = r#"{
//!   "1": {"id": 1, "name": "Event publish", "data": {"id": "event-publish", "module_type": "trigger"},
//!         "inputs": [], "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}},
//!   "2": {"id": 2, "name": "Stop", "data": {"id": "stop-execution", "module_type": "action",
//!                                           "indexed_params": {"message": "Not today"}},
//!         "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}}, "outputs": []}}"#;
//! let workflow = workflow::open(graph.as_bytes())?;
//! let event = Value::from_json(br#"{"Event": {"id": "7", "info": "Phishing"}}"#)?;
//! let run = run::simulate(&Plan::of(&workflow), &event, &Instance::default(), &mut Answers::default(), &Settings::default());
//! assert_eq!(run.outcome, Outcome::Blocked);
//! assert_eq!(run.steps[0].errors, ["Not today"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod background;
mod batch;
mod effect;
mod entry;
mod execute;
mod first_difference;
mod follow;
mod log;
mod nodes_left;
mod plan;
mod post;
mod received;
mod roaming;
mod route;
mod sentence;
mod set_by;
mod settings;
mod simulation;
mod snapshot;
mod stepping;
mod trace;
mod walk;
mod watch;

pub use answer::{Answer, AnswerSource, Answers, Call};
pub use background::{BackgroundRun, Job};
pub use batch::{Batch, NodeCount, Tally, Verdict};
pub use effect::{Effect, EffectKind, HttpRequest, Mail, ModuleQuery, Reply, Request, ZmqMessage};
pub use entry::{Entry, simulate, simulate_entry};
pub use first_difference::{FirstDifference, first_told_difference};
pub use follow::TriggeredRun;
pub use log::LogEntry;
pub use plan::{Plan, PlanNode};
pub use post::DebugPost;
pub use received::{Told, received};
pub use roaming::RoamingData;
pub use route::{Places, Route, Stop};
pub use set_by::SetBy;
pub use settings::Settings;
pub use simulation::Simulation;
pub use snapshot::Snapshot;
pub use stepping::Upcoming;
pub use trace::{Crash, Outcome, PathKind, Run, Step, StepResult};
pub use watch::Watch;

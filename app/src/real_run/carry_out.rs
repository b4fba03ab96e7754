//! Running on the server what was foreseen.

use std::time::{Duration, Instant};

use misp_flow_engine::value::Value;
use thiserror::Error;

use super::{Forecast, Subject, Verdict};
use crate::{
    misp::{Client, Refusal, ServerDocument},
    module_test::params_of,
};

/// Why nothing was run, or not for sure.
#[derive(Debug, Error)]
pub enum RunError {
    /// The server refuses, or is not reached; or the answer did not come.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The workflow on the server cannot be opened.
    #[error("“{0}” cannot be opened ({1}), so nobody can say what it would do. It was not run")]
    Unreadable(String, String),
    /// What the server lists is no catalogue.
    #[error("The server's modules cannot be read: {0}. Nothing was run")]
    NoCatalogue(String),
    /// The server would only fail.
    #[error("{0}. Nothing was run")]
    Pointless(String),
    /// The workflow was changed since it was looked at.
    #[error(
        "The workflow was changed on the server since it was looked at. Nothing was run; look at it again"
    )]
    Changed,
}

/// What was run, and how it ended.
#[derive(Clone, Debug)]
pub struct Carried {
    /// The server's answer beside the simulation.
    pub verdict: Verdict,
    /// How long the server took.
    pub took: Duration,
}

/// Runs for real what was foreseen, on the same input.
///
/// # Errors
/// Where the workflow is no longer what was looked at, the server would only fail, or gives no
/// answer. Whether it has run is not known where the refusal is unsure.
pub async fn carry_out(
    client: &Client,
    forecast: &Forecast,
    input: &Value,
) -> Result<Carried, RunError> {
    if let Some(refusal) = forecast.refusal() {
        return Err(RunError::Pointless(refusal));
    }
    let run = &forecast.run;
    match &forecast.subject {
        Subject::Workflow(id) => {
            let now = client.workflow(id).await?;
            let same = |then: &ServerDocument| then.graph() == now.graph();
            if !forecast.stored.as_ref().is_some_and(same) {
                return Err(RunError::Changed);
            }
            let began = Instant::now();
            let answer = client.execute_workflow(id, input).await;
            let took = began.elapsed();
            let verdict = match answer {
                Ok(outcome) => Verdict::of_workflow(&outcome, run, &forecast.sentence),
                // A server fails at what the simulation knows to crash it: that is an answer.
                Err(refusal) => match Verdict::of_crash(&refusal, run, &forecast.sentence) {
                    Some(verdict) => verdict,
                    None => return Err(refusal.into()),
                },
            };
            Ok(Carried { verdict, took })
        }
        Subject::Node { node, convert } => {
            let params = params_of(node);
            let began = Instant::now();
            let outcome = client
                .execute_module(&node.module, input, &params, *convert)
                .await?;
            Ok(Carried {
                took: began.elapsed(),
                verdict: Verdict::of_module(&outcome, run, node.kind),
            })
        }
    }
}

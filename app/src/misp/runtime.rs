//! The one tokio runtime, and how jobs on threads of their own wait for it.

use std::sync::{Arc, OnceLock};

use super::refusal::{Cause, Refusal};

/// Runs what talks to servers. Made when it is first needed; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Runtime(Arc<Lazy>);

#[derive(Debug, Default)]
struct Lazy(OnceLock<Result<tokio::runtime::Runtime, String>>);

impl Drop for Lazy {
    /// Does not wait for what is still under way, such as a name that nobody knows.
    fn drop(&mut self) {
        if let Some(Ok(runtime)) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Runtime {
    /// A runtime that starts its threads with the first job.
    pub fn new() -> Self {
        Self::default()
    }

    /// Does the work and waits for it: for jobs of [`crate::task::Background`] and for the command
    /// line, never for the window's thread.
    ///
    /// # Errors
    /// Those of the work, and where the system gives no threads.
    pub fn block_on<T, E: From<Refusal>>(
        &self,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let runtime = self.0.0.get_or_init(|| {
            tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .thread_name("misp")
                .enable_all()
                .build()
                .map_err(|error| error.to_string())
        });
        match runtime {
            Ok(runtime) => runtime.block_on(work),
            Err(error) => Err(Refusal::local(Cause::NoThreads(error.clone())).into()),
        }
    }
}

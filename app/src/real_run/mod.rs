//! Running on a server, for real: what would happen is simulated and said before, and the server's
//! answer is set beside it after.
//!
//! `forecast` asks the server what it would run, with which modules switched on, and simulates that.
//! `carry_out` runs it, unless it was changed since. `verdict` compares the two.

mod carry_out;
mod forecast;
mod verdict;

pub use carry_out::{Carried, RunError, carry_out};
pub use forecast::{Acting, Forecast, Subject, SwitchedOff, foresee};
pub use verdict::{Ending, Side, Verdict, simulated_module};

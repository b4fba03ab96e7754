//! How a fresh run lights up on the canvas: step after step, quickly, and then as a whole.

use std::time::Duration;

use egui::Context;

use crate::state::ShownRun;

/// Seconds from one step to the next.
const STEP: f64 = 0.14;
/// Seconds that the whole takes at most, however many steps there are.
const LONGEST: f64 = 1.2;

/// Which run lights up, and since when.
#[derive(Debug, Default)]
pub struct Playback {
    run: Option<(u64, f64)>,
    off: bool,
}

impl Playback {
    /// Shows runs as a whole at once, for pictures and for those who want no motion.
    pub fn switch_off(&mut self) {
        self.off = true;
    }

    /// The same for the runs of another document.
    pub fn fresh(&self) -> Self {
        Self {
            run: None,
            off: self.off,
        }
    }

    /// How many steps of the run are lit now; `None` for all of them. Asks for the next frame
    /// while there is something to come.
    pub fn lit(&mut self, ctx: &Context, shown: Option<&ShownRun>) -> Option<usize> {
        let shown = shown?;
        let now = ctx.input(|input| input.time);
        if self.run.is_none_or(|(number, _)| number != shown.number) {
            self.run = Some((shown.number, now));
        }
        let (_, start) = self.run?;
        // A chosen step is looked at for itself.
        if self.off || shown.step.is_some() || ctx.global_style().animation_time <= 0.0 {
            self.run = Some((shown.number, f64::NEG_INFINITY));
            return None;
        }
        let lit = lit_after(now - start, shown.run.steps.len());
        if lit.is_some() {
            ctx.request_repaint_after(Duration::from_millis(30));
        }
        lit
    }
}

/// How many of these steps are lit after this many seconds; `None` when all are.
fn lit_after(seconds: f64, steps: usize) -> Option<usize> {
    let each = STEP.min(LONGEST / steps.max(1) as f64);
    let lit = (seconds / each) as usize;
    (lit < steps).then_some(lit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_light_up_one_by_one_and_long_runs_do_not_take_longer() {
        assert_eq!(lit_after(0.0, 3), Some(0));
        assert_eq!(lit_after(0.15, 3), Some(1));
        assert_eq!(lit_after(0.30, 3), Some(2));
        assert_eq!(lit_after(0.43, 3), None);
        assert_eq!(lit_after(LONGEST / 2.0, 1_000), Some(500));
        assert_eq!(lit_after(LONGEST, 1_000), None);
        assert_eq!(lit_after(0.0, 0), None);
        assert_eq!(lit_after(f64::INFINITY, 5), None);
    }
}

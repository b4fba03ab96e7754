//! What a user does with kept runs, as values.

/// The forms that a kept run is given away in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunForm {
    /// All of it, for programs.
    Json,
    /// A report in words, with the picture of the path beside it.
    Report,
}

impl RunForm {
    /// How the names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Report => "md",
        }
    }
}

/// Something that a user does with kept runs. What names no run is about the chosen one, else about
/// the one that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunsCommand {
    /// Keeps every simulated run from now on, or none.
    SwitchKeeping,
    /// Lists the runs that fit this search.
    Find(String),
    /// Lists the runs of the shown workflow only, or all.
    OnlyThis(bool),
    /// Chooses these runs, the one that the cursor is on last.
    Choose(Vec<i64>),
    /// Shows the run on the canvas.
    Open,
    /// Lets a name be typed.
    AskName,
    /// Names a run; an empty name is none.
    Name(i64, String),
    /// Lets the chosen runs stay when others make room, or not.
    Pin,
    /// Takes the chosen runs off the list.
    Remove,
    /// Brings removed runs back.
    BringBack(Vec<i64>),
    /// Brings back all that was removed during the last day.
    BringAllBack,
    /// Simulates the workflow as it is now with the run's event.
    Again,
    /// Puts two chosen runs beside each other, or the chosen one and the one that is shown.
    Compare,
    /// Shows the difference of the data behind this row of the comparison.
    ShowPair(usize),
    /// Goes back to the list.
    CloseComparison,
    /// Asks for a file and writes the run to it.
    Export(RunForm),
    /// Reads the list again.
    Reload,
    /// Puts a damaged file out of the way.
    BeginAnew,
}

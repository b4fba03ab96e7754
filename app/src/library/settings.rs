//! What the program remembers of the window between two starts: looks, sizes and which files were
//! open, never data or secrets.

use std::{fs, path::PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Sides;

/// Which theme the user wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the desktop has it.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The user's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The theme.
    pub theme: ThemeChoice,
    /// The size of text and controls in percent, on top of the display's own scale.
    pub scale: u16,
    /// Whether the panel on the left is shown.
    pub left: bool,
    /// Whether the inspector is shown.
    pub right: bool,
    /// Whether the panel at the bottom is shown.
    pub bottom: bool,
    /// Where the panels are.
    pub sides: Sides,
    /// Whether the canvas has a minimap.
    pub minimap: bool,
    /// Whether dragged nodes snap to the nodes around them.
    pub snap_to_neighbours: bool,
    /// Whether dragged nodes snap to the grid.
    pub snap_to_grid: bool,
    /// The width of the left panel, in points.
    pub left_width: f32,
    /// The width of the left panel while it shows lessons, in points.
    pub learn_width: f32,
    /// The width of the inspector, in points.
    pub right_width: f32,
    /// The height of the panels at the bottom, in points.
    pub bottom_height: f32,
    /// The width of the results while they are at a side, in points.
    pub bottom_width: f32,
    /// The size of the window, in points.
    pub window: (f32, f32),
    /// Whether the window fills the screen.
    pub maximised: bool,
    /// The files that were open, from left to right; of their content nothing is kept here.
    pub files: Vec<PathBuf>,
    /// The one of them that was shown.
    pub shown_file: Option<PathBuf>,
    /// The instance in use, by its id.
    pub instance: Option<String>,
    /// Where misp-modules answers.
    pub misp_modules: String,
    /// The address and port at which debug posts were listened for last; the secret is not kept.
    pub listen_at: Option<(String, String)>,
    /// Whether a secret was part of that address.
    pub listen_secret: bool,
    /// Whether every simulated run is kept.
    pub keep_runs: bool,
    /// The ids of the lessons that were solved.
    pub lessons_done: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::System,
            scale: 100,
            left: true,
            right: true,
            bottom: true,
            sides: Sides::default(),
            minimap: true,
            snap_to_neighbours: true,
            snap_to_grid: true,
            left_width: 256.0,
            learn_width: 340.0,
            right_width: 288.0,
            bottom_height: 240.0,
            bottom_width: 360.0,
            window: (1400.0, 900.0),
            maximised: false,
            files: Vec::new(),
            shown_file: None,
            instance: None,
            misp_modules: crate::stepper::MISP_MODULES.to_owned(),
            listen_at: None,
            listen_secret: false,
            keep_runs: true,
            lessons_done: Vec::new(),
        }
    }
}

impl Settings {
    /// The settings of this user; the defaults where there are none or they cannot be read.
    pub fn load() -> Self {
        let Some(path) = path() else {
            return Self::default();
        };
        let read: Self = fs::read(path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        read.within_limits()
    }

    /// Keeps for the next start what has changed since they were `before`. What another window
    /// changed meanwhile, and what only a newer version knows, stays. Failing to do so is no reason
    /// to bother anybody.
    pub fn save_since(&self, before: &Self) {
        if let Some(path) = path()
            && let Some(folder) = path.parent()
            && fs::create_dir_all(folder).is_ok()
        {
            let there = fs::read(&path).unwrap_or_default();
            if let Ok(text) = serde_json::to_vec_pretty(&self.over(before, &there)) {
                let _ = super::replace(&path, &text);
            }
        }
    }

    /// What the file `there` is to be: itself, with what these have changed since `before`. Where it
    /// holds no settings, all of these.
    fn over(&self, before: &Self, there: &[u8]) -> Map<String, Value> {
        let fields = |settings: &Self| match serde_json::to_value(settings) {
            Ok(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        let (now, before) = (fields(self), fields(before));
        let Ok(mut kept) = serde_json::from_slice::<Map<String, Value>>(there) else {
            return now;
        };
        for (name, value) in now {
            if before.get(&name) != Some(&value) || !kept.contains_key(&name) {
                kept.insert(name, value);
            }
        }
        kept
    }

    /// The same with sizes that fit a screen, whatever the file said.
    fn within_limits(mut self) -> Self {
        let default = Self::default();
        let limit = |size: &mut f32, low: f32, high: f32, default: f32| {
            *size = if size.is_finite() {
                size.clamp(low, high)
            } else {
                default
            };
        };
        self.scale = self.scale.clamp(100, 250);
        limit(&mut self.left_width, 200.0, 600.0, default.left_width);
        limit(&mut self.learn_width, 200.0, 600.0, default.learn_width);
        limit(&mut self.right_width, 240.0, 900.0, default.right_width);
        limit(
            &mut self.bottom_height,
            100.0,
            1200.0,
            default.bottom_height,
        );
        limit(&mut self.bottom_width, 200.0, 900.0, default.bottom_width);
        limit(&mut self.window.0, 800.0, 8000.0, default.window.0);
        limit(&mut self.window.1, 500.0, 8000.0, default.window.1);
        self
    }
}

/// Where the settings lie.
fn path() -> Option<PathBuf> {
    Some(super::place::config_folder()?.join("settings.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_windows_keep_what_each_of_them_changed() {
        let both = Settings::default();
        let first = Settings {
            scale: 150,
            ..both.clone()
        };
        let second = Settings {
            theme: ThemeChoice::Light,
            ..both.clone()
        };
        let there = serde_json::to_vec(&both).unwrap();
        let mut there = first.over(&both, &there);
        there.insert("of a newer version".to_owned(), Value::from(7));
        let there = serde_json::to_vec(&there).unwrap();
        let kept = second.over(&both, &there);
        assert_eq!(kept["of a newer version"], 7);
        let read: Settings = serde_json::from_value(Value::Object(kept)).unwrap();
        assert_eq!((read.scale, read.theme), (150, ThemeChoice::Light));
    }

    #[test]
    fn settings_that_cannot_be_read_are_written_anew() {
        let settings = Settings {
            scale: 150,
            ..Settings::default()
        };
        let kept = settings.over(&settings, b"{ broken");
        assert_eq!(kept["scale"], 150);
        assert_eq!(kept["theme"], "system");
    }

    #[test]
    fn a_file_with_nonsense_gives_a_usable_window() {
        let read: Settings =
            serde_json::from_str(r#"{"left_width": 1e30, "window": [1.0, 1.0]}"#).unwrap();
        let settings = read.within_limits();
        assert_eq!(settings.left_width, 600.0);
        assert_eq!(settings.window, (800.0, 500.0));
        assert!(
            settings.bottom,
            "what the file does not say is at its default"
        );
    }
}

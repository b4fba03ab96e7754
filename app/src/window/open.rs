//! Opening the window on the desktop.

use std::path::PathBuf;

use eframe::egui;
use thiserror::Error;

use super::{App, app::theme, style};
use crate::{
    library::{Settings, config_folder, data_folder},
    state::{Command, ServerPlaces, State},
};

/// What the window is opened with.
#[derive(Clone, Debug, Default)]
pub struct WindowOptions {
    /// Workflows and events to open, as they come; the last workflow is the one that is shown.
    pub files: Vec<PathBuf>,
    /// An event to simulate with: any JSON object, even one without `Event`.
    pub event: Option<PathBuf>,
    /// Where to write what happened, for tests that drive the program from outside.
    pub export_state: Option<PathBuf>,
}

/// Why there is no window.
#[derive(Debug, Error)]
pub enum WindowError {
    /// No display, or no OpenGL on it.
    #[error("{0}; a desktop with OpenGL is needed")]
    Display(String),
}

/// Opens the window and comes back when it is closed.
///
/// # Errors
/// Where there is no display, or nothing to draw with.
pub fn open(options: WindowOptions) -> Result<(), WindowError> {
    let settings = Settings::load();
    let mut viewport = egui::ViewportBuilder::default()
        .with_app_id("misp-flow")
        .with_title("MISP Workflow Designer")
        .with_inner_size([settings.window.0, settings.window.1])
        .with_min_inner_size([900.0, 560.0])
        .with_maximized(settings.maximised)
        .with_drag_and_drop(true);
    if let Ok(icon) =
        eframe::icon_data::from_png_bytes(include_bytes!("../../../assets/icon-256.png"))
    {
        viewport = viewport.with_icon(icon);
    }
    let native = native(viewport);
    let create = move |context: &eframe::CreationContext<'_>| {
        let ctx = &context.egui_ctx;
        style::dress(ctx);
        ctx.set_theme(theme(settings.theme));
        ctx.set_zoom_factor(f32::from(settings.scale) / 100.0);
        Ok(Box::new(first(options, settings, ctx)) as Box<dyn eframe::App>)
    };
    eframe::run_native("misp-flow", native, Box::new(create))
        .map_err(|error| WindowError::Display(cause(&error.to_string())))
}

/// How the window is drawn.
///
/// Nothing here has a gradient that could show bands, and where no graphics card draws, dithering
/// costs a good part of each pixel.
pub fn native(viewport: egui::ViewportBuilder) -> eframe::NativeOptions {
    eframe::NativeOptions {
        viewport,
        dithering: false,
        ..eframe::NativeOptions::default()
    }
}

/// What the system says, without the source files that the windowing library names in front of it.
fn cause(error: &str) -> String {
    let message = error.rsplit_once(".rs:").map_or(error, |(_, behind)| {
        behind
            .split_once(": ")
            .map_or(behind, |(_, message)| message)
    });
    message.trim_end_matches(['.', ' ']).to_owned()
}

/// The window with the files that were named, or with a sample where none was.
fn first(options: WindowOptions, settings: Settings, ctx: &egui::Context) -> App {
    let wake = Some(ctx.clone());
    let named = !options.files.is_empty();
    let any = named || !settings.files.is_empty();
    let read = settings.clone();
    let mut state = if any {
        State::new(settings, wake)
    } else {
        State::first_start(settings, wake)
    };
    state.choose_first_event();
    state.export = options.export_state;
    if let Some(folder) = data_folder() {
        state.keep_in(&folder);
        state.use_blueprint_folder(folder.join("blueprints"));
        state.use_posts_folder(folder.join("posts"));
        state.use_runs_file(folder.join("runs.sqlite"));
        if let Some(config) = config_folder() {
            let places = ServerPlaces {
                list: config.join("instances.json"),
                data: folder.join("instances"),
            };
            state.use_servers(places, None);
        }
    }
    if named {
        state.apply(Command::OpenPaths(options.files));
    } else {
        state.reopen();
    }
    if let Some(path) = options.event {
        state.apply(Command::OpenEventPath(path));
    }
    let mut app = App::new(state, !any);
    app.keep_settings(read);
    app
}

#[cfg(test)]
mod tests {
    use super::cause;

    #[test]
    fn no_path_of_a_source_file_is_shown() {
        let error = "winit EventLoopError: os error at /home/x/winit/src/mod.rs:765: no display. ";
        assert_eq!(cause(error), "no display");
        assert_eq!(cause("no OpenGL"), "no OpenGL");
    }
}

//! What opens above the panels: shown, and taken away when it is done.

use egui::Ui;

use super::App;
use crate::{
    state::Panel as Side,
    window::{
        centre::Centre,
        controls::Commands,
        popup::{menu::MenuWish, quick_edit::Ended},
    },
};

impl App {
    pub(super) fn popups(&mut self, ui: &Ui, out: &mut Commands) {
        let Self { state, parts } = self;
        if let Some(quick_add) = &mut parts.quick_add {
            let (open, command) = quick_add.show(ui, state);
            out.extend(command);
            if !open {
                parts.quick_add = None;
            }
        }
        if let Some(wiring) = &mut parts.wiring {
            let screen = parts.centre.canvas.room().center_top();
            let (open, command) = wiring.show(ui, state, screen);
            out.extend(command);
            if !open {
                parts.wiring = None;
                parts.centre.canvas.take_focus();
            }
        }
        if let Some(palette) = &mut parts.palette {
            let (open, command) = palette.show(ui, state);
            out.extend(command);
            if !open {
                parts.palette = None;
            }
        }
        let room = parts.centre.canvas.room();
        if let Some(rename) = &mut parts.rename {
            let frame = parts.centre.scene.frame_box(rename.frame());
            let frame = frame.map(|frame| parts.centre.canvas.to_screen_rect(frame));
            let frame = frame.unwrap_or(room);
            let (open, commands) = rename.show(ui, room, frame, state);
            out.extend(commands);
            if !open {
                parts.rename = None;
                parts.centre.canvas.take_focus();
            }
        }
        if let Some(quick_edit) = &mut parts.quick_edit {
            let ended = quick_edit.show(ui, room, state, out);
            if ended != Ended::No {
                parts.quick_edit = None;
                parts.centre.canvas.take_focus();
            }
            if ended == Ended::More {
                state.bring_up(Side::Right);
                parts.inspector.focus_first_param();
            }
        }
        if let Some(mut menu) = parts.menu.take() {
            let (open, wish) = menu.show(ui, state, out);
            if wish == Some(MenuWish::Add) {
                parts.quick_add = Some(Centre::quick_add_for(&menu));
            }
            if open && wish.is_none() {
                parts.menu = Some(menu);
            } else {
                parts.centre.canvas.take_focus();
            }
        }
        if let Some(path) = parts.dialogs.show(ui, state, out) {
            state.take_path(&path);
        }
    }
}

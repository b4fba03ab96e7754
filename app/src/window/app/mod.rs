//! The window as one widget: panels around the canvas, and what opens above them.

mod areas;
mod hint;
mod popups;
mod system;
mod wishes;

use std::collections::HashMap;

use egui::{Frame, Margin, Panel, Ui};

use super::{
    bottom::BottomPanel,
    centre::{Centre, Opening},
    controls::Commands,
    dock,
    drop::Hovering,
    find::FindBar,
    inspector::InspectorState,
    keep::Kept,
    left::LeftPanel,
    menu,
    menu_keys::MenuKeys,
    notice,
    panels::inspect,
    popup::{
        dialog::Dialogs, menu::ContextMenu, palette::Palette, quick_add::QuickAdd,
        quick_edit::QuickEdit, rename::Rename, toast::Toasts, wiring::Wiring,
    },
    shortcuts, status,
    tabs::TabBar,
    theme::Colours,
};
use crate::{
    library::Settings,
    state::{Command, Panel as Which, Revision, State, TabId},
};
use areas::Areas;
pub(super) use wishes::theme;

/// The window's content and all that it remembers.
#[derive(Default)]
struct Parts {
    centre: Centre,
    /// The canvases of the tabs that are not shown.
    others: HashMap<TabId, Centre>,
    /// The tab that was shown in the last frame.
    tab: Option<TabId>,
    tab_bar: TabBar,
    left: LeftPanel,
    bottom: BottomPanel,
    inspector: InspectorState,
    quick_add: Option<QuickAdd>,
    wiring: Option<Wiring>,
    quick_edit: Option<QuickEdit>,
    palette: Option<Palette>,
    menu: Option<ContextMenu>,
    bar: MenuKeys,
    rename: Option<Rename>,
    dialogs: Dialogs,
    toasts: Toasts,
    find: FindBar,
    hovering: Hovering,
    hint: Option<Revision>,
    title: String,
    /// The settings that are on the disk; none where they are not kept.
    kept: Option<Kept>,
    /// Where the keyboard was and is to go.
    areas: Areas,
    /// The window may close now.
    closing: bool,
}

/// The window.
pub struct App {
    /// What it shows.
    pub state: State,
    parts: Parts,
}

impl App {
    /// A window for this state; `hint` shows the line for beginners until something is changed.
    pub fn new(state: State, hint: bool) -> Self {
        let parts = Parts {
            hint: hint.then(|| state.document().revision()),
            tab: Some(state.tab().id()),
            centre: Centre::first(),
            ..Parts::default()
        };
        Self { state, parts }
    }

    /// Keeps the settings on the disk whenever they change from what was `read` there.
    pub fn keep_settings(&mut self, read: Settings) {
        self.parts.kept = Some(Kept::new(read));
    }

    /// A window for tests: as [`App::new`], without the line for beginners and without motion.
    pub fn for_tests(state: State) -> Self {
        let mut app = Self::new(state, false);
        app.parts.centre.playback.switch_off();
        app
    }

    /// Where a point of the canvas is in the window, for tests that drag.
    pub fn to_screen(&self, at: egui::Pos2) -> egui::Pos2 {
        self.parts.centre.canvas.to_screen(at)
    }

    /// The box of a frame on the canvas, in canvas units, for tests that drag.
    pub fn frame_box(&self, id: &str) -> Option<egui::Rect> {
        self.parts.centre.scene.frame_box(id)
    }

    /// The filter labels that the wires show, with the nodes that they leave, for tests.
    pub fn wire_labels(&self) -> Vec<(String, String)> {
        let wires = self.parts.centre.scene.wires();
        wires
            .map(|wire| (wire.id.from.node.to_string(), wire.labels.clone()))
            .collect()
    }

    /// Shows everything and carries out what the user asks for.
    pub fn show(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.state.poll();
        let mut out = Commands::new();
        let asking = self.state.dialog.is_some();
        let escape = self.escape_is_free(&ctx);
        if let Some(menu) = &mut self.parts.menu {
            menu.take_keys(&ctx);
        }
        if !asking {
            self.parts.bar.take(&ctx);
            shortcuts::take(&ctx, &self.state, &mut out);
            if self.parts.quick_add.is_none() && self.parts.palette.is_none() {
                shortcuts::clipboard(&ctx, &self.state, self.parts.centre.paste_place(), &mut out);
            }
        }
        if let Some(palette) = &mut self.parts.palette {
            palette.take_keys(&ctx);
        } else if let Some(quick_add) = &mut self.parts.quick_add {
            quick_add.take_keys(&ctx);
        } else if let Some(wiring) = &mut self.parts.wiring {
            wiring.take_keys(&ctx);
        } else if let Some(rename) = &mut self.parts.rename {
            rename.take_keys(&ctx);
        } else if let Some(quick_edit) = &mut self.parts.quick_edit {
            quick_edit.take_keys(&ctx);
        }
        self.parts.find.take_keys(&ctx);
        shortcuts::dropped(&ctx, &mut out);
        self.follow_close(&ctx);
        self.follow_focus(&ctx);
        self.carry_out(&ctx, &mut out);
        self.parts.centre.refresh(&ctx, &mut self.state);
        // A tooltip below the pointer would stay open above a question.
        let pointer = asking.then(|| ctx.input_mut(|i| std::mem::take(&mut i.pointer)));
        let gives_way = self.covered(&ctx);
        self.parts.centre.seen(&self.state).give_way(gives_way);
        self.panels(ui, &mut out);
        if let Some(pointer) = pointer {
            ctx.input_mut(|i| i.pointer = pointer);
        }
        self.popups(ui, &mut out);
        self.parts.hovering.show(&ctx);
        let newest = self.state.messages().last();
        if escape && newest.is_some() && crate::window::popup::escape(&ctx) {
            out.extend(newest.map(Command::Dismiss));
        }
        self.carry_out(&ctx, &mut out);
        self.name_window(&ctx);
        self.remember_size(&ctx);
        self.remember_focus(&ctx);
    }

    fn panels(&mut self, ui: &mut Ui, out: &mut Commands) {
        let bar = Frame::NONE.inner_margin(Margin::symmetric(8, 5));
        let Self { state, parts } = self;
        let ctx = ui.ctx().clone();
        let out_of_it = parts.bar.leaves_pointer_out(&ctx);
        let pointer = out_of_it.then(|| ctx.input_mut(|i| std::mem::take(&mut i.pointer)));
        Panel::top("menu")
            .frame(bar)
            .show(ui, |ui| menu::show(ui, state, &mut parts.bar, out));
        if let Some(pointer) = pointer {
            ctx.input_mut(|i| i.pointer = pointer);
        }
        let zoom = parts.centre.seen(state).view().zoom();
        Panel::bottom("status")
            .frame(Frame::NONE.inner_margin(Margin::symmetric(8, 0)))
            .exact_size(30.0)
            .show(ui, |ui| status::show(ui, state, zoom, out));
        parts.areas.begin();
        dock::show(ui, state, out, |ui, state, panel, out| {
            parts.areas.enter(ui, panel);
            match panel {
                Which::Left => parts.left.show(ui, state, out),
                Which::Right => inspect(ui, state, &mut parts.inspector, out),
                Which::Bottom => parts.bottom.show(ui, state, out),
            }
        });
        let central = egui::CentralPanel::default().frame(Frame::NONE);
        let (openings, rect) = central
            .show(ui, |ui| {
                parts.tab_bar.show(ui, state, out);
                notice::show(ui, state, out);
                let rect = ui.available_rect_before_wrap();
                (parts.centre.show(ui, state, out), rect)
            })
            .inner;
        for opening in openings {
            parts.open(opening, state);
        }
        let untouched = parts.hint == Some(state.document().revision());
        if untouched && state.run().is_none() && !parts.find.is_open() {
            let Centre { canvas, scene, .. } = &parts.centre;
            hint::show(ui, rect, |part| canvas.shows_something_at(scene, part));
        }
        let centre = &mut parts.centre;
        let shown = (&*state, &centre.scene);
        parts.find.show(ui, rect, shown, &mut centre.canvas, out);
        parts.toasts.show(ui, rect, state, out);
    }
}

impl Parts {
    /// Shows the canvas of the tab that is shown, as it was left; what was open above the former
    /// one closes.
    fn follow_tab(&mut self, ctx: &egui::Context, state: &State) {
        let now = state.tab().id();
        let Some(former) = self.tab.replace(now).filter(|former| *former != now) else {
            return;
        };
        let fresh = self.centre.fresh();
        let mut left =
            std::mem::replace(&mut self.centre, self.others.remove(&now).unwrap_or(fresh));
        left.canvas.cancel();
        self.others.insert(former, left);
        self.others.retain(|id, _| state.tab_of(*id).is_some());
        self.centre.take_selection(state);
        self.bottom.forget();
        self.inspector.forget();
        (self.quick_add, self.menu, self.rename) = (None, None, None);
        self.wiring = None;
        self.quick_edit = None;
        // What is typed next is not meant for a field of the other document.
        ctx.memory_mut(|memory| {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        });
    }

    fn open(&mut self, opening: Opening, state: &State) {
        match opening {
            Opening::QuickAdd(quick_add) => self.quick_add = Some(quick_add),
            Opening::Menu(menu) => self.menu = Some(menu),
            Opening::Node(node, at) => self.quick_edit = Some(QuickEdit::new(node, at)),
            Opening::Frame(id) => {
                let frame = state.document().workflow().graph.frames.get(&id);
                self.rename = frame.map(|frame| Rename::new(id, frame.text.clone()));
            }
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }

    /// The colour of the panels and the canvas, so that none of them has to be filled: where no
    /// graphics card draws, filling is most of what a frame costs.
    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        Colours::of(visuals).ground.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.state.export_state();
        if let Some(kept) = &mut self.parts.kept {
            kept.end(&self.state.settings);
        }
        self.state.end();
    }
}

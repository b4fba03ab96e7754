//! Colours and fonts of the window, in a dark and a light version.
//!
//! Every pair of text and background named here has a contrast of at least 4.5 to 1 (WCAG 2.1,
//! level AA); the tests at the end of the file keep it so.

use egui::{Color32, CornerRadius, FontDefinitions, Stroke, Theme, Visuals};

use super::canvas::{NodeKind, NodeState, Severity};

/// A colour from `0xRRGGBB`.
const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// The colours of one theme: what the canvas paints with, and what the panels' look is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Colours {
    /// Whether this is the dark theme.
    pub dark: bool,
    /// Behind the nodes, and of the panels: the window is cleared with it, so that nothing that
    /// lies on it has to be filled.
    pub ground: Color32,
    /// Dots of the background grid.
    pub dots: Color32,
    /// Fields and wells inside a panel.
    pub well: Color32,
    /// Inside of a node.
    pub node: Color32,
    /// Edge of a node.
    pub node_edge: Color32,
    /// Soft shadow below a node.
    pub shadow: Color32,
    /// Titles and other text that is read first.
    pub text: Color32,
    /// Summaries, port labels and other text that is read second.
    pub soft_text: Color32,
    /// What stands in an empty field, and shortcuts in menus.
    pub hint: Color32,
    /// Wires with nothing special about them.
    pub wire: Color32,
    /// Selection, focus, the wire being drawn.
    pub accent: Color32,
    /// What is under the pointer.
    pub hover: Color32,
    /// Glyphs on a patch of a kind's or a state's colour.
    pub on_fill: Color32,
    /// Trigger nodes.
    pub trigger: Color32,
    /// Logic nodes.
    pub logic: Color32,
    /// Action nodes.
    pub action: Color32,
    /// Ran and did its job.
    pub ok: Color32,
    /// Did its job in part, or wants a look.
    pub warning: Color32,
    /// Failed.
    pub error: Color32,
    /// Stopped the workflow on purpose.
    pub blocked: Color32,
    /// Behind text about a failure.
    pub error_wash: Color32,
    /// Text about a failure.
    pub error_text: Color32,
    /// Frame colours, by class.
    pub frames: [Color32; 6],
}

/// How much darker, or in the dark lighter, boxes to tick are than buttons.
const TICK: f32 = 0.18;

/// The dark theme.
pub const DARK: Colours = Colours {
    dark: true,
    ground: rgb(0x191c21),
    dots: rgb(0x333842),
    well: rgb(0x121419),
    node: rgb(0x262a32),
    node_edge: rgb(0x454c59),
    shadow: Color32::from_black_alpha(110),
    text: rgb(0xf3f5f9),
    soft_text: rgb(0xbcc4d1),
    hint: rgb(0xa3adbd),
    wire: rgb(0x8791a3),
    accent: rgb(0x6cb0ff),
    hover: rgb(0xa9b4c6),
    on_fill: rgb(0x101216),
    trigger: rgb(0xe08bd0),
    logic: rgb(0x62a8f5),
    action: rgb(0x3dc2a8),
    ok: rgb(0x57c766),
    warning: rgb(0xe9b949),
    error: rgb(0xff7a6e),
    blocked: rgb(0xff8fa3),
    error_wash: rgb(0x3d1f20),
    error_text: rgb(0xffc9c2),
    frames: [
        rgb(0x7f8ba0),
        rgb(0x62a8f5),
        rgb(0x57c766),
        rgb(0xe9b949),
        rgb(0xff7a6e),
        rgb(0xb594f5),
    ],
};

/// The light theme.
pub const LIGHT: Colours = Colours {
    dark: false,
    ground: rgb(0xf6f8fa),
    dots: rgb(0xc3c9d3),
    well: rgb(0xffffff),
    node: rgb(0xffffff),
    node_edge: rgb(0xb4bcc9),
    shadow: Color32::from_black_alpha(38),
    text: rgb(0x14171c),
    soft_text: rgb(0x414a58),
    hint: rgb(0x566070),
    wire: rgb(0x6d7789),
    accent: rgb(0x0b66d0),
    hover: rgb(0x4a5567),
    on_fill: rgb(0xffffff),
    trigger: rgb(0xa63a91),
    logic: rgb(0x1b66b8),
    action: rgb(0x0b776a),
    ok: rgb(0x1a7f37),
    warning: rgb(0x8f5c00),
    error: rgb(0xc02b21),
    blocked: rgb(0xb3173b),
    error_wash: rgb(0xfde8e6),
    error_text: rgb(0x8c1710),
    frames: [
        rgb(0x5d687b),
        rgb(0x1b66b8),
        rgb(0x1a7f37),
        rgb(0x8f5c00),
        rgb(0xc02b21),
        rgb(0x6f42c1),
    ],
};

impl Colours {
    /// The colours for these visuals: the dark ones where the visuals are dark.
    pub fn of(visuals: &Visuals) -> &'static Self {
        if visuals.dark_mode { &DARK } else { &LIGHT }
    }

    /// The colour that tells this kind of node; its shape tells it too.
    pub fn kind(&self, kind: NodeKind) -> Color32 {
        match kind {
            NodeKind::Trigger => self.trigger,
            NodeKind::Logic => self.logic,
            NodeKind::Action => self.action,
        }
    }

    /// The colour that tells what became of a node in a run or comparison; a sign tells it too.
    pub fn state(&self, state: NodeState) -> Color32 {
        match state {
            NodeState::NotRun => self.node_edge,
            NodeState::Ok => self.ok,
            NodeState::Partial => self.warning,
            NodeState::Failed => self.error,
            NodeState::Blocked => self.blocked,
            NodeState::Current => self.accent,
            NodeState::Same | NodeState::New => self.node_edge,
            NodeState::Never => self.soft_text,
            NodeState::Added => self.ok,
            NodeState::Removed => self.error,
            NodeState::Changed => self.warning,
            NodeState::Moved => self.soft_text,
            NodeState::Conflict => self.blocked,
            NodeState::Chosen => self.accent,
        }
    }

    /// The colour of a finding of this severity.
    pub fn severity(&self, severity: Severity) -> Color32 {
        match severity {
            Severity::Hint => self.accent,
            Severity::Warning => self.warning,
            Severity::Error => self.error,
        }
    }

    /// The colour of a frame's class; classes beyond the last start again at the first.
    pub fn frame(&self, class: u8) -> Color32 {
        let [first, ..] = self.frames;
        let at = usize::from(class) % self.frames.len();
        self.frames.get(at).copied().unwrap_or(first)
    }
}

/// The fonts of the window: egui's own, with the Phosphor icons behind the text font, so that
/// icons can stand in any text.
pub fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    egui_phosphor::add_to_fonts(&mut fonts, egui_phosphor::Variant::Regular);
    fonts
}

/// Gives a window its fonts and both looks; which of the two is shown follows
/// [`egui::Context::set_theme`]. To be called once, before the first frame.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.set_visuals_of(Theme::Dark, visuals(&DARK));
    ctx.set_visuals_of(Theme::Light, visuals(&LIGHT));
}

/// egui's visuals in these colours.
pub fn visuals(colours: &Colours) -> Visuals {
    let mut visuals = if colours.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let corner = CornerRadius::same(6);
    visuals.panel_fill = colours.ground;
    visuals.window_fill = colours.ground;
    visuals.window_stroke = Stroke::new(1.0, colours.node_edge);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = colours.well;
    visuals.faint_bg_color = colours.ground.lerp_to_gamma(colours.text, 0.03);
    visuals.hyperlink_color = colours.accent;
    visuals.weak_text_color = Some(colours.hint);
    visuals.warn_fg_color = colours.warning;
    visuals.error_fg_color = colours.error;
    visuals.selection.bg_fill = colours.ground.lerp_to_gamma(colours.accent, 0.30);
    visuals.selection.stroke = Stroke::new(1.0, colours.text);
    let widgets = &mut visuals.widgets;
    for (style, lift) in [
        (&mut widgets.noninteractive, 0.0),
        (&mut widgets.inactive, 0.07),
        (&mut widgets.hovered, 0.13),
        (&mut widgets.active, 0.19),
        (&mut widgets.open, 0.10),
    ] {
        style.corner_radius = corner;
        style.bg_fill = colours.ground.lerp_to_gamma(colours.text, lift);
        style.weak_bg_fill = style.bg_fill;
        // Buttons are filled weakly; boxes to tick have no other edge that tells where they are.
        style.bg_fill = colours.ground.lerp_to_gamma(colours.text, lift + TICK);
        style.fg_stroke = Stroke::new(1.0, colours.text);
    }
    let line = colours.ground.lerp_to_gamma(colours.text, 0.14);
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, line);
    widgets.noninteractive.fg_stroke = Stroke::new(1.0, colours.soft_text);
    widgets.hovered.bg_stroke = Stroke::new(1.0, colours.hover);
    widgets.active.bg_stroke = Stroke::new(1.0, colours.accent);
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2.1 defines it.
    fn luminance(colour: Color32) -> f32 {
        let part = |byte: u8| {
            let s = f32::from(byte) / 255.0;
            if s <= 0.04045 {
                s / 12.92
            } else {
                ((s + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(colour.r()) + 0.7152 * part(colour.g()) + 0.0722 * part(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_is_readable_on_what_it_stands_on() {
        for c in [&DARK, &LIGHT] {
            let mut pairs = vec![
                ("title", c.text, c.node),
                ("summary", c.soft_text, c.node),
                ("panel text", c.text, c.ground),
                ("soft panel text", c.soft_text, c.ground),
                ("field text", c.text, c.well),
                ("hint", c.hint, c.well),
                ("shortcut", c.hint, c.ground.lerp_to_gamma(c.text, 0.13)),
                ("failure", c.error_text, c.error_wash),
                ("warning", c.warning, c.ground),
                ("error", c.error, c.ground),
                ("link", c.accent, c.ground),
                ("glyph on accent", c.on_fill, c.accent),
            ];
            for kind in [NodeKind::Trigger, NodeKind::Logic, NodeKind::Action] {
                pairs.push(("glyph on a kind", c.on_fill, c.kind(kind)));
            }
            for state in [c.ok, c.warning, c.error, c.blocked] {
                pairs.push(("step number", c.on_fill, state));
                pairs.push(("badge", state, c.node));
            }
            for frame in c.frames {
                pairs.push(("frame title", frame, c.ground));
            }
            for (what, front, back) in pairs {
                let ratio = contrast(front, back);
                assert!(ratio >= 4.5, "{what}: {ratio:.2} (dark: {})", c.dark);
            }
        }
    }

    #[test]
    fn edges_and_wires_stand_out_from_the_canvas() {
        for c in [&DARK, &LIGHT] {
            assert!(contrast(c.wire, c.ground) >= 3.0);
            assert!(contrast(c.accent, c.ground) >= 3.0);
        }
    }
}

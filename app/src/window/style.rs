//! Sizes of text and room between things, the same for all panels.

use egui::{FontFamily, FontId, TextStyle, vec2};

use super::{pieces::Pieces, theme};

/// Gives a window its fonts, colours, sizes and spacing. To be called once, before the first
/// frame.
pub fn dress(ctx: &egui::Context) {
    theme::install(ctx);
    ctx.add_plugin(Pieces);
    // The scale is a setting of ours, with commands of its own.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    ctx.all_styles_mut(|style| {
        let size = |size| FontId::new(size, FontFamily::Proportional);
        style.text_styles = [
            (TextStyle::Small, size(12.0)),
            (TextStyle::Body, size(14.0)),
            (TextStyle::Button, size(14.0)),
            (TextStyle::Heading, size(18.0)),
            (
                TextStyle::Monospace,
                FontId::new(13.0, FontFamily::Monospace),
            ),
        ]
        .into();
        style.spacing.item_spacing = vec2(6.0, 4.0);
        style.spacing.button_padding = vec2(8.0, 4.0);
        style.spacing.interact_size.y = 26.0;
        style.spacing.menu_margin = egui::Margin::same(6);
        // Selected text in a label would take the clipboard from what is copied on the canvas.
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = 0.4;
        style.animation_time = 0.08;
    });
}

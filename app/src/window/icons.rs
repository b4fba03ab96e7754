//! Icons: MISP names them after Font Awesome; the window draws Phosphor glyphs.

use egui_phosphor::regular as glyph;

use super::canvas::NodeKind;

/// The glyph for a module's icon name, as the server's catalogue gives it (spec 02, `icon`, a Font
/// Awesome name with or without its `fa-` prefix). A name that is not known gets the sign of the
/// module's kind, so that every node has an icon.
pub fn module_icon(name: &str, kind: NodeKind) -> &'static str {
    let name = name.trim();
    let name = name.rsplit(' ').next().unwrap_or(name);
    let name = name.strip_prefix("fa-").unwrap_or(name);
    known(name).unwrap_or_else(|| kind_icon(kind))
}

/// The sign of a kind of node.
pub fn kind_icon(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Trigger => glyph::LIGHTNING,
        NodeKind::Logic => glyph::GIT_BRANCH,
        NodeKind::Action => glyph::PLAY,
    }
}

/// Font Awesome names that MISP's modules use, and those their authors are likely to pick.
fn known(name: &str) -> Option<&'static str> {
    Some(match name {
        "asterisk" | "star-of-life" => glyph::ASTERISK,
        "ban" => glyph::PROHIBIT,
        "bell" => glyph::BELL,
        "bolt" => glyph::LIGHTNING,
        "btc" | "bitcoin" => glyph::CURRENCY_BTC,
        "bug" => glyph::BUG,
        "bullseye" | "crosshairs" => glyph::TARGET,
        "calculator" => glyph::CALCULATOR,
        "calendar" | "calendar-alt" => glyph::CALENDAR,
        "chart-line" => glyph::CHART_LINE_UP,
        "check" => glyph::CHECK,
        "clipboard" => glyph::CLIPBOARD,
        "clock" => glyph::CLOCK,
        "code" => glyph::CODE,
        "code-branch" => glyph::GIT_BRANCH,
        "cog" | "cogs" => glyph::GEAR,
        "comment" | "comment-dots" | "comments" => glyph::CHAT_TEXT,
        "cube" => glyph::CUBE,
        "cubes" | "layer-group" => glyph::STACK,
        "copy" | "clone" => glyph::COPY,
        "database" => glyph::DATABASE,
        "door-open" => glyph::DOOR_OPEN,
        "download" => glyph::DOWNLOAD_SIMPLE,
        "edit" | "pen" | "pencil-alt" => glyph::PENCIL_SIMPLE_LINE,
        "envelope" | "envelope-open" => glyph::ENVELOPE_SIMPLE,
        "exclamation-triangle" => glyph::WARNING,
        "eye" => glyph::EYE,
        "eye-slash" => glyph::EYE_SLASH,
        "file" => glyph::FILE,
        "file-alt" => glyph::FILE_TEXT,
        "filter" => glyph::FUNNEL,
        "fingerprint" => glyph::FINGERPRINT,
        "fire" => glyph::FIRE,
        "flag" => glyph::FLAG,
        "globe" => glyph::GLOBE,
        "globe-europe" | "globe-americas" => glyph::GLOBE_HEMISPHERE_WEST,
        "hashtag" => glyph::HASH,
        "image" => glyph::IMAGE,
        "industry" => glyph::FACTORY,
        "key" => glyph::KEY,
        "link" => glyph::LINK,
        "list" | "tasks" => glyph::LIST_CHECKS,
        "lock" => glyph::LOCK,
        "map" => glyph::MAP_TRIFOLD,
        "optin-monster" => glyph::GHOST,
        "paper-plane" => glyph::PAPER_PLANE_TILT,
        "play" => glyph::PLAY,
        "plug" => glyph::PLUG,
        "python" => glyph::FILE_PY,
        "random" => glyph::SHUFFLE,
        "redo" | "redo-alt" | "undo" => glyph::ARROW_CLOCKWISE,
        "robot" => glyph::ROBOT,
        "rss" | "broadcast-tower" => glyph::BROADCAST,
        "search" => glyph::MAGNIFYING_GLASS,
        "shapes" => glyph::SHAPES,
        "shield" | "shield-alt" => glyph::SHIELD,
        "sign-in-alt" => glyph::SIGN_IN,
        "sitemap" | "project-diagram" => glyph::TREE_STRUCTURE,
        "slack" => glyph::SLACK_LOGO,
        "sliders-h" => glyph::SLIDERS,
        "star" => glyph::STAR,
        "sync" | "sync-alt" => glyph::ARROWS_CLOCKWISE,
        "tag" | "tags" => glyph::TAG,
        "telegram" | "telegram-plane" => glyph::TELEGRAM_LOGO,
        "terminal" => glyph::TERMINAL_WINDOW,
        "trash" | "trash-alt" => glyph::TRASH,
        "upload" => glyph::UPLOAD_SIMPLE,
        "user" => glyph::USER,
        "user-cog" | "user-edit" => glyph::USER_GEAR,
        "user-plus" => glyph::USER_PLUS,
        "user-secret" => glyph::DETECTIVE,
        "users" => glyph::USERS,
        "virus" | "biohazard" => glyph::VIRUS,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Icon names in the catalogues and user elements that were recorded from servers.
    const RECORDED: &[&str] = &[
        "asterisk",
        "ban",
        "btc",
        "bullseye",
        "chart-line",
        "code-branch",
        "comment",
        "cube",
        "cubes",
        "door-open",
        "edit",
        "envelope",
        "exclamation-triangle",
        "eye",
        "file",
        "file-alt",
        "filter",
        "globe",
        "globe-europe",
        "industry",
        "link",
        "map",
        "optin-monster",
        "python",
        "random",
        "redo-alt",
        "shapes",
        "sync-alt",
        "tags",
        "upload",
        "user-edit",
        "user-plus",
        "user-secret",
        "virus",
    ];

    #[test]
    fn every_recorded_icon_has_its_own_glyph() {
        for name in RECORDED {
            assert!(known(name).is_some(), "{name}");
        }
    }

    #[test]
    fn an_unknown_icon_falls_back_to_the_kind() {
        assert_eq!(
            module_icon("no-such-icon", NodeKind::Trigger),
            glyph::LIGHTNING
        );
        assert_eq!(module_icon("", NodeKind::Action), glyph::PLAY);
    }

    #[test]
    fn a_class_list_counts_by_its_last_name() {
        assert_eq!(module_icon("fas fa-tags", NodeKind::Action), glyph::TAG);
    }
}

//! What is said next to the pointer: why a wire is refused, what a badge means, text that did not
//! fit on a node.

use std::borrow::Cow;

use egui::{Response, Tooltip};

use crate::window::canvas::{
    PortEnd, gesture::Gesture, hit::Hit, overlay::Overlay, pull::Pull, scene::Scene,
    state::CanvasState,
};
use crate::window::theme::Colours;

/// Shows the words for what is under the pointer. A refusal shows at once, the rest after a while.
pub(in crate::window::canvas) fn tooltip(
    response: &Response,
    state: &CanvasState,
    scene: &Scene,
    overlay: &Overlay,
) {
    if let Gesture::Wire(pull) = &state.gesture {
        let target = pull.target.as_ref();
        if let Some(reason) = target.and_then(|target| target.verdict.as_ref().err()) {
            Tooltip::for_widget(response)
                .at_pointer()
                .gap(16.0)
                .show(|ui| {
                    let ink = Colours::of(ui.visuals()).error;
                    ui.colored_label(ink, reason);
                });
        }
        if target.is_none()
            && let Some(words) = insertion(pull, scene)
        {
            Tooltip::for_widget(response)
                .at_pointer()
                .gap(16.0)
                .show(|ui| ui.label(words));
        }
        return;
    }
    if state.is_busy() {
        return;
    }
    if let Some(words) = words(state, scene, overlay) {
        response.clone().on_hover_ui_at_pointer(|ui| {
            ui.label(words);
        });
    }
}

/// What comes of letting a wire go over the empty canvas, where that is no new branch: its output
/// leads somewhere already and takes no second wire.
fn insertion(pull: &Pull, scene: &Scene) -> Option<String> {
    let PortEnd::Output(port) = &pull.fixed else {
        return None;
    };
    let node = scene.node_at(scene.place(&port.node)?)?;
    let mut outputs = node.spec.outputs.iter();
    let output = outputs.find(|output| output.name == port.port)?;
    if output.several || pull.replaces.is_some() {
        return None;
    }
    let wires = node.outgoing.iter();
    let mut wires = wires.filter_map(|place| scene.wire_at(*place));
    let wire = wires.find(|wire| wire.spec.id.from == *port)?;
    let next = scene.node_at(wire.to)?;
    let after = match output.label.as_str() {
        "" => node.spec.title.clone(),
        label => format!("{} ({label})", node.spec.title),
    };
    Some(format!("Insert after {after}, before {}", next.spec.title))
}

fn words<'a>(state: &CanvasState, scene: &'a Scene, overlay: &'a Overlay) -> Option<Cow<'a, str>> {
    match state.hover {
        Hit::Badge { node, badge } => {
            let badge = scene.node_at(node)?.spec.badges.get(badge)?;
            Some(Cow::from(&badge.text))
        }
        Hit::Node(place) => {
            let node = scene.node_at(place)?;
            let shown = overlay.shown(&node.spec.id);
            let far = super::Detail::at(state.view().zoom()) != super::Detail::Full;
            // From afar the reason of a failure stands nowhere else.
            let shown = shown.filter(|shown| shown.reason.elided || far && shown.reason.rows > 0);
            if let Some(shown) = shown {
                return Some(Cow::from(&shown.run.reason));
            }
            let (title, summary) = (&node.spec.title, &node.spec.summary);
            match (
                far || node.layout.title_elided,
                far || node.layout.summary_elided,
            ) {
                // From afar the name may be shortened, too.
                (true, true) if !summary.is_empty() => Some(format!("{title}\n{summary}").into()),
                (true, _) => Some(title.into()),
                (false, true) => Some(summary.into()),
                (false, false) => None,
            }
        }
        Hit::Frame(place) => {
            let frame = scene.frames.get(place as usize)?;
            if frame.is_loose() {
                let text = "No node of this frame is there any more, and the format keeps no place for such a frame";
                return Some(text.into());
            }
            let small = state.view().zoom() < super::backdrop::TITLE_ZOOM;
            let hidden = frame.title.elided || small && frame.title.rows > 1;
            hidden.then(|| Cow::from(&frame.spec.title))
        }
        Hit::Nothing
        | Hit::Input { .. }
        | Hit::Output { .. }
        | Hit::Wire(_)
        | Hit::FrameEdge(..) => None,
    }
}

//! Selection and run laid out along the scene's lists, so that painting looks nothing up.

use super::{
    overlay::{NodeState, Overlay, WireState},
    scene::Scene,
    selection::Selection,
    stamp::Stamp,
};

/// Selection and run by the place of a node or wire in its list.
#[derive(Debug, Default)]
pub(super) struct Flags {
    selected_nodes: Vec<bool>,
    selected_wires: Vec<bool>,
    selection_of: Option<(Stamp, Stamp)>,
    nodes: Vec<NodeState>,
    wires: Vec<WireState>,
    run: bool,
    run_of: Option<(Stamp, Stamp)>,
}

impl Flags {
    /// Follows scene, selection and run where one of them is another than last time.
    pub fn refresh(&mut self, scene: &Scene, selection: &Selection, overlay: &Overlay) {
        let selection_of = Some((scene.stamp, selection.stamp));
        if self.selection_of != selection_of {
            self.selection_of = selection_of;
            self.selected_nodes.clear();
            self.selected_nodes.resize(scene.nodes.len(), false);
            let chosen = selection.nodes().filter_map(|id| scene.place(id));
            for at in chosen {
                if let Some(flag) = self.selected_nodes.get_mut(at as usize) {
                    *flag = true;
                }
            }
            self.selected_wires.clear();
            self.selected_wires.resize(scene.wires.len(), false);
            for at in selection.wires().filter_map(|id| scene.wire_place(id)) {
                if let Some(flag) = self.selected_wires.get_mut(at as usize) {
                    *flag = true;
                }
            }
        }
        let run_of = Some((scene.stamp, overlay.stamp));
        if self.run_of != run_of {
            self.run_of = run_of;
            self.run = overlay.is_active();
            self.nodes.clear();
            self.wires.clear();
            if self.run {
                let ids = scene.nodes.iter().map(|node| &node.spec.id);
                let states = ids.map(|id| overlay.node(id).map(|run| run.state));
                let rest = overlay.rest();
                self.nodes.extend(states.map(|state| state.unwrap_or(rest)));
                let ids = scene.wires.iter().map(|wire| &wire.spec.id);
                self.wires.extend(ids.map(|id| overlay.wire_state(id)));
            }
        }
    }

    pub fn node_selected(&self, at: u32) -> bool {
        self.selected_nodes.get(at as usize).copied() == Some(true)
    }

    pub fn wire_selected(&self, at: u32) -> bool {
        self.selected_wires.get(at as usize).copied() == Some(true)
    }

    /// What became of a node, where a run or comparison is shown.
    pub fn node_run(&self, at: u32) -> Option<NodeState> {
        let state = self.nodes.get(at as usize).copied();
        // What was put in since looks as without a run, with its problems.
        state.filter(|state| *state != NodeState::New)
    }

    pub fn wire_state(&self, at: u32) -> WireState {
        self.wires.get(at as usize).copied().unwrap_or_default()
    }
}

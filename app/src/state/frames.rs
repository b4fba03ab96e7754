//! Frames: titled boxes around nodes. A note is a frame whose title is the note, since the format
//! keeps no other text on the canvas, and no place for a frame without nodes.

use misp_flow_engine::{
    edit::Edit,
    workflow::{Frame, FrameId, NodeId},
};

use super::{Command, State, Wish};

/// The colours of frames: what they are called, and the word that stands for them in the style
/// class of a frame.
pub const FRAME_COLOURS: [(&str, &str); 6] = [
    ("Grey", ""),
    ("Blue", "primary"),
    ("Green", "success"),
    ("Yellow", "warning"),
    ("Red", "danger"),
    ("Violet", "info"),
];

/// The place of a frame's colour among [`FRAME_COLOURS`], by the frame's style class.
pub fn colour_of(class: &str) -> usize {
    let mut colours = FRAME_COLOURS.iter().skip(1);
    let found = colours.position(|(_, word)| class.contains(word));
    found.map_or(0, |place| place + 1)
}

/// A style class with another colour; what else is in it stays.
fn with_colour(class: &str, colour: usize) -> String {
    let is_colour = |word: &&str| FRAME_COLOURS.iter().any(|(_, colour)| word == colour);
    let others = class.split_whitespace().filter(|word| !is_colour(word));
    let new = FRAME_COLOURS.get(colour).map(|(_, word)| *word);
    let words: Vec<&str> = others.chain(new.filter(|word| !word.is_empty())).collect();
    words.join(" ")
}

impl State {
    /// Puts a frame with an id that begins like this around the selection and lets its title be typed.
    pub(super) fn frame(&mut self, title: &str, ids: &str) {
        let graph = &self.tab.document.workflow().graph;
        let mut number = graph.frames.len() + 1;
        while graph.frames.contains_key(&format!("{ids}{number}")) {
            number += 1;
        }
        let id = format!("{ids}{number}");
        let frame = Frame::new(title, self.tab.selected.nodes.iter().cloned().collect());
        if self.set_frame(&id, frame) {
            self.wishes.push(Wish::NameFrame(id));
        }
    }

    /// The frame that is selected: by its title, or else the smallest one that surrounds all of
    /// the selected nodes.
    pub fn frame_of_selection(&self) -> Option<&FrameId> {
        let selected = &self.tab.selected.nodes;
        let frames = &self.tab.document.workflow().graph.frames;
        let by_title = self.tab.selected.frame.as_ref();
        if let Some((id, _)) = by_title.and_then(|id| frames.get_key_value(id)) {
            return Some(id);
        }
        let frames = frames.iter();
        frames
            .filter(|(_, frame)| {
                !selected.is_empty() && selected.iter().all(|id| frame.nodes.contains(id))
            })
            .min_by_key(|(_, frame)| frame.nodes.len())
            .map(|(id, _)| id)
    }

    /// The frame whose title was clicked, where it is still there.
    pub fn selected_frame(&self) -> Option<&Frame> {
        let id = self.tab.selected.frame.as_ref()?;
        self.tab.document.workflow().graph.frames.get(id)
    }

    /// The frame that most of the selected nodes are in, where it is not made of just these; of
    /// several the smallest.
    pub(super) fn frame_near_selection(&self) -> Option<&FrameId> {
        let selected = &self.tab.selected.nodes;
        let frames = self.tab.document.workflow().graph.frames.iter();
        let inside = |frame: &Frame| {
            let nodes = frame.nodes.iter();
            nodes.filter(|id| selected.contains(*id)).count()
        };
        frames
            .filter(|(_, frame)| {
                let inside = inside(frame);
                inside > 0 && (inside < selected.len() || inside < frame.nodes.len())
            })
            .max_by_key(|(_, frame)| (inside(frame), std::cmp::Reverse(frame.nodes.len())))
            .map(|(id, _)| id)
    }

    pub(super) fn apply_to_frame(&mut self, command: Command) {
        match command {
            Command::NameFrame(id) => {
                if let Some(id) = id.or_else(|| self.frame_of_selection().cloned()) {
                    self.wishes.push(Wish::NameFrame(id));
                }
            }
            Command::RemoveFrame => {
                if let Some(id) = self.frame_of_selection().cloned() {
                    self.edit(Edit::SetFrame { id, frame: None });
                }
            }
            Command::ColourFrame(id, colour) => {
                if let Some(mut frame) = self.frame_with(&id) {
                    frame.class = with_colour(&frame.class, colour);
                    self.set_frame(&id, frame);
                }
            }
            Command::Reframe => {
                if let Some(id) = self.frame_near_selection().cloned() {
                    let nodes = self.tab.selected.nodes.iter().cloned().collect();
                    self.apply_to_frame(Command::Surround(id, nodes));
                }
            }
            Command::Surround(id, nodes) => {
                if let Some(mut frame) = self.frame_with(&id) {
                    frame.nodes = self.members(&frame, nodes);
                    self.set_frame(&id, frame);
                }
            }
            _ => {}
        }
    }

    fn frame_with(&self, id: &str) -> Option<Frame> {
        self.tab.document.workflow().graph.frames.get(id).cloned()
    }

    /// Sets a frame as a step of its own.
    fn set_frame(&mut self, id: &str, frame: Frame) -> bool {
        self.tab.document.seal();
        let done = self.edit(Edit::SetFrame {
            id: id.to_owned(),
            frame: Some(Box::new(frame)),
        });
        self.tab.document.seal();
        done
    }

    /// The members of a frame that is to surround these nodes: those that stay keep their order,
    /// and ids of nodes that are gone are kept, as they came.
    fn members(&self, frame: &Frame, nodes: Vec<NodeId>) -> Vec<NodeId> {
        let graph = &self.tab.document.workflow().graph;
        let stays = |id: &&NodeId| graph.node(id).is_none() || nodes.contains(id);
        let mut members: Vec<NodeId> = frame.nodes.iter().filter(stays).cloned().collect();
        for id in nodes {
            if !members.contains(&id) {
                members.push(id);
            }
        }
        members
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_replaces_a_colour_and_nothing_else() {
        assert_eq!(with_colour("wide primary", 4), "wide danger");
        assert_eq!(with_colour("wide danger", 0), "wide");
        assert_eq!(colour_of("frame-info"), 5);
        assert_eq!(colour_of(""), 0);
    }
}

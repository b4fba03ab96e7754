//! A hand on the mouse, and what the canvas tells of it.

use egui::{Event, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use misp_flow::window::canvas::CanvasEvent;

use super::Window;

/// What the canvas told since the last time.
pub fn events(harness: &mut Harness<'_, Window>) -> Vec<CanvasEvent> {
    std::mem::take(&mut harness.state_mut().events)
}

/// What was told besides changes of the selection.
pub fn deeds(harness: &mut Harness<'_, Window>) -> Vec<CanvasEvent> {
    let mut events = events(harness);
    events.retain(|event| *event != CanvasEvent::SelectionChanged);
    events
}

/// Drags with the left button.
pub fn drag(harness: &mut Harness<'_, Window>, from: Pos2, to: Pos2) {
    drag_with(harness, from, to, Modifiers::NONE);
}

/// As [`drag`], with these keys held.
pub fn drag_with(harness: &mut Harness<'_, Window>, from: Pos2, to: Pos2, modifiers: Modifiers) {
    harness.event(Event::ModifiersChanged(modifiers));
    harness.hover_at(from);
    button(harness, from, PointerButton::Primary, true);
    harness.hover_at(from + (to - from) * 0.5);
    harness.hover_at(to);
    button(harness, to, PointerButton::Primary, false);
    harness.run();
    harness.event(Event::ModifiersChanged(Modifiers::NONE));
    harness.run();
}

/// A button that goes down or up.
pub fn button(harness: &Harness<'_, Window>, pos: Pos2, button: PointerButton, pressed: bool) {
    harness.event(Event::PointerButton {
        pos,
        button,
        pressed,
        modifiers: Modifiers::NONE,
    });
}

pub fn double_click(harness: &mut Harness<'_, Window>, at: Pos2) {
    // Both clicks within egui's time for a double click.
    harness.hover_at(at);
    harness.run();
    for pressed in [true, false, true, false] {
        let event = Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        harness.input_mut().events.push(event);
    }
    harness.step();
    harness.run();
}

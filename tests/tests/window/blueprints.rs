//! Blueprints in the window: found, inserted, tried.

use crate::window_stage::{
    Window, click, double_click, drag, empty, first_start, middle, nameless, open, press,
    press_with, says, send, settle, type_text,
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use misp_flow::{
    library::Settings,
    state::{BlueprintCommand, BlueprintId, Command, FileDialogs, LeftTab, State},
};
use misp_flow_engine::{
    blueprints::{bundled, purpose},
    catalogue::Catalogue,
    edit::Edit,
};

fn count(window: &Window) -> usize {
    let document = window.state().state.document();
    document.workflow().graph.nodes.len()
}

/// A window that lists the blueprints.
fn listed(state: State) -> Window {
    let mut window = open(state);
    click(&mut window, "Blueprints");
    assert_eq!(window.state().state.left, LeftTab::Blueprints);
    window
}

#[test]
fn the_list_is_searched_and_each_says_what_it_is_for_and_what_it_needs() {
    let mut window = listed(empty());
    for one in bundled().iter().take(4) {
        assert!(says(&window, &format!("Blueprint {}", one.workflow.name)));
    }
    window.get_by_label("Search blueprints").click();
    settle(&mut window);
    type_text(&mut window, "country");
    assert!(says(&window, "Blueprint Country cluster on IP addresses"));
    assert!(!says(&window, "Blueprint Block on red"));
    click(&mut window, "Blueprint Country cluster on IP addresses");
    let one = bundled()
        .iter()
        .find(|one| one.key == "country-on-ips")
        .unwrap();
    assert!(says(&window, purpose(&one.workflow.description)));
    assert!(says(&window, "For Event Publish, can block · 4 nodes"));
    assert!(says(&window, "To set up on the server"));
    assert!(says(&window, &one.about.set_up[0]));
    assert!(says(&window, &one.about.event.shows));
    assert_eq!(nameless(&window), [""; 0]);
    click(&mut window, "Blueprint Country cluster on IP addresses");
    assert!(!says(&window, "To set up on the server"));
    type_text(&mut window, "xyz");
    window.get_by_label("Search blueprints").click();
    type_text(&mut window, "xyz");
    assert!(says(&window, "No such blueprint"));
    click(&mut window, "Triggers");
    assert_eq!(window.state().state.left, LeftTab::Modules);
}

#[test]
fn a_search_among_all_modules_finds_blueprints_too() {
    let mut window = open(empty());
    click(&mut window, "Search modules");
    type_text(&mut window, "warninglist");
    assert!(says(&window, "Blueprint False positives by warninglist"));
    assert!(says(&window, "Module Attach warninglist, action"));
}

#[test]
fn a_double_click_inserts_in_one_step_and_says_what_to_do_next() {
    let mut window = listed(first_start());
    let before = window.state().state.document().workflow().to_json();
    let at = middle(&window, "Blueprint Block on red");
    double_click(&mut window, at);
    assert_eq!(count(&window), 7);
    assert!(says(
        &window,
        "Inserted Block on red, 3 nodes. Connect IF :: Tag to run it"
    ));
    assert_eq!(window.state().state.selected().nodes.len(), 3);
    let label = window
        .state()
        .state
        .detail(&Command::Undo)
        .map(str::to_owned);
    assert_eq!(label.as_deref(), Some("Insert Block on red, 3 nodes"));
    // Below what was there, not on top of it.
    let graph = &window.state().state.document().workflow().graph;
    let low = |new: bool, pick: fn(f64, f64) -> f64, from: f64| {
        let nodes = graph.nodes.iter();
        let chosen =
            nodes.filter(|(id, _)| window.state().state.selected().nodes.contains(*id) == new);
        chosen.map(|(_, node)| node.position.y).fold(from, pick)
    };
    assert!(low(true, f64::min, f64::INFINITY) > low(false, f64::max, f64::NEG_INFINITY) + 100.0);
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().state.document().workflow().to_json(), before);
    press_with(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(count(&window), 7);
}

#[test]
fn the_keyboard_inserts_and_opens_the_details() {
    let mut window = listed(empty());
    window.get_by_label("Blueprint Block on red").focus();
    settle(&mut window);
    press(&mut window, Key::ArrowRight);
    assert!(says(&window, "Its sample events"));
    press(&mut window, Key::ArrowLeft);
    assert!(!says(&window, "Its sample events"));
    press(&mut window, Key::Enter);
    assert_eq!(count(&window), 4, "three nodes behind their trigger");
    assert!(
        !says(&window, "Its sample events"),
        "Enter inserts, it does not open"
    );
}

#[test]
fn a_click_on_a_sample_event_chooses_it() {
    let mut window = listed(empty());
    click(&mut window, "Blueprint Block on red");
    let one = bundled().iter().find(|one| one.key == "block-on-red");
    let about = &one.unwrap().about;
    for event in [&about.other_event, &about.event] {
        click(&mut window, &event.name);
        let events = window.state().state.events();
        assert_eq!(events.chosen().unwrap().name, event.name);
    }
    let before = window.state().state.events().iter().len();
    click(&mut window, &about.other_event.name);
    assert_eq!(window.state().state.events().iter().len(), before);
}

#[test]
fn a_drag_shows_the_nodes_and_drops_them_at_the_pointer() {
    let mut window = listed(first_start());
    let from = middle(&window, "Blueprint Block on red");
    let to = from + egui::vec2(420.0, 60.0);
    drag(&mut window, from, to);
    assert_eq!(count(&window), 7);
    let first = {
        let graph = &window.state().state.document().workflow().graph;
        let new = &window.state().state.selected().nodes;
        let new = new.iter().filter_map(|id| graph.node(id));
        let first = new.min_by(|a, b| a.position.x.total_cmp(&b.position.x));
        let at = first.unwrap().position;
        egui::pos2(at.x as f32, at.y as f32)
    };
    let landed = window.state().to_screen(first);
    assert!(landed.distance(to) < 60.0, "{landed:?} is not near {to:?}");
    assert!(
        (to - landed).min_elem() >= 0.0,
        "the pointer holds the first node"
    );
}

/// The module that each module leads to by its first output, from the trigger on.
fn main_path(window: &Window) -> Vec<String> {
    let graph = &window.state().state.document().workflow().graph;
    let (mut at, node) = graph.trigger().unwrap();
    let mut path = vec![node.module.to_string()];
    while let Some(link) = graph
        .node(at)
        .unwrap()
        .outputs
        .values()
        .find_map(|links| links.first())
    {
        at = &link.node;
        path.push(graph.node(at).unwrap().module.to_string());
    }
    path
}

#[test]
fn dropped_on_a_wire_it_goes_in_between_in_one_step() {
    let mut window = listed(first_start());
    let before = main_path(&window);
    let graph = &window.state().state.document().workflow().graph;
    let id = graph.trigger().unwrap().0.clone();
    let (from, to) = {
        let graph = &window.state().state.document().workflow().graph;
        let wire = graph.edges().find(|edge| edge.from.node == id).unwrap();
        let name = |id| graph.node(id).unwrap().name.clone();
        (name(&wire.from.node), name(&wire.to.node))
    };
    let wire = window.get_by(|node| {
        let label = node.label().unwrap_or_default();
        label.starts_with("Wire") && label.contains(&from) && label.contains(&to)
    });
    let onto = wire.rect().center();
    let from = middle(&window, "Blueprint Dark-web content stays inside");
    drag(&mut window, from, onto);
    let path = main_path(&window);
    assert!(path.len() > before.len(), "{path:?}");
    assert_eq!(path[0], before[0]);
    assert_eq!(
        path[path.len() - before.len() + 1..],
        before[1..],
        "{path:?}"
    );
    press_with(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(main_path(&window), before);
}

#[test]
fn quick_add_puts_one_behind_the_selected_node() {
    let mut window = open(empty());
    for name in ["event publish", "block on red"] {
        press_with(&mut window, Modifiers::COMMAND, Key::Space);
        type_text(&mut window, name);
        press(&mut window, Key::Enter);
    }
    let path = main_path(&window);
    assert_eq!(path[..2], ["event-publish", "tag-if"]);
    assert_eq!(count(&window), 4);
}

#[test]
fn what_an_empty_canvas_says_gives_way_to_what_is_dragged_over_it() {
    let mut window = listed(empty());
    assert!(says(&window, "Start with a trigger"));
    let from = middle(&window, "Blueprint Block on red");
    window.hover_at(from);
    window.step();
    window.drag_at(from);
    window.step();
    for part in 1..=8 {
        window.hover_at(from + egui::vec2(60.0 * part as f32, 0.0));
        window.step();
    }
    assert!(!says(&window, "Start with a trigger"));
    window.drop_at(from);
    settle(&mut window);
    assert!(says(&window, "Start with a trigger"));
}

#[test]
fn a_drag_that_is_given_up_adds_nothing() {
    let mut window = listed(empty());
    let from = middle(&window, "Blueprint Block on red");
    window.hover_at(from);
    window.step();
    window.drag_at(from);
    window.step();
    window.hover_at(from + egui::vec2(420.0, 60.0));
    window.step();
    window.key_press(Key::Escape);
    window.step();
    window.drop_at(from + egui::vec2(420.0, 60.0));
    settle(&mut window);
    assert_eq!(count(&window), 0);
}

#[test]
fn trying_one_opens_it_behind_its_trigger_and_simulates_its_event() {
    let mut window = listed(empty());
    click(&mut window, "Blueprint Block on red");
    click(&mut window, "Try it");
    let one = &bundled()[0];
    assert!(
        says(&window, &one.about.event.sentence),
        "the outcome is shown"
    );
    assert_eq!(count(&window), 4);
    let state = &window.state().state;
    assert_eq!(state.document().title(), "Block on red");
    assert!(!state.document().is_unsaved());
    assert_eq!(state.events().chosen().unwrap().name, one.about.event.name);
    send(&mut window, Command::ShowLeft(LeftTab::Events));
    click(
        &mut window,
        &format!("Event {}", one.about.other_event.name),
    );
    press(&mut window, Key::F5);
    assert!(says(&window, &one.about.other_event.sentence));
}

#[test]
fn trying_one_leaves_the_open_workflow_in_its_tab() {
    let mut window = listed(first_start());
    send(&mut window, Command::Edit(Edit::SetName("Mine".into())));
    click(&mut window, "Blueprint Block on red");
    click(&mut window, "Try it");
    assert_eq!(window.state().state.document().title(), "Block on red");
    assert!(window.state().state.run().is_some());
    send(&mut window, Command::PreviousTab);
    assert_eq!(window.state().state.document().title(), "Mine");
    assert!(window.state().state.document().is_unsaved());
    assert!(window.state().state.run().is_none());
}

/// Waits for the background.
fn wait(state: &mut State) {
    while !state.is_idle() {
        state.poll();
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    state.poll();
}

#[test]
fn every_one_that_is_tried_shows_what_it_promises_and_has_no_problems() {
    let mut state = State::new(Settings::default(), None);
    state.file_dialogs = FileDialogs::Own;
    for one in bundled() {
        let id = BlueprintId(one.key.to_owned());
        state.apply(Command::Blueprint(BlueprintCommand::Try(id)));
        wait(&mut state);
        let place = state.events().chosen_place().unwrap();
        for (event, expected) in [
            (place, &one.about.event),
            (place + 1, &one.about.other_event),
        ] {
            state.apply(Command::ChooseEvent(event));
            state.apply(Command::Simulate);
            wait(&mut state);
            let run = state.run().unwrap();
            assert_eq!(run.event, expected.name);
            let sentence = run.run.sentence(&run.workflow, Catalogue::bundled());
            assert_eq!(sentence, expected.sentence, "{}", one.key);
        }
        state.refresh();
        wait(&mut state);
        let told: Vec<String> = state
            .known_problems()
            .iter()
            .filter(|problem| problem.severity != misp_flow_engine::check::Severity::Notice)
            .map(|problem| problem.text.clone())
            .collect();
        assert_eq!(told, [""; 0], "{}", one.key);
    }
}

#[test]
fn what_leads_out_of_a_blueprint_is_left_out_and_explained() {
    let text = r#"{"WorkflowBlueprint": {"uuid": "x", "name": "Torn", "description": "Torn out", "data": [
        {"id": 1, "name": "Event Publish", "data": {"id": "event-publish", "module_type": "trigger"},
         "inputs": [], "outputs": {"output_1": {"connections": [{"node": "2", "output": "input_1"}]}}, "pos_x": 0, "pos_y": 0},
        {"id": 2, "name": "Tags", "data": {"id": "tag-if", "module_type": "logic"},
         "inputs": {"input_1": {"connections": [{"node": "1", "input": "output_1"}]}},
         "outputs": {"output_1": {"connections": [{"node": "7", "output": "input_1"}]},
                     "output_2": {"connections": [{"node": "8", "output": "input_1"}]}}, "pos_x": 400, "pos_y": 0}]}}"#;
    let folder = crate::window_stage::folder("torn");
    std::fs::write(folder.join("torn.json"), text).unwrap();
    let mut state = first_start();
    state.use_blueprint_folder(folder);
    let mut window = listed(state);
    window.get_by_label("Blueprint Torn").focus();
    press(&mut window, Key::Enter);
    assert_eq!(count(&window), 5);
    assert!(says(
        &window,
        "Its trigger Event Publish was left out, since a workflow has exactly one"
    ));
    assert!(says(
        &window,
        "2 wires led to nodes that the blueprint does not hold, so they were left out, the first of them at Tags"
    ));
    assert!(says(&window, "Connect Tags to run it"));
}

#[test]
fn the_details_of_the_last_one_in_the_list_come_into_view() {
    let mut window = listed(empty());
    let list = || bundled().iter().map(|one| one.workflow.name.as_str());
    let seen = |window: &Window, name: &str| {
        let row = format!("Blueprint {name}");
        let row = window.query_by_label(&row);
        row.is_some_and(|row| row.rect().bottom() < 700.0)
    };
    let last = list().filter(|name| seen(&window, name)).last().unwrap();
    let row = format!("Blueprint {last}");
    assert!(middle(&window, &row).y > 400.0, "it is low in the list");
    click(&mut window, &row);
    for name in ["Try it", "Insert", row.as_str()] {
        let rect = window.get_by_label(name).rect();
        assert!(rect.top() > 60.0 && rect.bottom() < 770.0, "{name} {rect}");
    }
}

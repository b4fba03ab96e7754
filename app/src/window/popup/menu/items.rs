//! What context menus offer.

use egui::Color32;
use misp_flow_engine::{edit::Edit, workflow::NodeId};

use crate::{
    state::{
        BlueprintCommand, COMMANDS, Command, FRAME_COLOURS, RunCommand, ServerCommand, State,
        StepCommand, TestCommand, colour_of, entry_of, shortcut_words,
    },
    window::{
        canvas::{MenuTarget, WireId},
        controls::count_words,
        names::wire_name,
        scene::edge_of,
        theme::Colours,
    },
};

/// A row of a menu.
pub(super) enum Row {
    /// What the menu is for.
    Title(String),
    /// A line between two groups.
    Line,
    Item(Box<Item>),
}

/// What can be chosen.
pub(super) struct Item {
    pub name: String,
    /// The keys that do the same.
    pub keys: String,
    /// The colour that it stands for.
    pub colour: Option<Color32>,
    /// Whether it is so already.
    pub ticked: bool,
    pub enabled: bool,
    pub act: Act,
}

/// What an item does.
#[derive(Clone)]
pub(super) enum Act {
    Do(Command),
    /// Opens quick add.
    Add,
    /// Shows further items beside it.
    Inside,
}

/// A menu: its rows, and behind which of its items others are.
pub(super) struct Rows {
    pub rows: Vec<Row>,
    /// The items behind the one of the rows that has any.
    pub inside: Vec<Item>,
}

impl Rows {
    /// What there is for a place of the canvas.
    pub fn of(target: &MenuTarget, state: &State, ctx: &egui::Context) -> Self {
        let mut menu = Menu {
            state,
            ctx,
            rows: Vec::new(),
            inside: Vec::new(),
        };
        match target {
            MenuTarget::Canvas => menu.canvas(),
            MenuTarget::Node(id) => menu.node(id),
            MenuTarget::Wire(wire) => menu.wire(wire),
            MenuTarget::Frame(id) => menu.frame(id),
        }
        Self {
            rows: menu.rows,
            inside: menu.inside,
        }
    }

    /// What can be chosen, from the top.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.rows.iter().filter_map(|row| match row {
            Row::Item(item) => Some(&**item),
            _ => None,
        })
    }
}

/// What has to be selected before an item is carried out, so that it is about what the menu is
/// for; nothing where that is so.
pub(super) fn selecting(target: &MenuTarget, state: &State) -> Option<Command> {
    let selected = state.selected();
    match target {
        MenuTarget::Node(id) if !selected.nodes.contains(id) => {
            Some(Command::Select(vec![id.clone()], Vec::new()))
        }
        MenuTarget::Wire(wire) if !selected.edges.contains(&edge_of(wire)) => {
            Some(Command::Select(Vec::new(), vec![edge_of(wire)]))
        }
        _ => None,
    }
}

struct Menu<'a> {
    state: &'a State,
    ctx: &'a egui::Context,
    rows: Vec<Row>,
    inside: Vec<Item>,
}

impl Menu<'_> {
    fn canvas(&mut self) {
        self.act("Add a node…", Act::Add);
        self.commands([Command::Paste]);
        self.line();
        self.commands([
            Command::SelectAll,
            Command::TidyUp,
            Command::FitAll,
            Command::ZoomActual,
        ]);
    }

    fn node(&mut self, id: &NodeId) {
        self.title(id);
        self.commands([Command::Rename, Command::Wires]);
        self.line();
        self.commands([Command::Cut, Command::Copy, Command::Duplicate]);
        self.line();
        self.commands([
            Command::Step(StepCommand::RunTo(None)),
            Command::Step(StepCommand::ToggleBreak(None)),
        ]);
        self.line();
        self.commands([
            Command::SelectDownstream,
            Command::Frame,
            Command::Note,
            Command::FitSelection,
            Command::Blueprint(BlueprintCommand::SaveSelection),
            Command::Test(TestCommand::Show),
        ]);
        if self.state.servers().session().is_some() {
            self.commands([Command::Server(ServerCommand::Run(RunCommand::AskNode))]);
        }
        self.line();
        self.commands([Command::TidyUp]);
        self.arrange();
        self.line();
        self.commands([
            Command::Delete { reconnect: false },
            Command::Delete { reconnect: true },
        ]);
    }

    fn wire(&mut self, wire: &WireId) {
        let workflow = self.state.document().workflow();
        let name = wire_name(workflow, &self.state.catalogue, &edge_of(wire));
        self.rows.push(Row::Title(name));
        self.act("Insert a node…", Act::Add);
        self.commands([Command::Delete { reconnect: false }]);
    }

    /// What can be done with a frame.
    fn frame(&mut self, id: &str) {
        let graph = &self.state.document().workflow().graph;
        let Some(frame) = graph.frames.get(id) else {
            return;
        };
        let rename = Command::NameFrame(Some(id.to_owned()));
        self.act("Rename the frame", Act::Do(rename));
        self.act("Colour", Act::Inside);
        let now = colour_of(&frame.class);
        let colours = Colours::of(&self.ctx.global_style().visuals);
        for (place, (name, _)) in FRAME_COLOURS.iter().enumerate() {
            self.inside.push(Item {
                colour: Some(colours.frame(u8::try_from(place).unwrap_or(0))),
                ticked: place == now,
                ..item(*name, Act::Do(Command::ColourFrame(id.to_owned(), place)))
            });
        }
        self.line();
        let remove = Edit::SetFrame {
            id: id.to_owned(),
            frame: None,
        };
        self.act(
            "Remove the frame, keep its nodes",
            Act::Do(Command::Edit(remove)),
        );
        let there = frame.nodes.iter().filter(|id| graph.node(id).is_some());
        let nodes: Vec<NodeId> = there.cloned().collect();
        if !nodes.is_empty() {
            let name = format!("Delete the frame and {}", count_words(nodes.len(), "node"));
            let delete = Edit::Delete {
                nodes,
                edges: Vec::new(),
                reconnect: false,
            };
            self.act(name, Act::Do(Command::Edit(delete)));
        }
    }

    /// The node, or how many where it is one of several that are selected.
    fn title(&mut self, id: &NodeId) {
        let selected = &self.state.selected().nodes;
        let graph = &self.state.document().workflow().graph;
        let title = if selected.len() > 1 && selected.contains(id) {
            count_words(selected.len(), "node")
        } else {
            let node = graph.node(id);
            node.map(|node| node.name.clone()).unwrap_or_default()
        };
        self.rows.push(Row::Title(title));
    }

    /// Lining up and even gaps, one level deeper, since they want several nodes.
    fn arrange(&mut self) {
        self.rows.push(Row::Item(Box::new(Item {
            enabled: self.state.selected().nodes.len() > 1,
            ..item("Align and distribute", Act::Inside)
        })));
        let arranging =
            |command: &Command| matches!(command, Command::Align(_) | Command::Distribute(_));
        let commands = COMMANDS.iter().map(|entry| &entry.command);
        for command in commands.filter(|command| arranging(command)) {
            let item = self.item_of(command.clone());
            self.inside.push(item);
        }
    }

    fn commands<const COUNT: usize>(&mut self, commands: [Command; COUNT]) {
        for command in commands {
            let item = self.item_of(command);
            self.rows.push(Row::Item(Box::new(item)));
        }
    }

    fn item_of(&self, command: Command) -> Item {
        let name = entry_of(&command).map_or("", |entry| entry.name);
        Item {
            keys: shortcut_words(&command, self.ctx),
            enabled: self.state.why_not(&command).is_none(),
            ..item(name, Act::Do(command))
        }
    }

    fn act(&mut self, name: impl Into<String>, act: Act) {
        self.rows.push(Row::Item(Box::new(item(name, act))));
    }

    fn line(&mut self) {
        self.rows.push(Row::Line);
    }
}

fn item(name: impl Into<String>, act: Act) -> Item {
    Item {
        name: name.into(),
        keys: String::new(),
        colour: None,
        ticked: false,
        enabled: true,
        act,
    }
}

//! What a module may work on while it is executed.

use crate::{
    condition::Operators,
    filter::{self, Filter},
    instance::{Instance, Quirk, Store},
    misp_modules::ServiceAnswer,
    run::{Job, ModuleQuery, Reply, Request, RoamingData},
    template::Template,
    value::{Array, PhpError, Value},
};

/// Where requests go that would leave the process.
pub trait Outside {
    /// Notes a request and gives what comes back.
    fn request(&mut self, request: Request) -> Reply;
}

/// What a run goes on with from one node to the next: the data and the database.
#[derive(Clone, Debug)]
pub struct World {
    /// The data that travel through the run.
    pub data: RoamingData,
    /// The database of the simulated server.
    pub store: Store,
    /// Background runs that were queued.
    pub jobs: Vec<Job>,
}

impl World {
    /// The world of a run that starts with these data, on a server that knows these operators.
    pub fn new(data: Value, store: Store, operators: Operators) -> Self {
        Self {
            data: RoamingData::new(data, operators),
            store,
            jobs: Vec::new(),
        }
    }
}

/// What a module may work on while it is executed.
pub struct Context<'a> {
    /// The data, the database and the queue.
    pub world: &'a mut World,
    /// The simulated server: settings, quirks, modules.
    pub instance: &'a Instance,
    /// The trigger's node as it is stored in the graph; null in a graph without one.
    pub trigger: &'a Value,
    /// The errors that the module reports.
    pub errors: &'a mut Vec<String>,
    /// What the user should know of this step and the server does not tell.
    pub notes: &'a mut Vec<String>,
    /// Where requests go.
    pub outside: &'a mut dyn Outside,
}

impl Context<'_> {
    /// The roaming data as modules see them: through the filters that are on.
    ///
    /// # Errors
    /// As [`RoamingData::get`].
    pub fn data(&mut self) -> Result<Value, PhpError> {
        self.world.data.get()
    }

    /// The elements that a node with this filter works on.
    ///
    /// # Errors
    /// As [`Context::data`] and [`filter::node_items`].
    pub fn items(&mut self, filter: Option<&Filter>) -> Result<Array, PhpError> {
        let data = self.data()?;
        let filter = filter.map(|filter| filter.clone().with(self.instance.operators()));
        filter::node_items(&data, filter.as_ref())
    }

    /// Replaces the roaming data. The filtered view that a module read becomes the data
    /// (README-live 22).
    ///
    /// # Errors
    /// As [`RoamingData::set`].
    pub fn set_data(&mut self, data: Value) -> Result<(), PhpError> {
        self.world.data.set(data)
    }

    /// Renders a template over the roaming data. What fails renders as nothing, as on the server;
    /// the user is told why.
    ///
    /// # Errors
    /// As [`RoamingData::get`].
    pub fn render(&mut self, template: &Template) -> Result<String, PhpError> {
        let data = self.data()?;
        Ok(self.render_over(template, &data))
    }

    /// Renders a template over other data, as [`Context::render`] does over the roaming data.
    pub fn render_over(&mut self, template: &Template, data: &Value) -> String {
        let rendered = template.render(data);
        if let Some(fault) = rendered.fault {
            self.notes.push(format!(
                "a template renders as nothing: {}: {}",
                fault.class.name(),
                fault.message
            ));
        }
        rendered.text
    }

    /// Asks the misp-modules service. The user is told where the answer is only assumed.
    pub fn ask(&mut self, query: ModuleQuery) -> ServiceAnswer {
        let module = query.module.clone();
        let reply = self.outside.request(Request::Query(query));
        if matches!(reply, Reply::Assumed(_)) {
            self.notes.push(format!(
                "the misp-module {module} was not asked; it is taken to find nothing"
            ));
        }
        ServiceAnswer::of_reply(&reply)
    }

    /// Whether the server has this bug, which then bites: the user is told that it is one.
    pub fn is_bitten_by(&mut self, bug: Quirk) -> bool {
        let bites = self.instance.has(bug);
        if bites {
            self.notes
                .push(format!("a bug of this version of MISP: {}", bug.text()));
        }
        bites
    }

    /// Fails without an error, as the server does here; the user is told why.
    pub fn fails_because(&mut self, why: impl Into<String>) -> bool {
        self.notes.push(why.into());
        false
    }

    /// Reports an error and fails.
    pub fn fail(&mut self, error: impl Into<String>) -> bool {
        self.errors.push(error.into());
        false
    }
}

//! The simulated server: which modules it has, which are switched off, who runs workflows, what its
//! database holds.

mod decay;
mod quirk;
mod read;
mod store;

use std::{
    collections::{BTreeSet, HashSet},
    sync::{Arc, LazyLock},
};

use indexmap::IndexMap;
use smol_str::SmolStr;

use crate::{
    catalogue::{self, Catalogue},
    condition::{Operator, Operators},
    misp_modules::Services,
    modules::CustomModule,
    run::Plan,
    value::Value,
    workflow::NodeKind,
};

pub use decay::DecayingModel;
pub use quirk::{Quirk, Version};
pub use read::DescriptionError;
pub use store::{Asked, Change, Hit, Store, Tag, Target, Warninglist};

/// The server setting without which `webhook` and its kin send nothing.
pub const ARBITRARY_URLS: &str = "Security.rest_client_enable_arbitrary_urls";
/// The server setting without which no mail is sent: `MISP.disable_emailing`.
pub const DISABLE_EMAILING: &str = "MISP.disable_emailing";

/// A 2.5.1, of a commit that there is not.
const USER_AGENT: &str = "MISP 2.5.1 - #0000000000000000000000000000000000000000";
/// The example that every server has for those who write modules. The catalogue that comes with the
/// program leaves it out: nobody is to build on it.
const EXAMPLE: &str = "blueprint-action-module";

/// What the walk needs to know of a module of the server.
#[derive(Clone, Debug, PartialEq)]
pub struct ModuleFacts {
    /// Trigger, logic or action.
    pub kind: NodeKind,
    /// For an action: whether its failure ends the run. For a trigger: whether the run can cancel
    /// the operation.
    pub blocking: bool,
    /// For a trigger: whether its data are normalised to the MISP core format first.
    pub core_format: bool,
    /// For a trigger: what its data are about (`event`, `attribute`, …).
    pub scope: SmolStr,
    /// The module as the catalogue describes it.
    pub described: Option<Arc<catalogue::Module>>,
    /// The script that does the module's work, for a site's own.
    pub script: Option<CustomModule>,
}

impl ModuleFacts {
    /// An action of which nothing else is known.
    pub fn of_action(blocking: bool) -> Self {
        Self {
            kind: NodeKind::Action,
            blocking,
            core_format: false,
            scope: SmolStr::default(),
            described: None,
            script: None,
        }
    }

    fn of(module: &catalogue::Module) -> Self {
        let trigger = module.trigger.as_ref();
        Self {
            kind: module.kind.into(),
            blocking: module.blocking,
            core_format: trigger.is_some_and(|trigger| trigger.misp_core_format),
            scope: trigger
                .map(|trigger| trigger.scope.clone())
                .unwrap_or_default(),
            described: Some(Arc::new(module.clone())),
            script: None,
        }
    }
}

/// A simulated MISP server.
#[derive(Clone, Debug)]
pub struct Instance {
    modules: Arc<IndexMap<SmolStr, ModuleFacts>>,
    /// Modules and triggers that are switched off.
    pub disabled: HashSet<SmolStr>,
    /// How the server names itself in requests: its version, and the commit it was built from.
    pub user_agent: SmolStr,
    /// Whether the server finds a user to run workflows as; without one no node is executed.
    pub has_user: bool,
    /// The workflow's id and name in error messages where the document has none.
    pub workflow_id: SmolStr,
    /// Server settings by name.
    pub settings: IndexMap<SmolStr, Value>,
    /// The bugs that this server has, by its version.
    pub quirks: BTreeSet<Quirk>,
    /// The enabled workflows by the trigger that they are kept for.
    pub workflows: IndexMap<SmolStr, Plan>,
    /// What the misp-modules service beside the server offers.
    pub services: Arc<Services>,
    /// The database.
    pub store: Store,
}

impl Default for Instance {
    /// A 2.5.1 with all of its built-in modules and the actions of misp-modules enabled, and
    /// nothing in its database.
    fn default() -> Self {
        static DEFAULT: LazyLock<Instance> = LazyLock::new(|| {
            let mut instance = Instance::of(Catalogue::bundled());
            instance.add_services(Services::bundled());
            instance
        });
        DEFAULT.clone()
    }
}

impl Instance {
    /// A 2.5.1 with the modules of this catalogue, all enabled, which may send requests to any URL:
    /// what a workflow does is asked before anybody sets a server up for it.
    pub fn of(catalogue: &Catalogue) -> Self {
        let modules = catalogue
            .iter()
            .map(|module| (module.id.clone(), ModuleFacts::of(module)));
        let mut modules: IndexMap<_, _> = modules.collect();
        modules
            .entry(SmolStr::new_static(EXAMPLE))
            .or_insert_with(|| ModuleFacts::of_action(false));
        let settings = [(SmolStr::new_static(ARBITRARY_URLS), Value::from(true))];
        Self {
            modules: Arc::new(modules),
            disabled: HashSet::new(),
            user_agent: SmolStr::new_static(USER_AGENT),
            has_user: true,
            workflow_id: SmolStr::new_static("0"),
            settings: settings.into_iter().collect(),
            quirks: Quirk::of((2, 5, 1)),
            workflows: IndexMap::new(),
            services: Arc::new(Services::bundled().clone()),
            store: Store::default(),
        }
    }

    /// The module with this id, if the server has it and it is of this kind.
    pub fn module(&self, id: &str, kind: NodeKind) -> Option<&ModuleFacts> {
        self.modules.get(id).filter(|facts| facts.kind == kind)
    }

    /// Adds a module of the server's own (a misp-module, a custom one).
    pub fn add_module(&mut self, id: impl AsRef<str>, facts: ModuleFacts) {
        Arc::make_mut(&mut self.modules).insert(SmolStr::new(id), facts);
    }

    /// Adds a module of the site's own that a script describes.
    pub fn add_custom(&mut self, module: CustomModule) {
        let described = Arc::clone(module.described());
        let facts = ModuleFacts {
            kind: described.kind.into(),
            blocking: described.blocking,
            core_format: false,
            scope: SmolStr::default(),
            described: Some(Arc::clone(&described)),
            script: Some(module),
        };
        self.add_module(&described.id, facts);
    }

    /// The server with the event of `data` in its database, where it has none of that id: what a
    /// trigger hands over is an event that the server holds.
    pub fn holding(&self, data: &Value) -> Instance {
        let mut instance = self.clone();
        let id = data.get("Event").and_then(|event| event.get("id"));
        if id.is_some_and(|id| instance.store.event(id).is_none()) {
            instance.store.put_event(data);
        }
        instance
    }

    /// Adds misp-modules that the server's service offers; its actions become modules of the
    /// server.
    pub fn add_services(&mut self, services: &Services) {
        for action in services
            .iter()
            .filter_map(|service| service.action.as_ref())
        {
            self.add_module(&action.id, ModuleFacts::of(action));
        }
        Arc::make_mut(&mut self.services).extend(services);
    }

    /// Whether `enrich-event` may ask this misp-module: the server knows it and does not have it
    /// switched off. A real server has all of them off at first; what a workflow does is asked
    /// before anybody sets a server up for it, so here they are on until a setting says otherwise.
    pub fn enriches_with(&self, module: &str) -> bool {
        let setting = self.setting(&format!("Plugin.Enrichment_{module}_enabled"));
        self.services.get(module).is_some() && (setting.is_null() || setting.is_truthy())
    }

    /// The organisation that the server belongs to: the one that the setting `MISP.host_org_id`
    /// names, else the first.
    pub fn host_organisation(&self) -> Option<&Value> {
        let id = self.setting("MISP.host_org_id").to_text();
        let named = self.store.organisation(&id);
        named.or_else(|| self.store.organisations().next())
    }

    /// Whether a module or trigger is switched off.
    pub fn is_disabled(&self, id: &str) -> bool {
        self.disabled.contains(id)
    }

    /// A server setting; null where it was never set.
    pub fn setting(&self, name: &str) -> &Value {
        static NULL: Value = Value::Null;
        self.settings.get(name).unwrap_or(&NULL)
    }

    /// The operators that the server knows: those that its filter module offers.
    pub fn operators(&self) -> Operators {
        let filters = self.module("generic-filter-data", NodeKind::Logic);
        let offers_order = filters
            .and_then(|facts| facts.described.as_ref()?.param("operator"))
            .is_some_and(|param| {
                let mut options = param.options.iter();
                options.any(|option| Operator::parse_newer(&option.value).is_newer())
            });
        if offers_order {
            Operators::WithOrder
        } else {
            Operators::Measured
        }
    }

    /// Whether the server has this bug.
    pub fn has(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }
}

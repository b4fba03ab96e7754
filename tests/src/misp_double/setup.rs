//! What a double is to be like when it starts.

use serde_json::Value as Json;

/// How the double is reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// `http://`.
    #[default]
    None,
    /// A good certificate under a private CA ([`super::Double::ca_pem`]).
    PrivateCa,
    /// A good certificate that nobody but itself vouches for.
    SelfSigned,
    /// Under the private CA, and run out in 2021.
    Expired,
    /// Under the private CA, and made out to `misp.elsewhere.example`.
    WrongHost,
}

/// The version that the double plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Age {
    /// 2.5.1, as recorded.
    #[default]
    Recorded,
    /// 2.5.40: ad-hoc workflows, `toggleDebugMode`, and pickers that name a URL for their options.
    /// None of that was recorded; it follows spec 02.
    Newer,
}

/// In which form `tags/fastIndex` lists tags. No server's answer was recorded, so a client should
/// take each form that options may have (spec 02).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FastIndex {
    /// `["tlp:red", …]`
    #[default]
    Names,
    /// `{"tlp:red": "tlp:red", …}`
    Map,
    /// `[{"name": "tlp:red", "value": "tlp:red"}, …]`
    NamesAndValues,
    /// The rows of `tags/index`: `[{"id": "1", "name": "tlp:red", …}, …]`
    Rows,
}

/// A trigger's workflow that is there from the start.
#[derive(Clone, Debug)]
pub struct GivenWorkflow {
    /// The trigger it is kept for.
    pub trigger: String,
    /// Its name.
    pub name: String,
    /// Its graph.
    pub data: Json,
}

/// What the double is to be like. `Setup::default()` is a fresh 2.5.1 without TLS: workflows are
/// switched on, no module and no trigger is enabled, and there is no event.
#[derive(Clone, Debug)]
pub struct Setup {
    /// How it is reached.
    pub tls: Tls,
    /// The path below which it lies, as `/misp`; empty for the root.
    pub below: &'static str,
    /// Which version it plays.
    pub age: Age,
    /// Whether the workflow feature is switched on.
    pub workflows_on: bool,
    /// Whether its database takes characters outside of the basic plane.
    pub takes_emoji: bool,
    /// Whether answers are compressed for those who take gzip.
    pub gzip: bool,
    /// Ids of the modules and triggers that are enabled.
    pub enabled: Vec<String>,
    /// Workflows, numbered from 1 in this order.
    pub workflows: Vec<GivenWorkflow>,
    /// Events, as `{"Event": {…}}` or bare, numbered from 1 in this order; what they lack is filled
    /// in as MISP would.
    pub events: Vec<Json>,
    /// How many more events are made up, behind the given ones. They take no memory until asked for.
    pub made_events: u64,
    /// How many attributes each of these has.
    pub made_attributes: u64,
    /// Names of tags, numbered from 1.
    pub tags: Vec<String>,
    /// How many more tags are made up, every third of a galaxy.
    pub made_tags: u64,
    /// The form of `tags/fastIndex`.
    pub fast_index: FastIndex,
    /// Names of organisations beside the server's own, which is `Double`, has number 1 and is the
    /// only local one. `organisations/index` lists the others only with `scope:external` or
    /// `scope:all` in its path.
    pub organisations: Vec<String>,
    /// Names of sharing groups, numbered from 1.
    pub sharing_groups: Vec<String>,
    /// Names of warninglists, numbered from 1, all enabled.
    pub warninglists: Vec<String>,
    /// What `workflowBlueprints/update` brings in, as `{"WorkflowBlueprint": {…}}`; ids that these
    /// bring are kept. `None`: the blueprints that come with the program.
    pub library: Option<Vec<Json>>,
    /// What the misp-modules service answers; `None` where there is no such service.
    pub misp_modules: Option<Json>,
}

impl Default for Setup {
    fn default() -> Self {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            tls: Tls::None,
            below: "",
            age: Age::Recorded,
            workflows_on: true,
            takes_emoji: false,
            gzip: false,
            enabled: Vec::new(),
            workflows: Vec::new(),
            events: Vec::new(),
            made_events: 0,
            made_attributes: 0,
            tags: names(&[
                "tlp:amber",
                "tlp:green",
                "tlp:red",
                "PAP:RED",
                "misp-galaxy:threat-actor=\"Made-up Weasel\"",
            ]),
            made_tags: 0,
            fast_index: FastIndex::Names,
            organisations: names(&["Elsewhere"]),
            sharing_groups: Vec::new(),
            warninglists: names(&["Made-up resolvers", "Made-up top sites"]),
            library: None,
            misp_modules: None,
        }
    }
}

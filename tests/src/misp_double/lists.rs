//! The lists that a client reads besides: version, users, tags, galaxies, organisations, ….

use serde_json::{Map, Value as Json, json};

use super::{
    answer::Answer,
    call::Call,
    events::own_organisation,
    route::{self, Who},
    setup::{Age, FastIndex, Setup},
    state::State,
};

/// What the lists are made of.
pub struct Lists {
    made_tags: u64,
    fast_index: FastIndex,
    organisations: Vec<String>,
    sharing_groups: Vec<String>,
    warninglists: Vec<String>,
    misp_modules: Option<Json>,
}

impl Lists {
    /// As the setup says.
    pub fn new(setup: &Setup) -> Self {
        Self {
            made_tags: setup.made_tags,
            fast_index: setup.fast_index,
            organisations: setup.organisations.clone(),
            sharing_groups: setup.sharing_groups.clone(),
            warninglists: setup.warninglists.clone(),
            misp_modules: setup.misp_modules.clone(),
        }
    }
}

/// Answers what no other part answers.
pub(super) fn answer(state: &State, who: Who, call: &Call) -> Answer {
    let lists = &state.lists;
    match (call.controller.as_str(), call.action.as_str()) {
        ("servers", "getVersion") => Answer::json(&version(state, who)),
        // A real one failed, too.
        ("servers", "serverSettings") => Answer::internal(call),
        ("users", "view") => match (call.arg(0), who) {
            (Some("me"), _) | (Some("1"), Who::SiteAdmin) | (Some("2"), Who::User) => {
                Answer::json(&user(who, state))
            }
            _ => Answer::error(404, "Invalid user", call),
        },
        ("admin/users", "index") => {
            let users = [Who::SiteAdmin, Who::User].map(|who| {
                let mut user = user(who, state);
                if let Some(fields) = user.as_object_mut() {
                    fields.remove("UserSetting");
                }
                user
            });
            Answer::json(&json!(users))
        }
        ("roles", "index") => {
            let roles = [Who::SiteAdmin, Who::User].map(|who| {
                let mut role = role(who);
                role["default"] = json!(who == Who::User);
                json!({"Role": role})
            });
            Answer::json(&json!(roles))
        }
        ("tags", "index") => tags(state, call),
        ("tags", "fastIndex") => fast_index(state, call),
        ("galaxies", "index") => Answer::json(&json!([{"Galaxy": galaxy()}])),
        ("organisations", "index") => organisations(lists, call),
        ("sharinggroups", "index") => {
            let rows = (1..)
                .zip(&lists.sharing_groups)
                .map(|(id, name)| sharing_group(id, name));
            Answer::json(&json!({"response": rows.collect::<Json>()}))
        }
        ("warninglists", "index") => {
            let rows = (1..)
                .zip(&lists.warninglists)
                .map(|(id, name)| warninglist(id, name));
            Answer::json(&json!({"Warninglists": rows.collect::<Json>()}))
        }
        ("taxonomies", "index") => Answer::json(&json!([{
            "Taxonomy": {
                "id": "1", "namespace": "tlp", "description": "How far something may be passed on.",
                "version": "1", "enabled": true, "exclusive": true, "required": false,
                "highlighted": false,
            },
            "total_count": 6, "current_count": 3,
        }])),
        ("modules", "index") => match &lists.misp_modules {
            Some(modules) => Answer::json(modules),
            None => Answer::json(&json!({
                "error": "Something went wrong, no response from misp_modules."
            })),
        },
        _ => route::not_found(call),
    }
}

fn version(state: &State, who: Who) -> Json {
    let version = match state.age {
        Age::Recorded => "2.5.1",
        Age::Newer => "2.5.40",
    };
    let admin = who == Who::SiteAdmin;
    json!({
        "version": version, "pymisp_recommended_version": version, "perm_sync": admin,
        "perm_sighting": true, "perm_galaxy_editor": true, "perm_analyst_data": true,
        "uuid": if admin { State::uuid(0x05, 1) } else { "-".to_owned() },
        "request_encoding": ["gzip"], "filter_sightings": true,
    })
}

fn user(who: Who, state: &State) -> Json {
    let (id, email) = match who {
        Who::SiteAdmin => ("1", "admin@double.example"),
        Who::User => ("2", "user@double.example"),
    };
    let now = state.clock.now().to_string();
    json!({
        "User": {
            "id": id, "password": "*****", "org_id": "1", "email": email, "autoalert": false,
            "invited_by": "0", "gpgkey": null, "certif_public": "", "nids_sid": "4000000",
            "termsaccepted": false, "newsread": "0", "role_id": id, "change_pw": false,
            "contactalert": false, "disabled": false, "expiration": null, "current_login": "0",
            "last_login": "0", "force_logout": false, "date_created": null, "date_modified": now,
            "sub": null, "external_auth_required": false, "external_auth_key": null,
            "last_api_access": now, "notification_daily": false, "notification_weekly": false,
            "notification_monthly": false, "totp": "*****", "hotp_counter": null,
            "last_pw_change": null, "totp_is_set": "0",
        },
        "Role": role(who),
        "UserSetting": [],
        "Organisation": organisation(1, "Double"),
    })
}

fn role(who: Who) -> Json {
    let admin = who == Who::SiteAdmin;
    let mut role = json!({
        "id": if admin { "1" } else { "2" }, "name": if admin { "admin" } else { "User" },
        "created": "2026-01-01 00:00:00", "modified": "2026-01-01 00:00:00",
    });
    let of_admins = [
        "modify_org",
        "publish",
        "delegate",
        "sync",
        "admin",
        "audit",
        "site_admin",
        "regexp_access",
        "template",
        "sharing_group",
        "tag_editor",
        "object_template",
        "publish_zmq",
        "publish_kafka",
        "decaying",
        "warninglist",
        "view_feed_correlations",
    ];
    let of_all = [
        "add",
        "modify",
        "auth",
        "tagger",
        "sighting",
        "galaxy_editor",
        "analyst_data",
    ];
    for (names, on) in [
        (&of_admins[..], admin),
        (&of_all[..], true),
        (&["skip_otp"][..], false),
    ] {
        for name in names {
            role[format!("perm_{name}")] = json!(on);
        }
    }
    super::state::fill(
        &mut role,
        json!({
            "default_role": false, "memory_limit": null, "max_execution_time": null,
            "restricted_to_site_admin": false, "enforce_rate_limit": false,
            "rate_limit_count": "0", "permission": if admin { "3" } else { "1" },
            "permission_description": if admin { "publish" } else { "manage_own" },
        }),
    );
    role
}

/// The local organisations, or those of the scope that the path asks for (the recorded server had
/// local ones only).
fn organisations(lists: &Lists, call: &Call) -> Answer {
    let scope = call.parameter("scope").unwrap_or_default();
    let others = lists.organisations.iter().map(String::as_str);
    let rows = (1..).zip(std::iter::once("Double").chain(others));
    let rows = rows.map(|(id, name)| {
        let mut row = organisation(id, name);
        row["user_count"] = json!("1");
        row["created_by_email"] = json!("Unknown");
        row
    });
    let rows = rows.filter(|row| match scope.as_str() {
        "all" => true,
        "external" => row["local"] == false,
        _ => row["local"] == true,
    });
    Answer::json(&rows.map(|row| json!({"Organisation": row})).collect())
}

fn organisation(id: u64, name: &str) -> Json {
    json!({
        "id": id.to_string(), "name": name, "date_created": "2026-01-01 00:00:00",
        "date_modified": "2026-01-01 00:00:00", "description": "Made up", "type": "",
        "nationality": "", "sector": "", "created_by": "0", "uuid": State::uuid(0x06, id),
        "contacts": null, "local": id == 1, "restricted_to_domain": null, "landingpage": null,
    })
}

fn galaxy() -> Json {
    json!({
        "id": "1", "uuid": State::uuid(0x6a, 1), "name": "Threat Actor", "type": "threat-actor",
        "description": "Made up", "version": "1", "icon": "user-secret", "namespace": "misp",
        "enabled": true, "local_only": false,
    })
}

/// Not recorded: a fresh server has none.
fn sharing_group(id: u64, name: &str) -> Json {
    json!({
        "SharingGroup": {
            "id": id.to_string(), "name": name, "releasability": "Made up",
            "uuid": State::uuid(0x59, id), "active": true, "roaming": false, "local": true,
        },
        "Organisation": own_organisation(),
        "SharingGroupOrg": [], "SharingGroupServer": [], "editable": true, "deletable": true,
    })
}

fn warninglist(id: u64, name: &str) -> Json {
    json!({"Warninglist": {
        "id": id.to_string(), "name": name, "type": "string", "description": "Made up",
        "version": "1", "enabled": true, "default": true, "category": "false_positive",
        "warninglist_entry_count": "3", "valid_attributes": "ip-src, ip-dst, domain",
    }})
}

/// The names of all tags with their numbers: the ones given, those that came with events, those
/// made up, of which every third belongs to a galaxy.
fn tag_names(state: &State) -> impl Iterator<Item = (u64, String)> {
    let made = (0..state.lists.made_tags).map(|number| match number % 3 {
        2 => format!("misp-galaxy:made-up=\"Cluster {number}\""),
        _ => format!("made-up:group-{}=\"value {number}\"", number / 100),
    });
    (1..).zip(state.events.tags().iter().cloned().chain(made))
}

/// A tag's row. Written by hand: there may be very many of them.
fn tag(id: u64, name: &str) -> String {
    let is_galaxy = name.starts_with("misp-galaxy:");
    let name = Json::from(name);
    format!(
        r##"{{"id":"{id}","name":{name},"colour":"#446688","exportable":true,"org_id":"0","user_id":"0","hide_tag":false,"numerical_value":null,"is_galaxy":{is_galaxy},"is_custom_galaxy":false,"local_only":false,"favourite":false,"count":0,"attribute_count":0}}"##
    )
}

fn tag_list(tags: impl Iterator<Item = (u64, String)>) -> String {
    let rows: Vec<String> = tags.map(|(id, name)| tag(id, &name)).collect();
    format!("[{}]", rows.join(","))
}

/// All tags, or the page that the path asks for.
fn tags(state: &State, call: &Call) -> Answer {
    let number = |name| call.parameter(name)?.parse::<usize>().ok();
    let limit = number("limit").unwrap_or(usize::MAX);
    let skipped = limit.saturating_mul(number("page").unwrap_or(1).max(1) - 1);
    let rows = tag_list(tag_names(state).skip(skipped).take(limit));
    Answer::written(format!(r#"{{"Tag":{rows}}}"#))
}

fn fast_index(state: &State, call: &Call) -> Answer {
    let galaxies = call.arg(0) == Some("1");
    let names = tag_names(state).filter(|(_, name)| name.starts_with("misp-galaxy:") == galaxies);
    Answer::json(&match state.lists.fast_index {
        FastIndex::Names => names.map(|(_, name)| name).collect(),
        FastIndex::Map => {
            let fields = names.map(|(_, name)| (name.clone(), Json::String(name)));
            Json::Object(fields.collect::<Map<_, _>>())
        }
        FastIndex::NamesAndValues => names
            .map(|(_, name)| json!({"name": name, "value": name}))
            .collect(),
        FastIndex::Rows => return Answer::written(tag_list(names)),
    })
}

//! Who may ask for what, and where it is answered.

use super::{
    KEY, USER_KEY,
    answer::{Answer, HTML},
    blueprints,
    call::{Call, Payload},
    debug, events, lists,
    state::State,
    workflows,
};

/// Whom a key belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    SiteAdmin,
    User,
}

const NO_KEY: &str = "Authentication failed. Please make sure you pass the API key of an API enabled user along in the Authorization header.";
const NOT_ALLOWED: &str = "You do not have permission to use this functionality.";
const BROKEN_JSON: &str = "Invalid JSON input. Make sure that the JSON input is a correctly formatted JSON string. This request has been blocked to avoid an unfiltered request.";

/// Answers a request.
pub(super) fn answer(state: &mut State, call: &Call) -> Answer {
    if !call.wants_json {
        return Answer::login(&state.url);
    }
    let who = match call.key.as_deref() {
        Some(KEY) => Who::SiteAdmin,
        Some(USER_KEY) => Who::User,
        _ => return Answer::error(403, NO_KEY, call),
    };
    if call.payload == Payload::Broken {
        return broken_json(call);
    }
    if who != Who::SiteAdmin && is_for_site_admins(call) {
        return Answer::error(403, NOT_ALLOWED, call);
    }
    if call.controller == "workflows" && !state.workflows_on {
        return switched_off(state, call);
    }
    match call.controller.as_str() {
        "workflows" => workflows::answer(state, call),
        "workflowblueprints" => blueprints::answer(state, call),
        "events" => events::answer(state, call),
        "attributes" => events::attributes(state, call),
        "servers" if call.action == "getSetting" => debug::setting(state, call),
        "servers" if call.action == "serverSettingsEdit" => debug::edit_setting(state, call),
        _ => lists::answer(state, who, call),
    }
}

/// 405: a body that says it is JSON, and is none.
pub(super) fn broken_json(call: &Call) -> Answer {
    Answer::error(405, BROKEN_JSON, call)
}

/// 404: no such action.
pub(super) fn not_found(call: &Call) -> Answer {
    Answer::error(404, "Not Found", call)
}

fn is_for_site_admins(call: &Call) -> bool {
    match call.controller.as_str() {
        "workflows" | "workflowblueprints" => true,
        "servers" => call.action != "getVersion",
        other => other.starts_with("admin/"),
    }
}

/// What the workflow pages answer while the feature is off: the beginning of a web page with an
/// error inside, labelled as JSON.
fn switched_off(state: &State, call: &Call) -> Answer {
    let error = String::from_utf8_lossy(&Answer::internal(call).body).into_owned();
    let page = format!(
        "<div class=\"index\"><a href=\"{}/workflows/triggers\">Triggers</a><strong>Could not access Workflow system</strong>\n{error}",
        state.url
    );
    Answer {
        status: 500,
        content_type: HTML,
        headers: Vec::new(),
        body: page.into_bytes(),
    }
    .labelled_json()
}

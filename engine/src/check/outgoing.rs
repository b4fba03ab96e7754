//! Problems of actions that send something out: webhooks, chats, mails.

use super::{
    problem::{Problem, Rule},
    survey::{Survey, Visited},
};
use crate::instance::{ARBITRARY_URLS, Quirk};

const ARBITRARY_URLS_OFF: Rule = Rule::warning("arbitrary-urls-off", "spec 03; live 41");
const NO_URL: Rule = Rule::error("no-url", "live 41");
const BLANK_IN_URL: Rule = Rule::error("blank-in-url", "live 41");
const URL_SCHEME: Rule = Rule::error("url-scheme", "live 41");
const UNKNOWN_METHOD: Rule = Rule::error("unknown-method", "live 40");
const GET_WITH_PAYLOAD: Rule = Rule::warning("get-with-payload", "live 40");
const PAYLOAD_ZERO: Rule = Rule::warning("payload-zero", "live 38");
const FORM_WITHOUT_PAYLOAD: Rule = Rule::warning("form-without-payload", "live 39");
const HEADER_SKIPPED: Rule = Rule::warning("header-skipped", "live 40");
const PATH_IGNORED: Rule = Rule::warning("path-ignored", "live 35");
const SPLUNK_FAILS: Rule = Rule::error("splunk-fails", "live 35");
const NO_ACCOUNT: Rule = Rule::error("no-account", "spec 05");
const NO_RECIPIENT: Rule = Rule::error("no-recipient", "live 35");
const NO_SUBJECT: Rule = Rule::error("no-subject", "live 35");

pub(super) const RULES: &[Rule] = &[
    ARBITRARY_URLS_OFF,
    NO_URL,
    BLANK_IN_URL,
    URL_SCHEME,
    UNKNOWN_METHOD,
    GET_WITH_PAYLOAD,
    PAYLOAD_ZERO,
    FORM_WITHOUT_PAYLOAD,
    HEADER_SKIPPED,
    PATH_IGNORED,
    SPLUNK_FAILS,
    NO_ACCOUNT,
    NO_RECIPIENT,
    NO_SUBJECT,
];

/// Modules that ask the server's setting whether they may call any address.
const CALLERS: [&str; 4] = [
    "webhook",
    "ms-teams-webhook",
    "telegram-send-alert",
    "splunk-hec-export",
];
/// The version of `ms-teams-webhook` that was measured; a newer one may do better.
const MEASURED_TEAMS: &str = "0.5";

pub(super) fn find(survey: &Survey<'_>, found: &mut Vec<Problem>) {
    let calls_allowed = !survey.instance.setting(ARBITRARY_URLS).is_empty();
    for visited in &survey.nodes {
        if visited.is(&CALLERS) && !calls_allowed {
            found.push(visited.problem(
                &ARBITRARY_URLS_OFF,
                format!("{} sends nothing while Security.rest_client_enable_arbitrary_urls is off on the server; ask its administrator to turn it on", visited.name()),
            ));
        }
        match visited.node.module.as_str() {
            "webhook" => {
                url(visited, found);
                webhook(visited, found);
                headers(visited, found);
            }
            "ms-teams-webhook" => {
                url(visited, found);
                found.extend(ignored_path(visited));
            }
            "splunk-hec-export" if survey.instance.has(Quirk::SplunkFails) => {
                found.push(visited.problem(
                    &SPLUNK_FAILS,
                    format!("{} cannot work: on MISP 2.5.1 it fails with status 500 before anything is sent; use a Webhook", visited.name()),
                ));
            }
            "telegram-send-alert" => no_account(visited, found),
            "send-mail" | "send-log-mail" => mail(visited, found),
            _ => {}
        }
    }
}

/// A template without what is rendered: what is sent as it stands.
fn literal_parts(template: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((open, close)) = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")]
        .into_iter()
        .filter_map(|(open, close)| Some((rest.find(open)?, close)))
        .min()
    {
        parts.extend(rest.get(..open));
        let tail = rest.get(open..).unwrap_or_default();
        let end = tail.find(close).map_or(tail.len(), |end| end + close.len());
        rest = tail.get(end..).unwrap_or_default();
    }
    parts.push(rest);
    parts
}

fn url(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let url = visited.text("url");
    let owner = visited.name();
    if url.is_empty() {
        found.push(visited.at(
            "url",
            &NO_URL,
            format!("{owner} has no address to send to, so it fails; enter one"),
        ));
        return;
    }
    let parts = literal_parts(&url);
    if parts.iter().any(|part| part.contains(' ')) {
        let problem = visited.at(
            "url",
            &BLANK_IN_URL,
            format!(
                "The address of {owner} has a blank, with which the server sends nothing; write %20"
            ),
        );
        // Inside of templates blanks are fine, and stay.
        found.push(if parts.len() == 1 {
            let mended = url.trim().replace(' ', "%20");
            problem.set_to("Write %20", mended)
        } else {
            problem
        });
    }
    let start = parts.first().copied().unwrap_or_default().trim_start();
    let scheme = start.split_once("://").map(|(scheme, _)| scheme);
    let known =
        |scheme: &str| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if let Some(scheme) = scheme.filter(|scheme| !known(scheme)) {
        found.push(visited.at(
            "url",
            &URL_SCHEME,
            format!("{owner} cannot send to {scheme} addresses, only to http and https"),
        ));
    }
}

fn webhook(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let (method, payload) = (visited.text("request_method"), visited.text("payload"));
    let owner = visited.name();
    if !matches!(method.as_str(), "get" | "post" | "put" | "delete") {
        let small = method.to_ascii_lowercase();
        let mended = match small.as_str() {
            "get" | "put" | "delete" => small,
            _ => "post".to_owned(),
        };
        let text = format!(
            "{owner} has the method “{method}”, with which the server fails with status 500; use post, get, put or delete"
        );
        found.push(
            visited
                .at("request_method", &UNKNOWN_METHOD, text)
                .set_to("Take a method that works", mended),
        );
    }
    if method == "get" && !payload.is_empty() {
        let text = format!("{owner} does not send its payload, as a GET has no body; use POST");
        found.push(
            visited
                .at("payload", &GET_WITH_PAYLOAD, text)
                .mended_by("Use POST", visited.set("request_method", "post")),
        );
    }
    if payload == "0" {
        found.push(visited.at(
            "payload",
            &PAYLOAD_ZERO,
            format!("{owner} sends an empty body, as the server takes 0 for none"),
        ));
    }
    if visited.text("content_type") == "form" && payload.is_empty() && method != "get" {
        let text = format!(
            "{owner} sends all data as multipart with a header that says otherwise, which few receivers read; enter a payload, or send JSON"
        );
        found.push(
            visited
                .at("content_type", &FORM_WITHOUT_PAYLOAD, text)
                .set_to("Send JSON", "json"),
        );
    }
}

fn headers(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let headers = visited.text("headers");
    // What a template makes of a line is not known here.
    for line in headers
        .lines()
        .filter(|line| !line.contains("{{") && !line.contains("{%"))
    {
        let skipped = match line.split_once(':') {
            None => !line.trim().is_empty(),
            Some((_, value)) => value.trim().is_empty(),
        };
        if skipped {
            found.push(visited.at(
                "headers",
                &HEADER_SKIPPED,
                format!(
                    "{} does not send the header “{}”; a header is a name, a colon and a value",
                    visited.name(),
                    line.trim()
                ),
            ));
        }
    }
}

fn ignored_path(visited: &Visited<'_>) -> Option<Problem> {
    let path = visited.text("data_extraction_path");
    if path.is_empty() || !visited.has_version(MEASURED_TEAMS) {
        return None;
    }
    let text = format!(
        "{} sends all data: MISP 2.5.1 ignores its path {path}. Use a Webhook with a payload",
        visited.name()
    );
    Some(
        visited
            .at("data_extraction_path", &PATH_IGNORED, text)
            .set_to("Clear the path", ""),
    )
}

fn no_account(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    for (param, what) in [("bot_token", "bot token"), ("chat_id", "chat")] {
        if visited.text(param).is_empty() {
            let text = format!(
                "{} has no {what}, so nothing arrives; enter it",
                visited.name()
            );
            found.push(visited.at(param, &NO_ACCOUNT, text));
        }
    }
}

fn mail(visited: &Visited<'_>, found: &mut Vec<Problem>) {
    let owner = visited.name();
    if visited.list("recipients").is_empty() {
        found.push(visited.at(
            "recipients",
            &NO_RECIPIENT,
            format!("{owner} has no recipient, so no mail goes out; choose one"),
        ));
    }
    if visited.text("mail_template_subject").trim().is_empty() {
        found.push(visited.at(
            "mail_template_subject",
            &NO_SUBJECT,
            format!("{owner} has no subject, and MISP sends no mail without one; enter it"),
        ));
    }
}

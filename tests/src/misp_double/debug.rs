//! Debug posts of the double (spec 06), and the setting that says where they go.

use std::{
    io::{self, Read as _, Write as _},
    net::{TcpStream, ToSocketAddrs as _},
    time::Duration,
};

use axum::http::Uri;
use misp_flow_engine::run::DebugPost;
use serde_json::json;

use super::{answer::Answer, call::Call, clock, state::State};

const SETTING: &str = "Plugin.Workflow_debug_url";

/// How long a server waits for a listener (spec 06).
const PATIENCE: Duration = Duration::from_secs(5);

/// `GET /servers/getSetting/{name}`.
pub(super) fn setting(state: &State, call: &Call) -> Answer {
    if call.arg(0) != Some(SETTING) {
        return Answer::error(404, "Setting not found", call);
    }
    Answer::json(&json!({"setting": SETTING, "type": "string", "value": state.debug_url}))
}

/// `POST /servers/serverSettingsEdit/{name}`.
pub(super) fn edit_setting(state: &mut State, call: &Call) -> Answer {
    let value = call.body().and_then(|body| body.get("value")?.as_str());
    match (call.arg(0), value) {
        (Some(SETTING), Some(value)) if call.is_post() => {
            state.debug_url = value.to_owned();
            Answer::json(&json!({"saved": true, "success": true, "name": "Field updated"}))
        }
        _ => Answer::error(404, "Setting not found", call),
    }
}

/// Sends the posts of a run, one after the other, each answered before the next.
///
/// # Errors
/// Where the listener takes no connection: the run then fails with it (spec 06).
pub(super) fn send(state: &State, posts: &[DebugPost]) -> io::Result<()> {
    if state.debug_url.is_empty() {
        return Ok(());
    }
    for post in posts {
        let address = format!("{}{}", state.debug_url, post.sent_path());
        let url: Uri = address.parse().map_err(io::Error::other)?;
        let mut body = post.payload.to_serde();
        body["timestamp"] = json!(format!(
            "{}T00:00:00+00:00",
            clock::date_of(state.clock.now())
        ));
        post_to(&url, &body.to_string())?;
    }
    Ok(())
}

fn post_to(url: &Uri, body: &str) -> io::Result<()> {
    let host = url.host().unwrap_or_default();
    let port = url.port_u16().unwrap_or(80);
    let mut addresses = (host, port).to_socket_addrs()?;
    let address = addresses.next().ok_or(io::ErrorKind::NotFound)?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let target = url.path_and_query().map_or("/", |target| target.as_str());
    // The body is JSON, whatever the label says (spec 06).
    write!(
        stream,
        "POST {target} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\nUser-Agent: CakePHP\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len(),
    )?;
    // Its answer is waited for, and whatever it says is fine.
    let _ = stream.read(&mut [0; 256]);
    Ok(())
}

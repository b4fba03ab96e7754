//! One request: is it for us, what does it say, and is what it brought safe.

use std::{net::IpAddr, sync::Arc, sync::atomic::Ordering, time::Duration};

use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use futures_util::StreamExt as _;
use tokio::{
    sync::{OwnedSemaphorePermit, oneshot},
    time::Instant,
};

use super::{Post, head_line::Line, post::Head, server::Shared};
use crate::clock::now_millis;

/// A sender that is slower than this is cut off, in bytes a second.
const SLOWEST: u64 = 16 * 1024;
/// Of a body that is too large, so many times the limit is read away before the sender is cut off.
const READ_AWAY: u64 = 16;

/// Takes a request: its path without the secret, its head, its body, and hands it on.
pub(super) async fn take(
    State(shared): State<Arc<Shared>>,
    Extension(line): Extension<Arc<Line>>,
    Extension(from): Extension<IpAddr>,
    request: Request,
) -> Response {
    let refuse = |status: StatusCode, words: String| {
        shared.counts.refused.fetch_add(1, Ordering::Relaxed);
        (status, [(header::CONNECTION, "close")], words).into_response()
    };
    let (parts, body) = request.into_parts();
    let target = line.take().unwrap_or_else(|| parts.uri.to_string());
    let Some(path) = behind_secret(path_of(&target), shared.options.secret.as_deref()) else {
        let words = "There is nothing here\n".to_owned();
        return refuse(StatusCode::NOT_FOUND, words);
    };
    let mut head = Head {
        method: parts.method.to_string(),
        path,
        from: from.to_string(),
        ..Head::default()
    };
    for (name, value) in &parts.headers {
        head.add_header(name.as_str(), value.as_bytes());
    }
    let (body, size, _room) = match read_body(&shared, &parts.headers, body).await {
        Ok(read) => read,
        Err(status) => return refuse(status, "The body did not come\n".to_owned()),
    };
    line.request_is_read();
    head.size = size;
    head.time = now_millis();
    let (taken, wait) = oneshot::channel();
    let taken = move |result| {
        // The sender may have gone away by now.
        let _ = taken.send(result);
    };
    shared.intake.take(Post { head, body }, Box::new(taken));
    match wait.await {
        Ok(Ok(())) => {
            shared.counts.answered.fetch_add(1, Ordering::Relaxed);
            StatusCode::OK.into_response()
        }
        Ok(Err(words)) => refuse(StatusCode::INSUFFICIENT_STORAGE, words + "\n"),
        Err(_) => refuse(StatusCode::INTERNAL_SERVER_ERROR, String::new()),
    }
}

/// Path and query of a request's target, which may name the machine before them.
fn path_of(target: &str) -> &str {
    let Some((_, rest)) = target
        .split_once("://")
        .filter(|(scheme, _)| !scheme.contains('/'))
    else {
        return target;
    };
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
}

/// The path without the secret; nothing where it lacks it.
fn behind_secret(path: &str, secret: Option<&str>) -> Option<String> {
    let Some(secret) = secret else {
        return Some(path.to_owned());
    };
    let inside = path.strip_prefix('/').unwrap_or(path);
    let end = inside.find(['/', '?']).unwrap_or(inside.len());
    let (given, rest) = inside.split_at_checked(end)?;
    // Compared whole, so that the time it takes tells nothing.
    let differ = given
        .bytes()
        .zip(secret.bytes())
        .fold(given.len() ^ secret.len(), |sum, (one, other)| {
            sum | usize::from(one ^ other)
        });
    (differ == 0).then(|| match rest.starts_with('/') {
        true => rest.to_owned(),
        false => format!("/{rest}"),
    })
}

/// The body as far as it is kept, how long it was, and the room that is taken up for it.
async fn read_body(
    shared: &Shared,
    headers: &HeaderMap,
    body: axum::body::Body,
) -> Result<(Vec<u8>, u64, OwnedSemaphorePermit), StatusCode> {
    let limit = shared.options.body_limit;
    let told = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let encoded = headers.contains_key(header::TRANSFER_ENCODING);
    let wanted = match told {
        Some(length) => length.min(limit),
        None if encoded => limit,
        None => 0,
    };
    let kilobytes = u32::try_from(wanted / 1024 + 1).unwrap_or(u32::MAX);
    let room = Arc::clone(&shared.memory)
        .acquire_many_owned(kilobytes)
        .await
        .map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let mut kept = Vec::with_capacity(told.map_or(0, |_| wanted));
    let mut size = 0_u64;
    let begun = Instant::now();
    let mut chunks = body.into_data_stream();
    loop {
        let earned = Duration::from_secs(size / SLOWEST);
        let until = begun + shared.options.patience + earned;
        let next = tokio::time::timeout_at(until, chunks.next()).await;
        let Some(chunk) = next.map_err(|_| StatusCode::REQUEST_TIMEOUT)? else {
            return Ok((kept, size, room));
        };
        let chunk = chunk.map_err(|_| StatusCode::BAD_REQUEST)?;
        size += chunk.len() as u64;
        let left = limit.saturating_sub(kept.len());
        kept.extend_from_slice(chunk.get(..left).unwrap_or(&chunk));
        if size > limit as u64 * READ_AWAY {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_asked_for_and_taken_away() {
        let of = |path| behind_secret(path, Some("abc"));
        assert_eq!(of("/abc/x/init?type=a"), Some("/x/init?type=a".to_owned()));
        assert_eq!(of("/abc?type=a"), Some("/?type=a".to_owned()));
        assert_eq!(of("/abc"), Some("/".to_owned()));
        assert_eq!(of("/abd/x"), None);
        assert_eq!(of("/abcd/x"), None);
        assert_eq!(of("/"), None);
        assert_eq!(behind_secret("/x", None), Some("/x".to_owned()));
    }

    #[test]
    fn a_target_may_name_the_machine() {
        assert_eq!(path_of("http://a:1/x?u=http://b/"), "/x?u=http://b/");
        assert_eq!(path_of("/x?u=http://b/"), "/x?u=http://b/");
        assert_eq!(path_of("http://a"), "/");
    }
}

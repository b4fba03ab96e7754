//! Reading the body of an answer, piece by piece, and stopping where it grows too large: what is
//! counted is what comes out of the unpacking, so that a small body cannot become a huge one.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::time::{Instant, timeout};

use super::refusal::Cause;

/// How many bytes in a second an answer has to bring on the average of a while: far less than what
/// flows over any line, and more than what only keeps a client waiting.
const LEAST: u64 = 256;

/// Why a body was not read to its end.
pub(super) enum Trouble {
    Cause(Cause),
    Transport(reqwest::Error),
}

/// The whole body, of at most `limit` bytes, with at most `silence` between two pieces, and with so
/// much in each while of that length that it does flow.
pub(super) async fn read(
    mut response: reqwest::Response,
    limit: u64,
    silence: Duration,
) -> Result<Bytes, Trouble> {
    let too_large = || Trouble::Cause(Cause::TooLarge { limit });
    let told = response.content_length().unwrap_or(0);
    if told > limit {
        return Err(too_large());
    }
    let mut body = BytesMut::with_capacity(usize::try_from(told.min(1 << 20)).unwrap_or(0));
    let (mut since, mut before) = (Instant::now(), 0);
    loop {
        let span = since.elapsed();
        if span >= silence {
            let came = body.len() as u64 - before;
            if came < LEAST.saturating_mul(span.as_millis().try_into().unwrap_or(u64::MAX)) / 1000 {
                let seconds = span.as_secs();
                return Err(Trouble::Cause(Cause::TooSlow {
                    bytes: came,
                    seconds,
                }));
            }
            (since, before) = (Instant::now(), body.len() as u64);
        }
        let piece = timeout(silence, response.chunk()).await.map_err(|_| {
            Trouble::Cause(Cause::TimeOut {
                seconds: silence.as_secs(),
            })
        })?;
        let Some(piece) = piece.map_err(Trouble::Transport)? else {
            return Ok(body.freeze());
        };
        if body.len() as u64 + piece.len() as u64 > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
}

//! Answers on their way out: whole, cut in the middle, or without an end.

use std::{
    io::{self, Write},
    time::Duration,
};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use flate2::{Compress, Compression, FlushCompress, write::GzEncoder};
use futures_util::{StreamExt, stream};

use super::{
    answer::{Answer, JSON},
    serve::Served,
};

/// How much of an answer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// All of it.
    Whole,
    /// Half of the body that was announced; then the connection ends.
    Cut,
    /// All of it, in sixteen parts with a pause before each.
    Slow(Duration),
}

/// Every answer sets it; clients have no use for it.
const COOKIE: &str = "MISP-double=none; path=/; HttpOnly; SameSite=Lax";

/// So much is unpacked from one block of a gzip bomb.
const BLOCK: usize = 16 << 20;

fn head(answer: &Answer) -> axum::http::response::Builder {
    let head = Response::builder()
        .status(answer.status)
        .header("Content-Type", answer.content_type)
        .header("Set-Cookie", COOKIE);
    answer
        .headers
        .iter()
        .fold(head, |head, (name, value)| head.header(*name, value))
}

/// The same answer, compressed.
pub(super) fn packed(answer: Answer) -> Answer {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&answer.body).expect("a write to memory");
    let body = packer.finish().expect("a write to memory");
    Answer { body, ..answer }.with("Content-Encoding", "gzip")
}

/// The answer. `served` is held until the body is sent.
pub(super) fn response(answer: Answer, manner: Manner, served: Served) -> Response {
    let head = head(&answer).header("Content-Length", answer.body.len());
    let body = Bytes::from(answer.body);
    let (parts, pause) = match manner {
        Manner::Whole => (vec![Ok(body)], None),
        Manner::Cut => {
            let half = body.slice(..body.len() / 2);
            let end = io::Error::from(io::ErrorKind::ConnectionAborted);
            (vec![Ok(half), Err(end)], None)
        }
        Manner::Slow(pause) => {
            let parts = body.chunks(body.len() / 16 + 1);
            let parts = parts.map(|part| Ok(body.slice_ref(part)));
            (parts.collect(), Some(pause))
        }
    };
    let parts = stream::iter(parts).then(move |part| {
        let _ = &served;
        async move {
            if let Some(pause) = pause {
                tokio::time::sleep(pause).await;
            }
            part
        }
    });
    head.body(Body::from_stream(parts)).expect("a good head")
}

/// A list of texts that goes on for so many bytes.
pub(super) fn endless(bytes: u64, served: Served) -> Response {
    let part = Bytes::from(r#""endless","#.repeat(6_500));
    let count = bytes.div_ceil(part.len() as u64);
    let parts = stream::iter(0..count).map(move |number| {
        let _ = &served;
        Ok::<_, io::Error>(if number == 0 {
            Bytes::from_static(b"[")
        } else {
            part.clone()
        })
    });
    in_parts(None, Body::from_stream(parts))
}

/// A list that unpacks to so many bytes, nearly all of them blanks.
pub(super) fn gzip_bomb(bytes: u64, served: Served) -> Response {
    /// The head of a gzip file: deflate, no name, no time.
    const HEAD: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    // A block that ends with a full flush stands for itself and can be sent again and again.
    let mut packer = Compress::new(Compression::best(), false);
    let mut block = Vec::with_capacity(BLOCK / 500);
    packer
        .compress_vec(&vec![b' '; BLOCK], &mut block, FlushCompress::Full)
        .expect("room for a block");
    let block = Bytes::from(block);
    let count = bytes.div_ceil(BLOCK as u64);
    let parts = stream::iter(0..=count).map(move |number| {
        let _ = &served;
        Ok::<_, io::Error>(if number == 0 {
            Bytes::from_static(HEAD)
        } else {
            block.clone()
        })
    });
    in_parts(Some("gzip"), Body::from_stream(parts))
}

fn in_parts(encoding: Option<&str>, body: Body) -> Response {
    let answer = Answer {
        status: 200,
        content_type: JSON,
        ..Answer::default()
    };
    let mut head = head(&answer);
    if let Some(encoding) = encoding {
        head = head.header("Content-Encoding", encoding);
    }
    head.body(body).expect("a good head")
}

//! Answers on their way out: whole, cut in the middle, or without an end.

use std::io::{self, Write};

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

/// The answer. `served` is held until the body is sent.
pub(super) fn response(answer: Answer, gzip: bool, manner: Manner, served: Served) -> Response {
    let mut head = head(&answer);
    let mut body = answer.body;
    if gzip {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(&body).expect("a write to memory");
        body = packer.finish().expect("a write to memory");
        head = head.header("Content-Encoding", "gzip");
    }
    head = head.header("Content-Length", body.len());
    let mut parts = vec![Ok(Bytes::from(body))];
    if manner == Manner::Cut {
        parts = match parts.pop() {
            Some(Ok(whole)) => vec![
                Ok(whole.slice(..whole.len() / 2)),
                Err(io::Error::from(io::ErrorKind::ConnectionAborted)),
            ],
            _ => Vec::new(),
        };
    }
    let parts = stream::iter(parts).map(move |part| {
        let _ = &served;
        part
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

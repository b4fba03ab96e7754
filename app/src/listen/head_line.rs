//! The first line of a request, put right where MISP did not encode it. HTTP libraries refuse a
//! line with blanks in its query; older servers send the message of an error just so.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A line is not put right where it is longer, in bytes.
const LONGEST: usize = 256 * 1024;

/// What a connection's reader and its requests tell each other.
#[derive(Debug)]
pub(super) struct Line {
    /// Whether what comes next on the connection is the first line of a request.
    next: AtomicBool,
    /// Path and query of the present request, as they came.
    target: Mutex<Option<String>>,
}

impl Line {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            next: AtomicBool::new(true),
            target: Mutex::new(None),
        })
    }

    /// Path and query of the present request, as they came.
    pub fn take(&self) -> Option<String> {
        (self.target.lock().unwrap_or_else(PoisonError::into_inner)).take()
    }

    /// The body of the present request has been read.
    pub fn request_is_read(&self) {
        self.next.store(true, Ordering::Release);
    }

    fn put(&self, target: String) {
        *self.target.lock().unwrap_or_else(PoisonError::into_inner) = Some(target);
    }
}

/// A connection whose first lines are put right.
#[derive(Debug)]
pub(super) struct Lenient<S> {
    inner: S,
    line: Arc<Line>,
    /// What was read of a first line that is not whole yet, or is to be handed on.
    held: Vec<u8>,
    /// How much of it was handed on.
    given: usize,
    /// Whether all that is held is to be handed on.
    ready: bool,
}

impl<S> Lenient<S> {
    pub fn new(inner: S, line: Arc<Line>) -> Self {
        Self {
            inner,
            line,
            held: Vec::new(),
            given: 0,
            ready: false,
        }
    }

    fn give(&mut self, out: &mut ReadBuf<'_>) {
        let rest = self.held.get(self.given..).unwrap_or_default();
        let part = rest.get(..out.remaining()).unwrap_or(rest);
        out.put_slice(part);
        self.given += part.len();
        if self.given >= self.held.len() {
            self.held.clear();
            self.given = 0;
            self.ready = false;
        }
    }

    /// Looks whether the line is whole and puts it right.
    fn look(&mut self) {
        let Some(end) = memchr::memchr(b'\n', &self.held) else {
            self.ready = self.held.len() > LONGEST;
            return;
        };
        self.ready = true;
        let (line, rest) = self.held.split_at_checked(end).unwrap_or((&[], &[]));
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            // Blank lines between requests are allowed; the line is still to come.
            return;
        }
        self.line.next.store(false, Ordering::Release);
        if let Some((fixed, target)) = put_right(line) {
            self.line.put(target);
            self.held = [&fixed, b"\r".as_slice(), rest].concat();
        }
    }
}

/// The line with its target encoded, and the target as it came; nothing where it has no target.
fn put_right(line: &[u8]) -> Option<(Vec<u8>, String)> {
    let start = memchr::memchr(b' ', line)? + 1;
    let end = memchr::memrchr(b' ', line).filter(|end| *end > start)?;
    let (method, target, version) = (line.get(..start)?, line.get(start..end)?, line.get(end..)?);
    let mut fixed = method.to_vec();
    if !target.starts_with(b"/") && target != b"*" && !target.windows(3).any(|at| at == b"://") {
        fixed.push(b'/');
    }
    for byte in target {
        match byte {
            b'!'..=b'~' if !br#""<>\^`{|}#"#.contains(byte) => fixed.push(*byte),
            other => fixed.extend(format!("%{other:02X}").bytes()),
        }
    }
    fixed.extend(version);
    Some((fixed, String::from_utf8_lossy(target).into_owned()))
}

impl<S: AsyncRead + Unpin> AsyncRead for Lenient<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if this.ready {
                this.give(out);
                return Poll::Ready(Ok(()));
            }
            if !this.line.next.load(Ordering::Acquire) {
                return Pin::new(&mut this.inner).poll_read(context, out);
            }
            let mut room = [0; 4096];
            let mut read = ReadBuf::new(&mut room);
            ready!(Pin::new(&mut this.inner).poll_read(context, &mut read))?;
            if read.filled().is_empty() {
                // The end of the connection; half a line is handed on as it is.
                if this.held.is_empty() {
                    return Poll::Ready(Ok(()));
                }
                this.ready = true;
            } else {
                this.held.extend(read.filled());
                this.look();
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Lenient<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_encoded_is() {
        let of = |line: &str| {
            let (fixed, target) = put_right(line.as_bytes())?;
            Some((String::from_utf8(fixed).unwrap(), target))
        };
        let text = |text: &str| text.to_owned();
        assert_eq!(
            of("POST /a/exec/b?result=error&message=no \"way\" é%20 HTTP/1.1"),
            Some((
                text("POST /a/exec/b?result=error&message=no%20%22way%22%20%C3%A9%20 HTTP/1.1"),
                text("/a/exec/b?result=error&message=no \"way\" é%20")
            ))
        );
        assert_eq!(
            of("GET hook HTTP/1.1"),
            Some((text("GET /hook HTTP/1.1"), text("hook")))
        );
        assert_eq!(of("nonsense"), None);
    }
}

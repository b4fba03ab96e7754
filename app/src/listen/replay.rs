//! Recorded requests sent again, over HTTP as they came.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    time::Duration,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The recordings of a folder (`*.http`: a request's first line, headers, a blank line, the body),
/// in the order of their names.
///
/// # Errors
/// Where the folder cannot be read.
pub fn recorded(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "http")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Sends a recording to a listener, behind its secret where it has one, and gives the status of
/// the answer.
///
/// # Errors
/// Where the file is none, or the connection fails.
pub fn send(file: &Path, to: SocketAddr, secret: Option<&str>) -> io::Result<u16> {
    let recording = fs::read(file)?;
    let no_request = || io::Error::new(io::ErrorKind::InvalidData, "this is no recorded request");
    let end = memchr::memmem::find(&recording, b"\r\n\r\n").ok_or_else(no_request)?;
    let (head, body) = recording.split_at_checked(end + 4).ok_or_else(no_request)?;
    let head = String::from_utf8_lossy(head.trim_ascii_end());
    let mut lines = head.split("\r\n");
    let first = lines.next().ok_or_else(no_request)?;
    let (method, target) = first.split_once(' ').ok_or_else(no_request)?;
    let secret = secret.map_or(String::new(), |secret| format!("/{secret}"));
    let mut request = format!("{method} {secret}{target}\r\n");
    for line in lines {
        let name = line.split(':').next().unwrap_or_default();
        if !["content-length", "connection"].contains(&name.to_ascii_lowercase().as_str()) {
            request.push_str(line);
            request.push_str("\r\n");
        }
    }
    request.push_str(&format!(
        "Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    ));
    let mut connection = TcpStream::connect(to)?;
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.write_all(request.as_bytes())?;
    connection.write_all(body)?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer)?;
    let status = answer
        .get(9..12)
        .and_then(|digits| std::str::from_utf8(digits).ok());
    status
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the answer is not HTTP"))
}

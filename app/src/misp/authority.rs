//! The certificates of private authorities, as files hold them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use thiserror::Error;

use super::{refusal::Cause, tls};

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Why a file is none of an authority.
#[derive(Debug, Error)]
pub enum AuthorityError {
    /// It cannot be read.
    #[error("{} was not read: {reason}", path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// It holds something else.
    #[error("{} holds no certificate of an authority; choose a PEM file, one with “BEGIN CERTIFICATE” in it", .0.display())]
    NoCertificate(PathBuf),
}

/// The text of a file with certificates of authorities, at least one.
///
/// # Errors
/// Where it cannot be read, or holds something else.
pub fn read_authorities(path: &Path) -> Result<String, AuthorityError> {
    let unread = |reason: String| AuthorityError::Unread {
        path: path.to_owned(),
        reason,
    };
    let words = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    };
    let about = fs::metadata(path).map_err(|error| unread(words(error)))?;
    if about.is_dir() {
        return Err(unread("it is a folder".to_owned()));
    }
    if about.len() > LARGEST {
        return Err(unread("it is too large to be a certificate".to_owned()));
    }
    let bytes = fs::read(path).map_err(|error| unread(words(error)))?;
    let none = || AuthorityError::NoCertificate(path.to_owned());
    let pem = String::from_utf8(bytes).map_err(|_| none())?;
    check(&pem).map_err(|_| none())?;
    Ok(pem)
}

/// Whether a client could go by these certificates.
fn check(pem: &str) -> Result<(), Cause> {
    tls::platform(authorities(pem)?).map(drop)
}

/// The certificates in a PEM text, at least one.
pub(super) fn authorities(pem: &str) -> Result<Vec<CertificateDer<'static>>, Cause> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match read {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(Cause::BadAuthority(
            "it holds no “BEGIN CERTIFICATE”".to_owned(),
        )),
        Err(error) => Err(Cause::BadAuthority(error.to_string())),
    }
}

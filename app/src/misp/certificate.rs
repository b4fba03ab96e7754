//! A server's certificate as far as somebody compares it by eye: fingerprint, names, dates. Read
//! for showing only; whether it is trusted is decided by rustls.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The SHA-256 of a certificate's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint([u8; 32]);

/// Why a text is no fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("A SHA-256 fingerprint has 64 digits from 0 to 9 and A to F, with or without colons")]
pub struct FingerprintError;

impl Fingerprint {
    /// The fingerprint of a certificate in DER.
    pub fn of(certificate: &[u8]) -> Self {
        let mut bytes = [0; 32];
        let suite = rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;
        if let Some(suite) = suite.tls13() {
            let hash = suite.common.hash_provider.hash(certificate);
            for (to, from) in bytes.iter_mut().zip(hash.as_ref()) {
                *to = *from;
            }
        }
        Self(bytes)
    }
}

impl fmt::Display for Fingerprint {
    /// As browsers and openssl show it: `AB:CD:…`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            let colon = if place == 0 { "" } else { ":" };
            write!(formatter, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        let digits: Vec<u8> = text
            .chars()
            .filter(|sign| *sign != ':' && !sign.is_whitespace())
            .map(|sign| sign.to_digit(16).and_then(|digit| digit.try_into().ok()))
            .collect::<Option<_>>()
            .ok_or(FingerprintError)?;
        if digits.len() != 64 {
            return Err(FingerprintError);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair.iter().fold(0, |byte, digit| (byte << 4) | digit);
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = FingerprintError;

    fn try_from(text: String) -> Result<Self, FingerprintError> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_string()
    }
}

/// What a server presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The SHA-256 of it.
    pub fingerprint: Fingerprint,
    /// Whom it was issued to; empty where it cannot be read.
    pub subject: String,
    /// Who issued it; empty where it cannot be read.
    pub issuer: String,
    /// From when it is valid, in UTC, such as `2026-11-22 08:00`.
    pub from: String,
    /// Until when it is valid, in UTC.
    pub until: String,
    /// Whether it was issued by itself.
    pub self_signed: bool,
}

impl Certificate {
    /// Reads a certificate in DER. What cannot be read stays empty; the fingerprint is always there.
    pub fn read(der: &[u8]) -> Self {
        let (issuer, from, until, subject) = fields(der).unwrap_or_default();
        Self {
            fingerprint: Fingerprint::of(der),
            self_signed: !subject.is_empty() && subject == issuer,
            subject: name(subject),
            issuer: name(issuer),
            from: time(from),
            until: time(until),
        }
    }
}

type Raw<'a> = &'a [u8];

/// Issuer, both dates and subject of a certificate (RFC 5280, 4.1).
fn fields(der: &[u8]) -> Option<(Raw<'_>, Raw<'_>, Raw<'_>, Raw<'_>)> {
    let mut signed = Der(Der(der).next()?.1);
    let mut fields = Der(signed.next()?.1);
    let (tag, _) = fields.next()?;
    if tag == 0xa0 {
        // The version stood first; the serial number comes after it.
        fields.next()?;
    }
    let _algorithm = fields.next()?;
    let issuer = fields.next()?.1;
    let mut dates = Der(fields.next()?.1);
    let subject = fields.next()?.1;
    Some((issuer, dates.next()?.1, dates.next()?.1, subject))
}

/// A reader of DER's elements, one after the other.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// The tag and the content of the next element.
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (tag, rest) = self.0.split_first()?;
        let (length, mut rest) = rest.split_first()?;
        let length = if *length < 0x80 {
            usize::from(*length)
        } else {
            let (digits, behind) = rest.split_at_checked(usize::from(length & 0x7f))?;
            if digits.len() > 4 {
                return None;
            }
            rest = behind;
            digits
                .iter()
                .fold(0, |length, digit| (length << 8) | usize::from(*digit))
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((*tag, content))
    }
}

/// A name in words: common name, then organisation.
fn name(raw: &[u8]) -> String {
    const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
    const ORGANISATION: &[u8] = &[0x55, 0x04, 0x0a];
    let mut sets = Der(raw);
    let mut common = None;
    let mut organisation = None;
    while let Some((_, set)) = sets.next() {
        let part = Der(set).next().and_then(|(_, pair)| {
            let mut pair = Der(pair);
            Some((pair.next()?.1, pair.next()?))
        });
        match part {
            Some((COMMON_NAME, value)) => common = common.or_else(|| Some(text(value))),
            Some((ORGANISATION, value)) => {
                organisation = organisation.or_else(|| Some(text(value)))
            }
            _ => {}
        }
    }
    match (common, organisation) {
        (Some(common), Some(organisation)) => format!("{common} ({organisation})"),
        (one, other) => one.or(other).unwrap_or_default(),
    }
}

/// A text of one of DER's string types, fit for a line.
fn text((tag, raw): (u8, &[u8])) -> String {
    const BMP_STRING: u8 = 0x1e;
    let text = if tag == BMP_STRING {
        let units = raw.chunks_exact(2).map(|pair| {
            pair.iter()
                .fold(0, |unit, byte| (unit << 8) | u16::from(*byte))
        });
        String::from_utf16_lossy(&units.collect::<Vec<u16>>())
    } else {
        String::from_utf8_lossy(raw).into_owned()
    };
    text.chars()
        .filter(|sign| !sign.is_control())
        .take(120)
        .collect()
}

/// `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ` as `YYYY-MM-DD hh:mm`.
fn time(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let digits = match digits.len() {
        // RFC 5280, 4.1.2.5.1: years from 50 on are of the last century.
        12 if digits.as_str() >= "50" => format!("19{digits}"),
        12 => format!("20{digits}"),
        14 => digits,
        _ => return String::new(),
    };
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{} {}:{}",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_written_as_it_is_read() {
        let empty = Fingerprint::of(b"");
        assert!(
            empty
                .to_string()
                .starts_with("E3:B0:C4:42:98:FC:1C:14:9A:FB")
        );
        let plain = empty.to_string().replace(':', "").to_lowercase();
        assert_eq!(plain.parse(), Ok(empty));
        assert_eq!(empty.to_string().parse(), Ok(empty));
        for wrong in ["", "E3", "zz", &"0".repeat(63), &"0".repeat(65)] {
            assert_eq!(wrong.parse::<Fingerprint>(), Err(FingerprintError));
        }
    }

    #[test]
    fn what_is_no_certificate_has_a_fingerprint_only() {
        for bytes in [
            &b""[..],
            &[0x30],
            &[0x30, 0x84, 0xff],
            b"hello world, hello world",
        ] {
            let read = Certificate::read(bytes);
            assert_eq!(read.subject, "");
            assert!(!read.self_signed);
        }
    }

    #[test]
    fn times_of_both_forms_are_read() {
        assert_eq!(time(b"261122080000Z"), "2026-11-22 08:00");
        assert_eq!(time(b"991231235959Z"), "1999-12-31 23:59");
        assert_eq!(time(b"20501122080000Z"), "2050-11-22 08:00");
        assert_eq!(time(b"soon"), "");
    }
}

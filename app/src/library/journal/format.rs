//! The journal's bytes.

use std::io;

use super::{super::packed, About};

/// The first line of a journal.
pub(super) const FIRST_LINE: &[u8] = b"misp-flow journal 1\n";

const ABOUT: u8 = b'M';
const WHOLE: u8 = b'W';
const CHANGE: u8 = b'C';

/// The record that says what document this is.
pub(super) fn about(about: &About) -> io::Result<Vec<u8>> {
    record(ABOUT, &packed::pack(&serde_json::to_vec(about)?, &[])?)
}

/// The record of a whole workflow.
pub(super) fn whole(text: &[u8]) -> io::Result<Vec<u8>> {
    record(WHOLE, &packed::pack(text, &[])?)
}

/// The record of what differs from the last whole workflow.
pub(super) fn change(text: &[u8], base: &[u8]) -> io::Result<Vec<u8>> {
    record(CHANGE, &packed::pack(text, base)?)
}

fn record(kind: u8, packed: &[u8]) -> io::Result<Vec<u8>> {
    let length = u32::try_from(packed.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
    let mut record = Vec::with_capacity(packed.len() + 5);
    record.push(kind);
    record.extend(length.to_le_bytes());
    record.extend(packed);
    Ok(record)
}

/// The last state that a journal holds; nothing where it holds none that is whole.
pub(super) fn last_state(bytes: &[u8]) -> Option<(About, Vec<u8>)> {
    let mut rest = bytes.strip_prefix(FIRST_LINE)?;
    let mut about = About::default();
    let mut base: Option<Vec<u8>> = None;
    let mut changes: Vec<&[u8]> = Vec::new();
    while let Some((kind, packed, behind)) = split(rest) {
        rest = behind;
        match kind {
            ABOUT => {
                let Ok(text) = packed::unpack(packed, &[]) else {
                    break;
                };
                let Ok(read) = serde_json::from_slice(&text) else {
                    break;
                };
                about = read;
            }
            WHOLE => {
                let Ok(text) = packed::unpack(packed, &[]) else {
                    break;
                };
                base = Some(text);
                changes.clear();
            }
            CHANGE => changes.push(packed),
            _ => break,
        }
    }
    let base = base?;
    let last = changes
        .into_iter()
        .rev()
        .find_map(|packed| packed::unpack(packed, &base).ok());
    Some((about, last.unwrap_or(base)))
}

/// The first record: its kind, what it holds, and what comes behind it.
fn split(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (kind, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (packed, behind) = rest.split_at_checked(length)?;
    Some((*kind, packed, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A journal of several states, and where each of its records ends with the state up to there.
    fn journal() -> (Vec<u8>, Vec<(usize, Option<&'static str>)>) {
        let about_it = About {
            path: Some("/there/red.json".into()),
            stamp: None,
        };
        let mut bytes = FIRST_LINE.to_vec();
        let mut ends = vec![(bytes.len(), None)];
        let first = b"{\"name\": \"first\"}".as_slice();
        let third = b"{\"name\": \"third, whole\"}".as_slice();
        for (record, state) in [
            (about(&about_it), None),
            (whole(first), Some("{\"name\": \"first\"}")),
            (
                change(b"{\"name\": \"second\"}", first),
                Some("{\"name\": \"second\"}"),
            ),
            (whole(third), Some("{\"name\": \"third, whole\"}")),
            (
                change(b"{\"name\": \"fourth\"}", third),
                Some("{\"name\": \"fourth\"}"),
            ),
            (
                change(b"{\"name\": \"fifth\"}", third),
                Some("{\"name\": \"fifth\"}"),
            ),
        ] {
            bytes.extend(record.unwrap());
            ends.push((bytes.len(), state));
        }
        (bytes, ends)
    }

    #[test]
    fn a_journal_that_was_cut_anywhere_gives_the_last_whole_record() {
        let (bytes, ends) = journal();
        for cut in 0..=bytes.len() {
            let expected = ends
                .iter()
                .rev()
                .find(|(end, _)| *end <= cut)
                .and_then(|(_, state)| *state);
            let read = last_state(&bytes[..cut]);
            let text = read.map(|(about, text)| {
                assert_eq!(about.path, Some("/there/red.json".into()), "cut at {cut}");
                String::from_utf8(text).unwrap()
            });
            assert_eq!(text.as_deref(), expected, "cut at {cut}");
        }
    }

    #[test]
    fn a_damaged_byte_anywhere_gives_one_of_the_states_or_nothing() {
        let (bytes, ends) = journal();
        for place in 0..bytes.len() {
            for damage in [0x01, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[place] ^= damage;
                if let Some((_, text)) = last_state(&damaged) {
                    let text = String::from_utf8(text).unwrap();
                    assert!(
                        ends.iter().any(|(_, state)| *state == Some(&text)),
                        "{text} of a journal with byte {place} damaged"
                    );
                }
            }
        }
    }

    #[test]
    fn rubbish_behind_the_last_record_is_passed_over() {
        let (mut bytes, _) = journal();
        for rubbish in [
            b"W\xff\xff\xff\xff".as_slice(),
            &[0; 4096],
            b"C\x03\0\0\0abc",
        ] {
            bytes.extend(rubbish);
            let (_, text) = last_state(&bytes).unwrap();
            assert_eq!(text, b"{\"name\": \"fifth\"}");
        }
        assert_eq!(last_state(b""), None);
        assert_eq!(last_state(b"some other file\n"), None);
    }
}

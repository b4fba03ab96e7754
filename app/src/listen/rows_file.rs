//! The rows of the index as they lie in a file, all of the same length, so that a million of them
//! are read at once. The file only saves time: it can be made anew from the posts.

use super::{Kind, PostRow, Symbol, Verdict, index::Place};

/// The first bytes of the file; other ones are those of another version.
pub(super) const FIRST: [u8; 8] = *b"MFROWS2\n";
/// The length of a row, in bytes.
pub(super) const LENGTH: usize = 72;

/// A row as bytes.
pub(super) fn write(row: &PostRow) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    let parts: [&[u8]; 16] = [
        &row.time.to_le_bytes(),
        &row.place.offset.to_le_bytes(),
        &row.size.to_le_bytes(),
        &row.event.to_le_bytes(),
        &row.place.segment.to_le_bytes(),
        &row.head.to_le_bytes(),
        &row.body.to_le_bytes(),
        &row.run.to_le_bytes(),
        &row.from.0.to_le_bytes(),
        &row.trigger.0.to_le_bytes(),
        &row.module.0.to_le_bytes(),
        &row.node.0.to_le_bytes(),
        &row.path.0.to_le_bytes(),
        &[row.kind as u8],
        &[row.verdict as u8],
        &[
            u8::from(row.uncertain) | u8::from(row.broken) << 1,
            u8::from(row.blocking),
        ],
    ];
    let mut rest = bytes.as_mut_slice();
    for part in parts {
        let Some((place, behind)) = rest.split_at_mut_checked(part.len()) else {
            break;
        };
        place.copy_from_slice(part);
        rest = behind;
    }
    bytes
}

/// A row from its bytes; nothing where they are none.
pub(super) fn read(bytes: &[u8]) -> Option<PostRow> {
    let mut rest = Bytes(bytes);
    let (time, offset, size, event) = (rest.long()?, rest.long()?, rest.long()?, rest.long()?);
    let (segment, head, body, run) = (rest.int()?, rest.int()?, rest.int()?, rest.int()?);
    let mut symbol = || rest.int().map(Symbol);
    let (from, trigger, module) = (symbol()?, symbol()?, symbol()?);
    let (node, path) = (symbol()?, symbol()?);
    let kind = *Kind::ALL.get(usize::from(rest.byte()?))?;
    let verdict = *Verdict::ALL.get(usize::from(rest.byte()?))?;
    let flags = rest.byte()?;
    Some(PostRow {
        time,
        place: Place { segment, offset },
        size,
        event,
        head,
        body,
        run,
        from,
        trigger,
        module,
        node,
        path,
        kind,
        verdict,
        uncertain: flags & 1 != 0,
        broken: flags & 2 != 0,
        blocking: rest.byte()? != 0,
        before: None,
    })
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn long(&mut self) -> Option<u64> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*bytes))
    }

    fn int(&mut self) -> Option<u32> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*bytes))
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }
}

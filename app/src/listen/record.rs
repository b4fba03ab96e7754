//! How a post lies in a file: a mark, the lengths of head and body, the head as JSON, the body.
//!
//! Only ever added to, so that a program that dies in the middle leaves all posts before whole.

use std::io::{self, Read, Write};

use super::post::{Head, Post};

const MARK: [u8; 4] = *b"post";
/// What stands before the head, in bytes.
pub(super) const FIXED: u64 = 12;
/// A head is never longer: it is what a request may send before its body.
const HEAD_LIMIT: u32 = 4 * 1024 * 1024;

/// The lengths of a record's parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lengths {
    pub head: u32,
    pub body: u32,
}

impl Lengths {
    /// How much room the whole record takes, in bytes.
    pub fn whole(self) -> u64 {
        FIXED + u64::from(self.head) + u64::from(self.body)
    }
}

/// Writes a record. `scratch` is used again and again.
pub(super) fn write(
    out: &mut impl Write,
    post: &Post,
    scratch: &mut Vec<u8>,
) -> io::Result<Lengths> {
    scratch.clear();
    scratch.resize(FIXED as usize, 0);
    serde_json::to_writer(&mut *scratch, &post.head)?;
    let too_long = |_| io::Error::new(io::ErrorKind::InvalidInput, "the post is too long");
    let lengths = Lengths {
        head: u32::try_from(scratch.len() as u64 - FIXED).map_err(too_long)?,
        body: u32::try_from(post.body.len()).map_err(too_long)?,
    };
    let fixed = [MARK, lengths.head.to_le_bytes(), lengths.body.to_le_bytes()].concat();
    if let Some(place) = scratch.get_mut(..fixed.len()) {
        place.copy_from_slice(&fixed);
    }
    out.write_all(scratch)?;
    out.write_all(&post.body)?;
    Ok(lengths)
}

/// Reads the lengths of the record that comes next; nothing where there is no whole one.
pub(super) fn read_lengths(from: &mut impl Read) -> Option<Lengths> {
    let mut fixed = [0; FIXED as usize];
    from.read_exact(&mut fixed).ok()?;
    let (mark, lengths) = fixed.split_first_chunk::<4>()?;
    let (head, body) = lengths.split_first_chunk::<4>()?;
    let lengths = Lengths {
        head: u32::from_le_bytes(*head),
        body: u32::from_le_bytes(*body.first_chunk()?),
    };
    (*mark == MARK && lengths.head <= HEAD_LIMIT).then_some(lengths)
}

/// Reads the post behind the lengths.
pub(super) fn read(from: &mut impl Read, lengths: Lengths) -> io::Result<Post> {
    let mut head = vec![0; lengths.head as usize];
    from.read_exact(&mut head)?;
    let head: Head = serde_json::from_slice(&head)?;
    let mut body = vec![0; lengths.body as usize];
    from.read_exact(&mut body)?;
    Ok(Post { head, body })
}

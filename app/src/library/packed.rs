//! Texts made small: each by itself, or as what differs from another text.

use std::io::{self, Read as _, Write as _};

use zstd::stream::{read, write};

/// The largest text that is unpacked, in bytes; what claims to be larger is damaged.
const LIMIT: u64 = 1 << 30;
/// Fast rather than small: this happens while somebody types.
const LEVEL: i32 = 1;

/// Packs a text; with `base`, as what differs from that. A checksum goes with it.
pub(crate) fn pack(text: &[u8], base: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = write::Encoder::with_ref_prefix(Vec::new(), LEVEL, base)?;
    encoder.include_checksum(true)?;
    // All of the base is to be in reach, wherever in the text the change is.
    let reach = (base.len() + text.len()).max(1024);
    encoder.window_log((reach.ilog2() + 1).min(27))?;
    encoder.long_distance_matching(!base.is_empty())?;
    encoder.set_pledged_src_size(Some(text.len() as u64))?;
    encoder.write_all(text)?;
    encoder.finish()
}

/// Unpacks what [`pack`] made with the same base.
///
/// # Errors
/// Where the bytes are not what was packed.
pub(crate) fn unpack(packed: &[u8], base: &[u8]) -> io::Result<Vec<u8>> {
    let mut decoder = read::Decoder::with_ref_prefix(packed, base)?;
    decoder.window_log_max(27)?;
    let mut text = Vec::new();
    decoder.take(LIMIT + 1).read_to_end(&mut text)?;
    if text.len() as u64 > LIMIT {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_change_of_a_large_text_is_small() {
        let base: Vec<u8> = (0..200_000)
            .flat_map(|number: u32| {
                (number.wrapping_mul(2_654_435_761))
                    .to_string()
                    .into_bytes()
            })
            .collect();
        let mut text = base.clone();
        text.splice(1_000_000..1_000_003, *b"changed");
        let whole = pack(&base, &[]).unwrap();
        let change = pack(&text, &base).unwrap();
        assert_eq!(unpack(&whole, &[]).unwrap(), base);
        assert_eq!(unpack(&change, &base).unwrap(), text);
        assert!(
            change.len() * 100 < whole.len(),
            "{} of {}",
            change.len(),
            whole.len()
        );
    }

    #[test]
    fn what_is_damaged_is_not_unpacked() {
        let packed = pack(b"some text that is long enough", &[]).unwrap();
        assert!(unpack(&packed[..packed.len() - 1], &[]).is_err());
        for place in 0..packed.len() {
            let mut damaged = packed.clone();
            damaged[place] ^= 0x10;
            let read = unpack(&damaged, &[]);
            assert!(
                read.is_err() || read.unwrap() == b"some text that is long enough",
                "place {place}"
            );
        }
    }
}

//! Sizes in bytes as people read them, the same in the window and on the command line.

/// A size in bytes, in words: `900 B`, `19 KB`, `103.3 MB`, `2.0 GB`. A kilobyte has 1,000 bytes.
pub fn size_words(bytes: impl TryInto<u64>) -> String {
    let bytes = bytes.try_into().unwrap_or(u64::MAX);
    match bytes {
        0..1_000 => format!("{bytes} B"),
        // What rounds to a thousand kilobytes is a megabyte.
        1_000..999_500 => format!("{} KB", (bytes + 500) / 1_000),
        999_500..999_950_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_easy_to_read() {
        for (bytes, words) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 KB"),
            (19_400, "19 KB"),
            (999_499, "999 KB"),
            (999_500, "1.0 MB"),
            (103_321_736, "103.3 MB"),
            (999_949_999, "999.9 MB"),
            (999_950_000, "1.0 GB"),
            (2_000_000_000, "2.0 GB"),
        ] as [(u64, &str); 10]
        {
            assert_eq!(size_words(bytes), words);
        }
    }
}

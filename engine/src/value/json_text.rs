//! Text in JSON: finding its end, and taking its escapes out.

use super::json_read::{Read, Reader};

/// Text that was read.
pub(super) enum Text<'t> {
    /// As it stands in the input.
    Plain(&'t str),
    /// In the scratch buffer.
    Escaped,
}

impl<'t> Reader<'t> {
    /// Reads text behind its opening quote.
    pub(super) fn string(&mut self) -> Read<Text<'t>> {
        let start = self.at;
        self.at += plain_length(self.rest());
        if self.peek() == Some(b'"') {
            let text = self.text.get(start..self.at).unwrap_or_default();
            self.at += 1;
            return Ok(Text::Plain(text));
        }
        self.scratch.clear();
        self.scratch
            .push_str(self.text.get(start..self.at).unwrap_or_default());
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Text::Escaped);
                }
                Some(b'\\') => {
                    let c = self.escape()?;
                    self.scratch.push(c);
                }
                Some(_) => return self.fault("a control character must be escaped in text"),
                None => return self.fault("the text ends inside of a string"),
            }
            let start = self.at;
            self.at += plain_length(self.rest());
            self.scratch
                .push_str(self.text.get(start..self.at).unwrap_or_default());
        }
    }

    fn escape(&mut self) -> Read<char> {
        let c = match self.rest().get(1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return self.fault("unknown escape in text"),
        };
        self.at += 2;
        Ok(c)
    }

    fn unicode_escape(&mut self) -> Read<char> {
        let Some(first) = self.code_unit() else {
            return self.fault("expected four hexadecimal digits after `\\u`");
        };
        let start = self.at;
        self.at += 6;
        let code = match (first, self.code_unit()) {
            (0xd800..=0xdbff, Some(second @ 0xdc00..=0xdfff)) => {
                self.at += 6;
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            _ => first,
        };
        match char::from_u32(code) {
            Some(c) => Ok(c),
            None => {
                self.at = start;
                self.fault("half of a surrogate pair alone is no character")
            }
        }
    }

    /// The number in `\uXXXX` at the place of reading.
    fn code_unit(&self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 6)?.strip_prefix("\\u")?;
        let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hex {
            u32::from_str_radix(digits, 16).ok()
        } else {
            None
        }
    }
}

/// How many bytes from here are text as it stands: no quote, escape or control character.
///
/// Looks at eight bytes at once. A byte's high bit is set in `ends` if it ends the text; the
/// subtractions may set it in bytes behind the first such one too, so only the first counts.
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH_BITS: u64 = ONES << 7;
    let is_zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let (words, rest) = bytes.as_chunks::<8>();
    for (position, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let quote = is_zero(word ^ (ONES * u64::from(b'"')));
        let backslash = is_zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let ends = (quote | backslash | control) & HIGH_BITS;
        if ends != 0 {
            return position * 8 + ends.trailing_zeros() as usize / 8;
        }
    }
    let ends = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    bytes.len() - rest.len() + rest.iter().position(ends).unwrap_or(rest.len())
}

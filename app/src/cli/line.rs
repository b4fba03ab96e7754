//! Texts of files on a terminal: names and messages can hold anything.

use std::fmt::Write as _;

/// The text in one line, with what would steer a terminal or turn the direction of writing
/// written out.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for sign in text.chars() {
        let turns = matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        match sign {
            '\n' | '\r' | '\t' => line.push(' '),
            sign if sign.is_control() || turns => {
                // Writing to a String cannot fail.
                let _ = write!(line, "{}", sign.escape_unicode());
            }
            sign => line.push(sign),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(one_line("a\u{1b}[2Jb\nc"), "a\\u{1b}[2Jb c");
        assert_eq!(one_line("x\u{202e}y é 日本"), "x\\u{202e}y é 日本");
    }
}

//! HTML: escaping and its undoing.

/// The text with `& < > ' "` escaped as `markupsafe` does.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\'' => escaped.push_str("&#39;"),
            '"' => escaped.push_str("&#34;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Names of characters. HTML has two thousand; these are those of HTML 4 that texts have.
const NAMES: [(&str, char); 44] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("iexcl", '¡'),
    ("cent", '¢'),
    ("pound", '£'),
    ("yen", '¥'),
    ("sect", '§'),
    ("copy", '©'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("reg", '®'),
    ("deg", '°'),
    ("plusmn", '±'),
    ("micro", 'µ'),
    ("para", '¶'),
    ("middot", '·'),
    ("frac12", '½'),
    ("iquest", '¿'),
    ("times", '×'),
    ("divide", '÷'),
    ("szlig", 'ß'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bull", '•'),
    ("hellip", '…'),
    ("euro", '€'),
    ("trade", '™'),
    ("rarr", '→'),
];

/// The text with character references replaced.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        plain.push_str(before);
        match reference_at(reference) {
            Some((character, length)) => {
                plain.push_str(&character);
                rest = reference.get(length..).unwrap_or_default();
            }
            None => {
                plain.push('&');
                rest = reference.get(1..).unwrap_or_default();
            }
        }
    }
    plain + rest
}

/// The character that `text`, which begins with `&`, begins with, and the length of that.
fn reference_at(text: &str) -> Option<(String, usize)> {
    let body = text.get(1..)?;
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix, skipped) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16, 3),
            None => (number, 10, 2),
        };
        let length = digits.len()
            - digits
                .trim_start_matches(|digit: char| digit.is_digit(radix))
                .len();
        if length == 0 {
            return None;
        }
        let code = u32::from_str_radix(digits.get(..length)?, radix).unwrap_or(u32::MAX);
        let semicolon = usize::from(digits.get(length..)?.starts_with(';'));
        let character = match code {
            0 => "\u{fffd}".to_owned(),
            0x80..=0x9f => windows_1252(code).to_string(),
            // What is no character is left out.
            1..=8 | 0xb | 0xe..=0x1f | 0x7f => String::new(),
            code => char::from_u32(code).unwrap_or('\u{fffd}').to_string(),
        };
        return Some((character, skipped + length + semicolon));
    }
    let (name, character) = NAMES.iter().find(|(name, _)| body.starts_with(*name))?;
    let after = body.get(name.len()..)?;
    // The old names are taken without a semicolon too.
    let is_old = u32::from(*character) < 0x100 && *name != "apos";
    match (after.starts_with(';'), is_old) {
        (true, _) => Some((character.to_string(), name.len() + 2)),
        (false, true) => Some((character.to_string(), name.len() + 1)),
        (false, false) => None,
    }
}

/// What browsers take these numbers for.
fn windows_1252(code: u32) -> char {
    const CHARACTERS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let at = usize::try_from(code - 0x80).unwrap_or_default();
    CHARACTERS.get(at).copied().unwrap_or('\u{fffd}')
}

/// The text without tags and comments, with single spaces, unescaped.
pub(super) fn strip_tags(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        let end = match tag.strip_prefix("<!--") {
            Some(comment) => comment.find("-->").map(|end| end + 7),
            None => tag.find('>').map(|end| end + 1),
        };
        let Some(end) = end else {
            break;
        };
        kept.push_str(before);
        rest = tag.get(end..).unwrap_or_default();
    }
    kept.push_str(rest);
    let words: Vec<&str> = kept
        .split(super::text::is_space)
        .filter(|word| !word.is_empty())
        .collect();
    unescape(&words.join(" "))
}

//! Escapes in string literals.

use crate::template::fault::{Fault, Outcome};

/// The text that a literal stands for, given what is between its quotes. Escapes that Python
/// does not know stay as they are.
pub(super) fn unescape(literal: &str) -> Outcome<String> {
    if !literal.contains('\\') {
        return Ok(literal.to_owned());
    }
    let mut text = String::with_capacity(literal.len());
    let mut high: Option<u32> = None;
    let mut rest = literal.chars();
    while let Some(character) = rest.next() {
        let mut code = None;
        if character != '\\' {
            text.push(character);
            high = None;
            continue;
        }
        match rest.next() {
            Some('\n') => {}
            Some(plain @ ('\\' | '\'' | '"')) => text.push(plain),
            Some('a') => text.push('\u{7}'),
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('v') => text.push('\u{b}'),
            Some(first @ '0'..='7') => {
                let mut number = first.to_digit(8).unwrap_or_default();
                for _ in 0..2 {
                    let Some(digit) = rest.clone().next().and_then(|next| next.to_digit(8)) else {
                        break;
                    };
                    number = number * 8 + digit;
                    rest.next();
                }
                code = Some(number);
            }
            Some('x') => code = Some(hexadecimal(&mut rest, 2)?),
            Some('u') => code = Some(hexadecimal(&mut rest, 4)?),
            Some('U') => code = Some(hexadecimal(&mut rest, 8)?),
            Some('N') => return Err(broken("malformed \\N character escape")),
            Some(other) => text.extend(['\\', other]),
            None => text.push('\\'),
        }
        // Python keeps two halves of a pair apart, but they leave it as the one character.
        match (high.take(), code) {
            (_, None) => {}
            (Some(high), Some(low @ 0xdc00..=0xdfff)) => {
                text.pop();
                text.extend(char::from_u32(
                    0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00),
                ));
            }
            (_, Some(code)) => {
                if (0xd800..0xdc00).contains(&code) {
                    high = Some(code);
                }
                if code > 0x10_ffff {
                    return Err(broken("illegal Unicode character"));
                }
                text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
    }
    Ok(text)
}

fn hexadecimal(rest: &mut std::str::Chars<'_>, digits: usize) -> Outcome<u32> {
    let mut number = 0_u32;
    for _ in 0..digits {
        let digit = rest.next().and_then(|digit| digit.to_digit(16));
        let digit = digit.ok_or_else(|| broken("truncated escape"))?;
        number = (number << 4) | digit;
    }
    Ok(number)
}

fn broken(what: &str) -> Fault {
    Fault::syntax(format!(
        "(unicode error) 'unicodeescape' codec can't decode bytes: {what}"
    ))
}

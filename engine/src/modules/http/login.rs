//! The login of a URL, as the client sends it.

/// The value of the header `Authorization` for `user:password`, in which `%` escapes stand for bytes.
pub(super) fn basic(login: &str) -> String {
    let login = if login.contains(':') {
        login.to_owned()
    } else {
        format!("{login}:")
    };
    format!("Basic {}", base64(&unescaped(&login)))
}

/// Bytes of a text in which `%` and two digits stand for one.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    bytes
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = bits >> (18 - 6 * digit) & 0x3f;
            let known = usize::try_from(index)
                .ok()
                .and_then(|index| DIGITS.get(index));
            text.push(match known {
                Some(letter) if digit <= group.len() => char::from(*letter),
                _ => '=',
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_becomes_a_header() {
        assert_eq!(basic("user:p%40ss"), "Basic dXNlcjpwQHNz");
        assert_eq!(basic("user"), "Basic dXNlcjo=");
        assert_eq!(basic("%C3%A9%zz:"), "Basic w6kleno6");
    }
}

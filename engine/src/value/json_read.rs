//! JSON in, as PHP's `json_decode` reads it into arrays.
//!
//! Written by hand because reading an event is most of what a run costs: key lists that repeat
//! are recognised instead of read, and nothing is built that is not kept.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{
    Array, KeyRef, Value,
    json_text::Text,
    keys::Keys,
    shapes::{At, Shapes, Step},
};

/// How many arrays may be nested, as in PHP.
const DEPTH_LIMIT: usize = 512;

/// Why a text is no JSON, and where. Lines and columns count from 1; columns count characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (line {line}, column {column})")]
pub struct JsonError {
    /// The line of the fault.
    pub line: usize,
    /// The column of the fault.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

impl Value {
    /// Reads JSON text as PHP's `json_decode($json, true)` does: objects and lists become arrays,
    /// of two equal keys the last value wins in the place of the first, keys that are canonical
    /// decimals become numbers, whole numbers beyond 64 bits become floats.
    ///
    /// # Errors
    ///
    /// [`JsonError`] for anything that is not exactly one JSON value in UTF-8: a byte order mark,
    /// text behind the value, more than 512 levels, an unpaired surrogate, …
    pub fn from_json(json: &[u8]) -> Result<Value, JsonError> {
        let text = std::str::from_utf8(json).map_err(|fault| {
            let good = json.get(..fault.valid_up_to()).unwrap_or_default();
            locate(good, good.len(), "the text is not valid UTF-8 here")
        })?;
        if text.starts_with('\u{feff}') {
            return Err(locate(
                json,
                0,
                "the text begins with a byte order mark; save it without",
            ));
        }
        let mut reader = Reader {
            text,
            at: 0,
            stack: Vec::with_capacity(256),
            shapes: Shapes::new(),
            scratch: String::new(),
        };
        reader
            .document()
            .map_err(|fault| locate(json, fault.at, fault.message))
    }
}

fn locate(json: &[u8], at: usize, message: &str) -> JsonError {
    let before = String::from_utf8_lossy(json.get(..at).unwrap_or(json));
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    JsonError {
        line: before.matches('\n').count() + 1,
        column: before
            .get(line_start..)
            .map_or(0, |line| line.chars().count())
            + 1,
        message: message.to_owned(),
    }
}

pub(super) struct Fault {
    at: usize,
    message: &'static str,
}

pub(super) type Read<T> = Result<T, Fault>;

pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// Finished values whose array is not finished yet.
    stack: Vec<Value>,
    shapes: Shapes,
    /// Where text with escapes is put together.
    pub(super) scratch: String,
}

impl<'t> Reader<'t> {
    fn document(&mut self) -> Read<Value> {
        self.skip_blanks();
        if self.peek().is_none() {
            return self.fault("there is no JSON here, the text is empty");
        }
        self.value(0)?;
        self.skip_blanks();
        if self.peek().is_some() {
            return self.fault("the JSON ends before this; what follows does not belong to it");
        }
        Ok(self.stack.pop().unwrap_or_default())
    }

    pub(super) fn fault<T>(&self, message: &'static str) -> Read<T> {
        Err(Fault {
            at: self.at,
            message,
        })
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Reads a value onto the stack.
    fn value(&mut self, depth: usize) -> Read<()> {
        let value = match self.peek() {
            Some(b'"') => {
                self.at += 1;
                Value::Str(match self.string()? {
                    Text::Plain(text) => SmolStr::new(text),
                    Text::Escaped => SmolStr::new(&self.scratch),
                })
            }
            Some(b'{') => return self.nested(depth, Self::object),
            Some(b'[') => return self.nested(depth, Self::list),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't' | b'T' | b'f' | b'F' | b'n' | b'N') => self.word()?,
            Some(_) => return self.fault("expected a value"),
            None => return self.fault("the text ends where a value should be"),
        };
        self.stack.push(value);
        Ok(())
    }

    fn nested(&mut self, depth: usize, read: fn(&mut Self, usize) -> Read<()>) -> Read<()> {
        if depth >= DEPTH_LIMIT {
            return self.fault("nested more than 512 levels deep, which PHP refuses");
        }
        self.at += 1;
        self.skip_blanks();
        read(self, depth + 1)
    }

    fn word(&mut self) -> Read<Value> {
        let rest = self.rest();
        // PHP takes the three words in any case.
        let is = |word: &str| {
            rest.get(..word.len())
                .is_some_and(|text| text.eq_ignore_ascii_case(word.as_bytes()))
        };
        let (length, value) = if is("true") {
            (4, Value::Bool(true))
        } else if is("false") {
            (5, Value::Bool(false))
        } else if is("null") {
            (4, Value::Null)
        } else {
            return self.fault("expected a value");
        };
        self.at += length;
        Ok(value)
    }

    fn number(&mut self) -> Read<Value> {
        let start = self.at;
        let negative = self.peek() == Some(b'-');
        if negative {
            self.at += 1;
        }
        let whole = self.digits();
        if whole == 0 {
            return self.fault("expected a digit");
        }
        if whole > 1 && self.text.as_bytes().get(self.at - whole) == Some(&b'0') {
            self.at -= whole - 1;
            return self.fault("a number does not begin with a zero");
        }
        let mut is_float = false;
        if self.peek() == Some(b'.') {
            self.at += 1;
            is_float = true;
            if self.digits() == 0 {
                return self.fault("expected a digit after the decimal point");
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            is_float = true;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            if self.digits() == 0 {
                return self.fault("expected a digit in the exponent");
            }
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        if !is_float
            && text != "-0"
            && let Ok(number) = text.parse()
        {
            return Ok(Value::Int(number));
        }
        text.parse()
            .map(Value::Float)
            .or_else(|_| self.fault("expected a number"))
    }

    fn digits(&mut self) -> usize {
        let rest = self.rest();
        let count = rest
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .unwrap_or(rest.len());
        self.at += count;
        count
    }

    fn list(&mut self, depth: usize) -> Read<()> {
        let start = self.stack.len();
        if self.peek() == Some(b']') {
            self.at += 1;
            self.stack.push(Value::empty_array());
            return Ok(());
        }
        loop {
            self.skip_blanks();
            self.value(depth)?;
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return self.fault("expected `,` or `]` after the element"),
            }
        }
        self.at += 1;
        let values = self.stack.split_off(start);
        self.stack.push(Value::Array(Array::from(values)));
        Ok(())
    }

    fn object(&mut self, depth: usize) -> Read<()> {
        let start = self.stack.len();
        if self.peek() == Some(b'}') {
            self.at += 1;
            self.stack.push(Value::empty_array());
            return Ok(());
        }
        let mut keys = KeyList::InTree(Shapes::ROOT);
        loop {
            self.skip_blanks();
            let again = self.key(&mut keys)?;
            self.skip_blanks();
            if self.peek() != Some(b':') {
                return self.fault("expected `:` after the key");
            }
            self.at += 1;
            self.skip_blanks();
            self.value(depth)?;
            if let Some(position) = again
                && let Some(value) = self.stack.pop()
                && let Some(old) = self.stack.get_mut(start + position)
            {
                *old = value;
            }
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return self.fault("expected `,` or `}` after the value"),
            }
        }
        self.at += 1;
        let keys = match keys {
            KeyList::InTree(at) => self.shapes.keys(at),
            KeyList::Own(keys) => Arc::new(keys),
        };
        let values = self.stack.split_off(start);
        self.stack
            .push(Value::Array(Array::from_parts(keys, values)));
        Ok(())
    }

    /// Reads a key and adds it to `keys`; or, if it is there already, gives its position.
    fn key(&mut self, keys: &mut KeyList) -> Read<Option<usize>> {
        if self.peek() != Some(b'"') {
            return self.fault("expected a key in double quotes");
        }
        self.at += 1;
        if let KeyList::InTree(at) = keys
            && let Some((guess, next)) = self.shapes.guess(*at)
            && let Some(rest) = self.rest().strip_prefix(guess.as_bytes())
            && rest.first() == Some(&b'"')
        {
            self.at += guess.len() + 1;
            *at = next;
            return Ok(None);
        }
        let text = self.string()?;
        let (key, plain) = match text {
            Text::Plain(text) => (KeyRef::new(text), true),
            Text::Escaped => (KeyRef::new(&self.scratch), false),
        };
        if let KeyList::InTree(at) = keys {
            match self.shapes.step(*at, key, plain) {
                Step::Known(next) => {
                    *at = next;
                    return Ok(None);
                }
                Step::Again(position) => return Ok(Some(position)),
                Step::Leave => *keys = KeyList::Own(self.shapes.own_keys(*at)),
            }
        }
        if let KeyList::Own(own) = keys {
            let position = own.position(key);
            if position.is_none() {
                own.push(key.to_key());
            }
            return Ok(position);
        }
        Ok(None)
    }
}

/// The keys of an object that is being read.
enum KeyList {
    InTree(At),
    Own(Keys),
}

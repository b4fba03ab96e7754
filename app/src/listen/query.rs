//! Searching posts: `result:error module:tag-if -trigger:event-publish "some text"`.

use std::collections::HashMap;

use thiserror::Error;

use super::{Index, Kind, Names, PostRow, Symbol, Verdict};

/// What the search does not understand.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum QueryError {
    /// A field that posts do not have.
    #[error(
        "There is no field {0}; fields are result, module, trigger, node, run, kind, path, from and is"
    )]
    Field(String),
    /// A value that the field cannot have.
    #[error("{0}:{1} finds nothing; try {0}:{2}")]
    Value(&'static str, String, &'static str),
}

/// A search, which posts fit or do not. All of its terms must fit.
#[derive(Clone, Debug, Default)]
pub struct Query {
    terms: Vec<Term>,
}

#[derive(Clone, Debug)]
struct Term {
    not: bool,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Result(ResultWord),
    Kind(Kind),
    Run(u32),
    Pinned,
    Cut,
    Broken,
    Uncertain,
    /// A text in one of the names, with what is known of which names fit.
    Text(Field, String, HashMap<Symbol, bool>),
}

#[derive(Clone, Copy, Debug)]
enum ResultWord {
    /// Anything but success.
    Bad,
    One(Verdict),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Trigger,
    Module,
    Node,
    Path,
    From,
}

impl Query {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Where a field is not known, or cannot have the value.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let terms = words(text).into_iter().map(|word| Term::parse(&word));
        let terms: Result<Vec<Term>, QueryError> = terms.collect();
        Ok(Self { terms: terms? })
    }

    /// Whether every post fits.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether the post at this place fits.
    pub fn fits(&mut self, index: &Index, post: u32) -> bool {
        let Some(row) = index.rows().get(post as usize) else {
            return false;
        };
        self.terms
            .iter_mut()
            .all(|term| term.what.fits(index, post, row) != term.not)
    }
}

/// The words of a search; quotes keep blanks together.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            blank if blank.is_whitespace() && !quoted => words.push(std::mem::take(&mut word)),
            other => word.push(other),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

impl Term {
    fn parse(word: &str) -> Result<Self, QueryError> {
        let (not, word) = match word.strip_prefix('-').filter(|rest| !rest.is_empty()) {
            Some(rest) => (true, rest),
            None => (false, word),
        };
        // A time or an address in a text has colons, too; a field is letters only.
        let field = word.split_once(':').filter(|(field, _)| {
            !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_alphabetic())
        });
        let what = match field {
            Some((field, value)) => What::parse(field, value)?,
            None => What::text(Field::Path, word),
        };
        Ok(Self { not, what })
    }
}

impl What {
    fn parse(field: &str, value: &str) -> Result<Self, QueryError> {
        let lower = value.to_ascii_lowercase();
        let wrong = |field, example| Err(QueryError::Value(field, value.to_owned(), example));
        Ok(match field.to_ascii_lowercase().as_str() {
            "result" | "outcome" => {
                let all = Verdict::ALL.into_iter();
                let named = all.filter(|one| *one != Verdict::None);
                let named = named.clone().find(|one| one.name() == lower).or_else(|| {
                    named
                        .into_iter()
                        .find(|one| !lower.is_empty() && one.name().starts_with(&lower))
                });
                match named {
                    _ if lower == "bad" => Self::Result(ResultWord::Bad),
                    Some(verdict) => Self::Result(ResultWord::One(verdict)),
                    None => return wrong("result", "error"),
                }
            }
            "kind" => match Kind::ALL.into_iter().find(|kind| kind.name() == lower) {
                Some(kind) => Self::Kind(kind),
                None => return wrong("kind", "exec"),
            },
            "run" => match lower.parse() {
                Ok(run) => Self::Run(run),
                Err(_) => return wrong("run", "1"),
            },
            "is" => match lower.as_str() {
                "pinned" => Self::Pinned,
                "cut" => Self::Cut,
                "broken" => Self::Broken,
                "uncertain" => Self::Uncertain,
                _ => return wrong("is", "pinned"),
            },
            "trigger" => Self::text(Field::Trigger, value),
            "module" | "method" => Self::text(Field::Module, value),
            "node" => Self::text(Field::Node, value),
            "path" => Self::text(Field::Path, value),
            "from" => Self::text(Field::From, value),
            _ => return Err(QueryError::Field(field.to_owned())),
        })
    }

    fn text(field: Field, value: &str) -> Self {
        Self::Text(field, value.to_lowercase(), HashMap::new())
    }

    fn fits(&mut self, index: &Index, post: u32, row: &PostRow) -> bool {
        match self {
            Self::Result(ResultWord::Bad) => row.verdict.is_bad(),
            Self::Result(ResultWord::One(verdict)) => row.verdict == *verdict,
            Self::Kind(kind) => row.kind == *kind,
            Self::Run(run) => row.run == *run && *run != 0,
            Self::Pinned => index.is_pinned(post),
            Self::Cut => row.is_cut(),
            Self::Broken => row.broken,
            Self::Uncertain => row.uncertain,
            Self::Text(field, text, known) => {
                let symbol = match field {
                    Field::Trigger => row.trigger,
                    Field::Module => row.module,
                    Field::Node => row.node,
                    Field::Path => row.path,
                    Field::From => row.from,
                };
                let names = index.names();
                *(known.entry(symbol)).or_insert_with(|| has(names, *field, symbol, text))
            }
        }
    }
}

fn has(names: &Names, field: Field, symbol: Symbol, text: &str) -> bool {
    let name = names.get(symbol);
    match field {
        // Node 1 is not node 12.
        Field::Node => name == text,
        // What is seen on the screen is decoded, what came is not; either may be looked for.
        Field::Path => {
            let lower = name.to_lowercase();
            lower.contains(text) || lower.replace('+', " ").contains(text)
        }
        _ => name.to_lowercase().contains(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_may_be_quoted() {
        assert_eq!(words(r#"a "b c" d:"e f""#), ["a", "b c", "d:e f"]);
        assert!(words("  ").is_empty());
    }

    #[test]
    fn what_cannot_be_found_is_said() {
        let field = Query::parse("colour:red").unwrap_err();
        assert_eq!(field, QueryError::Field("colour".to_owned()));
        assert!(Query::parse("result:perhaps").is_err());
        assert!(Query::parse("run:x").is_err());
        assert!(Query::parse("192.0.2.1:80").is_ok());
        assert!(Query::parse("-result:success").is_ok());
    }
}

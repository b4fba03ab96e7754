//! What the beginning of a body tells: the node, and which event the run is about. Looking must
//! cost next to nothing, so a body is not parsed for it, only walked over as far as needed.

use misp_flow_engine::value::Value;

use super::{Kind, Post};

/// Bodies are checked whole up to this size; of larger ones only how they begin and end.
const CHECKED: usize = 16 * 1024;

/// Bodies that end a run are read whole up to this size: they list the nodes of one workflow.
const END_LIMIT: usize = 4 * 1024 * 1024;

/// What a body tells without being opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Peek {
    /// The number of the node; empty where the body does not tell.
    pub node: String,
    /// Tells the data of one event from those of others; 0 where the body does not tell.
    pub event: u64,
    /// The actions that ran, of a body that ends a run.
    pub executed: Vec<String>,
}

/// Looks at a body.
pub(super) fn peek(kind: Kind, body: &[u8]) -> Peek {
    match kind {
        Kind::Other => Peek::default(),
        Kind::End => Peek {
            executed: executed(body),
            ..Peek::default()
        },
        Kind::Init | Kind::Exec | Kind::Debug => begin(kind, body),
    }
}

/// Whether a body that should be JSON is none, as far as a look tells. One that was cut is not
/// called broken: it is known not to be whole.
pub(super) fn is_broken(kind: Kind, post: &Post) -> bool {
    let body = post.body.trim_ascii();
    if body.is_empty() || post.is_cut() || (kind == Kind::Other && !is_called_json(post)) {
        return false;
    }
    if body.len() <= CHECKED {
        return serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err();
    }
    !matches!(
        (body.first(), body.last()),
        (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']'))
    )
}

fn is_called_json(post: &Post) -> bool {
    post.head.headers.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("content-type") && value.to_ascii_lowercase().contains("json")
    })
}

fn begin(kind: Kind, body: &[u8]) -> Peek {
    let mut peek = Peek::default();
    let mut walk = Walk::new(body);
    let mut fallback = 0;
    while let Some((depth, key)) = walk.next_key() {
        match (depth, key) {
            (2, b"node_id") if walk.is_below(1, b"source") => {
                peek.node = walk.scalar().unwrap_or_default();
            }
            (3, b"uuid") if kind != Kind::Init && walk.is_below(1, b"data") => {
                peek.event = fingerprint(walk.scalar());
                break;
            }
            (4, b"uuid") if kind == Kind::Init && walk.is_below(1, b"data") => {
                let event = fingerprint(walk.scalar());
                if walk.is_below(2, b"normalized") {
                    peek.event = event;
                    break;
                }
                fallback = event;
            }
            _ => {}
        }
    }
    if peek.event == 0 {
        peek.event = fallback;
    }
    peek
}

fn executed(body: &[u8]) -> Vec<String> {
    let small = Some(body).filter(|body| body.len() <= END_LIMIT);
    let value = small.and_then(|body| Value::from_json(body).ok());
    let nodes = value.as_ref().and_then(|value| value.get("data"));
    let nodes = nodes.and_then(|data| data.get("executed_nodes"));
    let nodes = nodes.and_then(Value::as_array);
    let ids = nodes.into_iter().flat_map(|nodes| nodes.values());
    let ids = ids.filter_map(|node| node.get("id"));
    ids.map(|id| id.to_text().into_owned()).collect()
}

fn fingerprint(text: Option<String>) -> u64 {
    let text = text.filter(|text| !text.is_empty());
    // FNV-1a: the same on every machine.
    text.map_or(0, |text| {
        let start = 0xcbf2_9ce4_8422_2325_u64;
        text.bytes().fold(start, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    })
}

/// The keys that are remembered, from the outside in.
const DEEPEST: usize = 5;

/// Goes from key to key of a JSON text without checking it.
struct Walk<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
    keys: [&'a [u8]; DEEPEST],
}

impl<'a> Walk<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            keys: [b""; DEEPEST],
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next key and how deep it stands: 1 for those of the outermost object.
    fn next_key(&mut self) -> Option<(usize, &'a [u8])> {
        loop {
            let byte = *self.text.get(self.at)?;
            self.at += 1;
            match byte {
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => self.depth = self.depth.checked_sub(1)?,
                b'"' => {
                    let text = self.string()?;
                    self.skip_blanks();
                    if self.rest().first() == Some(&b':') {
                        self.at += 1;
                        if let Some(place) = self.keys.get_mut(self.depth) {
                            *place = text;
                        }
                        return Some((self.depth, text));
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether what is walked over is the value of this key at this depth.
    fn is_below(&self, depth: usize, key: &[u8]) -> bool {
        self.keys.get(depth) == Some(&key)
    }

    /// The text or number that comes next; nothing for anything else.
    fn scalar(&mut self) -> Option<String> {
        self.skip_blanks();
        let rest = self.rest();
        let bytes = if rest.first() == Some(&b'"') {
            self.at += 1;
            self.string()?
        } else {
            let end = rest.iter().position(|byte| !byte.is_ascii_digit())?;
            rest.get(..end)?
        };
        Some(String::from_utf8_lossy(bytes).into_owned())
    }

    fn skip_blanks(&mut self) {
        let blanks = self
            .rest()
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace());
        self.at += blanks.count();
    }

    /// A string whose opening quote has been passed, as it is written.
    fn string(&mut self) -> Option<&'a [u8]> {
        let start = self.at;
        loop {
            let found = self.at + memchr::memchr2(b'"', b'\\', self.rest())?;
            if self.text.get(found) == Some(&b'"') {
                self.at = found + 1;
                return self.text.get(start..found);
            }
            self.at = found + 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_and_event_are_found_without_parsing() {
        let exec = br#"{"source":{"node_id":4,"parameters":{"data":{"a":{"uuid":"no"}},"t":"\"uuid\":\"x\""}},"data":{"Event":{"Org":{"uuid":"o"},"uuid":"E1"}}}"#;
        let init = br#"{"source": {"node_id": ""}, "data": {"original": {"Attribute": {"uuid": "A"}}, "normalized": {"Event": {"uuid": "E1"}}}}"#;
        let exec = peek(Kind::Exec, exec);
        let init = peek(Kind::Init, init);
        assert_eq!(exec.node, "4");
        assert_eq!(init.node, "");
        assert_ne!(exec.event, 0);
        assert_eq!(exec.event, init.event);
    }

    #[test]
    fn broken_bodies_tell_what_they_tell() {
        assert_eq!(peek(Kind::Exec, b""), Peek::default());
        assert_eq!(peek(Kind::Exec, b"}}}}"), Peek::default());
        assert_eq!(peek(Kind::Exec, br#"{"source":{"node_id":"7"#).node, "");
        assert_eq!(peek(Kind::Exec, br#"{"source":{"node_id":"7","#).node, "7");
        assert_eq!(peek(Kind::End, b"nonsense"), Peek::default());
    }

    #[test]
    fn a_body_that_should_be_json_and_is_none_is_broken() {
        let post = |body: &str, kind: &str| {
            let mut post = Post {
                body: body.as_bytes().to_vec(),
                ..Post::default()
            };
            post.head.size = body.len() as u64;
            post.head.add_header("Content-Type", kind.as_bytes());
            post
        };
        let html = "text/html; charset=UTF-8";
        assert!(is_broken(Kind::Exec, &post(r#"{"a": 1"#, html)));
        assert!(is_broken(Kind::Exec, &post(r#"{"a": nothing}"#, html)));
        assert!(!is_broken(Kind::Exec, &post("{\"a\": 1}\n", html)));
        assert!(!is_broken(Kind::Exec, &post("", html)));
        assert!(!is_broken(Kind::Other, &post("hello", "text/plain")));
        assert!(is_broken(Kind::Other, &post("hello", "application/JSON")));
        let long = format!(r#"{{"a": "{}""#, "x".repeat(CHECKED));
        assert!(is_broken(Kind::Exec, &post(&long, html)));
        assert!(!is_broken(Kind::Exec, &post(&format!("{long}}}"), html)));
        let mut cut = post(r#"{"a""#, html);
        cut.head.size += 1;
        assert!(!is_broken(Kind::Exec, &cut));
    }

    #[test]
    fn the_end_names_the_actions_that_ran() {
        let end = br#"{"data":{"executed_nodes":[{"id":3},{"id":"12"}]}}"#;
        assert_eq!(peek(Kind::End, end).executed, ["3", "12"]);
    }
}

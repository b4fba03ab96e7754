//! What the path of a debug post says (spec 06), read leniently: encoded or not, with or without
//! a query.

/// What a post is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A run begins.
    Init = 0,
    /// A node was executed.
    Exec = 1,
    /// A module said something.
    Debug = 2,
    /// A run ended.
    End = 3,
    /// Anything else, such as a webhook that is tried out.
    Other = 4,
}

impl Kind {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Init, Self::Exec, Self::Debug, Self::End, Self::Other];

    /// The word for it in searches.
    pub fn name(self) -> &'static str {
        match self {
            Self::Init => "init",
            Self::Exec => "exec",
            Self::Debug => "debug",
            Self::End => "end",
            Self::Other => "other",
        }
    }
}

/// What a post says about how it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Verdict {
    /// Nothing, or a word that is not known.
    None = 0,
    /// `success`.
    Success = 1,
    /// `partial-success`: the node failed.
    PartialSuccess = 2,
    /// `disabled_module`.
    DisabledModule = 3,
    /// `loading_error`.
    LoadingError = 4,
    /// `error`, with a message.
    Error = 5,
    /// The outcome `failure`.
    Failure = 6,
    /// The outcome `blocked`.
    Blocked = 7,
}

impl Verdict {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::Success,
        Self::PartialSuccess,
        Self::DisabledModule,
        Self::LoadingError,
        Self::Error,
        Self::Failure,
        Self::Blocked,
    ];

    /// The word for it, as MISP writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Success => "success",
            Self::PartialSuccess => "partial-success",
            Self::DisabledModule => "disabled_module",
            Self::LoadingError => "loading_error",
            Self::Error => "error",
            Self::Failure => "failure",
            Self::Blocked => "blocked",
        }
    }

    /// Whether a node or run did not do what it was to do.
    pub fn is_bad(self) -> bool {
        !matches!(self, Self::None | Self::Success)
    }

    fn of(word: &str) -> Self {
        let known = Self::ALL.into_iter().find(|verdict| verdict.name() == word);
        known.unwrap_or(Self::None)
    }
}

/// What a path says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// What the post is.
    pub kind: Kind,
    /// The trigger's id; empty where the post is none of MISP's debug posts.
    pub trigger: String,
    /// The module's id, for posts about a node.
    pub module: String,
    /// How it went.
    pub verdict: Verdict,
    /// The message of an error, decoded.
    pub message: String,
    /// Whether the run stops the operation (`blocking`), for the beginning of a run.
    pub blocking: bool,
}

impl Address {
    /// Reads a path with its query, as it came.
    pub fn of(path: &str) -> Self {
        let (place, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> = place.trim_matches('/').split('/').collect();
        let asked = |name: &str| {
            let mut rest = query;
            while !rest.is_empty() {
                let (key, behind) = rest.split_once('=')?;
                // A message that was not encoded may hold any sign, so it takes all that is left.
                if key == "message" && name == "message" {
                    return Some(behind);
                }
                let (value, next) = behind.split_once('&').unwrap_or((behind, ""));
                if key == name {
                    return Some(value);
                }
                rest = next;
            }
            None
        };
        let word = |name: &str| Verdict::of(&decoded(asked(name).unwrap_or_default()));
        let (kind, trigger, module, verdict) = match parts.as_slice() {
            [trigger, "init"] => (Kind::Init, *trigger, "", Verdict::None),
            [trigger, "exec", module] => (Kind::Exec, *trigger, *module, word("result")),
            [trigger, "debug", module] => (Kind::Debug, *trigger, *module, Verdict::None),
            [trigger, "end"] => (Kind::End, *trigger, "", word("outcome")),
            _ => (Kind::Other, "", "", Verdict::None),
        };
        Self {
            kind,
            trigger: decoded(trigger),
            module: decoded(module),
            verdict,
            message: match kind {
                Kind::Exec => decoded(asked("message").unwrap_or_default()),
                _ => String::new(),
            },
            blocking: kind == Kind::Init && asked("type") == Some("blocking"),
        }
    }
}

/// A text as a form encodes it; what is not encoded stays as it is.
fn decoded(text: &str) -> String {
    if !text.contains(['%', '+']) {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        let digits = behind.first_chunk::<2>().filter(|_| *first == b'%');
        let digits = digits.and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None if *first == b'+' => bytes.push(b' '),
            None => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_encoded_or_not() {
        let of = |path| {
            let it = Address::of(path);
            (it.kind, it.trigger, it.module, it.verdict, it.message)
        };
        let text = |text: &str| text.to_owned();
        let error = (
            Kind::Exec,
            text("event-publish"),
            text("webhook"),
            Verdict::Error,
        );
        let with = |message: &str| {
            let (kind, trigger, module, verdict) = error.clone();
            (kind, trigger, module, verdict, message.to_owned())
        };
        assert_eq!(
            of("/event-publish/exec/webhook?result=error&message=no+way%21"),
            with("no way!")
        );
        assert_eq!(
            of("/event-publish/exec/webhook?result=error&message=a & b = 100% sure"),
            with("a & b = 100% sure")
        );
        assert_eq!(of("/event-publish/exec/webhook?result=error"), with(""));
        assert_eq!(
            of("event-publish/end?outcome=blocked"),
            (
                Kind::End,
                text("event-publish"),
                text(""),
                Verdict::Blocked,
                text("")
            )
        );
        assert_eq!(of("/hook/50").0, Kind::Other);
        assert_eq!(of("/").0, Kind::Other);
        assert!(Address::of("/event-publish/init?type=blocking").blocking);
        assert!(!Address::of("/event-publish/init?type=non-blocking").blocking);
    }
}

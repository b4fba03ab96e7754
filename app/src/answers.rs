//! What the outside answers in a simulation, as files say it.

use std::collections::BTreeMap;

use misp_flow_engine::{
    run::{Answer, Answers, Reply},
    value::{ErrorClass, PhpError, Value},
    workflow::NodeId,
};
use serde::{Deserialize, Serialize};

/// `{"NODE": {"success": false, "errors": ["…"]}, "NODE": {"reply": …}}`. It holds all that
/// [`Answers`] can, so that a run that is kept is made again as it was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GivenAnswers(BTreeMap<String, GivenAnswer>);

/// The answer for one node as the file gives it. Without `reply`, it takes the place of what the
/// module would do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenAnswer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    success: Option<bool>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    errors: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply: Option<GivenReply>,
    /// Replies to requests that are about one of these values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    replies: Vec<(String, GivenReply)>,
    /// What the module throws, class and message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    throws: Option<(String, String)>,
    /// What it sets in the data, hash path and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sets: Vec<(String, serde_json::Value)>,
    /// Whether it takes the place of what the module would do; where it is not said, it does if
    /// there is no reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaces: Option<bool>,
}

/// What comes back for the node's requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(crate) enum GivenReply {
    /// The status and body of an HTTP answer.
    Http {
        status: u16,
        #[serde(default)]
        body: String,
        /// Where a redirection leads.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<String>,
    },
    /// What misp-modules answers.
    Json(serde_json::Value),
    /// The same where nobody was asked.
    Assumed(serde_json::Value),
    /// It is taken and nothing comes back.
    Taken,
    /// The request cannot be sent, with the client's message.
    Failed(String),
}

impl GivenAnswers {
    /// Reads a file's text.
    ///
    /// # Errors
    /// When it is no JSON, or says something that means nothing.
    pub fn read(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// Lets a node fail that is named as `NODE` or `NODE=MESSAGE`, and gives it.
    pub fn fail(&mut self, text: &str) -> NodeId {
        let (node, message) = text.split_once('=').unwrap_or((text, "set to fail"));
        let answer = GivenAnswer {
            success: Some(false),
            errors: vec![message.to_owned()],
            ..GivenAnswer::default()
        };
        self.0.insert(node.to_owned(), answer);
        NodeId::new(node)
    }

    /// Whether nothing is said of any node.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The answers for a run.
    pub fn answers(&self) -> Answers {
        let answers = self.0.iter();
        Answers(
            answers
                .map(|(node, given)| (NodeId::new(node), given.answer()))
                .collect(),
        )
    }
}

impl From<&Answers> for GivenAnswers {
    fn from(answers: &Answers) -> Self {
        let all = answers.0.iter();
        Self(
            all.map(|(node, answer)| (node.to_string(), answer.into()))
                .collect(),
        )
    }
}

impl GivenAnswer {
    fn answer(&self) -> Answer {
        let reply = self.reply.as_ref().map(GivenReply::reply);
        let replies = self.replies.iter();
        let sets = self.sets.iter();
        let nothing_comes = reply.is_none() && self.replies.is_empty();
        Answer {
            success: self.success.unwrap_or(self.errors.is_empty()),
            replaces: self.replaces.unwrap_or(nothing_comes),
            errors: self.errors.clone(),
            throws: self.throws.as_ref().map(|(class, message)| PhpError {
                class: class_named(class),
                message: message.clone(),
            }),
            sets: sets
                .map(|(path, value)| (path.clone(), Value::from_serde(value)))
                .collect(),
            reply,
            replies: replies
                .map(|(value, reply)| (value.into(), reply.reply()))
                .collect(),
        }
    }
}

impl From<&Answer> for GivenAnswer {
    fn from(answer: &Answer) -> Self {
        let replies = answer.replies.iter();
        let sets = answer.sets.iter();
        let given = Self {
            success: Some(answer.success).filter(|success| *success != answer.errors.is_empty()),
            errors: answer.errors.clone(),
            reply: answer.reply.as_ref().map(GivenReply::from),
            replies: replies
                .map(|(value, reply)| (value.to_string(), reply.into()))
                .collect(),
            throws: (answer.throws.as_ref())
                .map(|error| (error.class.name().to_owned(), error.message.clone())),
            sets: sets
                .map(|(path, value)| (path.clone(), value.to_serde()))
                .collect(),
            replaces: None,
        };
        let replaces = Some(answer.replaces).filter(|it| *it != given.answer().replaces);
        Self { replaces, ..given }
    }
}

fn class_named(name: &str) -> ErrorClass {
    use ErrorClass::{Error, Exception, TypeError, ValueError};
    let classes = [TypeError, ValueError, Error];
    let found = classes.into_iter().find(|class| class.name() == name);
    found.unwrap_or(Exception)
}

impl GivenReply {
    /// What comes back.
    pub(crate) fn reply(&self) -> Reply {
        match self {
            Self::Http {
                status,
                body,
                location,
            } => Reply::Http {
                status: *status,
                body: body.clone(),
                location: location.clone(),
            },
            Self::Json(json) => Reply::Json(Value::from_serde(json)),
            Self::Assumed(json) => Reply::Assumed(Value::from_serde(json)),
            Self::Taken => Reply::Taken,
            Self::Failed(message) => Reply::Failed(message.clone()),
        }
    }
}

impl From<&Reply> for GivenReply {
    fn from(reply: &Reply) -> Self {
        match reply {
            Reply::Http {
                status,
                body,
                location,
            } => Self::Http {
                status: *status,
                body: body.clone(),
                location: location.clone(),
            },
            Reply::Json(value) => Self::Json(value.to_serde()),
            Reply::Assumed(value) => Self::Assumed(value.to_serde()),
            Reply::Taken => Self::Taken,
            Reply::Failed(message) => Self::Failed(message.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers() -> Answers {
        let json = || Value::from_json(br#"{"results": [{"values": ["1.2.3.4"]}]}"#).unwrap();
        let http = Reply::Http {
            status: 302,
            body: "moved".to_owned(),
            location: Some("https://elsewhere.example/".to_owned()),
        };
        let thrown = Answer {
            throws: Some(PhpError::type_error("of type array, string given")),
            sets: vec![("Event.info".to_owned(), Value::from("new"))],
            ..Answer::default()
        };
        let failed_softly = Answer {
            success: false,
            ..Answer::default()
        };
        let with_errors = Answer {
            errors: vec!["odd".to_owned()],
            replaces: false,
            ..Answer::default()
        };
        let all = [
            Answer::default(),
            Answer::failure("no"),
            Answer::reply(http),
            Answer::reply(Reply::Json(json())),
            Answer::reply(Reply::Assumed(json())),
            Answer::reply(Reply::Taken),
            Answer::reply(Reply::Failed("no route".to_owned())),
            Answer::replies(vec![("1.2.3.4".into(), Reply::Json(json()))]),
            thrown,
            failed_softly,
            with_errors,
        ];
        let numbered = all.into_iter().zip(1u64..);
        Answers(
            numbered
                .map(|(answer, number)| (NodeId::from(number), answer))
                .collect(),
        )
    }

    #[test]
    fn every_answer_that_can_be_set_is_the_same_after_a_file() {
        let answers = answers();
        let text = serde_json::to_vec(&GivenAnswers::from(&answers)).unwrap();
        let read = GivenAnswers::read(&text).unwrap().answers();
        for (node, answer) in &answers.0 {
            assert_eq!(read.0.get(node), Some(answer), "node {node}");
        }
    }

    #[test]
    fn the_short_forms_of_the_command_line_mean_what_they_did() {
        let text = br#"{"4": {"errors": ["no"]}, "5": {"reply": {"failed": "x"}}}"#;
        let read = GivenAnswers::read(text).unwrap();
        let answers = read.answers();
        assert_eq!(answers.0[&NodeId::from(4)], Answer::failure("no"));
        let replied = Answer::reply(Reply::Failed("x".to_owned()));
        assert_eq!(answers.0[&NodeId::from(5)], replied);
        assert_eq!(GivenAnswers::from(&answers), read, "and are written so");
    }
}

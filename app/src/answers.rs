//! What the outside answers in a simulation, as files say it.

use std::collections::BTreeMap;

use misp_flow_engine::{
    run::{Answer, Answers, Reply},
    value::Value,
    workflow::NodeId,
};
use serde::{Deserialize, Serialize};

/// `{"NODE": {"success": false, "errors": ["…"]}, "NODE": {"reply": …}}`.
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
}

/// What comes back for the node's requests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum GivenReply {
    /// The status and body of an HTTP answer.
    Http {
        status: u16,
        #[serde(default)]
        body: String,
    },
    /// What misp-modules answers.
    Json(serde_json::Value),
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
            reply: None,
        };
        self.0.insert(node.to_owned(), answer);
        NodeId::new(node)
    }

    /// Whether nothing is said of any node.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These answers as a file gives them; nothing where one of them says more than a file can.
    pub fn of(answers: &Answers) -> Option<Self> {
        let answers = answers.0.iter();
        let given = answers.map(|(node, answer)| {
            let given = GivenAnswer::of(answer)?;
            (given.answer() == *answer).then(|| (node.to_string(), given))
        });
        given.collect::<Option<_>>().map(Self)
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

impl GivenAnswer {
    fn of(answer: &Answer) -> Option<Self> {
        let reply = answer.reply.as_ref().map(|reply| match reply {
            Reply::Http { status, body, .. } => Some(GivenReply::Http {
                status: *status,
                body: body.clone(),
            }),
            Reply::Json(json) => Some(GivenReply::Json(json.to_serde())),
            Reply::Failed(message) => Some(GivenReply::Failed(message.clone())),
            _ => None,
        });
        let reply = match reply {
            Some(None) => return None,
            Some(reply) => reply,
            None => None,
        };
        Some(Self {
            success: (answer.success != answer.errors.is_empty()).then_some(answer.success),
            errors: answer.errors.clone(),
            reply,
        })
    }

    fn answer(&self) -> Answer {
        let reply = self.reply.as_ref().map(|reply| match reply {
            GivenReply::Http { status, body } => Reply::Http {
                status: *status,
                body: body.clone(),
                location: None,
            },
            GivenReply::Json(json) => Reply::Json(Value::from_serde(json)),
            GivenReply::Failed(message) => Reply::Failed(message.clone()),
        });
        Answer {
            success: self.success.unwrap_or(self.errors.is_empty()),
            replaces: reply.is_none(),
            errors: self.errors.clone(),
            reply,
            ..Answer::default()
        }
    }
}

//! `modules_protocol`: what misp-modules answers, compared with the engine's stand-in for it; and
//! whether the engine reads what only the real service could say.

use std::collections::HashMap;

use misp_flow_engine::{
    misp_modules::{
        Service, ServiceAnswer, Services,
        standin::{self, Response},
    },
    value::Value,
};

use super::{expect_same, field};

/// Modules that the stand-in does not stand in for.
const BEYOND: [&str; 5] = [
    "export_sentinel",
    "iprep",
    "nextcloud_talk",
    "qradar_reference_set_publish",
    "sentinelone_ioc_publish",
];

/// Asks the stand-in and compares; of [`BEYOND`] it must say that it cannot know, and the recorded
/// answer must be read as what it is.
pub fn check(vector: &Value) -> Result<(), String> {
    let request = field(vector, "request");
    let text = |name: &str| field(request, name).to_text().into_owned();
    let expected = field(vector, "response");
    match standin::serve(&text("method"), &text("path"), &text("body")) {
        Some(response) => compare(expected, &response, &text("body"))?,
        None => {
            let body = Value::from_json(text("body").as_bytes()).map_err(|e| e.to_string())?;
            let module = field(&body, "module").to_text();
            if !BEYOND.contains(&module.as_ref()) {
                return Err(format!("the stand-in does not answer for {module}"));
            }
        }
    }
    read(expected)
}

fn compare(expected: &Value, response: &Response, asked: &str) -> Result<(), String> {
    let status = Value::from(i64::from(response.status));
    expect_same("the status", field(expected, "status"), &status)?;
    let Some(json) = expected.get("json") else {
        let body = Value::from(response.body.as_str());
        return expect_same("the body", field(expected, "text"), &body);
    };
    let given = Value::from_json(response.body.as_bytes()).map_err(|error| error.to_string())?;
    let is_list_of_modules = json.get(0).is_some_and(|entry| entry.get("meta").is_some());
    if is_list_of_modules {
        return modules(json, &given);
    }
    let (mut wanted, mut told) = (Uuids::new(asked), Uuids::new(asked));
    expect_same("the body", &wanted.numbered(json), &told.numbered(&given))
}

/// The recording has a few of the modules, with texts that were made for people; what the engine
/// reads of them must be the same.
fn modules(expected: &Value, given: &Value) -> Result<(), String> {
    let given = Services::from_answer(given);
    let expected = Services::from_answer(expected);
    if expected.iter().count() != 8 {
        return Err("the recorded modules are not read whole".to_owned());
    }
    for service in expected.iter() {
        let same = given.get(&service.name).map(facts);
        if same.as_ref() != Some(&facts(service)) {
            return Err(format!(
                "{} is {same:?} instead of {service:?}",
                service.name
            ));
        }
    }
    Ok(())
}

/// A module without what is only there to be read by people.
fn facts(service: &Service) -> Service {
    let mut service = service.clone();
    if let Some(action) = &mut service.action {
        let action = std::sync::Arc::make_mut(action);
        action
            .params
            .iter_mut()
            .for_each(|param| param.placeholder.clear());
    }
    service
}

/// Whether an answer is read as what it is.
fn read(response: &Value) -> Result<(), String> {
    let status = field(response, "status").to_int();
    let status = u16::try_from(status).map_err(|error| error.to_string())?;
    let body = match response.get("json") {
        Some(json) => json.to_json(),
        None => field(response, "text").to_text().into_owned(),
    };
    let json = field(response, "json");
    let answer = ServiceAnswer::of_http(status, &body);
    let is_right = match &answer {
        ServiceAnswer::Results(results) => json.get("results") == Some(results),
        ServiceAnswer::Error(error) => json.get("error") == Some(error),
        ServiceAnswer::Other(body) => {
            body == json && json.get("results").is_none() && json.get("error").is_none()
        }
        ServiceAnswer::Unreadable(_) => status != 200,
    };
    if is_right {
        Ok(())
    } else {
        Err(format!("the answer is read as {answer:?}"))
    }
}

/// Numbers uuids that an answer made up by when they first come.
struct Uuids<'a> {
    asked: &'a str,
    known: HashMap<String, usize>,
}

impl<'a> Uuids<'a> {
    fn new(asked: &'a str) -> Self {
        Self {
            asked,
            known: HashMap::new(),
        }
    }

    /// The answer with numbers in place of uuids that were not in the question; that of a template
    /// is not made up.
    fn numbered(&mut self, answer: &Value) -> Value {
        let Value::Array(fields) = answer else {
            return answer.clone();
        };
        let mut fields = fields.clone();
        let keys: Vec<_> = fields.keys().map(|key| key.to_key()).collect();
        for key in keys {
            let value = field(answer, &key.to_string()).clone();
            let value = match (key.to_string().as_str(), value.as_str()) {
                ("uuid" | "object_uuid" | "referenced_uuid", Some(uuid))
                    if !self.asked.contains(uuid) =>
                {
                    let next = self.known.len();
                    let number = *self.known.entry(uuid.to_owned()).or_insert(next);
                    Value::from(format!("uuid {number}"))
                }
                _ => self.numbered(answer.get(&key).unwrap_or(&Value::Null)),
            };
            fields.insert(key, value);
        }
        fields.into()
    }
}

//! `modules_protocol`: what misp-modules answers, compared with the engine's stand-in for it; and
//! whether the engine reads what only the real service could say.

use std::sync::Arc;

use misp_flow_engine::{
    misp_modules::{
        Service, ServiceAnswer, Services,
        standin::{self, Response},
    },
    value::Value,
};

use super::{expect_same, field};
use crate::made_up::number_uuids;

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
    let (wanted, given) = (number_uuids(json, asked), number_uuids(&given, asked));
    expect_same("the body", &wanted, &given)
}

/// The recording has a few of the modules, with texts that were made for people; what the engine
/// reads of them must be the same.
fn modules(expected: &Value, given: &Value) -> Result<(), String> {
    let expected = Services::from_answer(expected);
    if expected.iter().count() != 8 {
        return Err("the recorded modules are not read whole".to_owned());
    }
    same_services(&expected, &Services::from_answer(given))
}

/// Fine if each module of `expected` is in `given`, the same in all but what is only there to be
/// read by people.
pub fn same_services(expected: &Services, given: &Services) -> Result<(), String> {
    for service in expected.iter() {
        let given = given.get(&service.name).map(facts);
        if given.as_ref() != Some(&facts(service)) {
            return Err(format!("gives {given:?} instead of {service:?}"));
        }
    }
    Ok(())
}

fn facts(service: &Service) -> Service {
    let mut service = service.clone();
    for param in service
        .action
        .iter_mut()
        .flat_map(|action| &mut Arc::make_mut(action).params)
    {
        param.placeholder.clear();
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

//! `splunk-hec-export`: sends the event to a Splunk HTTP event collector.

use smol_str::SmolStr;

use crate::{
    instance::Quirk,
    modules::{
        Context, Module, Params,
        http::{self, Call, Content},
    },
    path::HashPath,
    value::{Array, PhpError, Value},
};

/// The parts of an event that are not sent along with each of its attributes.
const LISTS: [&str; 3] = ["Attribute", "Object", "_AttributeFlattened"];

/// Posts the event, or each of its attributes, to a collector. On servers with
/// [`Quirk::SplunkFails`] nothing leaves (README-live 35); what the others send is not measured, but
/// follows the parameters' descriptions and Splunk's format.
#[derive(Debug)]
pub struct SplunkHecExport {
    url: String,
    token: String,
    verifies: bool,
    source_type: String,
    per_attribute: bool,
    model: String,
}

impl SplunkHecExport {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            url: params.text("url"),
            token: params.text("hec_token"),
            verifies: params.get("verify_tls").is_truthy(),
            source_type: params.text("source_type"),
            per_attribute: params.get("event_per_attribute").is_truthy(),
            model: params.text("data_extraction_model"),
        }
    }

    fn call(&self, event: Value) -> Call {
        let mut body = Array::with_capacity(2);
        body.insert("event", event);
        if !self.source_type.is_empty() {
            body.insert("sourcetype", Value::from(self.source_type.as_str()));
        }
        let mut headers = Array::with_capacity(1);
        headers.insert(
            "Authorization",
            Value::from(format!("Splunk {}", self.token)),
        );
        Call {
            method: "POST",
            url: self.url.clone(),
            content: Content::Json(body.into()),
            headers,
            accepts_self_signed: !self.verifies,
            secret: SmolStr::default(),
        }
    }
}

impl Module for SplunkHecExport {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        if !http::is_allowed(context) || !http::has_url(context, &self.url) {
            return Ok(false);
        }
        if context.is_bitten_by(Quirk::SplunkFails) {
            return Err(http::no_answer());
        }
        let model = match self.model.trim() {
            "" => None,
            model => match Value::from_json(model.as_bytes()) {
                Ok(Value::Array(model)) => Some(model),
                _ => return Ok(context.fail("The data extraction model is not a JSON object.")),
            },
        };
        let data = context.data()?;
        let events = if self.per_attribute {
            each_attribute(&data)
        } else {
            vec![data]
        };
        for event in events {
            let event = match &model {
                Some(model) => extracted(&event, model)?,
                None => event,
            };
            if !http::deliver(context, self.call(event)) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Each attribute, also of objects, with what the event says of itself.
fn each_attribute(data: &Value) -> Vec<Value> {
    let event = data.get("Event").map(Value::to_array).unwrap_or_default();
    let attributes = event.get("_AttributeFlattened").map(Value::to_array);
    let mut bare = event;
    for list in LISTS {
        bare.remove(list);
    }
    let bare = Value::from(bare);
    let attributes = attributes.unwrap_or_default();
    let with_event = attributes.values().map(|attribute| {
        let mut both = Array::with_capacity(2);
        both.insert("Event", bare.clone());
        both.insert("Attribute", attribute.clone());
        Value::from(both)
    });
    with_event.collect()
}

/// The fields of a model, each with what its hash path finds.
fn extracted(data: &Value, model: &Array) -> Result<Value, PhpError> {
    let mut fields = Array::with_capacity(model.len());
    for (name, path) in model {
        let path = HashPath::from_value(path)?;
        let found = if path.is_plain() {
            path.get(data)?.cloned().unwrap_or_default()
        } else {
            path.extract(data)?.into()
        };
        fields.insert(name, found);
    }
    Ok(fields.into())
}

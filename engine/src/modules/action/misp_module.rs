//! Actions that misp-modules offers.

use std::sync::Arc;

use crate::{
    catalogue,
    filter::Filter,
    misp_modules::{ServiceAnswer, ask_for_action},
    modules::{Context, Module, Params},
    path::HashPath,
    template::Template,
    value::{Array, PhpError, Value},
};

/// An action of the misp-modules service (README-live 36).
#[derive(Debug)]
pub struct MispModule {
    described: Arc<catalogue::Module>,
    params: Vec<Param>,
    filter: Result<Option<Filter>, PhpError>,
}

/// One param with the node's value, as text or whatever else is stored.
#[derive(Debug)]
struct Param {
    id: smol_str::SmolStr,
    value: Value,
    use_as: Use,
}

/// What is done with a param beside sending it.
#[derive(Debug)]
enum Use {
    Plain,
    /// It is rendered first.
    Template,
    /// What it finds is sent under this label.
    HashPath(String),
}

impl MispModule {
    /// The module as the server describes it, with the node's parameters. Params that the module
    /// does not have are not sent; one without a value is sent as an empty text.
    pub fn new(described: &Arc<catalogue::Module>, params: &Params) -> Self {
        let param = |param: &catalogue::Param| {
            let stored = params.stored().get_set(param.id.as_str()).cloned();
            Param {
                id: param.id.clone(),
                value: stored.unwrap_or_else(|| match &param.default {
                    serde_json::Value::Null => Value::from(""),
                    default => Value::from_serde(default),
                }),
                use_as: if param.is_hash_path() {
                    Use::HashPath(param.label.clone())
                } else if param.jinja_supported {
                    Use::Template
                } else {
                    Use::Plain
                },
            }
        };
        Self {
            described: Arc::clone(described),
            params: described.params.iter().map(param).collect(),
            filter: params.filter(),
        }
    }

    /// What the node's filter picks; all data where it picks nothing or is none.
    fn filtered(&self, data: &Value) -> Result<Value, PhpError> {
        let picked = match self.filter.as_ref().map_err(Clone::clone)? {
            Some(filter) => filter.select(data)?,
            None => Array::new(),
        };
        Ok(if picked.is_empty() {
            data.clone()
        } else {
            picked.into()
        })
    }
}

impl Module for MispModule {
    /// Fails only if the answer says what went wrong; `data: false` is as good as `true`. A hash
    /// path that is empty finds the whole data.
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let mut sent = Array::new();
        let mut found = Array::new();
        for param in &self.params {
            let mut value = param.value.clone();
            match &param.use_as {
                Use::Plain => {}
                Use::Template => {
                    value = context.render(&Template::parse(&value.to_text()))?.into();
                }
                Use::HashPath(label) if value.is_empty() => {
                    found.insert(label.as_str(), data.clone());
                }
                Use::HashPath(label) => {
                    let path = HashPath::from_value(&value)?;
                    found.insert(label.as_str(), path.extract(&data)?.into());
                }
            }
            sent.insert(param.id.as_str(), value);
        }
        let items = match self.described.support_filters {
            true => Some(self.filtered(&data)?),
            false => None,
        };
        let query = ask_for_action(&self.described.id, data, sent.into(), items, found);
        Ok(match context.ask(query) {
            ServiceAnswer::Error(error) => context.fail(error.to_text()),
            _ => true,
        })
    }
}

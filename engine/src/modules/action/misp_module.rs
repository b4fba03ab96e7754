//! Actions that misp-modules offers.

use crate::{
    catalogue,
    modules::{Context, Module, Params},
    run::{ModuleQuery, Reply, Request},
    value::{Array, PhpError, Value},
};

/// An action of the misp-modules service (README-live 36).
#[derive(Debug)]
pub struct MispModule {
    id: smol_str::SmolStr,
    params: Value,
}

impl MispModule {
    /// The module as the service describes it, with the node's parameters.
    pub fn new(described: &catalogue::Module, params: &Params) -> Self {
        Self {
            id: described.id.clone(),
            params: params.stored().clone(),
        }
    }
}

impl Module for MispModule {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let mut body = Array::new();
        body.insert("module", Value::from(self.id.clone()));
        body.insert("data", context.data()?);
        body.insert("params", self.params.clone());
        let reply = context.outside.request(Request::Query(ModuleQuery {
            module: self.id.clone(),
            body: body.into(),
        }));
        match reply {
            Reply::Json(answer) => match answer.get("error") {
                Some(error) => Ok(context.fail(error.to_text())),
                None => Ok(true),
            },
            _ => Ok(false),
        }
    }
}

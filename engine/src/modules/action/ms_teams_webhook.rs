//! `ms-teams-webhook`: sends the data to a channel of Microsoft Teams.

use smol_str::SmolStr;

use crate::{
    modules::{
        Context, Module, Params,
        http::{self, Call, Content},
    },
    value::{Array, PhpError, Value},
};

/// Posts the whole roaming data as the field `text` of a form. The server does not look at the
/// extraction path (README-live 35).
#[derive(Debug)]
pub struct MsTeamsWebhook {
    url: String,
}

impl MsTeamsWebhook {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            url: params.text("url"),
        }
    }
}

impl Module for MsTeamsWebhook {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        if !http::is_allowed(context) || !http::has_url(context, &self.url) {
            return Ok(false);
        }
        let mut form = Array::with_capacity(1);
        form.insert("text", Value::from(context.data()?.to_json_short()));
        let call = Call {
            method: "POST",
            url: self.url.clone(),
            content: Content::Form(form.into()),
            headers: Array::new(),
            accepts_self_signed: false,
            secret: SmolStr::default(),
        };
        Ok(http::deliver(context, call))
    }
}

//! `send-log-mail`: writes to people of the instance about an entry of the log.

use crate::{
    modules::{Context, Module, Params, mail::MailTemplate},
    value::PhpError,
};

/// Sends a mail as `send-mail` does, but only where the data are a log entry; the administrators of
/// the organisation that the entry names can be recipients. With other data it fails and does not
/// say why (recording mail-log).
#[derive(Debug)]
pub struct SendLogMail(MailTemplate);

impl SendLogMail {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self(MailTemplate::new(params))
    }
}

impl Module for SendLogMail {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        let data = context.data()?;
        let Some(entry) = data.get("Log") else {
            return Ok(context.fails_because("the data hold no Log entry to tell of"));
        };
        let organisation = entry.get("org").map(|org| org.to_text().into_owned());
        self.0.send(context, &organisation.unwrap_or_default())
    }
}

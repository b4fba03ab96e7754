//! `send-mail`: writes to people of the instance.

use crate::{
    modules::{Context, Module, Params, mail::MailTemplate},
    value::PhpError,
};

/// Sends a mail with a rendered subject and text (spec 05; README-live 35).
#[derive(Debug)]
pub struct SendMail(MailTemplate);

impl SendMail {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self(MailTemplate::new(params))
    }
}

impl Module for SendMail {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        self.0.send(context, "")
    }
}

//! `telegram-send-alert`: sends a message to a Telegram chat.

use smol_str::SmolStr;

use crate::{
    modules::{
        Context, Module, Params,
        http::{self, Call, Content, Unsent},
    },
    template::Template,
    value::{Array, PhpError, Value},
};

/// Posts a rendered message to Telegram's bot API. That the API cannot be reached is an exception
/// here (recording act-telegram).
#[derive(Debug)]
pub struct TelegramSendAlert {
    bot_token: SmolStr,
    chat_id: Value,
    message: Template,
}

impl TelegramSendAlert {
    /// The module with the node's parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            bot_token: params.text("bot_token").into(),
            chat_id: params.get("chat_id"),
            message: params.template("message_body_template"),
        }
    }
}

impl Module for TelegramSendAlert {
    fn exec(&self, context: &mut Context<'_>) -> Result<bool, PhpError> {
        if !http::is_allowed(context) {
            return Ok(false);
        }
        let mut message = Array::with_capacity(2);
        message.insert("chat_id", self.chat_id.clone());
        message.insert("text", Value::from(context.render(&self.message)?));
        let call = Call {
            method: "POST",
            url: format!("https://api.telegram.org/bot{}/sendMessage", self.bot_token),
            content: Content::Json(message.into()),
            headers: Array::new(),
            accepts_self_signed: false,
            secret: self.bot_token.clone(),
        };
        match http::send(context, call) {
            Ok(answer) => Ok(http::is_taken(context, &answer)),
            Err(Unsent(why)) => Err(PhpError::exception(why)),
        }
    }
}

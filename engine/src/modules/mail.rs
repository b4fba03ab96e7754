//! Mails to people of the instance (README-live 35).

use super::{Context, Params};
use crate::{
    instance::DISABLE_EMAILING,
    run::{Mail, Request},
    template::Template,
    value::{Array, PhpError, Value},
};

/// Groups of people that a mail can go to.
const EVERYBODY: &str = "All accounts";
const ADMINS: &str = "All admins";
const ORG_ADMINS: &str = "Org admins";

/// A mail as a node describes it.
#[derive(Debug)]
pub struct MailTemplate {
    recipients: Value,
    subject: Template,
    body: Template,
}

impl MailTemplate {
    /// The mail of a node with these parameters.
    pub fn new(params: &Params) -> Self {
        Self {
            recipients: params.get("recipients"),
            subject: params.template("mail_template_subject"),
            body: params.template("mail_template_body"),
        }
    }

    /// Sends the mail. `organisation` is the name of the one whose administrators are meant where
    /// the mail goes to `Org admins`. A server that sends no mails does nothing, with success.
    ///
    /// # Errors
    /// A `TypeError` if the recipients are no list; as [`Context::render`].
    pub fn send(&self, context: &mut Context<'_>, organisation: &str) -> Result<bool, PhpError> {
        if self.recipients.is_empty() {
            return Ok(context.fail("No recipient set."));
        }
        let Value::Array(wanted) = &self.recipients else {
            let kind = self.recipients.kind();
            return Err(PhpError::argument(
                "in_array()",
                2,
                "haystack",
                "array",
                kind,
            ));
        };
        let subject = Value::from(context.render(&self.subject)?);
        let body = context.render(&self.body)?;
        if subject.is_empty() {
            return Ok(context.fail("The mail template is empty."));
        }
        if context.instance.setting(DISABLE_EMAILING).is_truthy() {
            let note = format!("no mail is sent, because the server has {DISABLE_EMAILING} on");
            context.notes.push(note);
            return Ok(true);
        }
        let recipients = addresses(context, wanted, organisation);
        if recipients.is_empty() {
            context
                .notes
                .push("no mail is sent, because nobody is among the recipients".to_owned());
            return Ok(true);
        }
        // Whether a mail gets through makes no difference to the node.
        context.outside.request(Request::Mail(Mail {
            recipients,
            subject: subject.to_text().into_owned(),
            body,
        }));
        Ok(true)
    }
}

/// Who is meant, each once. On a server whose people are not known, groups and addresses stand for
/// themselves.
fn addresses(context: &Context<'_>, wanted: &Array, organisation: &str) -> Vec<String> {
    let store = &context.world.store;
    let wanted: Vec<_> = wanted.values().map(Value::to_text).collect();
    if store.users().next().is_none() {
        return wanted.into_iter().map(String::from).collect();
    }
    let field = |user: &Value, name: &str| {
        let field = user.get(name).unwrap_or(&Value::Null);
        field.to_text().into_owned()
    };
    let is_of_organisation = |user: &Value| {
        let theirs = store.organisation(&field(user, "org_id"));
        theirs.is_some_and(|theirs| field(theirs, "name") == organisation)
    };
    let is_meant = |user: &&Value| {
        let is_admin = field(user, "role").to_lowercase().contains("admin");
        wanted.iter().any(|wanted| match wanted.as_ref() {
            EVERYBODY => true,
            ADMINS => is_admin,
            ORG_ADMINS => is_admin && is_of_organisation(user),
            address => address == field(user, "email"),
        })
    };
    let meant = store.users().filter(is_meant);
    meant.map(|user| field(user, "email")).collect()
}

#[cfg(test)]
mod tests {
    use crate::{
        instance::{Instance, Store},
        run::{Answers, Effect, Plan, Request, Settings, simulate},
        value::Value,
    };

    fn json(text: &str) -> Value {
        Value::from_json(text.as_bytes()).unwrap()
    }

    /// Who gets the mail of a node with these recipients.
    fn written_to(module: &str, recipients: &str, instance: &Instance) -> Vec<String> {
        let graph = format!(
            r#"{{"1":{{"id":1,"data":{{"id":"log-after-save","module_type":"trigger"}},"inputs":[],
                   "outputs":{{"output_1":{{"connections":[{{"node":"2","output":"input_1"}}]}}}}}},
                "2":{{"id":2,"data":{{"id":"{module}","module_type":"action","indexed_params":
                   {{"recipients":{recipients},"mail_template_subject":"S","mail_template_body":"B"}}}},
                   "inputs":{{}},"outputs":[]}}}}"#
        );
        let run = simulate(
            &Plan::of_graph(&json(&graph)),
            &json(r#"{"Log":{"id":"1","org":"B"}}"#),
            instance,
            &mut Answers::default(),
            &Settings::default(),
        );
        assert!(run.steps[0].errors.is_empty());
        match run.effects.first().and_then(Effect::request) {
            Some(Request::Mail(mail)) => mail.recipients.clone(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_mail_goes_to_whom_its_recipients_name() {
        let mut instance = Instance::default();
        let everybody = r#"["All admins"]"#;
        assert_eq!(
            written_to("send-mail", everybody, &instance),
            ["All admins"]
        );
        instance.store = Store::from_value(&json(
            r#"{"organisations":[{"id":"1","name":"A"},{"id":"2","name":"B"}],"users":[
                {"id":"1","email":"root@a","org_id":"1","role":"admin"},
                {"id":"2","email":"boss@b","org_id":"2","role":"Org Admin"},
                {"id":"3","email":"user@b","org_id":"2","role":"User"}]}"#,
        ));
        for (module, recipients, addresses) in [
            (
                "send-mail",
                r#"["All accounts"]"#,
                &["root@a", "boss@b", "user@b"][..],
            ),
            (
                "send-mail",
                r#"["user@b","All admins"]"#,
                &["root@a", "boss@b", "user@b"],
            ),
            ("send-mail", r#"["nobody@c"]"#, &[]),
            ("send-log-mail", r#"["Org admins"]"#, &["boss@b"]),
        ] {
            assert_eq!(written_to(module, recipients, &instance), addresses);
        }
        instance
            .settings
            .insert("MISP.disable_emailing".into(), Value::from(true));
        let nobody = written_to("send-mail", r#"["All accounts"]"#, &instance);
        assert!(nobody.is_empty());
    }
}

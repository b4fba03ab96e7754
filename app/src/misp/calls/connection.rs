//! Whether an instance can be worked with, and what is missing.

use super::super::{Cause, Client, Refusal};
use super::server::{Identity, ServerVersion};

/// What a test of the connection found.
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectionReport {
    /// The server's version.
    pub server: ServerVersion,
    /// The key's user, or why it is not known.
    pub me: Result<Identity, Refusal>,
    /// How many triggers there are, or why workflows cannot be used.
    pub triggers: Result<usize, Refusal>,
}

impl ConnectionReport {
    /// What stands in the way of working with workflows, in sentences for the user; empty where
    /// nothing does.
    pub fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        match &self.me {
            Ok(me) if !me.site_admin => missing.push(format!(
                "{} is no site admin (role {}); only site admins may work with workflows. Ask for the key of one",
                me.email, me.role
            )),
            Ok(_) => {}
            Err(refusal) => missing.push(refusal.to_string()),
        }
        match &self.triggers {
            // The role says it better than the refusal that follows from it.
            Err(refusal)
                if matches!(refusal.cause, Cause::NotPermitted { .. }) && !missing.is_empty() => {}
            Err(refusal) => missing.push(refusal.to_string()),
            Ok(_) => {}
        }
        missing
    }
}

impl Client {
    /// Tests the connection: version, user, workflows.
    ///
    /// # Errors
    /// As all calls, where not even the version can be had.
    pub async fn test_connection(&self) -> Result<ConnectionReport, Refusal> {
        let server = self.version().await?;
        let (me, triggers) = tokio::join!(self.me(), self.triggers());
        Ok(ConnectionReport {
            server,
            me,
            triggers: triggers.map(|triggers| triggers.len()),
        })
    }
}

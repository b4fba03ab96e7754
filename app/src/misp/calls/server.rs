//! Who and what answers: version, and the key's user.

use serde::{Deserialize, Serialize};

use super::super::{
    Cause, Client, Refusal,
    answer::{Row, unreadable},
    request::Call,
};

/// What a server says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerVersion {
    /// The version, such as `2.5.1`.
    pub version: String,
    /// The server's uuid, where it tells it.
    pub uuid: Option<String>,
}

/// Whom the key belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The user's id.
    pub id: String,
    /// The user's mail address.
    pub email: String,
    /// The role's name.
    pub role: String,
    /// The organisation's name.
    pub organisation: String,
    /// Whether the role is a site admin's, which workflows need.
    pub site_admin: bool,
}

impl Client {
    /// The server's version.
    ///
    /// # Errors
    /// As all calls: [`Refusal`].
    pub async fn version(&self) -> Result<ServerVersion, Refusal> {
        let call = Call::get(&["servers", "getVersion"]);
        let read = |value: &misp_flow_engine::value::Value| {
            let row = Row::of(value, "Server");
            let version = row.filled("version").ok_or(Cause::NotMisp)?;
            Ok(ServerVersion {
                version,
                uuid: row.filled("uuid"),
            })
        };
        self.ask(call, |answer| read(&answer.value()?)).await
    }

    /// The key's user, role and organisation.
    ///
    /// # Errors
    /// As all calls.
    pub async fn me(&self) -> Result<Identity, Refusal> {
        let call = Call::get(&["users", "view", "me"]);
        self.ask(call, |answer| {
            let value = answer.value()?;
            let user = Row::of(&value, "User");
            let role = Row::of(&value, "Role");
            if user.text("email").is_empty() {
                return Err(unreadable("it names no user"));
            }
            Ok(Identity {
                id: user.text("id"),
                email: user.text("email"),
                role: role.text("name"),
                organisation: Row::of(&value, "Organisation").text("name"),
                site_admin: role.flag("perm_site_admin"),
            })
        })
        .await
    }
}

//! What pickers and searches offer: tags, galaxies, organisations, sharing groups, warninglists,
//! users, misp-modules.

use misp_flow_engine::value::{KeyRef, Value};
use reqwest::Url;
use serde::{Deserialize, Serialize};

use super::super::{
    Cause, Client, Refusal,
    address::host_of,
    answer::{Row, elements, foreign, unreadable},
    request::Call,
};

/// A tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The number that the server gave it.
    pub id: String,
    /// Its name, such as `tlp:red`.
    pub name: String,
    /// Its colour, such as `#cc0033`.
    pub colour: String,
    /// Whether it stands for a galaxy cluster.
    pub is_galaxy: bool,
    /// Whether it stays on the server.
    pub local_only: bool,
    /// Whether it is hidden from choice.
    pub hidden: bool,
}

/// A galaxy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Galaxy {
    /// The number that the server gave it.
    pub id: String,
    /// Its uuid.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// Its type, which its tags are named by.
    pub kind: String,
    /// What it holds.
    pub description: String,
    /// Whether it is in use.
    pub enabled: bool,
}

/// An organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// The number that the server gave it.
    pub id: String,
    /// Its uuid.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// Whether it has users on this server.
    pub local: bool,
}

/// A sharing group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharingGroup {
    /// The number that the server gave it.
    pub id: String,
    /// Its uuid.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// To whom it may be given.
    pub releasability: String,
}

/// A warninglist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warninglist {
    /// The number that the server gave it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How its entries are compared: `cidr`, `hostname`, `string`, `substring`, `regex`.
    pub kind: String,
    /// Its version.
    pub version: String,
    /// Whether it is in use.
    pub enabled: bool,
    /// How many entries it has.
    pub entries: u64,
}

/// A user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerUser {
    /// The number that the server gave them.
    pub id: String,
    /// The mail address.
    pub email: String,
    /// The number of the organisation.
    pub organisation: String,
    /// The number of the role.
    pub role: String,
    /// Whether they may not log in.
    pub disabled: bool,
}

/// A module of the misp-modules service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MispModule {
    /// Its name.
    pub name: String,
    /// `expansion`, `import`, `export`, `hover`, `action`; several with commas.
    pub kind: String,
    /// What it does.
    pub description: String,
}

/// A choice of a picker whose options newer servers list elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickerOption {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
}

impl Client {
    /// All tags, at once: servers leave this list whole whatever page is asked for.
    ///
    /// # Errors
    /// As all calls.
    pub async fn tags(&self) -> Result<Vec<Tag>, Refusal> {
        let read = |row: Row<'_>| Tag {
            id: row.text("id"),
            name: row.text("name"),
            colour: row.text("colour"),
            is_galaxy: row.flag("is_galaxy"),
            local_only: row.flag("local_only"),
            hidden: row.flag("hide_tag"),
        };
        // Counting how often each is used takes a server with many tags far longer than the list.
        let call = Call::get(&["tags", "index", "exclude_statistics:1"]);
        let plain = Call::get(&["tags", "index"]);
        self.rows_or(call, plain, ("Tag", "tags"), read).await
    }

    /// The names of all tags, or of those of galaxies, as newer servers list them for pickers.
    ///
    /// # Errors
    /// As all calls; [`Cause::NotOffered`] on servers that do not.
    pub async fn tag_options(&self, of_galaxies: bool) -> Result<Vec<PickerOption>, Refusal> {
        let which = if of_galaxies { "1" } else { "0" };
        let call = Call::get(&["tags", "fastIndex", which]);
        self.ask(call, |answer| options(&answer.value()?)).await
    }

    /// The options that a picker's `select_options_url` leads to. A link to another server is not
    /// followed, as the key would go there.
    ///
    /// # Errors
    /// As all calls.
    pub async fn picker_options(&self, link: &str) -> Result<Vec<PickerOption>, Refusal> {
        let Some(url) = self.address().within(link) else {
            let call = Call::get(&["a picker's options"]);
            let to = Url::parse(link).map_or_else(
                |_| "another server".to_owned(),
                |url| format!("{}://{}", url.scheme(), host_of(&url)),
            );
            return Err(self.refuse(Cause::RedirectedElsewhere { to }, &call));
        };
        self.ask(Call::follow(url), |answer| options(&answer.value()?))
            .await
    }

    /// All galaxies.
    ///
    /// # Errors
    /// As all calls.
    pub async fn galaxies(&self) -> Result<Vec<Galaxy>, Refusal> {
        let read = |row: Row<'_>| Galaxy {
            id: row.text("id"),
            uuid: row.text("uuid"),
            name: row.text("name"),
            kind: row.text("type"),
            description: row.text("description"),
            enabled: row.value("enabled").is_none() || row.flag("enabled"),
        };
        let call = Call::get(&["galaxies", "index"]);
        self.rows(call, ("Galaxy", "galaxies"), read).await
    }

    /// All organisations that the key may see.
    ///
    /// # Errors
    /// As all calls.
    pub async fn organisations(&self) -> Result<Vec<Organisation>, Refusal> {
        let read = |row: Row<'_>| Organisation {
            id: row.text("id"),
            uuid: row.text("uuid"),
            name: row.text("name"),
            local: row.flag("local"),
        };
        // Without a scope a server lists its own only.
        let call = Call::get(&["organisations", "index", "scope:all"]);
        let plain = Call::get(&["organisations", "index"]);
        let model = ("Organisation", "organisations");
        self.rows_or(call, plain, model, read).await
    }

    /// All sharing groups that the key may see.
    ///
    /// # Errors
    /// As all calls.
    pub async fn sharing_groups(&self) -> Result<Vec<SharingGroup>, Refusal> {
        let read = |row: Row<'_>| SharingGroup {
            id: row.text("id"),
            uuid: row.text("uuid"),
            name: row.text("name"),
            releasability: row.text("releasability"),
        };
        let call = Call::get(&["sharing_groups", "index"]);
        self.rows(call, ("SharingGroup", "sharing groups"), read)
            .await
    }

    /// All warninglists, without their entries.
    ///
    /// # Errors
    /// As all calls.
    pub async fn warninglists(&self) -> Result<Vec<Warninglist>, Refusal> {
        let read = |row: Row<'_>| Warninglist {
            id: row.text("id"),
            name: row.text("name"),
            kind: row.text("type"),
            version: row.text("version"),
            enabled: row.flag("enabled"),
            entries: row.count("warninglist_entry_count"),
        };
        let call = Call::get(&["warninglists", "index"]);
        self.rows(call, ("Warninglist", "warninglists"), read).await
    }

    /// All users; only admins see them.
    ///
    /// # Errors
    /// As all calls.
    pub async fn users(&self) -> Result<Vec<ServerUser>, Refusal> {
        let read = |row: Row<'_>| ServerUser {
            id: row.text("id"),
            email: row.text("email"),
            organisation: row.text("org_id"),
            role: row.text("role_id"),
            disabled: row.flag("disabled"),
        };
        let call = Call::get(&["admin", "users", "index"]);
        self.rows(call, ("User", "users"), read).await
    }

    /// What the misp-modules service offers, as far as the server passes it on.
    ///
    /// # Errors
    /// As all calls; [`Cause::Failed`] where the service does not answer the server.
    pub async fn misp_modules(&self) -> Result<Vec<MispModule>, Refusal> {
        let call = Call::get(&["modules", "index"]);
        self.ask(call, |answer| {
            let value = answer.list()?;
            let modules = elements(&value, &["modules"])?;
            Ok(modules.into_iter().map(misp_module).collect())
        })
        .await
    }

    /// Reads a list in the way of a server that knows a setting in the path, or else in the way that
    /// all do.
    async fn rows_or<T>(
        &self,
        call: Call,
        plain: Call,
        model: (&str, &str),
        read: impl Fn(Row<'_>) -> T,
    ) -> Result<Vec<T>, Refusal> {
        match self.rows(call, model, &read).await {
            Err(refusal) if is_of_path(&refusal.cause) => self.rows(plain, model, read).await,
            answer => answer,
        }
    }

    /// Reads a list whose elements may stand under their model's name; the list's own name is for the
    /// words. What cannot be read is left out, and noted.
    async fn rows<T>(
        &self,
        call: Call,
        model: (&str, &str),
        read: impl Fn(Row<'_>) -> T,
    ) -> Result<Vec<T>, Refusal> {
        let (model, list) = model;
        let plural = format!("{model}s");
        self.ask(call, |answer| {
            let value = answer.list()?;
            let rows = elements(&value, &[model, &plural])?;
            if let [first, ..] = rows.as_slice()
                && !rows.iter().any(|row| row.is_array())
            {
                return Err(foreign("rows", &first.to_serde()));
            }
            let all = rows.len();
            let rows = rows.into_iter().filter(|row| row.is_array());
            let rows: Vec<T> = rows.map(|row| read(Row::of(row, model))).collect();
            self.note_broken(list, all - rows.len(), all);
            Ok(rows)
        })
        .await
    }
}

/// Whether a server may refuse so what it does not know in a path.
fn is_of_path(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::NotFound { .. }
            | Cause::NotOffered
            | Cause::Failed { .. }
            | Cause::Invalid { .. }
            | Cause::Internal
            | Cause::Status { .. }
            | Cause::WebPage { .. }
    )
}

fn misp_module(value: &Value) -> MispModule {
    let row = Row::of(value, "");
    let meta = row.value("meta").map(|meta| Row::of(meta, ""));
    let kinds = match (
        row.value("type"),
        meta.and_then(|meta| meta.value("module-type")),
    ) {
        (Some(kind), _) if !kind.is_array() => kind.to_text().into_owned(),
        (_, Some(kinds)) => {
            let kinds = kinds
                .as_array()
                .into_iter()
                .flat_map(|kinds| kinds.values());
            let kinds: Vec<_> = kinds.map(|kind| kind.to_text().into_owned()).collect();
            kinds.join(", ")
        }
        _ => String::new(),
    };
    MispModule {
        name: row.text("name"),
        kind: kinds,
        description: meta
            .map(|meta| meta.text("description"))
            .unwrap_or_default(),
    }
}

/// Options as a list of names, a list of rows with a name, or a map from value to label.
fn options(value: &Value) -> Result<Vec<PickerOption>, Cause> {
    let inside = ["Tag", "response", "options"].iter();
    if let Some(inside) = inside
        .filter_map(|key| value.get(*key))
        .find(|found| found.is_array())
    {
        return options(inside);
    }
    let Some(list) = value.as_array() else {
        return Err(unreadable("a list of options was expected"));
    };
    let option = |value: String, label: String| PickerOption {
        label: if label.is_empty() {
            value.clone()
        } else {
            label
        },
        value,
    };
    let read = |(key, entry): (KeyRef<'_>, &Value)| match (key, entry) {
        (_, Value::Array(_)) => {
            let row = Row::of(entry, "Tag");
            // A tag's picker stores its name, also where the row has an id.
            let value = row.filled("value").or_else(|| row.filled("name"))?;
            Some(option(value, row.text("name")))
        }
        (KeyRef::Str(key), label) => Some(option(key.to_owned(), label.to_text().into_owned())),
        (KeyRef::Int(_), name) => Some(option(name.to_text().into_owned(), String::new())),
    };
    Ok(list.iter().filter_map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_all_forms_are_read() {
        for json in [
            r#"["tlp:red", "tlp:green"]"#,
            r#"{"0": "tlp:red", "5": "tlp:green"}"#,
            r#"{"tlp:red": "tlp:red", "tlp:green": "tlp:green"}"#,
            r#"[{"id": "1", "name": "tlp:red"}, {"Tag": {"id": "2", "name": "tlp:green"}}]"#,
            r#"{"Tag": [{"value": "tlp:red"}, {"value": "tlp:green", "name": "tlp:green"}]}"#,
        ] {
            let read = options(&Value::from_json(json.as_bytes()).unwrap()).unwrap();
            let names: Vec<_> = read.iter().map(|option| option.value.as_str()).collect();
            assert_eq!(names, ["tlp:red", "tlp:green"], "{json}");
            assert!(
                read.iter().all(|option| option.label == option.value),
                "{json}"
            );
        }
        assert!(options(&Value::from(3)).is_err());
    }
}

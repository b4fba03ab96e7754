//! The catalogue that comes with the program.

use std::sync::LazyLock;

use super::{Catalogue, read};

/// Modules of MISP 2.5.1 in the shape of the server's two answers; facts as a real server gives
/// them, texts our own. Keys of ours begin with `_`.
const MISP_2_5_1: &str = include_str!("../../../assets/catalogue/misp-2.5.1.json");

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    // A program that opens with an empty list and says why is worth more than one that does not open.
    load(MISP_2_5_1).unwrap_or_else(|error| Catalogue {
        error: Some(error),
        ..Catalogue::default()
    })
});

pub(super) fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

fn load(text: &str) -> Result<Catalogue, String> {
    let answers = read::json(text, read::MODULES).map_err(|error| error.to_string())?;
    let part = |key| answers.get(key).unwrap_or(&serde_json::Value::Null);
    let (catalogue, _) = Catalogue::from_server(part("triggers"), part("modules"))
        .map_err(|error| error.to_string())?;
    Ok(catalogue)
}

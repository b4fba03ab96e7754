//! Events: the MISP core format.

use crate::value::{PhpError, Value};

/// The database that normalisation reads from.
pub trait Lookups {}

/// A database without rows.
pub struct NoLookups;

impl Lookups for NoLookups {}

/// To come with the merge of the normalisation.
pub fn normalise(
    data: &Value,
    _scope: &str,
    _lookups: &mut dyn Lookups,
) -> Result<Option<Value>, PhpError> {
    Ok(Some(data.clone()))
}

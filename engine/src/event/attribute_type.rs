//! The types of attributes: in which categories each may stand, and what a new one gets.

use std::{collections::HashMap, sync::LazyLock};

use serde::Deserialize;
use smol_str::SmolStr;

/// As MISP 2.5.1 answers `/attributes/describeTypes`.
const TYPES: &str = include_str!("../../../assets/catalogue/attribute-types-2.5.1.json");

/// A type of attributes.
#[derive(Clone, Debug, Deserialize)]
pub struct AttributeType {
    /// The category that a new attribute gets.
    pub category: SmolStr,
    /// Whether a new attribute is meant for detection.
    pub to_ids: bool,
    /// The categories in which it may stand.
    pub categories: Vec<SmolStr>,
}

impl AttributeType {
    /// The type of this name; `None` for one that MISP 2.5.1 does not have.
    ///
    /// ```
    /// use misp_flow_engine::event::AttributeType;
    ///
    /// let md5 = AttributeType::named("md5").ok_or("no such type")?;
    /// assert_eq!(md5.category, "Payload delivery");
    /// assert!(!md5.may_stand_in("Other"));
    /// # Ok::<(), &'static str>(())
    /// ```
    pub fn named(name: &str) -> Option<&'static Self> {
        static ALL: LazyLock<HashMap<SmolStr, AttributeType>> =
            LazyLock::new(|| serde_json::from_str(TYPES).unwrap_or_default());
        ALL.get(name)
    }

    /// Whether attributes of this type may stand in this category.
    pub fn may_stand_in(&self, category: &str) -> bool {
        self.categories.iter().any(|known| known == category)
    }
}

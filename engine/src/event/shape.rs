//! The keys that data in MISP core format have, as far as paths lead there.
//!
//! They are those of the API's events (with what a workflow adds: `_AttributeFlattened`,
//! `_allTags`). Servers and modules may add others, so that a key which is missing here is not
//! wrong by itself.

/// What stands at a place of the data.
#[derive(Debug)]
pub(crate) enum Shape {
    /// A value, or something whose keys are not known.
    Open,
    /// Elements that are numbered.
    List(&'static Shape),
    /// Something with keys of these names.
    Keyed {
        /// Keys of values, with blanks between them.
        values: &'static str,
        /// Keys with something known below.
        parts: &'static [(&'static str, &'static Shape)],
    },
}

static OPEN: Shape = Shape::Open;
static LIST: Shape = Shape::List(&OPEN);

static ORGANISATION: Shape = Shape::Keyed {
    values: "id name uuid local date_created date_modified type description nationality sector created_by contacts",
    parts: &[],
};

static TAG: Shape = Shape::Keyed {
    values: "id name colour exportable user_id org_id hide_tag numerical_value is_galaxy \
        is_custom_galaxy local_only local relationship_type inherited attribute_count count favourite",
    parts: &[],
};
static TAGS: Shape = Shape::List(&TAG);

static CLUSTER: Shape = Shape::Keyed {
    values: "id uuid collection_uuid type value tag_name tag_id description galaxy_id source version \
        distribution sharing_group_id org_id orgc_id default locked extends_uuid extends_version \
        published deleted local relationship_type event_tag_id attribute_tag_id",
    parts: &[
        ("authors", &LIST),
        ("meta", &OPEN),
        ("GalaxyElement", &LIST),
        ("GalaxyClusterRelation", &LIST),
        ("TargetingClusterRelation", &LIST),
        ("Org", &ORGANISATION),
        ("Orgc", &ORGANISATION),
    ],
};
static CLUSTERS: Shape = Shape::List(&CLUSTER);

static GALAXY: Shape = Shape::Keyed {
    values: "id uuid name type description version icon namespace enabled local_only created \
        modified org_id orgc_id distribution default",
    parts: &[("kill_chain_order", &OPEN), ("GalaxyCluster", &CLUSTERS)],
};
static GALAXIES: Shape = Shape::List(&GALAXY);

static ATTRIBUTE: Shape = Shape::Keyed {
    values: "id event_id object_id object_relation category type to_ids uuid timestamp distribution \
        sharing_group_id comment deleted disable_correlation first_seen last_seen value value1 \
        value2 data old_id org_id proposal_to_delete event_uuid event_org_id event_timestamp \
        attribute_tag_touch batch_import sightings",
    parts: &[
        ("Tag", &TAGS),
        ("_allTags", &TAGS),
        ("AttributeTag", &LIST),
        ("EventTag", &LIST),
        ("Galaxy", &GALAXIES),
        ("ShadowAttribute", &OPEN),
        ("RelatedAttribute", &OPEN),
        ("SharingGroup", &OPEN),
        ("Sighting", &OPEN),
        ("Event", &OPEN),
        ("Object", &OPEN),
        ("Feed", &OPEN),
        ("Server", &OPEN),
        ("Org", &ORGANISATION),
        ("Note", &OPEN),
        ("Opinion", &OPEN),
        ("Relationship", &OPEN),
        ("warnings", &OPEN),
        ("enrichment", &OPEN),
        ("decay_score", &OPEN),
    ],
};
static ATTRIBUTES: Shape = Shape::List(&ATTRIBUTE);

static OBJECT: Shape = Shape::Keyed {
    values: "id name meta-category description template_uuid template_version event_id uuid \
        timestamp distribution sharing_group_id comment deleted first_seen last_seen",
    parts: &[
        ("Attribute", &ATTRIBUTES),
        ("ObjectReference", &LIST),
        ("SharingGroup", &OPEN),
        ("Event", &OPEN),
        ("Note", &OPEN),
        ("Opinion", &OPEN),
        ("Relationship", &OPEN),
    ],
};
static OBJECTS: Shape = Shape::List(&OBJECT);

static REPORT: Shape = Shape::Keyed {
    values: "id uuid event_id name content distribution sharing_group_id timestamp deleted",
    parts: &[
        ("Tag", &TAGS),
        ("EventReportTag", &LIST),
        ("SharingGroup", &OPEN),
        ("Event", &OPEN),
        ("Note", &OPEN),
        ("Opinion", &OPEN),
        ("Relationship", &OPEN),
    ],
};
static REPORTS: Shape = Shape::List(&REPORT);

static EVENT: Shape = Shape::Keyed {
    values: "id orgc_id org_id date threat_level_id info published uuid attribute_count analysis \
        timestamp distribution proposal_email_lock locked publish_timestamp sharing_group_id \
        disable_correlation extends_uuid protected event_creator_email user_id sighting_timestamp",
    parts: &[
        ("Org", &ORGANISATION),
        ("Orgc", &ORGANISATION),
        ("Tag", &TAGS),
        ("EventTag", &LIST),
        ("Attribute", &ATTRIBUTES),
        ("_AttributeFlattened", &ATTRIBUTES),
        ("Object", &OBJECTS),
        ("EventReport", &REPORTS),
        ("Galaxy", &GALAXIES),
        ("ShadowAttribute", &OPEN),
        ("RelatedAttribute", &OPEN),
        ("RelatedEvent", &LIST),
        ("SharingGroup", &OPEN),
        ("CryptographicKey", &OPEN),
        ("ThreatLevel", &OPEN),
        ("User", &OPEN),
        ("Feed", &OPEN),
        ("Server", &OPEN),
        ("Sighting", &OPEN),
        ("Note", &OPEN),
        ("Opinion", &OPEN),
        ("Relationship", &OPEN),
        ("warnings", &OPEN),
        ("extensionEvents", &OPEN),
    ],
};

/// What a trigger hands over whose data are in MISP core format.
pub(crate) static CORE_FORMAT: Shape = Shape::Keyed {
    values: "",
    parts: &[("Event", &EVENT), ("errors", &OPEN)],
};

impl Shape {
    /// What stands at a key; none where the shape does not have it.
    pub(crate) fn at(&self, key: &str) -> Option<&'static Shape> {
        let Self::Keyed { values, parts } = self else {
            return None;
        };
        let part = parts.iter().find(|(name, _)| *name == key);
        let value = || values.split_whitespace().any(|name| name == key);
        match part {
            Some((_, shape)) => Some(shape),
            None => value().then_some(&OPEN),
        }
    }

    /// The keys of the shape.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> {
        let (values, parts): (&'static str, &'static [_]) = match self {
            Self::Keyed { values, parts } => (values, parts),
            Self::Open | Self::List(_) => ("", &[]),
        };
        let parts = parts.iter().map(|(name, _)| *name);
        parts.chain(values.split_whitespace())
    }
}

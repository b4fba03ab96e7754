//! New ids, uuids and colours, the same in every run on the same data.

use smol_str::{SmolStr, ToSmolStr, format_smolstr};

/// The next ids. The engine has no randomness: uuids count up, colours come from the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fresh {
    pub tag: u64,
    pub attribute: u64,
    pub object: u64,
    pub reference: u64,
    /// What ties a tag to an event has an id of its own, which shows with galaxies.
    pub event_tag: u64,
    /// Likewise for attributes.
    pub attribute_tag: u64,
    uuids: u64,
}

impl Fresh {
    /// Takes the next id of a counter, which holds the highest one in use.
    pub fn id(counter: &mut u64) -> SmolStr {
        *counter += 1;
        counter.to_smolstr()
    }

    /// Keeps new ids above one that is in use.
    pub fn keep_above(counter: &mut u64, id: &str) {
        if let Ok(id) = id.parse() {
            *counter = (*counter).max(id);
        }
    }

    /// A uuid that no other row has, recognisable as made up.
    pub fn uuid(&mut self) -> SmolStr {
        self.uuids += 1;
        format_smolstr!("00000000-0000-4000-8000-{:012x}", self.uuids)
    }

    /// A colour for a new tag.
    pub fn colour(name: &str) -> SmolStr {
        let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        format_smolstr!("#{:06x}", hash & 0x00ff_ffff)
    }
}

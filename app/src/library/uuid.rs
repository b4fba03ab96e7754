//! Fresh uuids for what is made here.

use std::hash::{BuildHasher as _, RandomState};

/// A random uuid (version 4), from the random keys that the standard library takes for its tables.
pub fn fresh_uuid() -> String {
    let random = |salt: u8| u128::from(RandomState::new().hash_one(salt));
    let bits = (random(0) << 64) | random(1);
    let version = (bits & !(0xf << 76)) | (0x4 << 76);
    let variant = (version & !(0x3 << 62)) | (0x2 << 62);
    let digits = format!("{variant:032x}");
    let (a, rest) = digits.split_at(8);
    let (b, rest) = rest.split_at(4);
    let (c, rest) = rest.split_at(4);
    let (d, e) = rest.split_at(4);
    format!("{a}-{b}-{c}-{d}-{e}")
}

#[cfg(test)]
mod tests {
    use super::fresh_uuid;

    #[test]
    fn uuids_are_of_version_four_and_differ() {
        let (one, other) = (fresh_uuid(), fresh_uuid());
        assert_ne!(one, other);
        let parts: Vec<&str> = one.split('-').collect();
        assert_eq!(
            parts.iter().map(|part| part.len()).collect::<Vec<_>>(),
            [8, 4, 4, 4, 12]
        );
        assert!(parts[2].starts_with('4'));
        assert!(parts[3].starts_with(['8', '9', 'a', 'b']));
    }
}

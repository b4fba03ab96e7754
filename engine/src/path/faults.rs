//! What in a path probably does not do what its author meant.

use super::{HashPath, condition::idle, token::split};

impl HashPath {
    /// What in the path cannot work: regular expressions that do not compile, each with the
    /// reason. Such a condition holds for nothing.
    pub fn faults(&self) -> Vec<String> {
        let conditions = self.conditions();
        conditions
            .flat_map(|conditions| conditions.faults())
            .map(str::to_owned)
            .collect()
    }

    /// The values that conditions compare with as they stand, regular expressions left out.
    pub fn literals(&self) -> Vec<String> {
        let conditions = self.conditions();
        conditions
            .flat_map(|conditions| conditions.literals())
            .collect()
    }

    /// The brackets that hold no condition that MISP can read, so that every array passes them:
    /// `[]`, `[id=]`, `[id` (rule 10).
    pub fn idle_brackets(&self) -> Vec<String> {
        self.pieces()
            .iter()
            .filter_map(|piece| piece.get(piece.find('[')?..))
            .flat_map(idle)
            .map(str::to_owned)
            .collect()
    }

    /// The tokens that name no key: empty ones, and those in braces that are none of `{n}`, `{s}`
    /// and `{*}`. They find nothing unless the data have such a key.
    pub fn odd_tokens(&self) -> Vec<String> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut pieces = self.pieces();
        pieces.retain(|piece| {
            let name = piece.split('[').next().unwrap_or_default();
            let wildcard = matches!(name, "{n}" | "{s}" | "{*}");
            name.is_empty() || (!wildcard && name.contains(['{', '}', ']']))
        });
        pieces
    }

    fn conditions(&self) -> impl Iterator<Item = &super::condition::Conditions> {
        let tokens = self.0.tokens.as_deref().unwrap_or_default();
        tokens.iter().filter_map(|token| token.conditions.as_ref())
    }

    fn pieces(&self) -> Vec<String> {
        let pieces = split(self.as_str()).into_iter();
        pieces.map(|piece| piece.into_owned()).collect()
    }
}

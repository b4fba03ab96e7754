//! What in a path probably does not do what its author meant.

use super::{
    HashPath,
    condition::{Conditions, idle},
    token::split,
};

/// A step of a path as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StepText {
    /// The key, `{n}`, `{s}` or `{*}`.
    pub name: String,
    /// The conditions with their brackets; empty for none.
    pub brackets: String,
    /// The keys that the conditions ask for.
    pub conditions: Vec<String>,
}

impl HashPath {
    /// The steps of the path as they are written; none of a path that gives the data themselves.
    pub(crate) fn steps(&self) -> Vec<StepText> {
        if self.is_empty() {
            return Vec::new();
        }
        let pieces = self.pieces();
        let steps = pieces.iter().map(|piece| {
            let (name, brackets) = piece.split_at(piece.find('[').unwrap_or(piece.len()));
            let conditions = Conditions::parse(brackets);
            StepText {
                name: name.to_owned(),
                brackets: brackets.to_owned(),
                conditions: conditions.keys().map(str::to_owned).collect(),
            }
        });
        steps.collect()
    }

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

    /// Where a bracket closes that was never opened, behind one that was, in bytes. No dot behind
    /// it cuts the path any more (rule 17).
    pub fn stray_bracket(&self) -> Option<usize> {
        let path = self.as_str();
        let first = path.find('[')?;
        let mut depth = 0_i64;
        let mut brackets = path.bytes().enumerate();
        let stray = brackets.find(|(_, byte)| {
            match byte {
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            depth < 0
        });
        let (at, _) = stray.filter(|(at, _)| *at > first)?;
        // In a regular expression at the path's end it does no harm.
        let harmless = path.len() == at + 1 && path.contains("=/");
        (!harmless).then_some(at)
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

    fn conditions(&self) -> impl Iterator<Item = &Conditions> {
        let tokens = self.0.tokens.as_deref().unwrap_or_default();
        tokens.iter().filter_map(|token| token.conditions.as_ref())
    }

    fn pieces(&self) -> Vec<String> {
        let pieces = split(self.as_str()).into_iter();
        pieces.map(|piece| piece.into_owned()).collect()
    }
}

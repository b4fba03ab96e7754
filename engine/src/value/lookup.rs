//! Looking one key up in many arrays of few shapes.

use super::{Array, KeyRef, Value, array::Shape};

/// Finds one key in arrays that mostly have the same key list: where it stands is looked up once
/// for each change of list.
pub(crate) struct LookUp<'k, 'a> {
    key: KeyRef<'k>,
    latest: Option<(Shape<'a>, Option<usize>)>,
}

impl<'k, 'a> LookUp<'k, 'a> {
    /// Looks for this key.
    pub(crate) fn of(key: impl Into<KeyRef<'k>>) -> Self {
        Self {
            key: key.into(),
            latest: None,
        }
    }

    /// Where the key stands in `array`.
    #[inline]
    pub(crate) fn position(&mut self, array: &'a Array) -> Option<usize> {
        let Some(shape) = array.shape() else {
            return array.position(self.key);
        };
        match self.latest {
            Some((known, position)) if known == shape => position,
            _ => {
                let position = array.position(self.key);
                self.latest = Some((shape, position));
                position
            }
        }
    }

    /// The value at the key in `array`.
    pub(crate) fn get(&mut self, array: &'a Array) -> Option<&'a Value> {
        let position = self.position(array)?;
        array.value_at(position)
    }
}

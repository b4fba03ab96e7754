//! An instance that was changed in two places at once.

use super::{Instance, InstancesError};

impl Instance {
    /// What a user made of `before`, where it is `now` another: each field that the user changed is
    /// the user's, the others are as they are now.
    ///
    /// # Errors
    /// Where it has been given another server's address since, and a key was entered for the one that
    /// the user saw: a key is for the server that it was entered for.
    pub fn onto(self, before: &Self, now: &Self, has_key: bool) -> Result<Self, InstancesError> {
        fn pick<T: PartialEq + Clone>(mine: T, before: &T, now: &T) -> T {
            if mine == *before { now.clone() } else { mine }
        }
        let entered_for = self.key_entry();
        let made = Self {
            id: self.id,
            name: pick(self.name, &before.name, &now.name),
            url: pick(self.url, &before.url, &now.url),
            trust: pick(self.trust, &before.trust, &now.trust),
            colour: pick(self.colour, &before.colour, &now.colour),
            proxy: pick(self.proxy, &before.proxy, &now.proxy),
        };
        if has_key && made.key_entry() != entered_for {
            return Err(InstancesError::Moved {
                name: made.shown_name().into_owned(),
                url: made.url.to_string(),
            });
        }
        Ok(made)
    }
}

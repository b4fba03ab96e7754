//! Events as the database gives them out.

use super::Store;
use crate::{event::normalise::Lookups, value::Value};

impl Store {
    /// The event with this id as `/events/view` gives it, `{"Event": …}`.
    pub fn view(&self, id: &Value) -> Option<Value> {
        let mut view = crate::value::Array::with_capacity(1);
        view.insert("Event", self.event(id)?.clone());
        Some(view.into())
    }
}

impl Lookups for Store {
    fn event(&self, _id: &Value) -> Option<Value> {
        None
    }

    fn object(&self, _id: &Value) -> Option<Value> {
        None
    }

    fn attribute(&self, _id: &Value) -> Option<Value> {
        None
    }
}

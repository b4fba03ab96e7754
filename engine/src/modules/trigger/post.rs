//! `post-after-save`: a post in a discussion, with its thread.

use crate::value::{Array, Value};

/// The post as it was handed over, with its thread; `None` without a post (live run
/// `trg-post-empty`). The simulated server has no discussions, so a thread that is not handed
/// over is not found.
pub fn with_thread(data: &Value) -> Option<Value> {
    data.get_set("Post")?;
    let mut data = data.to_array();
    if !data.contains_key("Thread") {
        data.insert("Thread", Array::new().into());
    }
    Some(data.into())
}

//! Python's two ways to format: `"%05.2f" % x` and `"{:>5}".format(x)`.

pub(super) mod digits;
pub(super) mod percent;
pub(super) mod replacement;
mod spec;

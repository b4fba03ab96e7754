//! misp-flow.
fn main() {}

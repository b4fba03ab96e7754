//! Tests of what the vectors do not ask.

//! The commands for MISP servers: the real binary beside a double.

mod fetching;
mod instances;
mod lines;

//! MISP Workflow Designer: the window, the command line, and what they stand on.

pub mod window;

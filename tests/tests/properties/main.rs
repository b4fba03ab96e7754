//! What holds for whatever comes: properties of the engine on random inputs. Inputs that broke one
//! are kept as plain tests beside it.

mod arrange;
mod compare;
mod documents;
mod edits;
mod events;
mod inputs;
mod paths;
mod runs;
mod values;

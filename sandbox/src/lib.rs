//! Amazon Pay on this machine.
#![warn(missing_docs)]

pub mod api_failure;
pub mod engine;

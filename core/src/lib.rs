//! Amazon Pay for Rust: signs, models and sends.
#![warn(missing_docs)]

pub mod clock;
pub mod config;
pub mod error;
pub mod model;
pub mod operation;
pub mod signing;
pub mod transport;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

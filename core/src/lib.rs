//! Amazon Pay for Rust: signs, models and sends.
#![warn(missing_docs)]

pub mod button;
mod client;
pub mod clock;
pub mod config;
pub mod dynamic;
pub mod error;
pub mod model;
pub mod notification;
pub mod observe;
pub mod operation;
pub mod signing;
pub mod throttle;
pub mod transfer;
pub mod transport;
pub mod wait;

pub use client::AmazonPay;
pub use error::{Error, Result};

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

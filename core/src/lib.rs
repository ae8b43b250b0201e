//! Amazon Pay for Rust: signs, models and sends.
//!
//! Without the feature `client`, which is on by default, there are the models and the errors alone.
#![warn(missing_docs)]

#[cfg(feature = "client")]
pub mod button;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
pub mod clock;
#[cfg(feature = "client")]
pub mod config;
#[cfg(feature = "client")]
pub mod dynamic;
pub mod error;
pub mod model;
#[cfg(feature = "client")]
pub mod notification;
#[cfg(feature = "client")]
pub mod observe;
#[cfg(feature = "client")]
pub mod operation;
#[cfg(feature = "client")]
pub mod signing;
#[cfg(feature = "client")]
pub mod throttle;
#[cfg(feature = "client")]
pub mod transfer;
#[cfg(feature = "client")]
pub mod transport;
#[cfg(feature = "client")]
pub mod wait;

#[cfg(feature = "client")]
pub use client::AmazonPay;
pub use error::{Error, Result};

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

//! Amazon Pay on this machine: a server that speaks the API, verifies signatures, keeps objects and moves time.
//!
//! [`Sandbox`] runs it inside a test; the binary `amazonpay-sandbox serve` runs it as a program. Beside the API it has a
//! control API under `/_sandbox/`: what the buyer does, the clock, faults, throttling, merchants, notifications, the
//! request log.
//!
//! ```
//! # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use amazonpay_sandbox::{Fault, Sandbox};
//!
//! let sandbox = Sandbox::builder().start().await?;
//! sandbox.add_fault(Fault::status(503).operation("charges.create").count(2))?;
//! assert!(sandbox.url().starts_with("http://127.0.0.1:"));
//! # Ok(()) }
//! ```
#![warn(missing_docs)]

mod access_token;
mod alarm;
mod answer;
pub mod api_failure;
mod authenticate;
mod button;
mod clock;
#[cfg(feature = "command")]
pub mod command;
mod control;
mod documents;
pub mod engine;
mod faults;
mod file_contents;
mod in_process;
mod merchants;
mod notifications;
mod pages;
mod redaction;
mod request_log;
mod sandbox;
mod sandbox_builder;
mod sandbox_settings;
mod server;
mod shared_path;
mod shown_request;
mod signature_report;
mod state;
mod stir;
mod target;
mod throttle;
mod tls;
mod turns;
mod unknown_path;

pub use clock::SandboxClock;
pub use control::control_api;
pub use faults::{ArmedFault, Cut, Fault};
pub use in_process::{ControlAnswer, ControlError};
pub use merchants::{Credentials, Merchant, MerchantError};
pub use notifications::{
    ArmedNotificationFault, DeliveryAttempt, DeliveryState, IpnSubscription, NotificationDelivery,
    NotificationFault, SentNotification, Tampering,
};
pub use sandbox::Sandbox;
pub use sandbox_builder::{SandboxBuilder, StartError};
pub use sandbox_settings::SandboxSettings;
pub use throttle::{Bucket, Throttle};

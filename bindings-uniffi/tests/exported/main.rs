//! What is exported to Swift and Kotlin, as they call it, against the real sandbox.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod cancellation;
mod foreign_code;
mod lists_and_contents;
mod mobile_checkout;
mod mobile_states;
mod mobile_vectors;
mod notifications;
mod payments;
mod settings;
mod shop;
mod signed_headers;
mod vectors;

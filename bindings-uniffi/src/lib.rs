//! What Swift and Kotlin are generated from.
//!
//! The models are the core's own, which derive UniFFI's records and enums. What is exported here is what can be done with
//! them: the client and its resources (`generated`, from the core's table of operations), errors that keep kind, reason
//! code, status, request id and advice apart, pages, transfers, notifications, and the shop's own signer and observer.
//!
//! There are two shapes. `server` is all of the client. `mobile` is a checkout that an app drives and the merchant's server
//! signs (`checkout`): with that feature alone no code is compiled that could read a private key, sign, or send.
//!
//! A call is awaited by the language and done on the threads of a runtime of tokio's (`runtime`): when the language drops
//! its future, the task is aborted, and the request in flight with it; a panic becomes an error of the case `Bug`.
#![warn(missing_docs)]
#![expect(clippy::large_enum_variant, reason = "what crosses the border is in no box")]
#![cfg_attr(
    feature = "server",
    expect(missing_debug_implementations, reason = "objects of other languages hold nothing to print"),
    expect(clippy::result_large_err, reason = "an error is moved a few times, once a call that failed")
)]

uniffi::setup_scaffolding!();

#[cfg(feature = "server")]
mod answer;
#[cfg(feature = "server")]
mod callback;
#[cfg(feature = "mobile")]
mod checkout;
#[cfg(feature = "server")]
mod client;
#[cfg(feature = "server")]
mod error;
// `cargo xtask generate` writes it.
#[cfg(feature = "server")]
#[expect(clippy::useless_conversion, reason = "what is printed converts every option")]
#[rustfmt::skip]
mod generated;
#[cfg(feature = "server")]
mod money;
#[cfg(feature = "server")]
mod notification;
#[cfg(feature = "server")]
mod observer;
#[cfg(feature = "server")]
mod package;
#[cfg(feature = "server")]
mod pages;
#[cfg(feature = "server")]
mod runtime;
#[cfg(feature = "sandbox")]
mod sandbox;
#[cfg(feature = "server")]
mod settings;
#[cfg(feature = "server")]
mod signer;
#[cfg(feature = "sandbox")]
mod testing;
#[cfg(feature = "server")]
mod throttle;
#[cfg(feature = "server")]
mod transfer;
#[cfg(feature = "server")]
mod wait;

#[cfg(feature = "mobile")]
pub use checkout::{
    BackendAnswer, BackendError, Checkout, CheckoutBackend, CheckoutError, CheckoutLinks, CheckoutReview,
    CheckoutState, CheckoutStep, OrderOutcome,
};
#[cfg(feature = "server")]
pub use {
    answer::{AnsweredJson, ResponseMeta},
    callback::CallbackError,
    client::{AmazonPay, QueryParameter},
    error::{AmazonPayError, ErrorDetails},
    generated::*,
    money::check_money,
    notification::{
        Envelope, Notification, NotificationSettings, NotificationVerifier, VerifiedNotification,
    },
    observer::{Attempt, AttemptObserver},
    package::set_package,
    settings::ClientSettings,
    signer::Signer,
    throttle::Throttle,
    transfer::Download,
    wait::Patience,
};
#[cfg(feature = "sandbox")]
pub use {
    sandbox::{ControlAnswer, Sandbox, SandboxCredentials},
    testing::{SandboxBuyer, SandboxClock, SandboxError, SandboxFaults},
};

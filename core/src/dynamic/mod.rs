//! The client for callers that have no types: names and JSON text in, JSON text out.
//!
//! Packages for other languages stand on it, and whatever reads its calls from data. What is wrong with a text is a
//! [`ConfigError`] that names the argument: `query`, `body`, `options`, `settings`. Everything else is as with types,
//! for it goes through the same models and the same exchange.
//!
//! ```
//! use amazonpay::dynamic::{self, OperationCall};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let settings = r#"{"public_key_id": "SANDBOX-AB12CD34", "private_key": "private.pem", "region": "eu"}"#;
//! let pay = dynamic::client_builder(settings)?.build()?;
//! let call = OperationCall {
//!     operation: "charges.capture".to_owned(),
//!     path_parameters: vec!["S02-1234567-1234567-C123456".to_owned()],
//!     body: Some(r#"{"captureAmount": {"amount": "12.34", "currencyCode": "EUR"}}"#.to_owned()),
//!     options: Some(r#"{"idempotencyKey": "capture-1001"}"#.to_owned()),
//!     ..OperationCall::default()
//! };
//! let (charge, meta) = call.send(pay).await?.into_parts();
//! println!("{}: {}", meta.request_id, charge.into_text());
//! # Ok(())
//! # }
//! ```

mod calls;
mod headers;
mod settings;
mod signature;
mod transfers;
mod waiting;

use serde::Deserialize;

pub use calls::{OperationCall, RawCall, next_page};
pub use headers::header_lines;
pub use settings::{client_builder, client_builder_over_env, settings};
pub use signature::check_raw_signature;
pub use transfers::FileContents;
pub use waiting::{Patience, Waiting};

use crate::error::ConfigError;

/// What to say of a panic that was caught while a call was under way, so that no payment is taken for failed.
pub const PANICKED: &str = "amazonpay has a bug and could not finish the call; what the request did is unknown, so read \
                            the object. Please report what stands on stderr";

/// The value of a text, if there is one.
fn json<'a, T: Deserialize<'a>>(
    argument: &'static str,
    text: Option<&'a str>,
) -> Result<Option<T>, ConfigError> {
    let Some(text) = text else { return Ok(None) };
    serde_json::from_str(text).map_err(|error| ConfigError::new(argument, error.to_string()))
}

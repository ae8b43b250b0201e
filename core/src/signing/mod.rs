//! Signs requests and button payloads, and verifies such signatures.
//!
//! The stages follow Amazon Pay's guide (<https://developer.amazon.com/docs/amazon-pay-api-v2/signing-requests.html>):
//! a [`CanonicalRequest`] is built from a [`RequestToSign`], its hash goes into the string to sign, a [`Signer`] signs
//! that, and the `authorization` header carries the outcome. All but the signer are pure functions.
//!
//! [`sign_request`] does it all for callers who send requests by themselves, [`button_signature`] signs what a page's
//! button shows, and [`verify`] is the receiving side.

mod algorithm;
mod authorization_header;
mod button;
mod canonical_request;
pub(crate) mod key_format;
mod pem;
mod percent_encoding;
mod private_key;
mod public_key;
mod sign_request;
mod signer;
mod verify;

pub use algorithm::Algorithm;
pub use authorization_header::AuthorizationHeader;
pub use button::{button_signature, button_string_to_sign, verify_button_signature};
pub use canonical_request::{CanonicalRequest, RequestToSign, canonical_request, string_to_sign};
pub use private_key::PrivateKey;
pub use public_key::PublicKey;
pub use sign_request::{Credentials, OutgoingRequest, SignatureHeaders, sign_request};
pub use signer::Signer;
pub use verify::{REQUIRED_SIGNED_HEADERS, VerificationFailure, WrongSignature, verify};

//! What comes into the engine and what it answers.

use bytes::Bytes;

/// One verified request, taken apart: the engine neither sees headers nor checks signatures.
#[derive(Debug, Clone, Copy)]
pub struct ApiCall<'a> {
    /// The operation's name in the table of operations, such as `charges.capture`.
    pub operation: &'a str,
    /// The values of the path's placeholders in order, percent-decoded.
    pub path_parameters: &'a [String],
    /// The merchant account on whose behalf the call is made. Objects of others are not found. One that ends in
    /// `/live` stands for the merchant in the live environment, whose objects are others.
    pub merchant: &'a str,
    /// The merchant account that signed, when it acts for another (or itself) by `x-amz-pay-authtoken`; in the form of
    /// `merchant`.
    pub provider: Option<&'a str>,
    /// The query's names and values in the order of the query, percent-decoded.
    pub query: &'a [(String, String)],
    /// The body exactly as it was sent; empty when there was none.
    pub body: &'a [u8],
    /// `x-amz-pay-idempotency-key`, when there was one.
    pub idempotency_key: Option<&'a str>,
    /// `x-amz-pay-simulation-code`, when there was one.
    pub simulation_code: Option<&'a str>,
    /// The version segment of the path, `v1` or `v2`. The rules are the same for both.
    pub version: &'a str,
    /// `x-amz-pay-region` (`na`, `eu` or `jp`): it fixes the ledger currencies of a new session.
    pub region: &'a str,
}

/// The answer to a call: an HTTP status and a JSON body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body, cheap to clone.
    pub body: Bytes,
    /// `location`: where a redirect leads.
    pub location: Option<Box<str>>,
    /// Whether it is the saved answer to the same request, sent before with the same idempotency key or reference.
    pub is_replayed: bool,
}

impl Reply {
    /// An answer of this status and JSON text.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, body: body.into(), location: None, is_replayed: false }
    }

    /// Writes an object as the body.
    pub(super) fn json(status: u16, object: &impl serde::Serialize) -> Self {
        // Writing the model's own objects to memory does not fail.
        Self::new(status, serde_json::to_vec(object).unwrap_or_default())
    }
}

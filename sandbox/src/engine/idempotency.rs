//! Saved answers: the same request with the same key is answered the same, for ever.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/headers.html>.

use std::collections::HashMap;

use aws_lc_rs::digest::{Context, SHA256};

use super::call::{ApiCall, Reply};
use crate::api_failure::ApiFailure;

/// The longest key.
const KEY_LENGTH: usize = 32;

/// The reason codes of requests that were never carried out because their form was wrong. The guide says that the first
/// response is saved; a caller who mends such a request may send it with the same key [own]. All other answers are
/// saved, declines among them.
const NOT_SAVED: &[&str] = &[
    "InvalidHeaderValue",
    "InvalidParameterCombination",
    "InvalidParameterValue",
    "InvalidRequest",
    "InvalidRequestFormat",
    "InvalidSandboxSimulationSpecified",
    "MissingHeader",
    "MissingHeaderValue",
    "MissingParameterValue",
    "UnrecognizedField",
];

/// Whether an operation takes a key: `None` ignores it, `Some(true)` demands it. The guide demands it of what creates
/// or moves money; its examples of complete and finalize have none.
fn needs_key(operation: &str) -> Option<bool> {
    match operation {
        "checkout_sessions.create" | "charges.create" | "charges.capture" | "refunds.create" => Some(true),
        "reports.create" | "report_schedules.create" | "disputes.create" | "files.upload" => Some(true),
        "checkout_sessions.complete" | "checkout_sessions.finalize" => Some(false),
        "delivery_trackers.create" => Some(false),
        // The official SDKs send these without a key unless they are given one.
        "disputes.contest" | "in_store.merchant_scan" | "in_store.charge" | "in_store.refund" => Some(false),
        "merchant_accounts.register" | "merchant_accounts.create" | "merchant_accounts.claim" => Some(false),
        "stores.create" => Some(false),
        _ => None,
    }
}

/// Half a SHA-256: enough that no two requests share one.
type Digest = [u8; 16];

/// A request's key and fingerprint.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keyed {
    key: Digest,
    fingerprint: Digest,
}

#[derive(Debug)]
struct Saved {
    fingerprint: Digest,
    reply: Reply,
}

/// The answers saved so far, by merchant and key.
#[derive(Debug, Default)]
pub(super) struct SavedAnswers {
    answers: HashMap<Digest, Saved>,
}

/// Reads a call's key; `None` when the operation takes none or the call has none and needs none.
///
/// # Errors
/// When a key is missing, too long, or has other characters than letters, digits, `-` and `_`.
pub(super) fn keyed(call: &ApiCall<'_>) -> Result<Option<Keyed>, ApiFailure> {
    let Some(needed) = needs_key(call.operation) else { return Ok(None) };
    let Some(key) = call.idempotency_key else {
        if needed {
            let message = "x-amz-pay-idempotency-key: the header is required and is missing; send a UUID without dashes.";
            return Err(ApiFailure::new(400, "MissingHeader", message));
        }
        return Ok(None);
    };
    if key.is_empty() {
        let message = "x-amz-pay-idempotency-key: the header is empty; send a UUID without dashes.";
        return Err(ApiFailure::new(400, "MissingHeaderValue", message));
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if key.len() > KEY_LENGTH || !key.bytes().all(allowed) {
        let message = format!(
            "x-amz-pay-idempotency-key: expected at most {KEY_LENGTH} letters, digits, - or _, found {} characters.",
            key.chars().count()
        );
        return Err(ApiFailure::new(400, "InvalidHeaderValue", message));
    }
    let key = digest([call.merchant.as_bytes(), key.as_bytes()]);
    Ok(Some(Keyed { key, fingerprint: fingerprint(call) }))
}

/// A request known by the reference that its body gives it, one for each operation.
pub(super) fn referenced(call: &ApiCall<'_>, reference: &str) -> Keyed {
    let parts = [call.merchant, call.operation, reference];
    Keyed { key: digest(parts.map(str::as_bytes)), fingerprint: fingerprint(call) }
}

fn fingerprint(call: &ApiCall<'_>) -> Digest {
    // The simulation code is no part of the request: a customary client does not even sign it.
    let path = call.path_parameters.iter().map(|value| value.as_bytes());
    digest([call.operation.as_bytes(), call.body].into_iter().chain(path))
}

/// Hashes parts with their lengths, so that no two lists of parts look the same.
fn digest<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Digest {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut half = Digest::default();
    half.copy_from_slice(&context.finish().as_ref()[..16]);
    half
}

impl SavedAnswers {
    /// Finds the saved answer to a request.
    ///
    /// # Errors
    /// When the key was used for another request.
    pub(super) fn find(&self, request: &Keyed) -> Result<Option<Reply>, ApiFailure> {
        let Some(saved) = self.answers.get(&request.key) else { return Ok(None) };
        if saved.fingerprint != request.fingerprint {
            let message =
                "x-amz-pay-idempotency-key: the key was used before with another request; use a new key.";
            return Err(ApiFailure::new(400, "DuplicateIdempotencyKey", message));
        }
        Ok(Some(Reply { is_replayed: true, ..saved.reply.clone() }))
    }

    /// Saves the answer to a request, unless it is one of those that are not saved.
    pub(super) fn save(&mut self, request: Keyed, result: &Result<Reply, ApiFailure>) {
        let reply = match result {
            Ok(reply) => reply.clone(),
            Err(failure) if NOT_SAVED.contains(&failure.reason_code.as_ref()) => return,
            Err(failure) => failure.reply(),
        };
        let saved = Saved { fingerprint: request.fingerprint, reply };
        self.answers.insert(request.key, saved);
    }
}

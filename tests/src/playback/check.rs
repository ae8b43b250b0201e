//! The comparison of a request with what the case expects.

use amazonpay::signing::{AuthorizationHeader, PublicKey, RequestToSign, VerificationFailure, verify};
use serde_json::Value;

use super::ReceivedRequest;
use crate::json_difference::differences;
use crate::operation_vectors::ExpectedRequest;
use crate::test_key;

const IDEMPOTENCY_KEY: &str = "x-amz-pay-idempotency-key";

/// Every difference, one line each. `before` is the request of the exchange before.
pub(super) fn mismatches(
    expected: &ExpectedRequest,
    found: &ReceivedRequest,
    before: Option<&ReceivedRequest>,
    public_key: &PublicKey,
) -> Vec<String> {
    let mut lines = Vec::new();
    let mut equal = |what: &str, expected: &str, found: &str| {
        if expected != found {
            lines.push(format!("{what}: expected {expected:?}, found {found:?}"));
        }
    };
    equal("method", &expected.method, &found.method);
    equal("path", &expected.path, &found.path);
    equal("query", &expected.query, &found.query);
    let header = |name: &str| found.header(name).unwrap_or("nothing");
    for (name, value) in &expected.headers {
        equal(name, value, header(name));
    }
    for name in &expected.absent_headers {
        equal(name, "nothing", header(name));
    }
    // What every request must carry, whatever the case says.
    equal("accept", "application/json", header("accept"));
    equal("content-type", "application/json", header("content-type"));
    equal("x-amz-pay-region", test_key::REGION.code(), header("x-amz-pay-region"));
    equal("x-amz-pay-host", header("host"), header("x-amz-pay-host"));
    match expected.idempotency_key.as_deref() {
        None => {}
        Some("generated") => {
            let key = header(IDEMPOTENCY_KEY);
            if key.len() != 32 || !key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                equal(IDEMPOTENCY_KEY, "32 hexadecimal digits", key);
            }
        }
        Some("same") => {
            let before = before.and_then(|before| before.header(IDEMPOTENCY_KEY)).unwrap_or("one");
            equal(IDEMPOTENCY_KEY, before, header(IDEMPOTENCY_KEY));
        }
        Some(key) => equal(IDEMPOTENCY_KEY, key, header(IDEMPOTENCY_KEY)),
    }
    lines.extend(body_mismatches(expected.body.as_ref(), &found.body));
    lines.extend(signature_mismatches(expected, found, public_key));
    lines
}

fn body_mismatches(expected: Option<&Value>, found: &[u8]) -> Vec<String> {
    match (expected, found) {
        (None, []) => Vec::new(),
        (None, found) => vec![format!("body: expected none, found {} bytes", found.len())],
        (Some(expected), found) => match serde_json::from_slice(found) {
            Ok(found) => differences("body", expected, &found),
            Err(error) => vec![format!("body: expected {expected}, found no JSON: {error}")],
        },
    }
}

fn signature_mismatches(
    expected: &ExpectedRequest,
    found: &ReceivedRequest,
    public_key: &PublicKey,
) -> Vec<String> {
    let Some(authorization) = found.header("authorization") else {
        return vec!["authorization: expected a signature, found nothing".to_owned()];
    };
    let authorization = match AuthorizationHeader::parse(authorization) {
        Ok(authorization) => authorization,
        Err(failure) => return vec![format!("authorization: {failure}")],
    };
    let mut lines = Vec::new();
    if authorization.public_key_id != test_key::PUBLIC_KEY_ID {
        let (expected, found) = (test_key::PUBLIC_KEY_ID, &authorization.public_key_id);
        lines.push(format!("PublicKeyId: expected {expected:?}, found {found:?}"));
    }
    let signed: Vec<&str> = authorization.signed_headers.split(';').collect();
    for name in expected.signed_headers.iter().filter(|name| !signed.contains(&name.as_str())) {
        lines.push(format!(
            "SignedHeaders: expected {name} among them, found {}",
            authorization.signed_headers
        ));
    }
    for name in expected.unsigned_headers.iter().filter(|name| signed.contains(&name.as_str())) {
        lines.push(format!("SignedHeaders: expected no {name}, found {}", authorization.signed_headers));
    }
    let headers: Vec<(&str, &str)> =
        found.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let request = RequestToSign {
        method: &found.method,
        path: &found.path,
        query: &found.query,
        headers: &headers,
        body: &found.body,
    };
    match verify(&request, &authorization, public_key) {
        Ok(()) => {}
        Err(VerificationFailure::WrongSignature(wrong)) => lines.push(format!(
            "signature: it is not that of this canonical request:\n{}",
            wrong.canonical_request
        )),
        Err(failure) => lines.push(format!("signature: {failure}")),
    }
    lines
}

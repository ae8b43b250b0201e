//! How a request of the log is shown: a line, everything, or exactly as it came. All of it is reckoned when somebody looks.

use std::collections::HashMap;
use std::sync::Arc;

use amazonpay::signing::{AuthorizationHeader, CanonicalRequest, RequestToSign, string_to_sign};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::redaction;
use crate::request_log::{Exchange, RequestLog};
use crate::signature_report::SignatureReport;

/// A line of the list of requests.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestSummary {
    /// The request id, as in the answer's `x-amz-pay-request-id`.
    request_id: String,
    /// When it came, in the sandbox's time.
    #[schemars(extend("format" = "date-time"))]
    received: String,
    /// The HTTP method.
    method: String,
    /// Path and query; tokens are replaced.
    path: String,
    /// The operation, when one was recognised.
    operation: Option<&'static str>,
    /// The merchant it acted for, once the signature was verified.
    merchant_id: Option<String>,
    /// The answer's status; null when the connection was cut.
    status: Option<u16>,
    /// The answer's reason code, when it is an error.
    reason_code: Option<String>,
    /// The fault it met.
    fault: Option<&'static str>,
    /// How long it took, in microseconds of real time.
    micros: u64,
    /// The idempotency key, as it came.
    idempotency_key: Option<String>,
    /// Whether the answer was the saved one of the same request, sent before with the same key.
    replayed: bool,
    /// The how-manieth request it is with this key and of this operation, among those in the log; 1 without a key.
    attempt: usize,
}

/// Everything known about one request.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestDetails {
    #[serde(flatten)]
    summary: RequestSummary,
    /// Names and values of the headers as they came; secrets are replaced.
    headers: Vec<(String, String)>,
    /// The body as JSON with buyers' data replaced, or a note on what else it is.
    body: Value,
    /// The answer's body, likewise.
    answer: Value,
    /// Whether the signature was right; null when it was not come to that.
    signature_valid: Option<bool>,
    /// The canonical request as the sandbox makes it of the request, tokens replaced; null without a readable
    /// `authorization`.
    canonical_request: Option<String>,
    /// The string to sign, as the sandbox makes it of the canonical request before anything is replaced in it.
    string_to_sign: Option<String>,
    /// Why the signature was refused: both sides' canonical request and the first line that differs.
    signature: Option<SignatureReport>,
}

/// A request exactly as it came, secrets and all; without `Debug`, so that no log shows it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RawRequest {
    /// The HTTP method.
    method: String,
    /// The whole address.
    url: String,
    /// Names and values of the headers.
    headers: Vec<(String, String)>,
    /// The body as text; null without one.
    body: Option<String>,
    /// Whether the body is longer than the log keeps, so that its end is missing.
    truncated: bool,
}

/// Lines on these exchanges of the log, in their order.
pub(crate) fn summaries(exchanges: &[Arc<Exchange>], log: &RequestLog) -> Vec<RequestSummary> {
    let attempts = attempts(exchanges, log);
    exchanges.iter().map(|exchange| summary(exchange, attempts.get(&*exchange.request_id).copied())).collect()
}

/// The how-manieth with its key and operation each of these is, by request id.
fn attempts<'a>(exchanges: &'a [Arc<Exchange>], log: &RequestLog) -> HashMap<&'a str, usize> {
    let all = log.all();
    let mut counts: HashMap<(&[u8], Option<&str>), usize> = HashMap::new();
    let keyed = |exchange: &'a Arc<Exchange>| -> Option<(&[u8], Option<&str>)> {
        Some((exchange.idempotency_key()?, exchange.operation))
    };
    counts.extend(exchanges.iter().filter_map(keyed).map(|key| (key, 0)));
    if counts.is_empty() {
        return HashMap::new();
    }
    let wanted: std::collections::HashSet<&str> =
        exchanges.iter().map(|exchange| exchange.request_id.as_str()).collect();
    let mut found = HashMap::new();
    for exchange in &all {
        let Some(key) = exchange.idempotency_key() else { continue };
        let Some(count) = counts.get_mut(&(key, exchange.operation)) else { continue };
        *count += 1;
        if let Some(id) = wanted.get(exchange.request_id.as_str()) {
            found.insert(*id, *count);
        }
    }
    found
}

fn summary(exchange: &Exchange, attempt: Option<usize>) -> RequestSummary {
    let reason_code = || {
        let answer: Value = serde_json::from_slice(&exchange.answer).ok()?;
        Some(answer.get("reasonCode")?.as_str()?.to_owned())
    };
    let is_error = exchange.status.is_some_and(|status| status >= 400);
    RequestSummary {
        request_id: exchange.request_id.clone(),
        received: exchange.received.to_string(),
        method: exchange.method.to_string(),
        path: redaction::path(exchange.uri.path_and_query().map_or("/", |path| path.as_str())),
        operation: exchange.operation,
        merchant_id: exchange.merchant.as_deref().map(str::to_owned),
        status: exchange.status,
        reason_code: if is_error { reason_code() } else { None },
        fault: exchange.fault,
        micros: u64::try_from(exchange.took.as_micros()).unwrap_or(u64::MAX),
        idempotency_key: exchange.idempotency_key().map(|key| String::from_utf8_lossy(key).into_owned()),
        replayed: exchange.is_replayed,
        attempt: attempt.unwrap_or(1),
    }
}

/// Everything about one exchange of the log.
pub(crate) fn details(exchange: &Arc<Exchange>, log: &RequestLog) -> RequestDetails {
    let attempt = attempts(std::slice::from_ref(exchange), log).values().next().copied();
    let (canonical_request, string_to_sign) = signed_texts(exchange).unzip();
    RequestDetails {
        summary: summary(exchange, attempt),
        headers: redaction::headers(&exchange.headers),
        body: redaction::body(&exchange.body),
        answer: redaction::body(&exchange.answer),
        signature_valid: exchange.signature_valid,
        canonical_request: canonical_request.as_deref().map(redaction::canonical_request),
        string_to_sign,
        signature: exchange.signature.as_deref().cloned(),
    }
}

/// The canonical request and the string to sign.
fn signed_texts(exchange: &Exchange) -> Option<(String, String)> {
    let text = |value: &http::HeaderValue| std::str::from_utf8(value.as_bytes()).ok().map(str::to_owned);
    let authorization = AuthorizationHeader::parse(&text(exchange.headers.get("authorization")?)?).ok()?;
    let values: Option<Vec<(&str, String)>> =
        exchange.headers.iter().map(|(name, value)| Some((name.as_str(), text(value)?))).collect();
    let values = values?;
    let headers: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let request = RequestToSign {
        method: exchange.method.as_str(),
        path: exchange.uri.path(),
        query: exchange.uri.query().unwrap_or_default(),
        headers: &headers,
        body: &exchange.body,
    };
    let canonical = CanonicalRequest::build_for(&request, &authorization.signed_headers).ok()?;
    let mut canonical = canonical.into_string();
    if let (Some(digest), Some(end)) = (&exchange.whole_body, canonical.rfind('\n')) {
        canonical.truncate(end + 1);
        canonical.extend(digest.iter().map(|byte| format!("{byte:02x}")));
    }
    let to_sign = string_to_sign(authorization.algorithm, &canonical);
    Some((canonical, to_sign))
}

/// A request as it came. Its address is the one of its `Host`, by TLS where the port or the name says so.
pub(crate) fn raw(exchange: &Exchange, tls_port: Option<u16>, host_names: &[String]) -> RawRequest {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let host = exchange.headers.get(http::header::HOST).map(|host| text(host.as_bytes())).unwrap_or_default();
    let port = host.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
    let is_tls = match port {
        Some(port) => Some(port) == tls_port,
        // What speaks to Amazon's own names speaks TLS.
        None => host_names.iter().any(|name| name.eq_ignore_ascii_case(&host)),
    };
    let scheme = if is_tls { "https" } else { "http" };
    let path = exchange.uri.path_and_query().map_or("/", |path| path.as_str());
    RawRequest {
        method: exchange.method.to_string(),
        url: if exchange.uri.authority().is_some() {
            exchange.uri.to_string()
        } else {
            format!("{scheme}://{host}{path}")
        },
        headers: exchange
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
            .collect(),
        body: (!exchange.body.is_empty()).then(|| text(&exchange.body)),
        truncated: exchange.whole_body.is_some(),
    }
}

//! The latest requests with their answers, bounded; raw parts are kept and turned into text only when read.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::redaction;
use crate::signature_report::SignatureReport;

/// How much of a body the log keeps.
const BODY_LIMIT: usize = 64 * 1024;

/// One request and what became of it.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) request_id: String,
    pub(crate) received: Timestamp,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) operation: Option<&'static str>,
    pub(crate) merchant: Option<Arc<str>>,
    pub(crate) fault: Option<&'static str>,
    /// `None` when the connection was cut instead.
    pub(crate) status: Option<u16>,
    pub(crate) answer: Bytes,
    pub(crate) took: Duration,
    pub(crate) signature: Option<Box<SignatureReport>>,
}

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
    /// Why the signature was refused: both sides' canonical request and the first line that differs.
    signature: Option<SignatureReport>,
}

/// A ring of the latest exchanges.
#[derive(Debug)]
pub(crate) struct RequestLog {
    capacity: usize,
    exchanges: Mutex<VecDeque<Arc<Exchange>>>,
}

impl RequestLog {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, exchanges: Mutex::default() }
    }

    pub(crate) fn push(&self, mut exchange: Exchange) {
        if self.capacity == 0 {
            return;
        }
        for body in [&mut exchange.body, &mut exchange.answer] {
            if body.len() > BODY_LIMIT {
                // A copy, since a slice would keep the whole buffer alive.
                *body = Bytes::copy_from_slice(&body[..BODY_LIMIT]);
            }
        }
        let exchange = Arc::new(exchange);
        let dropped = {
            let mut exchanges = self.lock();
            let oldest = if exchanges.len() >= self.capacity { exchanges.pop_front() } else { None };
            exchanges.push_back(exchange);
            oldest
        };
        drop(dropped);
    }

    /// The latest exchanges, newest first.
    pub(crate) fn latest(&self, limit: usize) -> Vec<Arc<Exchange>> {
        self.lock().iter().rev().take(limit).cloned().collect()
    }

    pub(crate) fn find(&self, request_id: &str) -> Option<Arc<Exchange>> {
        self.lock().iter().find(|exchange| exchange.request_id == request_id).cloned()
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Arc<Exchange>>> {
        self.exchanges.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Exchange {
    pub(crate) fn summary(&self) -> RequestSummary {
        let reason_code = || {
            let answer: Value = serde_json::from_slice(&self.answer).ok()?;
            Some(answer.get("reasonCode")?.as_str()?.to_owned())
        };
        let is_error = self.status.is_some_and(|status| status >= 400);
        RequestSummary {
            request_id: self.request_id.clone(),
            received: self.received.to_string(),
            method: self.method.to_string(),
            path: redaction::path(self.uri.path_and_query().map_or("/", |path| path.as_str())),
            operation: self.operation,
            merchant_id: self.merchant.as_deref().map(str::to_owned),
            status: self.status,
            reason_code: if is_error { reason_code() } else { None },
            fault: self.fault,
            micros: u64::try_from(self.took.as_micros()).unwrap_or(u64::MAX),
        }
    }

    pub(crate) fn details(&self) -> RequestDetails {
        RequestDetails {
            summary: self.summary(),
            headers: redaction::headers(&self.headers),
            body: redaction::body(&self.body),
            answer: redaction::body(&self.answer),
            signature: self.signature.as_deref().cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(request_id: &str) -> Exchange {
        Exchange {
            request_id: request_id.into(),
            received: Timestamp::UNIX_EPOCH,
            method: Method::GET,
            uri: Uri::from_static("/v2/buyers/token"),
            headers: HeaderMap::new(),
            body: Bytes::new(),
            operation: Some("buyers.get"),
            merchant: None,
            fault: None,
            status: Some(404),
            answer: Bytes::from_static(br#"{"reasonCode":"ResourceNotFound","message":"-"}"#),
            took: Duration::from_micros(7),
            signature: None,
        }
    }

    #[test]
    fn the_log_keeps_the_latest_and_shows_them_newest_first() {
        let log = RequestLog::new(2);
        ["a", "b", "c"].into_iter().for_each(|id| log.push(exchange(id)));
        let ids: Vec<_> = log.latest(10).iter().map(|exchange| exchange.request_id.clone()).collect();
        assert_eq!(ids, ["c", "b"]);
        assert!(log.find("a").is_none() && log.find("b").is_some());
        log.clear();
        assert!(log.latest(10).is_empty());
    }

    #[test]
    fn a_summary_names_the_reason_code_and_no_token() {
        let summary = exchange("a").summary();
        assert_eq!(summary.reason_code.as_deref(), Some("ResourceNotFound"));
        assert_eq!(summary.path, "/v2/buyers/[redacted]");
    }

    #[test]
    fn a_long_body_is_cut() {
        let log = RequestLog::new(1);
        log.push(Exchange { body: Bytes::from(vec![b'x'; BODY_LIMIT + 1]), ..exchange("a") });
        assert_eq!(log.find("a").unwrap().body.len(), BODY_LIMIT);
    }
}

//! The latest requests with their answers, bounded; raw parts are kept and turned into text only when read.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use http::{HeaderMap, Method, Uri};
use jiff::Timestamp;

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
    /// Whether the signature was right; `None` when it was not come to that.
    pub(crate) signature_valid: Option<bool>,
    /// Whether the answer was the saved one of an earlier request.
    pub(crate) is_replayed: bool,
    /// The SHA-256 of the whole body, when only its beginning is kept.
    pub(crate) whole_body: Option<Box<[u8]>>,
}

/// A ring of the latest exchanges.
#[derive(Debug)]
pub(crate) struct RequestLog {
    capacity: usize,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    exchanges: VecDeque<Arc<Exchange>>,
    /// How many there ever were.
    count: u64,
    /// How many of them were forgotten on purpose.
    cleared: u64,
}

impl RequestLog {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { capacity, kept: Mutex::default() }
    }

    pub(crate) fn push(&self, mut exchange: Exchange) {
        if self.capacity == 0 {
            return;
        }
        if exchange.body.len() > BODY_LIMIT {
            exchange.whole_body = Some(digest(&SHA256, &exchange.body).as_ref().into());
        }
        for body in [&mut exchange.body, &mut exchange.answer] {
            if body.len() > BODY_LIMIT {
                // A copy, since a slice would keep the whole buffer alive.
                *body = Bytes::copy_from_slice(&body[..BODY_LIMIT]);
            }
        }
        let exchange = Arc::new(exchange);
        let dropped = {
            let mut kept = self.lock();
            kept.count += 1;
            let exchanges = &mut kept.exchanges;
            let oldest = if exchanges.len() >= self.capacity { exchanges.pop_front() } else { None };
            exchanges.push_back(exchange);
            oldest
        };
        drop(dropped);
    }

    /// The latest exchanges, newest first.
    pub(crate) fn latest(&self, limit: usize) -> Vec<Arc<Exchange>> {
        self.lock().exchanges.iter().rev().take(limit).cloned().collect()
    }

    /// All that are kept, oldest first.
    pub(crate) fn all(&self) -> Vec<Arc<Exchange>> {
        self.lock().exchanges.iter().cloned().collect()
    }

    /// The latest exchanges that speak of something, newest first.
    pub(crate) fn mentioning(&self, text: &str, limit: usize) -> Vec<Arc<Exchange>> {
        let all = self.all();
        all.into_iter().rev().filter(|exchange| exchange.mentions(text)).take(limit).collect()
    }

    /// How many there were since the log was cleared, those no longer kept among them.
    pub(crate) fn count(&self) -> u64 {
        let kept = self.lock();
        kept.count - kept.cleared
    }

    /// How many there ever were: what [`since`](Self::since) goes on from.
    pub(crate) fn position(&self) -> u64 {
        self.lock().count
    }

    /// At most so many of what came after a position, newest first, and how many more there were; the position moves on.
    pub(crate) fn since(&self, position: &mut u64, most: usize) -> (Vec<Arc<Exchange>>, u64) {
        let kept = self.lock();
        let new = kept.count - (*position).max(kept.cleared).min(kept.count);
        *position = kept.count;
        let wanted = usize::try_from(new).unwrap_or(usize::MAX).min(most);
        let found: Vec<_> = kept.exchanges.iter().rev().take(wanted).cloned().collect();
        let missed = new - found.len() as u64;
        (found, missed)
    }

    pub(crate) fn find(&self, request_id: &str) -> Option<Arc<Exchange>> {
        self.lock().exchanges.iter().find(|exchange| exchange.request_id == request_id).cloned()
    }

    pub(crate) fn clear(&self) {
        let mut kept = self.lock();
        kept.cleared = kept.count;
        kept.exchanges.clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Exchange {
    /// The idempotency key that came, whatever it is.
    pub(crate) fn idempotency_key(&self) -> Option<&[u8]> {
        self.headers.get("x-amz-pay-idempotency-key").map(|key| key.as_bytes())
    }

    /// Whether it speaks of something, such as an object's id, in its path, its body or its answer.
    pub(crate) fn mentions(&self, text: &str) -> bool {
        let has = |bytes: &Bytes| bytes.utf8_chunks().any(|chunk| chunk.valid().contains(text));
        self.uri.path().contains(text) || has(&self.body) || has(&self.answer)
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
            signature_valid: None,
            is_replayed: false,
            whole_body: None,
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
        let log = RequestLog::new(1);
        log.push(exchange("a"));
        let shown = serde_json::to_value(crate::shown_request::summaries(&log.all(), &log)).unwrap();
        assert_eq!(shown[0]["reasonCode"], "ResourceNotFound");
        assert_eq!(shown[0]["path"], "/v2/buyers/[redacted]");
    }

    #[test]
    fn a_long_body_is_cut() {
        let log = RequestLog::new(1);
        log.push(Exchange { body: Bytes::from(vec![b'x'; BODY_LIMIT + 1]), ..exchange("a") });
        assert_eq!(log.find("a").unwrap().body.len(), BODY_LIMIT);
    }
}

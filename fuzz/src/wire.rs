//! A client whose network is the input: every request gets the answer that the fuzzer made.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::clock::Clock;
use amazonpay::config::{ClientBuilder, Region, RetryPolicy};
use amazonpay::error::SigningError;
use amazonpay::signing::{Algorithm, Signer};
use amazonpay::transport::{Transport, TransportError, TransportRequest, TransportResponse};
use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// Answers every request with the same answer and remembers what was last sent.
#[derive(Debug)]
pub(crate) struct Wire {
    answer: TransportResponse,
    sent: Mutex<Option<Bytes>>,
}

impl Wire {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Arc<Self> {
        let answer = TransportResponse { status, headers, body };
        Arc::new(Self { answer, sent: Mutex::default() })
    }

    /// A client on this wire, with a clock that stands still and without retries.
    pub(crate) fn client(self: &Arc<Self>) -> AmazonPay {
        ClientBuilder::new()
            .public_key_id("SANDBOX-FUZZ")
            .signer(Arc::new(NoKey))
            .region(Region::Eu)
            .clock(Arc::new(Standing))
            .retry(RetryPolicy::none())
            .transport(self.clone())
            .build()
            .expect("all settings are given")
    }

    /// The body that was last sent.
    pub(crate) fn take_sent(&self) -> Option<Bytes> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[async_trait]
impl Transport for Wire {
    async fn send(&self, request: TransportRequest) -> Result<TransportResponse, TransportError> {
        *self.sent.lock().unwrap_or_else(PoisonError::into_inner) = Some(request.body);
        Ok(self.answer.clone())
    }
}

/// Signs with nothing, for nobody verifies it and a signature takes longer than all the rest.
#[derive(Debug)]
struct NoKey;

#[async_trait]
impl Signer for NoKey {
    async fn sign(&self, _: Algorithm, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        Ok(b"signature".to_vec())
    }
}

/// A clock that stands still, so that the same input takes the same way each time.
#[derive(Debug)]
pub(crate) struct Standing;

impl Standing {
    /// 2026-11-24T10:15:00Z.
    pub(crate) const AT: jiff::Timestamp = jiff::Timestamp::constant(1_795_515_300, 0);
}

#[async_trait]
impl Clock for Standing {
    fn now(&self) -> jiff::Timestamp {
        Self::AT
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    async fn sleep(&self, _: Duration) {}
}

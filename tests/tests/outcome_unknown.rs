//! When a call that writes ends badly: whether it may have been carried out all the same.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::config::{ClientBuilder, Region};
use amazonpay::error::{Error, ErrorKind, SigningError};
use amazonpay::model::{CancelCharge, CaptureCharge, Money};
use amazonpay::signing::{Algorithm, Signer};
use amazonpay_tests::moved_clock::MovedClock;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use amazonpay_tests::test_key;
use async_trait::async_trait;

const CHARGE: &str = "S02-9876543-1234567-C123456";

fn capture() -> CaptureCharge {
    CaptureCharge::new(Money::eur("12.00").unwrap()).build()
}

fn answer(status: u16, reason_code: &str) -> RawAnswer {
    let body = match reason_code {
        "" => "<h1>a gateway's page</h1>".to_owned(),
        code => format!(r#"{{"reasonCode": "{code}", "message": "No."}}"#),
    };
    RawAnswer::KeepAlive(http_answer(status, &[], &body))
}

/// A server that answers the first request with the first answer, the second with the second, all others with the last.
async fn server(answers: Vec<RawAnswer>) -> RawServer {
    let number = AtomicUsize::new(0);
    RawServer::answering(move |_| {
        let index = number.fetch_add(1, Ordering::Relaxed).min(answers.len() - 1);
        answers[index].clone()
    })
    .await
    .unwrap()
}

fn client(server: &RawServer) -> AmazonPay {
    test_key::client(server.url()).unwrap().clock(Arc::new(MovedClock::at_present())).build().unwrap()
}

#[tokio::test]
async fn a_failure_that_may_have_come_after_the_work_leaves_doubt_about_what_writes() {
    for (status, reason_code, unknown) in [
        (408, "RequestTimeout", true),
        (500, "InternalServerError", true),
        (502, "", true),
        (503, "ServiceUnavailable", true),
        (504, "", true),
        (599, "", true),
        (500, "ProcessingFailure", false),
        (425, "", false),
        (429, "TooManyRequests", false),
        (501, "", false),
        (404, "ResourceNotFound", false),
    ] {
        let server = server(vec![answer(status, reason_code)]).await;
        let pay = client(&server);
        let error = pay.charges().capture(CHARGE, capture()).max_retries(1).send().await.unwrap_err();
        assert_eq!(error.outcome_unknown(), unknown, "{status} {reason_code}");
        assert_eq!(error.to_string().contains("may have been carried out"), unknown, "{error}");
        assert!(format!("{error:?}").contains(&format!("outcome_unknown: {unknown}")), "{error:?}");
        let error = pay.charges().get(CHARGE).max_retries(1).send().await.unwrap_err();
        assert!(!error.outcome_unknown(), "reading changes nothing: {status} {reason_code}");
    }
}

#[tokio::test]
async fn a_refusal_that_was_not_processed_tells_nothing_about_a_lost_attempt() {
    for (status, reason_code, unknown) in [
        (403, "", true),
        (404, "", true),
        (302, "", true),
        (403, "InvalidRequestSignature", true),
        (401, "UnauthorizedAccess", true),
        // The saved answer to the first attempt, or the same refusal as the first attempt got.
        (422, "SoftDeclined", false),
        (400, "InvalidParameterValue", false),
    ] {
        let server = server(vec![RawAnswer::Close(Vec::new()), answer(status, reason_code)]).await;
        let error = client(&server).charges().capture(CHARGE, capture()).send().await.unwrap_err();
        assert_eq!((error.status(), error.retries()), (Some(status), 1), "{error}");
        assert_eq!(error.outcome_unknown(), unknown, "{status} {reason_code}");
        assert!(error.idempotency_key().is_some());
    }
}

#[tokio::test]
async fn a_cancel_refused_after_a_gateways_timeout_may_have_canceled() {
    let server = server(vec![answer(504, ""), answer(422, "InvalidChargeStatus")]).await;
    let cancel = client(&server).charges().cancel(CHARGE, CancelCharge::new("no longer wanted")).send().await;
    let error = cancel.unwrap_err();
    assert!(error.outcome_unknown() && error.idempotency_key().is_none(), "{error}");
    assert!(error.to_string().ends_with("read the object before repeating it"), "{error}");
}

/// Signs so many times, then no more; each signature takes its time on the clock.
#[derive(Debug)]
struct TiringSigner {
    left: AtomicUsize,
    clock: Arc<MovedClock>,
    takes: Duration,
}

#[async_trait]
impl Signer for TiringSigner {
    async fn sign(&self, _: Algorithm, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        self.clock.advance(self.takes);
        match self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)) {
            Ok(_) => Ok(vec![1; 256]),
            Err(_) => Err(SigningError::new("the key service is not there")),
        }
    }
}

fn with_signer(server: &RawServer, signatures: usize, takes: Duration) -> AmazonPay {
    let clock = Arc::new(MovedClock::at_present());
    let signer = TiringSigner { left: signatures.into(), clock: Arc::clone(&clock), takes };
    ClientBuilder::new()
        .public_key_id("SANDBOX-AEXAMPLE")
        .signer(Arc::new(signer))
        .region(Region::Eu)
        .endpoint(server.url())
        .clock(clock)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_signer_that_fails_after_a_lost_attempt_does_not_hide_it() {
    let server = server(vec![RawAnswer::Close(Vec::new())]).await;
    let pay = with_signer(&server, 1, Duration::ZERO);
    let call = pay.charges().capture(CHARGE, capture()).idempotency_key("capture-1001");
    let error = call.send().await.unwrap_err();
    assert_eq!((error.kind(), error.retries()), (ErrorKind::Signing, 1));
    assert!(error.outcome_unknown());
    assert_eq!(error.idempotency_key(), Some("capture-1001"));
    assert_eq!(
        error.to_string(),
        "signing failed: the key service is not there (after 1 retry); it may have been carried out all the same: \
         repeat it with idempotency key capture-1001, or read the object"
    );

    let error = pay.charges().capture(CHARGE, capture()).send().await.unwrap_err();
    assert_eq!(error.to_string(), "signing failed: the key service is not there");
    assert!(!error.outcome_unknown() && error.idempotency_key().is_none());
}

#[tokio::test]
async fn a_signer_that_takes_all_the_time_leaves_none_for_sending() {
    let server = server(vec![answer(404, "ResourceNotFound")]).await;
    let pay = with_signer(&server, 1, Duration::from_secs(5));
    let call = pay.charges().capture(CHARGE, capture()).timeout(Duration::from_secs(5));
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error}");
    assert!(!error.outcome_unknown() && server.requests().is_empty());
}

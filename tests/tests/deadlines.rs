//! The total time-out holds over all that a call does: a signer that hangs, a throttle, retries. And what is known of an
//! answer that did not arrive whole.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use amazonpay::AmazonPay;
use amazonpay::config::{ClientBuilder, Region};
use amazonpay::error::{Error, ErrorKind, SigningError};
use amazonpay::model::{CaptureCharge, Money};
use amazonpay::signing::{Algorithm, Signer};
use amazonpay::throttle::{Quota, Throttle};
use amazonpay_sandbox::SandboxClock;
use amazonpay_tests::held_clock::HeldClock;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use amazonpay_tests::test_key;
use async_trait::async_trait;

const CHARGE: &str = "S02-9876543-1234567-C123456";
const SECOND: Duration = Duration::from_secs(1);

fn capture() -> CaptureCharge {
    CaptureCharge::new(Money::eur("12.00").unwrap()).build()
}

fn held_clock() -> Arc<HeldClock> {
    HeldClock::holding(&SandboxClock::new())
}

/// Signs so many times and then hangs.
#[derive(Debug)]
struct HangingSigner {
    signatures: AtomicUsize,
}

#[async_trait]
impl Signer for HangingSigner {
    async fn sign(&self, _: Algorithm, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        if self
            .signatures
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_err()
        {
            std::future::pending::<()>().await;
        }
        Ok(vec![1; 256])
    }
}

fn with_hanging_signer(server: &RawServer, clock: &Arc<HeldClock>, signatures: usize) -> AmazonPay {
    ClientBuilder::new()
        .public_key_id("SANDBOX-AEXAMPLE")
        .signer(Arc::new(HangingSigner { signatures: signatures.into() }))
        .region(Region::Eu)
        .endpoint(server.url())
        .clock(Arc::clone(clock) as _)
        .build()
        .unwrap()
}

/// What `work` comes to while the clock is moved past each sleep.
async fn moving<T>(clock: &HeldClock, work: impl Future<Output = T>) -> (Vec<Duration>, T) {
    let mut sleeps = Vec::new();
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return (sleeps, done),
            sleep = clock.next_sleep() => {
                sleeps.push(sleep);
                clock.advance(sleep);
            }
        }
    }
}

#[tokio::test]
async fn a_signer_that_hangs_is_given_up_when_the_calls_time_is_over() {
    let server = RawServer::start(RawAnswer::Close(Vec::new())).await.unwrap();
    let clock = held_clock();
    let pay = with_hanging_signer(&server, &clock, 0);
    let (sleeps, answer) =
        moving(&clock, pay.charges().capture(CHARGE, capture()).timeout(20 * SECOND).send()).await;
    let error = answer.unwrap_err();
    assert_eq!((error.kind(), sleeps.as_slice()), (ErrorKind::Timeout, [20 * SECOND].as_slice()));
    assert!(!error.outcome_unknown() && error.to_string().contains("the call's 20s are over"), "{error}");
    assert_eq!(server.connections(), 0);

    let (sleeps, signature) = moving(&clock, pay.button_signature("{}")).await;
    assert_eq!(sleeps, [90 * SECOND]);
    assert!(matches!(signature.unwrap_err(), Error::Timeout(_)));
}

#[tokio::test]
async fn a_signer_that_hangs_at_the_second_attempt_does_not_hide_the_first() {
    let server = RawServer::start(RawAnswer::Close(Vec::new())).await.unwrap();
    let clock = held_clock();
    let pay = with_hanging_signer(&server, &clock, 1);
    let call = pay.charges().capture(CHARGE, capture()).idempotency_key("capture-1001");
    let (sleeps, answer) = moving(&clock, call.send()).await;
    let error = answer.unwrap_err();
    assert_eq!((error.kind(), error.retries()), (ErrorKind::Timeout, 1));
    assert_eq!(sleeps.iter().sum::<Duration>(), 90 * SECOND, "the pause and the signer together: {sleeps:?}");
    assert!(error.outcome_unknown());
    assert_eq!(error.idempotency_key(), Some("capture-1001"));
}

fn throttled(server: &RawServer, clock: &Arc<HeldClock>) -> AmazonPay {
    // One call at once, and another one every ten seconds.
    let throttle = Throttle::default().write(Quota::new(1.0, 0.1));
    test_key::client(server.url()).unwrap().clock(Arc::clone(clock) as _).throttle(throttle).build().unwrap()
}

#[tokio::test]
async fn a_throttles_wait_that_would_go_past_the_deadline_is_refused_at_once() {
    let refusal = http_answer(404, &[], r#"{"reasonCode": "ResourceNotFound", "message": "No."}"#);
    let server = RawServer::start(RawAnswer::KeepAlive(refusal)).await.unwrap();
    let clock = held_clock();
    let pay = throttled(&server, &clock);
    let capture_within = |limit| pay.charges().capture(CHARGE, capture()).timeout(limit).send();
    assert_eq!(capture_within(5 * SECOND).await.unwrap_err().kind(), ErrorKind::NotFound);
    let error = capture_within(5 * SECOND).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "charges.capture: the client's throttle lets this go in 10.0s only, and 5.0s are left of the call's 5s; allow \
         more time or send less at once"
    );
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_retryable() && !error.outcome_unknown() && error.idempotency_key().is_some());
    assert_eq!(server.requests().len(), 1);
    // With time enough it goes out.
    let (sleeps, answer) = moving(&clock, capture_within(11 * SECOND)).await;
    assert_eq!(
        (sleeps.as_slice(), answer.unwrap_err().kind()),
        ([10 * SECOND].as_slice(), ErrorKind::NotFound)
    );
}

#[tokio::test]
async fn a_retry_that_the_throttle_holds_back_for_too_long_does_not_hide_the_first_attempt() {
    let server = RawServer::start(RawAnswer::KeepAlive(http_answer(503, &[], ""))).await.unwrap();
    let clock = held_clock();
    let pay = throttled(&server, &clock);
    let (_, answer) =
        moving(&clock, pay.charges().capture(CHARGE, capture()).timeout(9 * SECOND).send()).await;
    let error = answer.unwrap_err();
    assert_eq!((error.kind(), error.retries()), (ErrorKind::Timeout, 1));
    assert!(error.outcome_unknown() && error.idempotency_key().is_some(), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_the_throttle_took_is_not_there_for_the_answer() {
    let server = RawServer::start(RawAnswer::Silence).await.unwrap();
    let clock = held_clock();
    let pay = throttled(&server, &clock);
    let soon = Duration::from_millis(200);
    let error =
        pay.charges().capture(CHARGE, capture()).timeout(soon).max_retries(0).send().await.unwrap_err();
    assert!(error.outcome_unknown(), "{error}");
    let started = Instant::now();
    let call = pay.charges().capture(CHARGE, capture()).timeout(10 * SECOND + soon).max_retries(0);
    let (sleeps, answer) = moving(&clock, call.send()).await;
    assert_eq!(
        (sleeps.as_slice(), answer.unwrap_err().kind()),
        ([10 * SECOND].as_slice(), ErrorKind::Timeout)
    );
    assert!(started.elapsed() < 5 * SECOND, "the answer had the 200 ms that were left");
}

#[tokio::test]
async fn an_answer_that_did_not_arrive_whole_is_known_by_its_request_id() {
    let headers = [("content-type", "application/json"), ("x-amz-pay-request-id", "REQUEST-1")];
    let large = http_answer(200, &headers, &"x".repeat(5000));
    let server = RawServer::start(RawAnswer::Close(large.clone())).await.unwrap();
    let client = test_key::client(server.url()).unwrap().max_response_bytes(4096);
    let error = client.build().unwrap().charges().capture(CHARGE, capture()).send().await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Decoding, Some("REQUEST-1")));
    assert!(error.to_string().starts_with("REQUEST-1: charges.capture answered 200"), "{error}");
    assert!(error.outcome_unknown());

    let chunked = "HTTP/1.1 200 OK\r\nx-amz-pay-request-id: REQUEST-2\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunked = format!("{chunked}1388\r\n{}\r\n0\r\n\r\n", "x".repeat(5000)).into_bytes();
    let server = RawServer::start(RawAnswer::Close(chunked)).await.unwrap();
    let client = test_key::client(server.url()).unwrap().max_response_bytes(4096);
    let error = client.build().unwrap().charges().get(CHARGE).send().await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Decoding, Some("REQUEST-2")));

    let server = RawServer::start(RawAnswer::Close(large[..large.len() - 1].to_vec())).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    let error = pay.charges().get(CHARGE).max_retries(0).send().await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Connection, Some("REQUEST-1")));
    assert!(error.to_string().starts_with("REQUEST-1: charges.get: the connection broke"), "{error}");
}

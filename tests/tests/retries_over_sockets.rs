//! Retries, deadlines and the learnt clock, over real sockets and on a clock that only tests move.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use amazonpay::AmazonPay;
use amazonpay::config::RetryPolicy;
use amazonpay::error::ErrorKind;
use amazonpay::model::{CaptureCharge, Money};
use amazonpay_tests::moved_clock::MovedClock;
use amazonpay_tests::operation_vectors::operation_files;
use amazonpay_tests::playback::Playback;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, header, http_answer};
use amazonpay_tests::test_key;
use jiff::Timestamp;
use tokio::net::TcpSocket;

const CHARGE: &str = "S02-9876543-1234567-C123456";
const SECOND: Duration = Duration::from_secs(1);

fn json(status: u16, headers: &[(&str, &str)], body: &str) -> RawAnswer {
    let mut headers = headers.to_vec();
    headers.push(("content-type", "application/json"));
    RawAnswer::KeepAlive(http_answer(status, &headers, body))
}

fn charge() -> RawAnswer {
    json(200, &[], &format!(r#"{{"chargeId": "{CHARGE}"}}"#))
}

fn unavailable(headers: &[(&str, &str)]) -> RawAnswer {
    json(503, headers, r#"{"reasonCode": "ServiceUnavailable", "message": "Try again later."}"#)
}

fn capture() -> CaptureCharge {
    CaptureCharge::new(Money::eur("12.00").unwrap()).build()
}

fn client(url: &str, clock: &Arc<MovedClock>) -> AmazonPay {
    test_key::client(url).unwrap().clock(Arc::clone(clock) as _).build().unwrap()
}

#[tokio::test]
async fn retry_after_is_waited_for_and_every_attempt_is_signed_afresh_under_one_key() {
    let playback = Playback::start(Default::default()).await.unwrap();
    let files = operation_files().unwrap();
    let cases = &files["checkout_sessions.complete.json"].cases;
    let throttled = cases.iter().find(|case| case.name == "throttled-once-then-completed-under-the-same-key");
    let mut case = throttled.unwrap().clone();
    case.exchanges[0].answer.headers.insert("retry-after".to_owned(), "7".to_owned());
    playback.play(&case);

    let clock = Arc::new(MovedClock::at_present());
    let request =
        serde_json::from_value::<amazonpay::model::CompleteCheckoutSession>(case.call.body.unwrap());
    let call = client(playback.url(), &clock);
    let answer =
        call.checkout_sessions().complete(&case.call.path_parameters[0], request.unwrap()).send().await;
    assert_eq!(answer.unwrap().meta().retries, 1);
    assert_eq!(playback.verdict(), [""; 0]);
    assert_eq!(clock.sleeps(), [7 * SECOND]);
    let received = playback.received();
    let both = |name: &str| [received[0].header(name).unwrap(), received[1].header(name).unwrap()];
    let [first, second] = both("authorization");
    assert_ne!(first, second);
    let [first, second] = both("x-amz-pay-date");
    assert_ne!(first, second);
    let [first, second] = both("x-amz-pay-idempotency-key");
    assert_eq!(first, second);
}

#[tokio::test]
async fn without_retry_after_the_waits_are_random_below_a_doubling_ceiling() {
    let server = RawServer::start(unavailable(&[])).await.unwrap();
    let clock = Arc::new(MovedClock::at_present());
    let error = client(server.url(), &clock).charges().get(CHARGE).send().await.unwrap_err();
    assert_eq!((error.kind(), error.retries()), (ErrorKind::Server, 3));
    assert_eq!(server.requests().len(), 4);
    let ceilings = [500, 1000, 2000].map(Duration::from_millis);
    for (slept, ceiling) in clock.sleeps().into_iter().zip(ceilings) {
        assert!(slept <= ceiling, "{slept:?} is above {ceiling:?}");
    }
}

#[tokio::test]
async fn a_call_may_have_no_retries_or_more_than_the_client() {
    let server = RawServer::start(unavailable(&[])).await.unwrap();
    let clock = Arc::new(MovedClock::at_present());
    let builder = test_key::client(server.url()).unwrap().retry(RetryPolicy::none()).clock(clock);
    let pay = builder.build().unwrap();
    assert_eq!(pay.charges().get(CHARGE).send().await.unwrap_err().retries(), 0);
    assert_eq!(pay.charges().get(CHARGE).max_retries(2).send().await.unwrap_err().retries(), 2);
    assert_eq!(pay.charges().get(CHARGE).max_retries(0).send().await.unwrap_err().retries(), 0);
    assert_eq!(server.requests().len(), 1 + 3 + 1);
}

#[tokio::test]
async fn no_wait_goes_past_the_total_time() {
    let server = RawServer::start(unavailable(&[("retry-after", "40")])).await.unwrap();
    let clock = Arc::new(MovedClock::at_present());
    let pay = client(server.url(), &clock);
    // 90 seconds in all: after 80 of them another 40 would be too many.
    let error = pay.charges().get(CHARGE).send().await.unwrap_err();
    assert_eq!((error.kind(), error.retries()), (ErrorKind::Server, 2));
    assert_eq!(clock.sleeps(), [40 * SECOND, 40 * SECOND]);
    let error = pay.charges().get(CHARGE).timeout(30 * SECOND).send().await.unwrap_err();
    assert_eq!((error.kind(), error.retries()), (ErrorKind::Server, 0));
    assert_eq!(error.retry_after(), Some(40 * SECOND));
}

#[tokio::test]
async fn an_attempt_may_not_outlast_the_calls_time() {
    let server = RawServer::start(RawAnswer::Silence).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    let started = Instant::now();
    let call = pay.charges().capture(CHARGE, capture()).idempotency_key("capture-1001");
    let error = call.timeout(Duration::from_millis(300)).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.outcome_unknown());
    assert_eq!(error.idempotency_key(), Some("capture-1001"));
    assert!(started.elapsed() >= Duration::from_millis(300) && started.elapsed() < 10 * SECOND);
}

#[tokio::test]
async fn connections_that_are_cut_are_repeated_and_the_error_hands_out_the_key() {
    let server = RawServer::start(RawAnswer::Close(Vec::new())).await.unwrap();
    let clock = Arc::new(MovedClock::at_present());
    let error = client(server.url(), &clock).charges().capture(CHARGE, capture()).send().await.unwrap_err();
    assert_eq!((error.kind(), error.retries()), (ErrorKind::Connection, 3));
    assert!(error.outcome_unknown() && error.is_retryable());
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    for request in &requests {
        assert_eq!(header(request, "x-amz-pay-idempotency-key"), error.idempotency_key());
    }
}

#[tokio::test]
async fn nobody_listening_is_repeated_and_nothing_was_sent() {
    // A port that is taken and not listened at.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    let clock = Arc::new(MovedClock::at_present());
    let error = client(&url, &clock).charges().capture(CHARGE, capture()).send().await.unwrap_err();
    assert_eq!((error.kind(), error.retries()), (ErrorKind::Connection, 3));
    assert!(!error.outcome_unknown(), "{error}");
}

/// A server that takes requests dated within 5 minutes of `server_time` only.
async fn punctual_server(server_time: Timestamp) -> RawServer {
    let date = server_time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let answering = move |request: &str| {
        let signed_at: Timestamp = header(request, "x-amz-pay-date").unwrap().parse().unwrap();
        if signed_at.duration_until(server_time).abs().as_secs() <= 300 {
            return charge();
        }
        let body = r#"{"reasonCode": "InvalidRequestSignature", "message": "The date is not fresh."}"#;
        json(403, &[("date", &date)], body)
    };
    RawServer::answering(answering).await.unwrap()
}

#[tokio::test]
async fn a_clock_two_hours_behind_is_learnt_once_and_kept() {
    let server_time: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
    let server = punctual_server(server_time).await;
    let clock = Arc::new(MovedClock::at(server_time - 7200 * jiff::SignedDuration::from_secs(1)));
    let pay = client(server.url(), &clock);
    // Even a call that allows no retries: the first attempt was refused before anything was done.
    let first = pay.charges().capture(CHARGE, capture()).max_retries(0).send().await.unwrap();
    assert_eq!(first.meta().retries, 1);
    assert_eq!(clock.sleeps(), [Duration::ZERO; 0]);
    for _ in 0..3 {
        assert_eq!(pay.charges().get(CHARGE).send().await.unwrap().meta().retries, 0);
    }
    let dates: Vec<String> = server
        .requests()
        .iter()
        .map(|request| header(request, "x-amz-pay-date").unwrap().to_owned())
        .collect();
    let (wrong, right) = ("20261124T100000Z", "20261124T120000Z");
    assert_eq!(dates, [wrong, right, right, right, right]);
}

#[tokio::test]
async fn a_server_that_refuses_the_corrected_date_too_is_not_asked_again() {
    let server_time: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
    let body = r#"{"reasonCode": "InvalidRequestSignature", "message": "No."}"#;
    let answer = json(403, &[("date", "Tue, 24 Nov 2026 15:00:00 GMT")], body);
    let server = RawServer::start(answer).await.unwrap();
    let clock = Arc::new(MovedClock::at(server_time));
    let error = client(server.url(), &clock).charges().get(CHARGE).send().await.unwrap_err();
    assert_eq!((error.kind(), error.retries()), (ErrorKind::Unauthenticated, 1));
    assert_eq!(server.requests().len(), 2);
}

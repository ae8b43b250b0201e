//! What an observer is told: each attempt once before and once after, over real sockets, with nothing secret in it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use amazonpay::error::{ErrorKind, SigningError};
use amazonpay::model::{CreateCharge, Money};
use amazonpay::observe::{AttemptFinished, AttemptOutcome, AttemptStarted, Observer};
use amazonpay::signing::{Algorithm, Signer};
use amazonpay_sandbox::Fault;
use amazonpay_tests::moved_clock::MovedClock;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use amazonpay_tests::shop::Shop;
use amazonpay_tests::test_key;
use async_trait::async_trait;
use tokio::sync::Notify;

/// Notes what it is told, a line each.
#[derive(Debug, Default)]
struct Notes {
    lines: Mutex<Vec<String>>,
    keys: Mutex<Vec<Option<String>>>,
    shown: Mutex<String>,
    told: Notify,
}

impl Notes {
    fn note(&self, line: String, shown: String) {
        self.lines.lock().unwrap().push(line);
        self.shown.lock().unwrap().push_str(&shown);
        self.told.notify_one();
    }

    /// The lines since the last time.
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock().unwrap())
    }
}

impl Observer for Notes {
    fn before_attempt(&self, attempt: &AttemptStarted<'_>) {
        self.keys.lock().unwrap().push(attempt.idempotency_key.map(str::to_owned));
        self.note(format!("{} {}", attempt.attempt, attempt.operation), format!("{attempt:?}\n"));
    }

    fn after_attempt(&self, attempt: &AttemptFinished<'_>) {
        let AttemptFinished { started, outcome, status, reason_code, error_kind, retry_after, .. } = attempt;
        let mut line = format!("{} {outcome}", started.attempt);
        if let Some(status) = status {
            line.push_str(&format!(" {status}"));
        }
        if let Some(kind) = error_kind {
            line.push_str(&format!(" {kind}"));
        }
        if let Some(reason_code) = reason_code {
            line.push_str(&format!(" {reason_code}"));
        }
        if retry_after.is_some() {
            line.push_str(", again");
        }
        assert_eq!(attempt.request_id.is_some(), status.is_some(), "{attempt:?}");
        self.note(line, format!("{attempt:?}\n"));
    }
}

async fn observed_shop(notes: &Arc<Notes>) -> (Shop, String) {
    let observer: Arc<dyn Observer> = Arc::clone(notes) as _;
    let shop = Shop::open_with(|client| client.observer(observer)).await.unwrap();
    let permission = shop.charge_permission(Money::eur("50.00").unwrap()).await.unwrap();
    notes.take();
    notes.keys.lock().unwrap().clear();
    (shop, permission)
}

fn charge(permission: &str) -> CreateCharge {
    CreateCharge::new(permission, Money::eur("12.00").unwrap()).build()
}

#[tokio::test]
async fn each_attempt_is_told_with_how_it_ended_and_what_follows() {
    let notes = Arc::new(Notes::default());
    let (shop, permission) = observed_shop(&notes).await;
    shop.sandbox.add_fault(Fault::status(503).operation("charges.create").count(1)).unwrap();
    shop.sandbox.add_fault(Fault::cut().after_work().operation("charges.create").count(1)).unwrap();
    let call = shop.pay.charges().create(charge(&permission)).idempotency_key("order-1");
    let created = call.send().await.unwrap();
    let charge_id = &created.charge_id;
    assert_eq!(
        notes.take(),
        [
            "1 charges.create",
            "1 refused 503 server ServiceUnavailable, again",
            "2 charges.create",
            "2 failed connection, again",
            "3 charges.create",
            "3 succeeded 201",
        ]
    );
    assert_eq!(*notes.keys.lock().unwrap(), vec![Some("order-1".to_owned()); 3]);

    let declined = shop.pay.charges().create(charge(&permission)).simulation_code("HardDeclined");
    assert_eq!(declined.send().await.unwrap_err().kind(), ErrorKind::Declined);
    assert_eq!(notes.take(), ["1 charges.create", "1 refused 422 declined HardDeclined"]);

    shop.sandbox.add_fault(Fault::status(503)).unwrap();
    assert!(shop.pay.charges().get(charge_id).max_retries(1).send().await.is_err());
    assert_eq!(
        notes.take(),
        [
            "1 charges.get",
            "1 refused 503 server ServiceUnavailable, again",
            "2 charges.get",
            "2 refused 503 server ServiceUnavailable",
        ]
    );
    assert_eq!(notes.keys.lock().unwrap().last().unwrap().as_deref(), None);
}

#[tokio::test]
async fn times_and_addresses_are_told_as_they_are() {
    #[derive(Debug, Default)]
    struct Checks(Mutex<Vec<Option<Duration>>>);
    impl Observer for Checks {
        fn after_attempt(&self, attempt: &AttemptFinished<'_>) {
            let AttemptStarted { method, scheme, host, path_template, timeout, .. } = attempt.started;
            assert_eq!((method, scheme, host), ("GET", "http", "127.0.0.1"));
            assert_eq!((path_template, timeout), ("charges/{charge_id}", Duration::from_secs(20)));
            assert_ne!(attempt.started.port, 80);
            assert_eq!(attempt.duration, Duration::ZERO, "the clock stands still while an attempt is sent");
            self.0.lock().unwrap().push(attempt.retry_after);
        }
    }
    let body = r#"{"reasonCode": "TooManyRequests", "message": "-"}"#;
    let throttled = http_answer(429, &[("retry-after", "7"), ("content-type", "application/json")], body);
    let server = RawServer::start(RawAnswer::KeepAlive(throttled)).await.unwrap();
    let checks = Arc::new(Checks::default());
    let builder = test_key::client(server.url()).unwrap().clock(Arc::new(MovedClock::at_present()));
    let pay =
        builder.attempt_timeout(Duration::from_secs(20)).observer(Arc::clone(&checks) as _).build().unwrap();
    let call = pay.charges().get("S02-9876543-1234567-C123456").max_retries(1);
    assert_eq!(call.send().await.unwrap_err().kind(), ErrorKind::Throttled);
    assert_eq!(*checks.0.lock().unwrap(), [Some(Duration::from_secs(7)), None]);
}

#[tokio::test]
async fn a_canceled_call_is_told_too() {
    let server = RawServer::start(RawAnswer::Silence).await.unwrap();
    let notes = Arc::new(Notes::default());
    let builder = test_key::client(server.url()).unwrap().observer(Arc::clone(&notes) as _);
    let pay = builder.build().unwrap();
    let call = tokio::spawn(async move { pay.charges().get("S02-9876543-1234567-C123456").send().await });
    notes.told.notified().await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(notes.take(), ["1 charges.get", "1 canceled"]);
    assert_eq!(AttemptOutcome::Canceled.as_str(), "canceled");
}

#[tokio::test]
async fn a_panic_of_an_observer_harms_neither_the_call_nor_the_next_observer() {
    #[derive(Debug)]
    struct Panics;
    impl Observer for Panics {
        fn before_attempt(&self, _: &AttemptStarted<'_>) {
            panic!("before, as this test wants it");
        }

        fn after_attempt(&self, _: &AttemptFinished<'_>) {
            panic!("after, as this test wants it");
        }
    }
    let notes = Arc::new(Notes::default());
    let (first, second): (Arc<dyn Observer>, Arc<dyn Observer>) = (Arc::new(Panics), Arc::clone(&notes) as _);
    let shop = Shop::open_with(|client| client.observer(first).observer(second)).await.unwrap();
    shop.charge_permission(Money::eur("50.00").unwrap()).await.unwrap();
    assert!(notes.take().ends_with(&["1 checkout_sessions.complete".into(), "1 succeeded 200".into()]));
}

#[tokio::test]
async fn what_is_not_sent_is_not_told() {
    #[derive(Debug)]
    struct OutOfOrder;
    #[async_trait]
    impl Signer for OutOfOrder {
        async fn sign(&self, _: Algorithm, _: &[u8]) -> Result<Vec<u8>, SigningError> {
            Err(SigningError::new("the HSM is out of order"))
        }
    }
    let notes = Arc::new(Notes::default());
    let builder = amazonpay::AmazonPay::builder().public_key_id(test_key::PUBLIC_KEY_ID);
    let builder = builder.signer(Arc::new(OutOfOrder)).region(test_key::REGION);
    let pay = builder.endpoint("http://127.0.0.1:9").observer(Arc::clone(&notes) as _).build().unwrap();
    assert_eq!(pay.charges().get("S02-1").send().await.unwrap_err().kind(), ErrorKind::Signing);
    assert_eq!(notes.take(), [""; 0]);
}

#[tokio::test]
async fn nothing_secret_is_told() {
    let notes = Arc::new(Notes::default());
    let (shop, permission) = observed_shop(&notes).await;
    // Refused, as there is no such token; the path holds it all the same.
    let buyer = shop.pay.buyers().get("Atza|buyer-token").auth_token("delegated-token");
    assert!(buyer.max_retries(0).send().await.is_err());
    shop.pay.charges().create(charge(&permission)).send().await.unwrap();
    let shown = notes.shown.lock().unwrap().clone();
    assert!(shown.contains("buyers/{buyer_token}"), "{shown}");
    for secret in ["Atza", "buyer-token", "delegated-token", "Signature", &permission] {
        assert!(!shown.contains(secret), "{secret} is in {shown}");
    }
}

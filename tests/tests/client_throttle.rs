//! The throttle on the client's side: that it is worth having, fair, and never in the way.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::config::{ClientBuilder, RetryPolicy};
use amazonpay::error::ErrorKind;
use amazonpay::model::{ChargeState, CreateCharge, Money};
use amazonpay::throttle::{
    MemoryThrottleStore, Quota, StoredBucket, Throttle, ThrottleStore, ThrottleStoreError,
};
use amazonpay_sandbox::engine::ObjectKind;
use amazonpay_sandbox::{Fault, SandboxClock};
use amazonpay_tests::captured_log::CapturedLog;
use amazonpay_tests::held_clock::HeldClock;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, header, http_answer};
use amazonpay_tests::shop::Shop;
use amazonpay_tests::test_key;
use async_trait::async_trait;
use tokio::task::{JoinHandle, JoinSet};

const CHARGE: &str = "S02-9876543-1234567-C123456";
const SECOND: Duration = Duration::from_secs(1);

/// What came of a batch.
#[derive(Debug, Default)]
struct Batch {
    charges: usize,
    failed: usize,
    refused: u32,
}

/// A batch of 100 charges and 100 readings, all started at once, in a sandbox that throttles as the guide's sandbox does.
async fn batch(settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Batch {
    let shop = Shop::open().await.unwrap();
    let mut permissions = Vec::new();
    for _ in 0..5 {
        permissions.push(shop.charge_permission(Money::eur("100.00").unwrap()).await.unwrap());
    }
    shop.sandbox.set_throttle(Some(amazonpay_sandbox::Throttle::sandbox()));
    let clock = HeldClock::holding(shop.sandbox.clock());
    let patient = RetryPolicy { max_retries: 20, ..RetryPolicy::default() };
    let client = shop.sandbox.client().unwrap().clock(Arc::clone(&clock) as _);
    let pay = settings(client.retry(patient).total_timeout(Duration::from_secs(3600))).build().unwrap();
    let mut calls = JoinSet::new();
    for number in 0..100 {
        let (pay_, permission) = (pay.clone(), permissions[number % 5].clone());
        calls.spawn(async move {
            let request = CreateCharge::new(&permission, Money::eur("1.00").unwrap());
            pay_.charges().create(request).send().await.map(|charge| charge.meta().retries)
        });
        let (pay, permission) = (pay.clone(), permissions[number % 5].clone());
        calls.spawn(async move {
            pay.charge_permissions().get(&permission).send().await.map(|found| found.meta().retries)
        });
    }
    let mut batch = Batch::default();
    let all = async {
        while let Some(call) = calls.join_next().await {
            match call.unwrap() {
                Ok(retries) => batch.refused += retries,
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::Throttled, "{error}");
                    batch.refused += error.retries() + 1;
                    batch.failed += 1;
                }
            }
        }
    };
    // Time in fast motion: a fifth of a second passes with each millisecond.
    let time = async {
        loop {
            clock.advance(SECOND / 5);
            tokio::time::sleep(SECOND / 1000).await;
        }
    };
    tokio::select! { () = all => {}, () = time => {} }
    batch.charges = shop.sandbox.with_engine(|engine| engine.objects(ObjectKind::Charge)).len();
    batch
}

#[tokio::test]
async fn a_batch_of_two_hundred_calls_meets_many_429s_without_a_throttle_and_hardly_any_with_it() {
    let without = batch(|client| client).await;
    assert!(without.refused >= 200, "{without:?}");
    let with = batch(|client| client.throttle(Throttle::default())).await;
    assert!(with.refused <= 10 && with.failed == 0 && with.charges == 100, "{with:?}, {without:?}");
}

#[tokio::test]
async fn a_quota_that_is_too_large_is_learnt_from_the_429s() {
    // The client believes in four times what the sandbox gives.
    let generous = Throttle::default().write(Quota::new(8.0, 2.0)).read(Quota::new(20.0, 4.0));
    let learning = batch(|client| client.throttle(generous)).await;
    assert!((1..=100).contains(&learning.refused), "{learning:?}");
    assert_eq!((learning.failed, learning.charges), (0, 100));
}

fn charge() -> RawAnswer {
    let headers = [("content-type", "application/json")];
    RawAnswer::KeepAlive(http_answer(200, &headers, &format!(r#"{{"chargeId": "{CHARGE}"}}"#)))
}

/// A server that answers all, a clock that stands, and a client that may read once at once and once a second.
async fn one_a_second() -> (RawServer, Arc<HeldClock>, AmazonPay) {
    let server = RawServer::start(charge()).await.unwrap();
    let clock = HeldClock::holding(&SandboxClock::new());
    let pay = client(&server, &clock, Throttle::default());
    (server, clock, pay)
}

fn client(server: &RawServer, clock: &Arc<HeldClock>, throttle: Throttle) -> AmazonPay {
    let throttle = throttle.read(Quota::new(1.0, 1.0));
    test_key::client(server.url()).unwrap().clock(Arc::clone(clock) as _).throttle(throttle).build().unwrap()
}

type Reading = JoinHandle<Result<(), amazonpay::Error>>;

fn read(pay: &AmazonPay, name: &str, timeout: Duration) -> Reading {
    let (pay, name) = (pay.clone(), name.to_owned());
    tokio::spawn(async move {
        pay.charges().get(CHARGE).header("x-name", name).timeout(timeout).send().await.map(drop)
    })
}

fn names(server: &RawServer) -> Vec<String> {
    server.requests().iter().map(|request| header(request, "x-name").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn calls_go_out_in_the_order_in_which_they_came_one_token_each() {
    let (server, clock, pay) = one_a_second().await;
    let calls: Vec<Reading> =
        ["a", "b", "c", "d", "e"].iter().map(|name| read(&pay, name, 60 * SECOND)).collect();
    for (number, call) in calls.into_iter().enumerate() {
        if number > 0 {
            assert_eq!(clock.next_sleep().await, SECOND);
            assert_eq!(clock.sleeping(), 1, "only the first in line waits on the clock");
            clock.advance(SECOND);
        }
        call.await.unwrap().unwrap();
    }
    assert_eq!(names(&server), ["a", "b", "c", "d", "e"]);
    // Another operation has a bucket of its own.
    assert_eq!(
        pay.refunds().get("S02-9876543-1234567-R123456").send().await.unwrap_err().kind(),
        ErrorKind::Decoding
    );
}

#[tokio::test]
async fn a_call_that_is_dropped_in_the_line_takes_no_token() {
    let (server, clock, pay) = one_a_second().await;
    let calls: Vec<Reading> =
        ["a", "first", "second", "b"].iter().map(|name| read(&pay, name, 60 * SECOND)).collect();
    clock.next_sleep().await;
    for dropped in [&calls[2], &calls[1]] {
        dropped.abort();
    }
    // Whoever stood behind them waits for the token that the first would have had.
    for dropped in [1, 2] {
        while !calls[dropped].is_finished() {
            tokio::task::yield_now().await;
        }
    }
    assert_eq!(clock.next_sleep().await, SECOND);
    clock.advance(SECOND);
    for (number, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await.is_err(), [1, 2].contains(&number));
    }
    assert_eq!(names(&server), ["a", "b"]);
}

#[tokio::test]
async fn who_would_come_too_late_is_told_at_once_and_the_others_are_served() {
    let (server, clock, pay) = one_a_second().await;
    let soon = Duration::from_millis(2500);
    let [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(|name| read(&pay, name, soon));
    let patient = read(&pay, "f", 60 * SECOND);
    a.await.unwrap().unwrap();
    for too_late in [d, e] {
        let error = too_late.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert!(error.to_string().contains("the client's throttle lets this go in 3.0s only"), "{error}");
    }
    for in_time in [b, c, patient] {
        let pause = clock.next_sleep().await;
        clock.advance(pause);
        in_time.await.unwrap().unwrap();
    }
    assert_eq!(names(&server), ["a", "b", "c", "f"]);
}

#[tokio::test]
async fn retry_after_holds_back_all_calls_of_the_operation() {
    let shop = Shop::open().await.unwrap();
    let id = shop.pending_charge(Money::eur("10.00").unwrap()).await.unwrap();
    let clock = HeldClock::holding(shop.sandbox.clock());
    let client = shop.sandbox.client().unwrap().clock(Arc::clone(&clock) as _);
    let pay = client.throttle(Throttle::default()).retry(RetryPolicy::none()).build().unwrap();
    shop.sandbox.add_fault(Fault::status(429).retry_after(7).operation("charges.get").count(1)).unwrap();
    assert_eq!(pay.charges().get(&id).send().await.unwrap_err().kind(), ErrorKind::Throttled);
    let reading = tokio::spawn({
        let (pay, id) = (pay.clone(), id.clone());
        async move { pay.charges().get(&id).send().await }
    });
    assert_eq!(clock.next_sleep().await, 7 * SECOND);
    // Other operations are not held back.
    let error = pay.refunds().get("S02-1234567-1234567-R000000").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    clock.advance(7 * SECOND);
    let charge = reading.await.unwrap().unwrap();
    assert_eq!(charge.status_details.state, ChargeState::AuthorizationInitiated);
}

#[tokio::test]
async fn clients_with_one_store_share_one_budget() {
    let (server, clock, _) = one_a_second().await;
    let store = Arc::new(MemoryThrottleStore::new());
    let clients = [0, 1].map(|_| client(&server, &clock, Throttle::default().store(Arc::clone(&store) as _)));
    clients[0].charges().get(CHARGE).send().await.unwrap();
    let second = read(&clients[1], "second", 60 * SECOND);
    assert_eq!(clock.next_sleep().await, SECOND);
    clock.advance(SECOND);
    second.await.unwrap().unwrap();
}

/// A store that can be broken, or hang.
#[derive(Debug, Default)]
struct FragileStore {
    memory: MemoryThrottleStore,
    broken: AtomicBool,
    hanging: AtomicBool,
}

#[async_trait]
impl ThrottleStore for FragileStore {
    async fn load(&self, bucket: &str) -> Result<StoredBucket, ThrottleStoreError> {
        if self.hanging.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        if self.broken.load(Ordering::Relaxed) {
            return Err("the store is not there".into());
        }
        self.memory.load(bucket).await
    }

    async fn replace(
        &self,
        bucket: &str,
        old: Option<&str>,
        new: &str,
        keep: Duration,
    ) -> Result<bool, ThrottleStoreError> {
        self.memory.replace(bucket, old, new, keep).await
    }
}

#[tokio::test]
async fn a_store_that_fails_stops_no_call_and_is_told_of_once() {
    let (log, _guard) = CapturedLog::begin();
    let (server, clock, _) = one_a_second().await;
    let store = Arc::new(FragileStore::default());
    let pay = client(&server, &clock, Throttle::default().store(Arc::clone(&store) as _));
    store.broken.store(true, Ordering::Relaxed);
    // The bucket of this process is in its place: one at once, the next a second later.
    read(&pay, "a", 60 * SECOND).await.unwrap().unwrap();
    let second = read(&pay, "b", 60 * SECOND);
    assert_eq!(clock.next_sleep().await, SECOND);
    clock.advance(SECOND);
    second.await.unwrap().unwrap();
    clock.advance(60 * SECOND);
    read(&pay, "c", 60 * SECOND).await.unwrap().unwrap();
    assert_eq!(log.count("the throttle's store fails"), 1, "{log:?}");
    // It is left alone for five seconds, and then asked again.
    store.broken.store(false, Ordering::Relaxed);
    clock.advance(4 * SECOND);
    read(&pay, "d", 60 * SECOND).await.unwrap().unwrap();
    assert_eq!(log.count("the throttle's store is back"), 0, "{log:?}");
    clock.advance(SECOND);
    read(&pay, "e", 60 * SECOND).await.unwrap().unwrap();
    assert_eq!(log.count("the throttle's store is back"), 1, "{log:?}");
    // One that hangs is not waited for longer than a second of real time.
    store.hanging.store(true, Ordering::Relaxed);
    clock.advance(SECOND);
    read(&pay, "f", 60 * SECOND).await.unwrap().unwrap();
    assert_eq!(log.count("the throttle's store fails"), 2, "{log:?}");
    assert_eq!(names(&server), ["a", "b", "c", "d", "e", "f"]);
}

#[tokio::test]
async fn without_a_throttle_nothing_is_held_back() {
    let (server, clock, _) = one_a_second().await;
    let pay = test_key::client(server.url()).unwrap().clock(Arc::clone(&clock) as _).build().unwrap();
    for _ in 0..50 {
        pay.charges().get(CHARGE).send().await.unwrap();
    }
    assert_eq!(server.requests().len(), 50);
}

#[test]
fn a_throttle_that_cannot_be_is_refused_with_the_setting() {
    for (throttle, message) in [
        (
            Throttle::default().write(Quota::new(0.5, 1.0)),
            "throttle: expected a capacity of 1 to 1000000 for what writes, found 0.5",
        ),
        (
            Throttle::default().read(Quota::new(1.0, 0.0)),
            "throttle: expected a refill of 0.001 to 1000000 requests a second for what reads, found 0",
        ),
        (
            Throttle::default().operation("charges.get", Quota::new(f64::NAN, 1.0)),
            "throttle: expected a capacity of 1 to 1000000 for charges.get, found NaN",
        ),
        (
            Throttle::default().operation("charges.Get", Quota::new(1.0, 1.0)),
            "throttle: expected a name from the table of operations such as \"charges.create\", found \"charges.Get\"",
        ),
    ] {
        let client = test_key::client("http://127.0.0.1:1").unwrap().throttle(throttle);
        assert_eq!(client.config().unwrap_err().to_string(), message);
    }
}

//! Calls that are dropped: nothing of them goes on, and the client works as before.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::config::{ClientBuilder, Region};
use amazonpay::error::SigningError;
use amazonpay::model::{CaptureCharge, CreateCharge, Money};
use amazonpay::signing::{Algorithm, Signer};
use amazonpay_sandbox::engine::ObjectKind;
use amazonpay_sandbox::{Fault, SandboxClock};
use amazonpay_tests::held_clock::HeldClock;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use amazonpay_tests::shop::Shop;
use amazonpay_tests::test_key;
use async_trait::async_trait;
use tokio::runtime::Handle;
use tokio::sync::Notify;

const CHARGE: &str = "S02-9876543-1234567-C123456";

fn capture() -> CaptureCharge {
    CaptureCharge::new(Money::eur("12.00").unwrap()).build()
}

fn charge() -> RawAnswer {
    let headers = [("content-type", "application/json")];
    RawAnswer::KeepAlive(http_answer(200, &headers, &format!(r#"{{"chargeId": "{CHARGE}"}}"#)))
}

/// A server that answers the first `silent` requests never, and tells of each request.
async fn silent_at_first(silent: usize) -> (RawServer, Arc<Notify>) {
    let (number, came) = (AtomicUsize::new(0), Arc::new(Notify::new()));
    let tell = Arc::clone(&came);
    let server = RawServer::answering(move |_| {
        tell.notify_one();
        if number.fetch_add(1, Ordering::Relaxed) < silent { RawAnswer::Silence } else { charge() }
    });
    (server.await.unwrap(), came)
}

/// Waits until `condition` holds, giving way to all that is under way; a test that waits for ever is ended by its runner.
async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_call_dropped_while_it_waits_for_the_answer_closes_its_connection_and_is_not_repeated() {
    let (server, came) = silent_at_first(1).await;
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    tokio::select! {
        answer = pay.charges().capture(CHARGE, capture()).send() => panic!("{answer:?}"),
        () = came.notified() => {}
    }
    server.open_connections(0).await;
    assert_eq!(server.requests().len(), 1);
    pay.charges().capture(CHARGE, capture()).send().await.unwrap();
    assert_eq!((server.requests().len(), server.connections()), (2, 2), "on a connection of its own");
}

#[tokio::test]
async fn a_call_dropped_before_its_retry_is_not_repeated_and_its_connection_serves_the_next() {
    let number = AtomicUsize::new(0);
    let server = RawServer::answering(move |_| match number.fetch_add(1, Ordering::Relaxed) {
        0 => RawAnswer::KeepAlive(http_answer(503, &[("retry-after", "5")], "")),
        _ => charge(),
    });
    let server = server.await.unwrap();
    let clock = HeldClock::holding(&SandboxClock::new());
    let pay = test_key::client(server.url()).unwrap().clock(Arc::clone(&clock) as _).build().unwrap();
    tokio::select! {
        answer = pay.charges().capture(CHARGE, capture()).send() => panic!("{answer:?}"),
        pause = clock.next_sleep() => assert_eq!(pause, Duration::from_secs(5)),
    }
    clock.advance(Duration::from_secs(3600));
    assert_eq!(clock.sleeping(), 0);
    pay.charges().get(CHARGE).send().await.unwrap();
    assert_eq!((server.requests().len(), server.connections()), (2, 1));
}

/// Never signs, and tells when it is asked and when it is given up.
#[derive(Debug, Default)]
struct HangingSigner {
    asked: Notify,
    given_up: AtomicUsize,
}

struct GivenUp<'a>(&'a HangingSigner);

impl Drop for GivenUp<'_> {
    fn drop(&mut self) {
        self.0.given_up.fetch_add(1, Ordering::Relaxed);
    }
}

#[async_trait]
impl Signer for HangingSigner {
    async fn sign(&self, _: Algorithm, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        let _given_up = GivenUp(self);
        self.asked.notify_one();
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_call_dropped_while_it_is_signed_is_never_sent() {
    let (server, _) = silent_at_first(0).await;
    let signer = Arc::new(HangingSigner::default());
    let pay = ClientBuilder::new()
        .public_key_id("SANDBOX-AEXAMPLE")
        .signer(Arc::clone(&signer) as _)
        .region(Region::Eu)
        .endpoint(server.url())
        .build()
        .unwrap();
    tokio::select! {
        answer = pay.charges().get(CHARGE).send() => panic!("{answer:?}"),
        () = signer.asked.notified() => {}
    }
    assert_eq!(signer.given_up.load(Ordering::Relaxed), 1);
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn two_hundred_dropped_calls_leak_no_task_and_no_connection() {
    const CALLS: usize = 200;
    let (server, came) = silent_at_first(CALLS).await;
    let tasks = Handle::current().metrics().num_alive_tasks();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    let calls: Vec<_> = (0..CALLS)
        .map(|_| {
            let pay = pay.clone();
            tokio::spawn(async move { pay.charges().capture(CHARGE, capture()).send().await })
        })
        .collect();
    while server.requests().len() < CALLS {
        came.notified().await;
    }
    for call in &calls {
        call.abort();
    }
    for call in calls {
        assert!(call.await.unwrap_err().is_cancelled());
    }
    server.open_connections(0).await;
    assert_eq!(server.requests().len(), CALLS);
    pay.charges().get(CHARGE).send().await.unwrap();
    drop(pay);
    server.open_connections(0).await;
    until(|| Handle::current().metrics().num_alive_tasks() == tasks).await;
}

#[tokio::test]
async fn a_dropped_charge_is_found_again_by_its_key() {
    let shop = Shop::open().await.unwrap();
    let permission = shop.charge_permission(Money::eur("100.00").unwrap()).await.unwrap();
    // The sandbox has done the work and keeps the answer for an hour.
    shop.sandbox
        .add_fault(Fault::delay(Duration::from_secs(3600)).after_work().operation("charges.create").count(1))
        .unwrap();
    let request: CreateCharge = CreateCharge::new(&permission, Money::eur("1.00").unwrap()).into();
    let create = |pay: &AmazonPay| {
        let (pay, request) = (pay.clone(), request.clone());
        async move { pay.charges().create(request).idempotency_key("order-1").send().await }
    };
    let charges = || shop.sandbox.with_engine(|engine| engine.objects(ObjectKind::Charge)).len();
    tokio::select! {
        answer = create(&shop.pay) => panic!("{answer:?}"),
        () = until(|| charges() == 1) => {}
    }
    let charge = create(&shop.pay).await.unwrap();
    assert_eq!((charge.meta().retries, charges()), (0, 1));
}

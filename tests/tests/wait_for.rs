//! Waiting for charges and refunds, against the sandbox with its clock moved by hours.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use amazonpay::config::RetryPolicy;
use amazonpay::error::ErrorKind;
use amazonpay::model::{CaptureCharge, ChargeState, CreateCharge, CreateRefund, Money, RefundState};
use amazonpay::wait::{ChangesFrom, PollSchedule};
use amazonpay::{AmazonPay, Error};
use amazonpay_sandbox::Fault;
use amazonpay_tests::held_clock::HeldClock;
use amazonpay_tests::shop::Shop;
use tokio::runtime::Handle;
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinHandle;

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(60 * 60);

fn euros(amount: &str) -> Money {
    Money::eur(amount).unwrap()
}

/// A shop, and a client of its sandbox whose clock is the test's.
async fn shop() -> (Shop, Arc<HeldClock>, AmazonPay) {
    let shop = Shop::open().await.unwrap();
    let clock = HeldClock::holding(shop.sandbox.clock());
    let client = shop.sandbox.client().unwrap().clock(Arc::clone(&clock) as _).retry(RetryPolicy::none());
    (shop, clock, client.build().unwrap())
}

/// Lets the waiter sleep as often as it wants to, and tells how long each time.
async fn let_it_sleep<T: Send + 'static>(clock: &HeldClock, waiter: JoinHandle<T>) -> (Vec<Duration>, T) {
    let mut sleeps = Vec::new();
    let mut waiter = waiter;
    loop {
        tokio::select! {
            done = &mut waiter => return (sleeps, done.unwrap()),
            sleep = clock.next_sleep() => {
                sleeps.push(sleep);
                clock.advance(sleep);
            }
        }
    }
}

#[tokio::test]
async fn a_pending_authorization_is_waited_for_until_it_is_authorized() {
    let (shop, clock, pay) = shop().await;
    let id = shop.pending_charge(euros("10.00")).await.unwrap();
    let waiter = tokio::spawn(async move { pay.charges().wait_for(&id).await });
    let (sleeps, charge) = let_it_sleep(&clock, waiter).await;
    assert_eq!(charge.unwrap().status_details.state, ChargeState::Authorized);
    // The sandbox decides after 30 seconds; the pauses are at most 3, 4.5, 6.75, 10.1, 15.2 and 22.8 seconds.
    assert!((4..=6).contains(&sleeps.len()), "{sleeps:?}");
    assert!(sleeps.is_sorted() && sleeps[0] >= 2 * SECOND && sleeps[0] <= 3 * SECOND, "{sleeps:?}");
}

#[tokio::test]
async fn a_pending_authorization_that_is_declined_is_an_outcome_and_no_error() {
    let (shop, clock, pay) = shop().await;
    let permission = shop.charge_permission(euros("20.00")).await.unwrap();
    let request = CreateCharge::new(&permission, euros("10.00")).can_handle_pending_authorization(true);
    let charge = pay.charges().create(request).simulation_code("PendingHardDeclined").send().await.unwrap();
    assert_eq!(charge.status_details.state, ChargeState::AuthorizationInitiated);
    let id = charge.charge_id.clone();
    let waiter = tokio::spawn(async move { pay.charges().wait_for(&id).await });
    let (_, charge) = let_it_sleep(&clock, waiter).await;
    let status = charge.unwrap().into_inner().status_details;
    assert_eq!(status.state, ChargeState::Declined);
    assert_eq!(status.reason_code.unwrap().as_str(), "HardDeclined");
}

#[tokio::test]
async fn a_final_state_of_a_charge_comes_after_its_authorization() {
    let (shop, clock, pay) = shop().await;
    let id = shop.pending_charge(euros("10.00")).await.unwrap();
    let seen = Arc::new(AtomicU32::new(0));
    let waiter = tokio::spawn({
        let (pay, id, seen) = (pay.clone(), id.clone(), Arc::clone(&seen));
        async move {
            let authorized = pay.charges().wait_for(&id).until(move |charge| {
                seen.fetch_add(1, Ordering::Relaxed);
                charge.status_details.state == ChargeState::Authorized
            });
            authorized.await.unwrap();
            pay.charges().wait_for(&id).until_final().await
        }
    });
    clock.next_sleep().await;
    clock.advance(31 * SECOND);
    // Authorized now, and looked at again: not final.
    while pay.charges().get(&id).send().await.unwrap().status_details.state != ChargeState::Authorized {}
    pay.charges().capture(&id, CaptureCharge::new(euros("10.00"))).send().await.unwrap();
    let (_, charge) = let_it_sleep(&clock, waiter).await;
    assert_eq!(charge.unwrap().status_details.state, ChargeState::Captured);
    assert_eq!(seen.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_refund_is_waited_for_until_it_is_refunded() {
    let (shop, clock, pay) = shop().await;
    let permission = shop.charge_permission(euros("20.00")).await.unwrap();
    let request = CreateCharge::new(&permission, euros("10.00")).capture_now(true);
    let charge = pay.charges().create(request).send().await.unwrap();
    for (code, state) in
        [(None, RefundState::Refunded), (Some("PendingAmazonRejected"), RefundState::Declined)]
    {
        let mut call = pay.refunds().create(CreateRefund::new(&charge.charge_id, euros("1.00")));
        if let Some(code) = code {
            call = call.simulation_code(code);
        }
        let id = call.send().await.unwrap().into_inner().refund_id;
        let pay = pay.clone();
        let waiter = tokio::spawn(async move { pay.refunds().wait_for(&id).await });
        let (sleeps, refund) = let_it_sleep(&clock, waiter).await;
        assert_eq!(refund.unwrap().status_details.state, state);
        assert!(sleeps.len() > 3, "{sleeps:?}");
    }
}

#[tokio::test]
async fn the_longest_wait_ends_it_with_the_state_that_was_seen() {
    let (shop, clock, pay) = shop().await;
    let id = shop.pending_charge(euros("10.00")).await.unwrap();
    let schedule = PollSchedule { first: 9 * SECOND, growth: 1.0, ..PollSchedule::default() };
    let (waiting, waited) = (pay.clone(), id.clone());
    let waiter = tokio::spawn(async move {
        waiting.charges().wait_for(&waited).schedule(schedule).max_wait(20 * SECOND).await
    });
    let (sleeps, charge) = let_it_sleep(&clock, waiter).await;
    let error = charge.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(!error.outcome_unknown());
    assert_eq!(sleeps.iter().sum::<Duration>(), 20 * SECOND, "{sleeps:?}");
    let readings = sleeps.len() + 1;
    let text = format!("charges.get: {id} is still AuthorizationInitiated after 20s and {readings} readings");
    assert_eq!(error.to_string(), text);

    // A deadline in the past reads once, and is no reason to overlook what is there.
    let past = shop.sandbox.clock().now() - jiff::SignedDuration::from_secs(1);
    assert_eq!(pay.charges().wait_for(&id).deadline(past).await.unwrap_err().kind(), ErrorKind::Timeout);
    clock.advance(HOUR);
    let charge = pay.charges().wait_for(&id).deadline(past).await.unwrap();
    assert_eq!(charge.status_details.state, ChargeState::Authorized);
}

#[tokio::test]
async fn errors_that_pass_are_waited_out_and_others_end_it() {
    let (shop, clock, pay) = shop().await;
    let id = shop.pending_charge(euros("10.00")).await.unwrap();
    shop.sandbox.add_fault(Fault::status(503).operation("charges.get").count(2)).unwrap();
    shop.sandbox.add_fault(Fault::cut().operation("charges.get").count(1)).unwrap();
    shop.sandbox.add_fault(Fault::status(429).retry_after(60).operation("charges.get").count(1)).unwrap();
    let (waiting, waited) = (pay.clone(), id.clone());
    let waiter = tokio::spawn(async move { waiting.charges().wait_for(&waited).await });
    let (sleeps, charge) = let_it_sleep(&clock, waiter).await;
    assert_eq!(charge.unwrap().status_details.state, ChargeState::Authorized);
    assert_eq!(sleeps[3], 60 * SECOND, "what Retry-After asks for: {sleeps:?}");
    assert!(shop.sandbox.faults().iter().all(|fault| fault.met > 0));

    shop.sandbox.clear_faults();
    shop.sandbox.add_fault(Fault::status(503).operation("charges.get")).unwrap();
    let error = pay.charges().wait_for(&id).max_wait(Duration::ZERO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(
        error.to_string().contains("could not be read after 0s and 1 readings; the last one failed: "),
        "{error}"
    );

    shop.sandbox.clear_faults();
    let error = pay.charges().wait_for("S02-1234567-1234567-C999999").await.unwrap_err();
    assert!(matches!(error, Error::NotFound(_)), "{error}");
    let error = pay.refunds().wait_for("no/id").await.unwrap_err();
    assert!(matches!(error, Error::Configuration(_)), "{error}");
    let schedule = PollSchedule { growth: 0.0, ..PollSchedule::default() };
    let error = pay.charges().wait_for(&id).schedule(schedule).await.unwrap_err();
    assert_eq!(error.to_string(), "schedule.growth: expected 1 to 100, found 0");
}

/// Waits with a schedule of hours, tells of changes by `tell`, and expects the answer without the clock moving.
async fn news_end_the_wait(
    changes: impl amazonpay::wait::ObjectChanges + 'static,
    tell: impl AsyncFn(&str),
) -> (Shop, Arc<HeldClock>) {
    let (shop, clock, pay) = shop().await;
    let id = shop.pending_charge(euros("10.00")).await.unwrap();
    let schedule = PollSchedule { first: 6 * HOUR, longest: 12 * HOUR, ..PollSchedule::default() };
    let waited = id.clone();
    let waiter = tokio::spawn(async move {
        pay.charges().wait_for(&waited).schedule(schedule).notifications(changes).await
    });
    assert!(clock.next_sleep().await >= 4 * HOUR);
    clock.advance(31 * SECOND);
    tell("S02-0000000-0000000-C000000").await;
    tell(&id).await;
    let charge = waiter.await.unwrap().unwrap();
    assert_eq!(charge.status_details.state, ChargeState::Authorized);
    (shop, clock)
}

#[tokio::test]
async fn a_notification_is_followed_at_once_whatever_channel_it_comes_by() {
    let (sender, receiver) = mpsc::channel(8);
    news_end_the_wait(receiver, async |id| sender.send(id.to_owned()).await.unwrap()).await;
    let (sender, receiver) = mpsc::unbounded_channel();
    news_end_the_wait(receiver, async |id| sender.send(id.to_owned()).unwrap()).await;
    let (sender, receiver) = broadcast::channel(8);
    news_end_the_wait(receiver, async |id| assert_eq!(sender.send(id.to_owned()).unwrap(), 1)).await;
    let (sender, receiver) = mpsc::channel(8);
    news_end_the_wait(ChangesFrom::stream(Received(receiver)), async |id| {
        sender.send(id.to_owned()).await.unwrap()
    })
    .await;
}

/// A stream over a receiver.
struct Received(mpsc::Receiver<String>);

impl futures_util::Stream for Received {
    type Item = String;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<String>> {
        self.0.poll_recv(context)
    }
}

#[tokio::test]
async fn a_receiver_that_missed_news_looks_for_itself() {
    let (sender, receiver) = broadcast::channel(1);
    for lost in ["one", "two", "three"] {
        sender.send(lost.to_owned()).unwrap();
    }
    // Nobody tells of this charge: that news were lost is reason enough to read it once more.
    let (shop, clock, pay) = shop().await;
    let id = shop.pending_charge(euros("10.00")).await.unwrap();
    let readings = AtomicU32::new(0);
    let waiting = pay.charges().wait_for(&id).notifications(receiver).until(|_| {
        readings.fetch_add(1, Ordering::Relaxed);
        false
    });
    tokio::select! {
        ended = waiting => panic!("{ended:?}"),
        () = async {
            while readings.load(Ordering::Relaxed) < 2 { tokio::task::yield_now().await }
            clock.next_sleep().await;
        } => {}
    }
    assert_eq!(readings.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn after_the_channel_is_closed_the_schedule_goes_on() {
    let (shop, clock, pay) = shop().await;
    let id = shop.pending_charge(euros("10.00")).await.unwrap();
    let (sender, receiver) = mpsc::channel::<String>(1);
    let waiter = tokio::spawn(async move { pay.charges().wait_for(&id).notifications(receiver).await });
    let first = clock.next_sleep().await;
    drop(sender);
    clock.advance(first);
    let (sleeps, charge) = let_it_sleep(&clock, waiter).await;
    assert_eq!(charge.unwrap().status_details.state, ChargeState::Authorized);
    assert!(sleeps.len() > 3, "{sleeps:?}");
}

#[tokio::test]
async fn news_of_something_undecided_begin_the_schedule_anew() {
    let (shop, clock, pay) = shop().await;
    let id = shop.pending_charge(euros("10.00")).await.unwrap();
    let (sender, receiver) = mpsc::channel(1);
    let schedule = PollSchedule { first: SECOND, growth: 3.0, ..PollSchedule::default() };
    let waited = id.clone();
    let _waiter = tokio::spawn(async move {
        pay.charges().wait_for(&waited).schedule(schedule).notifications(receiver).await
    });
    let first = clock.next_sleep().await;
    clock.advance(first);
    assert!(clock.next_sleep().await >= 2 * SECOND);
    sender.send(id).await.unwrap();
    assert!(clock.next_sleep().await <= SECOND);
}

#[tokio::test]
async fn a_wait_that_is_dropped_leaves_nothing_behind() {
    let (shop, clock, pay) = shop().await;
    let id = shop.pending_charge(euros("10.00")).await.unwrap();
    // The connection is there before, and is no news.
    pay.charges().get(&id).send().await.unwrap();
    let tasks = Handle::current().metrics().num_alive_tasks();
    let (sender, receiver) = mpsc::channel::<String>(1);
    tokio::select! {
        biased;
        ended = pay.charges().wait_for(&id).notifications(receiver) => panic!("{ended:?}"),
        _ = clock.next_sleep() => {}
    }
    assert_eq!(clock.sleeping(), 0);
    assert!(sender.is_closed());
    assert_eq!(Handle::current().metrics().num_alive_tasks(), tasks);
    assert_eq!(pay.charges().get(&id).send().await.unwrap().charge_id, id);
}

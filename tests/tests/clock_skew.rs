//! A machine with a wrong clock, against the sandbox, which refuses a stale date as Amazon does.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::sync::Arc;
use std::time::Duration;

use amazonpay::model::{CreateCharge, Money};
use amazonpay_sandbox::engine::ObjectKind;
use amazonpay_tests::moved_clock::MovedClock;
use amazonpay_tests::shop::Shop;
use jiff::SignedDuration;
use tokio::task::JoinSet;

const CALLS: usize = 20;

#[tokio::test]
async fn calls_at_once_are_each_corrected_once_and_later_ones_not_at_all() {
    for wrong in
        [SignedDuration::from_hours(-2), SignedDuration::from_mins(10), SignedDuration::from_hours(24 * 400)]
    {
        let shop = Shop::open().await.unwrap();
        let permission = shop.charge_permission(Money::eur("100.00").unwrap()).await.unwrap();
        let clock = Arc::new(MovedClock::at(shop.sandbox.clock().now() + wrong));
        let pay = shop.sandbox.client().unwrap().clock(Arc::clone(&clock) as _).build().unwrap();
        // 20 calls at once, none of which may retry for any other reason.
        let mut calls = JoinSet::new();
        for _ in 0..CALLS {
            let (pay, permission) = (pay.clone(), permission.clone());
            calls.spawn(async move {
                let request = CreateCharge::new(&permission, Money::eur("1.00").unwrap());
                pay.charges().create(request).max_retries(0).send().await.unwrap().meta().retries
            });
        }
        let retries = calls.join_all().await;
        assert!(retries.contains(&1) && retries.iter().all(|retries| *retries <= 1), "{wrong}: {retries:?}");
        assert!(clock.sleeps().is_empty(), "no pause, the clock is the only thing wrong");
        let charges = shop.sandbox.with_engine(|engine| engine.objects(ObjectKind::Charge));
        assert_eq!(charges.len(), CALLS);
        let id = charges[0]["chargeId"].as_str().unwrap().to_owned();
        for _ in 0..3 {
            assert_eq!(pay.charges().get(&id).send().await.unwrap().meta().retries, 0, "{wrong}: kept");
        }

        // The machine's clock is set right meanwhile: what was learnt is wrong now, and learnt anew, once.
        let jump = Duration::from_secs(6 * 60);
        shop.advance(jump);
        assert_eq!(pay.charges().get(&id).send().await.unwrap().meta().retries, 1, "{wrong}");
        assert_eq!(pay.charges().get(&id).send().await.unwrap().meta().retries, 0, "{wrong}");
        clock.advance(jump);
        assert_eq!(pay.charges().get(&id).send().await.unwrap().meta().retries, 1, "{wrong}");
        assert_eq!(pay.charges().get(&id).send().await.unwrap().meta().retries, 0, "{wrong}");
    }
}

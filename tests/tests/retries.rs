//! Money moves once: charges under every fault the sandbox can make, with a clock that doesn't wait.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::collections::BTreeSet;
use std::time::Duration;

use amazonpay::config::RetryPolicy;
use amazonpay::error::Error;
use amazonpay::model::{CancelCharge, CaptureCharge, Charge, ChargeState, CreateCharge, CreateRefund, Money};
use amazonpay_sandbox::engine::ObjectKind;
use amazonpay_sandbox::{Fault, Sandbox};
use amazonpay_tests::shop::Shop;

/// Every kind of fault that may pass, by its name.
fn faults() -> Vec<(&'static str, Fault)> {
    let mut faults: Vec<_> = [408, 425, 429, 500, 502, 503, 504]
        .into_iter()
        .map(|status| ("a status before the work", Fault::status(status)))
        .collect();
    faults.extend([
        ("429 with Retry-After", Fault::status(429).retry_after(7)),
        ("a status although the work is done", Fault::status(503).after_work()),
        ("a proxy's page", Fault::status(502).body("text/html", "<h1>Bad Gateway</h1>")),
        ("the connection cut before the work", Fault::cut()),
        ("the connection cut after the work", Fault::cut().after_work()),
        ("the answer cut short", Fault::truncate()),
        ("an answer later than the attempt's time-out", Fault::delay(Duration::from_secs(60))),
        ("a late answer, the work done", Fault::delay(Duration::from_secs(60)).after_work()),
    ]);
    faults
}

fn one_euro() -> Money {
    Money::eur("1.00").unwrap()
}

async fn shop() -> Shop {
    let policy = RetryPolicy { max_retries: 10, ..RetryPolicy::default() };
    Shop::open_with(|client| {
        client
            .retry(policy)
            .attempt_timeout(Duration::from_millis(300))
            .connect_timeout(Duration::from_millis(300))
            .total_timeout(Duration::from_secs(600))
    })
    .await
    .unwrap()
}

fn charges(sandbox: &Sandbox) -> Vec<Charge> {
    let objects = sandbox.with_engine(|engine| engine.objects(ObjectKind::Charge));
    objects.into_iter().map(|charge| serde_json::from_value(charge).unwrap()).collect()
}

#[tokio::test]
async fn each_kind_of_fault_is_survived_by_exactly_one_charge() {
    let shop = shop().await;
    let permission = shop.charge_permission(Money::eur("100.00").unwrap()).await.unwrap();
    for (index, (name, fault)) in faults().into_iter().enumerate() {
        shop.sandbox.add_fault(fault.clone().operation("charges.create").count(1)).unwrap();
        let request = CreateCharge::new(&permission, one_euro()).capture_now(true);
        let charge =
            shop.pay.charges().create(request).send().await.unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(charge.meta().retries, 1, "{name}: {fault:?}");
        assert_eq!(charge.status_details.state, ChargeState::Captured, "{name}");
        assert_eq!(charges(&shop.sandbox).len(), index + 1, "{name}");
    }
}

#[tokio::test]
async fn a_thousand_charges_under_faults_are_a_thousand_charges() {
    const PERMISSIONS: usize = 50;
    const CHARGES_EACH: usize = 20;
    let shop = shop().await;
    let mut permissions = Vec::new();
    for _ in 0..PERMISSIONS {
        permissions.push(shop.charge_permission(Money::eur("20.00").unwrap()).await.unwrap());
    }
    let kinds = faults();
    // Each fault meets its share of the requests that the earlier ones let pass; together it is a fifth.
    let rate = 1.0 - 0.8_f64.powf(1.0 / kinds.len() as f64);
    for (seed, (_, fault)) in kinds.into_iter().enumerate() {
        shop.sandbox.add_fault(fault.operation("charges.create").rate(rate).seed(seed as u64 + 1)).unwrap();
    }

    let mut answered = BTreeSet::new();
    let mut retries = 0;
    for number in 0..PERMISSIONS * CHARGES_EACH {
        let request = CreateCharge::new(&permissions[number % PERMISSIONS], one_euro()).capture_now(true);
        let charge =
            shop.pay.charges().create(request).send().await.unwrap_or_else(|e| panic!("{number}: {e}"));
        retries += charge.meta().retries;
        answered.insert(charge.charge_id.clone());
    }

    for armed in shop.sandbox.faults() {
        assert!(armed.met > 0, "a fault that met nothing proves nothing: {armed:?}");
    }
    let met: u64 = shop.sandbox.faults().iter().map(|armed| armed.met).sum();
    assert_eq!(u64::from(retries), met, "every fault is one retry");
    assert!((150..450).contains(&met), "about a fifth of the requests, found {met}");

    let charges = charges(&shop.sandbox);
    assert_eq!(charges.len(), 1_000);
    assert!(charges.iter().all(|charge| charge.capture_amount == Some(one_euro())));
    let kept: BTreeSet<_> = charges.into_iter().map(|charge| charge.charge_id).collect();
    assert_eq!(answered, kept, "each answer is about a charge of its own");
}

#[tokio::test]
async fn captures_and_refunds_happen_once_too() {
    let shop = shop().await;
    let permission = shop.charge_permission(Money::eur("100.00").unwrap()).await.unwrap();
    for (name, fault) in faults() {
        let charge =
            shop.pay.charges().create(CreateCharge::new(&permission, one_euro())).send().await.unwrap();
        let lost = |operation: &str| fault.clone().operation(operation).count(1);
        shop.sandbox.add_fault(lost("charges.capture")).unwrap();
        shop.sandbox.add_fault(lost("refunds.create")).unwrap();
        let id = &charge.charge_id;
        let captured = shop.pay.charges().capture(id, CaptureCharge::new(one_euro())).send().await.unwrap();
        assert_eq!(
            (captured.meta().retries, &captured.status_details.state),
            (1, &ChargeState::Captured),
            "{name}"
        );
        let refund = shop.pay.refunds().create(CreateRefund::new(id, one_euro())).send().await.unwrap();
        assert_eq!(refund.meta().retries, 1, "{name}");
    }
    let refunds = shop.sandbox.with_engine(|engine| engine.objects(ObjectKind::Refund)).len();
    assert_eq!((charges(&shop.sandbox).len(), refunds), (faults().len(), faults().len()));
}

#[tokio::test]
async fn a_lost_charge_says_so_and_its_key_finds_it_again() {
    let shop = shop().await;
    let permission = shop.charge_permission(Money::eur("100.00").unwrap()).await.unwrap();
    shop.sandbox.add_fault(Fault::cut().after_work().operation("charges.create")).unwrap();
    let request: CreateCharge = CreateCharge::new(&permission, one_euro()).into();
    let error = shop.pay.charges().create(request.clone()).max_retries(2).send().await.unwrap_err();
    assert!(matches!(error, Error::Connection(_)), "{error}");
    assert!(error.outcome_unknown() && error.is_retryable());
    assert_eq!(error.retries(), 2);

    shop.sandbox.clear_faults();
    let key = error.idempotency_key().unwrap().to_owned();
    let charge = shop.pay.charges().create(request).idempotency_key(key).send().await.unwrap();
    assert_eq!(
        charges(&shop.sandbox).iter().map(|charge| &charge.charge_id).collect::<Vec<_>>(),
        [&charge.charge_id]
    );
}

#[tokio::test]
async fn an_outage_after_a_lost_answer_leaves_the_outcome_unknown() {
    let shop = shop().await;
    let permission = shop.charge_permission(Money::eur("100.00").unwrap()).await.unwrap();
    shop.sandbox.add_fault(Fault::cut().after_work().operation("charges.create").count(1)).unwrap();
    shop.sandbox.add_fault(Fault::status(503).operation("charges.create")).unwrap();
    let request = CreateCharge::new(&permission, one_euro());
    let error = shop.pay.charges().create(request).max_retries(2).send().await.unwrap_err();
    assert!(matches!(error, Error::Server(_)), "{error}");
    assert!(error.outcome_unknown(), "the first attempt was carried out, and 503 doesn't tell");
    assert_eq!(charges(&shop.sandbox).len(), 1);
}

#[tokio::test]
async fn a_refusal_that_an_earlier_attempt_may_have_caused_is_marked() {
    let shop = shop().await;
    let permission = shop.charge_permission(Money::eur("100.00").unwrap()).await.unwrap();
    let charge = shop.pay.charges().create(CreateCharge::new(&permission, one_euro())).send().await.unwrap();
    shop.sandbox.add_fault(Fault::cut().after_work().operation("charges.cancel").count(1)).unwrap();
    let cancel =
        shop.pay.charges().cancel(&charge.charge_id, CancelCharge::new("the buyer changed their mind"));
    // A DELETE carries no key: the repeated attempt finds the charge canceled, by the first one.
    let error = cancel.send().await.unwrap_err();
    assert_eq!(error.reason_code(), Some("InvalidChargeStatus"), "{error}");
    assert!(error.outcome_unknown());
    let charge = shop.pay.charges().get(&charge.charge_id).send().await.unwrap();
    assert_eq!(charge.status_details.state, ChargeState::Canceled);
}

#[tokio::test]
async fn what_is_refused_for_good_is_sent_once() {
    let shop = shop().await;
    let permission = shop.charge_permission(Money::eur("100.00").unwrap()).await.unwrap();
    for (status, reason_code) in
        [(400, "InvalidRequest"), (403, "InvalidAccountStatus"), (500, "ProcessingFailure")]
    {
        shop.sandbox.clear_faults();
        let mut fault = Fault::status(status).operation("charges.create");
        fault.reason_code = Some(reason_code.to_owned());
        shop.sandbox.add_fault(fault).unwrap();
        let request = CreateCharge::new(&permission, one_euro());
        let error = shop.pay.charges().create(request).send().await.unwrap_err();
        assert_eq!(
            (error.status(), error.reason_code(), error.retries()),
            (Some(status), Some(reason_code), 0)
        );
        assert_eq!(shop.sandbox.faults()[0].met, 1, "{reason_code}");
    }
    assert!(charges(&shop.sandbox).is_empty());
}

//! Payments, from the order to the refund, and what goes wrong with them.

use std::time::Duration;

use amazonpay::error::Advice;
use amazonpay::model::{
    CaptureCharge, ChargeState, CreateCharge, CreateRefund, Currency, Money, PaymentIntent, RefundState,
};
use amazonpay_uniffi::{AmazonPayError, CallOptions, Patience, QueryParameter, check_money};
use serde_json::{Value, json};

use crate::shop::{Shop, price};

/// As another language makes it, unchecked.
fn made_elsewhere(amount: &str) -> Money {
    serde_json::from_value(json!({ "amount": amount, "currencyCode": "EUR" })).unwrap()
}

#[tokio::test]
async fn an_order_is_paid_captured_and_refunded() {
    let shop = Shop::open().await;
    let session = shop.order().await;
    let charge_id = session.charge_id.unwrap();
    let options = CallOptions { idempotency_key: Some("capture-1001".to_owned()), ..CallOptions::default() };
    let charges = shop.pay.clone().charges();
    let captured =
        charges.capture(charge_id.clone(), CaptureCharge::new(price()).build(), Some(options)).await.unwrap();
    assert_eq!(captured.value.status_details.state, ChargeState::Captured);
    let meta = &captured.meta;
    assert_eq!((meta.status, meta.retries, meta.idempotency_key.as_deref()), (200, 0, Some("capture-1001")));
    assert!(!meta.request_id.is_empty() && meta.duration > Duration::ZERO);
    let raw: Value = serde_json::from_slice(&meta.raw_body).unwrap();
    assert_eq!(raw["chargeId"], json!(charge_id));
    assert!(!format!("{meta:?}").contains(&charge_id), "{meta:?}");

    let refunds = shop.pay.clone().refunds();
    let refund = refunds.create(CreateRefund::new(&charge_id, price()).build(), None).await.unwrap();
    assert_eq!(refund.value.status_details.state, RefundState::RefundInitiated);
    let patience = Patience { first: Some(Duration::from_secs(60)), ..Patience::default() };
    let waiting = refunds.wait_for(refund.value.refund_id, Some(patience));
    let an_hour_later = async {
        while shop.requests("refunds.get").await == 0 {}
        shop.control("POST", "clock", Some(json!({ "advance": "PT1H" }))).await
    };
    let refunded = tokio::join!(waiting, an_hour_later).0.unwrap();
    assert_eq!(shop.requests("refunds.get").await, 2);
    assert_eq!(refunded.value.status_details.state, RefundState::Refunded);

    let read = shop.pay.call("GET".to_owned(), format!("charges/{charge_id}"), Vec::new(), None, None).await;
    let read: Value = serde_json::from_str(&read.unwrap().value).unwrap();
    assert_eq!(read["refundedAmount"]["amount"], json!("49.90"));
    let query = vec![QueryParameter { name: "pageSize".to_owned(), value: "1".to_owned() }];
    let reports = shop.pay.call("GET".to_owned(), "reports".to_owned(), query, None, None).await.unwrap();
    assert_eq!(reports.meta.status, 200);
}

#[tokio::test]
async fn a_decline_says_what_to_do() {
    let shop = Shop::open().await;
    let permission = shop.order_with(PaymentIntent::Confirm).await.charge_permission_id.unwrap();
    let charge = |code: &str| {
        let options = CallOptions { simulation_code: Some(code.to_owned()), ..CallOptions::default() };
        let request = CreateCharge::new(&permission, Money::new("1.00", Currency::Eur).unwrap());
        let charges = shop.pay.clone().charges();
        async move { charges.create(request.build(), Some(options)).await.unwrap_err() }
    };
    let error = charge("HardDeclined").await;
    let AmazonPayError::Declined { details } = &error else { panic!("{error:?}") };
    assert_eq!(details.reason_code.as_deref(), Some("HardDeclined"));
    assert_eq!(details.advice, Some(Advice::AskForAnotherPaymentMethod));
    assert!(!details.is_retryable && !details.outcome_unknown);
    let request_id = details.request_id.as_deref().unwrap();
    assert!(error.to_string().starts_with(request_id), "{error}");
    assert!(details.raw_body.is_some() && details.idempotency_key.is_some());
}

#[tokio::test]
async fn what_is_not_there_and_what_is_too_much_are_told_apart() {
    let shop = Shop::open().await;
    let charges = shop.pay.clone().charges();
    let missing = charges.get("S01-1234567-1234567-C000000".to_owned(), None).await.unwrap_err();
    assert!(matches!(&missing, AmazonPayError::NotFound { details } if details.status == Some(404)));
    shop.control("POST", "faults", Some(json!({ "status": 429, "retryAfter": 7 }))).await;
    let once = CallOptions { max_retries: Some(0), ..CallOptions::default() };
    let throttled = charges.get("S01-1234567-1234567-C000000".to_owned(), Some(once)).await.unwrap_err();
    let AmazonPayError::Throttled { details } = &throttled else { panic!("{throttled:?}") };
    assert_eq!((details.retry_after, details.is_retryable), (Some(Duration::from_secs(7)), true));
}

#[tokio::test]
async fn amounts_are_checked_before_anything_is_sent() {
    let shop = Shop::open().await;
    let charges = shop.pay.clone().charges();
    for (amount, expected) in [("1.005", "has more decimals"), ("-1", "is below zero")] {
        let request = CaptureCharge::new(made_elsewhere(amount)).build();
        let error =
            charges.capture("S01-1234567-1234567-C000000".to_owned(), request, None).await.unwrap_err();
        let AmazonPayError::Configuration { details } = &error else { panic!("{error:?}") };
        assert!(details.message.contains(expected), "{error}");
        let error = check_money(made_elsewhere(amount)).unwrap_err();
        assert_eq!(error.details().field.as_deref(), Some("amount"));
    }
    assert_eq!(check_money(price()).unwrap(), price());
    assert_eq!(shop.requests("charges.capture").await, 0);
}

#[tokio::test]
async fn options_are_those_of_the_core() {
    let shop = Shop::open().await;
    let charges = shop.pay.clone().charges();
    let long = CallOptions { idempotency_key: Some("x".repeat(33)), ..CallOptions::default() };
    let request = CaptureCharge::new(price()).build();
    let error = charges.capture("S01-1-1-C1".to_owned(), request, Some(long)).await.unwrap_err();
    assert_eq!(error.details().field.as_deref(), Some("idempotency_key"));
    let options = CallOptions {
        headers: [("x-shop".to_owned(), "a value".to_owned())].into(),
        auth_token: Some("Atza|token".to_owned()),
        timeout: Some(Duration::from_secs(5)),
        body_fields: [("loyaltyPoints", 12)].into_iter().collect(),
        ..CallOptions::default()
    };
    let shown = format!("{options:?}");
    assert!(shown.contains("x-shop") && shown.contains("loyaltyPoints"), "{shown}");
    assert!(!shown.contains("Atza") && !shown.contains("a value"), "{shown}");
}

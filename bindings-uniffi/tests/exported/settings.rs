//! How a client is made.

use std::sync::Arc;

use amazonpay::button::{ButtonRequest, Placement};
use amazonpay::config::{Environment, Region};
use amazonpay::model::{CreateCheckoutSession, Currency, WebCheckoutDetails};
use amazonpay::signing::Algorithm;
use amazonpay::throttle::Quota;
use amazonpay_uniffi::{AmazonPay, AmazonPayError, ClientSettings, Sandbox, Throttle};

use crate::shop::Shop;

#[test]
fn what_is_missing_or_wrong_is_named() {
    let field = |settings: ClientSettings| {
        let error = AmazonPay::new(settings, None, None).unwrap_err();
        error.details().field.clone().unwrap()
    };
    assert_eq!(field(ClientSettings::default()), "public_key_id");
    let no_key = ClientSettings {
        public_key_id: Some("SANDBOX-AEXAMPLE".to_owned()),
        region: Some(Region::Eu),
        ..ClientSettings::default()
    };
    assert_eq!(field(no_key.clone()), "private_key");
    let public = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----".to_owned();
    assert_eq!(field(ClientSettings { private_key: Some(public), ..no_key }), "private_key");
    let error = AmazonPay::from_env(None, None, None).unwrap_err().to_string();
    assert!(error.contains("AMAZON_PAY_PUBLIC_KEY_ID"), "{error}");
}

#[tokio::test]
async fn a_throttle_holds_calls_back_before_they_are_sent() {
    let sandbox = Sandbox::start("{}".to_owned()).await.unwrap();
    let get = "charges.get".to_owned();
    let quota = Quota { capacity: 1.0, refill_per_second: 0.001 };
    let throttle = Throttle { operations: [(get, quota)].into(), ..Throttle::default() };
    let settings = ClientSettings { throttle: Some(throttle.clone()), ..ClientSettings::default() };
    assert_eq!(format!("{settings:?}"), r#"ClientSettings{"throttle"}"#);
    let pay = Arc::new(sandbox.client(Some(settings), None, None).await.unwrap());
    let charges = pay.charges();
    let id = "S02-9876543-1234567-C123456".to_owned();
    let sent = charges.get(id.clone(), None).await.unwrap_err();
    assert!(matches!(sent, AmazonPayError::NotFound { .. }), "{sent:?}");
    let held = charges.get(id, None).await.unwrap_err();
    assert!(matches!(held, AmazonPayError::Timeout { .. }), "{held:?}");
    assert_eq!(held.details().request_id, None);

    let nowhere = Throttle { operations: [("charges.lose".to_owned(), quota)].into(), ..throttle };
    let settings = ClientSettings { throttle: Some(nowhere), ..ClientSettings::default() };
    let error = sandbox.client(Some(settings), None, None).await.unwrap_err();
    assert_eq!(error.details().field.as_deref(), Some("throttle"));
}

#[tokio::test]
async fn a_client_tells_what_it_goes_by_and_signs_buttons() {
    let shop = Shop::open().await;
    assert_eq!(shop.pay.region(), Region::Eu);
    assert_eq!((shop.pay.environment(), shop.pay.algorithm()), (Environment::Sandbox, Algorithm::V2));
    assert!(shop.pay.base_url().starts_with(&shop.sandbox.url()), "{}", shop.pay.base_url());
    let credentials = shop.sandbox.credentials().await.unwrap();
    assert_eq!(shop.pay.public_key_id(), credentials.public_key_id);
    let urls = WebCheckoutDetails::new().checkout_review_return_url("https://shop.example/review");
    let session = CreateCheckoutSession::new(urls, credentials.store_id).build();
    let request = ButtonRequest::new(credentials.merchant_id, Placement::Cart)
        .ledger_currency(Currency::Eur)
        .checkout_session(session);
    let button = shop.pay.button(request.build()).await.unwrap();
    assert!(button.config.create_checkout_session_config.unwrap().payload_json.contains("shop.example"));
}

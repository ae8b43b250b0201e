//! How a client is made.

use amazonpay::button::{ButtonRequest, Placement};
use amazonpay::config::{Environment, Region};
use amazonpay::model::{CreateCheckoutSession, Currency, WebCheckoutDetails};
use amazonpay::signing::Algorithm;
use amazonpay_uniffi::{AmazonPay, ClientSettings};

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

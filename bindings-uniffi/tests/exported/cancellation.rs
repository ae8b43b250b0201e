//! Futures that the language drops: the request in flight ends with them.

use std::sync::Arc;

use amazonpay::config::Region;
use amazonpay::model::CaptureCharge;
use amazonpay_tests::raw_server::{RawAnswer, RawServer};
use amazonpay_tests::test_key;
use amazonpay_uniffi::{AmazonPay, AmazonPayError, ClientSettings};

use crate::shop::{Shop, price};

const CHARGE: &str = "S02-9876543-1234567-C123456";

#[tokio::test]
async fn a_dropped_call_closes_its_connection() {
    let came = Arc::new(tokio::sync::Notify::new());
    let tell = Arc::clone(&came);
    let server = RawServer::answering(move |_| {
        tell.notify_one();
        RawAnswer::Silence
    });
    let server = server.await.unwrap();
    let settings = ClientSettings {
        public_key_id: Some("SANDBOX-AEXAMPLE".to_owned()),
        private_key: Some(test_key::private_key_pem().unwrap()),
        region: Some(Region::Eu),
        endpoint: Some(server.url().to_owned()),
        ..ClientSettings::default()
    };
    let charges = Arc::new(AmazonPay::new(settings, None, None).unwrap()).charges();
    let call = charges.capture(CHARGE.to_owned(), CaptureCharge::new(price()).build(), None);
    tokio::select! {
        answer = call => panic!("{answer:?}"),
        () = came.notified() => {}
    }
    server.open_connections(0).await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_sandbox_that_was_shut_down_says_so() {
    let shop = Shop::open().await;
    shop.sandbox.shutdown().await.unwrap();
    shop.sandbox.shutdown().await.unwrap();
    assert!(matches!(shop.sandbox.credentials().await, Err(AmazonPayError::Closed { .. })));
    let gone = shop.pay.clone().charges().get(CHARGE.to_owned(), None).await.unwrap_err();
    assert!(matches!(gone, AmazonPayError::Connection { .. }), "{gone:?}");
}

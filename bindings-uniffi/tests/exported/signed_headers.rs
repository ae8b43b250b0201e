//! Requests that a shop sends with an HTTP client of its own, signed by ours.

use std::collections::HashMap;

use amazonpay_uniffi::AmazonPayError;
use reqwest::Method;
use serde_json::Value;

use crate::shop::Shop;

/// Sends what was signed, or something else.
async fn send(url: &str, body: String, headers: HashMap<String, String>) -> (u16, Value) {
    let mut request = reqwest::Client::new().request(Method::POST, url).body(body);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap())
}

#[tokio::test]
async fn a_request_of_the_shops_own_http_client_is_accepted_as_it_was_signed() {
    let shop = Shop::open().await;
    let charge_id = shop.charge().await;
    let url = format!("{}/charges/{charge_id}/capture", shop.pay.base_url());
    let body =
        r#"{"captureAmount":{"amount":"12.30","currencyCode":"EUR"},"softDescriptor":"KAFFE"}"#.to_owned();
    let own = HashMap::from([
        ("x-amz-pay-idempotency-key".to_owned(), "capture-1001".to_owned()),
        ("x-shop".to_owned(), "not signed".to_owned()),
    ]);
    let signed = shop
        .pay
        .signed_headers("POST".to_owned(), url.clone(), Some(body.clone()), Some(own.clone()))
        .await
        .unwrap();
    let names = "SignedHeaders=accept;content-type;x-amz-pay-date;x-amz-pay-host;x-amz-pay-idempotency-key;x-amz-pay-region,";
    assert!(signed["authorization"].contains(names), "{}", signed["authorization"]);
    let headers: HashMap<_, _> = signed.into_iter().chain(own).collect();

    let (status, refusal) = send(&url, body.replace("12.30", "49.90"), headers.clone()).await;
    assert_eq!((status, &refusal["reasonCode"]), (403, &"InvalidRequestSignature".into()));
    let (status, charge) = send(&url, body, headers).await;
    assert_eq!((status, &charge["captureAmount"]["amount"]), (200, &"12.30".into()), "{charge}");
}

#[tokio::test]
async fn what_cannot_be_signed_is_refused_by_name() {
    let shop = Shop::open().await;
    let sign =
        |method: &str, url: &str| shop.pay.signed_headers(method.to_owned(), url.to_owned(), None, None);
    let base = shop.pay.base_url();
    for (method, url, expected) in [
        ("GET", "charges/S01", "url: expected the whole address of the request: "),
        ("get", base.as_str(), "method: expected an upper-case HTTP method such as POST, found \"get\""),
    ] {
        let error = sign(method, url).await.unwrap_err();
        assert!(matches!(error, AmazonPayError::Configuration { .. }), "{error:?}");
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

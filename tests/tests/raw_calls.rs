//! Calls of any method and path, against the sandbox: signed, retried and judged like those of the table.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use amazonpay::error::Error;
use amazonpay::model::Money;
use amazonpay_sandbox::Fault;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, header, http_answer};
use amazonpay_tests::shop::Shop;
use amazonpay_tests::test_key;
use serde_json::{Value, json};

const NONE: [(&str, &str); 0] = [];

#[tokio::test]
async fn a_call_of_any_path_is_signed_and_keeps_its_key_over_retries() {
    let shop = Shop::open().await.unwrap();
    let permission = shop.charge_permission(Money::eur("50.00").unwrap()).await.unwrap();
    shop.sandbox.add_fault(Fault::cut().after_work().operation("charges.create").count(1)).unwrap();
    let body = json!({
        "chargePermissionId": permission,
        "chargeAmount": {"amount": "20.00", "currencyCode": "EUR"},
    });
    let charge =
        shop.pay.call("POST", "charges", NONE, Some(body)).idempotency_key("raw-1").send().await.unwrap();
    assert_eq!((charge.meta().status, charge.meta().retries), (201, 1));
    assert_eq!(charge.meta().idempotency_key.as_deref(), Some("raw-1"));
    let id = charge["chargeId"].as_str().unwrap();
    let read = shop.pay.call("GET", &format!("charges/{id}"), NONE, None).send().await.unwrap();
    assert_eq!(read["statusDetails"]["state"], "Authorized");
    let charges =
        shop.sandbox.with_engine(|engine| engine.objects(amazonpay_sandbox::engine::ObjectKind::Charge));
    assert_eq!(charges.len(), 1);
}

#[tokio::test]
async fn a_refusal_is_the_error_that_it_is_elsewhere() {
    let shop = Shop::open().await.unwrap();
    let error = shop.pay.call("GET", "charges/S01-1-1-C1", NONE, None).send().await.unwrap_err();
    assert!(matches!(&error, Error::NotFound(_)), "{error:?}");
    assert!(error.to_string().contains(": raw.get answered 404 ResourceNotFound"), "{error}");
    let error = shop.pay.call("HEAD", "charges", NONE, None).send().await.unwrap_err();
    assert_eq!(error.to_string(), "method: expected GET, POST, PUT, PATCH or DELETE, found \"HEAD\"");
    let error = shop.pay.call("GET", "charges?x=1", NONE, None).send().await.unwrap_err();
    assert!(error.to_string().starts_with("path: expected what follows the version"), "{error}");
}

#[tokio::test]
async fn a_query_goes_encoded_over_the_wire_and_an_empty_answer_is_null() {
    let server = RawServer::start(RawAnswer::KeepAlive(http_answer(200, &[], ""))).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    let query = [("b", "ü &="), ("a", "1,2")];
    let answer = pay.call("PUT", "things/x y", query, Some(json!([1]))).send().await;
    assert!(answer.is_err(), "a path with white space");
    let answer = pay.call("PUT", "things/x|y", query, Some(json!([1]))).send().await.unwrap();
    assert_eq!(answer.into_inner(), Value::Null);
    let requests = server.requests();
    let [request] = requests.as_slice() else { panic!("{} requests", requests.len()) };
    assert!(request.starts_with("PUT /v2/things/x%7Cy?b=%C3%BC%20%26%3D&a=1%2C2 HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\n[1]"), "{request}");
    assert_eq!(header(request, "x-amz-pay-idempotency-key"), None, "the key is for POSTs");
}

#[tokio::test]
async fn an_answer_and_a_refusal_have_all_headers_and_show_their_names_only() {
    let sent =
        [("x-amz-pay-request-id", "req-1"), ("location", "https://elsewhere.example/"), ("via", "1.1 one")];
    for status in [200, 303, 404] {
        let server = RawServer::start(RawAnswer::KeepAlive(http_answer(status, &sent, "{}"))).await.unwrap();
        let pay = test_key::client(server.url()).unwrap().build().unwrap();
        let answered = pay.call("GET", "things", NONE, None).send().await;
        let (headers, shown) = match &answered {
            Ok(answer) => (&answer.meta().headers, format!("{:?}", answer.meta())),
            Err(error) => (error.headers().unwrap(), format!("{error:?} {error}")),
        };
        for (name, value) in sent {
            assert_eq!(headers[name], value, "{status}");
        }
        assert!(shown.contains("\"via\"") && !shown.contains("1.1 one"), "{shown}");
        assert!(!shown.contains("elsewhere"), "{shown}");
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_has_its_headers() {
    let answer = http_answer(200, &[("x-amz-pay-request-id", "req-1")], "{");
    let server = RawServer::start(RawAnswer::KeepAlive(answer)).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    let error = pay.call("GET", "things", NONE, None).send().await.unwrap_err();
    assert!(matches!(&error, Error::Decoding(_)), "{error:?}");
    assert_eq!(error.headers().unwrap()["x-amz-pay-request-id"], "req-1");
}

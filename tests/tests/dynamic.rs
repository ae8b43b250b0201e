//! The client for callers without types, against the sandbox: texts in and out.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::time::Duration;

use amazonpay::dynamic::{FileContents, OperationCall, Patience, RawCall, Waiting, client_builder};
use amazonpay::error::{Error, ErrorKind};
use amazonpay::model::Money;
use amazonpay_sandbox::Fault;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use amazonpay_tests::shop::Shop;
use amazonpay_tests::test_key;
use serde_json::{Value, json};

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn an_operation_is_called_by_its_name_with_options_that_are_a_text() {
    let shop = Shop::open().await.unwrap();
    let permission = shop.charge_permission(Money::eur("50.00").unwrap()).await.unwrap();
    shop.sandbox.add_fault(Fault::status(503).operation("charges.create").count(1)).unwrap();
    let body = json!({
        "chargePermissionId": permission,
        "chargeAmount": {"amount": "20.00", "currencyCode": "EUR"},
    });
    let call = OperationCall {
        operation: "charges.create".to_owned(),
        body: Some(body.to_string()),
        options: Some(json!({"idempotencyKey": "dynamic-1"}).to_string()),
        ..OperationCall::default()
    };
    let (charge, meta) = call.send(shop.pay.clone()).await.unwrap().into_parts();
    assert_eq!((meta.status, meta.retries, meta.idempotency_key.as_deref()), (201, 1, Some("dynamic-1")));
    let charge = json_of(&charge.into_text());
    let id = charge["chargeId"].as_str().unwrap();

    let read = RawCall { method: "GET".to_owned(), path: format!("charges/{id}"), ..RawCall::default() };
    let (read, meta) = read.send(shop.pay.clone()).await.unwrap().into_parts();
    assert_eq!(read.into_bytes(), meta.raw_body, "as it came");
}

#[tokio::test]
async fn an_answer_without_a_body_is_null_and_a_query_is_a_list_of_pairs() {
    let server = RawServer::start(RawAnswer::KeepAlive(http_answer(200, &[], ""))).await.unwrap();
    let pay = test_key::client(server.url()).unwrap().build().unwrap();
    let query = Some(json!([["a", "1"], ["b", "2"]]).to_string());
    let call = RawCall { method: "GET".to_owned(), path: "things".to_owned(), query, ..RawCall::default() };
    let answer = call.send(pay).await.unwrap();
    assert_eq!(answer.into_inner().into_text(), "null");
    assert!(server.requests()[0].starts_with("GET /v2/things?a=1&b=2 HTTP/1.1\r\n"));
}

#[tokio::test]
async fn an_object_is_waited_for_by_the_name_of_its_resource() {
    let shop = Shop::open().await.unwrap();
    let id = shop.pending_charge(Money::eur("10.00").unwrap()).await.unwrap();
    let waiting = Waiting { resource: "charges".to_owned(), id, ..Waiting::default() };
    let with = |patience| Waiting { patience, ..waiting.clone() };

    let once = with(Patience { max_wait: Some(Duration::ZERO), ..Patience::default() });
    let error = once.wait(shop.pay.clone()).await.unwrap_err();
    assert!(matches!(&error, Error::Timeout(_)), "{error:?}");
    assert!(error.to_string().contains("is still AuthorizationInitiated"), "{error}");

    let slower = with(Patience { growth: Some(0.5), ..Patience::default() });
    let error = slower.wait(shop.pay.clone()).await.unwrap_err();
    assert_eq!(error.field(), Some("schedule.growth"), "{error}");

    let decided = waiting.clone().wait(shop.pay.clone()).await.unwrap().into_inner();
    assert_eq!(json_of(&decided.into_text())["statusDetails"]["state"], "Authorized");

    // It is Authorized and stays so, until the authorization ends.
    let limit = Some(Duration::from_secs(60));
    let finally = with(Patience { until_final: true, max_wait: limit, first: limit, ..Patience::default() });
    let error = finally.wait(shop.pay.clone()).await.unwrap_err();
    assert!(error.to_string().contains("is still Authorized after 1m"), "{error}");

    let unknown = Waiting { resource: "disputes".to_owned(), ..waiting.clone() };
    let error = unknown.wait(shop.pay.clone()).await.unwrap_err();
    assert_eq!(error.to_string(), "resource: expected charges or refunds, found \"disputes\"");
}

#[tokio::test]
async fn contents_need_what_the_upload_answered() {
    let shop = Shop::open().await.unwrap();
    for file in ["null", "{", "[]"] {
        let contents =
            FileContents { file: file.to_owned(), contents: "x".into(), ..FileContents::default() };
        let error = contents.send(shop.pay.clone()).await.unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Configuration, Some("file")), "{error}");
    }
}

#[tokio::test]
async fn a_client_is_built_of_a_text_and_reads_what_the_sandbox_says_of_itself() {
    let shop = Shop::open().await.unwrap();
    let said = json_of(&shop.sandbox.credentials().to_json());
    let settings = json!({
        "public_key_id": said["publicKeyId"],
        "private_key": said["privateKey"],
        "region": said["region"],
        "environment": said["environment"],
        "endpoint": shop.sandbox.url(),
    });
    let clock = std::sync::Arc::new(shop.sandbox.clock().clone());
    let pay = client_builder(&settings.to_string()).unwrap().clock(clock).build().unwrap();
    let error = pay.charges().get("S02-1234567-1234567-C000000").send().await.unwrap_err();
    assert_eq!(error.reason_code(), Some("ResourceNotFound"));
    assert!(json_of(std::str::from_utf8(error.raw_body().unwrap()).unwrap())["message"].is_string());
}

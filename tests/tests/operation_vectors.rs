//! Runs the operations' vectors through `AmazonPay::execute` over a socket, with every signature verified.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::collections::BTreeSet;
use std::sync::Arc;

use amazonpay::AmazonPay;
use amazonpay::error::Error;
use amazonpay::operation::{CallOptions, JsonText, OPERATIONS, OperationInput, Response};
use amazonpay_tests::json_difference::differences;
use amazonpay_tests::moved_clock::MovedClock;
use amazonpay_tests::operation_vectors::{Call, Expected, ExpectedError, OperationCase, operation_files};
use amazonpay_tests::playback::Playback;
use amazonpay_tests::test_key;
use serde_json::{Value, json};

fn client(playback: &Playback) -> AmazonPay {
    let clock = Arc::new(MovedClock::at_present());
    test_key::client(playback.url()).unwrap().clock(clock).build().unwrap()
}

async fn execute(pay: &AmazonPay, operation: &str, call: &Call) -> Result<Response<JsonText>, Error> {
    let options: CallOptions = serde_json::from_value(Value::Object(call.options.clone())).unwrap();
    let mut input = json!({"pathParameters": call.path_parameters});
    if let Some(query) = &call.query {
        input["query"] = query.clone();
    }
    if let Some(body) = &call.body {
        input["body"] = body.clone();
    }
    // Through text, because that is how other languages hand the input over.
    let input: OperationInput = serde_json::from_str(&input.to_string()).unwrap();
    pay.execute(operation, input, options).await
}

/// What differs between an outcome and what the case expects.
fn outcome_differences(expected: &Expected, found: Result<Response<JsonText>, Error>) -> Vec<String> {
    match (found, &expected.error) {
        (Ok(answer), None) => {
            let object = serde_json::from_slice(&answer).unwrap();
            let mut lines = differences("object", expected.object.as_ref().unwrap(), &object);
            let meta = answer.meta();
            let expected = json!({"status": expected.status, "requestId": expected.request_id, "retries": expected.retries});
            let found = json!({"status": meta.status, "requestId": meta.request_id, "retries": meta.retries});
            lines.extend(differences("expected", &expected, &found));
            lines
        }
        (Err(error), Some(expected)) => {
            let seen = ExpectedError {
                kind: error.kind().as_str().to_owned(),
                status: error.status(),
                reason_code: error.reason_code().map(str::to_owned),
                request_id: error.request_id().map(str::to_owned),
                advice: error.advice().map(|advice| advice.as_str().to_owned()),
                retries: error.retries(),
                retryable: error.is_retryable(),
                outcome_unknown: expected.outcome_unknown.map(|_| error.outcome_unknown()),
                idempotency_key: expected
                    .idempotency_key
                    .as_ref()
                    .and(error.idempotency_key())
                    .map(str::to_owned),
            };
            let value = |error: &ExpectedError| serde_json::to_value(error).unwrap();
            differences("error", &value(expected), &value(&seen))
        }
        (Ok(answer), Some(_)) => {
            vec![format!("expected an error, found an object with status {}", answer.meta().status)]
        }
        (Err(error), None) => vec![format!("expected an object, found {error}")],
    }
}

async fn run(pay: &AmazonPay, playback: &Playback, operation: &str, case: &OperationCase) -> Vec<String> {
    playback.play(case);
    let outcome = execute(pay, operation, &case.call).await;
    let mut lines = playback.verdict();
    lines.extend(outcome_differences(&case.expected, outcome));
    lines
}

#[tokio::test]
async fn every_case_goes_as_written() {
    let playback = Playback::start(Default::default()).await.unwrap();
    let mut failures = Vec::new();
    for file in operation_files().unwrap().values() {
        for case in &file.cases {
            let lines = run(&client(&playback), &playback, &file.operation, case).await;
            failures.extend(lines.iter().map(|line| format!("{} {}: {line}", file.operation, case.name)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_row_of_the_table_has_a_success_and_an_error() {
    let files = operation_files().unwrap();
    for operation in OPERATIONS {
        let file = files.get(&format!("{}.json", operation.name));
        let Some(file) = file else { panic!("{} has no vector: write its file", operation.name) };
        let has = |error: bool| file.cases.iter().any(|case| case.expected.error.is_some() == error);
        assert!(has(false), "{} has no case that succeeds", operation.name);
        assert!(has(true), "{} has no case that fails", operation.name);
    }
}

#[test]
fn every_file_is_named_after_a_row_and_every_case_by_its_own_name() {
    let rows: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.name).collect();
    for (name, file) in operation_files().unwrap() {
        assert_eq!(name, format!("{}.json", file.operation));
        assert!(rows.contains(file.operation.as_str()), "{name} is of no row of the table");
        let mut names = BTreeSet::new();
        for case in &file.cases {
            let kebab = case.name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
            assert!(kebab, "{name}: {:?} is not in kebab case", case.name);
            assert!(names.insert(&case.name), "{name}: {} is there twice", case.name);
            let Expected { object, status, retries, error, .. } = &case.expected;
            let success = object.is_some() && status.is_some() && retries.is_some();
            assert!(
                success != error.is_some(),
                "{name}: {} expects neither an object nor an error, or both",
                case.name
            );
        }
    }
}

/// A case that is read from a file and spoilt, to see that the server notices.
#[tokio::test]
async fn what_differs_is_noticed() {
    let playback = Playback::start(Default::default()).await.unwrap();
    let files = operation_files().unwrap();
    let case = &files["charges.capture.json"].cases[0];
    let pay = client(&playback);
    assert_eq!(run(&pay, &playback, "charges.capture", case).await, [""; 0]);

    let mut spoilt = case.clone();
    let request = &mut spoilt.exchanges[0].request;
    request.path = "/v2/charges/other/capture".to_owned();
    request.idempotency_key = Some("generated".to_owned());
    request.body = Some(json!({"captureAmount": {"amount": "21.00", "currencyCode": "EUR"}, "more": 1}));
    request.signed_headers = vec!["user-agent".to_owned()];
    request.unsigned_headers = vec!["accept".to_owned()];
    request.absent_headers = vec!["x-amz-pay-date".to_owned()];
    spoilt.exchanges.push(case.exchanges[0].clone());
    spoilt.expected.object = Some(json!({"chargeId": "other"}));
    spoilt.expected.status = Some(202);
    let lines = run(&pay, &playback, "charges.capture", &spoilt).await.join("\n");
    for part in [
        "exchange 1: path: expected \"/v2/charges/other/capture\", found \"/v2/charges/S02",
        "exchange 1: x-amz-pay-idempotency-key: expected \"32 hexadecimal digits\", found \"capture-1001\"",
        "exchange 1: body.captureAmount.amount: expected \"21.00\", found \"20.00\"",
        "exchange 1: body.more: expected 1, found nothing",
        "exchange 1: SignedHeaders: expected user-agent among them, found accept;",
        "exchange 1: SignedHeaders: expected no accept, found accept;",
        "exchange 1: x-amz-pay-date: expected \"nothing\", found \"20",
        "exchanges: expected 2, found 1",
        "object.chargeId: expected \"other\", found \"S02-",
        "expected.status: expected 202, found 200",
    ] {
        assert!(lines.contains(part), "{part}\nis not in\n{lines}");
    }
    assert!(!lines.contains("signature"), "{lines}");
}

/// Another key than the one that the server knows.
#[tokio::test]
async fn a_wrong_signature_is_noticed_with_the_canonical_request() {
    let playback = Playback::start(Default::default()).await.unwrap();
    let case = &operation_files().unwrap()["charges.get.json"].cases[0];
    let key = amazonpay::signing::PrivateKey::generate().unwrap();
    let pay = test_key::client(playback.url()).unwrap().private_key(key).build().unwrap();
    let lines = run(&pay, &playback, "charges.get", case).await.join("\n");
    assert!(
        lines.starts_with("exchange 1: signature: it is not that of this canonical request:\nGET\n/v2/"),
        "{lines}"
    );
}

#[tokio::test]
async fn other_languages_steer_the_server_over_http() {
    let playback = Playback::start(operation_files().unwrap()).await.unwrap();
    let http = reqwest::Client::new();
    let control = |action: &str| format!("{}/_playback/{action}", playback.url());
    let text = async |request: reqwest::RequestBuilder| request.send().await.unwrap().text().await.unwrap();

    let cases: Vec<Value> = serde_json::from_str(&text(http.get(control("cases"))).await).unwrap();
    assert!(cases.contains(&json!({"operation": "charges.get", "case": "no-such-charge"})));
    let wrong = http.post(control("start")).body(r#"{"operation": "charges.get", "case": "none"}"#);
    assert!(text(wrong).await.contains("expected a case that GET cases lists"));

    let start = http.post(control("start")).body(r#"{"operation": "charges.get", "case": "no-such-charge"}"#);
    assert_eq!(text(start).await, r#"{"case":"no-such-charge","exchanges":1,"operation":"charges.get"}"#);
    let verdict = text(http.get(control("verdict"))).await;
    assert_eq!(verdict, r#"{"mismatches":["exchanges: expected 1, found 0"],"passed":false}"#);
    let error = client(&playback).charges().get("S02-9876543-1234567-C123456").send().await.unwrap_err();
    assert_eq!(error.reason_code(), Some("ResourceNotFound"));
    assert_eq!(text(http.get(control("verdict"))).await, r#"{"mismatches":[],"passed":true}"#);
}

//! Answers over a socket and the errors that they become: `errors.json` and `bad-input/responses.json`.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use amazonpay_tests::bad_responses::{BadAnswer, Expected, bad_responses};
use amazonpay_tests::operation_vectors::{Call, operation_files, vectors};
use amazonpay_tests::raw_server::RawServer;
use amazonpay_uniffi::{AmazonPayError, ClientSettings};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{call, client_with, kind};

/// The call of an operation's own vectors, once; a capture goes out under the key that the messages repeat.
fn once(operation: &str) -> Call {
    let files = operation_files().unwrap();
    let mut call = files[&format!("{operation}.json")].cases[0].call.clone();
    call.options = serde_json::Map::from_iter([("maxRetries".to_owned(), 0.into())]);
    if operation == "charges.capture" {
        call.options.insert("idempotencyKey".to_owned(), "capture-1001".into());
    }
    call
}

async fn failure(operation: &str, answer: &BadAnswer, settings: ClientSettings) -> AmazonPayError {
    let server = RawServer::start(answer.bytes().unwrap()).await.unwrap();
    let pay = client_with(server.url(), settings);
    match call(pay, operation, &once(operation)).await {
        Err(error) => error,
        Ok(_) => panic!("{operation}: expected an error"),
    }
}

#[tokio::test]
async fn answers_that_no_client_should_get_are_clear_errors() {
    let file = bad_responses().unwrap();
    let mut differences = Vec::new();
    for case in &file.cases {
        let patience = Some(Duration::from_millis(case.attempt_timeout_ms));
        let settings = ClientSettings {
            connect_timeout: patience,
            attempt_timeout: patience,
            max_response_bytes: Some(case.max_response_bytes as u64),
            ..ClientSettings::default()
        };
        let error = failure(&case.operation, &case.answer, settings).await;
        let found = Expected {
            kind: kind(&error),
            message: error.to_string(),
            outcome_unknown: error.details().outcome_unknown,
        };
        if found != case.expected {
            differences.push(format!("{}\n  expected {:?}\n  found    {found:?}", case.name, case.expected));
        }
        let shown = format!("{error:?} {error}");
        for hidden in file.hidden.iter().filter(|hidden| shown.contains(*hidden)) {
            differences.push(format!("{}\n  {hidden:?} must not show in: {shown}", case.name));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// What `errors.json` says of an answer.
#[derive(Deserialize)]
struct Refusal {
    name: String,
    operation: String,
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
    expected: Value,
}

#[tokio::test]
async fn each_reason_code_and_status_is_its_error() {
    let text = fs::read_to_string(vectors().join("errors.json")).unwrap();
    let mut file: Value = serde_json::from_str(&text).unwrap();
    let refusals: Vec<Refusal> = serde_json::from_value(file["answers"].take()).unwrap();
    assert!(!refusals.is_empty());
    let mut differences = Vec::new();
    for Refusal { name, operation, status, headers, body, mut expected } in refusals {
        let answer = json!({"status": status, "headers": headers, "body": body});
        let answer = serde_json::from_value(answer).unwrap();
        let error = failure(&operation, &answer, ClientSettings::default()).await;
        let details = error.details();
        let mut found = json!({
            "kind": kind(&error),
            "reasonCode": details.reason_code,
            "advice": details.advice.map(|advice| advice.as_str()),
            "retryable": details.is_retryable,
            "requestId": details.request_id,
        });
        if let Some(wait) = details.retry_after {
            found["retryAfterSeconds"] = wait.as_secs().into();
        }
        // Whether it may have been carried out is told of those alone where it may.
        if let Some(expected) = expected.as_object_mut().unwrap().remove("outcomeUnknown") {
            assert_eq!(expected, details.outcome_unknown, "{name}");
        }
        if (&found, Some(status)) != (&expected, details.status) {
            differences.push(format!("{name}\n  expected {expected}\n  found    {found}"));
        }
        assert_eq!(details.raw_body.as_deref(), Some(body.as_bytes()), "{name}");
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

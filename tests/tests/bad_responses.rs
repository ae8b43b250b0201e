//! Answers that no client should get, over a real socket: each with its kind and its message.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::error::Error as _;
use std::time::Duration;

use amazonpay::error::Error;
use amazonpay::operation::{CallOptions, OperationInput};
use amazonpay_tests::bad_responses::{BadResponse, Expected, bad_responses};
use amazonpay_tests::raw_server::RawServer;
use amazonpay_tests::test_key;
use serde_json::json;

async fn outcome(case: &BadResponse) -> Error {
    let server = RawServer::start(case.answer.bytes().unwrap()).await.unwrap();
    let pay = test_key::client(server.url())
        .unwrap()
        .max_response_bytes(case.max_response_bytes)
        .connect_timeout(Duration::from_millis(case.attempt_timeout_ms))
        .attempt_timeout(Duration::from_millis(case.attempt_timeout_ms))
        .build()
        .unwrap();
    let mut input = json!({"pathParameters": ["S02-9876543-1234567-C123456"]});
    match case.operation.as_str() {
        "charges.capture" => {
            input["body"] = json!({"captureAmount": {"amount": "12.00", "currencyCode": "EUR"}})
        }
        "charges.cancel" => input["body"] = json!({"cancellationReason": "sold out"}),
        _ => {}
    }
    let mut options = json!({"maxRetries": 0});
    if case.operation == "charges.capture" {
        options["idempotencyKey"] = "capture-1001".into();
    }
    let input: OperationInput = serde_json::from_str(&input.to_string()).unwrap();
    let options: CallOptions = serde_json::from_value(options).unwrap();
    let answer = pay.execute(&case.operation, input, options).await;
    // One attempt, one connection; a redirect leads nowhere.
    assert_eq!(server.connections(), 1, "{}", case.name);
    match answer {
        Err(error) => error,
        Ok(_) => panic!("{}: expected an error", case.name),
    }
}

#[tokio::test]
async fn every_bad_answer_is_a_clear_error() {
    let file = bad_responses().unwrap();
    let mut differences = Vec::new();
    for case in &file.cases {
        let error = outcome(case).await;
        let found = Expected {
            kind: error.kind().as_str().to_owned(),
            message: error.to_string(),
            outcome_unknown: error.outcome_unknown(),
        };
        if found != case.expected {
            differences.push(format!("{}\n  expected {:?}\n  found    {found:?}", case.name, case.expected));
        }
        let mut causes = format!("{error:?} {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            causes.push_str(&format!(" {error:?} {error}"));
            cause = error.source();
        }
        for hidden in &file.hidden {
            if causes.contains(hidden) {
                differences.push(format!("{}\n  {hidden:?} must not show in: {causes}", case.name));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_case_has_a_name_of_its_own() {
    let file = bad_responses().unwrap();
    let names: std::collections::BTreeSet<_> = file.cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), file.cases.len());
    assert!(file.cases.len() >= 15);
}

//! Answers that no client should get, over a real socket: each with its kind and its message.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs;
use std::time::Duration;

use amazonpay::error::Error;
use amazonpay::operation::{CallOptions, OperationInput};
use amazonpay_tests::operation_vectors::vectors;
use amazonpay_tests::raw_server::{RawAnswer, RawServer};
use amazonpay_tests::test_key;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Words that no message may hold: they are the buyer's, or where a redirect leads.
    hidden: Vec<String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default = "charges_get")]
    operation: String,
    #[serde(default = "four_thousand")]
    max_response_bytes: usize,
    #[serde(default = "ten_seconds")]
    attempt_timeout_ms: u64,
    answer: Answer,
    expected: Expected,
}

fn charges_get() -> String {
    "charges.get".to_owned()
}

fn four_thousand() -> usize {
    4096
}

fn ten_seconds() -> u64 {
    10_000
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Silent {
        #[serde(rename = "silent")]
        _silent: bool,
    },
    Raw {
        raw: String,
    },
    Http(Http),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Http {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Option<String>,
    body_hex: Option<String>,
    body_repeat: Option<Repeat>,
    /// The content length to claim; null for none, the body's own when left out.
    #[serde(default, deserialize_with = "given")]
    announced: Option<Option<u64>>,
}

#[derive(Deserialize)]
struct Repeat {
    text: String,
    times: usize,
}

fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Expected {
    kind: String,
    message: String,
    #[serde(default)]
    outcome_unknown: bool,
}

fn file() -> File {
    serde_json::from_str(&fs::read_to_string(vectors().join("bad-input/responses.json")).unwrap()).unwrap()
}

fn raw_answer(answer: &Answer) -> RawAnswer {
    let http = match answer {
        Answer::Silent { .. } => return RawAnswer::Silence,
        Answer::Raw { raw } => return RawAnswer::Close(raw.clone().into_bytes()),
        Answer::Http(http) => http,
    };
    let body = match (&http.body_hex, &http.body_repeat) {
        (Some(hex), _) => {
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
        }
        (None, Some(repeat)) => repeat.text.repeat(repeat.times).into_bytes(),
        (None, None) => http.body.clone().unwrap_or_default().into_bytes(),
    };
    let mut answer = format!("HTTP/1.1 {} Status\r\n", http.status);
    if let Some(length) = http.announced.unwrap_or(Some(body.len() as u64)) {
        answer.push_str(&format!("content-length: {length}\r\n"));
    }
    for (name, value) in &http.headers {
        answer.push_str(&format!("{name}: {value}\r\n"));
    }
    answer.push_str("\r\n");
    RawAnswer::Close([answer.into_bytes(), body].concat())
}

async fn outcome(case: &Case) -> Error {
    let server = RawServer::start(raw_answer(&case.answer)).await.unwrap();
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
    let file = file();
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
    let file = file();
    let names: std::collections::BTreeSet<_> = file.cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), file.cases.len());
    assert!(file.cases.len() >= 15);
}

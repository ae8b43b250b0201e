//! Wrong parameters, bodies and options of a call: each a configuration error, and nothing is sent.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::collections::BTreeSet;
use std::fs;

use amazonpay::error::ErrorKind;
use amazonpay::operation::{CallOptions, OperationInput};
use amazonpay_tests::operation_vectors::vectors;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use amazonpay_tests::test_key;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Words that no message may hold.
    hidden: Vec<String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Case {
    name: String,
    operation: String,
    #[serde(default = "public_key_id")]
    public_key_id: String,
    #[serde(default)]
    path_parameters: Vec<String>,
    body: Option<Value>,
    #[serde(default)]
    options: Map<String, Value>,
    expected: String,
}

fn public_key_id() -> String {
    test_key::PUBLIC_KEY_ID.to_owned()
}

fn file() -> File {
    serde_json::from_str(&fs::read_to_string(vectors().join("bad-input/options.json")).unwrap()).unwrap()
}

#[tokio::test]
async fn every_wrong_option_is_refused_before_anything_is_sent() {
    let answer = http_answer(200, &[("content-type", "application/json")], "{}");
    let server = RawServer::start(RawAnswer::Close(answer)).await.unwrap();
    let file = file();
    let mut differences = Vec::new();
    for case in &file.cases {
        let pay = test_key::client(server.url()).unwrap().public_key_id(&case.public_key_id).build().unwrap();
        let mut input = json!({"pathParameters": case.path_parameters});
        if let Some(body) = &case.body {
            input["body"] = body.clone();
        }
        let input: OperationInput = serde_json::from_str(&input.to_string()).unwrap();
        let options: CallOptions = serde_json::from_value(case.options.clone().into()).unwrap();
        let found = match pay.execute(&case.operation, input, options).await {
            Err(error) if error.kind() == ErrorKind::Configuration => error.to_string(),
            Err(error) => format!("another kind: {error}"),
            Ok(_) => "success".to_owned(),
        };
        if found != case.expected {
            differences.push(format!("{}\n  expected {}\n  found    {found}", case.name, case.expected));
        }
        if let Some(hidden) = file.hidden.iter().find(|hidden| found.contains(*hidden)) {
            differences.push(format!("{}\n  {hidden:?} must not show in: {found}", case.name));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert_eq!(server.connections(), 0);
}

#[test]
fn every_case_has_a_name_of_its_own() {
    let file = file();
    let names: BTreeSet<_> = file.cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), file.cases.len());
}

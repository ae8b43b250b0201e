//! Runs the shared vectors through the methods that Swift and Kotlin have: here those of the operations, over a socket, every
//! signature verified.

mod bad_answers;
mod buttons;
// `cargo xtask generate` writes it.
#[rustfmt::skip]
mod calls_by_name;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use amazonpay::error::ErrorKind;
use amazonpay::operation::OPERATIONS;
use amazonpay_tests::json_difference::differences;
use amazonpay_tests::operation_vectors::{Call, Expected, ExpectedError, operation_files};
use amazonpay_tests::playback::Playback;
use amazonpay_tests::secrets::Secrets;
use amazonpay_tests::test_key;
use amazonpay_tests::trace_search::TraceSearch;
use amazonpay_uniffi::{AmazonPay, AmazonPayError, ClientSettings, ResponseMeta};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use self::calls_by_name::call;

fn path<const PARAMETERS: usize>(call: &Call) -> [String; PARAMETERS] {
    call.path_parameters.clone().try_into().unwrap()
}

fn query<T: DeserializeOwned>(call: &Call) -> Option<T> {
    call.query.clone().map(|query| serde_json::from_value(query).unwrap())
}

fn body<T: DeserializeOwned>(call: &Call) -> T {
    serde_json::from_value(call.body.clone().unwrap()).unwrap()
}

fn option<T: DeserializeOwned>(given: &Map<String, Value>, name: &str) -> Option<T> {
    given.get(name).map(|value| serde_json::from_value(value.clone()).unwrap())
}

fn json_of(object: &impl Serialize) -> Value {
    serde_json::to_value(object).unwrap()
}

/// What a method gave, and how it is shown to a developer.
struct Answered {
    object: Value,
    meta: ResponseMeta,
    shown: String,
}

impl Answered {
    fn new(answer: &impl Debug, object: &impl Serialize, meta: &ResponseMeta) -> Self {
        Self { object: json_of(object), meta: meta.clone(), shown: format!("{answer:?}") }
    }
}

fn buyer_ids(object: &Value) -> Vec<&str> {
    [&object["buyerId"], &object["buyer"]["buyerId"]].iter().filter_map(|id| id.as_str()).collect()
}

/// A client of the merchant that the vectors are of, with further settings.
fn client_with(endpoint: &str, settings: ClientSettings) -> Arc<AmazonPay> {
    let settings = ClientSettings {
        public_key_id: Some(test_key::PUBLIC_KEY_ID.to_owned()),
        private_key: Some(test_key::private_key_pem().unwrap()),
        region: Some(test_key::REGION),
        endpoint: Some(endpoint.to_owned()),
        ..settings
    };
    Arc::new(AmazonPay::new(settings, None, None).unwrap())
}

/// The kind's name, by the case.
fn kind(error: &AmazonPayError) -> String {
    let shown = format!("{error:?}");
    let kind = ErrorKind::ALL.iter().find(|kind| shown.starts_with(&format!("{kind:?} "))).unwrap();
    kind.as_str().to_owned()
}

/// What differs between an outcome and what the case expects.
fn outcome_differences(expected: &Expected, found: &Result<Answered, AmazonPayError>) -> Vec<String> {
    match (found, &expected.error) {
        (Ok(Answered { object, meta, .. }), None) => {
            let mut lines = differences("object", expected.object.as_ref().unwrap(), object);
            let expected = json!({"status": expected.status, "requestId": expected.request_id, "retries": expected.retries});
            let found = json!({"status": meta.status, "requestId": meta.request_id, "retries": meta.retries});
            lines.extend(differences("meta", &expected, &found));
            lines
        }
        (Err(error), Some(expected)) => {
            let details = error.details();
            let seen = ExpectedError {
                kind: kind(error),
                status: details.status,
                reason_code: details.reason_code.clone(),
                request_id: details.request_id.clone(),
                advice: details.advice.map(|advice| advice.as_str().to_owned()),
                retries: details.retries,
                retryable: details.is_retryable,
                outcome_unknown: expected.outcome_unknown.map(|_| details.outcome_unknown),
                idempotency_key: expected.idempotency_key.as_ref().and(details.idempotency_key.clone()),
            };
            differences("error", &json_of(expected), &json_of(&seen))
        }
        (Ok(Answered { object, .. }), Some(_)) => vec![format!("expected an error, found {object}")],
        (Err(error), None) => vec![format!("expected an object, found {error}")],
    }
}

#[tokio::test]
async fn every_case_of_every_row_goes_as_written_and_shows_no_secret() {
    let playback = Playback::start(BTreeMap::default()).await.unwrap();
    let settings =
        ClientSettings { retry_base_delay: Some(Duration::from_millis(1)), ..ClientSettings::default() };
    let pay = client_with(playback.url(), settings);
    let files = operation_files().unwrap();
    let secrets = TraceSearch::new(&Secrets::of_the_tests().await.unwrap()).unwrap();
    let mut failures = Vec::new();
    for operation in OPERATIONS {
        for case in &files[&format!("{}.json", operation.name)].cases {
            playback.play(case);
            let outcome = call(Arc::clone(&pay), operation.name, &case.call).await;
            let mut lines = playback.verdict();
            lines.extend(outcome_differences(&case.expected, &outcome));
            let shown = match &outcome {
                // A buyer's id is shown on purpose, as a charge's is.
                Ok(answer) => buyer_ids(&answer.object)
                    .iter()
                    .fold(answer.shown.clone(), |shown, id| shown.replace(id, "")),
                Err(error) => format!("{error} {error:?}"),
            };
            lines
                .extend(secrets.find(&shown).into_iter().map(|secret| format!("{secret} is shown: {shown}")));
            failures.extend(lines.iter().map(|line| format!("{} {}: {line}", operation.name, case.name)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

//! Runs `tests/vectors/errors.json`: each kind of error and each reason code, as every language sees them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "clippy spares test functions, not their helpers"
)]

use std::collections::BTreeMap;

use amazonpay::config::ClientBuilder;
use amazonpay::error::{
    Advice, ApiError, DecodingError, Error, ErrorKind, REASON_CODES, SigningError, TransportFailure,
};
use amazonpay::model::{
    ChargePermissionReasonCode, ChargeReasonCode, CheckoutSessionReasonCode, RefundReasonCode,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    answers: Vec<Answer>,
    local: Vec<Local>,
    guide: BTreeMap<u16, Vec<String>>,
    #[serde(rename = "stateReasons")]
    state_reasons: StateReasons,
}

/// The reasons of each object's state, and what to do about them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct StateReasons {
    charge: BTreeMap<String, Option<Advice>>,
    refund: BTreeMap<String, Option<Advice>>,
    charge_permission: BTreeMap<String, Option<Advice>>,
    checkout_session: BTreeMap<String, Option<Advice>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    name: String,
    operation: String,
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Expected {
    kind: ErrorKind,
    reason_code: Option<String>,
    advice: Option<Advice>,
    retryable: bool,
    request_id: Option<String>,
    retry_after_seconds: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Local {
    name: String,
    cause: Cause,
    expected: ExpectedLocal,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
enum Cause {
    Settings { settings: Map<String, Value> },
    Signer { message: String },
    Connection { request_sent: bool },
    Timeout { request_sent: bool },
    Tls { request_sent: bool },
    Decoding { status: u16, body: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ExpectedLocal {
    kind: ErrorKind,
    retryable: bool,
    outcome_unknown: bool,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../tests/vectors/errors.json")).unwrap()
}

fn error_of(answer: &Answer) -> Error {
    let headers: HeaderMap = answer
        .headers
        .iter()
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap()))
        .collect();
    // The few names of operations live as long as the test.
    let operation: &'static str = Box::leak(answer.operation.clone().into_boxed_str());
    ApiError::from_response(operation, answer.status, headers, answer.body.clone().into()).into()
}

#[test]
fn every_answer_becomes_the_error_it_should() {
    for answer in vectors().answers {
        let (name, expected, error) = (&answer.name, &answer.expected, error_of(&answer));
        assert_eq!(error.kind(), expected.kind, "{name}");
        assert_eq!(error.status(), Some(answer.status), "{name}");
        assert_eq!(error.reason_code(), expected.reason_code.as_deref(), "{name}");
        assert_eq!(error.advice(), expected.advice, "{name}");
        assert_eq!(error.is_retryable(), expected.retryable, "{name}");
        assert_eq!(error.request_id(), expected.request_id.as_deref(), "{name}");
        assert_eq!(error.retry_after().map(|wait| wait.as_secs()), expected.retry_after_seconds, "{name}");
        let beginning = expected.request_id.as_deref().unwrap_or("no request id");
        let text = error.to_string();
        assert!(
            text.starts_with(&format!("{beginning}: {} answered {}", answer.operation, answer.status)),
            "{text}"
        );
    }
}

#[test]
fn every_error_without_an_answer_is_of_its_kind() {
    for Local { name, cause, expected } in vectors().local {
        let failure = |request_sent| {
            let mut failure = TransportFailure::new(name.as_str());
            failure.outcome_unknown = request_sent;
            failure
        };
        let error = match cause {
            Cause::Settings { settings } => {
                ClientBuilder::from_settings(&settings).and_then(ClientBuilder::config).unwrap_err().into()
            }
            Cause::Signer { message } => SigningError::new(message).into(),
            Cause::Connection { request_sent } => Error::Connection(failure(request_sent)),
            Cause::Timeout { request_sent } => Error::Timeout(failure(request_sent)),
            Cause::Tls { request_sent } => Error::Tls(failure(request_sent)),
            Cause::Decoding { status, body } => {
                let mut error =
                    DecodingError::new("charges.create", status, "expected a Charge", body.into());
                error.outcome_unknown = true;
                error.into()
            }
        };
        assert_eq!(error.kind(), expected.kind, "{name}");
        assert_eq!(error.is_retryable(), expected.retryable, "{name}");
        assert_eq!(error.outcome_unknown(), expected.outcome_unknown, "{name}");
    }
}

#[test]
fn every_kind_every_advice_and_every_row_of_the_table_has_a_vector() {
    let Vectors { answers, local, state_reasons, .. } = vectors();
    let StateReasons { charge, refund, charge_permission, checkout_session } = state_reasons;
    let of_states: Vec<Advice> = [charge, refund, charge_permission, checkout_session]
        .iter()
        .flat_map(|reasons| reasons.values().copied().flatten())
        .collect();
    for kind in ErrorKind::ALL {
        let found = match kind.is_api() {
            true => answers.iter().any(|answer| answer.expected.kind == *kind),
            false => local.iter().any(|local| local.expected.kind == *kind),
        };
        assert!(found, "no vector for the kind {kind}");
    }
    for advice in Advice::ALL {
        assert!(
            of_states.contains(advice)
                || answers.iter().any(|answer| answer.expected.advice == Some(*advice)),
            "no vector for {advice:?}"
        );
    }
    for row in REASON_CODES {
        let found = answers.iter().any(|answer| {
            answer.status == row.status && answer.body.contains(&format!("{:?}", row.reason_code))
        });
        assert!(found, "no vector for {} {}", row.status, row.reason_code);
    }
}

#[test]
fn the_table_has_the_reason_codes_of_the_guide_and_no_others() {
    let mut table: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for row in REASON_CODES {
        table.entry(row.status).or_default().push(row.reason_code.to_owned());
    }
    let mut guide = vectors().guide;
    for codes in table.values_mut().chain(guide.values_mut()) {
        codes.sort();
    }
    assert_eq!(table, guide);
}

#[test]
fn every_reason_of_a_state_says_what_to_do() {
    fn advised<T: for<'a> From<&'a str> + std::fmt::Display>(
        known: &[T],
        expected: &BTreeMap<String, Option<Advice>>,
        advice: impl Fn(&T) -> Option<Advice>,
    ) {
        for reason in known {
            assert!(expected.contains_key(&reason.to_string()), "no vector for {reason}");
        }
        for (reason, expected) in expected {
            assert_eq!(advice(&T::from(reason)), *expected, "{reason}");
        }
    }
    let reasons = vectors().state_reasons;
    advised(ChargeReasonCode::KNOWN, &reasons.charge, ChargeReasonCode::advice);
    advised(RefundReasonCode::KNOWN, &reasons.refund, RefundReasonCode::advice);
    advised(
        ChargePermissionReasonCode::KNOWN,
        &reasons.charge_permission,
        ChargePermissionReasonCode::advice,
    );
    advised(CheckoutSessionReasonCode::KNOWN, &reasons.checkout_session, CheckoutSessionReasonCode::advice);
}

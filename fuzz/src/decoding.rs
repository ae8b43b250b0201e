//! What Amazon answers, decoded: any status, headers and body, for every operation of the table; and what a caller
//! without types hands in.
//!
//! ```text
//! charges.get 200
//! x-amz-pay-request-id: 1
//!
//! {"chargeId": "S01-…"}
//! ```
//!
//! With `request` in place of the status the body is the caller's.

use amazonpay::error::{ApiError, Error};
use amazonpay::operation::{
    CallOptions, JsonText, OPERATIONS, OperationDescription, OperationInput, Response,
};
use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::message::Message;
use crate::request_schema::smallest_input;
use crate::wire::Wire;
use crate::{SECRET, assert_fit_to_be_shown};

/// - What was read is written, and read again, the same; no field that a model does not know gets lost.
/// - Anything else becomes an error that says who, in one line and without the body.
pub fn decoding(data: &[u8]) {
    let message = Message::read(data);
    let (name, what) = message.first_line.split_once(' ').unwrap_or((&message.first_line, "200"));
    let operation = operation(name);
    if what == "request" {
        return request(operation, message.body);
    }
    let status = what.parse().ok().and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or(StatusCode::OK);
    answer(operation, status, headers(&message), message.body);
}

/// The operation of that name, or any other: a name that is none would be a wasted input.
fn operation(name: &str) -> &'static OperationDescription {
    let number: usize = name.bytes().map(usize::from).sum();
    amazonpay::operation::by_name(name).unwrap_or(OPERATIONS[number % OPERATIONS.len()])
}

fn headers(message: &Message<'_>) -> HeaderMap {
    let header = |(name, value): &(String, String)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    };
    message.headers.iter().filter_map(header).collect()
}

fn answer(operation: &'static OperationDescription, status: StatusCode, headers: HeaderMap, body: &[u8]) {
    let may_show_secret =
        !is_value_alone(body) || headers.values().any(|value| shows_secret(value.as_bytes()));
    let input = smallest_input(operation);
    match execute(operation, &input, status, headers.clone(), body.to_vec().into()) {
        Ok(response) => {
            assert!(status.is_success() || operation.success.contains(&status.as_u16()));
            if body.is_empty() || status == StatusCode::SEE_OTHER {
                return;
            }
            let written = response.into_inner().into_bytes();
            let again = execute(operation, &input, status, HeaderMap::new(), written.clone());
            let again = again.expect("what was written can be read").into_inner().into_bytes();
            assert_eq!(text(&again), text(&written), "written anew it differs");
            assert_nothing_lost(body, &written);
        }
        Err(error) => {
            assert!(!matches!(error, Error::Configuration(_)), "{}: {error}", operation.name);
            assert_fit_to_be_shown(&error.to_string(), may_show_secret || shows_reason(&error));
            assert_fit_to_be_shown(&format!("{error:?}"), may_show_secret || shows_reason(&error));
            if let Some(error) = error.api() {
                assert_eq!(error.status, status.as_u16());
                refusal(error, &headers);
            }
        }
    }
}

/// The reason code and the message are Amazon's words for the merchant, and shown.
fn shows_reason(error: &Error) -> bool {
    error.api().is_some_and(|error| {
        shows_secret(error.reason_code.as_bytes()) || shows_secret(error.message.as_bytes())
    })
}

fn refusal(error: &ApiError, headers: &HeaderMap) {
    let again =
        ApiError::from_response(error.operation, error.status, headers.clone(), error.raw_body.clone());
    assert_eq!((&again.reason_code, &again.message), (&error.reason_code, &error.message));
    assert_eq!(again.retry_after, error.retry_after);
    assert_eq!(again.is_retryable(), error.is_retryable());
    let seconds =
        headers.get("retry-after").and_then(|value| value.to_str().ok()?.trim().parse::<u64>().ok());
    if let Some(seconds) = seconds {
        assert_eq!(error.retry_after.map(|wait| wait.as_secs()), Some(seconds));
    }
}

/// What a caller without types hands in is either refused before anything is sent, or sent in a form that would be
/// sent again unchanged.
fn request(operation: &'static OperationDescription, body: &[u8]) {
    let mut input = smallest_input(operation);
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return };
    let sent = |input: &Value| {
        let wire = Wire::new(StatusCode::OK, HeaderMap::new(), Bytes::from_static(b"{}"));
        let outcome = run(&wire, operation, input);
        match wire.take_sent() {
            Some(sent) => Some(sent),
            None => {
                let Err(error @ Error::Configuration(_)) = outcome else {
                    panic!("nothing was sent: {outcome:?}")
                };
                assert_fit_to_be_shown(&error.to_string(), !is_value_alone(body));
                None
            }
        }
    };
    for part in ["query", "body"] {
        let Some(smallest) = input.get(part).cloned() else { continue };
        input[part] = value.clone();
        if let Some(first) = sent(&input)
            && part == "body"
        {
            input[part] = serde_json::from_slice(&first).expect("a body is JSON");
            let second = sent(&input).expect("what was sent once is accepted");
            assert_eq!(text(&second), text(&first), "sent anew it differs");
        }
        input[part] = smallest;
    }
}

/// Executes an operation whose answer is this one.
pub(crate) fn execute(
    operation: &OperationDescription,
    input: &Value,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<JsonText>, Error> {
    run(&Wire::new(status, headers, body), operation, input)
}

fn run(
    wire: &std::sync::Arc<Wire>,
    operation: &OperationDescription,
    input: &Value,
) -> Result<Response<JsonText>, Error> {
    let raw = |name: &str| Some(RawValue::from_string(input.get(name)?.to_string()).expect("it is JSON"));
    let operation_input = OperationInput {
        path_parameters: vec!["x".to_owned(); operation.path_parameters.len()],
        query: raw("query"),
        body: raw("body"),
    };
    let client = wire.client();
    let call = client.execute(operation.name, operation_input, CallOptions::default());
    call.now_or_never().expect("nothing waits: neither the signer, nor the wire, nor the clock")
}

/// Fields whose names begin with `zz` are known to no model.
fn assert_nothing_lost(read: &[u8], written: &[u8]) {
    let (Ok(read), Ok(written)) =
        (serde_json::from_slice::<Value>(read), serde_json::from_slice::<Value>(written))
    else {
        panic!("what was accepted or written is no JSON");
    };
    let Value::Object(fields) = &read else { return };
    for (name, value) in fields.iter().filter(|(name, _)| name.starts_with("zz")) {
        assert_eq!(written.get(name), Some(value), "{name} got lost");
    }
}

/// Whether the secret stands in values alone: the names of fields may be shown.
fn is_value_alone(body: &[u8]) -> bool {
    fn in_names(value: &Value) -> bool {
        match value {
            Value::Object(fields) => {
                fields.iter().any(|(name, value)| name.contains(SECRET) || in_names(value))
            }
            Value::Array(items) => items.iter().any(in_names),
            _ => false,
        }
    }
    serde_json::from_slice::<Value>(body).is_ok_and(|value| !in_names(&value))
}

fn shows_secret(text: &[u8]) -> bool {
    text.windows(SECRET.len()).any(|window| window == SECRET.as_bytes())
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

//! Unit tests of the errors; their module is declared under `#[cfg(test)]`.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::*;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
        .collect()
}

fn answer(status: u16, pairs: &[(&'static str, &str)], body: &str) -> ApiError {
    ApiError::from_response("charges.capture", status, headers(pairs), body.to_owned().into())
}

#[test]
fn text_of_an_api_error_begins_with_the_request_id() {
    let mut error = answer(
        422,
        &[("x-amz-pay-request-id", "req-1")],
        r#"{"reasonCode":"InvalidChargeStatus","message":"The charge is Canceled."}"#,
    );
    error.retries = 2;
    assert_eq!(
        Error::from(error).to_string(),
        "req-1: charges.capture answered 422 InvalidChargeStatus: The charge is Canceled. (after 2 retries)"
    );
}

#[test]
fn answers_without_a_readable_body_are_told_by_their_status() {
    let error = answer(503, &[("content-type", "text/html")], "<html>Buyer Jane Roe</html>");
    assert_eq!(
        error.to_string(),
        "no request id: charges.capture answered 503: the answer 503 has no readable error (27 bytes, text/html); \
         it may come from a proxy, not from Amazon Pay"
    );
    assert_eq!(error.kind(), ErrorKind::Server);
    let error = Error::from(answer(303, &[], ""));
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.reason_code(), None);
    assert!(error.to_string().ends_with("the answer 303 has an empty body"));
    for body in ["[]", "{}", "null", "\"text\"", "{\"reasonCode\": 5}", "{\"reasonCode\""] {
        let error = answer(404, &[], body);
        assert_eq!((error.kind(), error.reason_code.as_str()), (ErrorKind::NotFound, ""), "{body}");
    }
}

#[test]
fn nothing_of_the_body_is_shown() {
    let secret = "Jane Roe, 1 Main Street";
    let error = answer(500, &[], &format!("{{\"buyer\": \"{secret}\"}}"));
    assert!(!format!("{error} {error:?}").contains("Jane"));
    assert!(std::str::from_utf8(&error.raw_body).unwrap().contains(secret));
    let error = DecodingError::new("buyers.get", 200, "expected a string", secret.into());
    assert!(!format!("{error} {error:?}").contains("Jane"));
    assert!(format!("{error:?}").contains("raw_body: 23 bytes"));
}

#[test]
fn text_from_the_network_stays_on_one_line_and_short() {
    let message = format!("line one\\nline two {}", "x".repeat(2000));
    let error = answer(400, &[], &format!(r#"{{"reasonCode":"InvalidRequest","message":"{message}"}}"#));
    let text = error.to_string();
    assert!(!text.contains('\n') && text.ends_with('…') && text.len() < 700, "{text}");
    assert!(error.message.len() > 2000);
}

#[test]
fn retry_after_is_read_as_seconds_and_as_a_date() {
    let wait = |pairs: &[(&'static str, &str)]| answer(429, pairs, "").retry_after;
    let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(wait(&[]), None);
    assert_eq!(wait(&[("retry-after", "7")]), Some(Duration::from_secs(7)));
    assert_eq!(wait(&[("retry-after", "-7")]), None);
    assert_eq!(wait(&[("retry-after", "99999999999999999999999")]), None);
    assert_eq!(
        wait(&[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"), date]),
        Some(Duration::from_secs(30))
    );
    assert_eq!(wait(&[("retry-after", "Sun, 06 Nov 1994 08:49:07 GMT"), date]), Some(Duration::ZERO));
    assert_eq!(wait(&[("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT")]), None);
    assert_eq!(wait(&[("retry-after", "soon"), date]), None);
}

#[test]
fn retryable_are_the_statuses_of_the_guide_and_broken_connections() {
    let retryable: Vec<u16> = (300..600).filter(|status| ApiError::retryable(*status, "")).collect();
    assert_eq!(retryable, [408, 425, 429, 500, 502, 503, 504]);
    let body = r#"{"reasonCode":"ProcessingFailure","message":""}"#;
    let declined = Error::from(answer(500, &[], body));
    assert!(matches!(&declined, Error::Declined(_)) && !declined.is_retryable());
    assert_eq!(declined.advice(), Some(Advice::RetryLater));
    assert!(Error::Connection(TransportFailure::new("reset")).is_retryable());
    assert!(Error::Timeout(TransportFailure::new("30 s")).is_retryable());
    assert!(!Error::Tls(TransportFailure::new("unknown issuer")).is_retryable());
    assert!(!Error::from(ConfigError::new("region", "missing")).is_retryable());
}

#[test]
fn a_lost_answer_says_how_to_go_on() {
    let mut failure = TransportFailure::new("connection reset").with_source("os error 104");
    failure.operation = Some("charges.capture");
    failure.retries = 3;
    failure.outcome_unknown = true;
    failure.idempotency_key = Some("capture-1001".to_owned());
    let error = Error::Connection(failure);
    assert_eq!(
        error.to_string(),
        "charges.capture: connection reset (after 3 retries); it may have been carried out all \
         the same: repeat it with idempotency key capture-1001, or read the object"
    );
    assert_eq!((error.retries(), error.idempotency_key()), (3, Some("capture-1001")));
    assert!(error.outcome_unknown());
    let cause = std::error::Error::source(&error).map(ToString::to_string);
    assert_eq!(cause.as_deref(), Some("os error 104"));
}

#[test]
fn names_of_kinds_and_advice_are_those_of_json() {
    for kind in ErrorKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        assert_eq!(kind.to_string(), kind.as_str());
    }
    for advice in Advice::ALL {
        assert_eq!(serde_json::to_value(advice).unwrap(), advice.as_str());
    }
}

#[test]
fn each_reason_code_is_in_the_table_once_and_says_what_to_do() {
    for (index, row) in REASON_CODES.iter().enumerate() {
        assert!(REASON_CODES[..index].iter().all(|other| other.reason_code != row.reason_code), "{row:?}");
        assert!(row.kind.is_api(), "{row:?}");
        assert!(row.guidance.len() > 20 && row.guidance.ends_with('.'), "{row:?}");
        assert!(row.page.starts_with("https://developer.amazon.com/docs/amazon-pay-"), "{row:?}");
        // What may be sent again as it is, and nothing else, is advised to be.
        let repeat = row.advice == Advice::RepeatWithSameKey;
        assert_eq!(repeat, ApiError::retryable(row.status, row.reason_code), "{row:?}");
    }
}

#[test]
fn the_page_for_changing_a_payment_method_takes_the_id_encoded() {
    assert_eq!(
        Advice::payment_method_url("B01 /?1"),
        "https://payments.amazon.com/jr/your-account/ba/B01%20%2F%3F1"
    );
}

#[test]
fn errors_can_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    crosses::<Error>();
}

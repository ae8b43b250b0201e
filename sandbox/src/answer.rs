//! The life of one request: target, signature, operation, throttle, fault, engine, log.

use std::sync::Arc;
use std::time::Instant;

use amazonpay::config::Environment;
use amazonpay::operation::{self, OperationDescription};
use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Body as _;
use jiff::{SignedDuration, Timestamp};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::api_failure::ApiFailure;
use crate::authenticate::{self, Caller};
use crate::control::AllowedHosts;
use crate::documents;
use crate::engine::{ApiCall, LIVE_SUFFIX, Reply};
use crate::faults::{Cut, Fault, usual_reason_code};
use crate::notifications::sns_pages;
use crate::pages;
use crate::request_log::Exchange;
use crate::server::{ConnectionCut, TruncatedBody, infallible};
use crate::state::State;
use crate::target::Target;
use crate::{file_contents, shared_path, unknown_path};

/// More than any request of the API needs; a larger one is refused before it fills the memory.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-pay-request-id");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What goes back, before it is written as HTTP.
struct Outcome {
    /// `None` cuts the connection without an answer.
    reply: Option<Reply>,
    content_type: HeaderValue,
    retry_after: Option<u64>,
    truncated: bool,
}

impl From<Reply> for Outcome {
    fn from(reply: Reply) -> Self {
        Self { reply: Some(reply), content_type: JSON, retry_after: None, truncated: false }
    }
}

/// Answers one request, of the API, of the control API or for a page.
pub(crate) async fn answer(
    state: &Arc<State>,
    mut request: Request<Body>,
) -> Result<Response<Body>, ConnectionCut> {
    if sns_pages::is_for_sns(&request) {
        let mut response = sns_pages::answer(&state.notifications, &request.map(drop)).await;
        stamp(response.headers_mut(), state.clock.now());
        return Ok(response);
    }
    if documents::is_document(request.uri().path()) {
        let mut response = documents::answer(state, request.method(), request.uri().path());
        stamp(response.headers_mut(), state.clock.now());
        return Ok(response);
    }
    let is_page = pages::is_page(&request);
    if is_page || request.uri().path().starts_with("/_sandbox") {
        let router = if is_page { &state.pages } else { &state.control };
        let router = router.clone().with_state(Arc::clone(state));
        request.extensions_mut().insert(AllowedHosts(Arc::clone(state)));
        let reads = request.method() == Method::GET;
        let mut response = infallible(router.oneshot(request).await);
        if !reads {
            // Whatever was set, armed or sent off.
            state.stir.stir();
        }
        stamp(response.headers_mut(), state.clock.now());
        return Ok(response);
    }
    if file_contents::is_meant(&request) {
        let mut response = file_contents::receive(state, request).await;
        stamp(response.headers_mut(), state.clock.now());
        return Ok(response);
    }
    if !state.faults.any() {
        return answer_call(state, request).await;
    }
    // A server carries a request out although its client has hung up; nothing but a fault holds one long enough for that.
    let state = Arc::clone(state);
    match tokio::spawn(async move { answer_call(&state, request).await }).await {
        Ok(answer) => answer,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // Only a runtime that ends cancels it.
            Err(_) => Err(ConnectionCut),
        },
    }
}

/// Answers one request of the API.
async fn answer_call(state: &State, request: Request<Body>) -> Result<Response<Body>, ConnectionCut> {
    let started = Instant::now();
    let received = state.clock.now();
    let (parts, body) = request.into_parts();
    let mut exchange = Exchange {
        request_id: Uuid::new_v4().to_string(),
        received,
        method: parts.method,
        uri: parts.uri,
        headers: parts.headers,
        body: Bytes::new(),
        operation: None,
        merchant: None,
        fault: None,
        status: None,
        answer: Bytes::new(),
        took: started.elapsed(),
        signature: None,
        signature_valid: None,
        is_replayed: false,
        whole_body: None,
    };
    let outcome = match read(body).await {
        Ok(body) => {
            exchange.body = body;
            decide(state, &mut exchange).await.unwrap_or_else(|failure| failure.reply().into())
        }
        Err(Unreadable::TooLong) => {
            let message = format!("The body is longer than {LARGEST_BODY} bytes.");
            ApiFailure::new(400, "InvalidRequest", message).reply().into()
        }
        Err(Unreadable::BrokenOff) => return Err(ConnectionCut),
    };
    exchange.took = started.elapsed();
    if let Some(reply) = &outcome.reply {
        exchange.status = Some(reply.status);
        exchange.answer = reply.body.clone();
        exchange.is_replayed = reply.is_replayed;
    }
    tracing::debug!(
        request_id = exchange.request_id,
        operation = exchange.operation,
        status = exchange.status,
        micros = exchange.took.as_micros(),
        "answered"
    );
    let response = write(outcome, &exchange.request_id, state.clock.now());
    state.log.push(exchange);
    state.stir.stir();
    response
}

enum Unreadable {
    TooLong,
    BrokenOff,
}

async fn read(body: Body) -> Result<Bytes, Unreadable> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(Unreadable::TooLong);
    }
    axum::body::to_bytes(body, LARGEST_BODY).await.map_err(|error| {
        // axum's limit is an error of http-body-util's within its own; anything else came from the connection.
        if std::error::Error::source(&error).is_some_and(|source| source.is::<hyper::Error>()) {
            Unreadable::BrokenOff
        } else {
            Unreadable::TooLong
        }
    })
}

/// Everything between the bytes of the request and those of the answer.
async fn decide(state: &State, exchange: &mut Exchange) -> Result<Outcome, ApiFailure> {
    let uri = exchange.uri.clone();
    let target = Target::parse(uri.path())?;
    let caller = authenticate::authenticate(state, &target, exchange)?;
    exchange.merchant = Some(Arc::clone(&caller.merchant));
    let Some((operation, parameters)) = operation::find(exchange.method.as_str(), target.path) else {
        return Err(unknown_path::refusal(exchange.method.as_str(), target.path));
    };
    let operation = shared_path::meant(operation, &exchange.headers, &exchange.body);
    exchange.operation = Some(operation.name);
    let reads = operation.method == "GET";
    if !state.throttling.admit(&caller.merchant, operation.name, reads, state.clock.now()) {
        let message = format!("The quota of {} is used up for the moment; try again later.", operation.name);
        return Err(ApiFailure::new(429, "TooManyRequests", message));
    }
    let work = || carry_out(state, operation, &parameters, &target, &caller, exchange);
    match state.faults.meet(operation.name) {
        None => Ok(work().into()),
        Some(fault) => {
            let done = (fault.after_work || (fault.status.is_none() && fault.cut != Some(Cut::Connection)))
                .then_some(&work);
            let (outcome, name) = go_wrong(state, &fault, done).await;
            exchange.fault = Some(name);
            Ok(outcome)
        }
    }
}

/// Applies a fault, with the work done before or after its delay, or not at all.
async fn go_wrong(
    state: &State,
    fault: &Fault,
    work: Option<&impl Fn() -> Reply>,
) -> (Outcome, &'static str) {
    let early = if fault.after_work { work.map(|work| work()) } else { None };
    if let Some(delay) = fault.delay_ms {
        let delay = SignedDuration::from_millis(i64::try_from(delay).unwrap_or(i64::MAX));
        let until = state.clock.now().checked_add(delay).unwrap_or(Timestamp::MAX);
        state.clock.sleep_until(until).await;
    }
    let reply = early.or_else(|| work.filter(|_| !fault.after_work).map(|work| work()));
    if fault.cut == Some(Cut::Connection) {
        let nothing = Outcome { reply: None, content_type: JSON, retry_after: None, truncated: false };
        return (nothing, if fault.after_work { "connection cut after the work" } else { "connection cut" });
    }
    let mut outcome = match (fault.status, reply) {
        (None, Some(reply)) => Outcome::from(reply),
        (status, _) => injected(fault, status.unwrap_or(500)),
    };
    outcome.truncated = fault.cut == Some(Cut::Answer);
    let name = match fault.status {
        _ if outcome.truncated => "answer cut short",
        Some(_) if fault.after_work => "status after the work",
        Some(_) => "status",
        None => "delay",
    };
    (outcome, name)
}

fn injected(fault: &Fault, status: u16) -> Outcome {
    let reply = match &fault.body {
        Some(body) => Reply::new(status, body.clone()),
        None => {
            let reason_code =
                fault.reason_code.clone().unwrap_or_else(|| usual_reason_code(status).to_owned());
            ApiFailure::new(status, reason_code, "A fault of the sandbox answered in place of the API.")
                .reply()
        }
    };
    let content_type = fault.content_type.as_deref().and_then(|value| HeaderValue::from_str(value).ok());
    Outcome { content_type: content_type.unwrap_or(JSON), retry_after: fault.retry_after, ..reply.into() }
}

fn carry_out(
    state: &State,
    operation: &'static OperationDescription,
    parameters: &[String],
    target: &Target<'_>,
    caller: &Caller,
    exchange: &Exchange,
) -> Reply {
    // The engine keeps merchants' objects apart; a merchant's live objects are apart from its sandbox ones as well.
    let in_engine = |merchant: &Arc<str>| match caller.environment {
        Environment::Live => Arc::from(format!("{merchant}{LIVE_SUFFIX}")),
        _ => Arc::clone(merchant),
    };
    let (merchant, provider) = (in_engine(&caller.merchant), caller.provider.as_ref().map(in_engine));
    let query: Vec<(String, String)> =
        url::form_urlencoded::parse(exchange.uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let header = |name: &str| {
        // Not to_str: a value beyond ASCII is to be refused, not overlooked. UTF-8 it was found to be before.
        exchange.headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
    };
    let call = ApiCall {
        operation: operation.name,
        path_parameters: parameters,
        merchant: &merchant,
        provider: provider.as_deref(),
        query: &query,
        body: &exchange.body,
        idempotency_key: header("x-amz-pay-idempotency-key"),
        simulation_code: header("x-amz-pay-simulation-code"),
        version: target.version.as_str(),
        region: caller.region.code(),
    };
    let reply = state.engine().handle(&call, state.clock.now());
    if reply.status < 300 && operation.name.starts_with("merchant_accounts.") {
        state.follow_account(parameters, &reply, caller.region);
    }
    reply
}

fn write(outcome: Outcome, request_id: &str, now: Timestamp) -> Result<Response<Body>, ConnectionCut> {
    let Some(reply) = outcome.reply else { return Err(ConnectionCut) };
    let body = match outcome.truncated {
        true => Body::new(TruncatedBody::new(&reply.body)),
        false => Body::from(reply.body),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, outcome.content_type);
    if let Ok(request_id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, request_id);
    }
    if let Some(location) = reply.location.and_then(|location| HeaderValue::from_str(&location).ok()) {
        headers.insert(LOCATION, location);
    }
    if let Some(seconds) = outcome.retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    stamp(headers, now);
    Ok(response)
}

/// Sets the `Date` header from the sandbox's clock, from which a client learns how far it is off.
fn stamp(headers: &mut HeaderMap, now: Timestamp) {
    // RFC 9110 §5.6.7; only years beyond 9999 can't be written.
    let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
    if let Some(date) = date.ok().and_then(|date| HeaderValue::from_str(&date).ok()) {
        headers.insert(DATE, date);
    }
}

/// The answer of a request that met a defect of the sandbox.
pub(crate) fn internal_error() -> Response<Body> {
    let message = "The sandbox has a defect; its log on standard error says where.";
    let reply = ApiFailure::new(500, "InternalServerError", message).reply();
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    if let Ok(request_id) = HeaderValue::from_str(&Uuid::new_v4().to_string()) {
        response.headers_mut().insert(REQUEST_ID, request_id);
    }
    response
}

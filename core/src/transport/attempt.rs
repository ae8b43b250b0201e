//! One attempt of a call as others see it: OpenTelemetry's HTTP client span, and what observers are told.

use std::fmt;
use std::time::Duration;

use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::{TransportError, TransportErrorKind, TransportRequest, TransportResponse};
use crate::client::AmazonPay;
use crate::error::{ApiError, ErrorKind};
use crate::observe::{self, AttemptFinished, AttemptOutcome, AttemptStarted};
use crate::operation::OperationDescription;

/// Longer than any reason code there is; what comes from a proxy may hold anything.
const LONGEST_REASON_CODE: usize = 64;

/// An attempt under way. It tells of its end when it is dropped, so it does so exactly once, also when the call is
/// dropped with it.
pub(super) struct Attempt<'a> {
    client: &'a AmazonPay,
    operation: &'static OperationDescription,
    /// 1 for the first.
    number: u32,
    /// Whether an observer is to be told; what only observers read is left out when not.
    observed: bool,
    idempotency_key: Option<String>,
    timeout: Duration,
    span: Span,
    began: Duration,
    outcome: AttemptOutcome,
    status: Option<u16>,
    request_id: Option<String>,
    reason_code: Option<String>,
    error_kind: Option<ErrorKind>,
    duration: Option<Duration>,
    retry_after: Option<Duration>,
}

impl<'a> Attempt<'a> {
    /// Opens the span and tells the observers that an attempt is about to be sent.
    pub(super) fn begin(
        client: &'a AmazonPay,
        operation: &'static OperationDescription,
        retries: u32,
        idempotency_key: Option<&str>,
        timeout: Duration,
    ) -> Self {
        let observed = !client.config().observers().is_empty();
        let attempt = Self {
            client,
            operation,
            number: retries.saturating_add(1),
            observed,
            idempotency_key: idempotency_key.filter(|_| observed).map(str::to_owned),
            timeout,
            span: span(client, operation, retries),
            began: client.config().clock().elapsed(),
            outcome: AttemptOutcome::Canceled,
            status: None,
            request_id: None,
            reason_code: None,
            error_kind: None,
            duration: None,
            retry_after: None,
        };
        if observed {
            let observers = client.config().observers();
            attempt.span.in_scope(|| observe::before_attempt(observers, &attempt.started()));
        }
        attempt
    }

    /// Sends the request inside the span and notes what comes of it.
    pub(super) async fn send(
        &mut self,
        request: TransportRequest,
    ) -> Result<TransportResponse, TransportError> {
        let sent = self.client.transport().send(request).instrument(self.span.clone()).await;
        self.duration = Some(self.elapsed());
        match &sent {
            Ok(answer) => {
                let status = answer.status.as_u16();
                self.status = Some(status);
                self.span.record("http.response.status_code", status);
                let request_id = answer.headers.get("x-amz-pay-request-id");
                let request_id = request_id.and_then(|request_id| request_id.to_str().ok());
                self.span.record("amazonpay.request_id", request_id);
                self.request_id = request_id.filter(|_| self.observed).map(str::to_owned);
            }
            Err(error) => {
                let kind = match error.kind {
                    TransportErrorKind::Connection => ErrorKind::Connection,
                    TransportErrorKind::Timeout => ErrorKind::Timeout,
                    TransportErrorKind::Tls => ErrorKind::Tls,
                    TransportErrorKind::ResponseTooLarge { status } => {
                        self.status = Some(status);
                        self.span.record("http.response.status_code", status);
                        ErrorKind::Decoding
                    }
                };
                self.outcome = AttemptOutcome::Failed;
                self.error_kind = Some(kind);
                self.fail(kind.as_str());
            }
        }
        sent
    }

    /// Notes that the answer's status is that of a success.
    pub(super) fn succeeded(&mut self) {
        self.outcome = AttemptOutcome::Succeeded;
    }

    /// Notes that the answer is not the one asked for.
    pub(super) fn refused(&mut self, error: &ApiError) {
        self.outcome = AttemptOutcome::Refused;
        self.error_kind = Some(error.kind());
        if is_reason_code(&error.reason_code) {
            self.span.record("amazonpay.reason_code", error.reason_code.as_str());
            self.reason_code = Some(error.reason_code.clone());
        }
        // The conventions want the status here when there is one.
        self.span.record("error.type", tracing::field::display(error.status));
        self.span.record("otel.status_code", "ERROR");
    }

    /// Ends the attempt, which another will follow after `delay`.
    pub(super) fn will_be_repeated_after(mut self, delay: Duration) {
        self.retry_after = Some(delay);
    }

    fn fail(&self, error_type: &'static str) {
        self.span.record("error.type", error_type);
        self.span.record("otel.status_code", "ERROR");
    }

    fn elapsed(&self) -> Duration {
        self.client.config().clock().elapsed().saturating_sub(self.began)
    }

    fn started(&self) -> AttemptStarted<'_> {
        let config = self.client.config();
        let url = config.base_url();
        AttemptStarted {
            operation: self.operation.name,
            method: self.operation.method,
            scheme: url.scheme(),
            host: url.host_str().unwrap_or_default(),
            port: url.port_or_known_default().unwrap_or_default(),
            path_template: self.operation.path,
            attempt: self.number,
            idempotency_key: self.idempotency_key.as_deref(),
            timeout: self.timeout,
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if self.outcome == AttemptOutcome::Canceled {
            self.fail("canceled");
        }
        if !self.observed {
            return;
        }
        let observers = self.client.config().observers();
        let finished = AttemptFinished {
            started: self.started(),
            outcome: self.outcome,
            status: self.status,
            request_id: self.request_id.as_deref(),
            reason_code: self.reason_code.as_deref(),
            error_kind: self.error_kind,
            duration: self.duration.unwrap_or_else(|| self.elapsed()),
            retry_after: self.retry_after,
        };
        self.span.in_scope(|| observe::after_attempt(observers, &finished));
    }
}

/// The span of an attempt, by OpenTelemetry's conventions for HTTP client spans
/// (<https://opentelemetry.io/docs/specs/semconv/http/http-spans/>), which want one a request on the wire.
///
/// `url.full` is left out: a path may hold a buyer's token. `url.template` says which path it was.
fn span(client: &AmazonPay, operation: &'static OperationDescription, retries: u32) -> Span {
    let url = client.config().base_url();
    let OperationDescription { method, path, .. } = operation;
    let template = Template { base: url.path(), path };
    // A call of any path has no template, and the conventions forbid the path itself.
    let has_template = !path.is_empty();
    tracing::info_span!(
        "amazonpay.attempt",
        otel.name = %SpanName { method, target: has_template.then_some(&template) },
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = method,
        http.request.resend_count = (retries > 0).then_some(retries),
        http.response.status_code = Empty,
        server.address = url.host_str(),
        server.port = url.port_or_known_default(),
        url.scheme = url.scheme(),
        url.template = has_template.then(|| tracing::field::display(&template)),
        error.type = Empty,
        amazonpay.operation = operation.name,
        amazonpay.attempt = retries.saturating_add(1),
        amazonpay.request_id = Empty,
        amazonpay.reason_code = Empty,
    )
}

/// The method and, where there is one, the path's template.
struct SpanName<'a> {
    method: &'static str,
    target: Option<&'a Template<'a>>,
}

impl fmt::Display for SpanName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.method)?;
        self.target.map_or(Ok(()), |target| write!(f, " {target}"))
    }
}

/// A path with its parameters' names in place of their values, from the root: `/v2/charges/{charge_id}/capture`.
struct Template<'a> {
    base: &'a str,
    path: &'static str,
}

impl fmt::Display for Template<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base.trim_end_matches('/'), self.path)
    }
}

fn is_reason_code(text: &str) -> bool {
    (1..=LONGEST_REASON_CODE).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

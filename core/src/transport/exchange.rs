//! The one path of every call: sign, send, judge, repeat; what is above it only encodes and decodes.

use std::time::Duration;

use ::http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use ::http::{HeaderValue, Method};
use bytes::Bytes;
use jiff::Timestamp;
use tracing::{Instrument, Span};
use url::Url;

use super::attempt::Attempt;
use super::call_span::{CallSpan, mark_as_failed};
use super::retry::{Decision, Outcome, decide, random};
use super::{TransportError, TransportErrorKind, TransportRequest, TransportResponse, header_text, within};
use crate::client::AmazonPay;
use crate::error::{ApiError, DecodingError, Error, ErrorKind, SigningError, TransportFailure, retry_after};
use crate::operation::{CheckedOptions, ModelMismatch, OperationDescription, Response, ResponseMeta};
use crate::signing::{OutgoingRequest, sign_request};
use crate::throttle::TooLate;

/// A call's successful answer, not yet decoded.
#[derive(Debug)]
pub(crate) struct Exchange {
    operation: &'static OperationDescription,
    meta: ResponseMeta,
    /// The call's span, which stays open until the answer is decoded.
    span: Span,
}

/// Sends a call until it succeeds, is refused for good, or runs out of retries or time.
pub(crate) async fn exchange(
    client: &AmazonPay,
    operation: &'static OperationDescription,
    url: Url,
    body: Bytes,
    options: CheckedOptions,
) -> Result<Exchange, Error> {
    let span = CallSpan::open(operation);
    let attempts = Attempts::new(client, operation, url, body, options);
    let result = attempts.run(span.span().clone()).instrument(span.span().clone()).await;
    match &result {
        Ok(exchange) => span.succeeded(&exchange.meta),
        Err(error) => span.failed(error),
    }
    result
}

/// The attempts of one call.
struct Attempts<'a> {
    client: &'a AmazonPay,
    operation: &'static OperationDescription,
    method: Method,
    url: Url,
    body: Bytes,
    options: CheckedOptions,
    started: Duration,
    retries: u32,
    skew_corrected: bool,
    /// An attempt that writes was sent and not answered, or answered with a failure that may have come after the work.
    outcome_unknown: bool,
}

impl<'a> Attempts<'a> {
    fn new(
        client: &'a AmazonPay,
        operation: &'static OperationDescription,
        url: Url,
        body: Bytes,
        options: CheckedOptions,
    ) -> Self {
        let started = client.config().clock().elapsed();
        Self {
            client,
            operation,
            method: operation.http_method(),
            url,
            body,
            options,
            started,
            retries: 0,
            skew_corrected: false,
            outcome_unknown: false,
        }
    }

    async fn run(mut self, span: Span) -> Result<Exchange, Error> {
        loop {
            if self.remaining().is_zero() {
                return Err(self.out_of_time());
            }
            self.wait_for_turn().await?;
            let clock = self.client.config().clock();
            let signed_at = self.client.skew().correct(clock.now());
            // A signer on the network takes its time, and that is the call's too.
            let signed = within(clock.as_ref(), self.remaining(), self.signed_request(signed_at)).await;
            let Some(signed) = signed else { return Err(self.signer_is_silent()) };
            let mut request = signed.map_err(|error| self.unsigned(error))?;
            request.timeout = request.timeout.min(self.remaining());
            if request.timeout.is_zero() {
                return Err(self.out_of_time());
            }
            let sent = clock.elapsed();
            let key = self.options.idempotency_key.as_deref();
            let mut attempt = Attempt::begin(self.client, self.operation, self.retries, key, request.timeout);
            let delay = match attempt.send(request).await {
                Ok(answer) if self.operation.is_success(answer.status.as_u16()) => {
                    attempt.succeeded();
                    return Ok(self.succeed(answer, span));
                }
                Ok(answer) => {
                    self.tell_throttle(&answer, sent).await;
                    self.after_refusal(answer, signed_at, &mut attempt)?
                }
                Err(error) => self.after_failure(error)?,
            };
            attempt.will_be_repeated_after(delay);
            self.retries += 1;
            if !delay.is_zero() {
                self.client.config().clock().sleep(delay).await;
            }
        }
    }

    async fn signed_request(&self, signed_at: Timestamp) -> Result<TransportRequest, Error> {
        let config = self.client.config();
        let mut headers = self.client.headers().clone();
        headers.extend(self.options.headers.clone());
        let own: Vec<(&str, &str)> =
            headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
        let request = OutgoingRequest {
            method: self.operation.method,
            url: &self.url,
            headers: &own,
            body: &self.body,
        };
        let signature = sign_request(&self.client.credentials(), &request, signed_at).await?;
        for (name, value) in signature {
            let value = HeaderValue::try_from(value).map_err(|_| {
                SigningError::new(format!("{name} came out with characters that a header can't have"))
            })?;
            headers.insert(name, value);
        }
        if let Some(authorization) = headers.get_mut(AUTHORIZATION) {
            authorization.set_sensitive(true);
        }
        Ok(TransportRequest {
            method: self.method.clone(),
            url: self.url.clone(),
            headers,
            body: self.body.clone(),
            timeout: config.timeouts().attempt,
        })
    }

    /// Waits until the client's throttle lets the next attempt go, if there is one.
    async fn wait_for_turn(&mut self) -> Result<(), Error> {
        let Some(throttle) = self.client.throttle() else { return Ok(()) };
        let deadline = self.started.saturating_add(self.options.total_timeout);
        let Err(TooLate { wait }) = throttle.pass(self.operation, deadline).await else { return Ok(()) };
        let (limit, left) = (self.options.total_timeout, self.remaining());
        Err(Error::Timeout(self.failure(
            format!(
                "the client's throttle lets this go in {wait:.1?} only, and {left:.1?} are left of the call's {limit:?}; \
                 allow more time or send less at once"
            ),
            None,
        )))
    }

    async fn tell_throttle(&self, answer: &TransportResponse, sent: Duration) {
        if let Some(throttle) = self.client.throttle()
            && answer.status.as_u16() == 429
        {
            throttle.refused(self.operation, sent, retry_after(&answer.headers)).await;
        }
    }

    fn elapsed(&self) -> Duration {
        self.client.config().clock().elapsed().saturating_sub(self.started)
    }

    fn remaining(&self) -> Duration {
        self.options.total_timeout.saturating_sub(self.elapsed())
    }

    /// How long to wait before the next attempt, or the error to end with.
    fn after_refusal(
        &mut self,
        answer: TransportResponse,
        signed_at: Timestamp,
        attempt: &mut Attempt<'_>,
    ) -> Result<Duration, Error> {
        let status = answer.status.as_u16();
        let now = self.client.config().clock().now();
        let mut error = ApiError::from_response(self.operation.name, status, answer.headers, answer.body);
        attempt.refused(&error);
        if !self.skew_corrected && self.client.skew().learn(status, &error.headers, signed_at, now) {
            self.skew_corrected = true;
            tracing::warn!(status, "this machine's clock is wrong; signing again with the server's time");
            return Ok(Duration::ZERO);
        }
        self.outcome_unknown |= !self.operation.is_read() && may_have_been_carried_out(status, error.kind());
        let outcome =
            Outcome::Answered { status, reason_code: &error.reason_code, retry_after: error.retry_after };
        match self.decide(outcome) {
            Decision::RetryAfter(delay) => {
                let reason_code = error.reason_code.as_str();
                tracing::debug!(
                    status,
                    reason_code,
                    retries = self.retries,
                    ?delay,
                    "refused, will be repeated"
                );
                Ok(delay)
            }
            Decision::GiveUp | Decision::OutOfTime => {
                error.retries = self.retries;
                error.outcome_unknown = self.leaves_doubt(&error);
                error.idempotency_key = self.options.idempotency_key.take();
                Err(error.into())
            }
        }
    }

    /// Whether an attempt may have been carried out, and this refusal doesn't tell.
    ///
    /// A POST's answer is saved under its key, so the refusal of a processed request is the answer to all attempts. One
    /// without a reason code comes from a proxy, and one of the key or the signature from before any processing: neither
    /// has seen what became of the earlier attempts. Without a key the refusal may well be the consequence of an
    /// earlier attempt: a second cancel finds the charge canceled.
    fn leaves_doubt(&self, error: &ApiError) -> bool {
        let unprocessed = error.reason_code.is_empty() || matches!(error.status, 401 | 403);
        self.outcome_unknown
            && (error.is_retryable() || unprocessed || self.options.idempotency_key.is_none())
    }

    fn after_failure(&mut self, error: TransportError) -> Result<Duration, Error> {
        self.outcome_unknown |= error.request_sent && !self.operation.is_read();
        let decision = self.decide(Outcome::Failed(error.kind));
        if let Decision::RetryAfter(delay) = decision {
            tracing::debug!(kind = ?error.kind, retries = self.retries, ?delay, "no answer, will be repeated");
            return Ok(delay);
        }
        let message = match decision {
            Decision::OutOfTime => format!("{}; no time is left to try again", error.message),
            _ => error.message,
        };
        if let TransportErrorKind::ResponseTooLarge { status } = error.kind {
            return Err(self.too_large(status, message, error.request_id).into());
        }
        let mut failure = self.failure(message, error.source);
        failure.request_id = error.request_id;
        Err(match error.kind {
            TransportErrorKind::Timeout => Error::Timeout(failure),
            TransportErrorKind::Tls => Error::Tls(failure),
            _ => Error::Connection(failure),
        })
    }

    fn decide(&self, outcome: Outcome<'_>) -> Decision {
        let policy = self.client.config().retry_policy();
        decide(policy, self.options.max_retries, outcome, self.retries, self.remaining(), random())
    }

    fn out_of_time(&mut self) -> Error {
        let limit = self.options.total_timeout;
        Error::Timeout(self.failure(format!("the call's {limit:?} are over"), None))
    }

    fn signer_is_silent(&mut self) -> Error {
        let limit = self.options.total_timeout;
        Error::Timeout(
            self.failure(format!("the call's {limit:?} are over, and the signer has not answered"), None),
        )
    }

    /// A signature that could not be made, after attempts that may have been carried out.
    fn unsigned(&mut self, error: Error) -> Error {
        match error {
            Error::Signing(mut error) if self.retries > 0 => {
                error.retries = self.retries;
                error.idempotency_key = self.options.idempotency_key.take();
                error.outcome_unknown = self.outcome_unknown;
                Error::Signing(error)
            }
            other => other,
        }
    }

    fn too_large(&mut self, status: u16, message: String, request_id: Option<String>) -> DecodingError {
        let mut error = DecodingError::new(self.operation.name, status, message, Bytes::new());
        error.request_id = request_id;
        error.retries = self.retries;
        error.idempotency_key = self.options.idempotency_key.take();
        error.outcome_unknown = self.outcome_unknown;
        error
    }

    fn failure(
        &mut self,
        message: String,
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    ) -> TransportFailure {
        let mut failure = TransportFailure::new(message);
        failure.source = source;
        failure.retries = self.retries;
        failure.operation = Some(self.operation.name);
        failure.idempotency_key = self.options.idempotency_key.take();
        failure.outcome_unknown = self.outcome_unknown;
        failure
    }

    fn succeed(mut self, answer: TransportResponse, span: Span) -> Exchange {
        let meta = ResponseMeta {
            request_id: header_text(&answer.headers, "x-amz-pay-request-id").unwrap_or_default(),
            status: answer.status.as_u16(),
            retries: self.retries,
            duration: self.elapsed(),
            idempotency_key: self.options.idempotency_key.take(),
            location: header_text(&answer.headers, LOCATION.as_str()),
            headers: answer.headers,
            raw_body: answer.body,
        };
        Exchange { operation: self.operation, meta, span }
    }
}

/// Whether a failure that the server, or a gateway before it, reports may have come after the work was done.
///
/// 425 and 429 refuse before the work, 501 and 505 refuse the request's form, and a decline is a decision.
fn may_have_been_carried_out(status: u16, kind: ErrorKind) -> bool {
    kind != ErrorKind::Declined && matches!(status, 408 | 500 | 502..=504 | 506..)
}

impl Exchange {
    /// The answer as the caller wants it.
    pub(crate) fn decode<T>(
        self,
        parse: impl FnOnce(&[u8]) -> Result<T, ModelMismatch>,
    ) -> Result<Response<T>, Error> {
        match parse(&self.operation.text_of(&self.meta)) {
            Ok(object) => Ok(Response::new(object, self.meta)),
            Err(mismatch) => Err(self.unreadable(mismatch).into()),
        }
    }

    fn unreadable(self, mismatch: ModelMismatch) -> DecodingError {
        mark_as_failed(&self.span, ErrorKind::Decoding.as_str());
        let content_type = header_text(&self.meta.headers, CONTENT_TYPE.as_str());
        let content_type = content_type.as_deref().unwrap_or("nothing");
        let expected = self.operation.response;
        let message = if content_type.starts_with("application/json") {
            format!("expected a {expected}: {}", mismatch.message)
        } else {
            format!("expected a {expected} as application/json, found {content_type}: {}", mismatch.message)
        };
        let ResponseMeta { request_id, status, retries, idempotency_key, headers, raw_body, .. } = self.meta;
        let mut error = DecodingError::new(self.operation.name, status, message, raw_body);
        error.request_id = Some(request_id).filter(|id| !id.is_empty());
        error.path = Some(mismatch.path).filter(|path| !path.is_empty());
        error.headers = headers;
        error.retries = retries;
        error.idempotency_key = idempotency_key;
        error.outcome_unknown = !self.operation.is_read();
        error
    }
}

//! The span of a call with all its attempts.

use tracing::Span;
use tracing::field::Empty;

use crate::error::Error;
use crate::operation::{OperationDescription, ResponseMeta};

/// The span of a call. It is internal: the conventions keep the kind `client` for what goes over the wire, which are the
/// attempts in it.
pub(super) struct CallSpan {
    span: Span,
    ended: bool,
}

impl CallSpan {
    pub(super) fn open(operation: &'static OperationDescription) -> Self {
        // No path and no header: they may hold a buyer token, an auth token, a signature.
        let span = tracing::info_span!(
            "amazonpay.call",
            otel.name = operation.name,
            otel.kind = "internal",
            otel.status_code = Empty,
            http.response.status_code = Empty,
            error.type = Empty,
            amazonpay.operation = operation.name,
            amazonpay.request_id = Empty,
            amazonpay.reason_code = Empty,
            amazonpay.retries = Empty,
            amazonpay.outcome_unknown = Empty,
        );
        Self { span, ended: false }
    }

    pub(super) fn span(&self) -> &Span {
        &self.span
    }

    pub(super) fn succeeded(mut self, meta: &ResponseMeta) {
        self.ended = true;
        self.span.record("http.response.status_code", meta.status);
        self.span.record("amazonpay.request_id", meta.request_id.as_str());
        self.span.record("amazonpay.retries", meta.retries);
    }

    pub(super) fn failed(mut self, error: &Error) {
        self.ended = true;
        self.span.record("http.response.status_code", error.status());
        self.span.record("amazonpay.request_id", error.request_id());
        self.span.record("amazonpay.reason_code", error.reason_code());
        self.span.record("amazonpay.retries", error.retries());
        self.span.record("amazonpay.outcome_unknown", error.outcome_unknown());
        mark_as_failed(&self.span, error.kind().as_str());
    }
}

impl Drop for CallSpan {
    fn drop(&mut self) {
        if !self.ended {
            mark_as_failed(&self.span, "canceled");
        }
    }
}

/// Says on a call's span what went wrong.
pub(super) fn mark_as_failed(span: &Span, error_type: &'static str) {
    span.record("error.type", error_type);
    span.record("otel.status_code", "ERROR");
}

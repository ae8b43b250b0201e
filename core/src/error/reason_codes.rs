//! The one table that says of which kind a reason code is and what to do about it.

use super::{Advice, ErrorKind};

/// One row of [`REASON_CODES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReasonCode {
    /// The HTTP status that the guide gives for it.
    pub status: u16,
    /// The reason code as Amazon Pay writes it.
    pub reason_code: &'static str,
    /// The kind of error that it becomes.
    pub kind: ErrorKind,
    /// What to do, for declines.
    pub advice: Option<Advice>,
}

const fn row(status: u16, reason_code: &'static str, kind: ErrorKind) -> ReasonCode {
    ReasonCode { status, reason_code, kind, advice: None }
}

const fn decline(status: u16, reason_code: &'static str, advice: Advice) -> ReasonCode {
    ReasonCode { status, reason_code, kind: ErrorKind::Declined, advice: Some(advice) }
}

/// Every reason code that Amazon's guide names, with its kind and advice. The list is open: for a code that is not in
/// it the kind follows from the status.
///
/// The kind says what the caller can do, and so it is not always what the status says: a bad signature comes as 403,
/// but it is a matter of keys (`Unauthenticated`), not of permissions (`Forbidden`); `ProcessingFailure` comes as 500
/// and is a decline, to be tried again only after a look at the Charge Permission.
///
/// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html> and the error sections of the
/// pages of the objects.
pub const REASON_CODES: &[ReasonCode] = &[
    row(400, "InvalidHeaderValue", ErrorKind::InvalidRequest),
    row(400, "InvalidRequest", ErrorKind::InvalidRequest),
    row(400, "InvalidParameterValue", ErrorKind::InvalidRequest),
    row(400, "InvalidRequestFormat", ErrorKind::InvalidRequest),
    row(400, "MissingHeader", ErrorKind::InvalidRequest),
    row(400, "MissingHeaderValue", ErrorKind::InvalidRequest),
    row(400, "MissingParameterValue", ErrorKind::InvalidRequest),
    row(400, "UnrecognizedField", ErrorKind::InvalidRequest),
    row(400, "InvalidSandboxSimulationSpecified", ErrorKind::InvalidRequest),
    row(400, "DuplicateIdempotencyKey", ErrorKind::IdempotencyConflict),
    row(400, "InvalidParameterCombination", ErrorKind::InvalidRequest),
    row(400, "CurrencyMismatch", ErrorKind::InvalidRequest),
    row(400, "InvalidAPIVersion", ErrorKind::InvalidRequest),
    row(400, "TransactionAmountExceeded", ErrorKind::InvalidRequest),
    row(400, "PeriodicAmountExceeded", ErrorKind::InvalidRequest),
    row(401, "UnauthorizedAccess", ErrorKind::Unauthenticated),
    row(403, "InvalidAuthentication", ErrorKind::Unauthenticated),
    row(403, "InvalidAccountStatus", ErrorKind::Forbidden),
    row(403, "InvalidRequestSignature", ErrorKind::Unauthenticated),
    row(403, "InvalidAuthorizationToken", ErrorKind::Unauthenticated),
    row(404, "ResourceNotFound", ErrorKind::NotFound),
    row(405, "UnsupportedOperation", ErrorKind::InvalidRequest),
    row(405, "RequestNotSupported", ErrorKind::InvalidRequest),
    row(408, "RequestTimeout", ErrorKind::Server),
    row(409, "AmountMismatch", ErrorKind::InvalidRequest),
    row(422, "InvalidCheckoutSessionStatus", ErrorKind::WrongState),
    row(422, "CheckoutSessionCanceled", ErrorKind::WrongState),
    row(422, "InvalidChargePermissionStatus", ErrorKind::WrongState),
    row(422, "ChargePermissionNotModifiable", ErrorKind::WrongState),
    row(422, "InvalidChargeStatus", ErrorKind::WrongState),
    row(422, "TransactionCountExceeded", ErrorKind::WrongState),
    decline(422, "AmazonRejected", Advice::RetryWhileChargeable),
    decline(422, "SoftDeclined", Advice::RetryLater),
    decline(422, "HardDeclined", Advice::AskForAnotherPaymentMethod),
    decline(422, "PaymentMethodNotAllowed", Advice::AskForAnotherPaymentMethod),
    // The guide: for every other reason code of a declined charge the buyer is asked for another payment method.
    decline(422, "MFANotCompleted", Advice::AskForAnotherPaymentMethod),
    decline(422, "TransactionTimedOut", Advice::RetryWithPendingAuthorization),
    row(426, "TLSVersionNotSupported", ErrorKind::InvalidRequest),
    row(429, "TooManyRequests", ErrorKind::Throttled),
    row(500, "InternalServerError", ErrorKind::Server),
    decline(500, "ProcessingFailure", Advice::RetryLater),
    row(503, "ServiceUnavailable", ErrorKind::Server),
];

/// The table's row of a reason code; the letters' case matters, as it does to Amazon Pay.
pub(super) fn find(reason_code: &str) -> Option<&'static ReasonCode> {
    REASON_CODES.iter().find(|row| row.reason_code == reason_code)
}

/// The kind of an answer whose reason code is missing or unknown.
pub(super) fn kind_of_status(status: u16) -> ErrorKind {
    match status {
        401 => ErrorKind::Unauthenticated,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        409 | 422 => ErrorKind::WrongState,
        429 => ErrorKind::Throttled,
        // Too slow (408) and too early (425) say nothing against the request, so the caller treats them as 5xx.
        408 | 425 | 500.. => ErrorKind::Server,
        _ => ErrorKind::InvalidRequest,
    }
}

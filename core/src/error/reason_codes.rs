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
    /// What to do, to branch on.
    pub advice: Advice,
    /// What to do about this very code, in a sentence for the developer.
    pub guidance: &'static str,
    /// The page of Amazon's guide that this comes from.
    pub page: &'static str,
}

macro_rules! guide {
    ($page:literal) => {
        concat!("https://developer.amazon.com/docs/", $page)
    };
}

const ERRORS: &str = guide!("amazon-pay-api-v2/error-handling.html#error-codes");
const RETRYING: &str = guide!("amazon-pay-api-v2/error-handling.html#retrying-errors");
const IDEMPOTENCY: &str = guide!("amazon-pay-api-v2/idempotency.html");
const SIGNING: &str = guide!("amazon-pay-api-v2/signing-requests.html");
const THROTTLING: &str = guide!("amazon-pay-api-v2/api-throttling-limits.html");
const CHECKOUT_SESSION: &str = guide!("amazon-pay-api-v2/checkout-session.html#states-and-reason-codes");
const COMPLETE: &str = guide!("amazon-pay-api-v2/checkout-session.html#complete-checkout-session");
const CHARGE_PERMISSION: &str = guide!("amazon-pay-api-v2/charge-permission.html#states-and-reason-codes");
const UPDATE_CHARGE_PERMISSION: &str =
    guide!("amazon-pay-api-v2/charge-permission.html#update-charge-permission");
const CHARGE: &str = guide!("amazon-pay-api-v2/charge.html#states-and-reason-codes");
const CREATE_CHARGE: &str = guide!("amazon-pay-api-v2/charge.html#create-charge");
const DECLINES: &str = guide!("amazon-pay-recurring-checkout/manage-recurring-payments.html");
const SIMULATION: &str = guide!("amazon-pay-checkout/sandbox-simulation-codes.html");
const DELEGATION: &str = guide!("amazon-pay-checkout/delegated-authorization.html");

macro_rules! reason_codes {
    ($( $status:literal $reason_code:ident $kind:ident, $advice:ident, $page:ident, $guidance:literal; )+) => {
        /// Every reason code that Amazon's guide names, with its kind, what to do about it and where the guide says so.
        /// The list is open: for a code that is not in it the kind follows from the status.
        ///
        /// The kind says what the caller can do, and so it is not always what the status says: a bad signature comes as
        /// 403, but it is a matter of keys (`Unauthenticated`), not of permissions (`Forbidden`); `ProcessingFailure` comes
        /// as 500 and is a decline, to be tried again only after a look at the Charge Permission.
        ///
        /// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/error-handling.html> and the error sections of the
        /// pages of the objects.
        pub const REASON_CODES: &[ReasonCode] = &[$(
            ReasonCode {
                status: $status,
                reason_code: stringify!($reason_code),
                kind: ErrorKind::$kind,
                advice: Advice::$advice,
                guidance: $guidance,
                page: $page,
            },
        )+];
    };
}

reason_codes! {
    400 InvalidHeaderValue InvalidRequest, CorrectTheRequest, ERRORS,
        "Correct the header that the message names.";
    400 InvalidRequest InvalidRequest, CorrectTheRequest, ERRORS,
        "Correct what the message names.";
    400 InvalidParameterValue InvalidRequest, CorrectTheRequest, ERRORS,
        "Correct the field that the message names.";
    400 InvalidRequestFormat InvalidRequest, CorrectTheRequest, ERRORS,
        "Send valid JSON that fits the operation's request.";
    400 MissingHeader InvalidRequest, CorrectTheRequest, ERRORS,
        "Add the header that the message names.";
    400 MissingHeaderValue InvalidRequest, CorrectTheRequest, ERRORS,
        "Give the header that the message names a value.";
    400 MissingParameterValue InvalidRequest, CorrectTheRequest, ERRORS,
        "Add the field that the message names.";
    400 UnrecognizedField InvalidRequest, CorrectTheRequest, ERRORS,
        "Take out the field that the message names, or correct its spelling and place.";
    400 InvalidSandboxSimulationSpecified InvalidRequest, CorrectTheRequest, SIMULATION,
        "Use a simulation code that the operation has, and only in the sandbox.";
    400 DuplicateIdempotencyKey IdempotencyConflict, UseNewIdempotencyKey, IDEMPOTENCY,
        "Find out what the earlier request with this key did, then send this one with a key of its own.";
    400 InvalidParameterCombination InvalidRequest, CorrectTheRequest, ERRORS,
        "Leave out one of the fields that the message says contradict each other.";
    400 CurrencyMismatch InvalidRequest, CorrectTheRequest, ERRORS,
        "Use the currency that was set at the checkout.";
    400 InvalidAPIVersion InvalidRequest, CorrectTheRequest, ERRORS,
        "Use a version of the API that is supported, the same that the object was made with.";
    400 TransactionAmountExceeded InvalidRequest, LowerTheAmount, CREATE_CHARGE,
        "Read what is left of the Charge Permission's limits, or of the charge, and ask for no more.";
    400 PeriodicAmountExceeded InvalidRequest, LowerTheAmount, DECLINES,
        "The limit of a calendar month is reached: charge less, or wait for the next month.";
    401 UnauthorizedAccess Unauthenticated, CheckCredentials, ERRORS,
        "Check that this account may do this: with an auth token, that the merchant has granted it.";
    403 InvalidAuthentication Unauthenticated, CheckCredentials, ERRORS,
        "Check that public key id, region and environment belong together and that the key is still registered.";
    403 InvalidAccountStatus Forbidden, CheckAccount, ERRORS,
        "The account is suspended or its registration incomplete: look in Seller Central.";
    403 InvalidRequestSignature Unauthenticated, CheckCredentials, SIGNING,
        "Check that the private key belongs to the public key id and that nothing on the way changes the request.";
    403 InvalidAuthorizationToken Unauthenticated, CheckCredentials, DELEGATION,
        "Get a new authorization token from the merchant.";
    404 ResourceNotFound NotFound, CheckTheId, ERRORS,
        "Check the id, and that the object was made by this account, in this region and environment.";
    405 UnsupportedOperation InvalidRequest, CorrectTheRequest, ERRORS,
        "Use an operation that the object has.";
    405 RequestNotSupported InvalidRequest, CorrectTheRequest, ERRORS,
        "Use a method and a path that the API has.";
    408 RequestTimeout Server, RepeatWithSameKey, RETRYING,
        "Send the request again after a pause, with the same idempotency key.";
    409 AmountMismatch InvalidRequest, CorrectTheRequest, COMPLETE,
        "Complete with exactly the session's chargeAmount, or update the session before the buyer is redirected.";
    422 InvalidCheckoutSessionStatus WrongState, ReadTheObject, COMPLETE,
        "Read the checkout session: it may be Completed already, or Canceled with a reason.";
    422 CheckoutSessionCanceled WrongState, StartNewCheckout, CHECKOUT_SESSION,
        "Read why the session was canceled, then send the buyer through a new checkout.";
    422 InvalidChargePermissionStatus WrongState, ReadTheObject, CHARGE_PERMISSION,
        "Read the Charge Permission: the reasons of NonChargeable say what must change, Closed is final.";
    422 ChargePermissionNotModifiable WrongState, ReadTheObject, UPDATE_CHARGE_PERMISSION,
        "Read the Charge Permission: once Closed it can't be changed.";
    422 InvalidChargeStatus WrongState, ReadTheObject, CHARGE,
        "Read the charge: only Authorized can be captured or canceled, only Captured refunded.";
    422 TransactionCountExceeded WrongState, StartNewCheckout, CREATE_CHARGE,
        "No more charges on this Charge Permission, or refunds on this charge: send the buyer through a new checkout, or \
         give the money back in another way.";
    422 AmazonRejected Declined, RetryWhileChargeable, DECLINES,
        "Read the Charge Permission; try again only if it is still Chargeable.";
    422 SoftDeclined Declined, RetryLater, DECLINES,
        "Read the Charge Permission; while it is Chargeable, create the charge again.";
    422 HardDeclined Declined, AskForAnotherPaymentMethod, DECLINES,
        "Ask the buyer to change the payment method, then create the charge again once the Charge Permission is \
         Chargeable.";
    422 PaymentMethodNotAllowed Declined, AskForAnotherPaymentMethod, DECLINES,
        "Send the buyer through the checkout again, to choose another payment method.";
    // The guide: for every other reason code of a declined charge the buyer is asked for another payment method.
    422 MFANotCompleted Declined, AskForAnotherPaymentMethod, DECLINES,
        "The buyer did not pass the bank's authentication: send the buyer through the checkout again.";
    422 TransactionTimedOut Declined, RetryWithPendingAuthorization, CREATE_CHARGE,
        "Create the charge again with canHandlePendingAuthorization true, and wait for its outcome.";
    426 TLSVersionNotSupported InvalidRequest, UpgradeTls, ERRORS,
        "Connect with TLS 1.2 or newer; this client does, so look at what is in between.";
    429 TooManyRequests Throttled, RepeatWithSameKey, THROTTLING,
        "Send fewer requests at a time; send this one again after a pause, with the same idempotency key.";
    500 InternalServerError Server, RepeatWithSameKey, RETRYING,
        "Send the request again after a pause, with the same idempotency key.";
    500 ProcessingFailure Declined, RetryLater, DECLINES,
        "Read the Charge Permission; while it is Chargeable, create the charge again.";
    503 ServiceUnavailable Server, RepeatWithSameKey, RETRYING,
        "Send the request again after a pause, with the same idempotency key.";
}

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

//! The simulation codes that each operation takes.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/sandbox-simulations.html>.

use amazonpay::model::{ChargeReasonCode, CheckoutSessionReasonCode, RefundReasonCode};

use super::failures;
use super::timers::Outcome;
use crate::api_failure::ApiFailure;

/// Before the code of a decline: the answer is pending first, and the decline comes later. The guide's `Pending…`
/// codes are only known by this beginning; what follows it is the reason code [own].
const PENDING: &str = "Pending";

/// What a code makes of Complete and Finalize Checkout Session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CompleteSimulation {
    /// The session is canceled for this reason.
    Canceled(CheckoutSessionReasonCode),
    /// The authorization is pending.
    AuthorizationInitiated,
}

/// What a code makes of Create Charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ChargeSimulation {
    /// Declined at once for this reason.
    Declined(ChargeReasonCode),
    /// Authorized, and the capture is pending.
    CaptureInitiated,
    /// Pending first, and then this.
    Pending(Outcome),
}

/// What a code makes of Capture Charge and Create Refund, by reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TransferSimulation<R> {
    /// Refused at once.
    Refused(R),
    /// Pending first, then declined.
    DeclinedLater(R),
}

fn refused(operation: &str, code: &str) -> ApiFailure {
    let code = failures::shown(code);
    failures::invalid_simulation(format!(
        "x-amz-pay-simulation-code: {operation} takes no simulation {code}."
    ))
}

/// The code of an operation that takes none.
pub(super) fn none(operation: &str, code: Option<&str>) -> Result<(), ApiFailure> {
    code.map_or(Ok(()), |code| Err(refused(operation, code)))
}

/// The code of Complete or Finalize Checkout Session.
pub(super) fn complete(
    operation: &str,
    code: Option<&str>,
) -> Result<Option<CompleteSimulation>, ApiFailure> {
    use CheckoutSessionReasonCode as Reason;
    let Some(code) = code else { return Ok(None) };
    match code {
        "BuyerCanceled" => Ok(Some(CompleteSimulation::Canceled(Reason::BuyerCanceled))),
        "AmazonCanceled" => Ok(Some(CompleteSimulation::Canceled(Reason::AmazonCanceled))),
        "Declined" => Ok(Some(CompleteSimulation::Canceled(Reason::Declined))),
        "AuthorizationInitiated" => Ok(Some(CompleteSimulation::AuthorizationInitiated)),
        _ => Err(refused(operation, code)),
    }
}

/// The code of Create Charge.
pub(super) fn create_charge(code: Option<&str>) -> Result<Option<ChargeSimulation>, ApiFailure> {
    use ChargeReasonCode as Reason;
    let Some(code) = code else { return Ok(None) };
    if code == "CaptureInitiated" {
        return Ok(Some(ChargeSimulation::CaptureInitiated));
    }
    let (pending, reason) = match code.strip_prefix(PENDING) {
        Some(reason) => (true, Reason::from(reason)),
        None => (false, Reason::from(code)),
    };
    match (pending, &reason) {
        (
            false,
            Reason::SoftDeclined
            | Reason::HardDeclined
            | Reason::AmazonRejected
            | Reason::TransactionTimedOut,
        ) => Ok(Some(ChargeSimulation::Declined(reason))),
        (
            true,
            Reason::SoftDeclined
            | Reason::HardDeclined
            | Reason::AmazonRejected
            | Reason::TransactionTimedOut
            | Reason::ProcessingFailure,
        ) => Ok(Some(ChargeSimulation::Pending(Outcome::Declined(reason)))),
        (true, Reason::ExpiredUnused | Reason::AmazonCanceled | Reason::BuyerCanceled) => {
            Ok(Some(ChargeSimulation::Pending(Outcome::Canceled(reason))))
        }
        _ => Err(refused("charges.create", code)),
    }
}

fn transfer<R>(
    operation: &str,
    code: Option<&str>,
    read: impl Fn(&str) -> Option<R>,
) -> Result<Option<TransferSimulation<R>>, ApiFailure> {
    let Some(code) = code else { return Ok(None) };
    let simulation = match code.strip_prefix(PENDING) {
        Some(reason) => read(reason).map(TransferSimulation::DeclinedLater),
        None => read(code).map(TransferSimulation::Refused),
    };
    simulation.map(Some).ok_or_else(|| refused(operation, code))
}

/// The code of Capture Charge.
pub(super) fn capture(
    code: Option<&str>,
) -> Result<Option<TransferSimulation<ChargeReasonCode>>, ApiFailure> {
    transfer("charges.capture", code, |reason| match reason {
        "ProcessingFailure" => Some(ChargeReasonCode::ProcessingFailure),
        "AmazonRejected" => Some(ChargeReasonCode::AmazonRejected),
        _ => None,
    })
}

/// The code of Create Refund.
pub(super) fn create_refund(
    code: Option<&str>,
) -> Result<Option<TransferSimulation<RefundReasonCode>>, ApiFailure> {
    transfer("refunds.create", code, |reason| match reason {
        "ProcessingFailure" => Some(RefundReasonCode::ProcessingFailure),
        "AmazonRejected" => Some(RefundReasonCode::AmazonRejected),
        _ => None,
    })
}

/// The code of Close Charge Permission: whether Amazon closes it instead of the merchant.
pub(super) fn close_permission(code: Option<&str>) -> Result<bool, ApiFailure> {
    match code {
        None => Ok(false),
        Some("AmazonClosed") => Ok(true),
        Some(code) => Err(refused("charge_permissions.close", code)),
    }
}

/// The refusal that stands for a decline at once: 500 for a failure on Amazon's side, 422 otherwise.
pub(super) fn declined(reason: &str, what: &str) -> ApiFailure {
    let status = if reason == "ProcessingFailure" { 500 } else { 422 };
    ApiFailure::new(status, reason.to_owned(), format!("{what} was not successful: {reason} (simulated)."))
}

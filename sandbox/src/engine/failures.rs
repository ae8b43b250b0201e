//! The engine's refusals, one function a kind, so that each reason code is spelt once.

use std::fmt::Display;

use crate::api_failure::ApiFailure;

pub(super) fn invalid_value(field: &str, message: impl Display) -> ApiFailure {
    ApiFailure::new(400, "InvalidParameterValue", format!("{field}: {message}"))
}

pub(super) fn invalid_format(message: impl Into<String>) -> ApiFailure {
    ApiFailure::new(400, "InvalidRequestFormat", message)
}

pub(super) fn missing(field: &str) -> ApiFailure {
    ApiFailure::new(400, "MissingParameterValue", format!("{field}: a value is required and is missing."))
}

pub(super) fn unrecognized(field: &str) -> ApiFailure {
    ApiFailure::new(
        400,
        "UnrecognizedField",
        format!("{field}: this operation knows no such field; check its spelling."),
    )
}

pub(super) fn bad_combination(message: impl Into<String>) -> ApiFailure {
    ApiFailure::new(400, "InvalidParameterCombination", message)
}

pub(super) fn currency_mismatch(field: &str, found: impl Display, expected: impl Display) -> ApiFailure {
    ApiFailure::new(400, "CurrencyMismatch", format!("{field}: is in {found}, expected {expected}."))
}

pub(super) fn amount_exceeded(field: &str, found: impl Display, most: impl Display) -> ApiFailure {
    ApiFailure::new(
        400,
        "TransactionAmountExceeded",
        format!("{field}: {found} is more than the {most} allowed."),
    )
}

pub(super) fn count_exceeded(message: impl Into<String>) -> ApiFailure {
    ApiFailure::new(422, "TransactionCountExceeded", message)
}

pub(super) fn amount_mismatch(field: &str, found: impl Display, expected: impl Display) -> ApiFailure {
    ApiFailure::new(
        409,
        "AmountMismatch",
        format!("{field}: {found} does not equal the {expected} of the Checkout Session."),
    )
}

pub(super) fn not_found(kind: &str, id: &str) -> ApiFailure {
    ApiFailure::new(404, "ResourceNotFound", format!("{kind} {} was not found.", shown(id)))
}

pub(super) fn session_status(message: impl Into<String>) -> ApiFailure {
    ApiFailure::new(422, "InvalidCheckoutSessionStatus", message)
}

pub(super) fn permission_status(message: impl Into<String>) -> ApiFailure {
    ApiFailure::new(422, "InvalidChargePermissionStatus", message)
}

pub(super) fn charge_status(verb: &str, state: impl Display) -> ApiFailure {
    ApiFailure::new(422, "InvalidChargeStatus", format!("A charge in state {state} cannot be {verb}."))
}

/// The guide lists no reason code for it; this one is formed as those of the other objects [own].
pub(super) fn dispute_status(verb: &str, state: impl Display) -> ApiFailure {
    ApiFailure::new(422, "InvalidDisputeStatus", format!("A dispute in state {state} cannot be {verb}."))
}

/// As [`dispute_status`], for a state that nobody has changed yet.
pub(super) fn dispute_deadline() -> ApiFailure {
    let message = "The dispute's merchantResponseDeadline has passed: it cannot be contested.";
    ApiFailure::new(422, "InvalidDisputeStatus", message)
}

pub(super) fn invalid_simulation(message: impl Into<String>) -> ApiFailure {
    ApiFailure::new(400, "InvalidSandboxSimulationSpecified", message)
}

/// A card whose authorization is pending first, in a session that cannot wait.
pub(super) fn card_cannot_wait() -> ApiFailure {
    invalid_simulation(
        "The card needs paymentIntent Authorize and canHandlePendingAuthorization true; choose another.",
    )
}

/// A caller's text as far as a message may show it: short, printable.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 64;
    let mut short: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    format!("\"{short}\"")
}

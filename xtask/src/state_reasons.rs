//! The reasons why objects are in a state, with what the core advises about each.

use amazonpay::error::Advice;
use amazonpay::model::{
    ChargePermissionReasonCode, ChargeReasonCode, CheckoutSessionReasonCode, RefundReasonCode,
};

/// The reasons of one object's states.
pub(crate) struct StateReasons {
    /// The object: `Charge`.
    pub(crate) object: &'static str,
    /// Each known reason as it stands on the wire.
    pub(crate) reasons: Vec<(String, Option<Advice>)>,
}

impl StateReasons {
    fn of<T: ToString>(object: &'static str, known: &[T], advice: fn(&T) -> Option<Advice>) -> Self {
        Self { object, reasons: known.iter().map(|reason| (reason.to_string(), advice(reason))).collect() }
    }

    /// The name of the enum: `ChargeReasonCode`.
    pub(crate) fn enum_name(&self) -> String {
        format!("{}ReasonCode", self.object)
    }
}

/// All that the core advises on.
pub(crate) fn all() -> [StateReasons; 4] {
    [
        StateReasons::of("Charge", ChargeReasonCode::KNOWN, ChargeReasonCode::advice),
        StateReasons::of("Refund", RefundReasonCode::KNOWN, RefundReasonCode::advice),
        StateReasons::of(
            "ChargePermission",
            ChargePermissionReasonCode::KNOWN,
            ChargePermissionReasonCode::advice,
        ),
        StateReasons::of(
            "CheckoutSession",
            CheckoutSessionReasonCode::KNOWN,
            CheckoutSessionReasonCode::advice,
        ),
    ]
}

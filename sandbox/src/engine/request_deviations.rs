//! Where the service asks for more, or for less, than the model of a request can say.

use super::request_fields::{Field, Kind};

/// How a field differs from its model.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deviation {
    /// It must be there, although the model, which is read from answers as well, has it optional.
    Required,
    /// It may be left out.
    Optional,
    /// An amount that may be zero.
    OrZero,
    /// A text that holds digits, and may be a number.
    Digits,
    /// A text of at most so many characters: a limit of the sandbox, not of the guide.
    AtMost(usize),
}

/// The deviations by model and field. `request_shapes` fails a test when one names a field that does not exist, or
/// says what the model says anyway.
pub(super) const DEVIATIONS: &[(&str, Deviation)] = &[
    // A session that only sets a payment method up is completed without an amount.
    ("CompleteCheckoutSession.chargeAmount", Deviation::Optional),
    // Estimates, recurring amounts and the shares of an order may be nothing; what is charged may not.
    ("PaymentDetails.estimateOrderTotal", Deviation::OrZero),
    ("RecurringMetadata.amount", Deviation::OrZero),
    ("MultiAddressesCheckoutMetadata.price", Deviation::OrZero),
    // Optional in the models, since an answer that lacks them must still be readable.
    ("MultiAddressesCheckoutMetadata.price", Deviation::Required),
    ("MultiAddressesCheckoutMetadata.addressId", Deviation::Required),
    ("AddressRestrictions.type", Deviation::Required),
    ("AddressRestrictions.restrictions", Deviation::Required),
    ("Frequency.unit", Deviation::Required),
    ("Frequency.value", Deviation::Required),
    ("Frequency.value", Deviation::Digits),
    // Longer than any id that Amazon gives, and than any amount [own].
    ("CreateCheckoutSession.chargePermissionId", Deviation::AtMost(64)),
    ("CreateCharge.chargePermissionId", Deviation::AtMost(64)),
    ("CreateRefund.chargeId", Deviation::AtMost(64)),
    ("Money.amount", Deviation::AtMost(64)),
];

impl Deviation {
    /// Changes the field that was read from the model.
    pub(super) fn apply(self, field: &mut Field) {
        match (self, &mut field.kind) {
            (Self::Required, _) => field.required = true,
            (Self::Optional, _) => field.required = false,
            (Self::OrZero, Kind::Money { zero, .. }) => *zero = true,
            (Self::AtMost(limit), Kind::Text(most)) => *most = limit,
            (Self::Digits, kind @ Kind::Text(_)) => *kind = Kind::Digits,
            (Self::OrZero | Self::AtMost(_) | Self::Digits, _) => {}
        }
    }
}

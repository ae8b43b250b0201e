//! Where a checkout session stands and what still keeps it from being paid.

use serde::{Deserialize, Serialize};

use super::lenient::{is_default, null_as_default};
use super::open_enum::open_enum;
use super::{Timestamp, UnknownFields};

open_enum! {
    /// The state of a checkout session
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#states-and-reason-codes>).
    CheckoutSessionState {
        /// The buyer is checking out; at most 24 hours.
        Open = "Open",
        /// The checkout was completed or finalized; the charge permission, and the charge if any, are there.
        Completed = "Completed",
        /// The checkout came to nothing; the reason code says why.
        Canceled = "Canceled",
    }
}

open_enum! {
    /// Why a checkout session was canceled.
    CheckoutSessionReasonCode {
        /// The buyer left or canceled.
        BuyerCanceled = "BuyerCanceled",
        /// Amazon canceled it.
        AmazonCanceled = "AmazonCanceled",
        /// The payment was declined.
        Declined = "Declined",
        /// It was open for 24 hours.
        Expired = "Expired",
    }
}

open_enum! {
    /// What the buyer does with the checkout.
    ProductType {
        /// Pays and chooses a shipping address.
        PayAndShip = "PayAndShip",
        /// Pays; there is nothing to ship.
        PayOnly = "PayOnly",
        /// Signs in without paying.
        SignIn = "SignIn",
    }
}

open_enum! {
    /// What is missing before the buyer can pay.
    ConstraintId {
        /// `paymentDetails.chargeAmount` is not set.
        ChargeAmountNotSet = "ChargeAmountNotSet",
        /// `webCheckoutDetails.checkoutResultReturnUrl` is not set.
        CheckoutResultReturnUrlNotSet = "CheckoutResultReturnUrlNotSet",
        /// `paymentDetails.paymentIntent` is not set.
        PaymentIntentNotSet = "PaymentIntentNotSet",
        /// No buyer has signed in yet.
        BuyerNotAssociated = "BuyerNotAssociated",
        /// `recurringMetadata.frequency` is not set.
        RecurringFrequencyNotSet = "RecurringFrequencyNotSet",
    }
}

/// State of a checkout session, with reason and time.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct CheckoutSessionStatusDetails {
    /// The state.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub state: CheckoutSessionState,
    /// Why the session is in this state, when it was canceled.
    pub reason_code: Option<CheckoutSessionReasonCode>,
    /// The reason in words.
    pub reason_description: Option<String>,
    /// When the state last changed.
    pub last_updated_timestamp: Option<Timestamp>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Something that must be set or happen before `amazonPayRedirectUrl` can be used.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct Constraint {
    /// What is missing.
    pub constraint_id: Option<ConstraintId>,
    /// The same in words.
    pub description: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

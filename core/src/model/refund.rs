//! The refund: money back from a captured charge.

use serde::{Deserialize, Serialize};

use super::lenient::{is_default, null_as_default};
use super::open_enum::open_enum;
use super::{Money, ReleaseEnvironment, Timestamp, UnknownFields};

open_enum! {
    /// The state of a refund
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/refund.html#states-and-reason-codes>).
    RefundState {
        /// Under way. The guide's introduction spells it `Pending`.
        RefundInitiated = "RefundInitiated" | "Pending",
        /// The buyer has the money. The guide's introduction spells it `Completed`.
        Refunded = "Refunded" | "Completed",
        /// The refund came to nothing; the reason code says why.
        Declined = "Declined",
    }
}

open_enum! {
    /// Why a refund was declined.
    RefundReasonCode {
        /// Declined by Amazon; refund the buyer in another way.
        AmazonRejected = "AmazonRejected",
        /// A fault in processing; try again or refund the buyer in another way.
        ProcessingFailure = "ProcessingFailure",
    }
}

/// Money back from a captured charge: RefundInitiated → Refunded or Declined, always asynchronous.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/refund.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct Refund {
    /// The refund's id, such as `S01-1234567-1234567-R000000`.
    pub refund_id: String,
    /// The charge that is refunded.
    pub charge_id: Option<String>,
    /// The amount.
    pub refund_amount: Option<Money>,
    /// The text on the buyer's statement, at most 16 characters.
    #[cfg_attr(feature = "schema", schemars(length(max = 16)))]
    pub soft_descriptor: Option<String>,
    /// When the refund was made.
    pub creation_timestamp: Option<Timestamp>,
    /// State, reason and time.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub status_details: RefundStatusDetails,
    /// Sandbox or live.
    pub release_environment: Option<ReleaseEnvironment>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// State of a refund, with reason and time.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct RefundStatusDetails {
    /// The state.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub state: RefundState,
    /// Why the refund is in this state, when it was declined.
    pub reason_code: Option<RefundReasonCode>,
    /// The reason in words.
    pub reason_description: Option<String>,
    /// When the state last changed.
    pub last_updated_timestamp: Option<Timestamp>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Refunds a captured charge, in full or in part, several times if need be.
///
/// The total may exceed what was captured by the lesser of 15 % and 75 USD, GBP or EUR (8,400 JPY).
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/refund.html#create-refund>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CreateRefund {
    /// The charge to refund; it must be captured.
    #[builder(start_fn)]
    pub charge_id: String,
    /// The amount.
    #[builder(start_fn)]
    pub refund_amount: Money,
    /// The text on the buyer's statement, at most 16 characters.
    #[cfg_attr(feature = "schema", schemars(length(max = 16)))]
    pub soft_descriptor: Option<String>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

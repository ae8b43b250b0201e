//! What is sent about a charge permission.

use serde::{Deserialize, Serialize};

use super::{MerchantMetadata, RecurringMetadata, UnknownFields};

/// Changes what the merchant says about an order. Only the given fields change.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge-permission.html#update-charge-permission>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct UpdateChargePermission {
    /// What the merchant says about the order.
    pub merchant_metadata: Option<MerchantMetadata>,
    /// How a recurring permission is used.
    pub recurring_metadata: Option<RecurringMetadata>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Closes a charge permission, so that no further charge can be made.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge-permission.html#close-charge-permission>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CloseChargePermission {
    /// Why, at most 255 characters.
    #[builder(start_fn)]
    #[cfg_attr(feature = "schema", schemars(length(max = 255)))]
    pub closure_reason: String,
    /// Whether charges still pending are canceled too. Default: false.
    pub cancel_pending_charges: Option<bool>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

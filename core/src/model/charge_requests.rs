//! What is sent about a charge.

use serde::{Deserialize, Serialize};

use super::{
    Channel, ChargeInitiator, ChargeReasonCode, ChargeState, MerchantMetadata, Money, ProviderMetadata,
    UnknownFields, WebCheckoutDetails,
};

/// Charges a charge permission.
///
/// ```
/// use amazonpay::model::{CreateCharge, Money};
///
/// let request = CreateCharge::new("S01-1234567-1234567", Money::eur("30.00")?).capture_now(true).build();
/// assert_eq!(request.capture_now, Some(true));
/// # Ok::<(), amazonpay::model::InvalidMoney>(())
/// ```
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html#create-charge>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CreateCharge {
    /// The permission to charge; it must be chargeable.
    #[builder(start_fn)]
    pub charge_permission_id: String,
    /// The amount.
    #[builder(start_fn)]
    pub charge_amount: Money,
    /// Whether to capture at once. Default: false, authorize only.
    pub capture_now: Option<bool>,
    /// The text on the buyer's statement, at most 16 characters; only with `capture_now`.
    #[cfg_attr(feature = "schema", schemars(length(max = 16)))]
    pub soft_descriptor: Option<String>,
    /// Whether the merchant can wait up to 24 hours for the authorization. Default: false.
    pub can_handle_pending_authorization: Option<bool>,
    /// The platform's merchant id, for solution providers only.
    pub platform_id: Option<String>,
    /// The payment service provider's reference.
    pub provider_metadata: Option<ProviderMetadata>,
    /// What the merchant says about the charge.
    pub merchant_metadata: Option<MerchantMetadata>,
    /// Who starts the charge, and for what kind of order; required for a payment method on file.
    pub charge_initiator: Option<ChargeInitiator>,
    /// Where the buyer placed the order.
    pub channel: Option<Channel>,
    /// The URLs, when the buyer has to authenticate.
    pub web_checkout_details: Option<WebCheckoutDetails>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Captures an authorized charge, in full or in part; the rest is released.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html#capture-charge>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CaptureCharge {
    /// The amount, at most the charge's.
    #[builder(start_fn)]
    pub capture_amount: Money,
    /// The text on the buyer's statement, at most 16 characters.
    #[cfg_attr(feature = "schema", schemars(length(max = 16)))]
    pub soft_descriptor: Option<String>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Cancels a charge that is not captured yet.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html#cancel-charge>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CancelCharge {
    /// Why, at most 255 characters.
    #[builder(start_fn)]
    #[cfg_attr(feature = "schema", schemars(length(max = 255)))]
    pub cancellation_reason: String,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Sets the state of a charge; for payment service providers only.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html#update-charge>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct UpdateCharge {
    /// The new state.
    #[builder(start_fn)]
    pub status_details: ChargeStatusUpdate,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// The state that a payment service provider gives a charge.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct ChargeStatusUpdate {
    /// The state.
    #[builder(start_fn)]
    pub state: ChargeState,
    /// Why.
    pub reason_code: Option<ChargeReasonCode>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

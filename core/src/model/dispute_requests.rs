//! What is sent about a dispute.

use serde::{Deserialize, Serialize};

use super::{
    DisputeFilingReason, DisputeProviderMetadata, DisputeReasonCode, DisputeResolution, DisputeState,
    MerchantEvidence, Money, Timestamp, UnknownFields,
};

/// Tells Amazon of a chargeback; for payment service providers.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/dispute.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CreateDispute {
    /// The charge in dispute.
    #[builder(start_fn)]
    pub charge_id: String,
    /// The amount in dispute.
    #[builder(start_fn)]
    pub dispute_amount: Money,
    /// What the buyer says.
    #[builder(start_fn)]
    pub filing_reason: DisputeFilingReason,
    /// The provider's own reference.
    pub provider_metadata: Option<DisputeProviderMetadata>,
    /// When the buyer filed it. The dispute has it as `creationTimestamp`.
    #[serde(default, with = "super::unix_seconds")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>", extend("format" = "unix-time")))]
    pub filing_timestamp: Option<Timestamp>,
    /// Until when the merchant can answer.
    #[serde(default, with = "super::unix_seconds")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>", extend("format" = "unix-time")))]
    pub merchant_response_deadline: Option<Timestamp>,
    /// The state.
    pub status_details: Option<DisputeStatusUpdate>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Sets the state of a dispute: the merchant gives in, or the provider tells how it ended.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/dispute.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct UpdateDispute {
    /// The new state.
    #[builder(start_fn)]
    pub status_details: DisputeStatusUpdate,
    /// When it was closed.
    #[serde(default, with = "super::unix_seconds")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>", extend("format" = "unix-time")))]
    pub closure_timestamp: Option<Timestamp>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// The state that a dispute is given.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct DisputeStatusUpdate {
    /// The state.
    #[builder(start_fn)]
    pub state: DisputeState,
    /// For whom it was decided.
    pub resolution: Option<DisputeResolution>,
    /// Why.
    pub reason_code: Option<DisputeReasonCode>,
    /// The reason in words.
    pub reason_description: Option<String>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Answers a dispute with evidence, before its deadline: 11 days for a chargeback.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/dispute.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct ContestDispute {
    /// The evidence.
    #[builder(start_fn)]
    pub merchant_evidences: Vec<MerchantEvidence>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

//! What the merchant says about an order.

use serde::{Deserialize, Serialize};

use super::UnknownFields;

/// The merchant's own words about an order, part of them shown to the buyer.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#type-merchantmetadata>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct MerchantMetadata {
    /// The merchant's order number, at most 256 characters; shown to the buyer.
    #[cfg_attr(feature = "schema", schemars(length(max = 256)))]
    pub merchant_reference_id: Option<String>,
    /// Name of the shop, at most 50 characters; shown to the buyer. Default: the name in the merchant's account.
    #[cfg_attr(feature = "schema", schemars(length(max = 50)))]
    pub merchant_store_name: Option<String>,
    /// A note in the e-mail to the buyer, at most 255 characters.
    #[cfg_attr(feature = "schema", schemars(length(max = 255)))]
    pub note_to_buyer: Option<String>,
    /// Information for the merchant alone, at most 4,096 characters; not shown to the buyer.
    #[cfg_attr(feature = "schema", schemars(length(max = 4096)))]
    pub custom_information: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// A payment service provider's own reference.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct ProviderMetadata {
    /// The provider's identifier of the transaction, at most 256 characters.
    #[cfg_attr(feature = "schema", schemars(length(max = 256)))]
    pub provider_reference_id: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

//! The delivery tracker: tells Amazon where a parcel is, so that Alexa can tell the buyer.

use serde::{Deserialize, Serialize};

use super::UnknownFields;

/// What Amazon tracks of an order.
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/setup-delivery-notifications.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct DeliveryTracker {
    /// The order reference, for orders of the older API.
    pub amazon_order_reference_id: Option<String>,
    /// The charge permission of the order.
    pub charge_permission_id: Option<String>,
    /// The parcels.
    pub delivery_details: Option<Vec<DeliveryDetail>>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// A parcel on its way.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct DeliveryDetail {
    /// The number that the carrier gave the parcel.
    #[builder(start_fn)]
    pub tracking_number: String,
    /// The carrier by Amazon's code, such as `UPS`; the guide links the list.
    #[builder(start_fn)]
    pub carrier_code: String,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Lets Amazon track the parcels of an order and tell the buyer through Alexa. Name the order by one of the two
/// ids.
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/setup-delivery-notifications.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CreateDeliveryTracker {
    /// The parcels.
    #[builder(start_fn)]
    pub delivery_details: Vec<DeliveryDetail>,
    /// The order reference, for orders of the older API.
    pub amazon_order_reference_id: Option<String>,
    /// The charge permission of the order.
    pub charge_permission_id: Option<String>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

//! The checkout session: one buyer's visit to the till.

use serde::{Deserialize, Serialize};

use super::lenient::{is_default, null_as_default};
use super::{
    Address, BuyerInfo, ChargePermissionType, CheckoutSessionStatusDetails, Constraint,
    DeliverySpecifications, MerchantMetadata, Money, PaymentDetails, ProductType, ProviderMetadata,
    RecurringMetadata, ReleaseEnvironment, Timestamp, UnknownFields, WebCheckoutDetails,
    shipping_address_list,
};

/// One buyer's visit to the till: Open → Completed or Canceled.
///
/// Amazon deletes it 30 days after its creation.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct CheckoutSession {
    /// The session's id, a UUID.
    pub checkout_session_id: String,
    /// The URLs between which the buyer travels.
    pub web_checkout_details: Option<WebCheckoutDetails>,
    /// What the buyer does with the checkout.
    pub product_type: Option<ProductType>,
    /// What is to be paid.
    pub payment_details: Option<PaymentDetails>,
    /// What the merchant says about the order.
    pub merchant_metadata: Option<MerchantMetadata>,
    /// Further data about the order, as agreed with Amazon Pay.
    pub supplementary_data: Option<String>,
    /// The buyer, once signed in and as far as the scopes allow.
    pub buyer: Option<BuyerInfo>,
    /// The shipping address the buyer chose; absent for `PayOnly`.
    pub shipping_address: Option<Address>,
    /// The buyer's addresses to choose from. On the wire each is JSON text within the JSON; here it is decoded.
    #[serde(default, deserialize_with = "shipping_address_list::deserialize")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<Address>>"))]
    pub shipping_address_list: Option<Vec<Address>>,
    /// The billing address, with the scope `billingAddress`.
    pub billing_address: Option<Address>,
    /// The payment methods the buyer chose.
    pub payment_preferences: Option<Vec<PaymentPreference>>,
    /// State, reason and time.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub status_details: CheckoutSessionStatusDetails,
    /// What must still be set before the buyer can pay; empty when nothing is missing.
    pub constraints: Option<Vec<Constraint>>,
    /// The merchant's store (client) id, `amzn1.application-oa2-client.…`.
    pub store_id: Option<String>,
    /// The platform's merchant id.
    pub platform_id: Option<String>,
    /// The payment service provider's reference.
    pub provider_metadata: Option<ProviderMetadata>,
    /// Which addresses the buyer may choose.
    pub delivery_specifications: Option<DeliverySpecifications>,
    /// When the session was made.
    pub creation_timestamp: Option<Timestamp>,
    /// When the session, if still open, expires.
    pub expiration_timestamp: Option<Timestamp>,
    /// The charge permission, once the session is completed.
    pub charge_permission_id: Option<String>,
    /// The charge, once the session is completed with the intent to authorize.
    pub charge_id: Option<String>,
    /// The kind of charge permission asked for.
    pub charge_permission_type: Option<ChargePermissionType>,
    /// How a recurring charge permission will be used.
    pub recurring_metadata: Option<RecurringMetadata>,
    /// How a payment method on file will be used.
    pub payment_method_on_file_metadata: Option<PaymentMethodOnFileMetadata>,
    /// The addresses of an order that ships to several.
    pub multi_addresses_checkout_metadata: Option<Vec<MultiAddressesCheckoutMetadata>>,
    /// The text on Amazon's button at the end of checkout.
    pub checkout_button_text: Option<String>,
    /// Sandbox or live.
    pub release_environment: Option<ReleaseEnvironment>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// A payment method the buyer chose.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct PaymentPreference {
    /// The payment method as it may be shown to the buyer, such as `Visa ****1111 (Amazon Pay)`.
    pub payment_descriptor: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// How a payment method on file will be used.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct PaymentMethodOnFileMetadata {
    /// Whether the method is only stored now, without a payment.
    pub setup_only: Option<bool>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// One of the addresses of an order that ships to several.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct MultiAddressesCheckoutMetadata {
    /// The id of an address of the `shippingAddressList`.
    pub address_id: Option<String>,
    /// The price of what ships there.
    pub price: Option<Money>,
    /// What ships there.
    pub description: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

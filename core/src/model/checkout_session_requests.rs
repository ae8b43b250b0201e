//! What is sent about a checkout session.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::{
    Address, AddressDetails, ChargePermissionType, DeliverySpecifications, MerchantMetadata, Money,
    MultiAddressesCheckoutMetadata, PaymentDetails, PaymentIntent, PaymentMethodOnFileMetadata,
    ProviderMetadata, RecurringMetadata, UnknownFields, WebCheckoutDetails,
};

open_enum! {
    /// A piece of the buyer's data that the merchant asks for.
    Scope {
        /// The buyer's name.
        Name = "name",
        /// The buyer's e-mail address.
        Email = "email",
        /// The buyer's postal code and country.
        PostalCode = "postalCode",
        /// The buyer's shipping address.
        ShippingAddress = "shippingAddress",
        /// The buyer's billing address.
        BillingAddress = "billingAddress",
        /// The buyer's phone number.
        PhoneNumber = "phoneNumber",
        /// The buyer's Prime memberships.
        PrimeStatus = "primeStatus",
    }
}

/// Starts a checkout; also the payload that a button carries.
///
/// ```
/// use amazonpay::model::{CreateCheckoutSession, Scope, WebCheckoutDetails};
///
/// let request = CreateCheckoutSession::new(
///     WebCheckoutDetails::new().checkout_review_return_url("https://shop.example/review"),
///     "amzn1.application-oa2-client.8b5e45312b5248b69eeaStoreId",
/// )
/// .scopes([Scope::Name, Scope::Email, Scope::ShippingAddress])
/// .build();
/// assert!(serde_json::to_string(&request)?.contains("checkoutReviewReturnUrl"));
/// # Ok::<(), serde_json::Error>(())
/// ```
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#create-checkout-session>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CreateCheckoutSession {
    /// The URLs between which the buyer travels; `checkoutReviewReturnUrl`, or `checkoutResultReturnUrl` with
    /// `checkoutMode` `ProcessOrder`.
    #[builder(start_fn)]
    pub web_checkout_details: WebCheckoutDetails,
    /// The merchant's store (client) id, `amzn1.application-oa2-client.…`.
    #[builder(start_fn)]
    pub store_id: String,
    /// The buyer's data to ask for. Default: all that the merchant may have.
    pub scopes: Option<Vec<Scope>>,
    /// Which addresses the buyer may choose. Default: any.
    pub delivery_specifications: Option<DeliverySpecifications>,
    /// The shipping address, with an additional payment button.
    pub address_details: Option<AddressDetails>,
    /// What is to be paid; can be set later by an update.
    pub payment_details: Option<PaymentDetails>,
    /// What the merchant says about the order.
    pub merchant_metadata: Option<MerchantMetadata>,
    /// Further data about the order, as agreed with Amazon Pay.
    pub supplementary_data: Option<String>,
    /// The platform's merchant id, for solution providers only.
    pub platform_id: Option<String>,
    /// The payment service provider's reference.
    pub provider_metadata: Option<ProviderMetadata>,
    /// The kind of charge permission asked for. Default: `OneTime`.
    pub charge_permission_type: Option<ChargePermissionType>,
    /// How a recurring charge permission will be used; required for `Recurring`.
    pub recurring_metadata: Option<RecurringMetadata>,
    /// How a payment method on file will be used; required for `PaymentMethodOnFile`.
    pub payment_method_on_file_metadata: Option<PaymentMethodOnFileMetadata>,
    /// The addresses of an order that ships to several.
    pub multi_addresses_checkout_metadata: Option<Vec<MultiAddressesCheckoutMetadata>>,
    /// An existing charge permission whose payment method the buyer is to change.
    pub charge_permission_id: Option<String>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Sets what is to be paid, and where the buyer goes, on an open session. Only the given fields change.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#update-checkout-session>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct UpdateCheckoutSession {
    /// The URLs; `checkoutResultReturnUrl` is needed before the buyer can pay.
    pub web_checkout_details: Option<WebCheckoutDetails>,
    /// What is to be paid.
    pub payment_details: Option<PaymentDetails>,
    /// What the merchant says about the order.
    pub merchant_metadata: Option<MerchantMetadata>,
    /// Further data about the order, as agreed with Amazon Pay.
    pub supplementary_data: Option<String>,
    /// The platform's merchant id, for solution providers only.
    pub platform_id: Option<String>,
    /// The payment service provider's reference.
    pub provider_metadata: Option<ProviderMetadata>,
    /// The kind of charge permission asked for.
    pub charge_permission_type: Option<ChargePermissionType>,
    /// How a recurring charge permission will be used.
    pub recurring_metadata: Option<RecurringMetadata>,
    /// The addresses of an order that ships to several.
    pub multi_addresses_checkout_metadata: Option<Vec<MultiAddressesCheckoutMetadata>>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Completes a checkout after the buyer came back from paying; only then is the payment made.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#complete-checkout-session>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CompleteCheckoutSession {
    /// The amount, equal to the session's `chargeAmount`; otherwise the answer is `AmountMismatch`.
    #[builder(start_fn)]
    pub charge_amount: Money,
    /// The whole order's amount, when the session has one.
    pub total_order_amount: Option<Money>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Completes a checkout whose last step is on the merchant's own page.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#finalize-checkout-session>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct FinalizeCheckoutSession {
    /// What to do with the payment method.
    #[builder(start_fn)]
    pub payment_intent: PaymentIntent,
    /// The amount that `payment_intent` is carried out with.
    #[builder(start_fn)]
    pub charge_amount: Money,
    /// Whether the merchant can wait up to 24 hours for an authorization. Default: false.
    pub can_handle_pending_authorization: Option<bool>,
    /// The whole order's amount when it is charged in several parts. Default: `charge_amount`.
    pub total_order_amount: Option<Money>,
    /// Further data about the order, as agreed with Amazon Pay.
    pub supplementary_data: Option<String>,
    /// Where the order ships to.
    pub shipping_address: Option<Address>,
    /// The billing address.
    pub billing_address: Option<Address>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

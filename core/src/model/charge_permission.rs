//! The charge permission: the buyer's consent to be charged.

use serde::{Deserialize, Serialize};

use super::lenient::{is_default, null_as_default};
use super::open_enum::open_enum;
use super::{
    Address, BuyerInfo, Currency, MerchantMetadata, Money, PaymentPreference, RecurringMetadata,
    ReleaseEnvironment, Timestamp, UnknownFields,
};

open_enum! {
    /// What a charge permission may be used for.
    ChargePermissionType {
        /// One order.
        OneTime = "OneTime",
        /// Recurring charges.
        Recurring = "Recurring",
        /// Charges to a payment method that the merchant keeps on file.
        PaymentMethodOnFile = "PaymentMethodOnFile",
    }
}

open_enum! {
    /// The state of a charge permission
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge-permission.html#states-and-reason-codes>).
    ChargePermissionState {
        /// Charges can be made.
        Chargeable = "Chargeable",
        /// No charge can be made for now; the reasons say what must change.
        NonChargeable = "NonChargeable",
        /// No charge can be made any more.
        Closed = "Closed",
    }
}

open_enum! {
    /// Why a charge permission cannot be charged or is closed.
    ChargePermissionReasonCode {
        /// Not chargeable: the payment method is invalid; the buyer must change it.
        PaymentMethodInvalid = "PaymentMethodInvalid",
        /// Not chargeable: the buyer deleted the payment method.
        PaymentMethodDeleted = "PaymentMethodDeleted",
        /// Not chargeable: the payment method has expired.
        PaymentMethodExpired = "PaymentMethodExpired",
        /// Not chargeable: this payment method cannot be used for this order.
        PaymentMethodNotAllowed = "PaymentMethodNotAllowed",
        /// Not chargeable: no payment method is chosen.
        PaymentMethodNotSet = "PaymentMethodNotSet",
        /// Not chargeable: the buyer deleted the billing address.
        BillingAddressDeleted = "BillingAddressDeleted",
        /// Not chargeable: a charge is under way.
        ChargeInProgress = "ChargeInProgress",
        /// Not chargeable: the buyer did not pass the bank's authentication.
        MfaFailed = "MFAFailed",
        /// Not chargeable: no amount is set.
        AmountNotSet = "AmountNotSet",
        /// Closed by the merchant.
        MerchantClosed = "MerchantClosed",
        /// Closed by the buyer.
        BuyerClosed = "BuyerClosed",
        /// Canceled by the buyer.
        BuyerCanceled = "BuyerCanceled",
        /// Canceled by Amazon.
        AmazonCanceled = "AmazonCanceled",
        /// Closed by Amazon.
        AmazonClosed = "AmazonClosed",
        /// Closed after its time (one-time: 180 days; recurring: 13 months after the last charge) or once the whole
        /// amount was captured.
        Expired = "Expired",
    }
}

/// The buyer's consent to be charged: Chargeable ↔ NonChargeable → Closed.
///
/// What is known of the checkout can be read for 30 days (one-time).
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge-permission.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct ChargePermission {
    /// The permission's id, such as `S01-1234567-1234567`: first letter S in the sandbox, P live, B for recurring.
    pub charge_permission_id: String,
    /// The permission that this one stems from.
    pub charge_permission_reference_id: Option<String>,
    /// The platform's merchant id.
    pub platform_id: Option<String>,
    /// The buyer, as far as the scopes allow.
    pub buyer: Option<BuyerInfo>,
    /// The shipping address the buyer chose.
    pub shipping_address: Option<Address>,
    /// The billing address, with the scope `billingAddress`.
    pub billing_address: Option<Address>,
    /// The payment methods the buyer chose.
    pub payment_preferences: Option<Vec<PaymentPreference>>,
    /// State, reasons and time.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub status_details: ChargePermissionStatusDetails,
    /// How much may be charged, and how much of it is left.
    pub limits: Option<ChargePermissionLimits>,
    /// The currency shown to the buyer.
    pub presentment_currency: Option<Currency>,
    /// What the permission may be used for.
    pub charge_permission_type: Option<ChargePermissionType>,
    /// How a recurring permission is used.
    pub recurring_metadata: Option<RecurringMetadata>,
    /// What the merchant says about the order.
    pub merchant_metadata: Option<MerchantMetadata>,
    /// When the permission was given.
    pub creation_timestamp: Option<Timestamp>,
    /// When the permission expires.
    pub expiration_timestamp: Option<Timestamp>,
    /// Sandbox or live.
    pub release_environment: Option<ReleaseEnvironment>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// State of a charge permission, with its reasons (several at once, unlike other objects) and time.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct ChargePermissionStatusDetails {
    /// The state.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub state: ChargePermissionState,
    /// Why the permission is in this state.
    pub reasons: Option<Vec<ChargePermissionReason>>,
    /// When the state last changed.
    pub last_updated_timestamp: Option<Timestamp>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// One reason for the state of a charge permission.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct ChargePermissionReason {
    /// The reason.
    pub reason_code: Option<ChargePermissionReasonCode>,
    /// The reason in words.
    pub reason_description: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// How much may be charged with a permission.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct ChargePermissionLimits {
    /// The most that may be charged in total.
    pub amount_limit: Option<Money>,
    /// What is left of it.
    pub amount_balance: Option<Money>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

//! The charge: one payment on a charge permission.

use serde::{Deserialize, Serialize};

use super::lenient::{is_default, null_as_default, text_or_number};
use super::open_enum::open_enum;
use super::{
    MerchantMetadata, Money, ProviderMetadata, ReleaseEnvironment, Timestamp, UnknownFields,
    WebCheckoutDetails,
};

open_enum! {
    /// The state of a charge
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html#states-and-reason-codes>).
    ChargeState {
        /// The authorization is pending, up to 24 hours. The guide's introduction spells it `Pending`.
        AuthorizationInitiated = "AuthorizationInitiated" | "Pending",
        /// The amount is authorized; it can be captured for 30 days.
        Authorized = "Authorized",
        /// The capture is pending: it was asked for more than 7 days after the authorization.
        CaptureInitiated = "CaptureInitiated",
        /// The amount was captured. The guide's introduction spells it `Completed`.
        Captured = "Captured" | "Completed",
        /// The authorization or the capture was declined; the reason code says why.
        Declined = "Declined",
        /// The charge was canceled; the reason code says by whom.
        Canceled = "Canceled",
    }
}

open_enum! {
    /// Why a charge was declined or canceled.
    ChargeReasonCode {
        /// Declined; another attempt may succeed while the permission is chargeable.
        SoftDeclined = "SoftDeclined",
        /// Declined; the buyer must choose another payment method.
        HardDeclined = "HardDeclined",
        /// Declined by Amazon; try again only while the permission is chargeable.
        AmazonRejected = "AmazonRejected",
        /// Declined by a fault in processing; try again while the permission is chargeable.
        ProcessingFailure = "ProcessingFailure",
        /// Declined as the authorization took too long; try again with `canHandlePendingAuthorization`.
        TransactionTimedOut = "TransactionTimedOut",
        /// Canceled: not captured within 30 days.
        ExpiredUnused = "ExpiredUnused",
        /// Canceled by Amazon.
        AmazonCanceled = "AmazonCanceled",
        /// Canceled by the merchant.
        MerchantCanceled = "MerchantCanceled",
        /// Canceled along with the charge permission.
        ChargePermissionCanceled = "ChargePermissionCanceled",
        /// Canceled by the buyer.
        BuyerCanceled = "BuyerCanceled",
    }
}

open_enum! {
    /// Who starts a charge, and for what kind of order.
    ChargeInitiator {
        /// The customer, an unscheduled order.
        Citu = "CITU",
        /// The merchant, an unscheduled order.
        Mitu = "MITU",
        /// The customer, a recurring order.
        Citr = "CITR",
        /// The merchant, a recurring order.
        Mitr = "MITR",
    }
}

open_enum! {
    /// Where the buyer placed the order.
    Channel {
        /// A web site.
        Web = "Web",
        /// A telephone call.
        Phone = "Phone",
        /// A mobile app.
        App = "App",
        /// Alexa.
        Alexa = "Alexa",
        /// A till in a shop.
        PointOfSale = "PointOfSale",
        /// Fire TV.
        FireTv = "FireTv",
        /// Elsewhere off line.
        Offline = "Offline",
        /// Amazon itself.
        Amazon = "Amazon",
    }
}

/// One payment on a charge permission:
/// [AuthorizationInitiated →] Authorized → [CaptureInitiated →] Captured, or Declined, or Canceled.
///
/// It is captured once, in full or in part.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/charge.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct Charge {
    /// The charge's id, such as `S01-1234567-1234567-C000000`.
    pub charge_id: String,
    /// The permission that is charged.
    pub charge_permission_id: Option<String>,
    /// The amount asked for.
    pub charge_amount: Option<Money>,
    /// The amount captured.
    pub capture_amount: Option<Money>,
    /// The amount refunded so far.
    pub refunded_amount: Option<Money>,
    /// The amount in the ledger currency, when the buyer pays in another one.
    pub converted_amount: Option<Money>,
    /// The rate of that conversion, a decimal string.
    #[serde(default, deserialize_with = "text_or_number")]
    pub conversion_rate: Option<String>,
    /// The text on the buyer's statement, at most 16 characters.
    #[cfg_attr(feature = "schema", schemars(length(max = 16)))]
    pub soft_descriptor: Option<String>,
    /// The platform's merchant id.
    pub platform_id: Option<String>,
    /// Whether the charge was to be captured at once.
    pub capture_now: Option<bool>,
    /// Whether the merchant can wait up to 24 hours for the authorization.
    pub can_handle_pending_authorization: Option<bool>,
    /// The payment service provider's reference.
    pub provider_metadata: Option<ProviderMetadata>,
    /// What the merchant says about the charge.
    pub merchant_metadata: Option<MerchantMetadata>,
    /// The URLs, when the buyer has to authenticate.
    pub web_checkout_details: Option<WebCheckoutDetails>,
    /// Who started the charge, and for what kind of order.
    pub charge_initiator: Option<ChargeInitiator>,
    /// Where the buyer placed the order.
    pub channel: Option<Channel>,
    /// When the charge was made.
    pub creation_timestamp: Option<Timestamp>,
    /// When the authorization, if not captured, expires.
    pub expiration_timestamp: Option<Timestamp>,
    /// State, reason and time.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub status_details: ChargeStatusDetails,
    /// Sandbox or live.
    pub release_environment: Option<ReleaseEnvironment>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// State of a charge, with reason and time.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct ChargeStatusDetails {
    /// The state.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub state: ChargeState,
    /// Why the charge is in this state, when it was declined or canceled.
    pub reason_code: Option<ChargeReasonCode>,
    /// The reason in words.
    pub reason_description: Option<String>,
    /// When the state last changed.
    pub last_updated_timestamp: Option<Timestamp>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

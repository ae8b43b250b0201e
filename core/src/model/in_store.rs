//! Payments in a shop: the buyer shows a code, the shop scans it.
//!
//! The guide of these operations is given to partners only; names and fields are those of the official SDKs.

use serde::{Deserialize, Serialize};

use super::lenient::{is_default, null_as_default};
use super::redacted::redacted_debug;
use super::{ChargeState, Currency, Money, RefundState, UnknownFields};

/// Turns the code that a buyer showed into a charge permission. `Debug` hides the code.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("x-redacted" = Self::REDACTED)))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct MerchantScan {
    /// What was scanned.
    #[builder(start_fn)]
    pub scan_data: String,
    /// The shop's own id of this scan, another one each time.
    #[builder(start_fn)]
    pub scan_reference_id: String,
    /// The merchant's country of establishment, ISO 3166-1 alpha-2.
    #[builder(start_fn)]
    #[serde(rename = "merchantCOE")]
    pub merchant_coe: String,
    /// The currency of the merchant's account.
    #[builder(start_fn)]
    pub ledger_currency: Currency,
    /// The amount that is going to be charged.
    pub charge_total: Option<Money>,
    /// Where the shop is.
    pub store_location: Option<StoreLocation>,
    /// What the shop says of the payment.
    pub metadata: Option<InStoreMetadata>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(MerchantScan {
    scan_data,
} shown: scan_reference_id, merchant_coe, ledger_currency, charge_total, store_location, metadata, unknown_fields);

/// Where a shop is.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct StoreLocation {
    /// Country, ISO 3166-1 alpha-2.
    #[builder(start_fn)]
    pub country_code: String,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// What a shop says of a payment.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct InStoreMetadata {
    /// A note, which the buyer sees.
    pub merchant_note: Option<String>,
    /// A note for the merchant.
    pub custom_information: Option<String>,
    /// How the buyer's e-mail names shop and order.
    pub communication_context: Option<CommunicationContext>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// How a buyer's e-mail names shop and order.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CommunicationContext {
    /// The shop.
    pub merchant_store_name: Option<String>,
    /// The order.
    pub merchant_order_id: Option<String>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// The charge permission of a scan.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct MerchantScanResponse {
    /// The charge permission.
    pub charge_permission_id: String,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Charges the permission of a scan.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct InStoreCharge {
    /// The charge permission.
    #[builder(start_fn)]
    pub charge_permission_id: String,
    /// The shop's own id of this charge, another one each time.
    #[builder(start_fn)]
    pub charge_reference_id: String,
    /// The amount.
    #[builder(start_fn)]
    pub charge_total: Money,
    /// The text on the buyer's statement, at most 16 characters.
    #[cfg_attr(feature = "schema", schemars(length(max = 16)))]
    pub soft_descriptor: Option<String>,
    /// What the shop says of the payment.
    pub metadata: Option<InStoreMetadata>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// The charge that was made.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct InStoreChargeResponse {
    /// The charge.
    pub charge_id: String,
    /// Its state.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub charge_status: InStoreChargeStatus,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// State of a charge.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct InStoreChargeStatus {
    /// The state.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub state: ChargeState,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Refunds a charge made in a shop.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct InStoreRefund {
    /// The charge.
    #[builder(start_fn)]
    pub charge_id: String,
    /// The shop's own id of this refund, another one each time.
    #[builder(start_fn)]
    pub refund_reference_id: String,
    /// The amount.
    #[builder(start_fn)]
    pub refund_total: Money,
    /// The text on the buyer's statement, at most 16 characters.
    #[cfg_attr(feature = "schema", schemars(length(max = 16)))]
    pub soft_descriptor: Option<String>,
    /// What the shop says of the refund.
    pub metadata: Option<InStoreMetadata>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// The refund that was made.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct InStoreRefundResponse {
    /// The refund.
    pub refund_id: String,
    /// Its state.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub refund_status: InStoreRefundStatus,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// State of a refund.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct InStoreRefundStatus {
    /// The state.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub state: RefundState,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

//! What is to be paid, and how.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::{Currency, Money, UnknownFields};

open_enum! {
    /// What Amazon Pay does with the payment method when the buyer has confirmed.
    PaymentIntent {
        /// Makes a charge permission and no charge.
        Confirm = "Confirm",
        /// Makes a charge and authorizes it; capture it within 30 days.
        Authorize = "Authorize",
        /// Authorizes and captures at once.
        AuthorizeWithCapture = "AuthorizeWithCapture",
    }
}

/// What is to be paid in a checkout session.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#type-paymentdetails>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct PaymentDetails {
    /// What happens when the buyer has confirmed. Default: `Confirm`.
    pub payment_intent: Option<PaymentIntent>,
    /// Whether the merchant can wait up to 24 hours for an authorization. Default: false.
    pub can_handle_pending_authorization: Option<bool>,
    /// The amount that `payment_intent` is carried out with, in a ledger currency of the merchant.
    pub charge_amount: Option<Money>,
    /// The whole order's amount when it is charged in several parts. Default: `charge_amount`.
    pub total_order_amount: Option<Money>,
    /// The currency shown to the buyer. Default: the ledger currency.
    pub presentment_currency: Option<Currency>,
    /// Whether more than the order's amount may be charged (US only). Default: false.
    pub allow_overcharge: Option<bool>,
    /// Whether the charge permission lives 13 months instead of 180 days (US only). Default: false.
    pub extend_expiration: Option<bool>,
    /// The text on the buyer's statement, at most 16 characters; only with `AuthorizeWithCapture`.
    /// Default: `AMZ*` and the shop's name.
    #[cfg_attr(feature = "schema", schemars(length(max = 16)))]
    pub soft_descriptor: Option<String>,
    /// An estimate of the order's amount, shown before the order is final.
    pub estimate_order_total: Option<Money>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

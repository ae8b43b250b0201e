//! What a page hands to `amazon.Pay.renderButton`.

use serde::{Deserialize, Serialize};

use super::request::{ButtonColor, CheckoutLanguage, Placement};
use crate::model::redacted::redacted_debug;
use crate::model::{Currency, Money, ProductType, UnknownFields, Url};

/// A button: the script to load and the configuration to hand to it. `Debug` shows no payload.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("x-redacted" = Self::REDACTED)))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
#[serde(rename_all = "camelCase")]
pub struct Button {
    /// The address of the script that draws the button, which `<script src="…">` names: Amazon's for the client's region,
    /// or `/checkout.js` of the endpoint when that is a sandbox on this machine.
    pub script_url: Url,
    /// The second argument of `amazon.Pay.renderButton`.
    pub config: ButtonConfig,
    /// `config` as JSON that may stand in a `<script>` element, or in single quotes in an attribute, as it is.
    pub config_json: String,
}

redacted_debug!(Button { config_json } shown: script_url, config);

/// What `amazon.Pay.renderButton` takes
/// (<https://developer.amazon.com/docs/amazon-pay-checkout/amazon-pay-script.html>).
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct ButtonConfig {
    /// The merchant account's id.
    pub merchant_id: String,
    /// The id of the public key, when its prefix names the environment; otherwise it is with the payload.
    pub public_key_id: Option<String>,
    /// The currency of the merchant's account.
    pub ledger_currency: Currency,
    /// Whether the button is for Amazon's test system.
    pub sandbox: bool,
    /// The language of the button and of Amazon's pages.
    pub checkout_language: Option<CheckoutLanguage>,
    /// What the buyer does.
    pub product_type: ProductType,
    /// Where on the site the button stands.
    pub placement: Placement,
    /// The button's colour.
    pub button_color: Option<ButtonColor>,
    /// What the order will roughly cost.
    pub estimated_order_amount: Option<Money>,
    /// The checkout that the button starts; of `PayAndShip` and `PayOnly`.
    pub create_checkout_session_config: Option<SignedPayload>,
    /// The sign-in that the button starts; of `SignIn`.
    pub sign_in_config: Option<SignedPayload>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// A payload with its signature. `Debug` shows neither.
///
/// It holds no date: it may be kept and shown again for as long as the payload is right.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("x-redacted" = Self::REDACTED)))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
#[serde(rename_all = "camelCase")]
pub struct SignedPayload {
    /// The payload, byte for byte as it was signed.
    #[serde(rename = "payloadJSON")]
    pub payload_json: String,
    /// The signature over `payloadJSON`, base64.
    pub signature: String,
    /// The signature's algorithm. Amazon takes a missing one for `AMZN-PAY-RSASSA-PSS`.
    pub algorithm: String,
    /// The id of the public key, when it has no prefix that names the environment.
    pub public_key_id: Option<String>,
}

redacted_debug!(SignedPayload { payload_json, signature } shown: algorithm, public_key_id);

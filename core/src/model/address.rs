//! Postal addresses of buyers.

use serde::{Deserialize, Serialize};

use super::UnknownFields;
use super::redacted::redacted_debug;

/// A postal address of the buyer, as the buyer keeps it at Amazon.
///
/// `Debug` shows which fields are present, the country and nothing else.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#type-address>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("x-redacted" = Self::REDACTED)))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct Address {
    /// The address's id, given in a `shippingAddressList` only.
    pub address_id: Option<String>,
    /// Name of the person.
    pub name: Option<String>,
    /// First line: street and number.
    pub address_line1: Option<String>,
    /// Second line.
    pub address_line2: Option<String>,
    /// Third line.
    pub address_line3: Option<String>,
    /// City.
    pub city: Option<String>,
    /// County.
    pub county: Option<String>,
    /// District.
    pub district: Option<String>,
    /// State or region; in the US the two-letter code.
    pub state_or_region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    pub country_code: Option<String>,
    /// Phone number.
    pub phone_number: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(Address {
    address_id, name, address_line1, address_line2, address_line3, city, county, district, state_or_region,
    postal_code, phone_number,
} shown: country_code, unknown_fields);

/// The shipping address that a merchant sends along with an additional payment button.
///
/// Required there when `productType` is `PayAndShip`; `Debug` shows the country only.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#type-addressdetails>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("x-redacted" = Self::REDACTED)))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct AddressDetails {
    /// Name of the person.
    pub name: Option<String>,
    /// First line: street and number.
    pub address_line1: Option<String>,
    /// Second line.
    pub address_line2: Option<String>,
    /// Third line.
    pub address_line3: Option<String>,
    /// City.
    pub city: Option<String>,
    /// District or county.
    pub district_or_county: Option<String>,
    /// State or region; in the US the two-letter code.
    pub state_or_region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    pub country_code: Option<String>,
    /// Phone number; required for the US.
    pub phone_number: Option<String>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(AddressDetails {
    name, address_line1, address_line2, address_line3, city, district_or_county, state_or_region, postal_code,
    phone_number,
} shown: country_code, unknown_fields);

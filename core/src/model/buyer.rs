//! The buyer, as far as the buyer and the scopes of the button allow.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::redacted::redacted_debug;
use super::{Address, UnknownFields};

open_enum! {
    /// A Prime membership of the buyer; told to merchants in the Prime programme with the scope `primeStatus`.
    PrimeMembershipType {
        /// No membership.
        None = "NONE",
        /// Prime, in any country.
        PrimeGeneral = "PRIME_GENERAL",
        /// Prime Student.
        PrimeStudent = "PRIME_STUDENT",
        /// Prime in the US.
        PrimeGeneralUs = "PRIME_GENERAL_US",
    }
}

/// The buyer of a checkout session or a charge permission. `Debug` shows the id only.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#type-buyer>)
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
pub struct BuyerInfo {
    /// Identifies the buyer to this merchant.
    pub buyer_id: Option<String>,
    /// The buyer's name.
    pub name: Option<String>,
    /// The buyer's e-mail address.
    pub email: Option<String>,
    /// The buyer's phone number.
    pub phone_number: Option<String>,
    /// The buyer's Prime memberships.
    pub prime_membership_types: Option<Vec<PrimeMembershipType>>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(BuyerInfo { name, email, phone_number, prime_membership_types } shown: buyer_id, unknown_fields);

/// Who signed in with Amazon, read with the `buyerToken` of the sign-in return URL. `Debug` shows the id only.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/buyer.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("x-redacted" = Self::REDACTED)))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
#[serde(rename_all = "camelCase")]
pub struct Buyer {
    /// Identifies the buyer to this merchant.
    pub buyer_id: String,
    /// The buyer's name.
    pub name: Option<String>,
    /// The buyer's e-mail address.
    pub email: Option<String>,
    /// Postal code of the buyer's default address.
    pub postal_code: Option<String>,
    /// Country of the buyer's default address, ISO 3166-1 alpha-2.
    pub country_code: Option<String>,
    /// The buyer's phone number.
    pub phone_number: Option<String>,
    /// The buyer's default shipping address.
    pub shipping_address: Option<Address>,
    /// The buyer's default billing address.
    pub billing_address: Option<Address>,
    /// The buyer's Prime memberships.
    pub prime_membership_types: Option<Vec<PrimeMembershipType>>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(Buyer {
    name, email, postal_code, country_code, phone_number, shipping_address, billing_address, prime_membership_types,
} shown: buyer_id, unknown_fields);

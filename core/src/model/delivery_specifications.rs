//! Which addresses a buyer may choose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::UnknownFields;
use super::open_enum::open_enum;

open_enum! {
    /// A kind of address that the merchant does not deliver to.
    SpecialRestriction {
        /// No post-office boxes (US, UK).
        RestrictPoBoxes = "RestrictPOBoxes",
        /// No Packstations (Germany).
        RestrictPackstations = "RestrictPackstations",
    }
}

open_enum! {
    /// Whether the listed places are the only ones or the excluded ones.
    AddressRestrictionType {
        /// Only the listed places are delivered to.
        Allowed = "Allowed",
        /// The listed places are not delivered to.
        NotAllowed = "NotAllowed",
    }
}

/// Restricts the addresses that Amazon's page lets the buyer choose.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#type-deliveryspecifications>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct DeliverySpecifications {
    /// Kinds of addresses that are not delivered to.
    pub special_restrictions: Option<Vec<SpecialRestriction>>,
    /// Countries, regions and postal codes that are, or are not, delivered to.
    pub address_restrictions: Option<AddressRestrictions>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Places that are, or are not, delivered to.
///
/// ```
/// use amazonpay::model::{AddressRestriction, AddressRestrictionType, AddressRestrictions, CountryRestrictions};
///
/// let only = CountryRestrictions::from_iter([
///     ("DE", AddressRestriction::default()),
///     ("US", AddressRestriction::new().states_or_regions(["WA".to_owned()]).build()),
/// ]);
/// let restrictions =
///     AddressRestrictions::new().r#type(AddressRestrictionType::Allowed).restrictions(only).build();
/// assert!(serde_json::to_string(&restrictions)?.contains(r#""US":{"statesOrRegions":["WA"]}"#));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct AddressRestrictions {
    /// Whether the listed places are allowed or excluded.
    pub r#type: Option<AddressRestrictionType>,
    /// The places, by country.
    pub restrictions: Option<CountryRestrictions>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Restrictions by country code (ISO 3166-1 alpha-2), in the order of the codes so that a payload always reads the
/// same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline))]
#[serde(transparent)]
pub struct CountryRestrictions(pub BTreeMap<String, AddressRestriction>);

impl<C: Into<String>> FromIterator<(C, AddressRestriction)> for CountryRestrictions {
    fn from_iter<I: IntoIterator<Item = (C, AddressRestriction)>>(countries: I) -> Self {
        Self(countries.into_iter().map(|(country, restriction)| (country.into(), restriction)).collect())
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(CountryRestrictions, std::collections::HashMap<String, AddressRestriction>, {
    lower: |countries| countries.0.into_iter().collect(),
    try_lift: |countries| Ok(countries.into_iter().collect()),
});

/// The places of one country; the whole country when both lists are absent.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct AddressRestriction {
    /// States or regions; in the US two-letter codes.
    pub states_or_regions: Option<Vec<String>>,
    /// Postal codes; a `*` at the end stands for any ending.
    pub zip_codes: Option<Vec<String>>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

//! Merchant accounts: what is said of a business and of the persons behind it.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::redacted::redacted_debug;
use super::{Money, UnknownFields, Url};

open_enum! {
    /// The legal form of a business.
    BusinessType {
        /// A company.
        Corporate = "CORPORATE",
        /// A person.
        Individual = "INDIVIDUAL",
    }
}

/// A business. Solution providers that register merchants give the first four and the address; partners that
/// create accounts give the others too.
/// `Debug` shows which fields are present, the type, the country and nothing else.
///
/// (<https://developer.amazon.com/docs/amazon-pay-registration/jp-merchant-onboarding-and-account-management-APIs.html>)
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
pub struct BusinessInfo {
    /// The legal form.
    pub business_type: Option<BusinessType>,
    /// Country, ISO 3166-1 alpha-2.
    pub country_of_establishment: Option<String>,
    /// The name in law.
    pub business_legal_name: Option<String>,
    /// The address.
    pub business_address: Option<BusinessAddress>,
    /// The e-mail address with which the merchant signs in.
    pub email: Option<String>,
    /// The line of business, such as `Beauty`.
    pub business_category: Option<String>,
    /// The name that buyers see.
    pub business_display_name: Option<String>,
    /// The turnover of a year.
    pub annual_sales_volume: Option<Money>,
    /// Where buyers get help.
    pub customer_support_information: Option<CustomerSupportInformation>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(BusinessInfo {
    business_legal_name, business_address, email, business_display_name, annual_sales_volume, customer_support_information,
} shown: business_type, country_of_establishment, business_category, unknown_fields);

/// The address of a business or of a person behind it. `Debug` shows which fields are present, the country and
/// nothing else.
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
pub struct BusinessAddress {
    /// First line: street and number.
    pub address_line1: Option<String>,
    /// Second line.
    pub address_line2: Option<String>,
    /// Third line.
    pub address_line3: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State or region.
    pub state_or_region: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    pub country_code: Option<String>,
    /// Phone number.
    pub phone_number: Option<PhoneNumber>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(BusinessAddress {
    address_line1, address_line2, address_line3, city, state_or_region, postal_code, phone_number,
} shown: country_code, unknown_fields);

/// A phone number in parts. `Debug` shows which are present.
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
pub struct PhoneNumber {
    /// The country's dialling code, such as `81`.
    pub country_code: Option<String>,
    /// The number.
    pub number: Option<String>,
    /// The extension.
    pub extension: Option<String>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(PhoneNumber {
    country_code, number, extension,
} shown: unknown_fields);

/// Where buyers get help.
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
pub struct CustomerSupportInformation {
    /// E-mail address.
    pub customer_support_email: Option<String>,
    /// Phone number.
    pub customer_support_phone_number: Option<PhoneNumber>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(CustomerSupportInformation {
    customer_support_email, customer_support_phone_number,
} shown: unknown_fields);

/// A person behind a business. `Debug` shows which fields are present.
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
pub struct Person {
    /// The whole name.
    pub person_full_name: Option<String>,
    /// Where the person lives.
    pub residential_address: Option<BusinessAddress>,
    /// Date of birth, `YYYYMMDD`.
    pub date_of_birth: Option<String>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(Person {
    person_full_name, residential_address, date_of_birth,
} shown: unknown_fields);

/// How a merchant's shop is connected.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct IntegrationInfo {
    /// Where notifications go.
    #[cfg_attr(feature = "schema", schemars(inner(url)))]
    pub ipn_endpoint_urls: Option<Vec<Url>>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// A shop of a merchant, as a partner that creates accounts names it.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct MerchantStore {
    /// The addresses that show the button.
    pub domain_urls: Option<Vec<Url>>,
    /// The name that buyers see.
    pub store_name: Option<String>,
    /// The privacy policy.
    #[cfg_attr(feature = "schema", schemars(url))]
    pub privacy_policy_url: Option<Url>,
    /// Whether it is open.
    pub store_status: Option<MerchantStoreStatus>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Whether a shop is open.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct MerchantStoreStatus {
    /// `ACTIVE` or another state of the partner.
    pub state: Option<String>,
    /// Why.
    pub reason_code: Option<String>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// What another provider says of a merchant.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct MerchantStatus {
    /// The provider.
    pub status_provider: Option<String>,
    /// `ACTIVE` or another state of the provider.
    pub state: Option<String>,
    /// Why.
    pub reason_code: Option<String>,
    /// Further fields to send, or fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

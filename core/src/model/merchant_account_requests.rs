//! What is sent about merchant accounts: by solution providers that register merchants, and by partners that create their
//! accounts. Both use the same paths.

use serde::{Deserialize, Serialize};

use super::redacted::redacted_debug;
use super::{BusinessInfo, Currency, IntegrationInfo, MerchantStatus, MerchantStore, Person, UnknownFields};

/// Registers a merchant; for solution providers.
///
/// (<https://developer.amazon.com/docs/amazon-pay-registration/jp-merchant-onboarding-and-account-management-APIs.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct RegisterAmazonPayAccount {
    /// The provider's own id of the merchant.
    #[builder(start_fn)]
    pub unique_reference_id: String,
    /// The currency of the account: GBP, EUR, JPY or USD.
    #[builder(start_fn)]
    pub ledger_currency: Currency,
    /// The business.
    #[builder(start_fn)]
    pub business_info: BusinessInfo,
    /// Whom to ask.
    pub primary_contact_person: Option<Person>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// The account that was registered.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct RegisterAmazonPayAccountResponse {
    /// The provider's own id of the merchant.
    pub unique_reference_id: Option<String>,
    /// The account's id.
    pub merchant_account_id: String,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Changes what is known of a registered merchant.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct UpdateAmazonPayAccount {
    /// The business.
    pub business_info: Option<BusinessInfo>,
    /// Whom to ask.
    pub primary_contact_person: Option<Person>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Creates a merchant's account; for partners in Japan.
///
/// (<https://developer.amazon.com/docs/amazon-pay-registration/jp-merchant-onboarding-and-account-management-APIs.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CreateMerchantAccount {
    /// The partner's own id of the merchant.
    #[builder(start_fn)]
    pub unique_reference_id: String,
    /// The currency of the account.
    #[builder(start_fn)]
    pub ledger_currency: Currency,
    /// The business.
    #[builder(start_fn)]
    pub business_info: BusinessInfo,
    /// Who owns the business.
    pub beneficiary_owners: Option<Vec<Person>>,
    /// Whom to ask.
    pub primary_contact_person: Option<Person>,
    /// How the shop is connected.
    pub integration_info: Option<IntegrationInfo>,
    /// The shops.
    pub stores: Option<Vec<MerchantStore>>,
    /// What another provider says of the merchant.
    pub merchant_status: Option<MerchantStatus>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// The account that was created.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct CreateMerchantAccountResponse {
    /// The partner's own id of the merchant.
    pub unique_reference_id: Option<String>,
    /// The account's id.
    pub merchant_account_id: String,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Changes a merchant's account, but not who the business is in law.
///
/// (<https://developer.amazon.com/docs/amazon-pay-registration/jp-merchant-onboarding-and-account-management-APIs.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct UpdateMerchantAccount {
    /// The business.
    pub business_info: Option<BusinessInfo>,
    /// Who owns the business.
    pub beneficiary_owners: Option<Vec<Person>>,
    /// Whom to ask.
    pub primary_contact_person: Option<Person>,
    /// How the shop is connected.
    pub integration_info: Option<IntegrationInfo>,
    /// The shops.
    pub stores: Option<Vec<MerchantStore>>,
    /// What another provider says of the merchant.
    pub merchant_status: Option<MerchantStatus>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Begins the hand-over of an account to its merchant.
///
/// (<https://developer.amazon.com/docs/amazon-pay-registration/jp-merchant-onboarding-and-account-management-APIs.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct ClaimMerchantAccount {
    /// The partner's own id of the merchant.
    #[builder(start_fn)]
    pub unique_reference_id: String,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Where the merchant has to go to take the account over. `Debug` hides it, for whoever has it can act for the merchant.
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
pub struct ClaimMerchantAccountResponse {
    /// The page: the address to which the answer redirects. Open it in the merchant's browser.
    pub location: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(ClaimMerchantAccountResponse { location } shown: unknown_fields);

//! Stores of a merchant account, each with its own domains.

use serde::{Deserialize, Serialize};

use super::{UnknownFields, Url};

/// A store of a merchant.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct Store {
    /// The store's id, which checkout sessions name.
    pub store_id: Option<String>,
    /// The addresses that may show the button.
    pub allowed_origin_domains: Option<Vec<String>>,
    /// The addresses to which buyers may return.
    #[serde(rename = "allowedRedirectURLs")]
    pub allowed_redirect_urls: Option<Vec<Url>>,
    /// The name that buyers see.
    pub store_name: Option<String>,
    /// The privacy policy.
    #[cfg_attr(feature = "schema", schemars(url))]
    pub privacy_policy_url: Option<Url>,
    /// The logo.
    #[cfg_attr(feature = "schema", schemars(url))]
    pub merchant_logo_url: Option<Url>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Adds a store to a merchant account; for solution providers, with the merchant's auth token.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CreateStore {
    /// The name that buyers see.
    #[builder(start_fn)]
    pub store_name: String,
    /// The addresses that may show the button.
    #[builder(start_fn)]
    pub allowed_origin_domains: Vec<String>,
    /// The addresses to which buyers may return.
    #[serde(rename = "allowedRedirectURLs")]
    pub allowed_redirect_urls: Option<Vec<Url>>,
    /// The privacy policy.
    #[cfg_attr(feature = "schema", schemars(url))]
    pub privacy_policy_url: Option<Url>,
    /// The logo.
    #[cfg_attr(feature = "schema", schemars(url))]
    pub merchant_logo_url: Option<Url>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Changes a store; for solution providers, with the merchant's auth token.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct UpdateStore {
    /// The name that buyers see.
    pub store_name: Option<String>,
    /// The addresses that may show the button.
    pub allowed_origin_domains: Option<Vec<String>>,
    /// The addresses to which buyers may return.
    #[serde(rename = "allowedRedirectURLs")]
    pub allowed_redirect_urls: Option<Vec<Url>>,
    /// The privacy policy.
    #[cfg_attr(feature = "schema", schemars(url))]
    pub privacy_policy_url: Option<Url>,
    /// The logo.
    #[cfg_attr(feature = "schema", schemars(url))]
    pub merchant_logo_url: Option<Url>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

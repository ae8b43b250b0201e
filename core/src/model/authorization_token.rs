//! Authorization tokens: how a solution provider acts for a merchant of the older API.

use serde::{Deserialize, Serialize};

use super::UnknownFields;
use super::redacted::redacted_debug;

/// A token by which a solution provider acts for a merchant: the option `auth_token` of a call. `Debug` hides
/// it.
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
pub struct AuthorizationToken {
    /// The token.
    pub authorization_token: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(AuthorizationToken {
    authorization_token,
} shown: unknown_fields);

/// For which merchant a token is wanted.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct GetAuthorizationToken {
    /// The merchant's id.
    #[builder(start_fn)]
    pub merchant_id: String,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

//! Clients by settings that are JSON text.

use serde_json::{Map, Value};

use crate::config::ClientBuilder;
use crate::error::ConfigError;

/// The settings of a client or of a verifier: a JSON object.
///
/// # Errors
/// [`ConfigError`] of the field `settings` when the text is none.
pub fn settings(text: &str) -> Result<Map<String, Value>, ConfigError> {
    serde_json::from_str(text)
        .map_err(|error| ConfigError::new("settings", format!("expected a JSON object: {error}")))
}

/// A builder with [settings by name](ClientBuilder::from_settings).
///
/// # Errors
/// As [`settings`] and [`ClientBuilder::from_settings`].
pub fn client_builder(text: &str) -> Result<ClientBuilder, ConfigError> {
    ClientBuilder::from_settings(&settings(text)?)
}

/// A builder with settings by name over those of the [environment](ClientBuilder::from_env_under). Where the caller has a
/// signer of its own, that signs in place of the environment's private key, which is not read then.
///
/// # Errors
/// As [`settings`] and [`ClientBuilder::from_env_under`].
pub fn client_builder_over_env(text: &str, has_signer: bool) -> Result<ClientBuilder, ConfigError> {
    let mut settings = settings(text)?;
    if has_signer {
        settings.entry("private_key").or_insert(Value::Null);
    }
    ClientBuilder::from_env_under(&settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_an_object() {
        for text in ["", "[]", "\"private.pem\""] {
            let error = client_builder(text).unwrap_err().to_string();
            assert!(error.starts_with("settings: expected a JSON object: "), "{error}");
        }
        let error = client_builder_over_env(r#"{"region": "mars"}"#, true).unwrap_err();
        assert_eq!(error.field, "region");
    }
}

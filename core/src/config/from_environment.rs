//! Settings from environment variables.

use serde_json::{Map, Value};

use super::builder::ClientBuilder;
use crate::error::ConfigError;

/// Each variable and the setting it is.
const VARIABLES: &[(&str, &str)] = &[
    ("AMAZON_PAY_PUBLIC_KEY_ID", "public_key_id"),
    ("AMAZON_PAY_PRIVATE_KEY", "private_key"),
    ("AMAZON_PAY_PRIVATE_KEY_PASSPHRASE", "private_key_passphrase"),
    ("AMAZON_PAY_REGION", "region"),
    ("AMAZON_PAY_ENVIRONMENT", "environment"),
    ("AMAZON_PAY_ENDPOINT", "endpoint"),
    ("AMAZON_PAY_CA_FILE", "root_certificate"),
];

impl ClientBuilder {
    /// Reads the process's environment variables: `AMAZON_PAY_PUBLIC_KEY_ID`, `AMAZON_PAY_PRIVATE_KEY` (a PEM text or
    /// the path of a file), `AMAZON_PAY_PRIVATE_KEY_PASSPHRASE`, `AMAZON_PAY_REGION`, `AMAZON_PAY_ENVIRONMENT`,
    /// `AMAZON_PAY_ENDPOINT`, and `AMAZON_PAY_CA_FILE` (a private certificate authority in PEM).
    ///
    /// A variable that is empty counts as not set. What is needed and not set can still be given to the builder.
    ///
    /// # Errors
    /// As [`from_settings`](Self::from_settings); the message names the variable. A variable that is no Unicode is an
    /// error too.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_env_under(&Map::new())
    }

    /// As [`from_env`](Self::from_env), with `settings` (as for [`from_settings`](Self::from_settings)) over the
    /// environment's: a setting that is given, be it null, keeps its variable from being read. A private key that is given
    /// keeps the variable of the pass phrase from being read too, for that belongs to another key.
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env) and [`from_settings`](Self::from_settings).
    pub fn from_env_under(settings: &Map<String, Value>) -> Result<Self, ConfigError> {
        for (variable, setting) in VARIABLES {
            let is_read = is_read(settings, setting);
            if is_read && std::env::var_os(variable).is_some_and(|value| value.to_str().is_none()) {
                return Err(ConfigError::new(setting, format!("{variable} is no valid UTF-8; set it anew")));
            }
        }
        Self::from_lookup_under(settings, |name| std::env::var(name).ok())
    }

    /// As [`from_env`](Self::from_env), with the variables from `lookup`.
    ///
    /// ```
    /// use amazonpay::config::ClientBuilder;
    ///
    /// let error = ClientBuilder::from_lookup(|name| (name == "AMAZON_PAY_REGION").then(|| "mars".to_owned()))
    ///     .unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "region: expected na (or us), eu (or uk, de) or jp, found \"mars\" (from AMAZON_PAY_REGION)"
    /// );
    /// ```
    ///
    /// # Errors
    /// As [`from_env`](Self::from_env).
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        Self::from_lookup_under(&Map::new(), lookup)
    }

    pub(super) fn from_lookup_under(
        given: &Map<String, Value>,
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let mut settings = given.clone();
        for (variable, setting) in VARIABLES.iter().filter(|(_, setting)| is_read(given, setting)) {
            let Some(value) = lookup(variable) else { continue };
            // A pass phrase may begin or end with a space.
            let value = if *setting == "private_key_passphrase" { value.as_str() } else { value.trim() };
            if !value.is_empty() {
                settings.insert((*setting).to_owned(), Value::from(value));
            }
        }
        Self::from_settings(&settings).map_err(|mut error| {
            let from_variable =
                |(_, setting): &&(&str, &str)| *setting == error.field && is_read(given, setting);
            if let Some((variable, _)) = VARIABLES.iter().find(from_variable) {
                error.message.push_str(&format!(" (from {variable})"));
            }
            error
        })
    }
}

/// Whether a setting's variable is read when these are given.
fn is_read(given: &Map<String, Value>, setting: &str) -> bool {
    let is_given = |name: &str| given.contains_key(name);
    let goes_with_a_given_key = setting == "private_key_passphrase" && is_given("private_key");
    !is_given(setting) && !goes_with_a_given_key
}

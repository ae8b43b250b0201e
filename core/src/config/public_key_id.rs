//! The id of the merchant's public key.

use std::fmt;

use super::Environment;
use crate::error::ConfigError;

const FIELD: &str = "public_key_id";
const LONGEST: usize = 128;

/// The id that Amazon gave the merchant's public key, for example `SANDBOX-AFVX7ULWSGBZ5535PCUQOY7B`.
///
/// The prefixes `SANDBOX-` and `LIVE-`, in any letter case, fix the environment, and the URL then has no segment for
/// it. Ids without a prefix are older and serve both environments.
///
/// ```
/// use amazonpay::config::{Environment, PublicKeyId};
///
/// assert_eq!(PublicKeyId::new("SANDBOX-AB12")?.environment(), Some(Environment::Sandbox));
/// assert_eq!(PublicKeyId::new("AB12")?.environment(), None);
/// # Ok::<(), amazonpay::error::ConfigError>(())
/// ```
///
/// Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/get-set-up-for-integration.html>.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublicKeyId(String);

impl PublicKeyId {
    /// Checks an id: 1 to 128 letters, digits, `-` and `_`, with something after the prefix.
    ///
    /// # Errors
    /// Says what is wrong with it, and when it looks like another id of the portal, which one.
    pub fn new(id: impl Into<String>) -> Result<Self, ConfigError> {
        let id = id.into();
        let wrong = |message: String| Err(ConfigError::new(FIELD, message));
        if id.is_empty() {
            return wrong(
                "empty; copy the public key id from Seller Central's Integration Central".to_owned(),
            );
        }
        if id.contains("BEGIN ") {
            return wrong(
                "found a PEM key; expected the id that Amazon gave the public key, such as SANDBOX-AB12…"
                    .to_owned(),
            );
        }
        if id.starts_with("amzn1.") {
            return wrong(format!(
                "{id:?} is a store id; expected the id of the public key, such as SANDBOX-AB12…"
            ));
        }
        if id.len() > LONGEST {
            return wrong(format!("has {} characters; expected at most {LONGEST}", id.len()));
        }
        if let Some(character) = id.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')) {
            return wrong(format!("{id:?} holds {character:?}; expected letters, digits, - and _ only"));
        }
        if let Some((environment, "")) = split_prefix(&id) {
            return wrong(format!("{id:?} is only the prefix of {environment}; expected the whole id"));
        }
        Ok(Self(id))
    }

    /// The id as Amazon wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The environment that the prefix fixes, if there is one.
    pub fn environment(&self) -> Option<Environment> {
        split_prefix(&self.0).map(|(environment, _)| environment)
    }
}

fn split_prefix(id: &str) -> Option<(Environment, &str)> {
    let (prefix, rest) = id.split_once('-')?;
    if prefix.eq_ignore_ascii_case("SANDBOX") {
        Some((Environment::Sandbox, rest))
    } else if prefix.eq_ignore_ascii_case("LIVE") {
        Some((Environment::Live, rest))
    } else {
        None
    }
}

impl fmt::Display for PublicKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

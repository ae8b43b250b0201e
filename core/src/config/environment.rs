//! Sandbox or live.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::ConfigError;

/// Whether payments are real. Reads `sandbox` and `live` in any letter case.
///
/// A public key id that begins with `SANDBOX-` or `LIVE-` fixes the environment, see
/// [`PublicKeyId`](super::PublicKeyId); with any other id it has to be given.
///
/// ```
/// use amazonpay::config::Environment;
///
/// assert_eq!("Sandbox".parse::<Environment>()?, Environment::Sandbox);
/// # Ok::<(), amazonpay::error::ConfigError>(())
/// ```
///
/// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/introduction.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Environment {
    /// Amazon's test system: no money moves.
    Sandbox,
    /// Real payments.
    Live,
}

impl Environment {
    /// The name as it is in the URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Live => "live",
        }
    }
}

impl FromStr for Environment {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "sandbox" => Ok(Self::Sandbox),
            "live" => Ok(Self::Live),
            _ => Err(ConfigError::new("environment", format!("expected sandbox or live, found {text:?}"))),
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Environment {
    type Error = ConfigError;

    fn try_from(text: String) -> Result<Self, ConfigError> {
        text.parse()
    }
}

impl From<Environment> for &'static str {
    fn from(environment: Environment) -> Self {
        environment.as_str()
    }
}

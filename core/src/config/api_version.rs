//! The versions of the API.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::ConfigError;

/// The version of the API, a segment of every URL. Reads `v1` and `v2`; by default v2.
///
/// ```
/// use amazonpay::config::ApiVersion;
///
/// assert_eq!("v1".parse::<ApiVersion>()?, ApiVersion::V1);
/// assert_eq!(ApiVersion::default().as_str(), "v2");
/// # Ok::<(), amazonpay::error::ConfigError>(())
/// ```
///
/// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/introduction.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum ApiVersion {
    /// The older version, where a Charge is Pending and Completed.
    V1,
    /// The present version.
    #[default]
    V2,
}

impl ApiVersion {
    /// The name as it is in the URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        }
    }
}

impl FromStr for ApiVersion {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        match text.trim() {
            "v1" | "V1" => Ok(Self::V1),
            "v2" | "V2" => Ok(Self::V2),
            _ => Err(ConfigError::new("api_version", format!("expected v1 or v2, found {text:?}"))),
        }
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for ApiVersion {
    type Error = ConfigError;

    fn try_from(text: String) -> Result<Self, ConfigError> {
        text.parse()
    }
}

impl From<ApiVersion> for &'static str {
    fn from(version: ApiVersion) -> Self {
        version.as_str()
    }
}

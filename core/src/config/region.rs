//! The three regions of Amazon Pay.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::ConfigError;

/// Where the merchant's account is. Decides on the host and on the value of `x-amz-pay-region`.
///
/// Reads `na`, `eu` and `jp` and the aliases `us` (na), `uk` and `de` (eu), in any letter case.
///
/// ```
/// use amazonpay::config::Region;
///
/// assert_eq!("UK".parse::<Region>()?, Region::Eu);
/// assert_eq!(Region::Eu.host(), "pay-api.amazon.eu");
/// # Ok::<(), amazonpay::error::ConfigError>(())
/// ```
///
/// Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/introduction.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(try_from = "String", into = "&'static str")]
pub enum Region {
    /// North America: `pay-api.amazon.com`.
    Na,
    /// Europe and the United Kingdom: `pay-api.amazon.eu`.
    Eu,
    /// Japan: `pay-api.amazon.jp`.
    Jp,
}

impl Region {
    /// Every region.
    pub const ALL: [Self; 3] = [Self::Na, Self::Eu, Self::Jp];

    /// The code as it is in `x-amz-pay-region`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Na => "na",
            Self::Eu => "eu",
            Self::Jp => "jp",
        }
    }

    /// Amazon's host for this region.
    pub const fn host(self) -> &'static str {
        match self {
            Self::Na => "pay-api.amazon.com",
            Self::Eu => "pay-api.amazon.eu",
            Self::Jp => "pay-api.amazon.jp",
        }
    }
}

impl FromStr for Region {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        match text.trim().to_ascii_lowercase().as_str() {
            "na" | "us" => Ok(Self::Na),
            "eu" | "uk" | "de" => Ok(Self::Eu),
            "jp" => Ok(Self::Jp),
            _ => Err(ConfigError::new(
                "region",
                format!("expected na (or us), eu (or uk, de) or jp, found {text:?}"),
            )),
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Region {
    type Error = ConfigError;

    fn try_from(text: String) -> Result<Self, ConfigError> {
        text.parse()
    }
}

impl From<Region> for &'static str {
    fn from(region: Region) -> Self {
        region.code()
    }
}

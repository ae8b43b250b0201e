//! The two signature algorithms of Amazon Pay.

use std::fmt;
use std::str::FromStr;

use crate::error::ConfigError;

/// Names how a signature is made: RSASSA-PSS with SHA-256 and MGF1-SHA-256, told apart by the length of the salt.
///
/// The name is part of what is signed, so a signature of one algorithm is never valid for the other.
/// See <https://developer.amazon.com/docs/amazon-pay-api-v2/signing-requests.html> and RFC 8017 §8.1.
///
/// ```
/// use amazonpay::signing::Algorithm;
///
/// assert_eq!(Algorithm::default(), Algorithm::V2);
/// assert_eq!("AMZN-PAY-RSASSA-PSS".parse(), Ok(Algorithm::V1));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Algorithm {
    /// `AMZN-PAY-RSASSA-PSS-V2`: a salt of 32 bytes. The default.
    #[default]
    V2,
    /// `AMZN-PAY-RSASSA-PSS`: a salt of 20 bytes, the official SDKs' default.
    V1,
}

impl Algorithm {
    /// Both algorithms, the preferred one first.
    pub const ALL: [Self; 2] = [Self::V2, Self::V1];

    /// The name on the wire, in the `authorization` header and in a button's `algorithm`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "AMZN-PAY-RSASSA-PSS-V2",
            Self::V1 => "AMZN-PAY-RSASSA-PSS",
        }
    }

    /// The length of the PSS salt in bytes: what an external signer (an HSM, a key management service) needs to know.
    #[must_use]
    pub const fn salt_length(self) -> usize {
        match self {
            Self::V2 => 32,
            Self::V1 => 20,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Algorithm {
    type Err = ConfigError;

    /// Reads the name on the wire, in exactly its letter case, for it is signed as it stands.
    fn from_str(name: &str) -> Result<Self, ConfigError> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name).ok_or_else(|| {
            ConfigError::new(
                "algorithm",
                format!("expected \"{}\" or \"{}\", found \"{}\"", Self::V2, Self::V1, name.escape_debug()),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_its_own_names_and_no_other() {
        for algorithm in Algorithm::ALL {
            assert_eq!(algorithm.as_str().parse(), Ok(algorithm));
        }
        let error = Algorithm::from_str("amzn-pay-rsassa-pss").unwrap_err();
        assert_eq!(
            error.to_string(),
            "algorithm: expected \"AMZN-PAY-RSASSA-PSS-V2\" or \"AMZN-PAY-RSASSA-PSS\", found \"amzn-pay-rsassa-pss\""
        );
    }
}

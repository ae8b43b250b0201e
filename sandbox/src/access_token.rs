//! The token without which a sandbox that others can reach tells and does nothing but what Amazon Pay itself would.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use uuid::Uuid;

/// A token for the control API, the dashboard and the buyer's own pages.
#[derive(Clone)]
pub(crate) struct AccessToken(String);

/// Leaves the token out.
impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(…)")
    }
}

impl FromStr for AccessToken {
    type Err = String;

    /// It stands in headers, cookies and addresses, so only what is not encoded there is taken. The message does not show
    /// what was found: it may be the beginning of a secret.
    fn from_str(text: &str) -> Result<Self, String> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
        if !(16..=128).contains(&text.len()) || !text.chars().all(is_plain) {
            return Err("expected 16 to 128 characters of A-Z a-z 0-9 - . _ ~".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

impl AccessToken {
    /// 244 random bits.
    pub(crate) fn random() -> Self {
        Self(format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()))
    }

    /// The token itself, for whoever starts the sandbox.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether this is the token. The time that it takes tells nothing but the length.
    pub(crate) fn is(&self, given: &str) -> bool {
        verify_slices_are_equal(self.0.as_bytes(), given.as_bytes()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_and_plain_and_shows_itself_to_nobody() {
        for text in ["", "short", "with space and more", "ümlaut-and-many-more", &"a".repeat(129)] {
            let refusal = text.parse::<AccessToken>().unwrap_err();
            assert!(refusal.starts_with("expected 16 to 128"), "{refusal}");
        }
        let token: AccessToken = "correct-horse-battery".parse().unwrap();
        assert!(token.is("correct-horse-battery"));
        for other in ["", "correct-horse-batterz", "correct-horse-battery2"] {
            assert!(!token.is(other), "{other}");
        }
        assert!(!format!("{token:?}").contains("horse"));
        let random = AccessToken::random();
        assert!(random.reveal().parse::<AccessToken>().is_ok() && !random.is(AccessToken::random().reveal()));
    }
}

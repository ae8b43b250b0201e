//! Tokens and addresses that nobody can guess: derived from one secret, so that the engine needs no chance of its own.

use std::fmt;

use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};

/// The secret that tokens are derived from. All zero at first, so that tests repeat; a server sets a random one.
#[derive(Clone, Default)]
pub(super) struct Secrets {
    secret: [u8; 32],
}

/// Shows nothing.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

impl Secrets {
    pub(super) fn new(secret: [u8; 32]) -> Self {
        Self { secret }
    }

    /// 32 hexadecimal digits that only the secret tells, the same for the same purpose and subject.
    pub(super) fn token(&self, purpose: &str, subject: &str) -> String {
        let key = Key::new(HMAC_SHA256, &self.secret);
        let text = format!("{}:{purpose}:{subject}", purpose.len());
        sign(&key, text.as_bytes()).as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_by_secret_purpose_and_subject_and_show_nothing() {
        let (one, other) = (Secrets::default(), Secrets::new([7; 32]));
        let token = one.token("file", "1");
        assert_eq!((token.len(), &token), (32, &one.token("file", "1")));
        for another in [one.token("file", "2"), one.token("claim", "1"), other.token("file", "1")] {
            assert_ne!(token, another);
        }
        assert_eq!(format!("{other:?}"), "Secrets { .. }");
    }
}

//! What the shop's own code, in another language, says when it fails.

use uniffi::UnexpectedUniFFICallbackError;

/// Thrown by the shop's own code (a signer, an observer) when it cannot do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum CallbackError {
    /// It says why. The text becomes part of an error's message and of logs: no secret in it.
    #[error("{reason}")]
    Failed {
        /// Why, in words for a developer.
        reason: String,
    },
    /// It threw something else.
    #[error("threw {name}")]
    Threw {
        /// What was thrown: the name of its type.
        name: String,
    },
}

/// What was thrown may hold anything, a secret too, so that its type alone is told.
impl From<UnexpectedUniFFICallbackError> for CallbackError {
    fn from(thrown: UnexpectedUniFFICallbackError) -> Self {
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '$');
        let name: String = thrown.reason.chars().take_while(|letter| is_name(*letter)).take(100).collect();
        let name = if name.is_empty() { "something".to_owned() } else { name };
        Self::Threw { name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_was_thrown_the_type_alone_is_told() {
        for (thrown, told) in [
            ("java.lang.IllegalStateException: key 4711", "threw java.lang.IllegalStateException"),
            ("KeyServiceError(token: \"4711\")", "threw KeyServiceError"),
            ("", "threw something"),
        ] {
            let error = CallbackError::from(UnexpectedUniFFICallbackError::new(thrown));
            assert_eq!(error.to_string(), told);
        }
    }
}

//! What the caller may add to the headers of every request.

use crate::error::ConfigError;

const LONGEST: usize = 256;

/// Checks a text that goes into a header: 1 to 256 visible ASCII characters, spaces only between them (RFC 9110 §5.5).
pub(super) fn check(field: &'static str, value: &str) -> Result<(), ConfigError> {
    let wrong = |message: String| Err(ConfigError::new(field, message));
    if value.is_empty() {
        return wrong("empty; give a value or leave it out".to_owned());
    }
    if value.len() > LONGEST {
        return wrong(format!("has {} bytes; expected at most {LONGEST}", value.len()));
    }
    if let Some(character) = value.chars().find(|character| !matches!(character, ' '..='~')) {
        return wrong(format!("{value:?} holds {character:?}; expected visible ASCII characters only"));
    }
    if value.trim() != value {
        return wrong(format!("{value:?} begins or ends with a space; remove it"));
    }
    Ok(())
}

/// `amazonpay-rust/0.1.0 (linux; x86_64)` and the caller's suffix.
pub(super) fn user_agent(suffix: Option<&str>) -> String {
    let client = format!(
        "amazonpay-rust/{} ({}; {})",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH
    );
    match suffix {
        Some(suffix) => format!("{client} {suffix}"),
        None => client,
    }
}

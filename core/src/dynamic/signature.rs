//! What a signer in another language gave.

use crate::error::SigningError;

/// Checks that it may be the raw signature of a key, and no text that stands for one. `expected` names what was asked for in
/// the language's words, such as `bytes, the raw signature`.
///
/// ```
/// use amazonpay::dynamic::check_raw_signature;
///
/// assert!(check_raw_signature(&[0xff; 256], "the raw signature").is_ok());
/// let error = check_raw_signature(b"c2lnbmF0dXJl", "the raw signature").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "signing failed: expected the raw signature, as long as the key: 256 bytes for one of 2048 bits; the signer returned 12 \
///      bytes of ASCII; decode the base64 first"
/// );
/// ```
///
/// # Errors
/// [`SigningError`] for a length that no key has, and for nothing but ASCII.
pub fn check_raw_signature(signature: &[u8], expected: &str) -> Result<(), SigningError> {
    let is_text = signature.is_ascii();
    let found = signature.len();
    if (256..=2048).contains(&found) && found.is_multiple_of(8) && !is_text {
        return Ok(());
    }
    let hint = if is_text && found > 0 { " of ASCII; decode the base64 first" } else { "" };
    Err(SigningError::new(format!(
        "expected {expected}, as long as the key: 256 bytes for one of 2048 bits; the signer returned {found} bytes{hint}"
    )))
}

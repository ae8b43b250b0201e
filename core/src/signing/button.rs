//! The signature of a button's payload.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::signer::sign_with;
use super::{Algorithm, PublicKey, Signer, string_to_sign};
use crate::error::SigningError;

/// Derives what is signed for a button's payload: the algorithm's name, a line feed and the payload's hash.
///
/// The payload counts byte for byte: `\/` and `/` differ here, though JSON takes them for the same.
#[must_use]
pub fn button_string_to_sign(payload: &str, algorithm: Algorithm) -> String {
    string_to_sign(algorithm, payload)
}

/// Signs the payload of an Amazon Pay button: the JSON of a Create Checkout Session request.
///
/// The answer is the `signature` of `createCheckoutSessionConfig`, base64. It holds no date, so it may be cached along
/// with the payload. The very string given here must reach the page as `payloadJSON`, byte for byte: encode the
/// object once, sign that text and embed that text.
/// See <https://developer.amazon.com/docs/amazon-pay-checkout/add-the-amazon-pay-button.html>.
///
/// # Errors
/// [`SigningError`] when the signer fails.
///
/// ```
/// use amazonpay::signing::{Algorithm, PrivateKey, button_signature, verify_button_signature};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = PrivateKey::generate()?;
/// let payload = r#"{"webCheckoutDetails":{"checkoutReviewReturnUrl":"https://example.com/review"},"storeId":"amzn1.store"}"#;
/// let signature = button_signature(payload, Algorithm::V2, &key).await?;
/// assert!(verify_button_signature(payload, &signature, Algorithm::V2, &key.public_key()));
/// # Ok(()) }
/// ```
pub async fn button_signature(
    payload: &str,
    algorithm: Algorithm,
    signer: &dyn Signer,
) -> Result<String, SigningError> {
    let message = button_string_to_sign(payload, algorithm);
    Ok(STANDARD.encode(sign_with(signer, algorithm, message.as_bytes()).await?))
}

/// Whether `signature` (base64) is that of `payload` under `public_key`: what Amazon checks when a button is pressed.
#[must_use]
pub fn verify_button_signature(
    payload: &str,
    signature: &str,
    algorithm: Algorithm,
    public_key: &PublicKey,
) -> bool {
    let message = button_string_to_sign(payload, algorithm);
    STANDARD
        .decode(signature)
        .is_ok_and(|signature| public_key.verify(algorithm, message.as_bytes(), &signature))
}

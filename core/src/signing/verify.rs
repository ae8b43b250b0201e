//! Verification of a signed request: what Amazon Pay does on its side.

use std::fmt;

use thiserror::Error;

use super::{AuthorizationHeader, CanonicalRequest, PublicKey, RequestToSign};

/// The headers that every signature must cover: the least that any official SDK (PHP's) signs.
pub const REQUIRED_SIGNED_HEADERS: [&str; 5] =
    ["accept", "content-type", "x-amz-pay-date", "x-amz-pay-host", "x-amz-pay-region"];

/// Why a request's signature was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VerificationFailure {
    /// The `authorization` header doesn't have the form it must have.
    #[error(
        "malformed authorization header: {message}; \
         the form is: ALGORITHM PublicKeyId=ID, SignedHeaders=a;b;c, Signature=BASE64"
    )]
    MalformedAuthorization {
        /// What is wrong with it.
        message: String,
    },
    /// The `authorization` header names an algorithm that Amazon Pay doesn't have.
    #[error(
        "unsupported algorithm \"{}\": expected AMZN-PAY-RSASSA-PSS-V2 or AMZN-PAY-RSASSA-PSS",
        algorithm.escape_debug()
    )]
    UnsupportedAlgorithm {
        /// The name found, cut to 64 characters.
        algorithm: String,
    },
    /// The signature isn't standard, padded base64.
    #[error("the signature isn't base64 (standard alphabet, padded)")]
    SignatureNotBase64,
    /// SignedHeaders leaves out one of [`REQUIRED_SIGNED_HEADERS`].
    #[error("SignedHeaders lacks {name}: sign it too")]
    HeaderNotSigned {
        /// The header's name.
        name: &'static str,
    },
    /// SignedHeaders lists a header that the request doesn't have.
    #[error("SignedHeaders lists {name}, which the request doesn't have: send it, or don't sign it")]
    MissingHeader {
        /// The header's name, lower case.
        name: String,
    },
    /// The signature isn't that of this request under this key.
    #[error(
        "the signature doesn't fit the request: compare your canonical request with the verifier's, line by line; \
         if they agree, the private key doesn't belong to the public key id"
    )]
    WrongSignature(Box<WrongSignature>),
}

/// What the verifier derived from a request whose signature doesn't fit, for comparison with what the sender signed.
///
/// Its `Debug` leaves the texts out, for they may hold tokens of buyers and merchants.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrongSignature {
    /// The verifier's canonical request.
    pub canonical_request: String,
    /// The verifier's string to sign.
    pub string_to_sign: String,
}

impl fmt::Debug for WrongSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WrongSignature").finish_non_exhaustive()
    }
}

/// Checks that `authorization` holds the signature of `request` under `public_key`.
///
/// The canonical request is rebuilt from the headers that `authorization` lists, whichever they are, provided that
/// [`REQUIRED_SIGNED_HEADERS`] are among them. Whether `x-amz-pay-date` is fresh is the caller's to check.
/// See <https://developer.amazon.com/docs/amazon-pay-api-v2/signing-requests.html>.
///
/// # Errors
/// [`VerificationFailure`] says which of it doesn't hold.
pub fn verify(
    request: &RequestToSign<'_>,
    authorization: &AuthorizationHeader,
    public_key: &PublicKey,
) -> Result<(), VerificationFailure> {
    for name in REQUIRED_SIGNED_HEADERS {
        if !authorization.signed_headers.split(';').any(|signed| signed.eq_ignore_ascii_case(name)) {
            return Err(VerificationFailure::HeaderNotSigned { name });
        }
    }
    let canonical = CanonicalRequest::build_for(request, &authorization.signed_headers)?;
    let string_to_sign = canonical.string_to_sign(authorization.algorithm);
    if public_key.verify(authorization.algorithm, string_to_sign.as_bytes(), &authorization.signature) {
        return Ok(());
    }
    Err(VerificationFailure::WrongSignature(Box::new(WrongSignature {
        canonical_request: canonical.into_string(),
        string_to_sign,
    })))
}

#[cfg(test)]
mod tests;

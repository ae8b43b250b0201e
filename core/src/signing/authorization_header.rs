//! The `authorization` header.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Algorithm, VerificationFailure};

/// The parts of an `authorization` header: `ALGORITHM PublicKeyId=ID, SignedHeaders=a;b;c, Signature=BASE64`.
///
/// See <https://developer.amazon.com/docs/amazon-pay-api-v2/signing-requests.html>.
///
/// ```
/// use amazonpay::signing::{Algorithm, AuthorizationHeader};
///
/// let value = "AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=SANDBOX-AE1, SignedHeaders=accept;x-amz-pay-date, Signature=c2ln";
/// let header = AuthorizationHeader::parse(value)?;
/// assert_eq!(header.algorithm, Algorithm::V2);
/// assert_eq!(header.public_key_id, "SANDBOX-AE1");
/// assert_eq!(header.signed_headers, "accept;x-amz-pay-date");
/// assert_eq!(header.signature, b"sig");
/// assert_eq!(header.to_header_value(), value);
/// # Ok::<(), amazonpay::signing::VerificationFailure>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorizationHeader {
    /// How the signature was made.
    pub algorithm: Algorithm,
    /// Which public key verifies it.
    pub public_key_id: String,
    /// The names of the signed headers, joined by `;`, as the header told them.
    pub signed_headers: String,
    /// The signature, decoded.
    pub signature: Vec<u8>,
}

impl AuthorizationHeader {
    /// Reads the header's value. The three parts may come in any order, with or without white space between.
    ///
    /// # Errors
    /// - [`VerificationFailure::UnsupportedAlgorithm`] when the algorithm is neither of [`Algorithm::ALL`];
    /// - [`VerificationFailure::MalformedAuthorization`] when a part is missing, empty, repeated or unknown;
    /// - [`VerificationFailure::SignatureNotBase64`].
    pub fn parse(value: &str) -> Result<Self, VerificationFailure> {
        let malformed = |message: String| VerificationFailure::MalformedAuthorization { message };
        let (name, rest) = value
            .trim()
            .split_once(|c: char| c.is_ascii_whitespace())
            .ok_or_else(|| malformed("expected an algorithm, a space and three parts".into()))?;
        let algorithm =
            Algorithm::ALL.into_iter().find(|algorithm| algorithm.as_str() == name).ok_or_else(|| {
                VerificationFailure::UnsupportedAlgorithm { algorithm: name.chars().take(64).collect() }
            })?;

        let (mut public_key_id, mut signed_headers, mut signature) = (None, None, None);
        for part in rest.split(',') {
            let (name, value) = part.trim().split_once('=').unwrap_or((part.trim(), ""));
            let slot = match name {
                "PublicKeyId" => &mut public_key_id,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                _ => {
                    // The name may be a signature's remainder, so it isn't shown.
                    return Err(malformed("found a part that is none of the three".into()));
                }
            };
            if value.is_empty() {
                return Err(malformed(format!("{name} is empty")));
            }
            if slot.replace(value).is_some() {
                return Err(malformed(format!("{name} is there twice")));
            }
        }
        let required = |part: Option<&'_ str>, name: &str| {
            part.map(str::to_owned).ok_or_else(|| malformed(format!("{name} is missing")))
        };
        Ok(Self {
            algorithm,
            public_key_id: required(public_key_id, "PublicKeyId")?,
            signed_headers: required(signed_headers, "SignedHeaders")?,
            signature: STANDARD
                .decode(required(signature, "Signature")?)
                .map_err(|_| VerificationFailure::SignatureNotBase64)?,
        })
    }

    /// Writes the header's value. It is a secret as long as the request's date is fresh: keep it out of logs.
    #[must_use]
    pub fn to_header_value(&self) -> String {
        write_header_value(self.algorithm, &self.public_key_id, &self.signed_headers, &self.signature)
    }
}

/// Writes the value of an `authorization` header.
pub(super) fn write_header_value(
    algorithm: Algorithm,
    public_key_id: &str,
    signed_headers: &str,
    signature: &[u8],
) -> String {
    let base64_length = signature.len().div_ceil(3) * 4;
    let mut value = String::with_capacity(
        algorithm.as_str().len() + public_key_id.len() + signed_headers.len() + base64_length + 42,
    );
    value.push_str(algorithm.as_str());
    value.push_str(" PublicKeyId=");
    value.push_str(public_key_id);
    value.push_str(", SignedHeaders=");
    value.push_str(signed_headers);
    value.push_str(", Signature=");
    STANDARD.encode_string(signature, &mut value);
    value
}

/// Leaves the signature out.
impl fmt::Debug for AuthorizationHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationHeader")
            .field("algorithm", &self.algorithm)
            .field("public_key_id", &self.public_key_id)
            .field("signed_headers", &self.signed_headers)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(value: &str) -> String {
        AuthorizationHeader::parse(value).unwrap_err().to_string()
    }

    #[test]
    fn takes_the_parts_in_any_order_and_spacing() {
        let header =
            AuthorizationHeader::parse("AMZN-PAY-RSASSA-PSS Signature=AA==,PublicKeyId=K,  SignedHeaders=a")
                .unwrap();
        assert_eq!(header.algorithm, Algorithm::V1);
        assert_eq!(header.public_key_id, "K");
        assert_eq!(header.signed_headers, "a");
        assert_eq!(header.signature, [0]);
    }

    #[test]
    fn says_what_is_wrong() {
        let form = "; the form is: ALGORITHM PublicKeyId=ID, SignedHeaders=a;b;c, Signature=BASE64";
        let cases = [
            ("", "malformed authorization header: expected an algorithm, a space and three parts"),
            (
                "AMZN-PAY-RSASSA-PSS-V2",
                "malformed authorization header: expected an algorithm, a space and three parts",
            ),
            (
                "AMZN-PAY-RSASSA-PSS-V2 SignedHeaders=a, Signature=AA==",
                "malformed authorization header: PublicKeyId is missing",
            ),
            (
                "AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=K, Signature=AA==",
                "malformed authorization header: SignedHeaders is missing",
            ),
            (
                "AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=K, SignedHeaders=a",
                "malformed authorization header: Signature is missing",
            ),
            (
                "AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=, SignedHeaders=a, Signature=AA==",
                "malformed authorization header: PublicKeyId is empty",
            ),
            (
                "AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=K, PublicKeyId=K, SignedHeaders=a, Signature=AA==",
                "malformed authorization header: PublicKeyId is there twice",
            ),
            (
                "AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=K, SignedHeaders=a, Signature=AA==, x=1",
                "malformed authorization header: found a part that is none of the three",
            ),
        ];
        for (value, expected) in cases {
            assert_eq!(failure(value), format!("{expected}{form}"), "{value}");
        }
        assert_eq!(
            failure("AWS4-HMAC-SHA256 PublicKeyId=K, SignedHeaders=a, Signature=AA=="),
            "unsupported algorithm \"AWS4-HMAC-SHA256\": expected AMZN-PAY-RSASSA-PSS-V2 or AMZN-PAY-RSASSA-PSS"
        );
        assert_eq!(
            failure("AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=K, SignedHeaders=a, Signature=A-_="),
            "the signature isn't base64 (standard alphabet, padded)"
        );
    }

    #[test]
    fn keeps_the_signature_out_of_debug() {
        let header =
            AuthorizationHeader::parse("AMZN-PAY-RSASSA-PSS PublicKeyId=K, SignedHeaders=a, Signature=c2ln")
                .unwrap();
        assert_eq!(
            format!("{header:?}"),
            "AuthorizationHeader { algorithm: V1, public_key_id: \"K\", signed_headers: \"a\", .. }"
        );
    }
}

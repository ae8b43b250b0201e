//! Signing of a whole request: from method, URL, headers and body to the headers to add.

use std::fmt;

use jiff::Timestamp;
use url::Url;

use super::authorization_header::write_header_value;
use super::signer::sign_with;
use super::{Algorithm, CanonicalRequest, RequestToSign, Signer};
use crate::config::Region;
use crate::error::{ConfigError, Result};

const JSON: &str = "application/json";

/// Headers that [`sign_request`] makes and a caller therefore must not bring.
const MADE_HERE: [&str; 4] = ["x-amz-pay-date", "x-amz-pay-host", "x-amz-pay-region", "authorization"];

/// Sent but never signed, as the official SDKs do: a sandbox's `x-amz-pay-simulation-code`.
const NEVER_SIGNED: &str = "x-amz-pay-simulation-code";

/// Who signs, and how.
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    /// The id under which Amazon Pay knows the public key: `SANDBOX-…`, `LIVE-…`, or an older one without prefix.
    pub public_key_id: &'a str,
    /// The signer that holds the private key.
    pub signer: &'a dyn Signer,
    /// The algorithm; [`Algorithm::V2`] unless there is a reason.
    pub algorithm: Algorithm,
    /// The region of the merchant's account, for `x-amz-pay-region`.
    pub region: Region,
}

/// A request that is about to be sent.
#[derive(Clone, Copy)]
pub struct OutgoingRequest<'a> {
    /// The method, upper case: `POST`.
    pub method: &'a str,
    /// The whole URL, exactly as it will be sent.
    pub url: &'a Url,
    /// The headers that will be sent anyway. Those called `x-amz-pay-*` are signed (but for
    /// `x-amz-pay-simulation-code`), and so are `accept` and `content-type`; the others are not.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body exactly as it will be sent; empty when there is none.
    pub body: &'a [u8],
}

/// Shows the shape alone, for URL, headers and body may hold tokens and addresses of buyers.
impl fmt::Debug for OutgoingRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        f.debug_struct("OutgoingRequest")
            .field("method", &self.method)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The headers to add to the request, in lower case: `accept` and `content-type` (unless the caller brought them),
/// `x-amz-pay-date`, `x-amz-pay-host`, `x-amz-pay-region` and `authorization`.
#[derive(Clone, PartialEq, Eq)]
pub struct SignatureHeaders {
    headers: Vec<(&'static str, String)>,
}

impl SignatureHeaders {
    /// The value of a header, by its lower-case name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }

    /// The names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

impl IntoIterator for SignatureHeaders {
    type Item = (&'static str, String);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.headers.into_iter()
    }
}

/// Leaves the signature out.
impl fmt::Debug for SignatureHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.iter().map(|(name, value)| match name {
                "authorization" => (name, "<redacted>"),
                _ => (name, value),
            }))
            .finish()
    }
}

/// Signs a request and answers the headers to add to it, for callers who send with an HTTP client of their own.
///
/// `now` becomes `x-amz-pay-date` (to the second, in UTC); Amazon Pay refuses dates more than a few minutes off, so
/// sign shortly before sending and afresh before each attempt. A local key signs within the call, which takes about
/// a quarter of a millisecond; other signers are awaited.
/// See <https://developer.amazon.com/docs/amazon-pay-api-v2/signing-requests.html>.
///
/// # Errors
/// - [`Error::Configuration`](crate::error::Error::Configuration) when the method isn't upper case, the public key id is
///   empty or has characters that would break the header, the URL has no host, or the caller brings a header that is
///   made here;
/// - [`Error::Signing`](crate::error::Error::Signing) when the signer fails.
///
/// ```
/// use amazonpay::config::Region;
/// use amazonpay::signing::{Algorithm, Credentials, OutgoingRequest, PrivateKey, sign_request};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = PrivateKey::generate()?;
/// let credentials = Credentials {
///     public_key_id: "SANDBOX-AEXAMPLE",
///     signer: &key,
///     algorithm: Algorithm::V2,
///     region: Region::Eu,
/// };
/// let request = OutgoingRequest {
///     method: "GET",
///     url: &"https://pay-api.amazon.eu/v2/charges/S01-1234567-1234567-C000000".parse()?,
///     headers: &[],
///     body: b"",
/// };
/// let headers = sign_request(&credentials, &request, "2026-11-24T08:09:10Z".parse()?).await?;
/// assert_eq!(headers.get("x-amz-pay-date"), Some("20261124T080910Z"));
/// assert_eq!(headers.get("x-amz-pay-host"), Some("pay-api.amazon.eu"));
/// assert!(headers.get("authorization").is_some_and(|value| value.starts_with(
///     "AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=SANDBOX-AEXAMPLE, \
///      SignedHeaders=accept;content-type;x-amz-pay-date;x-amz-pay-host;x-amz-pay-region, Signature=",
/// )));
/// # Ok(()) }
/// ```
pub async fn sign_request(
    credentials: &Credentials<'_>,
    request: &OutgoingRequest<'_>,
    now: Timestamp,
) -> Result<SignatureHeaders> {
    check(credentials, request)?;
    let mut headers = Vec::with_capacity(6);
    for name in ["accept", "content-type"] {
        if !request.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            headers.push((name, JSON.to_owned()));
        }
    }
    headers.push(("x-amz-pay-date", now.strftime("%Y%m%dT%H%M%SZ").to_string()));
    headers.push(("x-amz-pay-host", host(request.url)?));
    headers.push(("x-amz-pay-region", credentials.region.code().to_owned()));

    let mut signed: Vec<(&str, &str)> = Vec::with_capacity(headers.len() + request.headers.len());
    signed.extend(headers.iter().map(|(name, value)| (*name, value.as_str())));
    signed.extend(request.headers.iter().copied().filter(|(name, _)| is_signed(name)));
    let canonical = CanonicalRequest::build(&RequestToSign {
        method: request.method,
        path: request.url.path(),
        query: request.url.query().unwrap_or_default(),
        headers: &signed,
        body: request.body,
    });
    let string_to_sign = canonical.string_to_sign(credentials.algorithm);
    let signature = sign_with(credentials.signer, credentials.algorithm, string_to_sign.as_bytes()).await?;
    headers.push((
        "authorization",
        write_header_value(
            credentials.algorithm,
            credentials.public_key_id,
            canonical.signed_headers(),
            &signature,
        ),
    ));
    Ok(SignatureHeaders { headers })
}

/// Whether a header of the caller's goes into the signature.
fn is_signed(name: &str) -> bool {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    let prefixed = name.get(..10).is_some_and(|prefix| prefix.eq_ignore_ascii_case("x-amz-pay-"));
    (prefixed && !is(NEVER_SIGNED)) || is("accept") || is("content-type")
}

fn check(credentials: &Credentials<'_>, request: &OutgoingRequest<'_>) -> Result<(), ConfigError> {
    if request.method.is_empty() || !request.method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        let method = request.method;
        return Err(ConfigError::new(
            "method",
            format!("expected an upper-case HTTP method such as POST, found {method:?}"),
        ));
    }
    let id = credentials.public_key_id;
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',') {
        return Err(ConfigError::new(
            "public_key_id",
            format!("expected the id of a public key, such as SANDBOX-AEXAMPLE, found {id:?}"),
        ));
    }
    for (name, value) in request.headers {
        if let Some(made) = MADE_HERE.into_iter().find(|made| name.eq_ignore_ascii_case(made)) {
            return Err(ConfigError::new("headers", format!("{made} is made by the signing: leave it out")));
        }
        // They would forge lines of the canonical request, or parts of the authorization header, and HTTP forbids them.
        let broken = name.is_empty() || !name.bytes().all(is_token) || value.contains(['\r', '\n', '\0']);
        if broken {
            return Err(ConfigError::new(
                "headers",
                format!("the name {name:?}, or its value, has characters that a header can't have"),
            ));
        }
    }
    Ok(())
}

/// What names of headers are made of (RFC 9110 §5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// The host, with the port unless it is the scheme's own, as in the `host` header.
fn host(url: &Url) -> Result<String, ConfigError> {
    let host = url.host_str().ok_or_else(|| {
        ConfigError::new("url", "expected an http or https URL with a host, found one without")
    })?;
    Ok(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

#[cfg(test)]
mod tests;

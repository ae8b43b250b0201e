//! Requests as a merchant of the sandbox signs them.

use std::sync::OnceLock;

use amazonpay::signing::{Algorithm, Credentials, OutgoingRequest, PrivateKey, sign_request};
use amazonpay_sandbox::Sandbox;
use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{HeaderName, HeaderValue, Request};
use url::Url;

/// The request with what a signature takes; `None` when no client would send it.
pub(crate) fn signed_request(sandbox: &Sandbox, mut request: Request<Bytes>) -> Option<Request<Bytes>> {
    /// All sandboxes of a process have the same.
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    let own = sandbox.credentials();
    let key = KEY.get_or_init(|| PrivateKey::from_pem(&own.private_key_pem).expect("the sandbox made it"));
    let credentials = Credentials {
        public_key_id: &own.public_key_id,
        signer: key,
        algorithm: Algorithm::V2,
        region: own.region,
    };
    let url = Url::parse(sandbox.url()).ok()?.join(&request.uri().to_string()).ok()?;
    *request.uri_mut() = url.as_str().strip_prefix(sandbox.url())?.parse().ok()?;
    let idempotency_key = request.headers().len().to_string();
    let key_header = [("x-amz-pay-idempotency-key", idempotency_key.as_str())];
    let headers: &[(&str, &str)] = if request.method() == "POST" { &key_header } else { &[] };
    let outgoing =
        OutgoingRequest { method: request.method().as_str(), url: &url, headers, body: request.body() };
    let now = sandbox.clock().now();
    let signature = sign_request(&credentials, &outgoing, now).now_or_never()?.ok()?;
    let added = signature.iter().chain(headers.iter().copied());
    let added: Vec<_> = added
        .filter_map(|(name, value)| {
            Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
        })
        .collect();
    request.headers_mut().extend(added);
    Some(request)
}

//! Requests in all the ways of writing them, and what both sides of a signature derive from them.
//!
//! ```text
//! GET /v2//charges/../%63harges?b=1&a=
//! authorization: AMZN-PAY-RSASSA-PSS-V2 PublicKeyId=…
//! x-amz-pay-region: eu
//!
//! body
//! ```

use std::sync::Mutex;

use amazonpay::config::Region;
use amazonpay::error::SigningError;
use amazonpay::signing::{
    Algorithm, AuthorizationHeader, CanonicalRequest, Credentials, OutgoingRequest, RequestToSign, Signer,
    button_string_to_sign, sign_request,
};
use async_trait::async_trait;
use futures_util::FutureExt as _;
use url::Url;

use crate::message::Message;
use crate::own_canonical_form::Meaning;
use crate::wire::Standing;

/// - A canonical request says what its request means, neither more nor less, and is its own canonical form.
/// - An `authorization` header that is read and written stays the same.
/// - The verifier derives from the request that was sent what the signer signed.
pub fn canonicalization(data: &[u8]) {
    let message = Message::read(data);
    let headers: Vec<(&str, &str)> =
        message.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (method, target) = message.first_line.split_once(' ').unwrap_or(("GET", &message.first_line));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    canonical(&RequestToSign { method, path, query, headers: &headers, body: message.body });
    for (name, value) in &headers {
        if name.eq_ignore_ascii_case("authorization") {
            authorization(value);
        }
    }
    for base in ["https://pay-api.amazon.eu/", "https://localhost:8418/sandbox/v2/"] {
        let url = Url::parse(base).and_then(|base| base.join(target));
        if let Ok(url) = url {
            let request = OutgoingRequest { method, url: &url, headers: &headers, body: message.body };
            sent_and_verified(&request);
        }
    }
    let button = String::from_utf8_lossy(message.body);
    assert_eq!(button_string_to_sign(&button, Algorithm::V2).lines().count(), 2);
}

fn canonical(request: &RequestToSign<'_>) {
    let canonical = CanonicalRequest::build(request);
    let names: Vec<&str> = canonical.signed_headers().split(';').collect();
    let listed = CanonicalRequest::build_for(request, canonical.signed_headers());
    let is_token =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && b != b':' && b != b';');
    // Such names make no request: they could stand for a line of their own.
    if !is_token(request.method) || !request.headers.iter().all(|(name, _)| is_token(name)) {
        return;
    }
    assert!(names.is_sorted());
    assert_eq!(listed.as_ref(), Ok(&canonical), "the list of all headers leaves some out");
    assert_eq!(Meaning::read(canonical.as_str()), Meaning::of(request), "{}", canonical.as_str());

    let mut lines = canonical.as_str().split('\n').skip(1);
    let (path, query) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let again = CanonicalRequest::build(&RequestToSign { path, query, ..*request });
    assert_eq!(again.as_str(), canonical.as_str(), "it is not its own canonical form");

    // Repeated headers are a list, whose order counts.
    if names.len() == request.headers.len() {
        let reversed: Vec<_> = request.headers.iter().copied().rev().collect();
        let reversed = CanonicalRequest::build(&RequestToSign { headers: &reversed, ..*request });
        assert_eq!(reversed.as_str(), canonical.as_str(), "the order of headers counts");
    }
    let mut longer = request.body.to_vec();
    longer.push(0);
    let longer = CanonicalRequest::build(&RequestToSign { body: &longer, ..*request });
    assert_ne!(longer.as_str(), canonical.as_str(), "the body does not count");
}

fn authorization(value: &str) {
    match AuthorizationHeader::parse(value) {
        Ok(header) => {
            let written = header.to_header_value();
            assert_eq!(AuthorizationHeader::parse(&written).as_ref(), Ok(&header), "{written}");
        }
        Err(failure) => crate::assert_fit_to_be_shown(&failure.to_string(), false),
    }
}

/// Signs a request as a client does, then derives from what went over the wire what a server verifies.
fn sent_and_verified(request: &OutgoingRequest<'_>) {
    let signer = Recording::default();
    let credentials = Credentials {
        public_key_id: "SANDBOX-FUZZ",
        signer: &signer,
        algorithm: Algorithm::V2,
        region: Region::Eu,
    };
    let signing = sign_request(&credentials, request, Standing::AT);
    let added = match signing.now_or_never().expect("the signer does not wait") {
        Ok(added) => added,
        Err(error) => return crate::assert_fit_to_be_shown(&error.to_string(), true),
    };
    let authorization = added.get("authorization").expect("it is what signing makes");
    let authorization = AuthorizationHeader::parse(authorization).expect("what is written can be read");
    let own: Vec<(&str, &str)> = added.iter().collect();
    let headers: Vec<(&str, &str)> = own.into_iter().chain(request.headers.iter().copied()).collect();
    let received = RequestToSign {
        method: request.method,
        path: request.url.path(),
        query: request.url.query().unwrap_or_default(),
        headers: &headers,
        body: request.body,
    };
    let verified = CanonicalRequest::build_for(&received, &authorization.signed_headers);
    let verified = verified.expect("all that is signed is sent").string_to_sign(authorization.algorithm);
    let signed = signer.0.lock().expect("nothing panics with it").take();
    assert_eq!(Some(verified), signed.and_then(|text| String::from_utf8(text).ok()));
}

/// Remembers what it was to sign.
#[derive(Debug, Default)]
struct Recording(Mutex<Option<Vec<u8>>>);

#[async_trait]
impl Signer for Recording {
    async fn sign(&self, _: Algorithm, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        *self.0.lock().expect("nothing panics with it") = Some(message.to_vec());
        Ok(b"signature".to_vec())
    }
}

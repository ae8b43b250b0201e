//! Unit tests of verification; their module is declared under `#[cfg(test)]`.

use super::*;
use crate::signing::{Algorithm, PrivateKey, Signer};

const HEADERS: [(&str, &str); 6] = [
    ("User-Agent", "curl/8"),
    ("Accept", "application/json"),
    ("Content-Type", "application/json"),
    ("X-Amz-Pay-Date", "20261124T080910Z"),
    ("X-Amz-Pay-Host", "localhost:8417"),
    ("X-Amz-Pay-Region", "eu"),
];
const SIGNED: &str = "accept;content-type;x-amz-pay-date;x-amz-pay-host;x-amz-pay-region";

fn key() -> PrivateKey {
    PrivateKey::from_pem(include_str!("../../../../tests/vectors/keys/test-only-rsa-2048.pem")).unwrap()
}

fn request<'a>(headers: &'a [(&'a str, &'a str)]) -> RequestToSign<'a> {
    RequestToSign { method: "POST", path: "/v2/charges", query: "a=b", headers, body: b"{}" }
}

fn sign(algorithm: Algorithm, request: &RequestToSign<'_>, signed_headers: &str) -> AuthorizationHeader {
    let message = CanonicalRequest::build_for(request, signed_headers).unwrap().string_to_sign(algorithm);
    AuthorizationHeader {
        algorithm,
        public_key_id: "SANDBOX-AE1".to_owned(),
        signed_headers: signed_headers.to_owned(),
        signature: key().sign_now(algorithm, message.as_bytes()).unwrap().unwrap(),
    }
}

#[test]
fn accepts_any_signed_headers_that_hold_the_required_ones() {
    let request = request(&HEADERS);
    let public_key = key().public_key();
    for algorithm in Algorithm::ALL {
        for signed in [SIGNED, &format!("{SIGNED};user-agent"), &SIGNED.to_ascii_uppercase()] {
            assert_eq!(verify(&request, &sign(algorithm, &request, signed), &public_key), Ok(()), "{signed}");
        }
    }
}

#[test]
fn refuses_any_change_of_what_was_signed() {
    let original = request(&HEADERS);
    let authorization = sign(Algorithm::V2, &original, SIGNED);
    let public_key = key().public_key();
    let mut headers = HEADERS;
    headers[3].1 = "20261124T080911Z";
    for changed in [
        RequestToSign { method: "PATCH", ..original },
        RequestToSign { path: "/v2/charge", ..original },
        RequestToSign { query: "a=c", ..original },
        RequestToSign { body: b"{} ", ..original },
        RequestToSign { headers: &headers, ..original },
    ] {
        let failure = verify(&changed, &authorization, &public_key).unwrap_err();
        assert!(matches!(failure, VerificationFailure::WrongSignature(_)), "{changed:?}");
    }
    let other_algorithm = AuthorizationHeader { algorithm: Algorithm::V1, ..authorization.clone() };
    assert!(verify(&original, &other_algorithm, &public_key).is_err());
    assert!(verify(&original, &authorization, &PrivateKey::generate().unwrap().public_key()).is_err());
    // What isn't signed may change.
    let mut headers = HEADERS;
    headers[0].1 = "a proxy";
    assert_eq!(verify(&RequestToSign { headers: &headers, ..original }, &authorization, &public_key), Ok(()));
}

#[test]
fn shows_the_developer_what_the_verifier_made_of_the_request() {
    let request = request(&HEADERS);
    let mut authorization = sign(Algorithm::V2, &request, SIGNED);
    authorization.signature[0] ^= 1;
    let failure = verify(&request, &authorization, &key().public_key()).unwrap_err();
    let VerificationFailure::WrongSignature(wrong) = &failure else { panic!("{failure}") };
    assert_eq!(wrong.canonical_request, CanonicalRequest::build_for(&request, SIGNED).unwrap().as_str());
    assert_eq!(wrong.string_to_sign, crate::signing::string_to_sign(Algorithm::V2, &wrong.canonical_request));
    assert_eq!(
        failure.to_string(),
        "the signature doesn't fit the request: compare your canonical request with the verifier's, line by line; \
         if they agree, the private key doesn't belong to the public key id"
    );
    assert_eq!(format!("{failure:?}"), "WrongSignature(WrongSignature { .. })");
}

#[test]
fn insists_on_the_required_headers() {
    let request = request(&HEADERS);
    for name in REQUIRED_SIGNED_HEADERS {
        let fewer: Vec<&str> = SIGNED.split(';').filter(|other| *other != name).collect();
        let authorization = sign(Algorithm::V2, &request, &fewer.join(";"));
        let failure = verify(&request, &authorization, &key().public_key()).unwrap_err();
        assert_eq!(failure, VerificationFailure::HeaderNotSigned { name });
        assert_eq!(failure.to_string(), format!("SignedHeaders lacks {name}: sign it too"));
    }
}

#[test]
fn misses_a_signed_header_that_was_not_sent() {
    let mut authorization = sign(Algorithm::V2, &request(&HEADERS), SIGNED);
    authorization.signed_headers.push_str(";X-Amz-Pay-Idempotency-Key");
    let failure = verify(&request(&HEADERS), &authorization, &key().public_key()).unwrap_err();
    assert_eq!(
        failure.to_string(),
        "SignedHeaders lists x-amz-pay-idempotency-key, which the request doesn't have: send it, or don't sign it"
    );
}

#[test]
fn debug_of_a_request_shows_its_shape_alone() {
    let headers = [("x-amz-pay-authtoken", "secret")];
    let request = RequestToSign {
        method: "GET",
        path: "/v2/buyers/secret",
        query: "secret",
        headers: &headers,
        body: b"secret",
    };
    assert_eq!(
        format!("{request:?}"),
        "RequestToSign { method: \"GET\", headers: [\"x-amz-pay-authtoken\"], body_bytes: 6, .. }"
    );
    assert!(!format!("{:?}", CanonicalRequest::build(&request)).contains("secret"));
}

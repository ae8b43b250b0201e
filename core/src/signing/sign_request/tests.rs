//! Unit tests of signing whole requests; their module is declared under `#[cfg(test)]`.

use async_trait::async_trait;

use super::*;
use crate::error::{Error, SigningError};
use crate::signing::{AuthorizationHeader, PrivateKey, verify};

const NOW: &str = "2026-11-24T08:09:10.987Z";

fn key() -> PrivateKey {
    PrivateKey::from_pem(include_str!("../../../../tests/vectors/keys/test-only-rsa-2048.pem")).unwrap()
}

fn credentials(signer: &dyn Signer) -> Credentials<'_> {
    Credentials { public_key_id: "SANDBOX-AE1", signer, algorithm: Algorithm::V2, region: Region::Jp }
}

async fn sign(signer: &dyn Signer, url: &str, headers: &[(&str, &str)]) -> Result<SignatureHeaders> {
    let request = OutgoingRequest { method: "POST", url: &url.parse().unwrap(), headers, body: b"{}" };
    sign_request(&credentials(signer), &request, NOW.parse().unwrap()).await
}

fn signed_headers(headers: &SignatureHeaders) -> String {
    AuthorizationHeader::parse(headers.get("authorization").unwrap()).unwrap().signed_headers
}

#[tokio::test]
async fn makes_headers_that_verify() {
    let key = key();
    for algorithm in Algorithm::ALL {
        let url = "http://127.0.0.1:8417/sandbox/v2/charges/%C3%A9?b=2&a=1+1".parse::<Url>().unwrap();
        let own = [("x-amz-pay-idempotency-key", "0123"), ("user-agent", "shop/1")];
        let request = OutgoingRequest { method: "POST", url: &url, headers: &own, body: b"{}" };
        let credentials = Credentials { algorithm, ..credentials(&key) };
        let added = sign_request(&credentials, &request, NOW.parse().unwrap()).await.unwrap();
        let names: Vec<&str> = added.iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            [
                "accept",
                "content-type",
                "x-amz-pay-date",
                "x-amz-pay-host",
                "x-amz-pay-region",
                "authorization"
            ]
        );
        assert_eq!(added.get("accept"), Some("application/json"));
        assert_eq!(added.get("content-type"), Some("application/json"));
        assert_eq!(added.get("x-amz-pay-date"), Some("20261124T080910Z"));
        assert_eq!(added.get("x-amz-pay-host"), Some("127.0.0.1:8417"));
        assert_eq!(added.get("x-amz-pay-region"), Some("jp"));

        let authorization = AuthorizationHeader::parse(added.get("authorization").unwrap()).unwrap();
        assert_eq!(
            (authorization.algorithm, authorization.public_key_id.as_str()),
            (algorithm, "SANDBOX-AE1")
        );
        let sent: Vec<(&str, &str)> = own.into_iter().chain(added.iter()).collect();
        let received = RequestToSign {
            method: "POST",
            path: "/sandbox/v2/charges/%C3%A9",
            query: "b=2&a=1+1",
            headers: &sent,
            body: b"{}",
        };
        assert_eq!(verify(&received, &authorization, &key.public_key()), Ok(()));
    }
}

#[tokio::test]
async fn signs_amazon_pays_headers_and_no_others() {
    let headers = [
        ("X-Amz-Pay-Idempotency-Key", "0123"),
        ("x-amz-pay-authtoken", "token"),
        ("x-amz-pay-integrator-id", "id"),
        ("X-Amz-Pay-Simulation-Code", "HardDeclined"),
        ("user-agent", "shop/1"),
        ("x-amz", "é"),
        ("traceparent", "00"),
    ];
    let added = sign(&key(), "https://pay-api.amazon.jp/v2/charges", &headers).await.unwrap();
    assert_eq!(
        signed_headers(&added),
        "accept;content-type;x-amz-pay-authtoken;x-amz-pay-date;x-amz-pay-host;x-amz-pay-idempotency-key;\
         x-amz-pay-integrator-id;x-amz-pay-region"
    );
}

#[tokio::test]
async fn keeps_the_callers_accept_and_content_type() {
    let headers = [("Accept", "*/*"), ("Content-Type", "application/json; charset=utf-8")];
    let added = sign(&key(), "https://pay-api.amazon.jp/v2/charges", &headers).await.unwrap();
    assert_eq!((added.get("accept"), added.get("content-type")), (None, None));
    assert_eq!(signed_headers(&added), "accept;content-type;x-amz-pay-date;x-amz-pay-host;x-amz-pay-region");
}

#[tokio::test]
async fn names_the_host_as_the_host_header_does() {
    for (url, host) in [
        ("https://pay-api.amazon.jp:443/v2", "pay-api.amazon.jp"),
        ("https://pay-api.amazon.jp:8443/v2", "pay-api.amazon.jp:8443"),
        ("http://LOCALHOST:80/v2", "localhost"),
        ("http://[::1]:8417/v2", "[::1]:8417"),
    ] {
        let added = sign(&key(), url, &[]).await.unwrap();
        assert_eq!(added.get("x-amz-pay-host"), Some(host), "{url}");
    }
}

#[tokio::test]
async fn refuses_what_cannot_be_signed() {
    let key = key();
    let url: Url = "https://pay-api.amazon.jp/v2".parse().unwrap();
    let request = OutgoingRequest { method: "POST", url: &url, headers: &[], body: b"" };
    let message = async |credentials: Credentials<'_>, request: OutgoingRequest<'_>| {
        let error = sign_request(&credentials, &request, NOW.parse().unwrap()).await.unwrap_err();
        assert!(matches!(error, Error::Configuration(_)));
        error.to_string()
    };
    for (method, shown) in [("post", "\"post\""), ("", "\"\""), ("GET /", "\"GET /\"")] {
        assert_eq!(
            message(credentials(&key), OutgoingRequest { method, ..request }).await,
            format!("method: expected an upper-case HTTP method such as POST, found {shown}")
        );
    }
    for (public_key_id, shown) in [("", "\"\""), ("A,B", "\"A,B\""), ("A\nB", "\"A\\nB\"")] {
        assert_eq!(
            message(Credentials { public_key_id, ..credentials(&key) }, request).await,
            format!(
                "public_key_id: expected the id of a public key, such as SANDBOX-AEXAMPLE, found {shown}"
            )
        );
    }
    let nowhere: Url = "data:text/plain,x".parse().unwrap();
    assert_eq!(
        message(credentials(&key), OutgoingRequest { url: &nowhere, ..request }).await,
        "url: expected an http or https URL with a host, found one without"
    );
    for name in ["X-Amz-Pay-Date", "x-amz-pay-host", "x-amz-pay-region", "Authorization"] {
        assert_eq!(
            message(credentials(&key), OutgoingRequest { headers: &[(name, "secret")], ..request }).await,
            format!("headers: {} is made by the signing: leave it out", name.to_ascii_lowercase())
        );
    }
    for (name, value) in [
        ("x-amz-pay-a", "1\r\nx-amz-pay-b:secret"),
        ("x-amz-pay-a:b", ""),
        ("x-amz-pay-a,b", ""),
        ("", "secret"),
        ("ä", ""),
    ] {
        assert_eq!(
            message(credentials(&key), OutgoingRequest { headers: &[(name, value)], ..request }).await,
            format!("headers: the name {name:?}, or its value, has characters that a header can't have")
        );
    }
}

/// Answers after a wait, as a key management service does.
#[derive(Debug)]
struct Remote(Result<Vec<u8>, SigningError>);

#[async_trait]
impl Signer for Remote {
    async fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        assert!(message.starts_with(format!("{algorithm}\n").as_bytes()));
        tokio::task::yield_now().await;
        self.0.clone()
    }
}

#[tokio::test]
async fn awaits_signers_that_call_out() {
    let added = sign(&Remote(Ok(b"signature".to_vec())), "https://pay-api.amazon.jp/v2", &[]).await.unwrap();
    assert!(added.get("authorization").unwrap().ends_with(", Signature=c2lnbmF0dXJl"));

    let refusing = Remote(Err(SigningError::new("the key service is not available")));
    let error = sign(&refusing, "https://pay-api.amazon.jp/v2", &[]).await.unwrap_err();
    assert!(matches!(error, Error::Signing(_)));
    assert_eq!(error.to_string(), "signing failed: the key service is not available");
}

#[tokio::test]
async fn debug_shows_neither_signature_nor_values() {
    let added = sign(&key(), "https://pay-api.amazon.jp/v2", &[]).await.unwrap();
    let debug = format!("{added:?}");
    assert!(debug.contains("\"authorization\": \"<redacted>\"") && !debug.contains("Signature="), "{debug}");
    let url: Url = "https://pay-api.amazon.jp/v2/buyers/secret".parse().unwrap();
    let request = OutgoingRequest { method: "GET", url: &url, headers: &[("a", "secret")], body: b"secret" };
    assert!(!format!("{request:?}").contains("secret"));
}

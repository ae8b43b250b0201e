//! Runs tests/vectors/signing: every stage byte for byte, then the foreign signature, then our own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::fs;
use std::path::{Path, PathBuf};

use amazonpay::signing::{
    Algorithm, AuthorizationHeader, CanonicalRequest, PrivateKey, PublicKey, RequestToSign, Signer,
    button_signature, button_string_to_sign, string_to_sign, verify, verify_button_signature,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged)]
enum Case {
    Button(Button),
    Request(Request),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Button {
    #[serde(rename = "description")]
    _description: String,
    payload: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Request {
    #[serde(rename = "description")]
    _description: String,
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    signed_headers: Option<Vec<String>>,
    body: String,
}

const VERSIONS: [(Algorithm, &str); 2] = [(Algorithm::V2, "v2"), (Algorithm::V1, "v1")];

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[tokio::test]
async fn every_case_agrees_at_every_stage() {
    let key = PrivateKey::from_file(vectors().join("keys/test-only-rsa-2048.pem")).unwrap();
    let public_key =
        PublicKey::from_pem(&read(&vectors().join("keys/test-only-rsa-2048.public.pem"))).unwrap();
    let mut names = Vec::new();
    for entry in fs::read_dir(vectors().join("signing")).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.join("request.json").exists() {
            continue;
        }
        names.push(folder.file_name().unwrap().to_string_lossy().into_owned());
        let text = read(&folder.join("request.json"));
        match serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            Case::Button(button) => run_button(&folder, &button, &key, &public_key).await,
            Case::Request(request) => run_request(&folder, &request, &key, &public_key).await,
        }
    }
    assert!(names.len() >= 42, "only {} cases: {names:?}", names.len());
}

async fn run_request(folder: &Path, case: &Request, key: &PrivateKey, public_key: &PublicKey) {
    let headers: Vec<(&str, &str)> =
        case.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let request = RequestToSign {
        method: &case.method,
        path: &case.path,
        query: &case.query,
        headers: &headers,
        body: case.body.as_bytes(),
    };
    let canonical = match &case.signed_headers {
        None => CanonicalRequest::build(&request),
        Some(names) => CanonicalRequest::build_for(&request, &names.join(";")).unwrap(),
    };
    assert_eq!(canonical.as_str(), read(&folder.join("canonical-request.txt")), "{}", folder.display());

    for (algorithm, version) in VERSIONS {
        let message = canonical.string_to_sign(algorithm);
        let expected = read(&folder.join(format!("string-to-sign-{version}.txt")));
        assert_eq!(message, expected, "{}", folder.display());

        let header = read(&folder.join(format!("authorization-{version}.txt")));
        let foreign = AuthorizationHeader::parse(&header).unwrap();
        assert_eq!(foreign.algorithm, algorithm);
        assert_eq!(foreign.signed_headers, canonical.signed_headers(), "{}", folder.display());
        assert_eq!(foreign.to_header_value(), header);
        verify(&request, &foreign, public_key)
            .unwrap_or_else(|failure| panic!("{}: {failure}", folder.display()));

        let signature = key.sign(algorithm, message.as_bytes()).await.unwrap();
        assert_ne!(signature, foreign.signature, "the salt is random");
        let own = AuthorizationHeader { signature, ..foreign };
        verify(&request, &own, public_key)
            .unwrap_or_else(|failure| panic!("{}: {failure}", folder.display()));
    }
}

async fn run_button(folder: &Path, case: &Button, key: &PrivateKey, public_key: &PublicKey) {
    for (algorithm, version) in VERSIONS {
        let message = button_string_to_sign(&case.payload, algorithm);
        let expected = read(&folder.join(format!("string-to-sign-{version}.txt")));
        assert_eq!(message, expected, "{}", folder.display());
        assert_eq!(message, string_to_sign(algorithm, &case.payload));

        let foreign = read(&folder.join(format!("signature-{version}.txt")));
        assert!(
            verify_button_signature(&case.payload, &foreign, algorithm, public_key),
            "{}",
            folder.display()
        );
        let own = button_signature(&case.payload, algorithm, key).await.unwrap();
        assert!(verify_button_signature(&case.payload, &own, algorithm, public_key), "{}", folder.display());
        assert_eq!(STANDARD.decode(&own).unwrap().len(), 256);

        let other = if algorithm == Algorithm::V2 { Algorithm::V1 } else { Algorithm::V2 };
        assert!(!verify_button_signature(&case.payload, &own, other, public_key));
        assert!(!verify_button_signature(&format!("{} ", case.payload), &own, algorithm, public_key));
        assert!(!verify_button_signature(&case.payload, "no base64", algorithm, public_key));
    }
}

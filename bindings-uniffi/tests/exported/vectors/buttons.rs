//! Buttons, by the vectors of signing.

use std::fs;

use amazonpay::signing::Algorithm;
use amazonpay_tests::operation_vectors::vectors;
use amazonpay_tests::test_key;
use amazonpay_uniffi::ClientSettings;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::client_with;

#[tokio::test]
async fn a_buttons_payload_is_signed_by_the_rules() {
    let key = test_key::public_key().unwrap();
    let mut signed = 0;
    for entry in fs::read_dir(vectors().join("signing")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("button-") {
            continue;
        }
        let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
        let request: Value = serde_json::from_str(&text("request.json")).unwrap();
        let payload = request["payload"].as_str().unwrap();
        for (algorithm, version) in [(Algorithm::V2, "v2"), (Algorithm::V1, "v1")] {
            let settings = ClientSettings { algorithm: Some(algorithm), ..ClientSettings::default() };
            let pay = client_with("http://127.0.0.1:1", settings);
            let signature = pay.button_signature(payload.to_owned()).await.unwrap();
            let signature = STANDARD.decode(signature).unwrap();
            let message = text(&format!("string-to-sign-{version}.txt"));
            assert!(key.verify(algorithm, message.as_bytes(), &signature), "{name} {version}");
            signed += 1;
        }
    }
    assert!(signed >= 10, "{signed}");
}

use amazonpay::signing::{Algorithm, PrivateKey, Signer, string_to_sign};
use amazonpay_sandbox::Merchant;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::Value;

use crate::client::{Client, Request, start};

/// What a client writes in place of the canonical request.
type Spoil = Box<dyn Fn(&str) -> String>;

/// Signs another canonical request than the one that the server will see.
async fn sign_otherwise(client: &Client, request: &Request, spoil: impl Fn(&str) -> String) -> Request {
    let told = "accept;content-type;x-amz-pay-date;x-amz-pay-host;x-amz-pay-region";
    let headers: Vec<(&str, &str)> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let url: reqwest::Url = request.url.parse().unwrap();
    let canonical = amazonpay::signing::canonical_request(
        &amazonpay::signing::RequestToSign {
            method: request.method,
            path: url.path(),
            query: url.query().unwrap_or_default(),
            headers: &headers,
            body: request.body.as_bytes(),
        },
        told,
    )
    .unwrap();
    let text = spoil(&canonical);
    let message = string_to_sign(Algorithm::V2, &text);
    let signature = client.key.sign(Algorithm::V2, message.as_bytes()).await.unwrap();
    let value = format!(
        "AMZN-PAY-RSASSA-PSS-V2 PublicKeyId={}, SignedHeaders={told}, Signature={}",
        client.public_key_id,
        STANDARD.encode(signature)
    );
    request.clone().set("authorization", &value)
}

async fn report(client: &Client, request: Request) -> Value {
    let answer = client.send(request).await;
    assert_eq!(answer.reason(), "InvalidRequestSignature", "{answer:?}");
    let id = answer.headers["x-amz-pay-request-id"].to_str().unwrap();
    client.control("GET", &format!("requests/{id}"), "").await.json["signature"].clone()
}

#[tokio::test]
async fn the_clients_canonical_request_and_the_differing_line_are_found_out() {
    let (_sandbox, client) = start().await;
    let body = r#"{"url": "https://example.com/a", "name": "Ä"}"#;
    let request = client.sign("POST", "/v2/char%20ges?b=2&a=1%2C2", body, &[], Timestamp::now()).await;
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let without_hash = |text: &str| text.rsplit_once('\n').unwrap().0.to_owned();
    let cases: Vec<(Spoil, u64, &str, &str)> = vec![
        (Box::new(|text| text.replace("char%20ges", "char%2520ges")), 2, "path", "percent-encoded twice"),
        (
            Box::new(|text| text.replace("/v2/", "/sandbox/v2/")),
            2,
            "path",
            "an environment that the URL has not",
        ),
        (Box::new(|text| text.replace("a=1%2C2&b=2", "b=2&a=1%2C2")), 3, "query", "as it is on the wire"),
        (Box::new(|text| text.replace("a=1%2C2&b=2", "")), 3, "query", "no query"),
        (Box::new(|text| text.replace("\n\naccept;", "\naccept;")), 9, "end of the headers", "no empty line"),
        (
            Box::new(move |text| format!("{}\n{empty}", without_hash(text))),
            11,
            "hash of the body",
            "the hash of an empty body",
        ),
        (
            Box::new(move |text| format!("{}\n{empty}", without_hash(text)).replace("%20", "%2520")),
            2,
            "path",
            "percent-encoded twice and the hash of an empty body",
        ),
    ];
    for (spoil, line, part, what) in cases {
        let spoiled = sign_otherwise(&client, &request, &spoil).await;
        let report = report(&client, spoiled).await;
        assert!(report["conclusion"].as_str().unwrap().contains(what), "{what}: {report}");
        assert_eq!(report["clientCanonicalRequestIsCertain"], true, "{what}");
        assert_eq!(report["firstDifference"]["line"], line, "{what}: {report}");
        assert_eq!(report["firstDifference"]["part"], part, "{what}");
        let server = report["serverCanonicalRequest"].as_str().unwrap();
        assert_eq!(report["clientCanonicalRequest"], spoil(server).as_str(), "{what}");
    }
}

#[tokio::test]
async fn a_port_left_out_of_the_host_is_found() {
    let (_sandbox, client) = start().await;
    let request = client.sign("GET", "/v2/charges/1", "", &[], Timestamp::now()).await;
    let host = request.get("x-amz-pay-host").to_owned();
    let spoiled = sign_otherwise(&client, &request, |text| text.replace(&host, "127.0.0.1")).await;
    let report = report(&client, spoiled).await;
    assert_eq!(report["firstDifference"]["part"], "header x-amz-pay-host");
    assert_eq!(report["firstDifference"]["server"], format!("x-amz-pay-host:{host}"));
    assert_eq!(report["firstDifference"]["client"], "x-amz-pay-host:127.0.0.1");
}

#[tokio::test]
async fn a_key_that_belongs_to_another_id_is_named_and_an_unknown_one_is_suspected() {
    let (sandbox, mut client) = start().await;
    let other = sandbox.add_merchant(Merchant::new("A1OTHER").public_key_id("SANDBOX-OTHER")).unwrap();
    client.key = PrivateKey::from_pem(&other.private_key_pem).unwrap();
    let request = client.sign("GET", "/v2/charges/1", "", &[], Timestamp::now()).await;
    let mixed_up = report(&client, request).await;
    assert!(
        mixed_up["conclusion"].as_str().unwrap().contains("public key id SANDBOX-OTHER, not of"),
        "{mixed_up}"
    );

    client.key = PrivateKey::generate().unwrap();
    let request = client.sign("GET", "/v2/charges/1", "", &[], Timestamp::now()).await;
    let unknown = report(&client, request).await;
    assert_eq!(unknown["clientCanonicalRequestIsCertain"], false);
    assert!(
        unknown["conclusion"].as_str().unwrap().contains("most likely the private key is not that"),
        "{unknown}"
    );
}

#[tokio::test]
async fn a_client_may_send_its_own_canonical_request_to_have_it_compared() {
    let (_sandbox, client) = start().await;
    let request = client.sign("GET", "/v2/charges/1", "", &[], Timestamp::now()).await;
    let own = "GET\n/v2/charges/one\n\naccept:text/html\n\naccept\nabc";
    let spoiled = sign_otherwise(&client, &request, |_| own.to_owned()).await;
    let guessed = report(&client, spoiled.clone()).await;
    assert_eq!(guessed["clientCanonicalRequest"], Value::Null);
    let sent = spoiled.set("x-amz-pay-sandbox-canonical-request", &STANDARD.encode(own));
    let compared = report(&client, sent).await;
    assert_eq!(compared["clientCanonicalRequest"], own);
    assert_eq!(compared["clientCanonicalRequestIsCertain"], true);
    assert_eq!(compared["firstDifference"]["client"], "/v2/charges/one");
    assert_eq!(compared["firstDifference"]["server"], "/v2/charges/1");
}

#[tokio::test]
async fn the_salt_of_the_other_algorithm_is_recognised() {
    let (_sandbox, client) = start().await;
    let request = client.sign("GET", "/v2/charges/1", "", &[], Timestamp::now()).await;
    let value = request.get("authorization").replace("AMZN-PAY-RSASSA-PSS-V2", "AMZN-PAY-RSASSA-PSS");
    let report = report(&client, request.set("authorization", &value)).await;
    let conclusion = report["conclusion"].as_str().unwrap();
    assert!(
        conclusion.contains("begins with AMZN-PAY-RSASSA-PSS-V2 and the signature has a salt of 32 bytes"),
        "{conclusion}"
    );
}

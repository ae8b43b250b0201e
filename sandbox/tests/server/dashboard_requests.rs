//! What the dashboard shows of a request: replays, attempts, what was signed, and the request as it came.

use amazonpay_sandbox::Fault;
use serde_json::{Value, json};

use crate::client::{Client, Request, start};

fn body(client: &Client) -> String {
    json!({
        "webCheckoutDetails": {"checkoutReviewReturnUrl": "https://example.com/review"},
        "storeId": "amzn1.application-oa2-client.x",
        "addressDetails": {"name": "Mette Hansen", "phoneNumber": client.public_key_id},
    })
    .to_string()
}

async fn signed(client: &Client, key: &str) -> Request {
    let extra = [("x-amz-pay-idempotency-key", key)];
    client.sign("POST", "/v2/checkoutSessions", &body(client), &extra, jiff::Timestamp::now()).await
}

fn lines(listed: &Value) -> Vec<(u64, bool, u64)> {
    let line = |one: &Value| {
        let status = one["status"].as_u64().unwrap();
        (status, one["replayed"].as_bool().unwrap(), one["attempt"].as_u64().unwrap())
    };
    listed["requests"].as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn attempts_are_counted_by_key_and_operation_and_replays_are_marked() {
    let (sandbox, client) = start().await;
    sandbox.add_fault(Fault::status(503).count(1)).unwrap();
    for _ in 0..3 {
        client.send(signed(&client, "key-1").await).await;
    }
    client.send(signed(&client, "key-2").await).await;
    client.get("/v2/charges/S01-1234567-1234567-C000000").await;
    client.get("/v2/charges/S01-1234567-1234567-C000000").await;
    let listed = client.control("GET", "requests", "").await.json;
    assert_eq!(
        lines(&listed),
        [(404, false, 1), (404, false, 1), (201, false, 1), (201, true, 3), (201, false, 2), (503, false, 1)],
        "newest first: {listed}"
    );
    let keys: Vec<&Value> =
        listed["requests"].as_array().unwrap().iter().map(|one| &one["idempotencyKey"]).collect();
    assert_eq!(json!(keys), json!([null, null, "key-2", "key-1", "key-1", "key-1"]));
    let id = listed["requests"][3]["requestId"].as_str().unwrap();
    let shown = client.control("GET", &format!("requests/{id}"), "").await.json;
    assert_eq!((&shown["replayed"], &shown["attempt"]), (&json!(true), &json!(3)), "{shown}");
    let latest = client.control("GET", "requests?limit=4", "").await.json;
    assert_eq!(
        lines(&latest).last(),
        Some(&(201, true, 3)),
        "earlier ones count although they are not listed"
    );
}

#[tokio::test]
async fn the_canonical_request_is_shown_for_right_and_wrong_signatures() {
    let (_sandbox, client) = start().await;
    let shown = async |request: Request| {
        let answer = client.send(request).await;
        let id = answer.headers["x-amz-pay-request-id"].to_str().unwrap().to_owned();
        client.control("GET", &format!("requests/{id}"), "").await.json
    };
    let right = shown(signed(&client, "key-1").await).await;
    assert_eq!(right["signatureValid"], true);
    let canonical = right["canonicalRequest"].as_str().unwrap();
    assert!(canonical.starts_with("POST\n/v2/checkoutSessions\n\naccept:application/json\n"), "{canonical}");
    // What the client signed with the core, it was right about.
    let expected = amazonpay::signing::string_to_sign(client.algorithm, canonical);
    assert_eq!(right["stringToSign"], json!(expected));

    let mut spoiled = signed(&client, "key-2").await;
    spoiled.body.push(' ');
    let wrong = shown(spoiled).await;
    assert_eq!(wrong["signatureValid"], false);
    assert_eq!(wrong["canonicalRequest"], wrong["signature"]["serverCanonicalRequest"], "{wrong}");

    let unsigned = shown(signed(&client, "key-3").await.without("authorization")).await;
    assert_eq!((&unsigned["signatureValid"], &unsigned["canonicalRequest"]), (&json!(null), &json!(null)));
}

#[tokio::test]
async fn the_canonical_request_of_a_long_body_has_the_whole_bodys_hash() {
    let (_sandbox, client) = start().await;
    let long = format!(r#"{{"x": "{}"}}"#, "y".repeat(100_000));
    let answer = client.call("POST", "/v2/charges", &long, &[("x-amz-pay-idempotency-key", "long")]).await;
    let id = answer.headers["x-amz-pay-request-id"].to_str().unwrap();
    let shown = client.control("GET", &format!("requests/{id}"), "").await.json;
    let hash = shown["canonicalRequest"].as_str().unwrap().rsplit('\n').next().unwrap().to_owned();
    let request = amazonpay::signing::RequestToSign {
        method: "POST",
        path: "/v2/charges",
        query: "",
        headers: &[],
        body: long.as_bytes(),
    };
    let expected = amazonpay::signing::CanonicalRequest::build(&request);
    assert_eq!(Some(hash.as_str()), expected.as_str().rsplit('\n').next());
    let raw = client.control("GET", &format!("requests/{id}/raw"), "").await.json;
    assert_eq!((&raw["truncated"], raw["body"].as_str().unwrap().len()), (&json!(true), 64 * 1024));
}

#[tokio::test]
async fn raw_is_the_request_as_it_came_and_nothing_else_shows_its_secrets() {
    let (sandbox, client) = start().await;
    let token = sandbox.credentials().auth_token;
    let request = signed(&client, "key-1").await.set("x-amz-pay-authtoken", &token);
    let signature = request.get("authorization").rsplit("Signature=").next().unwrap().to_owned();
    let answer = client.send(request.clone()).await;
    let id = answer.headers["x-amz-pay-request-id"].to_str().unwrap().to_owned();

    let raw = client.control("GET", &format!("requests/{id}/raw"), "").await.json;
    assert_eq!((&raw["method"], &raw["url"]), (&json!("POST"), &json!(request.url)));
    assert_eq!((&raw["body"], &raw["truncated"]), (&json!(request.body), &json!(false)));
    for (name, value) in &request.headers {
        let headers = raw["headers"].as_array().unwrap();
        assert!(headers.contains(&json!([name, value])), "{name} is missing: {raw}");
    }
    // Sent again as it was shown, it is the same request: its signature fits, and it is a replay.
    let again = Request {
        method: "POST",
        url: raw["url"].as_str().unwrap().to_owned(),
        headers: raw["headers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].as_str().unwrap().to_owned()))
            .filter(|(name, _)| name != "host" && name != "content-length")
            .collect(),
        body: raw["body"].as_str().unwrap().to_owned(),
    };
    assert_eq!(client.send(again).await.status, answer.status);

    let session = answer.json["checkoutSessionId"].as_str().unwrap_or("none");
    for path in [
        "requests".to_owned(),
        format!("requests/{id}"),
        "overview".to_owned(),
        "summaries".to_owned(),
        "upcoming".to_owned(),
        format!("summaries?text={session}"),
    ] {
        let shown = client.control("GET", &path, "").await.json.to_string();
        for secret in [&*signature, &*token, "Mette"] {
            assert!(!shown.contains(secret), "{path}: {shown}");
        }
    }
    let gone = client.control("GET", "requests/nothing/raw", "").await;
    assert_eq!(gone.status, 404);
}

use amazonpay::signing::{Algorithm, button_signature};
use amazonpay_sandbox::{Merchant, Sandbox};
use serde_json::json;

use crate::client::{CHARGE, Client, Request, start};
use crate::traces;

#[tokio::test]
async fn the_clock_is_moved_set_stopped_and_put_back() {
    let (sandbox, client) = start().await;
    let answer = client.control("POST", "clock", r#"{"now": "2030-01-01T00:00:00Z", "frozen": true}"#).await;
    assert_eq!(answer.json["frozen"], true);
    for (advance, expected) in [
        (json!("8d"), "2030-01-09T00:00:00Z"),
        (json!(30), "2030-01-09T00:00:30Z"),
        (json!("2h 30m"), "2030-01-09T02:30:30Z"),
        (json!("P1W"), "2030-01-16T02:30:30Z"),
        (json!(-30), "2030-01-16T02:30:00Z"),
    ] {
        let answer = client.control("POST", "clock", &json!({ "advance": advance }).to_string()).await;
        let now: jiff::Timestamp = answer.json["now"].as_str().unwrap().parse().unwrap();
        assert_eq!(
            now.to_string().split('.').next().unwrap().trim_end_matches('Z'),
            expected.trim_end_matches('Z')
        );
    }
    for (body, message) in [
        (r#"{"advance": "soon"}"#, "advance: expected seconds, or a duration"),
        (r#"{"advance": "1 month"}"#, "advance: expected seconds, or a duration"),
        (r#"{"now": "noon", "reset": true}"#, "now: expected a moment such as"),
        (r#"{"forward": 1}"#, "The body does not fit: unknown field `forward`"),
    ] {
        let answer = client.control("POST", "clock", body).await;
        assert_eq!((answer.status, answer.reason()), (400, "InvalidParameterValue"));
        assert!(answer.message().starts_with(message), "{}", answer.message());
    }
    assert!(sandbox.clock().is_frozen(), "a refused change changes nothing");
    let answer = client.control("POST", "clock", r#"{"reset": true}"#).await;
    assert_eq!(answer.json["offsetSeconds"], 0);
    assert_eq!(client.control("POST", "clock", "{").await.reason(), "InvalidRequestFormat");
}

#[tokio::test]
async fn faults_and_throttling_are_set_from_outside() {
    let (_sandbox, client) = start().await;
    let fault =
        client.control("POST", "faults", r#"{"operation": "charges.get", "status": 500, "rate": 1.0}"#).await;
    assert_eq!((fault.json["id"].as_u64(), fault.json["met"].as_u64()), (Some(1), Some(0)), "{fault:?}");
    assert_eq!(client.get(CHARGE).await.reason(), "InternalServerError");
    assert_eq!(client.control("GET", "faults", "").await.json["faults"][0]["met"], 1);
    assert_eq!(client.control("DELETE", "faults/1", "").await.json["faults"], json!([]));
    assert_eq!(client.control("DELETE", "faults/1", "").await.status, 404);
    let refused = client.control("POST", "faults", r#"{"rate": 0.5}"#).await;
    assert_eq!(refused.message(), "a fault needs one of status, cut and delayMs.");

    let live = client.control("POST", "throttle", r#"{"preset": "live"}"#).await;
    assert_eq!(live.json["throttle"]["read"]["capacity"], 20.0);
    let refused = client
        .control("POST", "throttle", r#"{"preset": "live", "read": {"capacity": 1, "refillPerSecond": 0}}"#)
        .await;
    assert_eq!(refused.status, 400);
    assert_eq!(
        client.control("POST", "throttle", r#"{"preset": "off"}"#).await.json["throttle"],
        json!(null)
    );
}

#[tokio::test]
async fn merchants_are_registered_and_their_secrets_are_told_once() {
    let (_sandbox, client) = start().await;
    let new = client
        .control(
            "POST",
            "merchants",
            r#"{"merchantId": "A1NEW", "publicKeyId": "SANDBOX-NEW", "region": "jp"}"#,
        )
        .await;
    let pem = new.json["privateKeyPem"].as_str().unwrap();
    let other = Client {
        http: client.http.clone(),
        base: client.base.clone(),
        key: amazonpay::signing::PrivateKey::from_pem(pem).unwrap(),
        public_key_id: "SANDBOX-NEW".into(),
        algorithm: Algorithm::V1,
        region: amazonpay::config::Region::Jp,
    };
    assert!(other.get(CHARGE).await.is_past_authentication());
    let listed = client.control("GET", "merchants", "").await.json;
    assert_eq!(listed["merchants"][1]["publicKeyIds"], json!(["SANDBOX-NEW"]));
    assert!(
        !listed.to_string().contains("PRIVATE")
            && !listed.to_string().contains(new.json["authToken"].as_str().unwrap())
    );
    for (body, message) in [
        (
            r#"{"merchantId": "A1NEW", "publicKeyId": "SANDBOX-NEW"}"#,
            "public_key_id: SANDBOX-NEW is registered already",
        ),
        (
            r#"{"merchantId": "A1NEW", "publicKeyId": "live-OTHER"}"#,
            "public_key_id: \"live-OTHER\" is an id of the live environment, and this is a local sandbox",
        ),
        (r#"{"merchantId": "a b"}"#, "merchant_id: expected 1 to 128 characters"),
        (r#"{"merchantId": "A", "region": "mars"}"#, "region: expected na, eu or jp"),
        (r#"{"merchantId": "A", "publicKeyPem": "x"}"#, "public_key: "),
    ] {
        let answer = client.control("POST", "merchants", body).await;
        assert_eq!(answer.status, 400);
        assert!(answer.message().starts_with(message), "{}", answer.message());
    }
}

#[tokio::test]
async fn a_button_is_opened_only_with_the_signature_of_its_very_payload() {
    let (sandbox, client) = start().await;
    let payload = format!(
        r#"{{"webCheckoutDetails":{{"checkoutReviewReturnUrl":"https:\/\/example.com\/review"}},"storeId":"{}"}}"#,
        sandbox.credentials().store_id
    );
    let unescaped = payload.replace("\\/", "/");
    let open = async |signed: &str, sent: &str| {
        let signature = button_signature(signed, Algorithm::V2, &client.key).await.unwrap();
        let button =
            json!({ "publicKeyId": client.public_key_id, "payloadJSON": sent, "signature": signature });
        client
            .control("POST", "buyer/checkout", &json!({ "button": button, "action": "stay" }).to_string())
            .await
    };
    let signature = button_signature(&payload, Algorithm::V2, &client.key).await.unwrap();
    let button =
        json!({ "publicKeyId": client.public_key_id, "payloadJSON": payload, "signature": signature });
    let visit = json!({ "button": button, "buyer": "it", "action": "stay" }).to_string();
    let opened = client.control("POST", "buyer/checkout", &visit).await;
    let id = opened.json["checkoutSessionId"].as_str().unwrap();
    let session = client.get(&format!("/v2/checkoutSessions/{id}")).await.json;
    assert_eq!(
        (session["buyer"]["name"].as_str(), session["shippingAddress"]["city"].as_str()),
        (Some("Niccolò Dell’Acqua"), Some("Milano"))
    );
    let nobody = client.control("POST", "buyer/checkout", &visit.replace("\"it\"", "\"xx\"")).await;
    assert!(nobody.message().starts_with("buyer: expected one of us, gb, de"), "{}", nobody.message());
    assert_eq!(open(&payload, &payload).await.reason(), "", "a button that was signed right opens");
    let refused = open(&unescaped, &payload).await;
    assert_eq!((refused.status, refused.reason()), (403, "InvalidRequestSignature"));
    assert!(
        refused.message().ends_with("it is that of the payload with its \\/ un-escaped."),
        "{}",
        refused.message()
    );
    let refused = open("{}", &payload).await;
    assert!(refused.message().ends_with("byte for byte."));
    assert_eq!(
        client.control("POST", "buyer/checkout", "{}").await.message(),
        "Expected one of button and checkoutSessionId."
    );
}

#[tokio::test]
async fn the_log_shows_requests_without_secrets_and_reset_forgets_them() {
    let (_sandbox, client) = start().await;
    let body = r#"{"addressDetails": {"name": "Mette Hansen"}}"#;
    let request = client
        .sign(
            "POST",
            "/v2/checkoutSessions",
            body,
            &[("x-amz-pay-idempotency-key", "k")],
            jiff::Timestamp::now(),
        )
        .await;
    let signature = request.get("authorization").rsplit("Signature=").next().unwrap().to_owned();
    let answer = client.send(request).await;
    let id = answer.headers["x-amz-pay-request-id"].to_str().unwrap();
    let shown = client.control("GET", &format!("requests/{id}"), "").await.json;
    assert_eq!(shown["operation"], "checkout_sessions.create");
    assert_eq!(shown["status"], answer.status);
    assert_eq!(shown["signature"], json!(null));
    assert!(!shown.to_string().contains("Mette") && !shown.to_string().contains(&signature), "{shown}");
    client.get("/v2/buyers/SecretToken").await;
    let listed = client.control("GET", "requests", "").await.json;
    assert_eq!(listed["requests"][0]["path"], "/v2/buyers/[redacted]");
    assert_eq!(client.control("GET", "requests?limit=some", "").await.status, 400);

    assert_eq!(client.control("POST", "reset", "").await.json["status"], "ok");
    assert_eq!(client.control("GET", "requests", "").await.json["requests"], json!([]));
    assert_eq!(client.control("GET", &format!("requests/{id}"), "").await.status, 404);
    assert!(client.get(CHARGE).await.is_past_authentication(), "merchants stay");
}

#[tokio::test]
async fn what_is_described_is_served() {
    let (_sandbox, client) = start().await;
    let description = client.control("GET", "openapi.json", "").await.json;
    let paths = description["paths"].as_object().unwrap();
    assert!(paths.len() >= 15, "{}", paths.len());
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().unwrap() {
            if operation["responses"]["200"]["content"]["text/event-stream"].is_object() {
                // It has no end; dashboard_events.rs listens to it.
                continue;
            }
            let method = match method.as_str() {
                "get" => "GET",
                "post" => "POST",
                _ => "DELETE",
            };
            let path =
                path.strip_prefix("/_sandbox/").unwrap().replace("{id}", "x").replace("{kind}", "charges");
            let answer = client.control(method, &path, "").await;
            let unrouted = answer.message().starts_with("The control API has no such route");
            assert!(!unrouted && answer.status != 405, "{method} {path}: {answer:?}");
        }
    }
    assert_eq!(client.control("GET", "nothing", "").await.status, 404);
    assert_eq!(client.control("DELETE", "clock", "").await.status, 405);
    assert_eq!(client.control("GET", "objects/nothing", "").await.status, 404);
}

#[tokio::test]
async fn other_sites_pages_are_kept_out() {
    let (_sandbox, client) = start().await;
    let request = Request {
        method: "POST",
        url: format!("{}/_sandbox/reset", client.base),
        headers: Vec::new(),
        body: String::new(),
    };
    for (header, value) in [("origin", "https://evil.example"), ("host", "evil.example")] {
        let answer = client.send(request.clone().set(header, value)).await;
        assert_eq!((answer.status, answer.reason()), (403, "UnauthorizedAccess"), "{header}");
    }
    assert_eq!(client.send(request.set("origin", "http://localhost:3000")).await.status, 200);
}

#[tokio::test]
async fn a_panic_while_the_engine_was_held_does_not_end_the_server() {
    let (sandbox, client) = start().await;
    let before = client.get(CHARGE).await.status;
    let panics = std::panic::AssertUnwindSafe(|| sandbox.with_engine(|_| panic!("a defect")));
    std::panic::catch_unwind(panics).unwrap_err();
    assert_eq!(client.get(CHARGE).await.status, before);
}

#[tokio::test]
async fn merchants_do_not_see_each_others_objects_nor_sandbox_objects_in_live() {
    traces::install();
    let sandbox = Sandbox::builder().accept_live_keys(true).start().await.unwrap();
    let client = Client::new(&sandbox, &sandbox.credentials());
    let body = format!(
        r#"{{"webCheckoutDetails":{{"checkoutReviewReturnUrl":"https://example.com/review"}},"storeId":"{}"}}"#,
        sandbox.credentials().store_id
    );
    let created =
        client.call("POST", "/v2/checkoutSessions", &body, &[("x-amz-pay-idempotency-key", "k")]).await;
    assert_eq!(created.status, 201, "{created:?}");
    let path = format!("/v2/checkoutSessions/{}", created.json["checkoutSessionId"].as_str().unwrap());
    assert_eq!(client.get(&path).await.status, 200);
    let other = Client::new(&sandbox, &sandbox.add_merchant(Merchant::new("A1OTHER")).unwrap());
    assert_eq!(other.get(&path).await.status, 404);
    let live = sandbox.add_merchant(Merchant::new("A2SANDBOXSHOP1").public_key_id("LIVE-AE1")).unwrap();
    assert_eq!(Client::new(&sandbox, &live).get(&path).await.status, 404);
}

//! Notifications over the control API: the list, replays, endpoints, settings.

use amazonpay_sandbox::DeliveryState;
use serde_json::{Value, json};

use crate::client::Client;
use crate::receiver::Receiver;
use crate::shop::Shop;

#[tokio::test]
async fn notifications_are_listed_by_what_they_are_about_and_how_they_stand() {
    let shop = Shop::open().await;
    let client = Client::new(&shop.sandbox, &shop.sandbox.credentials());
    shop.endpoint.answer(&[500]);
    let (permission, charge) = shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    let list = async |query: &str| {
        let answer = client.control("GET", &format!("notifications{query}"), "").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json["notifications"].as_array().unwrap().clone()
    };
    let all = list("").await;
    let types: Vec<_> = all.iter().map(|one| one["objectType"].as_str().unwrap()).collect();
    assert_eq!(types, ["CHARGE", "CHARGE_PERMISSION"], "newest first");
    assert_eq!(all[0]["deliveries"][0]["attempts"][0]["status"], 200);
    assert_eq!(all[0]["deliveries"][0]["state"], "delivered");
    let received = shop.endpoint.received();
    assert_eq!(all[1]["messageId"], received[0].field("MessageId"));
    assert_eq!(all[1]["notificationId"], received[0].message()["NotificationId"]);
    assert!(!Value::from(all).to_string().contains(&received[0].field("Signature")));
    for (query, count) in [
        (format!("?objectId={charge}"), 1),
        (format!("?chargePermissionId={permission}"), 2),
        ("?objectType=CHARGE_PERMISSION&notificationType=STATE_CHANGE".to_owned(), 1),
        ("?state=pending".to_owned(), 1),
        ("?state=delivered".to_owned(), 1),
        ("?state=failed".to_owned(), 0),
        ("?merchantId=A9".to_owned(), 0),
        (format!("?merchantId=A2SANDBOXSHOP1&url={}&limit=1", shop.endpoint.url), 1),
        ("?limit=0".to_owned(), 0),
    ] {
        assert_eq!(list(&query).await.len(), count, "{query}");
    }
    for query in ["?state=lost", "?limit=all", "?object=1"] {
        let refused = client.control("GET", &format!("notifications{query}"), "").await;
        assert_eq!((refused.status, refused.reason()), (400, "InvalidParameterValue"), "{query}");
    }
}

#[tokio::test]
async fn a_replay_has_the_same_message_id_and_meets_no_fault() {
    let shop = Shop::open().await;
    let client = Client::new(&shop.sandbox, &shop.sandbox.credentials());
    shop.endpoint.answer(&[200, 400]);
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    let failed = &shop.sandbox.notifications()[0];
    assert_eq!(failed.deliveries[0].state, DeliveryState::Failed);
    let twice = r#"{"twice": true}"#;
    client.control("POST", "notifications/faults", twice).await;
    let replayed = client.control("POST", &format!("notifications/{}/replay", failed.id), "").await;
    assert_eq!(replayed.json["deliveries"][1]["replay"], true, "{replayed:?}");
    shop.sandbox.notifications_settled().await;
    let received = shop.endpoint.received();
    assert_eq!((received.len(), &received[2].body), (3, &received[1].body));
    assert_eq!(shop.sandbox.notifications()[0].deliveries[1].state, DeliveryState::Delivered);
    for id in ["99", "x"] {
        assert_eq!(client.control("POST", &format!("notifications/{id}/replay"), "").await.status, 404);
    }
}

#[tokio::test]
async fn endpoints_are_set_from_outside_and_a_reset_keeps_them() {
    let shop = Shop::open().await;
    let client = Client::new(&shop.sandbox, &shop.sandbox.credentials());
    let new = Receiver::start().await;
    let body = json!({ "ipnUrls": [new.url] }).to_string();
    let listed = client.control("POST", "merchants/A2SANDBOXSHOP1/ipnUrls", &body).await.json;
    assert_eq!(listed["merchants"][0]["ipnUrls"], json!([new.url]));
    let body = json!({ "merchantId": "A1NEW", "ipnUrls": ["http://127.0.0.1:9/"] }).to_string();
    assert_eq!(client.control("POST", "merchants", &body).await.status, 200);
    let listed = client.control("GET", "merchants", "").await.json;
    assert_eq!(listed["merchants"][1]["ipnUrls"], json!(["http://127.0.0.1:9/"]));
    let refused = client.control("POST", "merchants/A1NEW/ipnUrls", r#"{"ipnUrls": ["x"]}"#).await;
    assert!(refused.message().starts_with("ipnUrls: expected a URL such as"), "{refused:?}");
    assert_eq!(client.control("POST", "merchants/A9/ipnUrls", r#"{"ipnUrls": []}"#).await.status, 404);

    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert_eq!((new.received().len(), shop.endpoint.received().len()), (2, 0));
    client.control("POST", "reset", "").await;
    assert_eq!(client.control("GET", "notifications", "").await.json["notifications"], json!([]));
    shop.sandbox.clock().freeze();
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert_eq!(new.received().len(), 4);
}

#[tokio::test]
async fn the_signature_version_and_the_certificate_are_told_and_set_from_outside() {
    let shop = Shop::open().await;
    let client = Client::new(&shop.sandbox, &shop.sandbox.credentials());
    let told = client.control("GET", "notifications/settings", "").await.json;
    assert_eq!(told, json!({ "signatureVersion": "1", "timeoutMs": 15_000 }));
    let set = r#"{"signatureVersion": "2", "timeoutMs": 500}"#;
    let told = client.control("POST", "notifications/settings", set).await.json;
    assert_eq!(told, json!({ "signatureVersion": "2", "timeoutMs": 500 }));
    for body in [r#"{"signatureVersion": "3"}"#, r#"{"timeoutMs": 0}"#] {
        assert_eq!(client.control("POST", "notifications/settings", body).await.status, 400);
    }
    shop.authorized().await;
    assert_eq!(shop.endpoint.wait_for(1).await[0].field("SignatureVersion"), "2");

    let url = format!("{}/_sandbox/notifications/certificate", shop.sandbox.url());
    let answer = client.http.get(url).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/x-pem-file");
    assert_eq!(answer.text().await.unwrap(), shop.sandbox.notification_certificate_pem().unwrap());
}

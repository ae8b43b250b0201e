//! Notifications that come twice, late or out of order.

use amazonpay::notification::ObjectType;
use amazonpay_sandbox::{DeliveryState, NotificationFault};
use serde_json::json;

use crate::client::Client;
use crate::shop::Shop;

#[tokio::test]
async fn a_notification_comes_twice_with_the_same_message_id() {
    let shop = Shop::open().await;
    shop.sandbox.add_notification_fault(NotificationFault::twice().object_type(ObjectType::Charge)).unwrap();
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    let received = shop.endpoint.received();
    assert_eq!(shop.endpoint.object_types(), ["CHARGE_PERMISSION", "CHARGE", "CHARGE"]);
    assert_eq!(received[1].body, received[2].body);
    let deliveries = &shop.sandbox.notifications()[0].deliveries;
    assert_eq!(deliveries.iter().filter(|one| one.fault.as_deref() == Some("twice")).count(), 2);
    assert_eq!(shop.sandbox.notification_faults()[0].met, 1);
}

#[tokio::test]
async fn a_notification_is_late_and_so_is_the_second_of_two() {
    let shop = Shop::open().await;
    let late = NotificationFault::late(600).object_type(ObjectType::ChargePermission);
    let id = shop.sandbox.add_notification_fault(late).unwrap().id;
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert_eq!(shop.endpoint.object_types(), ["CHARGE"]);
    shop.pass(599).await;
    assert_eq!(shop.endpoint.object_types(), ["CHARGE"]);
    shop.pass(1).await;
    assert_eq!(shop.endpoint.object_types(), ["CHARGE", "CHARGE_PERMISSION"]);
    let [charge, permission] = &shop.endpoint.received()[..] else { panic!("two were received") };
    assert_eq!(charge.field("Timestamp"), permission.field("Timestamp"), "published when it happened");

    assert!(shop.sandbox.remove_notification_fault(id));
    shop.sandbox.add_notification_fault(NotificationFault::twice().delay_seconds(60).skip(1)).unwrap();
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert_eq!(shop.endpoint.received().len(), 4);
    shop.pass(60).await;
    let received = shop.endpoint.received();
    assert_eq!((received.len(), &received[4].body), (5, &received[3].body));
}

#[tokio::test]
async fn a_notification_comes_after_the_next_one_or_alone_when_there_is_none() {
    let shop = Shop::open().await;
    shop.sandbox.add_notification_fault(NotificationFault::out_of_order().count(1)).unwrap();
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert_eq!(shop.endpoint.object_types(), ["CHARGE", "CHARGE_PERMISSION"]);

    shop.sandbox.add_notification_fault(NotificationFault::out_of_order().skip(1).count(1)).unwrap();
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert_eq!(shop.endpoint.object_types()[2..], ["CHARGE_PERMISSION"]);
    assert_eq!(shop.sandbox.notifications()[0].deliveries[0].state, DeliveryState::Pending);
    shop.pass(60).await;
    assert_eq!(shop.endpoint.object_types()[2..], ["CHARGE_PERMISSION", "CHARGE"]);
}

#[tokio::test]
async fn the_same_seed_meets_the_same_notifications() {
    let run = async |seed| {
        let shop = Shop::open().await;
        shop.sandbox.add_notification_fault(NotificationFault::twice().rate(0.5).seed(seed)).unwrap();
        for _ in 0..8 {
            shop.authorized().await;
        }
        shop.sandbox.notifications_settled().await;
        let sent = shop.sandbox.notifications();
        sent.iter().map(|sent| sent.deliveries.len()).collect::<Vec<_>>()
    };
    let first = run(1).await;
    assert!(first.contains(&1) && first.contains(&2), "{first:?}");
    assert_eq!(first, run(1).await);
    assert_ne!(first, run(2).await);
}

#[tokio::test]
async fn faults_are_armed_and_removed_from_outside() {
    let shop = Shop::open().await;
    let client = Client::new(&shop.sandbox, &shop.sandbox.credentials());
    let fault = r#"{"objectType": "CHARGE", "twice": true, "delaySeconds": 5, "tampering": "signature", "rate": 1.0}"#;
    let armed = client.control("POST", "notifications/faults", fault).await.json;
    assert_eq!((armed["id"].as_u64(), armed["met"].as_u64()), (Some(1), Some(0)), "{armed}");
    shop.authorized().await;
    let listed = client.control("GET", "notifications/faults", "").await.json;
    assert_eq!(
        (listed["faults"][0]["seen"].as_u64(), listed["faults"][0]["met"].as_u64()),
        (Some(1), Some(1))
    );
    for (body, message) in [
        ("{}", "a fault needs one of twice, delaySeconds, outOfOrder and tampering."),
        (
            r#"{"twice": true, "objectType": "ORDER"}"#,
            "objectType: expected one of CHARGE_PERMISSION, CHARGE, ",
        ),
        (r#"{"late": 5}"#, "The body does not fit: unknown field `late`"),
    ] {
        let refused = client.control("POST", "notifications/faults", body).await;
        assert_eq!(refused.status, 400);
        assert!(refused.message().starts_with(message), "{}", refused.message());
    }
    assert_eq!(client.control("DELETE", "notifications/faults/1", "").await.json["faults"], json!([]));
    assert_eq!(client.control("DELETE", "notifications/faults/1", "").await.status, 404);
    assert_eq!(client.control("DELETE", "notifications/faults", "").await.json["faults"], json!([]));
}

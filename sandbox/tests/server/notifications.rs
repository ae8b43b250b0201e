//! What is told to whom, when, and how often.

use std::time::Duration;

use amazonpay::model::PaymentIntent;
use amazonpay_sandbox::{DeliveryState, Merchant, Sandbox, SentNotification};
use jiff::SignedDuration;
use serde_json::json;

use crate::client::Client;
use crate::receiver::Receiver;
use crate::shop::Shop;

const HOUR: i64 = 3_600;

/// The statuses of a notification's attempts and how its only delivery stands.
fn attempts(sent: &SentNotification) -> (Vec<Option<u16>>, DeliveryState) {
    assert_eq!(sent.deliveries.len(), 1, "{sent:?}");
    let delivery = &sent.deliveries[0];
    (delivery.attempts.iter().map(|attempt| attempt.status).collect(), delivery.state)
}

#[tokio::test]
async fn changes_are_posted_in_envelopes_as_sns_has_them() {
    let shop = Shop::open().await;
    let now = shop.sandbox.clock().now();
    let (permission, charge) = shop.authorized().await;
    let received = shop.endpoint.wait_for(2).await;
    let topic = "arn:aws:sns:eu-west-1:000000000000:A2SANDBOXSHOP1";
    for (delivery, (object_type, object_id)) in
        received.iter().zip([("CHARGE_PERMISSION", &permission), ("CHARGE", &charge)])
    {
        let header = |name: &str| delivery.headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/plain; charset=UTF-8");
        assert_eq!(header("user-agent"), "Amazon Simple Notification Service Agent");
        assert_eq!(header("x-amz-sns-message-type"), "Notification");
        assert_eq!(header("x-amz-sns-message-id"), delivery.field("MessageId"));
        assert_eq!(header("x-amz-sns-topic-arn"), topic);
        assert!(header("x-amz-sns-subscription-arn").starts_with(&format!("{topic}:")));

        let envelope = delivery.envelope();
        let names: Vec<_> = envelope.as_object().unwrap().keys().map(String::as_str).collect();
        for name in [
            "Type",
            "MessageId",
            "TopicArn",
            "Message",
            "Timestamp",
            "SignatureVersion",
            "Signature",
            "SigningCertURL",
            "UnsubscribeURL",
        ] {
            assert!(names.contains(&name), "{names:?}");
        }
        assert_eq!(names.len(), 9);
        assert_eq!(delivery.field("SignatureVersion"), "1");
        assert_eq!(delivery.field("Timestamp"), now.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string());
        let certificate = delivery.field("SigningCertURL");
        assert!(certificate.starts_with("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-"));

        let message = delivery.message();
        let id = message["NotificationId"].clone();
        let expected = json!({"MerchantID": "A2SANDBOXSHOP1", "ObjectType": object_type, "ObjectId": object_id,
            "ChargePermissionId": permission, "NotificationType": "STATE_CHANGE", "NotificationId": id,
            "NotificationVersion": "V2"});
        assert_eq!(message, expected);
    }
    assert_ne!(received[0].field("MessageId"), received[1].field("MessageId"));
}

#[tokio::test]
async fn what_happens_by_itself_is_told_when_the_clock_passes_it_without_a_request() {
    let shop = Shop::open().await;
    let (_, charge) = shop.authorized().await;
    shop.capture(&charge).await;
    let refund = shop.refund(&charge).await;
    // Permission and charge, the capture, the refund's beginning.
    assert_eq!(shop.endpoint.wait_for(4).await.len(), 4);
    shop.sandbox.clock().advance(SignedDuration::from_secs(30));
    let settled = shop.endpoint.wait_for(5).await.pop().unwrap();
    assert_eq!(settled.message()["ObjectId"], refund);

    // With a clock that runs, too: half a second is left of the next refund's thirty.
    shop.refund(&charge).await;
    shop.sandbox.clock().advance(SignedDuration::from_millis(29_500));
    shop.sandbox.clock().resume();
    assert_eq!(shop.endpoint.wait_for(7).await[6].object_type(), "REFUND");
}

#[tokio::test]
async fn server_errors_are_repeated_hourly_three_times_with_the_same_message_id() {
    let shop = Shop::open().await;
    shop.endpoint.answer(&[500, 200, 429, 503, 599]);
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert_eq!(shop.endpoint.received().len(), 2);
    shop.pass(HOUR - 1).await;
    assert_eq!(shop.endpoint.received().len(), 2, "not before an hour is over");
    for expected in [3, 4, 5] {
        shop.pass(HOUR).await;
        assert_eq!(shop.endpoint.received().len(), expected);
    }
    shop.pass(HOUR).await;
    let received = shop.endpoint.received();
    assert_eq!(received.len(), 5, "given up after three repeats");
    for repeat in &received[2..] {
        assert_eq!(repeat.field("MessageId"), received[0].field("MessageId"));
        assert_eq!(repeat.body, received[0].body, "to the last byte");
    }
    let sent = shop.sandbox.notifications();
    let statuses = vec![Some(500), Some(429), Some(503), Some(599)];
    assert_eq!(attempts(&sent[1]), (statuses, DeliveryState::Failed));
    assert_eq!(attempts(&sent[0]), (vec![Some(200)], DeliveryState::Delivered));
}

#[tokio::test]
async fn an_endpoint_that_does_not_answer_in_time_or_is_not_there_is_tried_again() {
    let shop = Shop::open_with(|sandbox| sandbox.notification_timeout(Duration::from_millis(50))).await;
    shop.endpoint.answer(&[0]);
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    let sent = shop.sandbox.notifications();
    assert_eq!(attempts(&sent[1]), (vec![None], DeliveryState::Pending));
    assert_eq!(sent[1].deliveries[0].attempts[0].error.as_deref(), Some("no answer in time"));
    assert!(sent[1].deliveries[0].next_attempt.is_some());
    assert_eq!(attempts(&sent[0]).1, DeliveryState::Delivered, "the next one is not held up");
    shop.pass(HOUR).await;
    assert_eq!(attempts(&shop.sandbox.notifications()[1]), (vec![None, Some(200)], DeliveryState::Delivered));

    // Nobody listens there any more.
    let gone = Receiver::start().await.url.clone();
    shop.sandbox.set_ipn_url(&gone).unwrap();
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    let sent = &shop.sandbox.notifications()[0];
    assert_eq!(attempts(sent), (vec![None], DeliveryState::Pending));
    assert!(
        sent.deliveries[0].attempts[0].error.as_deref().unwrap().starts_with("no connection: "),
        "{sent:?}"
    );
}

#[tokio::test]
async fn any_other_answer_is_final() {
    let shop = Shop::open().await;
    shop.endpoint.answer(&[400, 302]);
    shop.authorized().await;
    shop.pass(5 * HOUR).await;
    let sent = shop.sandbox.notifications();
    assert_eq!(attempts(&sent[1]), (vec![Some(400)], DeliveryState::Failed));
    assert_eq!(attempts(&sent[0]), (vec![Some(302)], DeliveryState::Failed), "a redirect is not followed");
}

#[tokio::test]
async fn each_merchant_is_told_of_its_own_objects_at_each_of_its_endpoints() {
    let shop = Shop::open().await;
    let second = Receiver::start().await;
    let others = Receiver::start().await;
    shop.sandbox.add_merchant(Merchant::new("A1OTHER").ipn_url(&others.url)).unwrap();
    let both = [shop.endpoint.url.clone(), second.url.clone()];
    shop.sandbox.set_ipn_urls("A2SANDBOXSHOP1", &both).unwrap();
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    let ids = |receiver: &Receiver| {
        receiver.received().iter().map(|delivery| delivery.field("MessageId")).collect::<Vec<_>>()
    };
    assert_eq!(ids(&shop.endpoint).len(), 2);
    assert_eq!(ids(&shop.endpoint), ids(&second), "one message, published to both");
    assert_eq!(ids(&others).len(), 0);
    let urls: Vec<_> = shop.sandbox.notifications()[0].deliveries.iter().map(|one| one.url.clone()).collect();
    assert_eq!(urls, both);

    shop.sandbox.set_ipn_urls("A2SANDBOXSHOP1", &[]).unwrap();
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert_eq!(ids(&shop.endpoint).len(), 2);
    assert_eq!(
        shop.sandbox.set_ipn_urls("A9", &[]).unwrap_err(),
        "There is no merchant \"A9\"; GET /_sandbox/merchants lists them."
    );
}

#[tokio::test]
async fn a_session_can_have_an_endpoint_of_its_own() {
    let shop = Shop::open().await;
    let own = Receiver::start().await;
    let client = Client::new(&shop.sandbox, &shop.sandbox.credentials());
    let visit = async |session: &str, url: &str| {
        let visit = json!({ "checkoutSessionId": session, "ipnUrl": url, "action": "stay" });
        client.control("POST", "buyer/checkout", &visit.to_string()).await
    };
    let session = shop.created_session(PaymentIntent::Authorize).await;
    let refused = visit(&session, "nowhere").await;
    assert!(refused.message().starts_with("ipnUrl: expected a URL such as"), "{refused:?}");
    assert_eq!(visit(&session, &own.url).await.status, 200);
    shop.confirm(&session);
    let (_, charge) = shop.complete(&session).await;
    shop.capture(&charge.unwrap()).await;
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert_eq!(own.object_types(), ["CHARGE_PERMISSION", "CHARGE", "CHARGE"]);
    assert_eq!(shop.endpoint.object_types().len(), 5, "the merchant's endpoint is told all the same");

    // Without any endpoint of the merchant, and from the test itself.
    shop.sandbox.set_ipn_urls("A2SANDBOXSHOP1", &[]).unwrap();
    let session = shop.confirmed_session(PaymentIntent::Authorize).await;
    shop.sandbox.set_session_ipn_url(&session, &own.url).unwrap();
    shop.complete(&session).await;
    shop.sandbox.notifications_settled().await;
    assert_eq!(own.received().len(), 5);
    assert_eq!(shop.sandbox.set_session_ipn_url("nothing", &own.url).unwrap_err().reply().status, 404);
}

#[tokio::test]
async fn without_an_endpoint_nothing_is_noted() {
    let shop = Shop::open().await;
    shop.sandbox.set_ipn_urls("A2SANDBOXSHOP1", &[]).unwrap();
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert_eq!(shop.sandbox.notifications(), []);
    assert_eq!(shop.sandbox.with_engine(|engine| engine.take_changes()), []);
}

#[tokio::test]
async fn endpoints_that_nothing_can_be_posted_to_are_refused() {
    let started = Sandbox::builder().ipn_url("ftp://shop.example/ipn").start().await;
    let message = started.unwrap_err().to_string();
    assert!(message.starts_with("ipn_urls: expected a URL such as"), "{message}");
    let started = Sandbox::builder().notification_timeout(Duration::ZERO).start().await;
    assert!(started.unwrap_err().to_string().starts_with("notification_timeout: "));
}

//! The core's verifier and the sandbox's envelopes: what is genuine verifies, what was tampered with does not.

use amazonpay::notification::{
    Notification, NotificationErrorKind as Kind, NotificationVerifier, ObjectType, SignatureVersion,
    SigningCertificate,
};
use amazonpay_sandbox::{NotificationFault, Tampering};
use jiff::SignedDuration;
use serde_json::json;

use crate::client::Client;
use crate::receiver::Receiver;
use crate::shop::Shop;

fn verifier(shop: &Shop) -> NotificationVerifier {
    shop.sandbox.notification_verifier().unwrap().build().unwrap()
}

#[tokio::test]
async fn genuine_notifications_of_both_versions_verify_with_the_fetched_and_the_given_certificate() {
    let shop = Shop::open().await;
    let verifier = verifier(&shop);
    let given = shop.sandbox.notification_certificate_pem().unwrap();
    let given = SigningCertificate::from_pem(given).unwrap();
    let mut seen = 0;
    // Thirteen months later, too: the certificate is valid by the sandbox's clock.
    for (version, days) in [(SignatureVersion::V1, 0), (SignatureVersion::V2, 0), (SignatureVersion::V1, 400)]
    {
        shop.sandbox.set_signature_version(version);
        shop.sandbox.clock().advance(SignedDuration::from_hours(24 * days));
        let (permission, charge) = shop.authorized().await;
        shop.sandbox.notifications_settled().await;
        let received = shop.endpoint.received().split_off(seen);
        seen += received.len();
        let charges: Vec<_> = received.iter().filter(|one| one.message()["ObjectId"] == charge).collect();
        let [delivery] = charges[..] else { panic!("one notification of the charge: {charges:?}") };
        for verified in [
            verifier.verify(&delivery.body).await.unwrap(),
            verifier.verify_with_certificate(&delivery.body, &given).unwrap(),
        ] {
            let Notification::Ipn(ipn) = verified else { panic!("{verified:?}") };
            assert_eq!(ipn.envelope.signature_version, version);
            assert_eq!(ipn.envelope.message_id, delivery.field("MessageId"));
            assert_eq!(ipn.message.object_type, ObjectType::Charge);
            assert_eq!(ipn.message.object_id, charge);
            assert_eq!(ipn.message.charge_permission_id.as_deref(), Some(&*permission));
        }
    }
}

#[tokio::test]
async fn each_tampering_is_refused_by_its_own_error_and_the_genuine_copy_is_not() {
    let shop = Shop::open().await;
    let verifier = verifier(&shop);
    let mut seen = 0;
    for version in [SignatureVersion::V1, SignatureVersion::V2] {
        shop.sandbox.set_signature_version(version);
        for tampering in Tampering::ALL {
            let expected = match tampering {
                Tampering::Message
                | Tampering::MessageId
                | Tampering::Subject
                | Tampering::Timestamp
                | Tampering::TopicArn
                | Tampering::Signature
                | Tampering::Key => Kind::WrongSignature,
                Tampering::Type => Kind::MissingField,
                Tampering::SignatureVersion => Kind::UnsupportedSignatureVersion,
                Tampering::SigningCertHost => Kind::CertificateUrlHost,
                Tampering::SigningCertScheme => Kind::CertificateUrlScheme,
                Tampering::Truncated => Kind::MalformedEnvelope,
            };
            shop.sandbox.clear_notification_faults();
            let fault = NotificationFault::tampered(tampering).and_twice().object_type(ObjectType::Charge);
            shop.sandbox.add_notification_fault(fault).unwrap();
            shop.authorized().await;
            shop.sandbox.notifications_settled().await;
            let received = shop.endpoint.received().split_off(seen);
            seen += received.len();
            let [_, tampered, genuine] = &received[..] else { panic!("{tampering:?}: {received:?}") };
            let error = verifier.verify(&tampered.body).await.unwrap_err();
            assert_eq!(error.kind(), expected, "{tampering:?}: {error}");
            assert_ne!(tampered.body, genuine.body);
            assert_eq!(tampered.headers["x-amz-sns-message-id"], genuine.headers["x-amz-sns-message-id"]);
            assert!(verifier.verify(&genuine.body).await.is_ok());
        }
    }
}

#[tokio::test]
async fn another_sandboxs_notifications_are_refused() {
    let (shop, other) = (Shop::open().await, Shop::open().await);
    other.authorized().await;
    let body = other.endpoint.wait_for(1).await.remove(0).body;
    // The same key, but a certificate of another authority, which is not at this sandbox.
    assert_eq!(verifier(&shop).verify(&body).await.unwrap_err().kind(), Kind::CertificateStatus);
    let others = SigningCertificate::from_pem(other.sandbox.notification_certificate_pem().unwrap()).unwrap();
    let error = verifier(&shop).verify_with_certificate(&body, &others).unwrap_err();
    assert_eq!(error.kind(), Kind::UntrustedCertificate);
    assert!(verifier(&other).verify(&body).await.is_ok());
}

#[tokio::test]
async fn late_notifications_are_stale_by_the_sandboxs_clock() {
    let shop = Shop::open().await;
    let window = std::time::Duration::from_secs(3_600);
    let verifier = shop.sandbox.notification_verifier().unwrap().freshness_window(window).build().unwrap();
    shop.sandbox.add_notification_fault(NotificationFault::late(3_601).count(1)).unwrap();
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert!(verifier.verify(&shop.endpoint.received()[0].body).await.is_ok());
    shop.pass(3_601).await;
    let error = verifier.verify(&shop.endpoint.received()[1].body).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Stale);
}

#[tokio::test]
async fn a_subscription_is_confirmed_at_its_url_and_ended_at_another() {
    let shop = Shop::open().await;
    let client = Client::new(&shop.sandbox, &shop.sandbox.credentials());
    let verifier = verifier(&shop);
    let endpoint = Receiver::start().await;
    let confirmed = || {
        let subscriptions = shop.sandbox.ipn_subscriptions();
        subscriptions.into_iter().find(|one| one.url == endpoint.url).map(|one| one.confirmed)
    };
    let question = json!({ "merchantId": "A2SANDBOXSHOP1", "url": endpoint.url }).to_string();
    let sent = client.control("POST", "notifications/subscriptions", &question).await;
    assert_eq!(sent.json["type"], "SubscriptionConfirmation", "{sent:?}");
    assert_eq!(confirmed(), Some(false));
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    assert_eq!(endpoint.received().len(), 1, "no notification before it is confirmed");
    let asked = endpoint.received().remove(0);
    assert_eq!(asked.headers["x-amz-sns-message-type"], "SubscriptionConfirmation");
    assert!(asked.envelope()["UnsubscribeURL"].is_null());
    let verified = verifier.verify(&asked.body).await.unwrap();
    let Notification::SubscriptionConfirmation(confirmation) = verified else { panic!("{verified:?}") };
    verifier.confirm_subscription(&confirmation).await.unwrap();
    assert_eq!(confirmed(), Some(true));
    let again = verifier.confirm_subscription(&confirmation).await.unwrap_err();
    assert_eq!(again.kind(), Kind::ConfirmationStatus, "a token confirms once");
    shop.authorized().await;
    shop.sandbox.notifications_settled().await;
    let received = endpoint.received();
    assert_eq!(received.len(), 3);

    // As a browser would, but to the sandbox's address.
    let unsubscribe = received[2].field("UnsubscribeURL");
    let (host, path) = unsubscribe.strip_prefix("https://").unwrap().split_once('/').unwrap();
    let visit = async || {
        let url = format!("{}/{path}", shop.sandbox.url());
        client.http.get(url).header("host", host).send().await.unwrap()
    };
    assert_eq!(visit().await.status(), 200);
    assert_eq!(confirmed(), Some(false));
    let ended = endpoint.wait_for(4).await.remove(3);
    assert!(matches!(verifier.verify(&ended.body).await.unwrap(), Notification::UnsubscribeConfirmation(_)));
    for (path, status) in [
        ("?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:eu-west-1:000000000000:A9:1", 404),
        ("?Action=ConfirmSubscription&TopicArn=x&Token=y", 400),
        ("?Action=Publish", 400),
        ("SimpleNotificationService-0.pem", 404),
    ] {
        let url = format!("{}/{path}", shop.sandbox.url());
        let answer = client.http.get(url).header("host", host).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
}

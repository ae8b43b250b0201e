//! Notifications of the sandbox, received on a real socket and verified.

use std::sync::Arc;

use amazonpay::model::ChargeState;
use amazonpay::notification::{NotificationErrorKind, ObjectType};
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use amazonpay_uniffi::{AmazonPayError, Notification, NotificationSettings, NotificationVerifier};
use serde_json::json;

use crate::shop::Shop;

async fn endpoint(shop: &Shop) -> RawServer {
    let answer = http_answer(200, &[], "");
    let server = RawServer::answering(move |_| RawAnswer::KeepAlive(answer.clone())).await.unwrap();
    let merchant = shop.sandbox.credentials().await.unwrap().merchant_id;
    let urls = json!({ "ipnUrls": [format!("{}/ipn", server.url())] });
    shop.control("POST", &format!("merchants/{merchant}/ipnUrls"), Some(urls)).await;
    server
}

/// The body of the first delivery that holds `text`.
async fn delivered(shop: &Shop, server: &RawServer, text: &str) -> Vec<u8> {
    shop.sandbox.notifications_settled().await.unwrap();
    let request = server.requests().into_iter().find(|request| request.contains(text)).unwrap();
    request.split_once("\r\n\r\n").unwrap().1.as_bytes().to_vec()
}

#[tokio::test]
async fn what_the_sandbox_delivers_is_verified_and_what_was_changed_is_not() {
    let shop = Shop::open().await;
    let server = endpoint(&shop).await;
    let charge = shop.charge().await;
    let body = delivered(&shop, &server, "CHARGE\\\"").await;
    let verifier = shop.sandbox.notification_verifier(None).unwrap();
    let verified = Arc::new(verifier.verify(body.clone(), None).await.unwrap());
    let Notification::Ipn { envelope, message, .. } = verified.content().unwrap() else {
        panic!("no message")
    };
    assert_eq!((message.object_type, message.object_id), (ObjectType::Charge, charge.clone()));
    assert!(!envelope.message_id.is_empty());
    let error = verifier.confirm_subscription(verified).await.unwrap_err();
    assert_eq!(error.details().field.as_deref(), Some("notification"));
    let read = shop.pay.clone().charges().get(charge, None).await.unwrap();
    assert_eq!(read.value.status_details.state, ChargeState::Authorized);

    let forged = String::from_utf8(body.clone()).unwrap().replace("CHARGE", "REFUND").into_bytes();
    let error = verifier.verify(forged, None).await.map(drop).unwrap_err();
    let AmazonPayError::Notification { details } = &error else { panic!("{error:?}") };
    assert_eq!(details.refusal, Some(NotificationErrorKind::WrongSignature));
    assert!(!details.is_retryable);
    let topics = vec!["arn:aws:sns:eu-west-1:123456789012:Other".to_owned()];
    let settings = NotificationSettings { allowed_topics: Some(topics), ..NotificationSettings::default() };
    let strict = shop.sandbox.notification_verifier(Some(settings)).unwrap();
    let error = strict.verify(body, None).await.map(drop).unwrap_err();
    assert_eq!(error.details().refusal, Some(NotificationErrorKind::TopicNotAllowed));
}

#[tokio::test]
async fn a_subscription_is_confirmed() {
    let shop = Shop::open().await;
    let server = endpoint(&shop).await;
    let url = format!("{}/new", server.url());
    let merchant = shop.sandbox.credentials().await.unwrap().merchant_id;
    let subscription = json!({ "merchantId": merchant, "url": url });
    shop.control("POST", "notifications/subscriptions", Some(subscription)).await;
    let body = delivered(&shop, &server, "SubscriptionConfirmation").await;
    let verifier = shop.sandbox.notification_verifier(None).unwrap();
    let verified = Arc::new(verifier.verify(body, None).await.unwrap());
    assert!(matches!(verified.content().unwrap(), Notification::SubscriptionConfirmation { .. }));
    verifier.confirm_subscription(verified).await.unwrap();
    let all = shop.control("GET", "notifications/subscriptions", None).await;
    let confirmed = |one: &serde_json::Value| one["url"] == json!(url) && one["confirmed"] == json!(true);
    assert!(all["subscriptions"].as_array().unwrap().iter().any(confirmed), "{all}");
}

#[tokio::test]
async fn settings_are_checked() {
    let topics = NotificationSettings { allowed_topics: Some(Vec::new()), ..NotificationSettings::default() };
    let error = NotificationVerifier::new(Some(topics)).unwrap_err();
    assert_eq!(error.details().field.as_deref(), Some("allowed_topics"));
}

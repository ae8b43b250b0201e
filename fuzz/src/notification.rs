//! What comes to a shop's endpoint for notifications: any body at all.

use amazonpay::notification::{IpnMessage, Notification, NotificationError, NotificationErrorKind as Kind};
use serde_json::{Map, Value};

use crate::envelope::Sender;
use crate::{SECRET, assert_fit_to_be_shown};

/// - Nothing is accepted that was not signed, whoever it says it is from, and no error shows what it holds.
/// - Signed as SNS signs, it is accepted and says what was signed; with one field changed afterwards it is refused.
/// - A message means the same in either letter case, and survives being written.
pub fn notification(data: &[u8]) {
    let sender = Sender::shared();
    for certificate in [&sender.certificate, &sender.unknown_certificate] {
        match sender.verifier.verify_with_certificate(data, certificate) {
            Ok(accepted) => panic!("nobody signed it, and it was accepted: {accepted:?}"),
            Err(error) => assert_discreet(&error, data),
        }
    }
    if let Ok(url) = sender.verifier.certificate_url(data) {
        assert!(is_of_sns(url.as_str()), "{url} is no place of SNS's");
    }
    if let Ok(text) = std::str::from_utf8(data) {
        message(text);
    }
    let Ok(Value::Object(mut envelope)) = serde_json::from_slice(data) else { return };
    if let Some(text) = envelope.get("Message").and_then(Value::as_str) {
        message(text);
    }
    // The fuzzer is to get past the place of the certificate, too.
    if !envelope.get("SigningCertURL").and_then(Value::as_str).is_some_and(is_of_sns) {
        let url = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem";
        envelope.insert("SigningCertURL".into(), url.into());
    }
    signed(sender, &envelope, data.len());
}

fn signed(sender: &Sender, envelope: &Map<String, Value>, choice: usize) {
    let Some(signed) = sender.sign(envelope) else { return };
    let body = Value::Object(signed.clone()).to_string();
    match sender.verifier.verify_with_certificate(body.as_bytes(), &sender.certificate) {
        Ok(accepted) => assert_says_what_was_signed(&accepted, &signed),
        Err(error) => {
            let other_defects = [
                Kind::MalformedTimestamp,
                Kind::MalformedMessage,
                Kind::BodyTooLarge,
                // Fields that nobody signs but that are read all the same have to be texts.
                Kind::WrongFieldType,
            ];
            assert!(other_defects.contains(&error.kind()), "{error} of {body}");
            assert_discreet(&error, body.as_bytes());
        }
    }
    let unknown = sender.verifier.verify_with_certificate(body.as_bytes(), &sender.unknown_certificate);
    assert!(unknown.is_err(), "no chain leads to a root, and it was accepted");
    changed(sender, signed, choice);
}

/// One signed field is changed after the signature was made.
fn changed(sender: &Sender, mut signed: Map<String, Value>, choice: usize) {
    let names: &[&str] = match signed["Type"].as_str() {
        Some("Notification") => &["Message", "MessageId", "Subject", "TopicArn"],
        _ => &["Message", "MessageId", "SubscribeURL", "Token", "TopicArn"],
    };
    let name = names[choice % names.len()];
    let text = format!("{}x", signed.get(name).and_then(Value::as_str).unwrap_or_default());
    signed.insert(name.into(), text.into());
    let body = Value::Object(signed).to_string();
    let outcome = sender.verifier.verify_with_certificate(body.as_bytes(), &sender.certificate);
    assert!(outcome.is_err(), "{name} was changed, and it was accepted");
}

fn assert_says_what_was_signed(accepted: &Notification, signed: &Map<String, Value>) {
    let envelope = accepted.envelope();
    assert_eq!(signed["MessageId"], *envelope.message_id);
    assert_eq!(signed["TopicArn"], *envelope.topic_arn);
    match accepted {
        Notification::Ipn(ipn) => {
            assert_eq!(signed["Type"], "Notification");
            assert_eq!(signed.get("Subject").and_then(Value::as_str), ipn.subject.as_deref());
            let message = signed["Message"].as_str().and_then(|text| serde_json::from_str(text).ok());
            assert_eq!(message.as_ref(), Some(&ipn.message));
        }
        Notification::SubscriptionConfirmation(confirmation) => {
            assert_eq!(signed["Type"], "SubscriptionConfirmation");
            assert_eq!(signed["Token"], *confirmation.token());
            assert_eq!(signed["SubscribeURL"], *confirmation.subscribe_url());
        }
        Notification::UnsubscribeConfirmation(_) => assert_eq!(signed["Type"], "UnsubscribeConfirmation"),
        _ => panic!("a kind of notification that SNS does not send"),
    }
}

/// SNS's hosts, by the letter of the rule.
fn is_of_sns(url: &str) -> bool {
    let Some((host, path)) = url.strip_prefix("https://").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let region = host.strip_prefix("sns.").and_then(|rest| {
        rest.strip_suffix(".amazonaws.com").or_else(|| rest.strip_suffix(".amazonaws.com.cn"))
    });
    region.is_some_and(|region| {
        !region.is_empty()
            && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    }) && path.ends_with(".pem")
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'?' && b != b'#')
}

/// The message, the subject, the token and the signature are shown by no error; the rest may be.
fn assert_discreet(error: &NotificationError, body: &[u8]) {
    const HIDDEN: [&str; 4] = ["Message", "Subject", "Token", "Signature"];
    let shown_elsewhere = match serde_json::from_slice::<Value>(body) {
        Ok(Value::Object(fields)) => fields
            .iter()
            .any(|(name, value)| !HIDDEN.contains(&name.as_str()) && value.to_string().contains(SECRET)),
        // Damaged: what the parser took for which field cannot be told.
        _ => true,
    };
    assert_fit_to_be_shown(&error.to_string(), shown_elsewhere);
    assert_fit_to_be_shown(&format!("{error:?}"), shown_elsewhere);
}

fn message(text: &str) {
    let Ok(message) = serde_json::from_str::<IpnMessage>(text) else { return };
    let written = serde_json::to_value(&message).expect("a message is written as JSON");
    let again: IpnMessage = serde_json::from_value(written.clone()).expect("what was written can be read");
    assert_eq!(again, message);

    const NAMES: [(&str, &str); 7] = [
        ("MerchantID", "merchantId"),
        ("ObjectType", "objectType"),
        ("ObjectId", "objectId"),
        ("ChargePermissionId", "chargePermissionId"),
        ("NotificationType", "notificationType"),
        ("NotificationId", "notificationId"),
        ("NotificationVersion", "notificationVersion"),
    ];
    let Value::Object(fields) = written else { panic!("a message is an object") };
    let older = fields.into_iter().map(|(name, value)| {
        let older = NAMES.iter().find(|(newer, _)| *newer == name).map(|(_, older)| (*older).to_owned());
        (older.unwrap_or(name), value)
    });
    let older: IpnMessage = serde_json::from_value(older.collect()).expect("either letter case can be read");
    assert_eq!(older, message);
}

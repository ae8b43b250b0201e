//! Envelopes that another implementation made: the genuine ones verify, every tampered one is refused by its own error.
//! Certificates come over real TLS connections.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::collections::BTreeSet;
use std::sync::Arc;

use amazonpay::notification::{
    Notification, NotificationError, NotificationErrorKind, NotificationVerifier, SigningCertificate,
};
use amazonpay_tests::json_difference::differences;
use amazonpay_tests::notification_vectors::{NotificationCase, NotificationFile, SnsHosts, load};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What came of a case: as vectors have it.
fn described(outcome: &Result<Notification, NotificationError>) -> Value {
    let notification = match outcome {
        Ok(notification) => notification,
        Err(error) => {
            return json!({
                "kind": error.kind().as_str(),
                "message": error.to_string(),
                "retryable": error.is_retryable(),
            });
        }
    };
    if let Notification::Ipn(ipn) = notification {
        assert_eq!(notification.message(), Some(&ipn.message));
    }
    serde_json::from_str(&notification.to_json()).unwrap()
}

/// Where the outcome is not the expected one. An expected message may end with an ellipsis.
fn compare(case: &NotificationCase, how: &str, found: &Value) -> Vec<String> {
    let mut expected = case.expected.clone();
    if let (Some(start), Some(message)) = (
        expected["message"].as_str().and_then(|message| message.strip_suffix('…')),
        found["message"].as_str(),
    ) && message.starts_with(start)
    {
        expected["message"] = json!(message);
    }
    differences(&format!("{} ({how})", case.name), &expected, found)
}

fn hidden_words(file: &NotificationFile, case: &NotificationCase, text: &str) -> Vec<String> {
    let found = file.hidden.iter().filter(|word| text.contains(*word));
    found.map(|word| format!("{}: {word:?} must not show in: {text}", case.name)).collect()
}

/// Verifies a case with the certificate from a server, and where that is possible with the same one given.
async fn run(file: &NotificationFile, case: &NotificationCase, hosts: &SnsHosts) -> Vec<String> {
    let host = hosts.serve_certificate(case).unwrap();
    let before = host.requests().len();
    let confirmations = hosts.confirming(case);
    let verifier = case
        .verifier(file.clock)
        .unwrap()
        .certificate_source(Arc::new(host.https.clone()))
        .https(confirmations.https.clone())
        .build()
        .unwrap();
    let body = case.body();
    let verified = verifier.verify(&body).await;
    let mut wrong = hidden_words(file, case, &format!("{verified:?} {verifier:?}"));
    let fetches = host.requests().len() - before;
    if fetches != case.fetches {
        wrong.push(format!("{}: expected {} fetches, found {fetches}", case.name, case.fetches));
    }
    let given = case.pem().unwrap().map(|pem| {
        let certificate = SigningCertificate::from_pem(pem)?;
        verifier.verify_with_certificate(&body, &certificate)
    });
    if !case.confirm {
        if let Some(given) = given {
            wrong.extend(compare(case, "with a given certificate", &described(&given)));
        }
        wrong.extend(compare(case, "with a fetched certificate", &described(&verified)));
        return wrong;
    }

    let Ok(Notification::SubscriptionConfirmation(confirmation)) = &verified else {
        return vec![format!("{}: expected a subscription to confirm, found {verified:?}", case.name)];
    };
    assert_eq!(Some(&verified), given.as_ref(), "{}", case.name);
    let before = hosts.serve_confirmation(case).requests().len();
    let error = verifier.confirm_subscription(confirmation).await.unwrap_err();
    let confirmations = confirmations.requests().len() - before;
    if confirmations != case.confirmations {
        let expected = case.confirmations;
        wrong.push(format!("{}: expected {expected} confirmations, found {confirmations}", case.name));
    }
    wrong.extend(hidden_words(file, case, &format!("{error} {error:?}")));
    wrong.extend(compare(case, "confirmed", &described(&Err(error))));
    wrong
}

async fn run_all(name: &str) {
    let file = load(name).unwrap();
    let hosts = SnsHosts::start().await.unwrap();
    let mut wrong = Vec::new();
    for case in &file.cases {
        wrong.extend(run(&file, case, &hosts).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn genuine_envelopes_verify() {
    run_all("accepted").await;
}

#[tokio::test]
async fn every_other_envelope_is_refused_by_its_own_error() {
    assert!(load("refused").unwrap().cases.len() > 40);
    run_all("refused").await;
}

#[test]
fn every_kind_of_error_has_a_vector() {
    let file = load("refused").unwrap();
    let found: BTreeSet<&str> = file.cases.iter().filter_map(|case| case.expected["kind"].as_str()).collect();
    let kinds: BTreeSet<&str> = NotificationErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(found, kinds);
}

#[test]
fn the_chapter_has_every_kind_of_error_in_the_words_of_the_code() {
    let row = |kind: &NotificationErrorKind| {
        let again = if kind.is_retryable() { "yes" } else { "" };
        format!("| `{kind}` | {} | {again} |", kind.description())
    };
    let rows: Vec<String> = NotificationErrorKind::ALL.iter().map(row).collect();
    let chapter = include_str!("../../docs/notifications.md");
    let found: Vec<&str> = chapter.lines().skip_while(|line| !line.starts_with("| kind |")).skip(2).collect();
    assert_eq!(found, rows, "write this into docs/notifications.md:\n{}", rows.join("\n"));
}

/// The genuine envelope, a verifier that accepts it, and its certificate.
fn genuine(name: &str) -> (Vec<u8>, NotificationVerifier, SigningCertificate) {
    let file = load("accepted").unwrap();
    let case = file.cases.iter().find(|case| case.name == name).unwrap();
    let certificate = SigningCertificate::from_pem(case.pem().unwrap().unwrap()).unwrap();
    (case.body(), case.verifier(file.clock).unwrap().build().unwrap(), certificate)
}

#[test]
fn no_flipped_bit_says_anything_else() {
    for name in ["version 1, the guide's letter case, with a subject", "version 2, SubscriptionConfirmation"]
    {
        let (genuine, verifier, certificate) = genuine(name);
        let expected = verifier.verify_with_certificate(&genuine, &certificate).unwrap();
        let mut accepted = 0;
        for index in 0..genuine.len() {
            for bit in 0..8 {
                let mut body = genuine.clone();
                body[index] ^= 1 << bit;
                // White space, and what the signature does not cover, may change and say nothing.
                if let Ok(notification) = verifier.verify_with_certificate(&body, &certificate) {
                    assert_eq!(notification, expected, "{}", String::from_utf8_lossy(&body));
                    accepted += 1;
                }
            }
        }
        let refused = 8 * genuine.len() - accepted;
        assert!(refused > 4 * accepted, "{refused} refused, {accepted} accepted");
    }
}

#[test]
fn no_shortened_body_verifies() {
    let (genuine, verifier, certificate) = genuine("version 2, the guide's letter case, with a subject");
    for length in 0..genuine.len() {
        let error = verifier.verify_with_certificate(&genuine[..length], &certificate).unwrap_err();
        assert_eq!(error.kind(), NotificationErrorKind::MalformedEnvelope, "{length}: {error}");
    }
}

#[test]
fn a_real_certificate_of_sns_is_trusted_by_default() {
    let path = amazonpay_tests::operation_vectors::vectors()
        .join("notifications/amazon/sns-signing-af-south-1-2026.pem");
    let certificate = SigningCertificate::from_pem(std::fs::read(path).unwrap()).unwrap();
    assert_eq!(certificate.not_before(), "2026-07-25T00:00:00Z".parse::<Timestamp>().unwrap());
    assert_eq!(certificate.not_after(), "2027-02-07T23:59:59Z".parse::<Timestamp>().unwrap());
    let file = load("accepted").unwrap();
    let kind = |name: &str| {
        let case = file.cases.iter().find(|case| case.name == name).unwrap();
        let clock = Arc::new(amazonpay_tests::moved_clock::MovedClock::at(file.clock.get()));
        let verifier = NotificationVerifier::builder().clock(clock).build().unwrap();
        verifier.verify_with_certificate(&case.body(), &certificate).unwrap_err().kind()
    };
    // Everything about the certificate is right, but it is not what our envelope is signed with.
    let from_its_region = kind("from af-south-1, with that region's certificate");
    assert_eq!(from_its_region, NotificationErrorKind::WrongSignature);
    let from_elsewhere = kind("version 2, the guide's letter case, with a subject");
    assert_eq!(from_elsewhere, NotificationErrorKind::WrongCertificateName);
}

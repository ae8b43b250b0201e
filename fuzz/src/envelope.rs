//! SNS's side of a notification, written a second time and from SNS's documentation alone: what is signed, and by whom.

use std::sync::LazyLock;

use amazonpay::notification::{NotificationVerifier, SigningCertificate};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::RSA_PKCS1_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::wire::Standing;

/// Somebody whose notifications are believed: a key of this process, so that no seed can hold a signature of it.
pub(crate) struct Sender {
    key: KeyPair,
    /// Its certificate, pinned.
    pub(crate) certificate: SigningCertificate,
    /// The certificate, not pinned: it is its own root, which no verifier trusts.
    pub(crate) unknown_certificate: SigningCertificate,
    /// A verifier that takes any topic, at the time at which the certificate is valid.
    pub(crate) verifier: NotificationVerifier,
}

impl Sender {
    /// The process's sender; making its key takes some 100 ms.
    pub(crate) fn shared() -> &'static Self {
        static SENDER: LazyLock<Sender> = LazyLock::new(Sender::new);
        &SENDER
    }

    fn new() -> Self {
        let key = KeyPair::generate(KeySize::Rsa2048).expect("a key");
        let pem = certificate(&key);
        Self {
            certificate: SigningCertificate::pinned_from_pem(&pem).expect("a certificate"),
            unknown_certificate: SigningCertificate::from_pem(&pem).expect("a certificate"),
            verifier: NotificationVerifier::builder()
                .clock(std::sync::Arc::new(Standing))
                .build()
                .expect("the defaults are valid"),
            key,
        }
    }

    /// The envelope with the signature that SNS would give it, in version 2.
    pub(crate) fn sign(&self, envelope: &Map<String, Value>) -> Option<Map<String, Value>> {
        let mut signed = envelope.clone();
        signed.insert("SignatureVersion".into(), "2".into());
        let text = string_to_sign(&signed)?;
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature)
            .expect("a signature");
        signed.insert("Signature".into(), STANDARD.encode(signature).into());
        Some(signed)
    }
}

fn certificate(key: &KeyPair) -> String {
    use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
    let der: Pkcs8V1Der<'_> = key.as_der().expect("the key was just made");
    let der = rcgen::KeyPair::try_from(der.as_ref()).expect("rcgen signs with RSA");
    let mut parameters =
        rcgen::CertificateParams::new(["sns.amazonaws.com", "sns.amazonaws.com.cn"].map(str::to_owned))
            .expect("it is a name");
    parameters.not_before = rcgen::date_time_ymd(2026, 1, 1);
    parameters.not_after = rcgen::date_time_ymd(2027, 1, 1);
    parameters.self_signed(&der).expect("a certificate").pem()
}

/// What SNS signs: <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html>.
/// `None` when a field that has to be there is not, or is no text.
fn string_to_sign(envelope: &Map<String, Value>) -> Option<String> {
    let names: &[&str] = match envelope.get("Type")?.as_str()? {
        "Notification" => &["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
        "SubscriptionConfirmation" | "UnsubscribeConfirmation" => {
            &["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        }
        _ => return None,
    };
    let mut text = String::new();
    for name in names {
        match envelope.get(*name) {
            Some(Value::String(value)) => text.extend([name, "\n", value, "\n"]),
            None | Some(Value::Null) if *name == "Subject" => {}
            _ => return None,
        }
    }
    Some(text)
}

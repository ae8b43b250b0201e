//! Keys and certificates in any form, as merchants paste them: the first line is a pass phrase, the rest PEM or DER.

use amazonpay::config::ClientBuilder;
use amazonpay::error::ConfigError;
use amazonpay::notification::{NotificationVerifier, SigningCertificate};
use amazonpay::signing::{Algorithm, PrivateKey, PublicKey, Signer as _};

use crate::envelope::Sender;
use crate::{SECRET, assert_fit_to_be_shown};

/// More than any error has to say.
const LONGEST_ERROR: usize = 500;

/// - What is accepted can be written, and read again as the same key, which signs and verifies.
/// - What is refused is refused in a short line without the pass phrase.
/// - No certificate makes a notification acceptable that its key did not sign.
pub fn keys(data: &[u8]) {
    let line_end = data.iter().position(|&byte| byte == b'\n').unwrap_or(0);
    let pass_phrase = String::from_utf8_lossy(&data[..line_end]);
    let content = data.get(line_end + 1..).unwrap_or_default();
    // The pass phrase is hidden; a block's label may be shown.
    if content.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()) {
        return;
    }
    private_keys([
        PrivateKey::from_der(content),
        PrivateKey::from_der_with_passphrase(content, &pass_phrase),
    ]);
    public_key(PublicKey::from_der(content));
    let text = String::from_utf8_lossy(content);
    private_keys([PrivateKey::from_pem(&text), PrivateKey::from_pem_with_passphrase(&text, &pass_phrase)]);
    public_key(PublicKey::from_pem(&text));
    certificates(content);
}

/// Without and with the pass phrase.
fn private_keys([without, with]: [Result<PrivateKey, ConfigError>; 2]) {
    if let Ok(without) = &without {
        let with = with.as_ref().expect("a pass phrase that is not needed does no harm");
        assert_eq!(without.public_key().to_pem(), with.public_key().to_pem());
    }
    match with {
        Ok(key) => private_key(&key),
        Err(error) => assert_short(&error),
    }
    if let Err(error) = without {
        assert_short(&error);
    }
}

fn private_key(key: &PrivateKey) {
    use secrecy::ExposeSecret as _;
    let pem = key.to_pkcs8_pem().expect("an accepted key can be written");
    let again = PrivateKey::from_pem(pem.expose_secret()).expect("a written key can be read");
    assert_eq!(again.to_pkcs8_pem().expect("as above").expose_secret(), pem.expose_secret());
    let public_key = key.public_key();
    assert_eq!(again.public_key().to_pem(), public_key.to_pem());
    for algorithm in Algorithm::ALL {
        let Some(Ok(signature)) = key.sign_now(algorithm, b"message") else {
            panic!("an accepted key signs")
        };
        assert!(public_key.verify(algorithm, b"message", &signature), "the halves do not belong together");
        assert!(!public_key.verify(algorithm, b"another", &signature));
    }
}

fn public_key(read: Result<PublicKey, ConfigError>) {
    match read {
        Ok(key) => {
            let pem = key.to_pem();
            assert_eq!(PublicKey::from_pem(&pem).map(|key| key.to_pem()).as_deref(), Ok(&*pem));
            assert!(!key.verify(Algorithm::V2, b"message", b"signature"));
        }
        Err(error) => assert_short(&error),
    }
}

fn certificates(pem: &[u8]) {
    match SigningCertificate::from_pem(pem) {
        Ok(certificate) => {
            let pinned = SigningCertificate::pinned_from_pem(pem).expect("pinning takes the same");
            for certificate in [certificate, pinned] {
                assert!(Sender::shared().verifier.verify_with_certificate(FORGED, &certificate).is_err());
            }
        }
        Err(error) => assert_fit_to_be_shown(&error.to_string(), false),
    }
    let roots = NotificationVerifier::builder().root_certificates_pem(pem);
    let intermediates = NotificationVerifier::builder().add_intermediate_certificates_pem(pem);
    assert_eq!(roots.is_ok(), intermediates.is_ok(), "both take what is a certificate");
    for error in [roots.err(), intermediates.err(), ClientBuilder::new().add_root_certificate_pem(pem).err()]
    {
        error.iter().for_each(assert_short);
    }
}

/// As well-formed as it can be, and signed by nobody.
const FORGED: &[u8] = br#"{"Type": "Notification", "MessageId": "1", "TopicArn": "arn:aws:sns:eu-west-1:1:x",
    "Message": "{\"ObjectType\": \"CHARGE\", \"ObjectId\": \"S01-1\"}", "Timestamp": "2026-11-24T10:15:00.000Z",
    "SignatureVersion": "1", "Signature": "c2lnbmF0dXJl",
    "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem"}"#;

fn assert_short(error: &ConfigError) {
    let text = error.to_string();
    assert_fit_to_be_shown(&text, false);
    assert!(text.len() <= LONGEST_ERROR, "{text}");
}

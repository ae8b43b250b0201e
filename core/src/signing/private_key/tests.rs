//! Unit tests of reading keys; their module is declared under `#[cfg(test)]`.

use std::path::PathBuf;

use secrecy::ExposeSecret as _;

use super::*;

const KEYS: &str = "../tests/vectors/keys";
const TEST_KEY: &str = include_str!("../../../../tests/vectors/keys/test-only-rsa-2048.pem");
const PUBLIC_KEY: &str = include_str!("../../../../tests/vectors/keys/test-only-rsa-2048.public.pem");
const EXPECTED_PEM: &str = "private_key: expected a PEM RSA private key (\"BEGIN PRIVATE KEY\" or \"BEGIN RSA PRIVATE KEY\"), found ";
const EXPECTED_DER: &str = "private_key: expected a DER RSA private key (PKCS#8 or PKCS#1), found ";

fn path(name: &str) -> PathBuf {
    PathBuf::from(KEYS).join(name)
}

fn file_error(name: &str) -> String {
    PrivateKey::from_file(path(name)).unwrap_err().to_string()
}

fn pem_error(pem: &str) -> String {
    PrivateKey::from_pem(pem).unwrap_err().to_string()
}

#[test]
fn reads_the_same_key_in_every_form() {
    for name in ["test-only-rsa-2048.pem", "accepted/pkcs1.pem", "accepted/pkcs1.der", "accepted/pkcs8.der"] {
        let key = PrivateKey::from_file(path(name)).unwrap();
        assert_eq!(key.public_key().to_pem(), PUBLIC_KEY, "{name}");
    }
    for name in [
        "accepted/encrypted-aes256.pem",
        "accepted/encrypted-aes256.der",
        "accepted/encrypted-des3-sha1.pem",
        "accepted/encrypted-scrypt.pem",
    ] {
        let key = PrivateKey::from_file_with_passphrase(path(name), "open-sesame").unwrap();
        assert_eq!(key.public_key().to_pem(), PUBLIC_KEY, "{name}");
    }
    let der = std::fs::read(path("accepted/encrypted-aes256.der")).unwrap();
    assert!(PrivateKey::from_der_with_passphrase(&der, "open-sesame").is_ok());
    assert!(PrivateKey::from_der(&std::fs::read(path("accepted/pkcs8.der")).unwrap()).is_ok());
}

#[test]
fn reads_pem_as_it_comes_out_of_files_and_variables() {
    let certificate = std::fs::read_to_string(path("rejected/certificate.pem")).unwrap();
    for pem in [
        TEST_KEY.replace('\n', "\r\n"),
        TEST_KEY.replace('\n', "\\n"),
        TEST_KEY.replace('\n', "\\r\\n"),
        TEST_KEY.replace('\n', " "),
        format!("\"{}\"", TEST_KEY.replace('\n', "\\n")),
        format!("  \n\t{TEST_KEY}\n  "),
        format!("\u{feff}{}", TEST_KEY.trim()),
        format!("{certificate}{TEST_KEY}"),
        format!("{TEST_KEY}{certificate}"),
    ] {
        let key = PrivateKey::from_pem(&pem).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(key.public_key().to_pem(), PUBLIC_KEY);
    }
}

#[test]
fn says_what_it_found_in_a_file_instead_of_a_key() {
    for (name, found) in [
        ("test-only-rsa-2048.public.pem", "a PUBLIC KEY"),
        ("accepted/public-pkcs1.pem", "an RSA PUBLIC KEY"),
        ("rejected/certificate.pem", "a CERTIFICATE"),
        ("rejected/ec-sec1.pem", "an EC PRIVATE KEY"),
        ("rejected/ec-pkcs8.pem", "an EC private key"),
        ("rejected/ed25519.pem", "an Edwards-curve private key"),
        ("rejected/rsa-pss.pem", "an RSASSA-PSS private key"),
        ("rejected/empty.pem", "nothing"),
        ("rejected/not-a-pem.txt", "no \"-----BEGIN\" line"),
        ("rejected/cut-short.pem", "a PRIVATE KEY without its \"-----END\" line"),
        ("rejected/not-base64.pem", "a PRIVATE KEY whose base64 is damaged"),
        ("rejected/unknown-content.pem", "damaged or unknown content"),
    ] {
        assert_eq!(file_error(name), format!("{EXPECTED_PEM}{found} in {KEYS}/{name}"));
    }
    assert_eq!(
        file_error("rejected/ec-pkcs8.der"),
        format!("{EXPECTED_DER}an EC private key in {KEYS}/rejected/ec-pkcs8.der")
    );
    assert_eq!(
        file_error("accepted/public.der"),
        format!("{EXPECTED_DER}an RSA public key in {KEYS}/accepted/public.der")
    );
    assert_eq!(
        file_error("rejected/rsa-1024.pem"),
        format!(
            "private_key: expected an RSA key of at least 2048 bits, found one of 1024 in {KEYS}/rejected/rsa-1024.pem"
        )
    );
    assert_eq!(
        file_error("rejected/damaged-modulus.pem"),
        format!(
            "private_key: the RSA private key in {KEYS}/rejected/damaged-modulus.pem is damaged: \
             its numbers don't belong together"
        )
    );
}

#[test]
fn says_what_it_found_in_a_text_instead_of_a_key() {
    for (pem, found) in [
        ("", "an empty text"),
        (" \r\n\t", "an empty text"),
        ("SANDBOX-AEXAMPLE", "no \"-----BEGIN\" line"),
        ("keys/merchant.pem", "no \"-----BEGIN\" line"),
        ("-----BEGIN ", "no \"-----BEGIN\" line"),
        ("-----BEGIN PRIVATE KEY-----", "a PRIVATE KEY without its \"-----END\" line"),
        ("-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----", "a PRIVATE KEY whose base64 is damaged"),
        (
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
            "an OPENSSH PRIVATE KEY (ssh-keygen -p -m PEM -f FILE converts one)",
        ),
    ] {
        assert_eq!(pem_error(pem), format!("{EXPECTED_PEM}{found}"), "{pem:?}");
    }
    assert_eq!(PrivateKey::from_der(b"").unwrap_err().to_string(), format!("{EXPECTED_DER}nothing"));
    assert_eq!(
        PrivateKey::from_der(TEST_KEY.as_bytes()).unwrap_err().to_string(),
        format!("{EXPECTED_DER}PEM text")
    );
    assert_eq!(
        PrivateKey::from_der(&[0x30, 3, 2, 1, 0]).unwrap_err().to_string(),
        format!("{EXPECTED_DER}damaged or unknown content")
    );
}

#[test]
fn says_why_a_file_cannot_be_read() {
    let error = PrivateKey::from_file("keys/nowhere.pem").unwrap_err();
    assert_eq!(error.field, "private_key");
    assert_eq!(error.message, "cannot read keys/nowhere.pem: there is no such file");
    let error = PrivateKey::from_file(KEYS).unwrap_err();
    assert!(error.message.starts_with(&format!("cannot read {KEYS}: ")), "{error}");
}

#[test]
fn says_what_to_do_about_encrypted_keys() {
    for name in
        ["accepted/encrypted-aes256.pem", "accepted/encrypted-aes256.der", "accepted/encrypted-scrypt.pem"]
    {
        assert_eq!(
            file_error(name),
            format!("private_key: the key in {KEYS}/{name} is encrypted: give its pass phrase too")
        );
        for wrong in ["", "Open-Sesame", "open-sesame "] {
            let error = PrivateKey::from_file_with_passphrase(path(name), wrong).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "private_key: cannot decrypt the key in {KEYS}/{name}: the pass phrase is wrong or the key is damaged"
                )
            );
        }
    }
    let pem = std::fs::read_to_string(path("accepted/encrypted-aes256.pem")).unwrap();
    assert_eq!(pem_error(&pem), "private_key: the key is encrypted: give its pass phrase too");
    assert!(PrivateKey::from_pem_with_passphrase(&pem, "open-sesame").is_ok());

    let name = "rejected/legacy-encrypted.pem";
    let legacy = format!(
        "private_key: the key in {KEYS}/{name} is encrypted in OpenSSL's old form (\"Proc-Type: 4,ENCRYPTED\"), \
         which is not supported; convert it with: openssl pkcs8 -topk8 -v2 aes256 -in {KEYS}/{name} -out NEW.pem"
    );
    assert_eq!(file_error(name), legacy);
    let error = PrivateKey::from_file_with_passphrase(path(name), "open-sesame").unwrap_err();
    assert_eq!(error.to_string(), legacy);

    let pem = std::fs::read_to_string(path("rejected/encrypted-pbes1.pem")).unwrap();
    let error = PrivateKey::from_pem_with_passphrase(&pem, "open-sesame").unwrap_err();
    assert_eq!(
        error.to_string(),
        "private_key: the key is encrypted in a way that is not supported; \
         convert it with: openssl pkcs8 -topk8 -v2 aes256 -in KEY.pem -out NEW.pem"
    );
}

#[test]
fn shows_nothing_of_a_key_whose_first_line_lacks_its_end() {
    let error = PrivateKey::from_pem(&TEST_KEY.replacen("KEY-----", "KEY", 1)).unwrap_err();
    assert!(
        error.message.ends_with("found a PRIVATE KEY whose line does not end with \"-----\""),
        "{}",
        error.message
    );
}

#[test]
fn tells_a_wrong_pass_phrase_whatever_the_garbage_it_yields() {
    // One wrong pass phrase in 256 decrypts to bytes whose padding happens to be right, as these two do here.
    let pem = std::fs::read_to_string(path("accepted/encrypted-scrypt.pem")).unwrap();
    for pass_phrase in ["wrong 165", "wrong 182"] {
        let error = PrivateKey::from_pem_with_passphrase(&pem, pass_phrase).unwrap_err();
        assert_eq!(error.message, "cannot decrypt the key: the pass phrase is wrong or the key is damaged");
    }
}

#[test]
fn shows_nothing_of_the_key() {
    let key = PrivateKey::from_pem(TEST_KEY).unwrap();
    assert_eq!(format!("{key:?}"), "PrivateKey(<redacted>)");
    let signer: &dyn Signer = &key;
    assert_eq!(format!("{signer:?}"), "PrivateKey(<redacted>)");
    let damaged = TEST_KEY.replacen("MII", "M*I", 1);
    assert!(!pem_error(&damaged).contains("M*I"));
}

#[test]
fn writes_what_it_read() {
    let key = PrivateKey::from_pem(TEST_KEY).unwrap();
    assert_eq!(key.to_pkcs8_pem().unwrap().expose_secret(), TEST_KEY);
}

#[tokio::test]
async fn generates_keys_of_2048_bits_that_differ() {
    let (one, other) = (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap());
    assert_ne!(one.public_key().to_pem(), other.public_key().to_pem());
    for algorithm in Algorithm::ALL {
        let signature = one.sign(algorithm, b"message").await.unwrap();
        assert_eq!(signature.len(), 256);
        assert!(one.public_key().verify(algorithm, b"message", &signature));
        assert!(!other.public_key().verify(algorithm, b"message", &signature));
    }
}

#[test]
fn refuses_public_keys_likewise() {
    let error = |pem: &str| PublicKey::from_pem(pem).unwrap_err().to_string();
    let expected = "public_key: expected a PEM RSA public key (\"BEGIN PUBLIC KEY\" or \"BEGIN RSA PUBLIC KEY\"), found ";
    assert_eq!(error(TEST_KEY), format!("{expected}a PRIVATE KEY"));
    assert_eq!(error(""), format!("{expected}an empty text"));
    let read = |name: &str| std::fs::read_to_string(path(name)).unwrap();
    assert_eq!(error(&read("rejected/ec-public.pem")), format!("{expected}an EC public key"));
    assert_eq!(
        error(&read("rejected/rsa-1024.public.pem")),
        "public_key: expected an RSA key of at least 2048 bits, found one of 1024"
    );
    assert_eq!(
        PublicKey::from_der(&std::fs::read(path("accepted/pkcs8.der")).unwrap()).unwrap_err().to_string(),
        "public_key: expected a DER RSA public key (SubjectPublicKeyInfo or PKCS#1), found a private key"
    );
    assert_eq!(format!("{:?}", PublicKey::from_pem(PUBLIC_KEY).unwrap()), "PublicKey { .. }");
}

//! Signatures and keys against the `openssl` command, in both directions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use amazonpay::signing::{Algorithm, PrivateKey, PublicKey, Signer};
use secrecy::ExposeSecret as _;

const MESSAGE: &[u8] =
    b"AMZN-PAY-RSASSA-PSS-V2\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const PASS_PHRASE: &str = "open sesame é";

/// A folder of this test's own.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn openssl(folder: &Path, arguments: &str) -> bool {
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(arguments.split(' ').map(|argument| argument.replace("PASS", &format!("pass:{PASS_PHRASE}"))))
        .output()
        .expect("the openssl command is on PATH");
    output.status.success()
}

fn run(folder: &Path, arguments: &str) {
    assert!(openssl(folder, arguments), "openssl {arguments}");
}

fn pss(salt: usize) -> String {
    format!("dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:{salt}")
}

#[tokio::test]
async fn openssl_verifies_our_signatures() {
    let folder = folder("ours");
    let key = PrivateKey::generate().unwrap();
    fs::write(folder.join("public.pem"), key.public_key().to_pem()).unwrap();
    fs::write(folder.join("message"), MESSAGE).unwrap();
    let verify = "-verify public.pem -signature signature message";
    for (algorithm, salt, other_salt) in [(Algorithm::V2, 32, 20), (Algorithm::V1, 20, 32)] {
        fs::write(folder.join("signature"), key.sign(algorithm, MESSAGE).await.unwrap()).unwrap();
        run(&folder, &format!("{} {verify}", pss(salt)));
        assert!(!openssl(&folder, &format!("{} {verify}", pss(other_salt))), "{algorithm}: a salt of {salt}");
        fs::write(folder.join("signature"), key.sign(algorithm, b"another message").await.unwrap()).unwrap();
        assert!(!openssl(&folder, &format!("{} {verify}", pss(salt))));
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn we_verify_openssls_signatures() {
    let folder = folder("theirs");
    fs::write(folder.join("message"), MESSAGE).unwrap();
    for bits in [2048, 3072] {
        run(&folder, &format!("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:{bits} -out key.pem"));
        run(&folder, "pkey -in key.pem -pubout -out public.pem");
        let public_key =
            PublicKey::from_pem(&fs::read_to_string(folder.join("public.pem")).unwrap()).unwrap();
        for (algorithm, salt) in [(Algorithm::V2, 32), (Algorithm::V1, 20)] {
            run(&folder, &format!("{} -sign key.pem -out signature message", pss(salt)));
            let mut signature = fs::read(folder.join("signature")).unwrap();
            for candidate in Algorithm::ALL {
                assert_eq!(public_key.verify(candidate, MESSAGE, &signature), candidate == algorithm);
            }
            assert!(!public_key.verify(algorithm, b"another message", &signature));
            assert!(!public_key.verify(algorithm, MESSAGE, &signature[1..]));
            signature[7] ^= 1;
            assert!(!public_key.verify(algorithm, MESSAGE, &signature));
        }
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn reads_openssls_keys_in_every_form() {
    let folder = folder("forms");
    run(&folder, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out pkcs8.pem");
    run(&folder, "pkey -in pkcs8.pem -pubout -out public.pem");
    let public_pem = fs::read_to_string(folder.join("public.pem")).unwrap();
    run(&folder, "pkcs8 -topk8 -nocrypt -in pkcs8.pem -outform DER -out pkcs8.der");
    run(&folder, "rsa -in pkcs8.pem -traditional -out pkcs1.pem");
    run(&folder, "rsa -in pkcs8.pem -traditional -outform DER -out pkcs1.der");
    for name in ["pkcs8.pem", "pkcs8.der", "pkcs1.pem", "pkcs1.der"] {
        let key = PrivateKey::from_file(folder.join(name)).unwrap();
        assert_eq!(key.public_key().to_pem(), public_pem, "{name}");
        let key = PrivateKey::from_file_with_passphrase(folder.join(name), "not needed").unwrap();
        assert_eq!(key.public_key().to_pem(), public_pem, "{name}");
    }
    for options in [
        "-v2 aes128",
        "-v2 aes256",
        "-v2 aes-256-cbc -v2prf hmacWithSHA512",
        "-v2 aes256 -v2prf hmacWithSHA1",
        "-v2 des3",
        "-scrypt -scrypt_N 1024",
        "-v2 aes256 -outform DER",
    ] {
        run(&folder, &format!("pkcs8 -topk8 {options} -in pkcs8.pem -passout PASS -out encrypted"));
        let path = folder.join("encrypted");
        let key = PrivateKey::from_file_with_passphrase(&path, PASS_PHRASE)
            .unwrap_or_else(|error| panic!("{options}: {error}"));
        assert_eq!(key.public_key().to_pem(), public_pem, "{options}");
        let error = PrivateKey::from_file(&path).unwrap_err();
        assert_eq!(
            error.message,
            format!("the key in {} is encrypted: give its pass phrase too", path.display())
        );
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn reads_openssls_public_keys_in_every_form() {
    let folder = folder("public-forms");
    run(&folder, "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem");
    run(&folder, "pkey -in key.pem -pubout -out public.pem");
    run(&folder, "rsa -in key.pem -RSAPublicKey_out -out public-pkcs1.pem");
    run(&folder, "rsa -in key.pem -pubout -outform DER -out public.der");
    run(&folder, "rsa -in key.pem -RSAPublicKey_out -outform DER -out public-pkcs1.der");
    let expected = fs::read_to_string(folder.join("public.pem")).unwrap();
    for name in ["public.pem", "public-pkcs1.pem"] {
        let pem = fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(PublicKey::from_pem(&pem).unwrap().to_pem(), expected, "{name}");
    }
    for name in ["public.der", "public-pkcs1.der"] {
        let der = fs::read(folder.join(name)).unwrap();
        assert_eq!(PublicKey::from_der(&der).unwrap().to_pem(), expected, "{name}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn openssl_reads_the_keys_we_write() {
    let folder = folder("written");
    let key = PrivateKey::generate().unwrap();
    fs::write(folder.join("key.pem"), key.to_pkcs8_pem().unwrap().expose_secret()).unwrap();
    run(&folder, "pkey -in key.pem -check -noout");
    run(&folder, "pkey -in key.pem -pubout -out public.pem");
    assert_eq!(fs::read_to_string(folder.join("public.pem")).unwrap(), key.public_key().to_pem());
    fs::remove_dir_all(folder).unwrap();
}

//! Which keys are accepted, and what is said of the others.

use std::path::Path;

use pkcs1::{RsaPrivateKeyRef, RsaPublicKey, UintRef};
use pkcs8::der::Decode as _;
use pkcs8::pkcs5::pbes2::Kdf;
use pkcs8::spki::SubjectPublicKeyInfoRef;
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use zeroize::Zeroizing;

use super::pem::{PemBlock, PemContent, read_pem};
use crate::error::ConfigError;

/// The least that Amazon Pay takes and aws-lc signs with.
const MINIMUM_BITS: usize = 2048;
/// The most that aws-lc takes.
const MAXIMUM_BITS: usize = 8192;

/// The most rounds of PBKDF2: a second or two. OpenSSL makes 2,048 of them, OWASP advises 600,000.
const MOST_ROUNDS: u32 = 5_000_000;
/// The most bytes that scrypt works through. OpenSSL's are 16 MiB.
const MOST_SCRYPT_BYTES: u64 = 512 * 1024 * 1024;

const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";

/// How a key is written.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    Pem,
    Der,
}

/// Where a key comes from, which the errors tell.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(super) field: &'static str,
    pub(super) form: Form,
    pub(super) path: Option<&'a Path>,
}

impl Origin<'_> {
    pub(super) const PRIVATE_KEY: Self = Self { field: "private_key", form: Form::Pem, path: None };
    pub(crate) const PUBLIC_KEY: Self = Self { field: "public_key", form: Form::Pem, path: None };

    pub(super) fn error(&self, message: impl Into<String>) -> ConfigError {
        ConfigError::new(self.field, message)
    }

    /// ` in keys/merchant.pem`, or nothing.
    fn place(&self) -> String {
        self.path.map(|path| format!(" in {}", path.display())).unwrap_or_default()
    }

    /// The file's name in a command to type.
    fn file_name(&self) -> String {
        self.path.map_or_else(|| "KEY.pem".to_owned(), |path| path.display().to_string())
    }

    pub(super) fn damaged(&self, how: &str) -> ConfigError {
        self.error(format!("the RSA private key{} is damaged{how}", self.place()))
    }

    fn expected(&self, found: &str) -> ConfigError {
        let expected = match (self.field, self.form) {
            ("public_key", Form::Pem) => {
                "a PEM RSA public key (\"BEGIN PUBLIC KEY\" or \"BEGIN RSA PUBLIC KEY\")"
            }
            ("public_key", Form::Der) => "a DER RSA public key (SubjectPublicKeyInfo or PKCS#1)",
            (_, Form::Pem) => "a PEM RSA private key (\"BEGIN PRIVATE KEY\" or \"BEGIN RSA PRIVATE KEY\")",
            (_, Form::Der) => "a DER RSA private key (PKCS#8 or PKCS#1)",
        };
        self.error(format!("expected {expected}, found {found}{}", self.place()))
    }
}

/// Whether `bytes` are DER rather than PEM: a key's SEQUENCE is longer than 127 bytes, so its length takes the long form.
pub(super) fn is_der(bytes: &[u8]) -> bool {
    matches!(bytes, [0x30, 0x81..=0x84, ..])
}

/// Reads a PEM private key down to its PKCS#1 DER.
pub(super) fn private_key_from_pem(
    pem: &str,
    pass_phrase: Option<&str>,
    origin: Origin<'_>,
) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    let block = choose_block(pem, "PRIVATE KEY", origin)?;
    let supported =
        matches!(block.label.as_str(), "PRIVATE KEY" | "RSA PRIVATE KEY" | "ENCRYPTED PRIVATE KEY");
    if !supported {
        let mut found = with_article(&block.label);
        if block.label == "OPENSSH PRIVATE KEY" {
            found.push_str(" (ssh-keygen -p -m PEM -f FILE converts one)");
        }
        return Err(origin.expected(&found));
    }
    let der = block_content(block, origin)?;
    private_key_from_der(&der, pass_phrase, origin)
}

/// Reads a DER private key, PKCS#8 (encrypted or not) or PKCS#1, down to its PKCS#1 DER.
pub(super) fn private_key_from_der(
    der: &[u8],
    pass_phrase: Option<&str>,
    origin: Origin<'_>,
) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    if der.is_empty() {
        return Err(origin.expected("nothing"));
    }
    if der.starts_with(b"-----BEGIN") {
        return Err(origin.expected("PEM text"));
    }
    if let Ok(info) = PrivateKeyInfoRef::from_der(der) {
        let oid = info.algorithm.oid.to_string();
        if oid != RSA_ENCRYPTION {
            return Err(origin.expected(&format!("{} private key", key_kind(&oid))));
        }
        let pkcs1 = Zeroizing::new(info.private_key.as_bytes().to_vec());
        check_private_key(&pkcs1, origin)?;
        return Ok(pkcs1);
    }
    if RsaPrivateKeyRef::from_der(der).is_ok() {
        check_private_key(der, origin)?;
        return Ok(Zeroizing::new(der.to_vec()));
    }
    if let Ok(encrypted) = EncryptedPrivateKeyInfoRef::from_der(der) {
        let Some(pass_phrase) = pass_phrase else {
            return Err(
                origin.error(format!("the key{} is encrypted: give its pass phrase too", origin.place()))
            );
        };
        if is_too_much_work(&encrypted) {
            return Err(encryption_not_supported(origin));
        }
        let decrypted = encrypted.decrypt(pass_phrase).map_err(|error| decryption_failed(&error, origin))?;
        // Without its pass phrase, so that an encrypted key in an encrypted key ends here.
        return private_key_from_der(decrypted.as_bytes(), None, origin);
    }
    if unsupported_encryption(der) {
        return Err(encryption_not_supported(origin));
    }
    if let Ok(info) = SubjectPublicKeyInfoRef::from_der(der) {
        return Err(origin.expected(&format!("{} public key", key_kind(&info.algorithm.oid.to_string()))));
    }
    if RsaPublicKey::<UintRef<'_>>::from_der(der).is_ok() {
        return Err(origin.expected("an RSA public key"));
    }
    Err(origin.expected("damaged or unknown content"))
}

/// Whether a pass phrase would be stretched for longer, or with more memory, than anybody's key asks for. Memory that is not
/// to be had ends the process.
fn is_too_much_work(encrypted: &EncryptedPrivateKeyInfoRef<'_>) -> bool {
    match encrypted.encryption_algorithm.pbes2().map(|parameters| &parameters.kdf) {
        Some(Kdf::Pbkdf2(pbkdf2)) => pbkdf2.iteration_count > MOST_ROUNDS,
        Some(Kdf::Scrypt(scrypt)) => {
            let passes = u64::from(scrypt.block_size) * u64::from(scrypt.parallelization) * 128;
            passes.saturating_mul(scrypt.cost_parameter) > MOST_SCRYPT_BYTES
        }
        _ => false,
    }
}

/// Whether this has the outline of an encrypted PKCS#8 key, with an encryption older than PBES2.
fn unsupported_encryption(der: &[u8]) -> bool {
    const PKCS5: &str = "1.2.840.113549.1.5.";
    const PKCS12_PBE: &str = "1.2.840.113549.1.12.1.";
    EncryptedOutline::from_der(der)
        .is_ok_and(|outline| outline.oid.starts_with(PKCS5) || outline.oid.starts_with(PKCS12_PBE))
}

struct EncryptedOutline {
    oid: String,
}

impl EncryptedOutline {
    fn from_der(der: &[u8]) -> pkcs8::der::Result<Self> {
        use pkcs8::der::Reader as _;
        use pkcs8::der::asn1::OctetStringRef;
        let mut reader = pkcs8::der::SliceReader::new(der)?;
        reader.sequence(|reader| {
            let algorithm = pkcs8::spki::AlgorithmIdentifierRef::decode(reader)?;
            <&OctetStringRef>::decode(reader)?;
            Ok(Self { oid: algorithm.oid.to_string() })
        })
    }
}

fn decryption_failed(error: &pkcs8::Error, origin: Origin<'_>) -> ConfigError {
    use pkcs8::pkcs5::Error as Pkcs5Error;
    match error {
        // A wrong pass phrase shows as wrong padding or, once in some hundred times, as bytes that are no key.
        pkcs8::Error::EncryptedPrivateKey(Pkcs5Error::DecryptFailed) | pkcs8::Error::Asn1(_) => {
            origin.error(format!(
                "cannot decrypt the key{}: the pass phrase is wrong or the key is damaged",
                origin.place()
            ))
        }
        _ => encryption_not_supported(origin),
    }
}

fn encryption_not_supported(origin: Origin<'_>) -> ConfigError {
    origin.error(format!(
        "the key{} is encrypted in a way that is not supported; \
         convert it with: openssl pkcs8 -topk8 -v2 aes256 -in {} -out NEW.pem",
        origin.place(),
        origin.file_name()
    ))
}

fn check_private_key(pkcs1: &[u8], origin: Origin<'_>) -> Result<(), ConfigError> {
    let key = RsaPrivateKeyRef::from_der(pkcs1).map_err(|_| origin.damaged(""))?;
    check_bits(key.modulus.as_bytes(), origin)
}

fn check_bits(modulus: &[u8], origin: Origin<'_>) -> Result<(), ConfigError> {
    let leading_zeros = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
    let bits = modulus.len() * 8 - leading_zeros;
    let limit = match bits {
        0..MINIMUM_BITS => format!("at least {MINIMUM_BITS}"),
        MINIMUM_BITS..=MAXIMUM_BITS => return Ok(()),
        _ => format!("at most {MAXIMUM_BITS}"),
    };
    Err(origin.error(format!("expected an RSA key of {limit} bits, found one of {bits}{}", origin.place())))
}

/// The modulus and the exponent of a public key, big-endian, without leading zeros.
pub(crate) struct PublicComponents {
    pub(crate) modulus: Vec<u8>,
    pub(crate) exponent: Vec<u8>,
}

/// Reads a PEM public key.
pub(super) fn public_key_from_pem(pem: &str, origin: Origin<'_>) -> Result<PublicComponents, ConfigError> {
    let block = choose_block(pem, "PUBLIC KEY", origin)?;
    if !matches!(block.label.as_str(), "PUBLIC KEY" | "RSA PUBLIC KEY") {
        return Err(origin.expected(&with_article(&block.label)));
    }
    public_key_from_der(&block_content(block, origin)?, origin)
}

/// Reads a DER public key, SubjectPublicKeyInfo or PKCS#1.
pub(crate) fn public_key_from_der(der: &[u8], origin: Origin<'_>) -> Result<PublicComponents, ConfigError> {
    let mut pkcs1 = der;
    let info = SubjectPublicKeyInfoRef::from_der(der);
    if let Ok(info) = &info {
        let oid = info.algorithm.oid.to_string();
        if oid != RSA_ENCRYPTION {
            return Err(origin.expected(&format!("{} public key", key_kind(&oid))));
        }
        pkcs1 = info.subject_public_key.raw_bytes();
    }
    let Ok(key) = RsaPublicKey::<UintRef<'_>>::from_der(pkcs1) else {
        let private = PrivateKeyInfoRef::from_der(der).is_ok() || RsaPrivateKeyRef::from_der(der).is_ok();
        return Err(origin.expected(if private { "a private key" } else { "damaged or unknown content" }));
    };
    check_bits(key.modulus.as_bytes(), origin)?;
    Ok(PublicComponents {
        modulus: key.modulus.as_bytes().to_vec(),
        exponent: key.public_exponent.as_bytes().to_vec(),
    })
}

/// The first block whose label ends with `wanted`, or else the first, which the errors then name.
fn choose_block(pem: &str, wanted: &str, origin: Origin<'_>) -> Result<PemBlock, ConfigError> {
    if pem.trim().is_empty() {
        return Err(origin.expected(if origin.path.is_some() { "nothing" } else { "an empty text" }));
    }
    let mut blocks = read_pem(pem);
    let index = blocks.iter().position(|block| block.label.ends_with(wanted)).unwrap_or(0);
    if blocks.is_empty() {
        return Err(origin.expected("no \"-----BEGIN\" line"));
    }
    Ok(blocks.swap_remove(index))
}

fn block_content(block: PemBlock, origin: Origin<'_>) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    let label = block.label;
    match block.content {
        PemContent::Der(der) => Ok(der),
        PemContent::Unterminated => {
            Err(origin.expected(&format!("{} without its \"-----END\" line", with_article(&label))))
        }
        PemContent::NotBase64 => {
            Err(origin.expected(&format!("{} whose base64 is damaged", with_article(&label))))
        }
        PemContent::LegacyEncrypted => Err(origin.error(format!(
            "the key{} is encrypted in OpenSSL's old form (\"Proc-Type: 4,ENCRYPTED\"), which is not supported; \
             convert it with: openssl pkcs8 -topk8 -v2 aes256 -in {} -out NEW.pem",
            origin.place(),
            origin.file_name()
        ))),
    }
}

/// `an EC PRIVATE KEY`. Labels are cut at the end of their line, for the key itself follows when the dashes are missing.
fn with_article(label: &str) -> String {
    let unended =
        if label.contains(char::is_control) { " whose line does not end with \"-----\"" } else { "" };
    let label: String = label.chars().take_while(|c| !c.is_control()).take(40).collect();
    // RSA is read letter by letter: "an RSA key".
    let article =
        if label.starts_with("RSA") || label.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {label}{unended}")
}

/// The kind of key that an algorithm identifier names, with its article.
fn key_kind(oid: &str) -> &'static str {
    match oid {
        RSA_ENCRYPTION => "an RSA",
        "1.2.840.113549.1.1.10" => "an RSASSA-PSS",
        "1.2.840.10045.2.1" => "an EC",
        "1.2.840.10040.4.1" => "a DSA",
        "1.3.101.110" | "1.3.101.111" | "1.3.101.112" | "1.3.101.113" => "an Edwards-curve",
        _ => "another kind of",
    }
}

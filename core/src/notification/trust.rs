//! Which certificates are SNS's: chain, validity and name.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage};

use super::error::quoted;
use super::signing_certificate::SigningCertificate;
use super::{NotificationError, NotificationErrorKind as Kind};
use crate::error::ConfigError;

/// The certificates between Amazon's root and SNS's own, which SNS does not serve: Amazon RSA 2048 M01 to M04, as
/// published at <https://www.amazontrust.com/repository/>. Each is believed only because Amazon Root CA 1 signed it.
const AMAZON_INTERMEDIATES: &[u8] = include_bytes!("amazon_intermediates.pem");

/// The roots that a chain may end at, and certificates that may stand between.
pub(super) struct Trust {
    roots: Vec<TrustAnchor<'static>>,
    intermediates: Vec<CertificateDer<'static>>,
}

impl Trust {
    /// `None` for the roots means Mozilla's list, as the crate `webpki-roots` has it.
    pub(super) fn new(
        roots: Option<Vec<CertificateDer<'static>>>,
        further_intermediates: &[CertificateDer<'static>],
    ) -> Result<Self, ConfigError> {
        let roots = match roots {
            None => webpki_roots::TLS_SERVER_ROOTS.to_vec(),
            Some(roots) => roots.iter().map(anchor).collect::<Result<_, _>>()?,
        };
        let mut intermediates = certificates("intermediate_certificates", AMAZON_INTERMEDIATES)?;
        intermediates.extend_from_slice(further_intermediates);
        Ok(Self { roots, intermediates })
    }

    /// That the certificate is SNS's: one of `names`, valid at `now`, and with a chain to a trusted root.
    pub(super) fn check(
        &self,
        certificate: &SigningCertificate,
        names: &[String],
        now: Timestamp,
    ) -> Result<(), NotificationError> {
        certificate.check_validity(now)?;
        let leaf = EndEntityCert::try_from(&certificate.leaf).map_err(|error| untrusted(&error))?;
        check_name(&leaf, names)?;
        if certificate.pinned {
            return Ok(());
        }
        let between = certificate.intermediates.iter().chain(&self.intermediates);
        let intermediates: Vec<_> = between.map(|der| CertificateDer::from(der.as_ref())).collect();
        let time = UnixTime::since_unix_epoch(Duration::from_secs(now.as_second().try_into().unwrap_or(0)));
        leaf.verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &self.roots,
            &intermediates,
            time,
            KeyUsage::server_auth(),
            None,
            None,
        )
        .map_err(|error| match error {
            webpki::Error::CertExpired { .. } => NotificationError::new(
                Kind::CertificateExpired,
                "a certificate above SNS's is no longer valid: give the verifier a newer one",
            ),
            webpki::Error::CertNotValidYet { .. } => NotificationError::new(
                Kind::CertificateNotYetValid,
                "a certificate above SNS's is not valid yet: set the clock right",
            ),
            error => untrusted(&error),
        })?;
        Ok(())
    }
}

/// A wildcard is no name of SNS's.
fn check_name(leaf: &EndEntityCert<'_>, names: &[String]) -> Result<(), NotificationError> {
    let is_for = |name: &String| {
        leaf.valid_dns_names().any(|found| found.eq_ignore_ascii_case(name))
            && ServerName::try_from(name.as_str())
                .is_ok_and(|name| leaf.verify_is_valid_for_subject_name(&name).is_ok())
    };
    if names.iter().any(is_for) {
        return Ok(());
    }
    let found = leaf.valid_dns_names().map(quoted).take(4).collect::<Vec<_>>().join(", ");
    let found = if found.is_empty() { "no name".to_owned() } else { found };
    let message = format!("the certificate's name: expected {}, found {found}", names.join(" or "));
    Err(NotificationError::new(Kind::WrongCertificateName, message))
}

fn untrusted(error: &webpki::Error) -> NotificationError {
    let message = format!(
        "no chain leads from the certificate to a trusted root ({error}); if Amazon signs with a new intermediate \
         certificate, add it to the verifier"
    );
    NotificationError::new(Kind::UntrustedCertificate, message)
}

/// Reads the certificates of a PEM text that is a setting.
pub(super) fn certificates(
    field: &'static str,
    pem: &[u8],
) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let wrong = |found: &str| {
        let expected = "expected PEM certificates (\"BEGIN CERTIFICATE\")";
        ConfigError::new(field, format!("{expected}, found {found}"))
    };
    let read: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| wrong("PEM that is cut off or damaged"))?;
    if read.is_empty() {
        return Err(wrong("none"));
    }
    for certificate in &read {
        webpki::anchor_from_trusted_cert(certificate)
            .map_err(|_| wrong("one that cannot be read as X.509"))?;
    }
    Ok(read)
}

fn anchor(certificate: &CertificateDer<'static>) -> Result<TrustAnchor<'static>, ConfigError> {
    webpki::anchor_from_trusted_cert(certificate)
        .map(|anchor| anchor.to_owned())
        .map_err(|_| ConfigError::new("root_certificates", "one certificate cannot be read as X.509"))
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trust")
            .field("roots", &self.roots.len())
            .field("intermediates", &self.intermediates.len())
            .finish()
    }
}

//! A certificate authority of the sandbox's own, and the certificates it issues: the server's, and the one that
//! notifications are signed with.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::notifications::sns;

/// The server's side of TLS, and what a client has to trust.
pub(crate) struct Tls {
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) ca_pem: String,
    pub(crate) authority: Authority,
}

/// The authority's private key. Issuing its second and last certificate uses it up, and it is gone with the sandbox
/// otherwise, so nothing else can ever be issued in its name, should somebody add it to a system's trust store.
pub(crate) struct Authority(Issuer<'static, KeyPair>);

impl Authority {
    /// Issues the certificate that notifications are signed with, as PEM, for a key of the caller's.
    ///
    /// Like the authority it is valid whenever a moved clock may look at it.
    pub(crate) fn issue_for_signing(self, key: &KeyPair, host_name: &str) -> Result<String, rcgen::Error> {
        let mut signing = CertificateParams::new(vec![host_name.to_owned()])?;
        signing.distinguished_name = name(host_name);
        signing.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        // As those of SNS have it.
        signing.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        signing.use_authority_key_identifier_extension = true;
        valid_for_ages(&mut signing);
        Ok(signing.signed_by(key, &self.0)?.pem())
    }
}

/// Makes an authority and a certificate for loopback and `host_names`, both of P-256, whose keys cost microseconds.
pub(crate) fn make(host_names: &[String], address: IpAddr) -> Result<Tls, String> {
    let failed =
        |error: &dyn std::fmt::Display| format!("the sandbox's TLS certificate could not be made: {error}");

    let authority_key = KeyPair::generate().map_err(|error| failed(&error))?;
    let mut authority = CertificateParams::new(Vec::new()).map_err(|error| failed(&error))?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.distinguished_name = name("amazonpay-sandbox CA of this run");
    valid_for_ages(&mut authority);
    let ca_pem = authority.self_signed(&authority_key).map_err(|error| failed(&error))?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    if !address.is_unspecified() && !address.is_loopback() {
        names.push(address.to_string());
    }
    names.extend(host_names.iter().cloned());
    names.extend(sns::HOSTS.iter().map(|host| (*host).to_owned()));
    let key = KeyPair::generate().map_err(|error| failed(&error))?;
    let mut server = CertificateParams::new(names).map_err(|error| failed(&error))?;
    server.distinguished_name = name("amazonpay-sandbox");
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    valid_for_a_year(&mut server);
    let certificate = server.signed_by(&key, &issuer).map_err(|error| failed(&error))?;

    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
        )
        .map_err(|error| failed(&error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Tls { config: Arc::new(config), ca_pem, authority: Authority(issuer) })
}

fn name(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

/// By the machine's clock, for that is what a client's TLS looks at.
fn valid_for_a_year(certificate: &mut CertificateParams) {
    let now = Timestamp::now();
    let day = |offset_days: i64| {
        let moment = now + SignedDuration::from_hours(24 * offset_days);
        let date = jiff::tz::Offset::UTC.to_datetime(moment).date();
        rcgen::date_time_ymd(i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs())
    };
    certificate.not_before = day(-1);
    certificate.not_after = day(365);
}

/// From 2000 to 2200: the sandbox's clock can be moved, and signatures are checked by it.
fn valid_for_ages(certificate: &mut CertificateParams) {
    certificate.not_before = rcgen::date_time_ymd(2000, 1, 1);
    certificate.not_after = rcgen::date_time_ymd(2200, 1, 1);
}

//! A certificate authority of the sandbox's own, and the server certificate it issues.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// The server's side of TLS, and what a client has to trust.
pub(crate) struct Tls {
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) ca_pem: String,
}

/// Makes an authority and a certificate for loopback and `host_names`: both of P-256, whose keys cost microseconds,
/// both valid for a year. The authority's private key is gone when this returns, so nothing else can ever be issued
/// in its name, should somebody add it to a system's trust store.
pub(crate) fn make(host_names: &[String], address: IpAddr) -> Result<Tls, String> {
    let failed =
        |error: &dyn std::fmt::Display| format!("the sandbox's TLS certificate could not be made: {error}");

    let authority_key = KeyPair::generate().map_err(|error| failed(&error))?;
    let mut authority = CertificateParams::new(Vec::new()).map_err(|error| failed(&error))?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.distinguished_name = name("amazonpay-sandbox CA of this run");
    valid_for_a_year(&mut authority);
    let ca_pem = authority.self_signed(&authority_key).map_err(|error| failed(&error))?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    if !address.is_unspecified() && !address.is_loopback() {
        names.push(address.to_string());
    }
    names.extend(host_names.iter().cloned());
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
    Ok(Tls { config: Arc::new(config), ca_pem })
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

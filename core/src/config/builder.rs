//! The builder of the client: takes settings, checks none but keys and files until the end.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{ApiVersion, Environment, Region, RetryPolicy};
use crate::clock::Clock;
use crate::error::ConfigError;
use crate::observe::Observer;
use crate::signing::{Algorithm, PrivateKey, Signer};
use crate::throttle::Throttle;
use crate::transport::Transport;

/// Collects the settings of a client; [`config`](Self::config) checks them.
///
/// Needed are a public key id, a private key (or another signer) and a region; the environment too when the id has no
/// prefix `SANDBOX-` or `LIVE-`. Keys and files are read when they are given. Everything else is checked at the end,
/// with all settings known, and the first contradiction is an error that names the setting. A setting given twice has
/// its last value.
///
/// ```
/// use amazonpay::config::{ClientBuilder, Region};
/// use amazonpay::signing::PrivateKey;
///
/// let config = ClientBuilder::new()
///     .public_key_id("SANDBOX-AB12CD34")
///     .private_key(PrivateKey::generate()?)
///     .region(Region::Eu)
///     .config()?;
/// assert_eq!(config.base_url().as_str(), "https://pay-api.amazon.eu/v2");
/// # Ok::<(), amazonpay::error::ConfigError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ClientBuilder {
    pub(super) public_key_id: Option<String>,
    pub(super) private_key: Option<PrivateKey>,
    pub(super) signer: Option<Arc<dyn Signer>>,
    pub(super) region: Option<Region>,
    pub(super) environment: Option<Environment>,
    pub(super) algorithm: Algorithm,
    pub(super) api_version: ApiVersion,
    pub(super) endpoint: Option<Address>,
    pub(super) root_certificates: Vec<reqwest::Certificate>,
    pub(super) proxy: Option<Address>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) total_timeout: Option<Duration>,
    pub(super) retry: RetryPolicy,
    pub(super) throttle: Option<Throttle>,
    pub(super) max_response_bytes: Option<usize>,
    pub(super) user_agent_suffix: Option<String>,
    pub(super) headers: CallersHeaders,
    pub(super) clock: Option<Arc<dyn Clock>>,
    pub(super) transport: Option<Arc<dyn Transport>>,
    pub(super) observers: Vec<Arc<dyn Observer>>,
}

/// An address as the caller wrote it; what may be a password in it is not shown.
#[derive(Clone)]
pub(super) struct Address(pub(super) String);

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", super::endpoint::without_credentials(&self.0))
    }
}

/// The headers that name who integrates Amazon Pay, each with the setting it comes from.
#[derive(Debug, Clone, Default)]
pub(super) struct CallersHeaders {
    pub(super) integrator_id: Option<String>,
    pub(super) integrator_version: Option<String>,
    pub(super) platform_version: Option<String>,
    pub(super) sdk_type: Option<String>,
    pub(super) sdk_version: Option<String>,
    pub(super) language_version: Option<String>,
}

impl ClientBuilder {
    /// A builder with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The id that Amazon gave the merchant's public key.
    #[must_use]
    pub fn public_key_id(mut self, id: impl Into<String>) -> Self {
        self.public_key_id = Some(id.into());
        self
    }

    /// The private key that belongs to the public key id.
    #[must_use]
    pub fn private_key(mut self, key: PrivateKey) -> Self {
        self.private_key = Some(key);
        self
    }

    /// The private key from a PEM text, PKCS#8 or PKCS#1.
    ///
    /// # Errors
    /// What [`PrivateKey::from_pem`] finds wrong with it.
    pub fn private_key_pem(self, pem: &str) -> Result<Self, ConfigError> {
        Ok(self.private_key(PrivateKey::from_pem(pem)?))
    }

    /// The private key from an encrypted PEM text.
    ///
    /// # Errors
    /// What [`PrivateKey::from_pem_with_passphrase`] finds wrong with it.
    pub fn private_key_pem_with_passphrase(self, pem: &str, passphrase: &str) -> Result<Self, ConfigError> {
        Ok(self.private_key(PrivateKey::from_pem_with_passphrase(pem, passphrase)?))
    }

    /// The private key from DER bytes, PKCS#8 or PKCS#1.
    ///
    /// # Errors
    /// What [`PrivateKey::from_der`] finds wrong with them.
    pub fn private_key_der(self, der: &[u8]) -> Result<Self, ConfigError> {
        Ok(self.private_key(PrivateKey::from_der(der)?))
    }

    /// The private key from a file with PEM or DER. Blocks while it reads.
    ///
    /// # Errors
    /// What [`PrivateKey::from_file`] finds wrong with it.
    pub fn private_key_file(self, path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        Ok(self.private_key(PrivateKey::from_file(path)?))
    }

    /// The private key from a file with an encrypted key. Blocks while it reads.
    ///
    /// # Errors
    /// What [`PrivateKey::from_file_with_passphrase`] finds wrong with it.
    pub fn private_key_file_with_passphrase(
        self,
        path: impl AsRef<Path>,
        passphrase: &str,
    ) -> Result<Self, ConfigError> {
        Ok(self.private_key(PrivateKey::from_file_with_passphrase(path, passphrase)?))
    }

    /// Signs with something else than a key in this process: a key management service, an HSM. Instead of a private
    /// key, not besides one.
    #[must_use]
    pub fn signer(mut self, signer: Arc<dyn Signer>) -> Self {
        self.signer = Some(signer);
        self
    }

    /// Where the merchant's account is.
    #[must_use]
    pub fn region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// Sandbox or live. Needed when the public key id has no prefix; must not contradict it when it has one.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// The signature algorithm; by default [`Algorithm::V2`].
    #[must_use]
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// The version of the API; by default [`ApiVersion::V2`].
    #[must_use]
    pub fn api_version(mut self, version: ApiVersion) -> Self {
        self.api_version = version;
        self
    }

    /// Scheme, host and port in place of Amazon's, for a sandbox on this machine or a gateway. Environment and version
    /// are appended to it as to Amazon's. Plain http is for loopback addresses only.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(Address(url.into()));
        self
    }

    /// Trusts the certificate authorities in a PEM text, besides the system's.
    ///
    /// # Errors
    /// When there is no certificate in it, or one that cannot be read.
    pub fn add_root_certificate_pem(mut self, pem: impl AsRef<[u8]>) -> Result<Self, ConfigError> {
        self.root_certificates.extend(super::root_certificates::from_pem(pem.as_ref(), "")?);
        Ok(self)
    }

    /// Trusts the certificate authorities in a PEM file, besides the system's. Blocks while it reads.
    ///
    /// # Errors
    /// When the file cannot be read, or as [`add_root_certificate_pem`](Self::add_root_certificate_pem).
    pub fn add_root_certificate_file(mut self, path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        self.root_certificates.extend(super::root_certificates::from_file(path.as_ref())?);
        Ok(self)
    }

    /// A proxy (`http://` or `https://`, with credentials if need be) for https requests. By default none, whatever
    /// the process's environment variables say.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(Address(url.into()));
        self
    }

    /// The longest wait for a connection; by default 5 s, or the attempt's time-out when that is shorter.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// The longest wait for one answer; by default 30 s, or the total time-out when that is shorter.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// The longest a call may take with all its retries; by default 90 s.
    #[must_use]
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// How often and how patiently to retry.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Holds calls back before the server refuses them; by default the client does not.
    #[must_use]
    pub fn throttle(mut self, throttle: Throttle) -> Self {
        self.throttle = Some(throttle);
        self
    }

    /// The longest answer that is read, in bytes; by default 10 MiB.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = Some(bytes);
        self
    }

    /// Text behind the client's own `user-agent`, for example `my-shop/2.1`.
    #[must_use]
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// `x-amz-pay-integrator-id`: who made the integration.
    #[must_use]
    pub fn integrator_id(mut self, id: impl Into<String>) -> Self {
        self.headers.integrator_id = Some(id.into());
        self
    }

    /// `x-amz-pay-integrator-version`: the integration's version; needs an integrator id.
    #[must_use]
    pub fn integrator_version(mut self, version: impl Into<String>) -> Self {
        self.headers.integrator_version = Some(version.into());
        self
    }

    /// `x-amz-pay-platform-version`: the version of the shop system.
    #[must_use]
    pub fn platform_version(mut self, version: impl Into<String>) -> Self {
        self.headers.platform_version = Some(version.into());
        self
    }

    /// `x-amz-pay-sdk-type`: the SDK above this crate.
    #[must_use]
    pub fn sdk_type(mut self, sdk: impl Into<String>) -> Self {
        self.headers.sdk_type = Some(sdk.into());
        self
    }

    /// `x-amz-pay-sdk-version`: the version of the SDK above this crate.
    #[must_use]
    pub fn sdk_version(mut self, version: impl Into<String>) -> Self {
        self.headers.sdk_version = Some(version.into());
        self
    }

    /// `x-amz-pay-language-version`: the version of the language that calls.
    #[must_use]
    pub fn language_version(mut self, version: impl Into<String>) -> Self {
        self.headers.language_version = Some(version.into());
        self
    }

    /// The clock; by default the machine's. Tests hand in one that they move.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Sends through something else than this crate's own HTTP client. Certificates, proxy and connect time-out are
    /// then its own affair, and giving them here is an error.
    #[must_use]
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// The same settings with a private key that shares nothing with this builder's: for the child of a fork, which builds
    /// a client of its own. A signer, a clock, a transport and observers of the caller's own stay the same ones.
    ///
    /// # Errors
    /// As [`PrivateKey::unshared`].
    pub fn unshared(mut self) -> Result<Self, ConfigError> {
        self.private_key = self.private_key.map(|key| key.unshared()).transpose()?;
        Ok(self)
    }

    /// Tells `observer` of every attempt of every call. Several are told in the order in which they were given.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observers.push(observer);
        self
    }
}

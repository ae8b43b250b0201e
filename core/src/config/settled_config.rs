//! The settings once they are complete and free of contradictions.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::builder::{CallersHeaders, ClientBuilder};
use super::endpoint::{Endpoint, is_loopback};
use super::proxy::Proxy;
use super::{ApiVersion, Environment, PublicKeyId, Region, RetryPolicy, Timeouts, header_values};
use crate::clock::{Clock, SystemClock};
use crate::error::ConfigError;
use crate::observe::Observer;
use crate::signing::{Algorithm, Signer};
use crate::throttle::Throttle;
use crate::transport::Transport;

const DEFAULT_MAX_RESPONSE_BYTES: usize = 10 * 1024 * 1024;

/// The settings of a client, complete and free of contradictions; [`ClientBuilder::config`] makes it.
///
/// `Debug` shows neither the key nor the proxy's credentials.
#[derive(Debug, Clone)]
pub struct Config {
    public_key_id: PublicKeyId,
    signer: Arc<dyn Signer>,
    region: Region,
    environment: Environment,
    algorithm: Algorithm,
    api_version: ApiVersion,
    endpoint: Endpoint,
    root_certificates: Vec<reqwest::Certificate>,
    proxy: Option<Proxy>,
    timeouts: Timeouts,
    retry: RetryPolicy,
    throttle: Option<Throttle>,
    max_response_bytes: usize,
    user_agent: String,
    integrator_headers: Vec<(&'static str, String)>,
    clock: Arc<dyn Clock>,
    transport: Option<Arc<dyn Transport>>,
    observers: Vec<Arc<dyn Observer>>,
}

impl ClientBuilder {
    /// Checks the settings, each by itself and all together. Nothing is sent.
    ///
    /// # Errors
    /// The first setting that is missing, malformed or contradicts another, by its name, and what to do about it.
    pub fn config(self) -> Result<Config, ConfigError> {
        let Some(id) = self.public_key_id.clone() else {
            return Err(missing(
                "public_key_id",
                "give the id of the public key, or set AMAZON_PAY_PUBLIC_KEY_ID",
            ));
        };
        let public_key_id = PublicKeyId::new(id)?;
        let signer = self.chosen_signer()?;
        let Some(region) = self.region else {
            return Err(missing("region", "give na, eu or jp, or set AMAZON_PAY_REGION"));
        };
        let (environment, segment) = settle_environment(&public_key_id, self.environment)?;
        let custom = self.endpoint.as_ref().map(|address| address.0.as_str());
        let endpoint = Endpoint::new(custom, region, segment, self.api_version)?;
        let proxy = self.proxy.as_ref().map(|address| Proxy::new(&address.0)).transpose()?;
        if proxy.is_some() && endpoint.base_url.scheme() == "http" {
            return Err(ConfigError::new(
                "proxy",
                "contradicts the plain http endpoint, which is on this machine; drop the proxy or use https",
            ));
        }
        let timeouts = self.settle_timeouts()?;
        self.retry.check()?;
        self.throttle.as_ref().map_or(Ok(()), Throttle::check)?;
        if self.max_response_bytes == Some(0) {
            return Err(ConfigError::new(
                "max_response_bytes",
                "is 0; expected at least 1, by default 10 MiB",
            ));
        }
        if let Some(suffix) = &self.user_agent_suffix {
            header_values::check("user_agent_suffix", suffix)?;
        }
        self.check_transport()?;
        Ok(Config {
            public_key_id,
            signer,
            region,
            environment,
            algorithm: self.algorithm,
            api_version: self.api_version,
            endpoint,
            root_certificates: self.root_certificates,
            proxy,
            timeouts,
            retry: self.retry,
            throttle: self.throttle,
            max_response_bytes: self.max_response_bytes.unwrap_or(DEFAULT_MAX_RESPONSE_BYTES),
            user_agent: header_values::user_agent(self.user_agent_suffix.as_deref()),
            integrator_headers: self.headers.settle()?,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock::new())),
            transport: self.transport,
            observers: self.observers,
        })
    }

    fn chosen_signer(&self) -> Result<Arc<dyn Signer>, ConfigError> {
        match (&self.private_key, &self.signer) {
            (Some(key), None) => Ok(Arc::new(key.clone())),
            (None, Some(signer)) => Ok(Arc::clone(signer)),
            (Some(_), Some(_)) => {
                Err(ConfigError::new("signer", "contradicts the private key given too; give one of the two"))
            }
            (None, None) => {
                Err(missing("private_key", "give a PEM text or a file, or set AMAZON_PAY_PRIVATE_KEY"))
            }
        }
    }

    /// A default gives way to what the caller has set, so that one time-out can be lowered alone.
    fn settle_timeouts(&self) -> Result<Timeouts, ConfigError> {
        let defaults = Timeouts::default();
        let total = self.total_timeout.unwrap_or(defaults.total);
        let attempt = self.attempt_timeout.unwrap_or(defaults.attempt.min(total));
        let connect = self.connect_timeout.unwrap_or(defaults.connect.min(attempt));
        let timeouts = Timeouts { connect, attempt, total };
        timeouts.check()?;
        Ok(timeouts)
    }

    fn check_transport(&self) -> Result<(), ConfigError> {
        let given = [
            ("proxy", self.proxy.is_some()),
            ("root_certificate", !self.root_certificates.is_empty()),
            ("connect_timeout", self.connect_timeout.is_some()),
        ];
        match given.into_iter().find(|(_, given)| *given) {
            Some((field, _)) if self.transport.is_some() => Err(ConfigError::new(
                field,
                "has no effect with a transport of your own; set it there, and leave it out here",
            )),
            _ => Ok(()),
        }
    }
}

fn missing(field: &'static str, what_to_do: &str) -> ConfigError {
    ConfigError::new(field, format!("missing; {what_to_do}"))
}

/// The environment, and whether it is a segment of the URL.
fn settle_environment(
    id: &PublicKeyId,
    given: Option<Environment>,
) -> Result<(Environment, Option<Environment>), ConfigError> {
    match (id.environment(), given) {
        (Some(fixed), Some(given)) if fixed != given => Err(ConfigError::new(
            "environment",
            format!(
                "{given} contradicts the public key id, whose prefix says {fixed}; \
                 leave the environment out or use a {given} key"
            ),
        )),
        (Some(fixed), _) => Ok((fixed, None)),
        (None, Some(given)) => Ok((given, Some(given))),
        (None, None) => Err(missing(
            "environment",
            "the public key id has no prefix SANDBOX- or LIVE-, so give sandbox or live, or set AMAZON_PAY_ENVIRONMENT",
        )),
    }
}

impl CallersHeaders {
    fn settle(self) -> Result<Vec<(&'static str, String)>, ConfigError> {
        if self.integrator_version.is_some() && self.integrator_id.is_none() {
            return Err(ConfigError::new(
                "integrator_version",
                "says nothing without an integrator_id; give that too or leave it out",
            ));
        }
        let mut headers = Vec::new();
        for (field, name, value) in [
            ("integrator_id", "x-amz-pay-integrator-id", self.integrator_id),
            ("integrator_version", "x-amz-pay-integrator-version", self.integrator_version),
            ("platform_version", "x-amz-pay-platform-version", self.platform_version),
            ("sdk_type", "x-amz-pay-sdk-type", self.sdk_type),
            ("sdk_version", "x-amz-pay-sdk-version", self.sdk_version),
            ("language_version", "x-amz-pay-language-version", self.language_version),
        ] {
            if let Some(value) = value {
                header_values::check(field, &value)?;
                headers.push((name, value));
            }
        }
        Ok(headers)
    }
}

impl Config {
    /// The id of the merchant's public key.
    pub fn public_key_id(&self) -> &PublicKeyId {
        &self.public_key_id
    }

    /// What signs: the private key or the caller's own signer.
    pub fn signer(&self) -> &Arc<dyn Signer> {
        &self.signer
    }

    /// The region, as it goes into `x-amz-pay-region`.
    pub fn region(&self) -> Region {
        self.region
    }

    /// The environment, from the key id's prefix or as given.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// The signature algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The version of the API.
    pub fn api_version(&self) -> ApiVersion {
        self.api_version
    }

    /// Scheme, host, port, the environment unless the key id fixes it, and the version; without a slash at its end.
    pub fn base_url(&self) -> &Url {
        &self.endpoint.base_url
    }

    /// Whether requests go to this very machine, where a sandbox is: 127.0.0.0/8, ::1 or localhost.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.endpoint.base_url)
    }

    /// The value of `x-amz-pay-host`: the host, and the port when it is not the scheme's own.
    pub fn host_header(&self) -> &str {
        &self.endpoint.host_header
    }

    /// The URL of a path such as `charges/S01-…/capture`, percent-encoded already and without a query.
    pub fn url_for(&self, path: &str) -> Url {
        let mut url = self.endpoint.base_url.clone();
        url.set_path(&format!("{}/{}", url.path(), path.trim_start_matches('/')));
        url
    }

    /// The time-outs of every call.
    pub fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// The longest a call may take with all its retries.
    pub fn total_timeout(&self) -> Duration {
        self.timeouts.total
    }

    /// How often and how patiently to retry.
    pub fn retry_policy(&self) -> &RetryPolicy {
        &self.retry
    }

    /// How calls are held back, if they are.
    pub fn throttle(&self) -> Option<&Throttle> {
        self.throttle.as_ref()
    }

    /// The longest answer that is read, in bytes.
    pub fn max_response_bytes(&self) -> usize {
        self.max_response_bytes
    }

    /// The value of `user-agent`.
    pub fn user_agent(&self) -> &str {
        &self.user_agent
    }

    /// The headers that name the integrator, the platform and the SDK: name and value of those that were given.
    pub fn integrator_headers(&self) -> &[(&'static str, String)] {
        &self.integrator_headers
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// The caller's own transport, if one was given.
    pub fn transport(&self) -> Option<&Arc<dyn Transport>> {
        self.transport.as_ref()
    }

    /// Who is told of each attempt.
    pub fn observers(&self) -> &[Arc<dyn Observer>] {
        &self.observers
    }

    /// The private certificate authorities to trust besides the system's.
    pub fn root_certificates(&self) -> &[reqwest::Certificate] {
        &self.root_certificates
    }

    /// The proxy for https requests.
    pub fn proxy(&self) -> Option<&reqwest::Proxy> {
        self.proxy.as_ref().map(|proxy| &proxy.transport)
    }
}

//! Settings by name, as JSON: how callers in other languages start a sandbox.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use amazonpay::config::Region;
use amazonpay::notification::SignatureVersion;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::clock::SandboxClock;
use crate::merchants::Merchant;
use crate::sandbox::Sandbox;
use crate::sandbox_builder::{SandboxBuilder, StartError};
use crate::throttle::{Bucket, Throttle};

/// How a sandbox starts. What is absent has its default.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SandboxSettings {
    /// The port for plain http; a free one when absent or 0.
    pub port: Option<u16>,
    /// The port for TLS; a free one when absent or 0.
    pub tls_port: Option<u16>,
    /// The address to listen on; `127.0.0.1` when absent.
    pub address: Option<String>,
    /// Allows an address that is not loopback. The control API then asks for `token`.
    pub allow_remote: Option<bool>,
    /// What the control API asks for, as `Authorization: Bearer`, 16 characters at least; when absent, nothing on loopback
    /// and a random token beyond it.
    pub token: Option<String>,
    /// Further names in the TLS certificate, such as `pay-api.amazon.eu`.
    pub host_names: Option<Vec<String>>,
    /// Accepts signatures dated by the machine's time although the clock was moved, for clients that can't follow it.
    pub accept_machine_time: Option<bool>,
    /// What the clock shows at the start, such as `2026-11-24T17:29:18Z`; the machine's time when absent.
    #[schemars(extend("format" = "date-time"))]
    pub now: Option<String>,
    /// Whether the clock stands still until it is moved.
    pub frozen: Option<bool>,
    /// The first merchant's account id.
    pub merchant_id: Option<String>,
    /// The first merchant's store id; made up when absent.
    pub store_id: Option<String>,
    /// The first merchant's public key id; made up, with the prefix `SANDBOX-`, when absent.
    pub public_key_id: Option<String>,
    /// The first merchant's private key, PEM; a key pair is made when absent, one for the whole process.
    pub private_key: Option<String>,
    /// The first merchant's public key, PEM, in place of a private one: the sandbox can make no client then.
    pub public_key: Option<String>,
    /// The first merchant's region: `na`, `eu` or `jp`; `eu` when absent.
    pub region: Option<String>,
    /// Where the first merchant's notifications go, http or https.
    pub ipn_url: Option<String>,
    /// Further places for the first merchant's notifications.
    pub ipn_urls: Option<Vec<String>>,
    /// Quotas from the start: `live`, `sandbox`, or both buckets; none when absent.
    pub throttle: Option<Quotas>,
    /// How many requests the log keeps: 1,000 when absent, 0 for none.
    pub request_log_capacity: Option<usize>,
    /// How notifications are signed: `1` (RSA with SHA-1) when absent, or `2` (RSA with SHA-256).
    pub signature_version: Option<String>,
    /// How long an endpoint may take to answer a notification, in seconds of real time; 15 when absent.
    pub notification_timeout: Option<f64>,
    /// How many notifications are kept; 1,000 when absent.
    pub notification_log_capacity: Option<usize>,
    /// Whether the documents of reports are compressed with gzip, which Amazon does not do yet.
    pub compress_documents: Option<bool>,
    /// Names objects as every sandbox with this number does, for tests that compare identifiers; when absent, no two
    /// sandboxes have an identifier in common.
    pub seed: Option<u64>,
}

/// Leaves keys and the token out.
impl fmt::Debug for SandboxSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxSettings")
            .field("address", &self.address)
            .field("merchant_id", &self.merchant_id)
            .finish_non_exhaustive()
    }
}

/// Quotas by name, or both buckets.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Quotas {
    /// `live`, `sandbox` or `off`.
    Named(String),
    /// Both buckets.
    Buckets {
        /// The bucket of POST, PATCH and DELETE.
        write: Bucket,
        /// The bucket of GET.
        read: Bucket,
    },
}

impl Quotas {
    fn throttle(self) -> Result<Option<Throttle>, StartError> {
        match self {
            Self::Buckets { write, read } => Ok(Some(Throttle { write, read })),
            Self::Named(name) => match name.as_str() {
                "live" => Ok(Some(Throttle::live())),
                "sandbox" => Ok(Some(Throttle::sandbox())),
                "off" => Ok(None),
                _ => Err(unexpected("throttle", "live, sandbox, off, or both write and read", &name)),
            },
        }
    }
}

fn unexpected(field: &str, expected: &str, found: impl fmt::Debug) -> StartError {
    StartError::Setting(format!("{field}: expected {expected}, found {found:?}"))
}

impl SandboxBuilder {
    /// Settings by name, as a JSON object: the fields of [`SandboxSettings`], times in seconds. Null is the same as absent.
    ///
    /// ```
    /// use amazonpay_sandbox::SandboxBuilder;
    ///
    /// assert!(SandboxBuilder::from_settings(r#"{"region": "jp", "now": "2026-11-24T17:29:18Z", "frozen": true}"#).is_ok());
    /// let error = SandboxBuilder::from_settings(r#"{"regoin": "jp"}"#).unwrap_err();
    /// assert!(error.to_string().starts_with("settings: unknown field `regoin`, expected one of `port`, "));
    /// ```
    ///
    /// # Errors
    /// [`StartError::Setting`] names the setting, what was expected and what was found.
    pub fn from_settings(settings: &str) -> Result<Self, StartError> {
        let settings: SandboxSettings = serde_json::from_str(settings)
            .map_err(|error| StartError::Setting(format!("settings: {error}")))?;
        settings.builder()
    }
}

impl SandboxSettings {
    /// The builder with these settings.
    ///
    /// # Errors
    /// [`StartError::Setting`] names the setting, what was expected and what was found.
    pub fn builder(self) -> Result<SandboxBuilder, StartError> {
        let merchant = self.first_merchant()?;
        let mut builder = Sandbox::builder()
            .merchant(merchant)
            .clock(self.clock()?)
            .port(self.port.unwrap_or(0))
            .tls_port(self.tls_port.unwrap_or(0))
            .allow_remote(self.allow_remote.unwrap_or(false))
            .accept_machine_time(self.accept_machine_time.unwrap_or(false))
            .compress_documents(self.compress_documents.unwrap_or(false));
        if let Some(token) = self.token {
            builder = builder.token(token);
        }
        if let Some(text) = self.address {
            let address = text.parse::<IpAddr>();
            builder = builder.address(address.map_err(|_| unexpected("address", "an IP address", &text))?);
        }
        for name in self.host_names.unwrap_or_default() {
            builder = builder.host_name(name);
        }
        if let Some(throttle) = self.throttle.map(Quotas::throttle).transpose()?.flatten() {
            builder = builder.throttle(throttle);
        }
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        if let Some(requests) = self.request_log_capacity {
            builder = builder.request_log_capacity(requests);
        }
        if let Some(notifications) = self.notification_log_capacity {
            builder = builder.notification_log_capacity(notifications);
        }
        match self.signature_version.as_deref() {
            None => {}
            Some("1") => builder = builder.signature_version(SignatureVersion::V1),
            Some("2") => builder = builder.signature_version(SignatureVersion::V2),
            Some(found) => return Err(unexpected("signature_version", "1 or 2", found)),
        }
        if let Some(seconds) = self.notification_timeout {
            let timeout = Duration::try_from_secs_f64(seconds)
                .map_err(|_| unexpected("notification_timeout", "more than 0 seconds", seconds))?;
            builder = builder.notification_timeout(timeout);
        }
        Ok(builder)
    }

    fn clock(&self) -> Result<SandboxClock, StartError> {
        let clock = SandboxClock::new();
        if let Some(text) = &self.now {
            let moment = text.parse::<Timestamp>();
            clock.set(moment.map_err(|_| unexpected("now", "a moment such as 2026-11-24T17:29:18Z", text))?);
        }
        if self.frozen.unwrap_or(false) {
            let now = clock.freeze();
            // While it was set, it ran on for some microseconds.
            clock.set(self.now.as_deref().and_then(|text| text.parse().ok()).unwrap_or(now));
        }
        Ok(clock)
    }

    fn first_merchant(&self) -> Result<Merchant, StartError> {
        let mut merchant = match &self.merchant_id {
            Some(id) => Merchant::new(id),
            None => Merchant::new("A2SANDBOXSHOP1"),
        };
        if let Some(store_id) = &self.store_id {
            merchant = merchant.store_id(store_id);
        }
        if let Some(public_key_id) = &self.public_key_id {
            merchant = merchant.public_key_id(public_key_id);
        }
        merchant = match (&self.private_key, &self.public_key) {
            (None, None) => merchant,
            (Some(pem), None) => merchant.private_key_pem(pem),
            (None, Some(pem)) => merchant.public_key_pem(pem),
            (Some(_), Some(_)) => {
                return Err(StartError::Setting("public_key: expected it or private_key, found both".into()));
            }
        };
        if let Some(region) = &self.region {
            let known = region.parse::<Region>();
            merchant = merchant.region(known.map_err(|_| unexpected("region", "na, eu or jp", region))?);
        }
        for url in self.ipn_url.iter().chain(self.ipn_urls.iter().flatten()) {
            merchant = merchant.ipn_url(url);
        }
        Ok(merchant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(settings: &str) -> String {
        SandboxBuilder::from_settings(settings).unwrap_err().to_string()
    }

    #[test]
    fn values_that_can_not_be_are_named() {
        assert_eq!(refusal(r#"{"region": "mars"}"#), "region: expected na, eu or jp, found \"mars\"");
        assert_eq!(
            refusal(r#"{"signature_version": "3"}"#),
            "signature_version: expected 1 or 2, found \"3\""
        );
        assert_eq!(refusal(r#"{"address": "here"}"#), "address: expected an IP address, found \"here\"");
        assert!(refusal(r#"{"now": "soon"}"#).starts_with("now: expected a moment such as"));
        assert!(refusal(r#"{"throttle": "much"}"#).starts_with("throttle: expected live, sandbox, off"));
        assert!(
            refusal(r#"{"notification_timeout": -1}"#).starts_with("notification_timeout: expected more")
        );
        assert!(
            refusal(r#"{"private_key": "a", "public_key": "b"}"#).starts_with("public_key: expected it or")
        );
        assert!(refusal(r#"{"port": 70000}"#).starts_with("settings: "));
    }

    #[tokio::test]
    async fn what_is_set_is_what_starts() {
        let settings = r#"{"region": "jp", "merchant_id": "A1OTHERSHOP", "now": "2026-11-24T17:29:18Z",
            "frozen": true, "ipn_url": "http://127.0.0.1:9/ipn", "port": null}"#;
        let sandbox = SandboxBuilder::from_settings(settings).unwrap().start().await.unwrap();
        assert_eq!(sandbox.clock().now().to_string(), "2026-11-24T17:29:18Z");
        let credentials = sandbox.credentials();
        assert_eq!((&*credentials.merchant_id, credentials.region), ("A1OTHERSHOP", Region::Jp));
        assert_eq!(sandbox.ipn_subscriptions()[0].url, "http://127.0.0.1:9/ipn");
        sandbox.shutdown().await;
    }
}

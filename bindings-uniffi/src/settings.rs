//! The settings of a client, all with defaults.

use std::fmt;
use std::time::Duration;

use amazonpay::config::{Environment, Region};
use amazonpay::signing::Algorithm;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::error::AmazonPayError;
use crate::throttle::Throttle;

/// The settings of a client.
///
/// Needed are a public key id, a private key or another signer, and a region; the environment too when the id has no prefix
/// `SANDBOX-` or `LIVE-`.
#[derive(Clone, Default, PartialEq, Serialize, uniffi::Record)]
#[uniffi::export(Debug)]
pub struct ClientSettings {
    /// The id that Amazon gave the merchant's public key.
    #[uniffi(default)]
    pub public_key_id: Option<String>,
    /// The private key: PEM text (PKCS#8 or PKCS#1), or the path of a file with PEM or DER.
    #[uniffi(default)]
    pub private_key: Option<String>,
    /// Opens an encrypted private key.
    #[uniffi(default)]
    pub private_key_passphrase: Option<String>,
    /// Where the merchant's account is.
    #[uniffi(default)]
    pub region: Option<Region>,
    /// Sandbox or live. Default: what the public key id's prefix says.
    #[uniffi(default)]
    pub environment: Option<Environment>,
    /// The signature algorithm. Default: `AMZN-PAY-RSASSA-PSS-V2`.
    #[uniffi(default)]
    #[serde(serialize_with = "wire_name")]
    pub algorithm: Option<Algorithm>,
    /// The version of the API. Default: `v2`.
    #[uniffi(default)]
    pub api_version: Option<String>,
    /// Scheme, host and port in place of Amazon's, for a sandbox on this machine or a gateway. Plain http goes to this
    /// machine only.
    #[uniffi(default)]
    pub endpoint: Option<String>,
    /// Certificate authorities to trust besides the system's: PEM text or the path of a file.
    #[uniffi(default)]
    pub root_certificate: Option<String>,
    /// A proxy (`http://` or `https://`, with credentials if need be) for https requests. Default: none, whatever the
    /// process's environment variables say.
    #[uniffi(default)]
    pub proxy: Option<String>,
    /// The longest wait for a connection. Default: 5 seconds.
    #[uniffi(default)]
    #[serde(serialize_with = "seconds")]
    pub connect_timeout: Option<Duration>,
    /// The longest wait for one answer. Default: 30 seconds.
    #[uniffi(default)]
    #[serde(serialize_with = "seconds")]
    pub attempt_timeout: Option<Duration>,
    /// The longest a call may take with all its retries. Default: 90 seconds.
    #[uniffi(default)]
    #[serde(serialize_with = "seconds")]
    pub total_timeout: Option<Duration>,
    /// How often a failed attempt is repeated at most, 0 to 20. Default: 3.
    #[uniffi(default)]
    pub max_retries: Option<u32>,
    /// The longest pause before the first retry; it doubles with each. Default: half a second.
    #[uniffi(default)]
    #[serde(serialize_with = "seconds")]
    pub retry_base_delay: Option<Duration>,
    /// The longest pause before any retry. Default: 30 seconds.
    #[uniffi(default)]
    #[serde(serialize_with = "seconds")]
    pub retry_max_delay: Option<Duration>,
    /// The longest answer that is read, in bytes. Default: 10 MiB.
    #[uniffi(default)]
    pub max_response_bytes: Option<u64>,
    /// Holds calls back before the server refuses them. Default: the client does not.
    #[uniffi(default)]
    #[serde(skip)]
    pub throttle: Option<Throttle>,
    /// Text behind the client's own `user-agent`, for example `my-shop/2.1`.
    #[uniffi(default)]
    pub user_agent_suffix: Option<String>,
    /// `x-amz-pay-integrator-id`: who made the integration.
    #[uniffi(default)]
    pub integrator_id: Option<String>,
    /// `x-amz-pay-integrator-version`: the integration's version; needs an integrator id.
    #[uniffi(default)]
    pub integrator_version: Option<String>,
    /// `x-amz-pay-platform-version`: the version of the shop system.
    #[uniffi(default)]
    pub platform_version: Option<String>,
    /// `x-amz-pay-sdk-type`: which language's package this is. The package sets it.
    #[uniffi(default)]
    pub sdk_type: Option<String>,
    /// `x-amz-pay-sdk-version`: the package's version. The package sets it.
    #[uniffi(default)]
    pub sdk_version: Option<String>,
    /// `x-amz-pay-language-version`: the language's version. The package sets it.
    #[uniffi(default)]
    pub language_version: Option<String>,
}

/// Shows which settings are given; a key, a pass phrase and a proxy's password are among their values.
impl fmt::Debug for ClientSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSettings")?;
        let given = self.by_name().unwrap_or_default();
        let throttle = self.throttle.as_ref().map(|_| "throttle");
        f.debug_set().entries(given.keys()).entries(throttle).finish()
    }
}

impl ClientSettings {
    /// Those that are given, by the core's names.
    pub(crate) fn by_name(&self) -> Result<Map<String, Value>, AmazonPayError> {
        let settings = serde_json::to_value(self).map_err(|_| AmazonPayError::bug())?;
        let Value::Object(settings) = settings else { return Err(AmazonPayError::bug()) };
        Ok(settings.into_iter().filter(|(_, value)| !value.is_null()).collect())
    }

    /// As `by_name`, with what the package says of itself.
    pub(crate) fn of_package(&self) -> Result<Map<String, Value>, AmazonPayError> {
        let mut settings = self.by_name()?;
        crate::package::complete(&mut settings);
        Ok(settings)
    }
}

fn wire_name<S: Serializer>(algorithm: &Option<Algorithm>, serializer: S) -> Result<S::Ok, S::Error> {
    algorithm.map(Algorithm::as_str).serialize(serializer)
}

fn seconds<S: Serializer>(time: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(|time| time.as_secs_f64()).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use amazonpay::config::ClientBuilder;

    use super::*;

    /// The core names what it knows when it is asked for what it does not.
    #[test]
    fn the_settings_are_those_of_the_core() {
        let unknown = serde_json::json!({ "?": 1 });
        let refusal = ClientBuilder::from_settings(unknown.as_object().unwrap()).unwrap_err().message;
        let (_, known) = refusal.split_once("known are ").unwrap();
        let mut known: Vec<&str> = known.split(", ").collect();
        let all = serde_json::to_value(ClientSettings::default()).unwrap();
        let mut all: Vec<&str> = all.as_object().unwrap().keys().map(String::as_str).collect();
        known.sort_unstable();
        all.sort_unstable();
        assert_eq!(all, known);
    }

    #[test]
    fn every_setting_is_of_a_type_that_the_core_takes() {
        let text = || Some("1".to_owned());
        let time = Some(Duration::from_millis(1500));
        let settings = ClientSettings {
            public_key_id: Some("SANDBOX-AEXAMPLE".to_owned()),
            private_key: None,
            private_key_passphrase: None,
            region: Some(Region::Eu),
            environment: Some(Environment::Sandbox),
            algorithm: Some(Algorithm::V1),
            api_version: Some("v2".to_owned()),
            endpoint: Some("http://127.0.0.1:1".to_owned()),
            root_certificate: None,
            proxy: Some("http://proxy.example".to_owned()),
            connect_timeout: time,
            attempt_timeout: time,
            total_timeout: time,
            max_retries: Some(1),
            retry_base_delay: time,
            retry_max_delay: time,
            max_response_bytes: Some(1000),
            throttle: None,
            user_agent_suffix: text(),
            integrator_id: text(),
            integrator_version: text(),
            platform_version: text(),
            sdk_type: text(),
            sdk_version: text(),
            language_version: text(),
        };
        ClientBuilder::from_settings(&settings.by_name().unwrap()).unwrap();
    }

    #[test]
    fn nothing_secret_is_shown() {
        let settings =
            ClientSettings { private_key: Some("-----BEGIN".to_owned()), ..ClientSettings::default() };
        assert_eq!(format!("{settings:?}"), r#"ClientSettings{"private_key"}"#);
    }
}

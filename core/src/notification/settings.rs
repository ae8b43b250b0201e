//! Settings by name, as JSON: how dynamic callers configure a verifier.

use std::net::SocketAddr;

use serde_json::{Map, Value};

use super::builder::NotificationVerifierBuilder;
use super::https_certificate_source::HttpsCertificateSource;
use crate::config::settings::{Values, unknown_setting};
use crate::error::ConfigError;

/// The settings that [`NotificationVerifierBuilder::settings`] knows.
const NAMES: &[&str] = &[
    "allowed_topics",
    "freshness_window",
    "root_certificates",
    "intermediate_certificates",
    "timeout",
    "max_certificate_bytes",
    "max_body_bytes",
    "cache_lifetime",
    "cache_capacity",
    "tls_root_certificates",
    "proxy",
    "addresses",
];

impl NotificationVerifierBuilder {
    /// Takes settings by name: texts, lists of texts, numbers, times in seconds. Null is the same as absent.
    ///
    /// Their names are those of the builder's methods. Certificates are PEM texts or paths of files, which block while
    /// they are read. `tls_root_certificates`, `proxy` and `addresses`, an object of hosts such as
    /// `{"sns.eu-west-1.amazonaws.com": "127.0.0.1:8418"}`, are how SNS is reached, see [`HttpsCertificateSource`]; with
    /// one of them, those of the three that are not given are as unset.
    ///
    /// ```
    /// use amazonpay::notification::NotificationVerifier;
    ///
    /// let settings = serde_json::json!({"alowed_topics": ["arn:aws:sns:eu-west-1:123456789012:AmazonPay"]});
    /// let error = NotificationVerifier::builder().settings(settings.as_object().unwrap()).unwrap_err();
    /// assert!(error.to_string().starts_with("settings: unknown setting \"alowed_topics\"; known are"));
    /// ```
    ///
    /// # Errors
    /// Unknown names, values of the wrong type, and what is wrong with certificates, proxy and addresses.
    pub fn settings(mut self, settings: &Map<String, Value>) -> Result<Self, ConfigError> {
        if let Some(unknown) = settings.keys().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(unknown_setting(unknown, NAMES));
        }
        let values = Values(settings);
        if let Some(topics) = values.texts("allowed_topics")? {
            self = self.allowed_topics(topics);
        }
        if let Some(window) = values.seconds("freshness_window")? {
            self = self.freshness_window(window);
        }
        if let Some(text) = values.text("root_certificates")? {
            self = self.root_certificates_pem(pem("root_certificates", text)?)?;
        }
        if let Some(text) = values.text("intermediate_certificates")? {
            self = self.add_intermediate_certificates_pem(pem("intermediate_certificates", text)?)?;
        }
        if let Some(timeout) = values.seconds("timeout")? {
            self = self.timeout(timeout);
        }
        let whole = |name| {
            Ok::<_, ConfigError>(
                values.whole(name)?.map(|value| usize::try_from(value).unwrap_or(usize::MAX)),
            )
        };
        if let Some(bytes) = whole("max_certificate_bytes")? {
            self = self.max_certificate_bytes(bytes);
        }
        if let Some(bytes) = whole("max_body_bytes")? {
            self = self.max_body_bytes(bytes);
        }
        if let Some(lifetime) = values.seconds("cache_lifetime")? {
            self = self.cache_lifetime(lifetime);
        }
        if let Some(capacity) = whole("cache_capacity")? {
            self = self.cache_capacity(capacity);
        }
        match https(&values)? {
            Some(https) => Ok(self.https(https)),
            None => Ok(self),
        }
    }
}

/// How SNS is reached, if anything is said of it.
fn https(values: &Values<'_>) -> Result<Option<HttpsCertificateSource>, ConfigError> {
    let roots = values.text("tls_root_certificates")?;
    let proxy = values.text("proxy")?;
    let addresses = values.text_by_text("addresses")?;
    if roots.is_none() && proxy.is_none() && addresses.is_none() {
        return Ok(None);
    }
    let mut https = HttpsCertificateSource::builder();
    if let Some(text) = roots {
        https = https
            .add_root_certificate_pem(pem("tls_root_certificates", text)?)
            .map_err(|error| ConfigError::new("tls_root_certificates", error.message))?;
    }
    if let Some(url) = proxy {
        https = https.proxy(url);
    }
    for (host, address) in addresses.unwrap_or_default() {
        let address: SocketAddr = address.parse().map_err(|_| {
            let message =
                format!("expected an IP address and a port such as 127.0.0.1:8418, found {address:?}");
            ConfigError::new("addresses", message)
        })?;
        https = https.resolve(host, address);
    }
    https.build().map(Some)
}

/// A PEM text as it is, or that of a file.
fn pem(field: &'static str, text: &str) -> Result<Vec<u8>, ConfigError> {
    if text.contains("-----BEGIN ") {
        return Ok(text.as_bytes().to_vec());
    }
    std::fs::read(text).map_err(|error| {
        let shown: String = text.chars().take(100).collect();
        ConfigError::new(
            field,
            format!("expected a PEM text or the path of a file, found {shown:?}: {error}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(settings: &Value) -> String {
        let settings = settings.as_object().unwrap();
        NotificationVerifierBuilder::default().settings(settings).unwrap_err().to_string()
    }

    #[test]
    fn what_cannot_be_is_named() {
        assert_eq!(
            refusal(&json!({"allowed_topics": ["arn:", 7]})),
            "allowed_topics: expected a list of texts, found a list"
        );
        assert_eq!(
            refusal(&json!({"addresses": {"sns.eu-west-1.amazonaws.com": "here"}})),
            "addresses: expected an IP address and a port such as 127.0.0.1:8418, found \"here\""
        );
        assert!(refusal(&json!({"tls_root_certificates": "/nowhere/ca.pem"})).starts_with(
            "tls_root_certificates: expected a PEM text or the path of a file, found \"/nowhere/ca.pem\""
        ));
        assert!(
            refusal(&json!({"root_certificates": "-----BEGIN NOTHING"})).starts_with("root_certificates: ")
        );
        assert!(refusal(&json!({"timeout": -1})).starts_with("timeout: expected a number of seconds"));
    }

    #[test]
    fn what_is_set_is_what_holds() {
        let settings = json!({
            "allowed_topics": ["arn:aws:sns:eu-west-1:123456789012:AmazonPay"], "freshness_window": 3600.5,
            "timeout": 2, "max_certificate_bytes": 1000, "max_body_bytes": 2000, "cache_lifetime": 60,
            "cache_capacity": 3, "addresses": {"sns.eu-west-1.amazonaws.com": "127.0.0.1:8418"}, "proxy": null,
        });
        let builder = NotificationVerifierBuilder::default().settings(settings.as_object().unwrap()).unwrap();
        let shown = format!("{builder:?}");
        for part in
            ["123456789012:AmazonPay", "3600.5s", "timeout: 2s", ": 1000", ": 2000", "60s", "capacity: 3"]
        {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        builder.build().unwrap();
    }
}

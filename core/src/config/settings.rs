//! Settings by name, as JSON: how dynamic callers and the environment variables configure the client.

use std::time::Duration;

use serde_json::{Map, Value};

use super::builder::ClientBuilder;
use crate::error::ConfigError;
use crate::signing::PrivateKey;

/// The settings that [`ClientBuilder::from_settings`] knows.
const NAMES: &[&str] = &[
    "public_key_id",
    "private_key",
    "private_key_passphrase",
    "region",
    "environment",
    "algorithm",
    "api_version",
    "endpoint",
    "root_certificate",
    "proxy",
    "connect_timeout",
    "attempt_timeout",
    "total_timeout",
    "max_retries",
    "retry_base_delay",
    "retry_max_delay",
    "max_response_bytes",
    "user_agent_suffix",
    "integrator_id",
    "integrator_version",
    "platform_version",
    "sdk_type",
    "sdk_version",
    "language_version",
];

/// A path longer than this is taken for a key that has lost its first line.
const LONGEST_PATH: usize = 255;

impl ClientBuilder {
    /// Settings by name: texts, numbers, times in seconds. Null is the same as absent.
    ///
    /// `private_key` and `root_certificate` are PEM texts or paths of files (which block while they are read); all
    /// names are those of the builder's methods, but for `max_retries`, `retry_base_delay` and `retry_max_delay`, the
    /// fields of the [`RetryPolicy`](super::RetryPolicy).
    ///
    /// ```
    /// use amazonpay::config::ClientBuilder;
    ///
    /// let settings = serde_json::json!({"public_key_id": "SANDBOX-AB12", "regoin": "eu"});
    /// let error = ClientBuilder::from_settings(settings.as_object().unwrap()).unwrap_err();
    /// assert!(error.to_string().starts_with("settings: unknown setting \"regoin\"; did you mean \"region\"?"));
    /// ```
    ///
    /// # Errors
    /// Unknown names, values of the wrong type, names of regions and the like that do not exist, and what is wrong
    /// with keys and certificates. Contradictions are found by [`config`](Self::config).
    pub fn from_settings(settings: &Map<String, Value>) -> Result<Self, ConfigError> {
        if let Some(unknown) = settings.keys().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(unknown_setting(unknown, NAMES));
        }
        let values = Values(settings);
        let mut builder = Self::new();
        builder.public_key_id = values.text("public_key_id")?.map(str::to_owned);
        builder.private_key =
            private_key(values.text("private_key")?, values.text("private_key_passphrase")?)?;
        builder.region = values.text("region")?.map(str::parse).transpose()?;
        builder.environment = values.text("environment")?.map(str::parse).transpose()?;
        if let Some(algorithm) = values.text("algorithm")? {
            builder = builder.algorithm(algorithm.parse()?);
        }
        if let Some(version) = values.text("api_version")? {
            builder = builder.api_version(version.parse()?);
        }
        if let Some(url) = values.text("endpoint")? {
            builder = builder.endpoint(url);
        }
        if let Some(certificate) = values.text("root_certificate")? {
            builder = if certificate.contains("-----BEGIN ") {
                builder.add_root_certificate_pem(certificate)?
            } else {
                builder.add_root_certificate_file(certificate)?
            };
        }
        if let Some(url) = values.text("proxy")? {
            builder = builder.proxy(url);
        }
        builder.connect_timeout = values.seconds("connect_timeout")?;
        builder.attempt_timeout = values.seconds("attempt_timeout")?;
        builder.total_timeout = values.seconds("total_timeout")?;
        if let Some(retries) = values.whole("max_retries")? {
            builder.retry.max_retries = u32::try_from(retries).unwrap_or(u32::MAX);
        }
        if let Some(delay) = values.seconds("retry_base_delay")? {
            builder.retry.base_delay = delay;
        }
        if let Some(delay) = values.seconds("retry_max_delay")? {
            builder.retry.max_delay = delay;
        }
        builder.max_response_bytes =
            values.whole("max_response_bytes")?.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        builder.user_agent_suffix = values.text("user_agent_suffix")?.map(str::to_owned);
        for (name, header) in [
            ("integrator_id", &mut builder.headers.integrator_id),
            ("integrator_version", &mut builder.headers.integrator_version),
            ("platform_version", &mut builder.headers.platform_version),
            ("sdk_type", &mut builder.headers.sdk_type),
            ("sdk_version", &mut builder.headers.sdk_version),
            ("language_version", &mut builder.headers.language_version),
        ] {
            *header = values.text(name)?.map(str::to_owned);
        }
        Ok(builder)
    }
}

/// The error for a name that is none of `names`.
pub(crate) fn unknown_setting(name: &str, names: &[&str]) -> ConfigError {
    let hint = match names.iter().find(|known| same_letters(known, name)) {
        Some(nearest) => format!("did you mean {nearest:?}? Known"),
        None => "known".to_owned(),
    };
    let message = format!("unknown setting {name:?}; {hint} are {}", names.join(", "));
    ConfigError::new("settings", message)
}

/// Whether two names have the same letters, whatever their order, case and separators: most slips of the keyboard.
fn same_letters(one: &str, other: &str) -> bool {
    let letters = |text: &str| {
        let mut letters: Vec<u8> =
            text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase()).collect();
        letters.sort_unstable();
        letters
    };
    letters(one) == letters(other)
}

/// The private key from a PEM text or a path, decrypted if there is a pass phrase.
fn private_key(text: Option<&str>, passphrase: Option<&str>) -> Result<Option<PrivateKey>, ConfigError> {
    let Some(text) = text else {
        return match passphrase {
            None => Ok(None),
            Some(_) => Err(ConfigError::new(
                "private_key_passphrase",
                "given without a private_key; give that too or leave it out",
            )),
        };
    };
    // A key without its first line would end up in an error message as a path that does not exist.
    let is_pem = text.contains("-----BEGIN ");
    if !is_pem
        && (text.is_empty() || text.len() > LONGEST_PATH || text.contains('\n') || text.starts_with("MII"))
    {
        return Err(ConfigError::new(
            "private_key",
            format!(
                "expected a PEM text (\"-----BEGIN PRIVATE KEY-----\" and on) or the path of a file, found {} \
                 characters that are neither",
                text.chars().count()
            ),
        ));
    }
    let key = match (is_pem, passphrase) {
        (true, None) => PrivateKey::from_pem(text),
        (true, Some(passphrase)) => PrivateKey::from_pem_with_passphrase(text, passphrase),
        (false, None) => PrivateKey::from_file(text),
        (false, Some(passphrase)) => PrivateKey::from_file_with_passphrase(text, passphrase),
    };
    key.map(Some)
}

/// The values, read by name and type. Null is the same as absent.
pub(crate) struct Values<'a>(pub(crate) &'a Map<String, Value>);

impl<'a> Values<'a> {
    fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&self, name: &'static str) -> Result<Option<&'a str>, ConfigError> {
        self.get(name)
            .map(|value| value.as_str().ok_or_else(|| wrong_type(name, "a text", value)))
            .transpose()
    }

    /// A list of texts.
    pub(crate) fn texts(&self, name: &'static str) -> Result<Option<Vec<&'a str>>, ConfigError> {
        let wrong = |value| wrong_type(name, "a list of texts", value);
        let texts = |value: &'a Value| {
            let items = value.as_array().ok_or_else(|| wrong(value))?;
            items.iter().map(|item| item.as_str().ok_or_else(|| wrong(value))).collect()
        };
        self.get(name).map(texts).transpose()
    }

    /// Texts by texts.
    pub(crate) fn text_by_text(
        &self,
        name: &'static str,
    ) -> Result<Option<Vec<(&'a str, &'a str)>>, ConfigError> {
        let wrong = |value| wrong_type(name, "an object of texts", value);
        let pairs = |value: &'a Value| {
            let items = value.as_object().ok_or_else(|| wrong(value))?;
            items
                .iter()
                .map(|(key, item)| Ok((key.as_str(), item.as_str().ok_or_else(|| wrong(value))?)))
                .collect()
        };
        self.get(name).map(pairs).transpose()
    }

    pub(crate) fn whole(&self, name: &'static str) -> Result<Option<u64>, ConfigError> {
        self.get(name)
            .map(|value| value.as_u64().ok_or_else(|| wrong_type(name, "a whole number of 0 or more", value)))
            .transpose()
    }

    pub(crate) fn seconds(&self, name: &'static str) -> Result<Option<Duration>, ConfigError> {
        self.get(name)
            .map(|value| {
                value
                    .as_f64()
                    .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                    .ok_or_else(|| wrong_type(name, "a number of seconds of 0 or more", value))
            })
            .transpose()
    }
}

/// Numbers are repeated; texts may be secrets (a key as the wrong setting), so only their type is told.
fn wrong_type(name: &'static str, expected: &str, value: &Value) -> ConfigError {
    let found = match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::String(_) => "a text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    };
    ConfigError::new(name, format!("expected {expected}, found {found}"))
}

//! What a caller may say of one call, and the check of it before anything is sent.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::description::{self, OperationDescription};
use crate::config::{Config, Environment, check_duration, check_max_retries};
use crate::error::ConfigError;

/// Options of one call, apart from the operation's own parameters. All have defaults.
#[derive(Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct CallOptions {
    /// The key under which Amazon saves the answer: at most 32 characters of `A-Z a-z 0-9 - _`, POSTs only.
    /// Default: a fresh UUID, kept over all retries of the call.
    pub idempotency_key: Option<String>,
    /// Further request headers; not those that have an option of their own or that belong to the signature.
    pub headers: BTreeMap<String, String>,
    /// Fields to add to the body's top level, over those of the request: what the guide added yesterday.
    pub body_fields: Map<String, Value>,
    /// `x-amz-pay-simulation-code`: the outcome to play, in the sandbox environment only
    /// (developer.amazon.com/docs/amazon-pay-checkout/sandbox-simulation-codes.html).
    pub simulation_code: Option<String>,
    /// `x-amz-pay-authtoken`: the merchant a solution provider acts for.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub auth_token: Option<SecretString>,
    /// The longest the call may take, retries included; by name (`timeoutMs`) in milliseconds. Default: the client's
    /// total time-out.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u64>"))]
    #[serde(rename = "timeoutMs", deserialize_with = "milliseconds")]
    pub timeout: Option<Duration>,
    /// How often a failed attempt is repeated at most, 0 to 20. Default: the client's retry policy.
    pub max_retries: Option<u32>,
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("idempotency_key", &self.idempotency_key)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("body_fields", &self.body_fields.keys().collect::<Vec<_>>())
            .field("simulation_code", &self.simulation_code)
            .field("auth_token", &self.auth_token)
            .field("timeout", &self.timeout)
            .field("max_retries", &self.max_retries)
            .finish()
    }
}

fn milliseconds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    Ok(Option::<u64>::deserialize(deserializer)?.map(Duration::from_millis))
}

/// Options that have been found fit for an operation.
#[derive(Debug)]
pub(crate) struct CheckedOptions {
    pub(crate) idempotency_key: Option<String>,
    /// All headers that come of the options, the idempotency key's included.
    pub(crate) headers: HeaderMap,
    pub(crate) total_timeout: Duration,
    pub(crate) max_retries: u32,
}

impl CallOptions {
    /// Checks the options against the operation and the client, and settles the defaults.
    pub(crate) fn check(
        &self,
        operation: &OperationDescription,
        config: &Config,
    ) -> Result<CheckedOptions, ConfigError> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let (name, value) = caller_header(name, value)?;
            headers.append(name, value);
        }
        if let Some(token) = &self.auth_token {
            headers.insert("x-amz-pay-authtoken", secret_header(token)?);
        }
        if let Some(code) = &self.simulation_code {
            headers.insert("x-amz-pay-simulation-code", simulation_code(code, config)?);
        }
        let idempotency_key = self.checked_idempotency_key(operation)?;
        if let Some(key) = &idempotency_key {
            headers.insert("x-amz-pay-idempotency-key", idempotency_header(key)?);
        }
        if let Some(timeout) = self.timeout {
            check_duration("timeout", timeout)?;
        }
        if let Some(retries) = self.max_retries {
            check_max_retries(retries)?;
        }
        if !self.body_fields.is_empty() && operation.request.is_none() {
            return Err(ConfigError::new(
                "body_fields",
                format!(
                    "expected none, for {} has no body, found {}",
                    operation.name,
                    self.body_fields.len()
                ),
            ));
        }
        Ok(CheckedOptions {
            idempotency_key,
            headers,
            total_timeout: self.timeout.unwrap_or_else(|| config.timeouts().total),
            max_retries: self.max_retries.unwrap_or_else(|| config.retry_policy().max_retries),
        })
    }

    fn checked_idempotency_key(
        &self,
        operation: &OperationDescription,
    ) -> Result<Option<String>, ConfigError> {
        const FIELD: &str = "idempotency_key";
        match (&self.idempotency_key, operation.takes_idempotency_key()) {
            (None, true) => Ok(Some(uuid::Uuid::new_v4().simple().to_string())),
            (None, false) => Ok(None),
            (Some(_), false) => Err(ConfigError::new(
                FIELD,
                format!(
                    "expected none, for it has no effect on a {} such as {}; leave it out",
                    operation.method, operation.name
                ),
            )),
            (Some(key), true) => Ok(Some(key.clone())),
        }
    }
}

/// The rule stands in the guide: developer.amazon.com/docs/amazon-pay-api-v2/request-response.html.
fn idempotency_header(key: &str) -> Result<HeaderValue, ConfigError> {
    let fits = (1..=32).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    HeaderValue::from_str(key).ok().filter(|_| fits).ok_or_else(|| {
        let length = key.chars().count();
        ConfigError::new(
            "idempotency_key",
            format!(
                "expected 1 to 32 characters of A-Z a-z 0-9 - _, found {length} in {key:?}; \
                 a UUID fits without its dashes"
            ),
        )
    })
}

impl CallOptions {
    /// The body with the caller's fields added.
    pub(super) fn extend(&self, body: Vec<u8>) -> Result<Bytes, ConfigError> {
        if self.body_fields.is_empty() {
            return Ok(body.into());
        }
        let mut object: Map<String, Value> =
            description::parse(&body).map_err(|mismatch| ConfigError::new("body", mismatch.to_string()))?;
        object.extend(self.body_fields.clone());
        description::encode(&object)
            .map(Bytes::from)
            .map_err(|mismatch| ConfigError::new("body_fields", mismatch.to_string()))
    }
}

/// Headers that the client alone decides on, each with what to use in its place.
const RESERVED: &[(&str, &str)] = &[
    ("authorization", "the client signs every attempt by itself"),
    ("x-amz-pay-date", "the client dates every attempt by itself"),
    ("x-amz-pay-host", "set the endpoint on the client"),
    ("x-amz-pay-region", "set the region on the client"),
    ("x-amz-pay-idempotency-key", "use the option idempotency_key"),
    ("x-amz-pay-simulation-code", "use the option simulation_code"),
    ("x-amz-pay-authtoken", "use the option auth_token"),
    ("accept", "answers are always JSON"),
    ("content-type", "bodies are always JSON"),
    ("content-length", "the client counts by itself"),
    ("transfer-encoding", "the client decides by itself"),
    ("connection", "the client keeps its connections by itself"),
    ("host", "set the endpoint on the client"),
    ("user-agent", "set user_agent_suffix on the client"),
];

fn caller_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), ConfigError> {
    const FIELD: &str = "headers";
    let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
        ConfigError::new(
            FIELD,
            format!("expected a header name of letters, digits and dashes, found {name:?}"),
        )
    })?;
    if let Some((_, instead)) = RESERVED.iter().find(|(reserved, _)| parsed.as_str() == *reserved) {
        return Err(ConfigError::new(FIELD, format!("{name:?} can't be set by hand: {instead}")));
    }
    // A header's value may be a secret, so it is described and not repeated.
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        ConfigError::new(
            FIELD,
            format!("expected a value of visible ASCII for {name:?}, found other characters"),
        )
    })?;
    value.set_sensitive(true);
    Ok((parsed, value))
}

fn secret_header(token: &SecretString) -> Result<HeaderValue, ConfigError> {
    const FIELD: &str = "auth_token";
    if token.expose_secret().is_empty() {
        return Err(ConfigError::new(FIELD, "expected the merchant's authorization token, found nothing"));
    }
    let mut value = HeaderValue::from_str(token.expose_secret()).map_err(|_| {
        ConfigError::new(FIELD, "expected visible ASCII, found other characters (hidden: it is a secret)")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn simulation_code(code: &str, config: &Config) -> Result<HeaderValue, ConfigError> {
    const FIELD: &str = "simulation_code";
    if config.environment() != Environment::Sandbox {
        return Err(ConfigError::new(
            FIELD,
            format!(
                "expected none in the live environment, found {code:?}; simulation exists in the sandbox only"
            ),
        ));
    }
    if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(ConfigError::new(
            FIELD,
            format!("expected a code of letters such as \"SoftDeclined\", found {code:?}"),
        ));
    }
    HeaderValue::from_str(code)
        .map_err(|_| ConfigError::new(FIELD, format!("expected letters, found {code:?}")))
}

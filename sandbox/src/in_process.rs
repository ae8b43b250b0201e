//! A sandbox for callers without types in the same process: its control API without a connection, credentials as JSON.

use bytes::Bytes;
use thiserror::Error;

use amazonpay::config::Environment;
use serde_json::json;

use crate::merchants::{Credentials, environment_of};
use crate::sandbox::Sandbox;

/// What the control API answers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ControlAnswer {
    /// The HTTP status.
    pub status: u16,
    /// JSON, most often.
    pub body: String,
}

/// Why the control API could not be asked.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ControlError {
    /// Method, path or body make no HTTP request.
    #[error("{request}: {reason}")]
    Request {
        /// Method and path.
        request: String,
        /// What is wrong.
        reason: http::Error,
    },
    /// A fault cut the answer.
    #[error("the sandbox gave no answer")]
    NoAnswer,
}

impl Sandbox {
    /// Asks the control API, without a connection, and with the sandbox's token when it has one. The path begins with `/_sandbox/`; the body is JSON, or empty.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = amazonpay_sandbox::Sandbox::builder().start().await?;
    /// let answer = sandbox.control("POST", "/_sandbox/clock", r#"{"advance": 60}"#).await?;
    /// assert_eq!(answer.status, 200, "{}", answer.body);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ControlError`]. A refusal is no error here but an answer, with its status.
    pub async fn control(
        &self,
        method: &str,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<ControlAnswer, ControlError> {
        let mut builder =
            http::Request::builder().method(method).uri(path).header(http::header::HOST, "localhost");
        if let Some(token) = self.token() {
            builder = builder.header(http::header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = builder
            .body(body.into())
            .map_err(|reason| ControlError::Request { request: format!("{method} {path}"), reason })?;
        let answer = self.answer(request).await.ok_or(ControlError::NoAnswer)?;
        Ok(ControlAnswer {
            status: answer.status().as_u16(),
            body: String::from_utf8_lossy(answer.body()).into_owned(),
        })
    }
}

impl Credentials {
    /// The environment of the public key id; `sandbox` for an id without a prefix.
    pub fn environment(&self) -> Environment {
        environment_of(&self.public_key_id).unwrap_or(Environment::Sandbox)
    }

    /// The text of a JSON object: `publicKeyId`, `privateKey` (PEM), `merchantId`, `storeId`, `region`, `environment` and
    /// `authToken`.
    pub fn to_json(&self) -> String {
        json!({
            "publicKeyId": self.public_key_id,
            "privateKey": self.private_key_pem,
            "merchantId": self.merchant_id,
            "storeId": self.store_id,
            "region": self.region.code(),
            "environment": self.environment().to_string(),
            "authToken": self.auth_token,
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[tokio::test]
    async fn the_control_api_answers_without_a_connection() {
        let sandbox = Sandbox::builder().start().await.unwrap();
        let health = sandbox.control("GET", "/_sandbox/health", "").await.unwrap();
        assert_eq!(health.status, 200, "{}", health.body);
        let refused = sandbox.control("POST", "/_sandbox/clock", r#"{"now": "never"}"#).await.unwrap();
        assert_eq!(refused.status, 400, "{}", refused.body);
        let error = sandbox.control("GET", "no path", "").await.unwrap_err();
        assert!(error.to_string().starts_with("GET no path: "), "{error}");
        let guarded = Sandbox::builder().token("a-token-for-this-test").start().await.unwrap();
        assert_eq!(guarded.control("GET", "/_sandbox/health", "").await.unwrap().status, 200);
    }

    #[tokio::test]
    async fn credentials_say_what_a_client_needs() {
        for (public_key_id, environment) in
            [("SANDBOX-AB12", "sandbox"), ("LIVE-AB12", "live"), ("AB12", "sandbox")]
        {
            let builder = Sandbox::builder().public_key_id(public_key_id).accept_live_keys(true);
            let sandbox = builder.start().await.unwrap();
            let credentials = sandbox.credentials();
            let said: Value = serde_json::from_str(&credentials.to_json()).unwrap();
            assert_eq!(said["publicKeyId"], public_key_id);
            assert_eq!(said["privateKey"], credentials.private_key_pem);
            assert_eq!(said["environment"], environment);
            assert_eq!(said["region"], "eu");
        }
    }
}

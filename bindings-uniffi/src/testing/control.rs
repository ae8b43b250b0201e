//! Questions to the control API, with typed answers.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::error::AmazonPayError;
use crate::sandbox::Sandbox;

/// The sandbox does not do what the test asks of it.
///
/// It is no `AmazonPayError`, so that no test that expects one of those is content with a slip of its own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum SandboxError {
    /// There is no such object, or a value cannot be.
    #[error("{reason}")]
    Refused {
        /// As the control API answers it over HTTP: 400, 404, 422 and so on.
        status: u16,
        /// Such as `ResourceNotFound` or `InvalidParameterValue`.
        reason_code: String,
        /// What was expected.
        reason: String,
    },
    /// The sandbox is closed.
    #[error("{reason}")]
    Closed {
        /// What to do about it.
        reason: String,
    },
}

impl From<AmazonPayError> for SandboxError {
    fn from(error: AmazonPayError) -> Self {
        Self::Closed { reason: error.to_string() }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refusal {
    reason_code: String,
    message: String,
}

impl Sandbox {
    /// Asks, and reads the answer. The path is in segments, which are percent-encoded.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        path: &[&str],
        body: Option<Value>,
    ) -> Result<T, SandboxError> {
        let answer = self.answer(method, path, body).await?;
        serde_json::from_str(&answer).map_err(|_| AmazonPayError::bug().into())
    }

    /// Asks for what has no answer but that it was done.
    pub(crate) async fn tell(&self, method: &str, path: &[&str]) -> Result<(), SandboxError> {
        self.answer(method, path, None).await.map(drop)
    }

    async fn answer(&self, method: &str, path: &[&str], body: Option<Value>) -> Result<String, SandboxError> {
        let path = path_of(path).ok_or_else(AmazonPayError::bug)?;
        let answer = self.control(method.to_owned(), path, body.map(|body| body.to_string())).await?;
        if answer.status < 400 {
            return Ok(answer.body);
        }
        let refusal: Refusal = serde_json::from_str(&answer.body).map_err(|_| AmazonPayError::bug())?;
        Err(SandboxError::Refused {
            status: answer.status,
            reason_code: refusal.reason_code,
            reason: refusal.message,
        })
    }
}

fn path_of(segments: &[&str]) -> Option<String> {
    let mut url = Url::parse("http://sandbox/_sandbox/").ok()?;
    url.path_segments_mut().ok()?.pop_if_empty().extend(segments);
    Some(url.path().to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_id_is_one_segment_of_a_path() {
        let path = super::path_of(&["buyer", "sessions", "a/b?c", "approve"]).unwrap();
        assert_eq!(path, "/_sandbox/buyer/sessions/a%2Fb%3Fc/approve");
    }
}

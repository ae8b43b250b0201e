//! An address that needs no signature, and the attempts to reach it.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use url::{Host, Url};

use crate::client::AmazonPay;
use crate::error::{ApiError, DecodingError, Error, TransportFailure};
use crate::transport::retry::{Decision, Outcome, decide, random};
use crate::transport::{TransportError, TransportErrorKind, describe};

/// An error's body is kept up to here; what follows is left unread.
const LARGEST_REFUSAL: usize = 64 * 1024;

/// What came of an attempt that did not succeed.
#[derive(Debug)]
pub(super) enum Failure {
    /// An answer that is no success.
    Refused(Box<ApiError>),
    /// No answer, or a broken one.
    Broken(TransportError),
}

/// The attempts of one transfer: how many there were, and whether another is worth it.
#[derive(Debug)]
pub(super) struct Attempts<'a> {
    client: &'a AmazonPay,
    operation: &'static str,
    started: Duration,
    retries: u32,
}

impl<'a> Attempts<'a> {
    pub(super) fn new(client: &'a AmazonPay, operation: &'static str) -> Self {
        Self { client, operation, started: client.config().clock().elapsed(), retries: 0 }
    }

    pub(super) fn retries(&self) -> u32 {
        self.retries
    }

    /// Sends one request; gives the answer before its body is read.
    pub(super) async fn send(&self, request: reqwest::RequestBuilder) -> Result<reqwest::Response, Failure> {
        let mut response = request.send().await.map_err(|error| Failure::Broken(describe(error)))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let mut body = BytesMut::new();
        while let Ok(Some(chunk)) = response.chunk().await {
            let room = LARGEST_REFUSAL.saturating_sub(body.len());
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if chunk.len() >= room {
                break;
            }
        }
        let headers = std::mem::take(response.headers_mut());
        let refusal = ApiError::from_response(self.operation, status.as_u16(), headers, body.freeze());
        Err(Failure::Refused(Box::new(refusal)))
    }

    /// Waits until the next attempt, by the client's retry policy.
    ///
    /// # Errors
    /// The failure itself when repeating won't help or is no longer allowed.
    pub(super) async fn pause_after(&mut self, failure: Failure) -> Result<(), Error> {
        let config = self.client.config();
        let outcome = match &failure {
            Failure::Refused(error) => Outcome::Answered {
                status: error.status,
                reason_code: &error.reason_code,
                retry_after: error.retry_after,
            },
            Failure::Broken(error) => Outcome::Failed(error.kind),
        };
        let remaining =
            config.total_timeout().saturating_sub(config.clock().elapsed().saturating_sub(self.started));
        let policy = config.retry_policy();
        match decide(policy, policy.max_retries, outcome, self.retries, remaining, random()) {
            Decision::RetryAfter(delay) => {
                tracing::debug!(operation = self.operation, ?delay, "the transfer failed, will be repeated");
                self.retries += 1;
                config.clock().sleep(delay).await;
                Ok(())
            }
            Decision::GiveUp | Decision::OutOfTime => Err(self.error(failure)),
        }
    }

    /// The error that a failure ends with.
    pub(super) fn error(&self, failure: Failure) -> Error {
        match failure {
            Failure::Refused(mut error) => {
                error.retries = self.retries;
                (*error).into()
            }
            Failure::Broken(error) => {
                let kind = error.kind;
                let mut failure = TransportFailure::new(error.message);
                failure.source = error.source;
                failure.retries = self.retries;
                failure.operation = Some(self.operation);
                match kind {
                    TransportErrorKind::Timeout => Error::Timeout(failure),
                    TransportErrorKind::Tls => Error::Tls(failure),
                    _ => Error::Connection(failure),
                }
            }
        }
    }
}

/// The address as the API gave it, once it is one that contents may go to: https, or plain http to this machine.
///
/// # Errors
/// [`Error::Decoding`], without the address, for whoever has it has the contents.
pub(super) fn check(operation: &'static str, url: Option<&str>) -> Result<Url, Error> {
    let refuse = |message: &str| {
        let mut error = DecodingError::new(operation, 200, message, Bytes::new());
        error.path = Some("url".to_owned());
        Error::from(error)
    };
    let url = url.ok_or_else(|| refuse("expected an address, found nothing"))?;
    let url = Url::parse(url).map_err(|error| refuse(&format!("expected an address: {error}")))?;
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_local => Ok(url),
        scheme => Err(refuse(&format!(
            "expected an https address, found {scheme}; plain http goes to this machine only"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_go_over_https_or_stay_on_this_machine() {
        for url in [
            "https://files.example/1?sig=x",
            "http://127.0.0.1:1/1",
            "http://[::1]:1/1",
            "http://localhost/1",
        ] {
            assert_eq!(check("files.upload", Some(url)).unwrap().as_str(), url);
        }
    }

    #[test]
    fn other_addresses_are_refused_without_being_shown() {
        for (url, expected) in [
            (None, "expected an address, found nothing"),
            (Some("secret"), "expected an address: relative URL without a base"),
            (Some("http://files.example/secret"), "expected an https address, found http"),
            (Some("http://localhost.example/secret"), "expected an https address, found http"),
            (Some("file:///secret"), "expected an https address, found file"),
        ] {
            let message = check("files.upload", url).unwrap_err().to_string();
            assert!(message.contains(expected) && message.contains(" at url: "), "{message}");
            assert!(!message.contains("secret"), "{message}");
        }
    }
}

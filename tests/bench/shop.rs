//! A merchant who signs requests and writes them as bytes, ready to be sent later.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use amazonpay::config::Region;
use amazonpay::signing::{Algorithm, Credentials, OutgoingRequest, PrivateKey, sign_request};
use jiff::Timestamp;
use url::Url;

use crate::Result;

/// Who signs, and where to.
pub(crate) struct Shop {
    pub(crate) key: PrivateKey,
    pub(crate) public_key_id: String,
    pub(crate) store_id: String,
    pub(crate) url: Url,
}

impl Shop {
    pub(crate) fn credentials(&self) -> Credentials<'_> {
        Credentials {
            public_key_id: &self.public_key_id,
            signer: &self.key,
            algorithm: Algorithm::V2,
            region: Region::Eu,
        }
    }

    /// A signed request as it goes over the wire. A body takes an idempotency key.
    pub(crate) fn signed(
        &self,
        method: &str,
        path: &str,
        keyed_body: Option<(&str, &str)>,
    ) -> Result<Vec<u8>> {
        let url = self.url.join(&format!("/v2/{path}"))?;
        let (key, body) = keyed_body.unwrap_or_default();
        let own = [("x-amz-pay-idempotency-key", key)];
        let headers = if key.is_empty() { &[][..] } else { &own };
        let request = OutgoingRequest { method, url: &url, headers, body: body.as_bytes() };
        let signature = at_once(sign_request(&self.credentials(), &request, Timestamp::now()))??;
        let mut text = format!("{method} {} HTTP/1.1\r\nhost: {}\r\n", url.path(), self.url.authority());
        for (name, value) in headers.iter().copied().chain(signature.iter()) {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !body.is_empty() {
            text.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        text.push_str(body);
        Ok(text.into_bytes())
    }

    /// An unsigned request to the sandbox's control API.
    pub(crate) fn control(&self, path: &str, body: &str) -> Vec<u8> {
        let host = self.url.authority();
        format!(
            "POST /_sandbox/{path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }
}

/// The outcome of a future that never waits, as signing with a local key.
pub(crate) fn at_once<T>(future: impl Future<Output = T>) -> Result<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Ok(outcome),
        Poll::Pending => Err("a local key made the caller wait".into()),
    }
}

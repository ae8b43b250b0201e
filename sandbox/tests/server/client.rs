//! A client that signs with the core and sends with reqwest, so that a test can spoil a request in between.

use amazonpay::config::Region;
use amazonpay::signing::{Algorithm, Credentials as Signature, OutgoingRequest, PrivateKey, sign_request};
use amazonpay_sandbox::{Credentials, Sandbox};
use jiff::Timestamp;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::traces;

pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) base: String,
    pub(crate) key: PrivateKey,
    pub(crate) public_key_id: String,
    pub(crate) algorithm: Algorithm,
    pub(crate) region: Region,
}

/// A signed request, to be spoiled.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) fn reason(&self) -> &str {
        self.json["reasonCode"].as_str().unwrap_or_default()
    }

    pub(crate) fn message(&self) -> &str {
        self.json["message"].as_str().unwrap_or_default()
    }

    /// Whether the signature was accepted, whatever the engine said then.
    pub(crate) fn is_past_authentication(&self) -> bool {
        !matches!(self.status, 400 | 401 | 403)
    }
}

pub(crate) const CHARGE: &str = "/v2/charges/S01-1234567-1234567-C000000";

pub(crate) async fn start() -> (Sandbox, Client) {
    traces::install();
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::new(&sandbox, &sandbox.credentials());
    (sandbox, client)
}

impl Client {
    pub(crate) fn new(sandbox: &Sandbox, credentials: &Credentials) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            base: sandbox.url().to_owned(),
            key: PrivateKey::from_pem(&credentials.private_key_pem).unwrap(),
            public_key_id: credentials.public_key_id.clone(),
            algorithm: Algorithm::V2,
            region: credentials.region,
        }
    }

    pub(crate) async fn sign(
        &self,
        method: &'static str,
        path: &str,
        body: &str,
        extra: &[(&str, &str)],
        now: Timestamp,
    ) -> Request {
        let url = format!("{}{path}", self.base);
        let signature = Signature {
            public_key_id: &self.public_key_id,
            signer: &self.key,
            algorithm: self.algorithm,
            region: self.region,
        };
        let parsed = url.parse().unwrap();
        let outgoing = OutgoingRequest { method, url: &parsed, headers: extra, body: body.as_bytes() };
        let made = sign_request(&signature, &outgoing, now).await.unwrap();
        let mut headers: Vec<(String, String)> =
            made.into_iter().map(|(name, value)| (name.into(), value)).collect();
        headers.iter().filter(|(name, _)| name == "authorization").for_each(|(_, value)| traces::sent(value));
        headers.extend(extra.iter().map(|(name, value)| ((*name).into(), (*value).into())));
        Request { method, url, headers, body: body.into() }
    }

    pub(crate) async fn try_send(&self, request: Request) -> reqwest::Result<Answer> {
        let mut builder = self.http.request(request.method.parse().unwrap(), request.url).body(request.body);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        let response = builder.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await?;
        Ok(Answer { status, headers, json: serde_json::from_slice(&body).unwrap_or(Value::Null) })
    }

    pub(crate) async fn send(&self, request: Request) -> Answer {
        self.try_send(request).await.unwrap()
    }

    pub(crate) async fn call(
        &self,
        method: &'static str,
        path: &str,
        body: &str,
        extra: &[(&str, &str)],
    ) -> Answer {
        self.send(self.sign(method, path, body, extra, Timestamp::now()).await).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, "", &[]).await
    }

    pub(crate) async fn control(&self, method: &'static str, path: &str, body: &str) -> Answer {
        let request = Request {
            method,
            url: format!("{}/_sandbox/{path}", self.base),
            headers: Vec::new(),
            body: body.into(),
        };
        self.send(request).await
    }
}

impl Request {
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(other, _)| other != name);
        self
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        &self.headers.iter().find(|(other, _)| other == name).unwrap().1
    }
}

//! The client.

use std::collections::HashMap;
use std::sync::Arc;

use amazonpay::button::{Button, ButtonRequest};
use amazonpay::config::{ClientBuilder, Environment, Region};
use amazonpay::error::ConfigError;
use amazonpay::operation::{Call, Response};
use amazonpay::signing::{Algorithm, OutgoingRequest};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::answer::AnsweredJson;
use crate::error::AmazonPayError;
use crate::generated::CallOptions;
use crate::observer::{AttemptObserver, ForeignObserver};
use crate::runtime::{at_once, run, sign};
use crate::settings::ClientSettings;
use crate::signer::{ForeignSigner, Signer};
use crate::throttle::Throttle;

/// Amazon Pay for one merchant's key in one region.
///
/// Make one and keep it: it holds the parsed key and the open connections, and any thread may use it. It has the resources
/// of the API by their names, and each operation is a method of its resource.
#[derive(Debug, uniffi::Object)]
pub struct AmazonPay {
    pub(crate) core: amazonpay::AmazonPay,
}

#[uniffi::export]
impl AmazonPay {
    /// Checks the settings and makes the client. Nothing is sent.
    ///
    /// A signer signs in place of a private key, an observer is told of each attempt.
    #[uniffi::constructor(default(signer = None, observer = None))]
    pub fn new(
        settings: ClientSettings,
        signer: Option<Arc<dyn Signer>>,
        observer: Option<Arc<dyn AttemptObserver>>,
    ) -> Result<Self, AmazonPayError> {
        at_once(|| {
            let builder = ClientBuilder::from_settings(&settings.of_package()?)?;
            Self::build(builder, settings.throttle, signer, observer)
        })
    }

    /// As the constructor, with what the settings leave out from the environment: `AMAZON_PAY_PUBLIC_KEY_ID`,
    /// `AMAZON_PAY_PRIVATE_KEY` (a PEM text or the path of a file), `AMAZON_PAY_PRIVATE_KEY_PASSPHRASE`,
    /// `AMAZON_PAY_REGION`, `AMAZON_PAY_ENVIRONMENT`, `AMAZON_PAY_ENDPOINT` and `AMAZON_PAY_CA_FILE`.
    #[uniffi::constructor(default(settings = None, signer = None, observer = None))]
    pub fn from_env(
        settings: Option<ClientSettings>,
        signer: Option<Arc<dyn Signer>>,
        observer: Option<Arc<dyn AttemptObserver>>,
    ) -> Result<Self, AmazonPayError> {
        at_once(|| {
            let given = settings.unwrap_or_default();
            let mut settings = given.of_package()?;
            if signer.is_some() {
                // It signs in place of the environment's key.
                settings.entry("private_key").or_insert(Value::Null);
            }
            Self::build(ClientBuilder::from_env_under(&settings)?, given.throttle, signer, observer)
        })
    }

    /// The id of the merchant's public key.
    pub fn public_key_id(&self) -> String {
        self.core.config().public_key_id().as_str().to_owned()
    }

    /// The region.
    pub fn region(&self) -> Region {
        self.core.config().region()
    }

    /// The environment, from the key id's prefix or as given.
    pub fn environment(&self) -> Environment {
        self.core.config().environment()
    }

    /// The signature algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.core.config().algorithm()
    }

    /// Scheme, host, port, the environment unless the key id fixes it, and the version.
    pub fn base_url(&self) -> String {
        self.core.config().base_url().to_string()
    }

    /// Signs the payload of a button, byte for byte as it will stand in the page. The signature holds no date: it can be
    /// kept for as long as the payload stays the same.
    pub async fn button_signature(&self, payload: String) -> Result<String, AmazonPayError> {
        let core = self.core.clone();
        sign(async move { Ok(core.button_signature(&payload).await?) }).await
    }

    /// Makes the configuration of a button, with its payload signed: what a page hands to `amazon.Pay.renderButton`.
    pub async fn button(&self, request: ButtonRequest) -> Result<Button, AmazonPayError> {
        let core = self.core.clone();
        run(async move { Ok(core.button(request).await?) }).await
    }

    /// Signs a request that you send with an HTTP client of your own: the headers to add to it, by name.
    ///
    /// `method` is upper case; `url` is the whole address as it will be sent, percent-encoded, and begins with the client's
    /// base URL; `body` is the text that will be sent as UTF-8, byte for byte, none for no body. Of `headers`, which will be
    /// sent too, those that Amazon Pay wants signed are signed. Sign shortly before sending and afresh before each attempt:
    /// a signature is good for a few minutes. Nothing is sent and nothing is retried.
    #[uniffi::method(default(body = None, headers = None))]
    pub async fn signed_headers(
        &self,
        method: String,
        url: String,
        body: Option<String>,
        headers: Option<HashMap<String, String>>,
    ) -> Result<HashMap<String, String>, AmazonPayError> {
        let core = self.core.clone();
        let url = Url::parse(&url).map_err(|error| {
            ConfigError::new("url", format!("expected the whole address of the request: {error}"))
        })?;
        sign(async move {
            let headers = headers.unwrap_or_default();
            let headers: Vec<_> =
                headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let request = OutgoingRequest {
                method: &method,
                url: &url,
                headers: &headers,
                body: body.as_deref().unwrap_or_default().as_bytes(),
            };
            let signed = core.signed_headers(&request).await?;
            Ok(signed.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
        })
        .await
    }

    /// Calls any path of the API: for what Amazon has added and this version does not have yet.
    ///
    /// Signed, retried and judged like every other call. `method` is GET, POST, PUT, PATCH or DELETE; `path` is what follows
    /// the version, not percent-encoded; `query` are names and values, not percent-encoded either; `body` is JSON text.
    #[uniffi::method(default(query = [], body = None, options = None))]
    pub async fn call(
        &self,
        method: String,
        path: String,
        query: Vec<QueryParameter>,
        body: Option<String>,
        options: Option<CallOptions>,
    ) -> Result<AnsweredJson, AmazonPayError> {
        let body: Option<Value> = body
            .map(|body| serde_json::from_str(&body))
            .transpose()
            .map_err(|error| ConfigError::new("body", format!("expected JSON text: {error}")))?;
        let query: Vec<(String, String)> = query.into_iter().map(|it| (it.name, it.value)).collect();
        let answer = self.send(options, move |core| core.call(&method, &path, query, body)).await?;
        Ok(answer.into())
    }
}

/// A parameter of a query: its name and its value, not percent-encoded.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct QueryParameter {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl AmazonPay {
    pub(crate) fn build(
        mut builder: ClientBuilder,
        throttle: Option<Throttle>,
        signer: Option<Arc<dyn Signer>>,
        observer: Option<Arc<dyn AttemptObserver>>,
    ) -> Result<Self, AmazonPayError> {
        if let Some(throttle) = throttle {
            builder = builder.throttle(throttle.into());
        }
        if let Some(signer) = signer {
            builder = builder.signer(Arc::new(ForeignSigner(signer)));
        }
        if let Some(observer) = observer {
            builder = builder.observer(Arc::new(ForeignObserver(observer)));
        }
        Ok(Self { core: builder.build()? })
    }

    /// Makes a call and sends it, on the runtime's threads.
    pub(crate) async fn send<T, F>(
        &self,
        options: Option<CallOptions>,
        make: F,
    ) -> Result<Response<T>, AmazonPayError>
    where
        T: DeserializeOwned + Send + 'static,
        F: for<'a> FnOnce(&'a amazonpay::AmazonPay) -> Call<'a, T> + Send + 'static,
    {
        let core = self.core.clone();
        run(async move {
            let call = make(&core).options(options.unwrap_or_default().into());
            Ok(call.checking_amounts().send().await?)
        })
        .await
    }
}

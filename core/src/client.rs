//! The client: a configuration, a transport and what has been learnt about the clock.

use std::fmt;
use std::sync::{Arc, OnceLock};

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue};

use crate::config::{ClientBuilder, Config};
use crate::error::{ConfigError, Error, TransportFailure};
use crate::signing::{self, Credentials, OutgoingRequest, SignatureHeaders};
use crate::throttle::Gate;
use crate::transport::{ClockSkew, HttpTransport, Transport, within};

/// Amazon Pay for one merchant's key in one region.
///
/// Make one and keep it: it holds the parsed key and the open connections, and it is cheap to clone. Each resource of
/// the API is a method ([`charges`](Self::charges), [`refunds`](Self::refunds)...), each operation a method of that.
///
/// ```
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use amazonpay::config::Region;
/// use amazonpay::model::{CaptureCharge, Money};
/// use amazonpay::AmazonPay;
///
/// let pay = AmazonPay::builder()
///     .public_key_id("SANDBOX-AEXAMPLEEXAMPLEEXAMPLE")
///     .private_key_file("private.pem")?
///     .region(Region::Eu)
///     .build()?;
/// let charge = pay
///     .charges()
///     .capture("S02-1234567-1234567-C123456", CaptureCharge::new(Money::eur("12.34")?))
///     .idempotency_key("capture-1001")
///     .send()
///     .await?;
/// println!("{} after {} retries", charge.meta().request_id, charge.meta().retries);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct AmazonPay {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    /// The headers that are the same in every request.
    headers: HeaderMap,
    transport: Arc<dyn Transport>,
    /// For contents beside the API; most clients never need it.
    presigned: OnceLock<reqwest::Client>,
    skew: ClockSkew,
    throttle: Option<Gate>,
}

impl AmazonPay {
    /// A builder with the defaults.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client from the environment variables that [`ClientBuilder::from_env`] lists.
    ///
    /// # Errors
    /// As [`ClientBuilder::build`]; the message names the variable's field.
    pub fn from_env() -> Result<Self, ConfigError> {
        ClientBuilder::from_env()?.build()
    }

    /// The settings the client was built with.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// Signs the payload of a button, byte for byte as it will stand in the page
    /// (developer.amazon.com/docs/amazon-pay-checkout/add-the-amazon-pay-button.html).
    ///
    /// The signature holds no date: it can be kept for as long as the payload stays the same.
    ///
    /// # Errors
    /// [`Error::Signing`] when the signer fails, [`Error::Timeout`] when it takes longer than the total time-out.
    pub async fn button_signature(&self, payload: &str) -> Result<String, Error> {
        let config = self.config();
        let signature = signing::button_signature(payload, config.algorithm(), config.signer().as_ref());
        Ok(self.in_time(signature).await??)
    }

    /// Signs a request that the caller sends with an HTTP client of its own, and answers the headers to add to it.
    ///
    /// As [`signing::sign_request`], with this client's key, algorithm and region, and at the server's time as far as
    /// this client has learnt it. Sign shortly before sending and afresh before each attempt: Amazon Pay refuses
    /// signatures that are more than a few minutes old. The URL begins with [`Config::base_url`].
    ///
    /// # Errors
    /// Those of [`signing::sign_request`], and [`Error::Timeout`] when a signer takes longer than the total time-out.
    pub async fn signed_headers(&self, request: &OutgoingRequest<'_>) -> Result<SignatureHeaders, Error> {
        let now = self.skew().correct(self.config().clock().now());
        self.in_time(signing::sign_request(&self.credentials(), request, now)).await?
    }

    /// What a signer comes to within the total time-out.
    async fn in_time<T>(&self, signature: impl Future<Output = T>) -> Result<T, Error> {
        let limit = self.config().total_timeout();
        within(self.config().clock().as_ref(), limit, signature).await.ok_or_else(|| {
            Error::Timeout(TransportFailure::new(format!("the signer took longer than {limit:?}")))
        })
    }

    /// Who signs, and how.
    pub(crate) fn credentials(&self) -> Credentials<'_> {
        let config = self.config();
        Credentials {
            public_key_id: config.public_key_id().as_str(),
            signer: config.signer().as_ref(),
            algorithm: config.algorithm(),
            region: config.region(),
        }
    }

    /// The headers that are the same in every request: who asks.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.inner.headers
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        self.inner.transport.as_ref()
    }

    /// The HTTP client for addresses that need no signature.
    pub(crate) fn presigned(&self) -> Result<&reqwest::Client, ConfigError> {
        match self.inner.presigned.get() {
            Some(client) => Ok(client),
            None => {
                let client = HttpTransport::presigned_client(self.config())?;
                Ok(self.inner.presigned.get_or_init(|| client))
            }
        }
    }

    pub(crate) fn skew(&self) -> &ClockSkew {
        &self.inner.skew
    }

    pub(crate) fn throttle(&self) -> Option<&Gate> {
        self.inner.throttle.as_ref()
    }
}

impl fmt::Debug for AmazonPay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AmazonPay").field("config", &self.inner.config).finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Checks everything and makes the client. Nothing is sent.
    ///
    /// # Errors
    /// The first setting that is missing, malformed or contradicts another, by its name.
    pub fn build(self) -> Result<AmazonPay, ConfigError> {
        let config = self.config()?;
        let transport = match config.transport() {
            Some(transport) => Arc::clone(transport),
            None => Arc::new(HttpTransport::new(&config)?),
        };
        let headers = constant_headers(&config)?;
        let throttle = Gate::new(&config);
        Ok(AmazonPay {
            inner: Arc::new(Inner {
                config,
                headers,
                transport,
                presigned: OnceLock::new(),
                skew: ClockSkew::default(),
                throttle,
            }),
        })
    }
}

fn constant_headers(config: &Config) -> Result<HeaderMap, ConfigError> {
    let header = |field, value: &str| {
        HeaderValue::from_str(value)
            .map_err(|_| ConfigError::new(field, format!("expected visible ASCII, found {value:?}")))
    };
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, header("user_agent_suffix", config.user_agent())?);
    for (name, value) in config.integrator_headers() {
        headers.insert(*name, header(name, value)?);
    }
    Ok(headers)
}

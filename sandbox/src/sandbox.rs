//! A running sandbox, and what a test does with it.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use amazonpay::AmazonPay;
use amazonpay::config::{ClientBuilder, Environment};
use amazonpay::error::ConfigError;
use axum::body::Body;
use bytes::Bytes;
use tokio::task::JoinSet;

use crate::access_token::AccessToken;
use crate::answer;
use crate::api_failure::ApiFailure;
use crate::clock::SandboxClock;
use crate::control::WithoutConnection;
use crate::engine::{BuyerAction, BuyerOutcome, DisputeRuling, Engine};
use crate::faults::{ArmedFault, Fault};
use crate::merchants::{self, Credentials, Merchant, MerchantError};
use crate::server::Server;
use crate::state::State;
use crate::throttle::Throttle;

/// A running sandbox: http and TLS on loopback, one merchant registered, its own clock.
///
/// It lives in the process that starts it, on free ports unless told otherwise; dropping it closes everything.
///
/// ```
/// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = amazonpay_sandbox::Sandbox::builder().start().await?;
/// let credentials = sandbox.credentials();
/// println!("{} {} {}", sandbox.url(), credentials.public_key_id, credentials.region);
/// sandbox.clock().advance(jiff::SignedDuration::from_hours(8 * 24));
/// sandbox.shutdown().await;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Sandbox {
    pub(crate) state: Arc<State>,
    pub(crate) credentials: Credentials,
    pub(crate) url: String,
    pub(crate) tls_url: String,
    pub(crate) ca_pem: String,
    pub(crate) tls_address: SocketAddr,
    pub(crate) servers: [Server; 2],
    /// What happens without a request; it ends with the sandbox.
    pub(crate) _tasks: JoinSet<()>,
}

impl Sandbox {
    /// The address for plain http, such as `http://127.0.0.1:8417`: a client's `endpoint`. No slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The address for TLS, such as `https://localhost:8418`. The client has to trust [`ca_pem`](Self::ca_pem).
    pub fn tls_url(&self) -> &str {
        &self.tls_url
    }

    /// The certificate authority of this sandbox, PEM. It is made anew at every start.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The token that the control API asks for, as `Authorization: Bearer`; `None` when it asks for none: on loopback, unless
    /// one was [given](crate::SandboxBuilder::token).
    pub fn token(&self) -> Option<&str> {
        self.state.token.as_ref().map(AccessToken::reveal)
    }

    /// What a client needs to act as the sandbox's first merchant.
    ///
    /// The first call in a process may wait up to some 150 ms for the key pair, which is made in the background.
    /// [`Credentials::private_key_pem`] is empty when only a public key was given, or if the machine can't make a key.
    pub fn credentials(&self) -> Credentials {
        let mut credentials = self.credentials.clone();
        if credentials.private_key_pem == SHARED_KEY {
            credentials.private_key_pem =
                merchants::shared_private_key_pem().map(str::to_owned).unwrap_or_default();
        }
        credentials
    }

    /// A client's builder with the first merchant's key and region, this sandbox's address and its clock. A key id without
    /// a prefix gets the environment sandbox.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = amazonpay_sandbox::Sandbox::builder().start().await?;
    /// let pay = sandbox.client()?.build()?;
    /// let missing = pay.charges().get("S02-1234567-1234567-C000000").send().await.unwrap_err();
    /// assert_eq!(missing.reason_code(), Some("ResourceNotFound"));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ConfigError`] of the field `private_key` when the sandbox was given a public key only, so that the private one
    /// is not known to it.
    pub fn client(&self) -> Result<ClientBuilder, ConfigError> {
        let credentials = self.credentials();
        let client = AmazonPay::builder()
            .private_key_pem(&credentials.private_key_pem)?
            .region(credentials.region)
            .endpoint(self.url())
            .clock(Arc::new(self.clock().clone()));
        let client = match merchants::environment_of(&credentials.public_key_id) {
            Some(_) => client,
            None => client.environment(Environment::Sandbox),
        };
        Ok(client.public_key_id(credentials.public_key_id))
    }

    /// The sandbox's clock. Moving it moves everything that depends on time.
    pub fn clock(&self) -> &SandboxClock {
        &self.state.clock
    }

    /// Registers another merchant, or another key of one, and returns what a client needs. Blocks while a key pair is
    /// made (20 to 150 ms) unless a key is given.
    ///
    /// # Errors
    /// [`MerchantError`] names the field: an id of forbidden characters, a key that can't be read, a public key id
    /// that is registered already, an endpoint that nothing can be posted to.
    pub fn add_merchant(&self, merchant: Merchant) -> Result<Credentials, MerchantError> {
        self.state.add_merchant(merchant)
    }

    /// Arms a fault and returns the number by which it can be removed.
    ///
    /// # Errors
    /// A sentence that names the field, as [`Fault::check`] gives it.
    pub fn add_fault(&self, fault: Fault) -> Result<u64, String> {
        fault.check()?;
        let id = self.state.faults.add(fault);
        self.state.stir.stir();
        Ok(id)
    }

    /// Removes the fault of this number; false when there is none.
    pub fn remove_fault(&self, id: u64) -> bool {
        let is_removed = self.state.faults.remove(id);
        self.state.stir.stir();
        is_removed
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.state.faults.clear();
        self.state.stir.stir();
    }

    /// The armed faults with how often each met a request, in the order in which they were added.
    pub fn faults(&self) -> Vec<ArmedFault> {
        self.state.faults.list()
    }

    /// Sets the quotas and fills all buckets; `None` switches throttling off.
    pub fn set_throttle(&self, throttle: Option<Throttle>) {
        self.state.throttling.set(throttle);
    }

    /// Does what a buyer does on Amazon's pages, at the sandbox's present moment.
    ///
    /// # Errors
    /// As [`Engine::buyer`]: a session that is not there or not open, a card or an address that will not do.
    pub fn buyer(&self, action: BuyerAction) -> Result<BuyerOutcome, ApiFailure> {
        let now = self.clock().now();
        self.with_engine(|engine| engine.buyer(action, now))
    }

    /// Says what the review of a dispute will come to, at the sandbox's present moment or when the merchant has contested
    /// it. MerchantWon unless said.
    ///
    /// # Errors
    /// As [`Engine::rule_dispute`]: a dispute that is not there, is over or is a payment service provider's.
    pub fn rule_dispute(&self, dispute_id: &str, ruling: DisputeRuling) -> Result<(), ApiFailure> {
        let now = self.clock().now();
        self.with_engine(|engine| engine.rule_dispute(dispute_id, ruling, now))
    }

    /// Does something with the engine while all requests wait: reads or changes objects in ways that the API has not.
    pub fn with_engine<T>(&self, work: impl FnOnce(&mut Engine) -> T) -> T {
        work(&mut self.state.engine())
    }

    /// Answers a request as if it had come over a connection: one of the API, signed, or one of the control API, whose
    /// `Host` is this machine. For tests that send more requests than sockets can carry.
    ///
    /// Live events, which have no end, are refused. `None` when a fault cuts the connection, or the answer. Unlike over a connection, a panic in here is the caller's.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = amazonpay_sandbox::Sandbox::builder().start().await?;
    /// let request = http::Request::get("/_sandbox/health").header("host", "localhost").body(bytes::Bytes::new())?;
    /// assert_eq!(sandbox.answer(request).await.ok_or("cut")?.status(), 200);
    /// # Ok(()) }
    /// ```
    pub async fn answer(&self, request: http::Request<Bytes>) -> Option<http::Response<Bytes>> {
        let mut request = request.map(Body::from);
        request.extensions_mut().insert(WithoutConnection);
        let (parts, body) = answer::answer(&self.state, request).await.ok()?.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.ok()?;
        Some(http::Response::from_parts(parts, body))
    }

    /// Forgets objects, faults, throttling, the request log and notifications, and puts the clock on the machine's time.
    /// Merchants, keys and the endpoints of notifications stay.
    pub fn reset(&self) {
        self.state.reset();
    }

    /// Stops: no more connections, and up to two seconds for requests under way.
    pub async fn shutdown(self) {
        self.state.stopping.send_replace(true);
        let [http, tls] = self.servers;
        tokio::join!(http.stop(), tls.stop());
    }
}

/// Stands for the process's key pair until somebody asks for it.
pub(crate) const SHARED_KEY: &str = "shared";

impl fmt::Display for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "amazonpay-sandbox at {}", self.url)
    }
}

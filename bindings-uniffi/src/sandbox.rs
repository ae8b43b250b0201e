//! A sandbox in this process, for the tests of shops.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use amazonpay::config::{ClientBuilder, Environment, Region};
use amazonpay::error::ConfigError;
use amazonpay_sandbox::{ControlError, SandboxBuilder, StartError};
use serde_json::{Map, Value};

use crate::client::AmazonPay;
use crate::error::AmazonPayError;
use crate::notification::{NotificationSettings, NotificationVerifier};
use crate::observer::AttemptObserver;
use crate::runtime::{at_once, detach, run};
use crate::settings::ClientSettings;
use crate::signer::Signer;

/// Amazon Pay on this machine, in this process: state in memory, time that can be moved, faults that can be ordered.
#[derive(uniffi::Object)]
pub struct Sandbox {
    url: String,
    tls_url: String,
    ca_pem: String,
    /// `None` once it is shut down.
    running: Mutex<Option<Arc<amazonpay_sandbox::Sandbox>>>,
}

/// What a client needs to act as a sandbox's first merchant. None of it is secret outside of tests.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SandboxCredentials {
    /// The id of the merchant's public key.
    pub public_key_id: String,
    /// The private key, PEM.
    pub private_key: String,
    /// The merchant account's id.
    pub merchant_id: String,
    /// The store's id.
    pub store_id: String,
    /// The merchant's region.
    pub region: Region,
    /// The environment of the key.
    pub environment: Environment,
    /// The token by which a solution provider acts for the merchant.
    pub auth_token: String,
}

/// What the control API answers.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ControlAnswer {
    /// The HTTP status.
    pub status: u16,
    /// JSON text.
    pub body: String,
}

#[uniffi::export]
impl Sandbox {
    /// Starts a sandbox on a free port. Settings are a JSON object of the sandbox's settings by name; `{}` for none.
    #[uniffi::constructor(default(settings = "{}"))]
    pub async fn start(settings: String) -> Result<Self, AmazonPayError> {
        let refused = |error: StartError| ConfigError::new("sandbox", error.to_string());
        run(async move {
            let sandbox =
                SandboxBuilder::from_settings(&settings).map_err(refused)?.start().await.map_err(refused)?;
            Ok(Self {
                url: sandbox.url().to_owned(),
                tls_url: sandbox.tls_url().to_owned(),
                ca_pem: sandbox.ca_pem().to_owned(),
                running: Mutex::new(Some(Arc::new(sandbox))),
            })
        })
        .await
    }

    /// The address for plain http.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The address for TLS.
    pub fn tls_url(&self) -> String {
        self.tls_url.clone()
    }

    /// The certificate authority, PEM.
    pub fn ca_pem(&self) -> String {
        self.ca_pem.clone()
    }

    /// What a client needs to act as the first merchant.
    pub async fn credentials(&self) -> Result<SandboxCredentials, AmazonPayError> {
        let sandbox = self.running()?;
        // A key pair that has to be made takes up to 150 ms to find.
        run(async move { Ok(credentials(&sandbox)) }).await
    }

    /// A client that acts as the first merchant and goes by the sandbox's clock. What the settings give goes first.
    #[uniffi::method(default(settings = None, signer = None, observer = None))]
    pub async fn client(
        &self,
        settings: Option<ClientSettings>,
        signer: Option<Arc<dyn Signer>>,
        observer: Option<Arc<dyn AttemptObserver>>,
    ) -> Result<AmazonPay, AmazonPayError> {
        let sandbox = self.running()?;
        run(async move {
            let given = settings.unwrap_or_default();
            let mut settings = credentials(&sandbox).settings(sandbox.url(), signer.is_none())?;
            settings.extend(given.of_package()?);
            let builder = ClientBuilder::from_settings(&settings)?.clock(Arc::new(sandbox.clock().clone()));
            AmazonPay::build(builder, given.throttle, signer, observer)
        })
        .await
    }

    /// A verifier that accepts the sandbox's notifications and goes by its clock.
    #[uniffi::method(default(settings = None))]
    pub fn notification_verifier(
        &self,
        settings: Option<NotificationSettings>,
    ) -> Result<NotificationVerifier, AmazonPayError> {
        at_once(|| NotificationVerifier::build(self.running()?.notification_verifier()?, settings))
    }

    /// Asks the control API (`/_sandbox/…`), without a connection: to act as the buyer, move the clock, order faults.
    #[uniffi::method(default(body = None))]
    pub async fn control(
        &self,
        method: String,
        path: String,
        body: Option<String>,
    ) -> Result<ControlAnswer, AmazonPayError> {
        let sandbox = self.running()?;
        run(async move {
            let answer = sandbox.control(&method, &path, body.unwrap_or_default()).await;
            let answer = answer.map_err(|error| match error {
                error @ ControlError::Request { .. } => ConfigError::new("path", error.to_string()).into(),
                error => AmazonPayError::closed(&error.to_string()),
            })?;
            Ok(ControlAnswer { status: answer.status, body: answer.body })
        })
        .await
    }

    /// Waits until all that is due by the sandbox's clock has happened and its notifications have been delivered.
    pub async fn notifications_settled(&self) -> Result<(), AmazonPayError> {
        let sandbox = self.running()?;
        run(async move {
            sandbox.notifications_settled().await;
            Ok(())
        })
        .await
    }

    /// Ends it, after at most two seconds for requests under way. Once more does nothing.
    pub async fn shutdown(&self) -> Result<(), AmazonPayError> {
        let running = self.locked().take();
        run(async move {
            // Whoever still uses it, in another call, lets it go in a moment.
            if let Some(Ok(sandbox)) = running.map(Arc::try_unwrap) {
                sandbox.shutdown().await;
            }
            Ok(())
        })
        .await
    }
}

impl Drop for Sandbox {
    /// It is let go where its tasks are, not on the language's thread that collects garbage.
    fn drop(&mut self) {
        if let Some(running) = self.locked().take() {
            detach(async move { drop(running) });
        }
    }
}

impl Sandbox {
    fn locked(&self) -> MutexGuard<'_, Option<Arc<amazonpay_sandbox::Sandbox>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self) -> Result<Arc<amazonpay_sandbox::Sandbox>, AmazonPayError> {
        let closed = || AmazonPayError::closed("the sandbox is closed; start another one");
        self.locked().clone().ok_or_else(closed)
    }
}

fn credentials(sandbox: &amazonpay_sandbox::Sandbox) -> SandboxCredentials {
    let credentials = sandbox.credentials();
    let environment = credentials.environment();
    SandboxCredentials {
        public_key_id: credentials.public_key_id,
        private_key: credentials.private_key_pem,
        merchant_id: credentials.merchant_id,
        store_id: credentials.store_id,
        region: credentials.region,
        environment,
        auth_token: credentials.auth_token,
    }
}

impl SandboxCredentials {
    fn settings(self, endpoint: &str, with_key: bool) -> Result<Map<String, Value>, AmazonPayError> {
        ClientSettings {
            public_key_id: Some(self.public_key_id),
            private_key: with_key.then_some(self.private_key),
            region: Some(self.region),
            environment: Some(self.environment),
            endpoint: Some(endpoint.to_owned()),
            ..ClientSettings::default()
        }
        .by_name()
    }
}

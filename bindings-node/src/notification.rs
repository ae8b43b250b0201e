//! Verifies notifications and confirms subscriptions.

use std::sync::Arc;

use amazonpay::dynamic;
use amazonpay::error::ConfigError;
use amazonpay::notification::{Notification, SigningCertificate, SubscriptionConfirmation};
use napi::Env;
use napi::bindgen_prelude::{Buffer, ClassInstance};
use napi_derive::napi;

use crate::failure::Failure;
use crate::inbox::Inbox;
use crate::message::Outcome;
use crate::port::Port;
use crate::sandbox::Sandbox;

/// Verifies notifications with settings of its own.
#[napi]
pub struct NotificationVerifier {
    inbox: Arc<Inbox>,
    core: Arc<amazonpay::notification::NotificationVerifier>,
}

#[napi]
impl NotificationVerifier {
    /// With settings by name, a JSON object; with a sandbox, one that accepts its notifications and goes by its clock.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        env: &Env,
        port: &Port,
        settings: String,
        sandbox: Option<ClassInstance<'_, Sandbox>>,
    ) -> napi::Result<Self> {
        let sandbox = sandbox.as_deref();
        let core = verifier(&settings, sandbox).map_err(|failure| failure.thrown(env))?;
        Ok(Self { inbox: port.inbox(), core: Arc::new(core) })
    }

    /// Verifies a body as it came. With a certificate, PEM, nothing is fetched.
    #[napi(catch_unwind)]
    pub fn verify(
        &self,
        env: &Env,
        call: u32,
        body: Buffer,
        certificate: Option<String>,
    ) -> napi::Result<()> {
        let verifier = Arc::clone(&self.core);
        let body = body.to_vec();
        self.inbox.begin(env, call, async move {
            let notification = match certificate {
                Some(pem) => {
                    let certificate = SigningCertificate::from_pem(&pem)?;
                    verifier.verify_with_certificate(&body, &certificate)?
                }
                None => verifier.verify(&body).await?,
            };
            Ok(Outcome::Verified(Verified { notification }))
        })
    }

    /// Confirms a subscription that was verified.
    #[napi(catch_unwind)]
    pub fn confirm_subscription(
        &self,
        env: &Env,
        call: u32,
        verified: ClassInstance<'_, Verified>,
    ) -> napi::Result<()> {
        let verifier = Arc::clone(&self.core);
        let confirmation = verified.confirmation().map_err(|failure| failure.thrown(env))?;
        self.inbox.begin(env, call, async move {
            verifier.confirm_subscription(&confirmation).await?;
            Ok(Outcome::Nothing)
        })
    }

    /// Where the certificate is that a body claims to be signed with.
    #[napi(catch_unwind)]
    pub fn certificate_url(&self, env: &Env, body: Buffer) -> napi::Result<String> {
        let url = self.core.certificate_url(&body).map_err(|error| Failure::from(error).thrown(env))?;
        Ok(url.into())
    }
}

fn verifier(
    settings: &str,
    sandbox: Option<&Sandbox>,
) -> Result<amazonpay::notification::NotificationVerifier, Failure> {
    let settings = dynamic::settings(settings)?;
    let builder = match sandbox {
        None => amazonpay::notification::NotificationVerifier::builder(),
        Some(sandbox) => sandbox.running()?.notification_verifier()?,
    };
    Ok(builder.settings(&settings)?.build()?)
}

/// A notification that was verified. There is no way to make one but to verify it.
#[napi]
pub struct Verified {
    notification: Notification,
}

impl Verified {
    fn confirmation(&self) -> Result<SubscriptionConfirmation, Failure> {
        match &self.notification {
            Notification::SubscriptionConfirmation(confirmation) => Ok(confirmation.clone()),
            _ => Err(ConfigError::new("verified", "expected the confirmation of a subscription").into()),
        }
    }
}

#[napi]
impl Verified {
    /// What it says: a JSON object.
    #[napi(catch_unwind)]
    pub fn text(&self) -> String {
        self.notification.to_json()
    }
}

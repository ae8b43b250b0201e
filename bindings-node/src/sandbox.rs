//! A sandbox in this process.

use std::sync::{Arc, Mutex};

use amazonpay::error::ConfigError;
use amazonpay_sandbox::{ControlError, SandboxBuilder, StartError};
use napi::Env;
use napi_derive::napi;

use crate::failure::Failure;
use crate::inbox::locked;
use crate::message::Outcome;
use crate::port::Port;
use crate::runtime::runtime;

/// A running sandbox. It keeps no process alive: its tests do, or whoever waits for it.
#[napi]
pub struct Sandbox {
    url: String,
    tls_url: String,
    ca_pem: String,
    /// `None` once it is shut down.
    running: Mutex<Option<Arc<amazonpay_sandbox::Sandbox>>>,
}

/// What the control API answers.
#[napi(object, object_from_js = false)]
pub struct ControlAnswer {
    pub status: u16,
    pub body: String,
}

impl Sandbox {
    /// The sandbox, if it runs.
    pub(crate) fn running(&self) -> Result<Arc<amazonpay_sandbox::Sandbox>, Failure> {
        locked(&self.running)
            .clone()
            .ok_or_else(|| Failure::closed("the sandbox is closed; start another one"))
    }
}

fn refused(error: &StartError) -> Failure {
    ConfigError::new("sandbox", error.to_string()).into()
}

/// Starts a sandbox with settings by name, a JSON object.
#[napi(catch_unwind)]
pub fn start_sandbox(env: &Env, port: &Port, call: u32, settings: String) -> napi::Result<()> {
    port.inbox().begin(env, call, async move {
        let builder = SandboxBuilder::from_settings(&settings).map_err(|error| refused(&error))?;
        let sandbox = builder.start().await.map_err(|error| refused(&error))?;
        Ok(Outcome::Sandbox(Sandbox {
            url: sandbox.url().to_owned(),
            tls_url: sandbox.tls_url().to_owned(),
            ca_pem: sandbox.ca_pem().to_owned(),
            running: Mutex::new(Some(Arc::new(sandbox))),
        }))
    })
}

#[napi]
impl Sandbox {
    /// The address for plain http.
    #[napi(getter, catch_unwind)]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// The address for TLS.
    #[napi(getter, catch_unwind)]
    pub fn tls_url(&self) -> String {
        self.tls_url.clone()
    }

    /// The certificate authority, PEM.
    #[napi(getter, catch_unwind)]
    pub fn ca_pem(&self) -> String {
        self.ca_pem.clone()
    }

    /// What a client needs to act as the first merchant: JSON.
    #[napi(catch_unwind)]
    pub fn credentials(&self, env: &Env, port: &Port, call: u32) -> napi::Result<()> {
        let sandbox = self.running().map_err(|failure| failure.thrown(env))?;
        port.inbox().begin(env, call, async move {
            // A key pair that has to be made takes up to 150 ms to find, and this thread has nothing else to do then.
            Ok(Outcome::Text(sandbox.credentials().to_json()))
        })
    }

    /// Asks the control API, without a connection.
    #[napi(catch_unwind)]
    pub fn control(
        &self,
        env: &Env,
        port: &Port,
        call: u32,
        method: String,
        path: String,
        body: Option<String>,
    ) -> napi::Result<()> {
        let sandbox = self.running().map_err(|failure| failure.thrown(env))?;
        port.inbox().begin(env, call, async move {
            let body = body.unwrap_or_default();
            let answer = sandbox.control(&method, &path, body).await.map_err(|error| match error {
                error @ ControlError::Request { .. } => ConfigError::new("path", error.to_string()).into(),
                error => Failure::closed(&error.to_string()),
            })?;
            Ok(Outcome::Control(ControlAnswer { status: answer.status, body: answer.body }))
        })
    }

    /// Waits until all that is due by the sandbox's clock has happened and its notifications have been delivered.
    #[napi(catch_unwind)]
    pub fn notifications_settled(&self, env: &Env, port: &Port, call: u32) -> napi::Result<()> {
        let sandbox = self.running().map_err(|failure| failure.thrown(env))?;
        port.inbox().begin(env, call, async move {
            sandbox.notifications_settled().await;
            Ok(Outcome::Nothing)
        })
    }

    /// Ends it, after at most two seconds for requests under way. Once more does nothing.
    #[napi(catch_unwind)]
    pub fn shutdown(&self, env: &Env, port: &Port, call: u32) -> napi::Result<()> {
        let running = locked(&self.running).take();
        port.inbox().begin(env, call, async move {
            // Whoever still uses it, in another call, lets it go in a moment.
            if let Some(Ok(sandbox)) = running.map(Arc::try_unwrap) {
                sandbox.shutdown().await;
            }
            Ok(Outcome::Nothing)
        })
    }
}

impl Drop for Sandbox {
    /// It is let go where its tasks are, not on the thread of JavaScript that collects garbage.
    fn drop(&mut self) {
        let running = locked(&self.running).take();
        if let (Some(running), Ok(runtime)) = (running, runtime()) {
            runtime.spawn(async move { drop(running) });
        }
    }
}

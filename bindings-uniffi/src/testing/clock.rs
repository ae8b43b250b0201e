//! The sandbox's clock.

use std::sync::Arc;
use std::time::Duration;

use amazonpay::model::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sandbox::Sandbox;

use super::control::SandboxError;

/// Tells the sandbox's time, to the second, and moves it.
///
/// Everything in the sandbox that depends on time goes by it, and so do the clients that `client` makes. What falls due
/// until the new time has happened when a move returns.
#[derive(uniffi::Object)]
pub struct SandboxClock {
    sandbox: Arc<Sandbox>,
}

#[derive(Deserialize)]
struct Reading {
    now: Timestamp,
    frozen: bool,
}

#[uniffi::export]
impl Sandbox {
    /// The sandbox's clock.
    pub fn clock(self: Arc<Self>) -> Arc<SandboxClock> {
        Arc::new(SandboxClock { sandbox: self })
    }
}

#[uniffi::export]
impl SandboxClock {
    /// The sandbox's present moment.
    pub async fn now(&self) -> Result<Timestamp, SandboxError> {
        Ok(self.reading("GET", None).await?.now)
    }

    /// Whether the clock stands still until it is moved.
    pub async fn is_frozen(&self) -> Result<bool, SandboxError> {
        Ok(self.reading("GET", None).await?.frozen)
    }

    /// Moves the clock on, and gives the new time.
    pub async fn advance(&self, by: Duration) -> Result<Timestamp, SandboxError> {
        let by = format!("PT{}.{:09}S", by.as_secs(), by.subsec_nanos());
        self.change(json!({ "advance": by })).await
    }

    /// Sets the clock to a moment, earlier ones too, and gives it.
    pub async fn set(&self, to: Timestamp) -> Result<Timestamp, SandboxError> {
        self.change(json!({ "now": to.get().to_string() })).await
    }

    /// Stops the clock until it is moved or resumed.
    pub async fn freeze(&self) -> Result<Timestamp, SandboxError> {
        self.change(json!({ "frozen": true })).await
    }

    /// Lets a stopped clock run on from where it stands.
    pub async fn resume(&self) -> Result<Timestamp, SandboxError> {
        self.change(json!({ "frozen": false })).await
    }

    /// Puts the clock back on the machine's time.
    pub async fn reset(&self) -> Result<Timestamp, SandboxError> {
        self.change(json!({ "reset": true })).await
    }
}

impl SandboxClock {
    async fn change(&self, change: Value) -> Result<Timestamp, SandboxError> {
        Ok(self.reading("POST", Some(change)).await?.now)
    }

    async fn reading(&self, method: &str, change: Option<Value>) -> Result<Reading, SandboxError> {
        self.sandbox.ask(method, &["clock"], change).await
    }
}

//! What goes wrong on demand.

use std::sync::Arc;

use serde::Deserialize;

use crate::error::AmazonPayError;
use crate::generated::{ArmedFault, Fault};
use crate::sandbox::Sandbox;

use super::control::SandboxError;

/// Faults that requests of the API meet. Each has one of `status`, `cut` and `delayMs`, the last also along with another.
#[derive(uniffi::Object)]
pub struct SandboxFaults {
    sandbox: Arc<Sandbox>,
}

#[derive(Deserialize)]
struct Listed {
    faults: Vec<ArmedFault>,
}

#[uniffi::export]
impl Sandbox {
    /// What goes wrong on demand.
    pub fn faults(self: Arc<Self>) -> Arc<SandboxFaults> {
        Arc::new(SandboxFaults { sandbox: self })
    }
}

#[uniffi::export]
impl SandboxFaults {
    /// Arms a fault.
    pub async fn add(&self, fault: Fault) -> Result<ArmedFault, SandboxError> {
        let fault = serde_json::to_value(fault).map_err(|_| AmazonPayError::bug())?;
        self.sandbox.ask("POST", &["faults"], Some(fault)).await
    }

    /// The armed faults with how often each met something, in the order in which they were added.
    pub async fn list(&self) -> Result<Vec<ArmedFault>, SandboxError> {
        let listed: Listed = self.sandbox.ask("GET", &["faults"], None).await?;
        Ok(listed.faults)
    }

    /// Removes one fault, by the number that it got when it was added.
    pub async fn remove(&self, id: u64) -> Result<(), SandboxError> {
        self.sandbox.tell("DELETE", &["faults", &id.to_string()]).await
    }

    /// Removes all faults.
    pub async fn clear(&self) -> Result<(), SandboxError> {
        self.sandbox.tell("DELETE", &["faults"]).await
    }
}

//! What a client process is told when it starts.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use amazonpay::config::Region;
use serde::{Deserialize, Serialize};

use crate::Result;

/// A client process's part in the whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// Which of the clients it is, from 0.
    pub(crate) client: usize,
    /// How many there are.
    pub(crate) clients: usize,
    /// How many orders it carries out at the same time.
    pub(crate) tasks: usize,
    pub(crate) seed: u64,
    pub(crate) operations: usize,
    pub(crate) sandbox: String,
    pub(crate) public_key_id: String,
    pub(crate) private_key: PathBuf,
    pub(crate) store_id: String,
    pub(crate) region: String,
    pub(crate) journal: PathBuf,
    /// Where notifications are posted.
    pub(crate) port: u16,
    pub(crate) topic_arn: String,
    /// The authority that SNS's certificates come from.
    pub(crate) ca: PathBuf,
    /// Where SNS is.
    pub(crate) sns: SocketAddr,
    /// Makes up new idempotency keys after a restart, which is wrong: the run has to find out.
    pub(crate) forget_keys: bool,
}

impl Settings {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(serde_json::from_slice(&text)?)
    }

    pub(crate) fn region(&self) -> Result<Region> {
        Ok(self.region.parse()?)
    }
}

//! Waiting for an object: how long and how often to look, and by the name of its resource.

use std::time::Duration;

use serde::Serialize;

use crate::client::AmazonPay;
use crate::error::{ConfigError, Error};
use crate::operation::{JsonText, Response};
use crate::wait::{Awaited, PollSchedule, WaitFor};

/// How long and how often to look; what is `None` has the default of [`WaitFor`] and of [`PollSchedule`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Patience {
    /// The longest wait; 0 reads once.
    pub max_wait: Option<Duration>,
    /// Whether an authorization is waited through until the charge is captured or canceled.
    pub until_final: bool,
    /// The longest pause after the first reading.
    pub first: Option<Duration>,
    /// How much longer each pause is than the one before.
    pub growth: Option<f64>,
    /// The longest pause of all.
    pub longest: Option<Duration>,
}

impl Patience {
    /// Waits with this patience.
    ///
    /// # Errors
    /// [`Error::Configuration`] for an impossible schedule; otherwise as [`WaitFor`].
    pub async fn wait<T: Awaited>(self, wait: WaitFor<'_, T>) -> Result<Response<T>, Error> {
        let default = PollSchedule::default();
        let mut wait = wait.schedule(PollSchedule {
            first: self.first.unwrap_or(default.first),
            growth: self.growth.unwrap_or(default.growth),
            longest: self.longest.unwrap_or(default.longest),
        });
        if let Some(most) = self.max_wait {
            wait = wait.max_wait(most);
        }
        if self.until_final {
            wait = wait.until_final();
        }
        wait.await
    }
}

/// What to wait for, and how.
#[derive(Debug, Clone, Default)]
pub struct Waiting {
    /// `charges` or `refunds`.
    pub resource: String,
    /// The object's id.
    pub id: String,
    /// How long and how often to look.
    pub patience: Patience,
}

impl Waiting {
    /// Waits until the object is decided.
    ///
    /// # Errors
    /// [`Error::Configuration`] for a resource whose objects nobody waits for, and for an impossible schedule; otherwise as
    /// [`WaitFor`].
    pub async fn wait(self, client: AmazonPay) -> Result<Response<JsonText>, Error> {
        match self.resource.as_str() {
            "charges" => self.decided(client.charges().wait_for(&self.id)).await,
            "refunds" => self.decided(client.refunds().wait_for(&self.id)).await,
            other => {
                let message = format!("expected charges or refunds, found {other:?}");
                Err(ConfigError::new("resource", message).into())
            }
        }
    }

    async fn decided<T: Awaited + Serialize>(
        &self,
        wait: WaitFor<'_, T>,
    ) -> Result<Response<JsonText>, Error> {
        Ok(self.patience.wait(wait).await?.into_json()?)
    }
}

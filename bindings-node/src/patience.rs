//! How JavaScript says how long to wait.

use std::time::Duration;

use amazonpay::dynamic::{self, Waiting};
use amazonpay::error::ConfigError;
use napi_derive::napi;

/// How to wait for an object; times in milliseconds.
#[napi(object, object_to_js = false)]
#[derive(Clone, Copy, Default)]
pub struct Patience {
    pub max_wait_ms: Option<f64>,
    pub until_final: Option<bool>,
    pub first_ms: Option<f64>,
    pub growth: Option<f64>,
    pub longest_ms: Option<f64>,
}

impl Patience {
    /// Waiting for an object of `charges` or `refunds` in this way.
    pub(crate) fn waiting(self, resource: String, id: String) -> Result<Waiting, ConfigError> {
        let patience = dynamic::Patience {
            max_wait: milliseconds("maxWaitMs", self.max_wait_ms)?,
            until_final: self.until_final.unwrap_or_default(),
            first: milliseconds("firstMs", self.first_ms)?,
            growth: self.growth,
            longest: milliseconds("longestMs", self.longest_ms)?,
        };
        Ok(Waiting { resource, id, patience })
    }
}

fn milliseconds(field: &'static str, time: Option<f64>) -> Result<Option<Duration>, ConfigError> {
    time.map(|time| {
        Duration::try_from_secs_f64(time / 1000.0).map_err(|_| {
            ConfigError::new(field, format!("expected a number of milliseconds of 0 or more, found {time}"))
        })
    })
    .transpose()
}

//! Waiting for a charge or a refund that Amazon Pay has not decided yet.

use std::time::Duration;

use amazonpay::dynamic;

use crate::error::AmazonPayError;
use crate::generated::{AnsweredCharge, AnsweredRefund, Charges, Refunds};
use crate::runtime::run;

/// How long and how often to look. All have defaults, which suit an authorization that is pending for up to 24 hours.
#[derive(Clone, Debug, Default, PartialEq, uniffi::Record)]
pub struct Patience {
    /// The longest to wait. Default: 25 hours.
    #[uniffi(default)]
    pub max_wait: Option<Duration>,
    /// Whether to wait until nothing can change any more, in place of until it is decided.
    #[uniffi(default)]
    pub until_final: bool,
    /// The longest pause after the first read. Default: 3 seconds.
    #[uniffi(default)]
    pub first: Option<Duration>,
    /// How much longer each pause is than the one before; at least 1. Default: 1.5.
    #[uniffi(default)]
    pub growth: Option<f64>,
    /// The longest pause of all. Default: 15 minutes.
    #[uniffi(default)]
    pub longest: Option<Duration>,
}

impl From<Patience> for dynamic::Patience {
    fn from(given: Patience) -> Self {
        let Patience { max_wait, until_final, first, growth, longest } = given;
        Self { max_wait, until_final, first, growth, longest }
    }
}

#[uniffi::export]
impl Charges {
    /// Reads a charge until it is decided: authorized, captured, declined or cancelled. Seconds apart at first, up to 15
    /// minutes in the end.
    #[uniffi::method(default(patience = None))]
    pub async fn wait_for(
        &self,
        charge_id: String,
        patience: Option<Patience>,
    ) -> Result<AnsweredCharge, AmazonPayError> {
        let core = self.client.core.clone();
        let patience = dynamic::Patience::from(patience.unwrap_or_default());
        let wait = async move { Ok(patience.wait(core.charges().wait_for(&charge_id)).await?) };
        Ok(run(wait).await?.into())
    }
}

#[uniffi::export]
impl Refunds {
    /// Reads a refund until it is decided: refunded or declined. Seconds apart at first, up to 15 minutes in the end.
    #[uniffi::method(default(patience = None))]
    pub async fn wait_for(
        &self,
        refund_id: String,
        patience: Option<Patience>,
    ) -> Result<AnsweredRefund, AmazonPayError> {
        let core = self.client.core.clone();
        let patience = dynamic::Patience::from(patience.unwrap_or_default());
        let wait = async move { Ok(patience.wait(core.refunds().wait_for(&refund_id)).await?) };
        Ok(run(wait).await?.into())
    }
}

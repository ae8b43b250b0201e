//! The objects that can be waited for, and which of their states are the end of it.

use serde::de::DeserializeOwned;

use super::WaitFor;
use crate::client::AmazonPay;
use crate::model::{Charge, ChargeState, Refund, RefundState};
use crate::operation::{Call, Charges, Refunds};

/// An object whose state Amazon Pay decides later: [`Charge`] and [`Refund`].
pub trait Awaited: DeserializeOwned + Send + 'static + private::Sealed {
    /// The operation that reads it.
    #[doc(hidden)]
    const READ: &'static str;

    /// Reads it.
    #[doc(hidden)]
    fn read<'a>(client: &'a AmazonPay, id: &str) -> Call<'a, Self>;

    /// Its state, as it stands in JSON.
    #[doc(hidden)]
    fn state(&self) -> &str;

    /// Whether Amazon Pay has decided what it was asked for last.
    fn is_decided(&self) -> bool;

    /// Whether nothing more will become of it.
    fn is_final(&self) -> bool;
}

mod private {
    pub trait Sealed {}
    impl Sealed for crate::model::Charge {}
    impl Sealed for crate::model::Refund {}
}

impl Awaited for Charge {
    const READ: &'static str = "charges.get";

    fn read<'a>(client: &'a AmazonPay, id: &str) -> Call<'a, Self> {
        client.charges().get(id)
    }

    fn state(&self) -> &str {
        self.status_details.state.as_str()
    }

    /// Authorized, Captured, Declined or Canceled: neither the authorization nor the capture is pending. A state that this
    /// version doesn't know is not taken for a decision.
    fn is_decided(&self) -> bool {
        self.status_details.state == ChargeState::Authorized || self.is_final()
    }

    /// Captured, Declined or Canceled.
    fn is_final(&self) -> bool {
        matches!(
            self.status_details.state,
            ChargeState::Captured | ChargeState::Declined | ChargeState::Canceled
        )
    }
}

impl Awaited for Refund {
    const READ: &'static str = "refunds.get";

    fn read<'a>(client: &'a AmazonPay, id: &str) -> Call<'a, Self> {
        client.refunds().get(id)
    }

    fn state(&self) -> &str {
        self.status_details.state.as_str()
    }

    fn is_decided(&self) -> bool {
        self.is_final()
    }

    /// Refunded or Declined.
    fn is_final(&self) -> bool {
        matches!(self.status_details.state, RefundState::Refunded | RefundState::Declined)
    }
}

impl<'a> Charges<'a> {
    /// Waits until a pending authorization or capture is decided: the charge is Authorized, Captured, Declined or
    /// Canceled. [`until_final`](WaitFor::until_final) waits on while it is Authorized.
    pub fn wait_for(&self, charge_id: impl AsRef<str>) -> WaitFor<'a, Charge> {
        WaitFor::new(self.client, charge_id.as_ref())
    }
}

impl<'a> Refunds<'a> {
    /// Waits until a refund is decided: Refunded or Declined.
    pub fn wait_for(&self, refund_id: impl AsRef<str>) -> WaitFor<'a, Refund> {
        WaitFor::new(self.client, refund_id.as_ref())
    }
}

//! The state machines of Amazon Pay's objects: a call and a time in, an answer out. No I/O, no clock of its own.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/introduction.html>.

mod buyer_actions;
mod call;

use jiff::Timestamp;

pub use self::buyer_actions::{BuyerAction, BuyerOutcome};
pub use self::call::{ApiCall, Reply};
use crate::api_failure::ApiFailure;

/// The kinds of objects that the engine keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectKind {
    /// Checkout Sessions.
    CheckoutSession,
    /// Charge Permissions.
    ChargePermission,
    /// Charges.
    Charge,
    /// Refunds.
    Refund,
}

impl ObjectKind {
    /// Finds a kind by its path segment: `checkoutSessions`, `chargePermissions`, `charges` or `refunds`.
    pub fn find(name: &str) -> Option<Self> {
        match name {
            "checkoutSessions" => Some(Self::CheckoutSession),
            "chargePermissions" => Some(Self::ChargePermission),
            "charges" => Some(Self::Charge),
            "refunds" => Some(Self::Refund),
            _ => None,
        }
    }
}

/// All merchants' objects and the rules by which they change.
#[derive(Debug, Default)]
pub struct Engine {}

impl Engine {
    /// Makes an engine without objects.
    pub fn new() -> Self {
        Self::default()
    }

    /// Carries out one call at the given time, after everything that fell due before it.
    ///
    /// Always answers; a broken rule is an answer of 400 and above. An operation that the engine does not know is 501.
    pub fn handle(&mut self, call: &ApiCall<'_>, now: Timestamp) -> Reply {
        self.run_until(now);
        ApiFailure::new(501, "UnsupportedOperation", format!("{} is not in the sandbox yet.", call.operation))
            .reply()
    }

    /// Lets everything happen that falls due until then: authorizations settle, captures and refunds complete, objects
    /// expire. Calling it with an earlier time than before does nothing.
    pub fn run_until(&mut self, now: Timestamp) {
        let _ = now;
    }

    /// Sets the address of the page that `amazonPayRedirectUrl` points to; the session's id is added to its query.
    /// Default: `https://payments.amazon.com/checkout/processing`. It outlives a [`reset`](Self::reset).
    pub fn set_checkout_page(&mut self, address: impl Into<String>) {
        let _ = address.into();
    }

    /// Lists the objects of a kind as JSON, of all merchants, oldest first.
    pub fn objects(&self, kind: ObjectKind) -> Vec<serde_json::Value> {
        let _ = kind;
        Vec::new()
    }

    /// Counts the objects of all kinds.
    pub fn object_count(&self) -> usize {
        0
    }

    /// Forgets every object and every saved answer.
    pub fn reset(&mut self) {
        *self = Self::new();
    }
}

//! What the shops will do, from a seed alone: orders, each a list of steps.

use amazonpay::model::{Currency, InvalidMoney, Money, PaymentIntent};
use fastrand::Rng;

/// Each client process is a merchant of its own, with its own currency.
pub(crate) const CURRENCIES: [Currency; 4] = [Currency::Eur, Currency::Usd, Currency::Jpy, Currency::Gbp];

/// All orders of all clients.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) orders: Vec<Order>,
}

/// One buyer's order, from the first click to the last refund.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) number: usize,
    pub(crate) client: usize,
    pub(crate) currency: Currency,
    pub(crate) kind: OrderKind,
    pub(crate) intent: PaymentIntent,
    /// What the buyer consents to, in the currency's smallest unit.
    pub(crate) total: u64,
    /// What Complete Checkout Session charges, when the intent is to charge.
    pub(crate) first: u64,
    pub(crate) steps: Vec<Step>,
    /// The jumps of clocks before the steps.
    pub(crate) jumps: Vec<Option<Jump>>,
}

/// How an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrderKind {
    OneTime,
    Recurring,
    InStore,
}

/// A clock's jump, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Jump {
    Client(i64),
    Sandbox(i64),
}

/// One step of an order. `of` is the number of the step that made the charge or the refund in question; amounts are in
/// the currency's smallest unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    CreateSession,
    /// The buyer signs in and goes on to the shop's review page; no operation of the API.
    BuyerReviews,
    GetSession,
    UpdateSession,
    /// The buyer pays on Amazon's page; no operation of the API.
    BuyerPays,
    CompleteSession,
    /// The shop scans the code that the buyer shows.
    Scan,
    ChargeInStore {
        amount: u64,
        declined: Option<&'static str>,
    },
    RefundInStore {
        of: usize,
        amount: u64,
    },
    CreateCharge {
        amount: u64,
        fate: ChargeFate,
    },
    Capture {
        of: usize,
        amount: u64,
        declined: Option<&'static str>,
    },
    Cancel {
        of: usize,
    },
    CreateRefund {
        of: usize,
        amount: u64,
        fate: RefundFate,
    },
    GetCharge {
        of: usize,
    },
    GetRefund {
        of: usize,
    },
    GetPermission,
    UpdatePermission,
    ClosePermission {
        cancel_pending: bool,
    },
}

/// What becomes of a Create Charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChargeFate {
    Authorized,
    Captured,
    /// Authorized; the capture comes later, by itself.
    CaptureInitiated,
    /// The authorization comes later, by itself.
    AuthorizationInitiated,
    /// Declined for this reason, so that there is no charge.
    Declined(&'static str),
}

/// What becomes of a Create Refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefundFate {
    Refunded,
    /// Under way first, then declined.
    DeclinedLater,
    /// Declined for this reason, so that there is no refund.
    Declined(&'static str),
}

impl Step {
    /// The operation's name; none for what the buyer does.
    pub(crate) fn operation(&self) -> Option<&'static str> {
        Some(match self {
            Self::BuyerReviews | Self::BuyerPays => return None,
            Self::CreateSession => "checkout_sessions.create",
            Self::GetSession => "checkout_sessions.get",
            Self::UpdateSession => "checkout_sessions.update",
            Self::CompleteSession => "checkout_sessions.complete",
            Self::Scan => "in_store.merchant_scan",
            Self::ChargeInStore { .. } => "in_store.charge",
            Self::RefundInStore { .. } => "in_store.refund",
            Self::CreateCharge { .. } => "charges.create",
            Self::Capture { .. } => "charges.capture",
            Self::Cancel { .. } => "charges.cancel",
            Self::GetCharge { .. } => "charges.get",
            Self::CreateRefund { .. } => "refunds.create",
            Self::GetRefund { .. } => "refunds.get",
            Self::GetPermission => "charge_permissions.get",
            Self::UpdatePermission => "charge_permissions.update",
            Self::ClosePermission { .. } => "charge_permissions.close",
        })
    }

    /// What it moves, in the smallest unit of the order's currency.
    pub(crate) fn amount(&self) -> Option<u64> {
        match self {
            Self::CreateCharge { amount, .. }
            | Self::Capture { amount, .. }
            | Self::ChargeInStore { amount, .. }
            | Self::RefundInStore { amount, .. }
            | Self::CreateRefund { amount, .. } => Some(*amount),
            _ => None,
        }
    }

    /// Whether it is sent with an idempotency key.
    pub(crate) fn takes_key(&self) -> bool {
        matches!(
            self,
            Self::CreateSession
                | Self::CompleteSession
                | Self::Scan
                | Self::ChargeInStore { .. }
                | Self::RefundInStore { .. }
                | Self::CreateCharge { .. }
                | Self::Capture { .. }
                | Self::CreateRefund { .. }
        )
    }

    /// Whether it only reads.
    pub(crate) fn reads(&self) -> bool {
        self.operation().is_some_and(|name| name.ends_with(".get"))
    }
}

impl Plan {
    /// As many orders as it takes to come to so many operations.
    pub(crate) fn new(seed: u64, operations: usize, clients: usize) -> Self {
        let mut random = Rng::with_seed(seed);
        let mut plan = Self { orders: Vec::new() };
        let mut planned = 0;
        while planned < operations {
            let order = Order::draw(&mut random, plan.orders.len(), clients);
            planned += order.steps.iter().filter(|step| step.operation().is_some()).count();
            plan.orders.push(order);
        }
        plan
    }
}

impl Order {
    /// An amount in the order's currency.
    pub(crate) fn money(&self, smallest_units: u64) -> Result<Money, InvalidMoney> {
        let text = match self.currency.decimals() {
            Some(0) => smallest_units.to_string(),
            _ => format!("{}.{:02}", smallest_units / 100, smallest_units % 100),
        };
        Money::new(text, self.currency.clone())
    }

    /// What a charge or refund of this order says about where it belongs. It fits a soft descriptor's 16 characters.
    pub(crate) fn reference(&self, step: usize) -> String {
        format!("o{}-s{step}", self.number)
    }

    /// The number of the step that gives the charge permission: the session's completion, or the scan.
    pub(crate) fn consent(&self) -> usize {
        let gives = |step: &Step| matches!(step, Step::CompleteSession | Step::Scan);
        self.steps.iter().position(gives).unwrap_or_default()
    }

    /// What a note to the buyer says.
    pub(crate) fn note(&self) -> String {
        format!("order {}", self.number)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_seed_gives_the_same_plan_again_and_another_seed_another_one() {
        let steps = |seed| {
            let orders = Plan::new(seed, 500, 4).orders;
            orders.into_iter().flat_map(|order| order.steps).collect::<Vec<_>>()
        };
        assert_eq!(steps(1), steps(1));
        assert_ne!(steps(1), steps(2));
    }

    #[test]
    fn a_plan_has_every_kind_of_operation_as_many_as_asked_and_two_jumps_in_a_hundred() {
        let plan = Plan::new(1, 20_000, 4);
        let steps = plan.orders.iter().flat_map(|order| &order.steps);
        let operations: Vec<_> = steps.filter_map(Step::operation).collect();
        assert!((20_000..20_050).contains(&operations.len()), "{}", operations.len());
        assert_eq!(BTreeSet::from_iter(operations).len(), 16);
        let jumps = plan.orders.iter().flat_map(|order| &order.jumps).flatten().count();
        assert!((350..450).contains(&jumps), "{jumps} jumps of 2 %");
    }
}

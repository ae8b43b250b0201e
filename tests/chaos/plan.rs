//! What the shops will do, from a seed alone: orders, each a list of steps.

use amazonpay::model::{Currency, InvalidMoney, Money, PaymentIntent};
use fastrand::Rng;

/// Each client process is a merchant of its own, with its own currency.
pub(crate) const CURRENCIES: [Currency; 4] = [Currency::Eur, Currency::Usd, Currency::Jpy, Currency::Gbp];

/// The share of operations before which a clock jumps, the client's or the sandbox's.
const CLIENT_JUMPS: f64 = 0.014;
const SANDBOX_JUMPS: f64 = 0.006;

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
    pub(crate) recurring: bool,
    pub(crate) intent: PaymentIntent,
    /// What the buyer consents to, in the currency's smallest unit.
    pub(crate) total: u64,
    /// What Complete Checkout Session charges, when the intent is to charge.
    pub(crate) first: u64,
    pub(crate) steps: Vec<Step>,
    /// The jumps of clocks before the steps.
    pub(crate) jumps: Vec<Option<Jump>>,
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

    /// The number of the step that completes the session.
    pub(crate) fn completion(&self) -> usize {
        self.steps.iter().position(|step| *step == Step::CompleteSession).unwrap_or_default()
    }

    /// The key that tells buyers and support what was bought.
    pub(crate) fn note(&self) -> String {
        format!("order {}", self.number)
    }

    fn draw(random: &mut Rng, number: usize, clients: usize) -> Self {
        let client = number % clients;
        let mut order = Self {
            number,
            client,
            currency: CURRENCIES[client % CURRENCIES.len()].clone(),
            recurring: chance(random, 25),
            intent: PaymentIntent::Confirm,
            total: 0,
            first: 0,
            steps: vec![Step::CreateSession, Step::BuyerReviews],
            jumps: Vec::new(),
        };
        if chance(random, 40) {
            order.steps.push(Step::GetSession);
        }
        order.steps.extend([Step::UpdateSession, Step::BuyerPays, Step::CompleteSession]);
        order.intent = match random.u8(0..10) {
            0 | 1 => PaymentIntent::Authorize,
            2 | 3 => PaymentIntent::AuthorizeWithCapture,
            _ => PaymentIntent::Confirm,
        };
        if order.recurring {
            order.draw_recurring(random)
        } else {
            order.draw_one_time(random)
        }
        order.jumps = order.steps.iter().map(|step| jump(random, step)).collect();
        order
    }

    fn draw_one_time(&mut self, random: &mut Rng) {
        // Once all of it is captured, a permission closes by itself: nothing of it can be updated then.
        let in_full = chance(random, 30);
        let parts: Vec<u64> = (0..random.usize(1..=4)).map(|_| random.u64(100..=20_000)).collect();
        self.total = parts.iter().sum::<u64>() + if in_full { 0 } else { random.u64(1..=5_000) };
        self.first = if self.intent == PaymentIntent::Confirm { self.total } else { parts[0] };
        for (index, amount) in parts.into_iter().enumerate() {
            let (of, fate) = self.draw_charge(random, index, amount);
            self.draw_life(random, of, amount, fate, in_full);
        }
        if !in_full {
            self.draw_end(random);
        }
    }

    fn draw_recurring(&mut self, random: &mut Rng) {
        self.total = random.u64(500..=6_000);
        self.first = self.total;
        for index in 0..random.usize(2..=6) {
            let is_first = index == 0 && self.intent != PaymentIntent::Confirm;
            let amount = if is_first { self.total } else { random.u64(500..=6_000) };
            let (of, fate) = self.draw_charge(random, index, amount);
            self.draw_life(random, of, amount, fate, false);
        }
        self.draw_end(random);
    }

    /// The charge number `index`, and which step makes it.
    fn draw_charge(&mut self, random: &mut Rng, index: usize, amount: u64) -> (usize, ChargeFate) {
        if index == 0 && self.intent != PaymentIntent::Confirm {
            let of = self.steps.len() - 1;
            // The session's answer names the charge and does not show it.
            self.steps.push(Step::GetCharge { of });
            let captured = self.intent == PaymentIntent::AuthorizeWithCapture;
            return (of, if captured { ChargeFate::Captured } else { ChargeFate::Authorized });
        }
        if chance(random, 10) {
            let reasons = ["SoftDeclined", "AmazonRejected", "TransactionTimedOut"];
            let fate = ChargeFate::Declined(reasons[random.usize(..reasons.len())]);
            self.steps.push(Step::CreateCharge { amount, fate });
        }
        let fate = match random.u8(0..20) {
            0 => ChargeFate::CaptureInitiated,
            1..=10 => ChargeFate::Captured,
            11 | 12 if self.recurring => ChargeFate::AuthorizationInitiated,
            _ => ChargeFate::Authorized,
        };
        self.steps.push(Step::CreateCharge { amount, fate });
        (self.steps.len() - 1, fate)
    }

    /// What happens to a charge after it was made.
    fn draw_life(&mut self, random: &mut Rng, of: usize, amount: u64, fate: ChargeFate, in_full: bool) {
        if chance(random, 20) {
            self.steps.push(Step::GetCharge { of });
        }
        let captured = match (fate, random.u8(0..20)) {
            (ChargeFate::Captured, _) => amount,
            (ChargeFate::Authorized, 0..=2) if !in_full => 0,
            (ChargeFate::Authorized, 3..=6) if !in_full => {
                self.steps.push(Step::Cancel { of });
                0
            }
            (ChargeFate::Authorized, share) => {
                let partial = share >= 14 && !in_full;
                let amount = if partial { random.u64(1..=amount) } else { amount };
                if chance(random, 10) {
                    let reason = if random.bool() { "ProcessingFailure" } else { "AmazonRejected" };
                    self.steps.push(Step::Capture { of, amount, declined: Some(reason) });
                }
                self.steps.push(Step::Capture { of, amount, declined: None });
                amount
            }
            _ => 0,
        };
        if captured > 0 && chance(random, 60) {
            self.draw_refunds(random, of, captured);
        }
        if chance(random, 15) {
            self.steps.push(Step::GetPermission);
        }
    }

    fn draw_refunds(&mut self, random: &mut Rng, of: usize, captured: u64) {
        let mut left = captured;
        for _ in 0..random.usize(1..=3) {
            if left == 0 {
                break;
            }
            let amount = random.u64(1..=left);
            let fate = match random.u8(0..10) {
                0 => RefundFate::DeclinedLater,
                1 => RefundFate::Declined(if random.bool() { "ProcessingFailure" } else { "AmazonRejected" }),
                _ => RefundFate::Refunded,
            };
            self.steps.push(Step::CreateRefund { of, amount, fate });
            if matches!(fate, RefundFate::Declined(_)) {
                continue;
            }
            left -= amount;
            if chance(random, 30) {
                self.steps.push(Step::GetRefund { of: self.steps.len() - 1 });
            }
        }
    }

    fn draw_end(&mut self, random: &mut Rng) {
        if chance(random, 40) {
            self.steps.push(Step::UpdatePermission);
        }
        if chance(random, 60) {
            self.steps.push(Step::ClosePermission { cancel_pending: random.bool() });
        }
    }
}

fn chance(random: &mut Rng, percent: u8) -> bool {
    random.u8(0..100) < percent
}

fn jump(random: &mut Rng, step: &Step) -> Option<Jump> {
    step.operation()?;
    let drawn = random.f64();
    if drawn < SANDBOX_JUMPS {
        // Forward alone: what has settled stays settled.
        return Some(Jump::Sandbox(random.i64(6 * 60..=30 * 60)));
    }
    // Beyond the five minutes that a signature's date may be off.
    let seconds = random.i64(10 * 60..=3 * 60 * 60);
    (drawn < SANDBOX_JUMPS + CLIENT_JUMPS)
        .then(|| Jump::Client(if random.bool() { seconds } else { -seconds }))
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
        assert_eq!(BTreeSet::from_iter(operations).len(), 13);
        let jumps = plan.orders.iter().flat_map(|order| &order.jumps).flatten().count();
        assert!((350..450).contains(&jumps), "{jumps} jumps of 2 %");
    }
}

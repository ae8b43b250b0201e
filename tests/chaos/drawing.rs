//! Drawing orders: what each will do, and when clocks jump.

use amazonpay::model::PaymentIntent;
use fastrand::Rng;

use crate::plan::{CURRENCIES, ChargeFate, Jump, Order, OrderKind, RefundFate, Step};

/// The share of operations before which a clock jumps, the client's or the sandbox's.
const CLIENT_JUMPS: f64 = 0.014;
const SANDBOX_JUMPS: f64 = 0.006;

impl Order {
    /// Draws an order.
    pub(crate) fn draw(random: &mut Rng, number: usize, clients: usize) -> Self {
        let client = number % clients;
        let mut order = Self {
            number,
            client,
            currency: CURRENCIES[client % CURRENCIES.len()].clone(),
            kind: match random.u8(0..20) {
                0 | 1 => OrderKind::InStore,
                2..=6 => OrderKind::Recurring,
                _ => OrderKind::OneTime,
            },
            intent: PaymentIntent::Confirm,
            total: 0,
            first: 0,
            steps: Vec::new(),
            jumps: Vec::new(),
        };
        match order.kind {
            OrderKind::InStore => order.draw_in_store(random),
            OrderKind::OneTime => {
                order.draw_checkout(random);
                order.draw_one_time(random);
            }
            OrderKind::Recurring => {
                order.draw_checkout(random);
                order.draw_recurring(random);
            }
        }
        order.jumps = order.steps.iter().map(|step| jump(random, step)).collect();
        order
    }

    /// From the created session to the charge permission.
    fn draw_checkout(&mut self, random: &mut Rng) {
        self.steps.extend([Step::CreateSession, Step::BuyerReviews]);
        if chance(random, 40) {
            self.steps.push(Step::GetSession);
        }
        self.steps.extend([Step::UpdateSession, Step::BuyerPays, Step::CompleteSession]);
        self.intent = match random.u8(0..10) {
            0 | 1 => PaymentIntent::Authorize,
            2 | 3 => PaymentIntent::AuthorizeWithCapture,
            _ => PaymentIntent::Confirm,
        };
    }

    /// A payment in a shop: scanned, charged at once, perhaps refunded. Its answers name charges and refunds and do not
    /// show them, so each is read.
    fn draw_in_store(&mut self, random: &mut Rng) {
        self.total = random.u64(100..=20_000);
        self.steps.push(Step::Scan);
        if chance(random, 20) {
            self.steps.push(Step::ChargeInStore { amount: self.total, declined: Some("SoftDeclined") });
        }
        self.steps.push(Step::ChargeInStore { amount: self.total, declined: None });
        let charge = self.steps.len() - 1;
        self.steps.push(Step::GetCharge { of: charge });
        let mut left = self.total;
        for _ in 0..random.usize(0..=2) {
            let amount = random.u64(1..=left.max(1));
            if amount > left {
                break;
            }
            left -= amount;
            self.steps.push(Step::RefundInStore { of: charge, amount });
            self.steps.push(Step::GetRefund { of: self.steps.len() - 1 });
        }
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
            11 | 12 if self.kind == OrderKind::Recurring => ChargeFate::AuthorizationInitiated,
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

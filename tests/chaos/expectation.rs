//! What an order has to come to, reckoned from its plan alone.

use std::collections::BTreeMap;

use amazonpay::model::PaymentIntent;

use crate::plan::{ChargeFate, Order, RefundFate, Step};

/// The charges and refunds of an order by the numbers of the steps that make them, once all has settled.
#[derive(Debug, Default)]
pub(crate) struct Expectation {
    pub(crate) charges: BTreeMap<usize, ExpectedCharge>,
    pub(crate) refunds: BTreeMap<usize, ExpectedRefund>,
}

/// Amounts are in the smallest unit of the order's currency.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ExpectedCharge {
    pub(crate) amount: u64,
    pub(crate) captured: u64,
    pub(crate) state: &'static str,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ExpectedRefund {
    pub(crate) of: usize,
    pub(crate) amount: u64,
    pub(crate) state: &'static str,
}

impl Expectation {
    pub(crate) fn of(order: &Order) -> Self {
        let mut expected = Self::default();
        for (number, step) in order.steps.iter().enumerate() {
            expected.go_through(order, number, step);
        }
        expected
    }

    fn go_through(&mut self, order: &Order, number: usize, step: &Step) {
        match step {
            Step::CompleteSession => match order.intent {
                PaymentIntent::Authorize => self.charge(number, order.first, ChargeFate::Authorized),
                PaymentIntent::AuthorizeWithCapture => self.charge(number, order.first, ChargeFate::Captured),
                _ => {}
            },
            Step::CreateCharge { amount, fate } => self.charge(number, *amount, *fate),
            Step::ChargeInStore { amount, declined: None } => {
                self.charge(number, *amount, ChargeFate::Captured);
            }
            Step::RefundInStore { of, amount } => {
                let refund = ExpectedRefund { of: *of, amount: *amount, state: "Refunded" };
                self.refunds.insert(number, refund);
            }
            Step::Capture { of, amount, declined: None } => {
                if let Some(charge) = self.charges.get_mut(of) {
                    charge.captured = *amount;
                    charge.state = "Captured";
                }
            }
            Step::Cancel { of } => {
                if let Some(charge) = self.charges.get_mut(of) {
                    charge.state = "Canceled";
                }
            }
            Step::ClosePermission { cancel_pending: true } => {
                // What is captured, or about to be, stays.
                for charge in self.charges.values_mut().filter(|charge| charge.captured == 0) {
                    charge.state = "Canceled";
                }
            }
            Step::CreateRefund { of, amount, fate } => {
                let state = match fate {
                    RefundFate::Refunded => "Refunded",
                    RefundFate::DeclinedLater => "Declined",
                    RefundFate::Declined(_) => return,
                };
                self.refunds.insert(number, ExpectedRefund { of: *of, amount: *amount, state });
            }
            _ => {}
        }
    }

    fn charge(&mut self, number: usize, amount: u64, fate: ChargeFate) {
        let (captured, state) = match fate {
            ChargeFate::Authorized | ChargeFate::AuthorizationInitiated => (0, "Authorized"),
            ChargeFate::Captured | ChargeFate::CaptureInitiated => (amount, "Captured"),
            ChargeFate::Declined(_) => return,
        };
        self.charges.insert(number, ExpectedCharge { amount, captured, state });
    }
}

//! The reconciliation: plan, journals and ledger have to agree on every charge and refund, to the cent.

use std::collections::{BTreeMap, BTreeSet};

use amazonpay::model::{Charge, CheckoutSessionState, Money, Refund, RefundState};
use serde::Serialize;

use crate::Result;
use crate::books::Books;
use crate::expectation::{Expectation, ExpectedCharge, ExpectedRefund};
use crate::journal::Seen;
use crate::ledger::Ledger;
use crate::plan::{Order, OrderKind, Plan};
use crate::steps::{seen_charge, seen_refund};

/// Where plan, journals and ledger differ, and what each comes to.
#[derive(Debug, Default)]
pub(crate) struct Reconciliation {
    pub(crate) differences: Vec<String>,
    /// By currency.
    pub(crate) totals: BTreeMap<String, Totals>,
    pub(crate) charges: usize,
    pub(crate) refunds: usize,
}

/// The same sums by three witnesses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Totals {
    pub(crate) plan: Sums,
    pub(crate) journals: Sums,
    pub(crate) ledger: Sums,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Sums {
    pub(crate) charged: Money,
    pub(crate) captured: Money,
    pub(crate) refunded: Money,
}

impl Reconciliation {
    /// Holds all three against each other.
    pub(crate) fn of(plan: &Plan, books: &Books, mut ledger: Ledger) -> Result<Self> {
        let mut found = Self::default();
        found.sum_up(plan, books, &ledger)?;
        for (order, step) in &books.ended_again {
            found.differ(format!("journal: order {order}, step {step} ended more than once"));
        }
        for order in &plan.orders {
            Comparison { order, books, ledger: &mut ledger, found: &mut found }.compare()?;
        }
        found.differ_over_the_rest(plan, &ledger);
        Ok(found)
    }

    fn differ(&mut self, difference: String) {
        self.differences.push(difference);
    }

    /// What the ledger holds and no plan asked for.
    fn differ_over_the_rest(&mut self, plan: &Plan, ledger: &Ledger) {
        for (reference, sessions) in &ledger.sessions {
            let ids: Vec<_> = sessions.iter().map(|session| session.checkout_session_id.as_str()).collect();
            self.differ(format!("unplanned session of {reference:?}: {}", ids.join(", ")));
        }
        for (reference, charges) in &ledger.charges {
            let ids: Vec<_> = charges.iter().map(|charge| charge.charge_id.as_str()).collect();
            self.differ(format!("unplanned charge of {reference:?}: {}", ids.join(", ")));
        }
        for (reference, refunds) in &ledger.refunds {
            let ids: Vec<_> = refunds.iter().map(|refund| refund.refund_id.as_str()).collect();
            self.differ(format!("unplanned refund of {reference:?}: {}", ids.join(", ")));
        }
        if ledger.permissions != plan.orders.len() {
            let orders = plan.orders.len();
            self.differ(format!("{orders} orders, {} charge permissions in the ledger", ledger.permissions));
        }
        for (currency, totals) in self.totals.clone() {
            let Totals { plan, journals, ledger } = totals;
            if plan != journals || journals != ledger {
                self.differ(format!("{currency}: plan, journals and ledger come to different sums"));
            }
        }
    }

    fn sum_up(&mut self, plan: &Plan, books: &Books, ledger: &Ledger) -> Result<()> {
        let currencies: BTreeMap<_, _> =
            plan.orders.iter().map(|order| (order.currency.as_str().to_owned(), &order.currency)).collect();
        for (code, currency) in currencies {
            let zero = || Money::zero(currency.clone());
            let nothing = || Sums { charged: zero(), captured: zero(), refunded: zero() };
            self.totals.insert(code, Totals { plan: nothing(), journals: nothing(), ledger: nothing() });
        }
        for order in &plan.orders {
            let Some(totals) = self.totals.get_mut(order.currency.as_str()) else { continue };
            let expected = Expectation::of(order);
            for charge in expected.charges.values() {
                add(&mut totals.plan.charged, &order.money(charge.amount)?)?;
                add(&mut totals.plan.captured, &order.money(charge.captured)?)?;
            }
            for refund in expected.refunds.values().filter(|refund| refund.state == "Refunded") {
                add(&mut totals.plan.refunded, &order.money(refund.amount)?)?;
            }
        }
        let charges = ledger.charges.values().flatten().map(seen_charge);
        let refunds = ledger.refunds.values().flatten().map(seen_refund);
        let ledger: Vec<Seen> = charges.chain(refunds).collect::<Result<_>>()?;
        self.refunds = ledger.iter().filter(|seen| is_refund(&seen.id)).count();
        self.charges = ledger.len() - self.refunds;
        for (seen, in_ledger) in
            books.objects.values().map(|seen| (seen, false)).chain(ledger.iter().map(|seen| (seen, true)))
        {
            let Some(totals) = self.totals.get_mut(seen.amount.currency().as_str()) else { continue };
            let sums = if in_ledger { &mut totals.ledger } else { &mut totals.journals };
            if !is_refund(&seen.id) {
                add(&mut sums.charged, &seen.amount)?;
                if let Some(captured) = &seen.captured {
                    add(&mut sums.captured, captured)?;
                }
            } else if seen.state == RefundState::Refunded.as_str() {
                add(&mut sums.refunded, &seen.amount)?;
            }
        }
        Ok(())
    }
}

fn add(sum: &mut Money, amount: &Money) -> Result<()> {
    *sum = sum.checked_add(amount)?;
    Ok(())
}

/// Whether an id is a refund's: `…-R000001`.
pub(crate) fn is_refund(id: &str) -> bool {
    id.contains("-R")
}

/// One order on its way through plan, journals and ledger. What was compared leaves the ledger.
struct Comparison<'a> {
    order: &'a Order,
    books: &'a Books,
    ledger: &'a mut Ledger,
    found: &'a mut Reconciliation,
}

impl Comparison<'_> {
    fn differ(&mut self, what: String) {
        let number = self.order.number;
        self.found.differ(format!("order {number}: {what}"));
    }

    fn compare(mut self) -> Result<()> {
        let complete = self.compare_steps();
        let reference = self.order.reference(self.order.consent());
        let sessions = self.ledger.sessions.remove(&reference).unwrap_or_default();
        let states: Vec<_> = sessions.iter().map(|session| session.status_details.state.as_str()).collect();
        let expected: &[_] = match self.order.kind {
            OrderKind::InStore => &[],
            _ => &[CheckoutSessionState::Completed.as_str()],
        };
        if complete && states != expected {
            self.differ(format!("expected the sessions {expected:?}; found {states:?}"));
        } else if sessions.len() > 1 {
            self.differ(format!("{} sessions in place of one", sessions.len()));
        }
        let expected = Expectation::of(self.order);
        for (step, charge) in &expected.charges {
            self.compare_charge(*step, charge, complete)?;
        }
        for (step, refund) in &expected.refunds {
            self.compare_refund(*step, refund, complete)?;
        }
        Ok(())
    }

    /// Whether every step of the order was carried out.
    fn compare_steps(&mut self) -> bool {
        for (step, kind) in self.order.steps.iter().enumerate() {
            let position = (self.order.number, step);
            if let Some(error) = self.books.failed.get(&position) {
                self.differ(format!("step {step} failed: {error}"));
                return false;
            }
            if !self.books.ended.contains_key(&position) {
                let name = kind.operation().unwrap_or("the buyer's visit");
                self.differ(format!("step {step}, {name}, was never carried out"));
                return false;
            }
        }
        true
    }

    fn compare_charge(&mut self, step: usize, expected: &ExpectedCharge, complete: bool) -> Result<()> {
        let charges = self.ledger.charges.remove(&self.order.reference(step)).unwrap_or_default();
        let [amount, captured] = [self.order.money(expected.amount)?, self.order.money(expected.captured)?];
        let ids: BTreeSet<&str> = charges.iter().map(|charge| charge.charge_id.as_str()).collect();
        self.compare_ids(step, "charged", &ids, &amount);
        let [charge] = charges.as_slice() else { return Ok(()) };
        let seen = seen_charge(charge)?;
        self.compare_with_journal(&seen);
        if complete {
            let zero = Money::zero(self.order.currency.clone());
            let found = (seen.amount, seen.captured.unwrap_or(zero), seen.state.as_str());
            let planned = (amount, captured, expected.state);
            if found != planned {
                self.differ(format!(
                    "{}: planned {}, found {}",
                    charge.charge_id,
                    line(&planned),
                    line(&found)
                ));
            }
        }
        self.compare_refunded(charge)
    }

    fn compare_refund(&mut self, step: usize, expected: &ExpectedRefund, complete: bool) -> Result<()> {
        let refunds = self.ledger.refunds.remove(&self.order.reference(step)).unwrap_or_default();
        let amount = self.order.money(expected.amount)?;
        let ids: BTreeSet<&str> = refunds.iter().map(|refund| refund.refund_id.as_str()).collect();
        self.compare_ids(step, "refunded", &ids, &amount);
        let [refund] = refunds.as_slice() else { return Ok(()) };
        self.compare_with_journal(&seen_refund(refund)?);
        let charge = self.books.made_by((self.order.number, expected.of));
        let found = (
            refund.refund_amount.as_ref(),
            refund.status_details.state.as_str(),
            refund.charge_id.as_deref(),
        );
        if complete && found != (Some(&amount), expected.state, charge) {
            let id = &refund.refund_id;
            self.differ(format!("{id}: planned {amount} {} of {charge:?}, found {found:?}", expected.state));
        }
        Ok(())
    }

    /// Exactly one object, and the journal's.
    fn compare_ids(&mut self, step: usize, what: &str, ids: &BTreeSet<&str>, amount: &Money) {
        let known = self.books.made_by((self.order.number, step));
        let listed = || ids.iter().copied().collect::<Vec<_>>().join(" and ");
        match (ids.len(), known) {
            // A step that was not carried out is a difference already.
            (0, None) => {}
            (0, Some(id)) => self.differ(format!("lost: {amount}, {id} is not in the ledger")),
            (1, Some(id)) if ids.contains(id) => {}
            (1, _) => self.differ(format!(
                "step {step} {what} {amount} as {}, the journal says {}",
                listed(),
                known.unwrap_or("nothing")
            )),
            _ => self.differ(format!("step {step} {what} {} times: {amount} each, {}", ids.len(), listed())),
        }
    }

    fn compare_with_journal(&mut self, ledger: &Seen) {
        match self.books.objects.get(&ledger.id) {
            Some(journal) if journal == ledger => {}
            Some(journal) => self.differ(format!(
                "{}: the journal says {} {}, captured {:?}; the ledger {} {}, captured {:?}",
                ledger.id,
                journal.state,
                journal.amount,
                journal.captured.as_ref().map(ToString::to_string),
                ledger.state,
                ledger.amount,
                ledger.captured.as_ref().map(ToString::to_string),
            )),
            None => self.differ(format!("{}: the journal does not know it", ledger.id)),
        }
    }

    /// What a charge says was refunded of it is the sum of its refunds.
    fn compare_refunded(&mut self, charge: &Charge) -> Result<()> {
        let mut sum = Money::zero(self.order.currency.clone());
        let of_this = |refund: &&Refund| {
            refund.charge_id.as_ref() == Some(&charge.charge_id)
                && refund.status_details.state == RefundState::Refunded
        };
        let prefix = format!("o{}-s", self.order.number);
        let range = self.ledger.refunds.range(prefix.clone()..);
        let own = range.take_while(|(reference, _)| reference.starts_with(&prefix));
        for refund in own.flat_map(|(_, refunds)| refunds).filter(of_this) {
            if let Some(amount) = &refund.refund_amount {
                add(&mut sum, amount)?;
            }
        }
        if charge.refunded_amount.as_ref() != Some(&sum) {
            let found = charge.refunded_amount.as_ref().map(ToString::to_string);
            self.differ(format!("{}: refunds of {sum}, refundedAmount {found:?}", charge.charge_id));
        }
        Ok(())
    }
}

fn line((amount, captured, state): &(Money, Money, &str)) -> String {
    format!("{amount} {state}, captured {captured}")
}

#[cfg(test)]
mod tests;

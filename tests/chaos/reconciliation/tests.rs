//! The reconciliation finds what is off: each wrong ledger or journal by its own line.

use amazonpay::model::{ChargeState, CheckoutSession};

use super::*;
use crate::journal::{Ended, Entry};
use crate::plan::Step;

/// Books and a ledger as they are after a plan was carried out without a hitch.
struct Finished {
    plan: Plan,
    books: Books,
    ledger: Ledger,
}

fn finished() -> Finished {
    let plan = Plan::new(7, 300, 4);
    let mut entries = Vec::new();
    let mut ledger = Ledger { permissions: plan.orders.len(), ..Ledger::default() };
    for order in &plan.orders {
        carry_out(order, &mut entries, &mut ledger);
    }
    Finished { books: Books::new(entries), plan, ledger }
}

fn carry_out(order: &Order, entries: &mut Vec<Entry>, ledger: &mut Ledger) {
    let expected = Expectation::of(order);
    let charge_id = |step: usize| format!("S{}-C{step}", order.number);
    let mut charges = BTreeMap::new();
    for (step, expected) in &expected.charges {
        let mut charge = Charge { charge_id: charge_id(*step), ..Charge::default() };
        charge.charge_amount = Some(order.money(expected.amount).unwrap());
        charge.capture_amount =
            Some(order.money(expected.captured).unwrap()).filter(|_| expected.captured > 0);
        charge.refunded_amount = Some(Money::zero(order.currency.clone()));
        charge.status_details.state = ChargeState::from(expected.state);
        charges.insert(*step, charge);
    }
    for (step, expected) in &expected.refunds {
        let amount = order.money(expected.amount).unwrap();
        let mut refund = Refund { refund_id: format!("S{}-R{step}", order.number), ..Refund::default() };
        refund.charge_id = Some(charge_id(expected.of));
        refund.refund_amount = Some(amount.clone());
        refund.status_details.state = RefundState::from(expected.state);
        if expected.state == "Refunded" {
            let refunded = charges.get_mut(&expected.of).unwrap().refunded_amount.as_mut().unwrap();
            add(refunded, &amount).unwrap();
        }
        ledger.refunds.insert(order.reference(*step), vec![refund]);
    }
    for (step, kind) in order.steps.iter().enumerate() {
        let seen = match (charges.get(&step), ledger.refunds.get(&order.reference(step))) {
            (Some(charge), _) => Some(seen_charge(charge).unwrap()),
            (None, Some(refunds)) => Some(seen_refund(&refunds[0]).unwrap()),
            _ => None,
        };
        let made = seen.as_ref().filter(|_| *kind == Step::CompleteSession).map(|seen| seen.id.clone());
        entries.push(Entry::Ended(Ended { order: order.number, step, seen, made, ..Ended::default() }));
    }
    for (step, charge) in charges {
        ledger.charges.insert(order.reference(step), vec![charge]);
    }
    if order.kind == OrderKind::InStore {
        return;
    }
    let mut session = CheckoutSession::default();
    session.status_details.state = CheckoutSessionState::Completed;
    ledger.sessions.insert(order.reference(order.consent()), vec![session]);
}

fn differences(finished: Finished) -> Vec<String> {
    Reconciliation::of(&finished.plan, &finished.books, finished.ledger).unwrap().differences
}

#[test]
fn what_agrees_is_accepted_and_adds_up() {
    let Finished { plan, books, ledger } = finished();
    let found = Reconciliation::of(&plan, &books, ledger).unwrap();
    assert_eq!(found.differences, [""; 0]);
    assert_eq!(found.totals.keys().collect::<Vec<_>>(), ["EUR", "GBP", "JPY", "USD"]);
    for totals in found.totals.values() {
        assert_eq!((&totals.plan, &totals.journals), (&totals.ledger, &totals.ledger));
        assert!(
            totals.ledger.refunded.amount() > Money::zero(totals.ledger.refunded.currency().clone()).amount()
        );
    }
}

#[test]
fn every_thing_that_is_off_is_found_and_named() {
    type Spoil = fn(&mut Finished);
    let spoils: [(&str, Spoil); 9] = [
        ("charged 2 times", |finished| {
            let charges = finished.ledger.charges.values_mut().next().unwrap();
            charges.push(Charge { charge_id: "S0-C99".to_owned(), ..charges[0].clone() });
        }),
        ("refunded 2 times", |finished| {
            let refunds = finished.ledger.refunds.values_mut().next().unwrap();
            refunds.push(Refund { refund_id: "S0-R99".to_owned(), ..refunds[0].clone() });
        }),
        ("lost: ", |finished| _ = finished.ledger.charges.pop_first()),
        ("is not in the ledger", |finished| _ = finished.ledger.refunds.pop_first()),
        ("the journal says", |finished| {
            let captured = |charge: &&mut Charge| charge.capture_amount.is_some();
            let charge = finished.ledger.charges.values_mut().flatten().find(captured).unwrap();
            let cent = finished.plan.orders.iter().find(|order| {
                Some(&order.currency) == charge.charge_amount.as_ref().map(|amount| amount.currency())
            });
            add(charge.capture_amount.as_mut().unwrap(), &cent.unwrap().money(1).unwrap()).unwrap();
        }),
        ("refundedAmount", |finished| {
            let charge = finished.ledger.charges.values_mut().flatten().next().unwrap();
            charge.refunded_amount = None;
        }),
        ("sessions in place of one", |finished| {
            let sessions = finished.ledger.sessions.values_mut().next().unwrap();
            sessions.push(CheckoutSession::default());
            finished.books.ended.remove(&(finished.plan.orders[0].number, 0));
        }),
        ("was never carried out", |finished| _ = finished.books.ended.remove(&(3, 2))),
        ("unplanned charge", |finished| {
            let charges = finished.ledger.charges.values().next().unwrap().clone();
            finished.ledger.charges.insert("o0-s99".to_owned(), charges);
        }),
    ];
    for (named, spoil) in spoils {
        let mut finished = finished();
        spoil(&mut finished);
        let found = differences(finished);
        assert!(found.iter().any(|difference| difference.contains(named)), "{named}: {found:#?}");
    }
}

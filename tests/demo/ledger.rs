//! The ledger: what the sandbox's objects say was moved, held against what the merchant believes.

use std::error::Error;
use std::fmt;

use amazonpay::model::{Charge, ChargePermission, ChargeState, Money, Refund, RefundState};
use serde::Serialize;

use crate::control::Control;
use crate::story::{Story, ensure};

/// One line a charge, read from the sandbox and not from the client's answers.
#[derive(Debug, Serialize)]
pub(crate) struct Ledger {
    lines: Vec<Line>,
    totals: Totals,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    charge_id: String,
    state: String,
    charged: Money,
    captured: Money,
    refunded: Money,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Totals {
    order: Money,
    captured: Money,
    refunded: Money,
    /// What the merchant keeps: captured less refunded.
    kept: Money,
    /// What was allowed and never charged.
    never_charged: Money,
}

impl Ledger {
    /// Adds up every charge and refund of the story's permission.
    pub(crate) async fn read(control: &Control, story: &Story) -> Result<Self, Box<dyn Error>> {
        let permissions: Vec<ChargePermission> = control.objects("chargePermissions").await?;
        ensure("charge permissions", permissions.len(), 1)?;
        let charges: Vec<Charge> = control.objects("charges").await?;
        let refunds: Vec<Refund> = control.objects("refunds").await?;
        let zero = Money::zero(story.order.currency().clone());

        let mut lines = Vec::new();
        for charge in &charges {
            let mut refunded = zero.clone();
            let of_this =
                refunds.iter().filter(|refund| refund.charge_id.as_ref() == Some(&charge.charge_id));
            for refund in of_this.filter(|refund| refund.status_details.state == RefundState::Refunded) {
                refunded = refunded.checked_add(refund.refund_amount.as_ref().unwrap_or(&zero))?;
            }
            let captured = match charge.status_details.state {
                ChargeState::Captured => charge.capture_amount.clone().unwrap_or_else(|| zero.clone()),
                _ => zero.clone(),
            };
            lines.push(Line {
                charge_id: charge.charge_id.clone(),
                state: charge.status_details.state.to_string(),
                charged: charge.charge_amount.clone().unwrap_or_else(|| zero.clone()),
                captured,
                refunded,
            });
        }
        let sum = |amount: fn(&Line) -> &Money| {
            lines.iter().try_fold(zero.clone(), |sum, line| sum.checked_add(amount(line)))
        };
        let (captured, refunded) = (sum(|line| &line.captured)?, sum(|line| &line.refunded)?);
        let totals = Totals {
            order: story.order.clone(),
            kept: captured.checked_sub(&refunded)?,
            never_charged: story.order.checked_sub(&captured)?,
            captured,
            refunded,
        };
        Ok(Self { lines, totals })
    }

    /// Holds the sandbox's objects against what the merchant believes.
    pub(crate) fn check(&self, story: &Story) -> Result<(), Box<dyn Error>> {
        ensure(
            "charges in the sandbox (a declined one leaves none)",
            self.lines.len(),
            story.captured.len(),
        )?;
        for (charge_id, amount) in &story.captured {
            let captured =
                self.lines.iter().find(|line| line.charge_id == *charge_id).map(|line| &line.captured);
            ensure(&format!("captured of {charge_id}"), captured, Some(amount))?;
        }
        ensure("captured", &self.totals.captured, &story.total_captured()?)?;
        ensure("refunded", &self.totals.refunded, &story.refunded)?;
        ensure("never charged", &self.totals.never_charged, &story.left()?)?;
        let again =
            self.totals.kept.checked_add(&self.totals.refunded)?.checked_add(&self.totals.never_charged)?;
        ensure("kept + refunded + never charged", &again, &self.totals.order)?;
        Ok(())
    }
}

impl fmt::Display for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<30} {:<12} {:>14} {:>14} {:>14}",
            "ledger", "state", "charged", "captured", "refunded"
        )?;
        for Line { charge_id, state, charged, captured, refunded } in &self.lines {
            let [charged, captured, refunded] = [charged, captured, refunded].map(ToString::to_string);
            writeln!(f, "{charge_id:<30} {state:<12} {charged:>14} {captured:>14} {refunded:>14}")?;
        }
        let Totals { order, captured, refunded, kept, never_charged } = &self.totals;
        writeln!(f, "{:<58} {:>14} {:>14}", "total", captured.to_string(), refunded.to_string())?;
        write!(f, "kept {kept} + refunded {refunded} + never charged {never_charged} = order {order}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(amount: &str) -> Money {
        Money::eur(amount).unwrap()
    }

    fn story() -> Story {
        Story {
            charge_permission_id: "S02-1234567-1234567".to_owned(),
            order: eur("100.00"),
            captured: vec![("S02-1234567-1234567-C000001".to_owned(), eur("60.00"))],
            refunded: eur("20.00"),
        }
    }

    fn ledger() -> Ledger {
        let line = Line {
            charge_id: "S02-1234567-1234567-C000001".to_owned(),
            state: "Captured".to_owned(),
            charged: eur("60.00"),
            captured: eur("60.00"),
            refunded: eur("20.00"),
        };
        let totals = Totals {
            order: eur("100.00"),
            captured: eur("60.00"),
            refunded: eur("20.00"),
            kept: eur("40.00"),
            never_charged: eur("40.00"),
        };
        Ledger { lines: vec![line], totals }
    }

    #[test]
    fn what_agrees_is_accepted() {
        assert!(ledger().check(&story()).is_ok());
    }

    #[test]
    fn every_number_that_is_off_is_named() {
        type Spoil = fn(&mut Ledger);
        let spoils: [(Spoil, &str); 6] = [
            (|ledger| ledger.lines.clear(), "charges in the sandbox"),
            (|ledger| ledger.lines[0].captured = eur("60.01"), "captured of S02-1234567-1234567-C000001"),
            (|ledger| ledger.totals.captured = eur("60.01"), "captured"),
            (|ledger| ledger.totals.refunded = eur("19.99"), "refunded"),
            (|ledger| ledger.totals.never_charged = eur("40.01"), "never charged"),
            (|ledger| ledger.totals.kept = eur("39.99"), "kept + refunded + never charged"),
        ];
        for (spoil, named) in spoils {
            let mut ledger = ledger();
            spoil(&mut ledger);
            let error = ledger.check(&story()).unwrap_err().to_string();
            assert!(error.starts_with(named), "{error}");
        }
    }
}

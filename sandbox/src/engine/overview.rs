//! How many objects there are in which state, and what the money comes to.

use amazonpay::model::{ChargeState, Currency, RefundState};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::objects::ObjectKind;
use super::{Engine, state_diagrams};

/// How many objects of a kind there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KindCount {
    /// The kind, as in the path of `objects`.
    pub(crate) kind: &'static str,
    /// How many there are.
    pub(crate) total: usize,
    /// How many of them are in which state, in the order in which states are usually had; states of none are left out, and
    /// kinds without states have none.
    pub(crate) states: Vec<StateCount>,
}

/// How many objects are in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StateCount {
    /// The state's name in the API.
    pub(crate) state: String,
    /// How many.
    pub(crate) count: usize,
}

/// What the money of all merchants comes to in one currency. Amounts are decimal numbers such as `12.00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LedgerTotals {
    /// The currency's code.
    pub(crate) currency_code: String,
    /// What is authorized, or about to be captured, and not captured yet.
    pub(crate) authorized: String,
    /// What is captured.
    pub(crate) captured: String,
    /// What was given back.
    pub(crate) refunded: String,
    /// What buyers have in dispute, or got back by one: all disputes but those that the merchant won.
    pub(crate) disputed: String,
    /// What is captured, less what is refunded and disputed.
    pub(crate) net: String,
}

#[derive(Default)]
struct Sums {
    authorized: Decimal,
    captured: Decimal,
    refunded: Decimal,
    disputed: Decimal,
}

impl Engine {
    /// Counts the objects of every kind by their states.
    pub(crate) fn counts(&self) -> Vec<KindCount> {
        let count = |(segment, kind): &(&'static str, ObjectKind)| {
            let (mut total, mut states) = (0, Vec::<(&str, usize)>::new());
            self.each_outline(*kind, |outline| {
                total += 1;
                let Some(state) = outline.state else { return };
                match states.iter_mut().find(|(known, _)| *known == state) {
                    Some((_, count)) => *count += 1,
                    None => states.push((state, 1)),
                }
            });
            states.sort_by_key(|(state, _)| state_diagrams::place_of(*kind, state));
            let states = states.into_iter();
            let states = states.map(|(state, count)| StateCount { state: state.to_owned(), count });
            KindCount { kind: segment, total, states: states.collect() }
        };
        ObjectKind::ALL.iter().map(count).collect()
    }

    /// Adds up the money, a line a currency, in the order of the currencies' codes.
    pub(crate) fn ledger(&self) -> Vec<LedgerTotals> {
        let mut ledger: Vec<(&Currency, Sums)> = Vec::new();
        for record in self.permissions.values() {
            let Some(currency) = &record.currency else { continue };
            let place = ledger.iter().position(|(known, _)| *known == currency).unwrap_or_else(|| {
                ledger.push((currency, Sums::default()));
                ledger.len() - 1
            });
            let Some((_, sums)) = ledger.get_mut(place) else { continue };
            for charge in &record.charges {
                match charge.state() {
                    ChargeState::Authorized | ChargeState::CaptureInitiated => {
                        sums.authorized += charge.held()
                    }
                    _ => sums.captured += charge.captured(),
                }
            }
            let refunded = record.refunds.iter().map(|refund| &refund.object);
            let refunded = refunded.filter(|refund| refund.status_details.state == RefundState::Refunded);
            sums.refunded += refunded
                .filter_map(|refund| refund.refund_amount.as_ref())
                .map(|a| a.amount())
                .sum::<Decimal>();
            sums.disputed += record.disputes.iter().map(|dispute| dispute.held()).sum::<Decimal>();
        }
        ledger.sort_by_key(|(currency, _)| currency.as_str().to_owned());
        ledger.into_iter().map(|(currency, sums)| totals(currency, &sums)).collect()
    }
}

fn totals(currency: &Currency, sums: &Sums) -> LedgerTotals {
    let text = |mut amount: Decimal| {
        amount.rescale(currency.decimals().unwrap_or(2));
        amount.to_string()
    };
    LedgerTotals {
        currency_code: currency.to_string(),
        authorized: text(sums.authorized),
        captured: text(sums.captured),
        refunded: text(sums.refunded),
        disputed: text(sums.disputed),
        net: text(sums.captured - sums.refunded - sums.disputed),
    }
}

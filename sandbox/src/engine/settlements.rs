//! Settlements: what came in is paid out, day by day, and `disbursements.list` tells of it.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-reports/request-disbursement-details.html>. Amazon pays daily
//! after the first two weeks; the sandbox pays daily from the first day on, and takes no fees [own].

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use amazonpay::model::{Currency, Disbursement, DisbursementPage, ListDisbursements, ReportType};
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::call::{ApiCall, Reply};
use super::journal::Movement;
use super::page_tokens::PageToken;
use super::timers::{self, Event};
use super::{Engine, LIVE_SUFFIX, failures, limits, request_queries, simulation};
use crate::api_failure::ApiFailure;

/// Disbursements a page, unless the query says otherwise [own]: as many as of reports.
const PAGE_SIZE: usize = 10;

/// A settlement that is closed and paid out.
#[derive(Debug)]
pub(super) struct Settlement {
    pub(super) number: u64,
    pub(super) merchant: u32,
    pub(super) currency: Currency,
    pub(super) amount: Decimal,
    /// The journal's places that hold its transactions, among those of other currencies.
    pub(super) places: Range<u32>,
    pub(super) started: Timestamp,
    pub(super) closed: Timestamp,
}

impl Settlement {
    pub(super) fn id(&self) -> String {
        settlement_id(self.number)
    }
}

/// Eleven digits, as in the guide's example.
pub(super) fn settlement_id(number: u64) -> String {
    format!("{number:011}")
}

/// What has not been paid out yet.
#[derive(Debug)]
struct Open {
    place: u32,
    started: Timestamp,
    balance: Decimal,
}

/// The settlements of all merchants.
#[derive(Debug, Default)]
pub(super) struct Settlements {
    /// In the order of time.
    closed: Vec<Settlement>,
    open: BTreeMap<(u32, Currency), Open>,
    /// The merchants whose next settlement is set.
    due: HashSet<u32>,
}

impl Settlements {
    pub(super) fn closed(&self, index: usize) -> Option<&Settlement> {
        self.closed.get(index)
    }

    pub(super) fn each_closed(&self) -> impl Iterator<Item = &Settlement> {
        self.closed.iter()
    }

    /// Whether a merchant has something to be paid out.
    pub(super) fn will_pay(&self, merchant: u32) -> bool {
        self.open.iter().any(|((whose, _), open)| *whose == merchant && open.balance > Decimal::ZERO)
    }

    /// What a merchant has captured less what was refunded, and was not paid out yet.
    #[cfg(test)]
    pub(super) fn balance(&self, merchant: u32, currency: &Currency) -> Decimal {
        self.open.get(&(merchant, currency.clone())).map_or(Decimal::ZERO, |open| open.balance)
    }
}

impl Engine {
    /// Counts money that moved into the settlement that is open.
    pub(super) fn add_to_settlement(&mut self, movement: Movement, moment: Timestamp) {
        let Movement { merchant, currency, amount, place } = movement;
        let fresh = || Open { place, started: moment, balance: Decimal::ZERO };
        self.settlements.open.entry((merchant, currency)).or_insert_with(fresh).balance += amount;
        if self.settlements.due.insert(merchant) {
            self.timers.set(timers::next_midnight(moment), Event::SettlementDue(merchant));
        }
    }

    /// Closes a merchant's settlements and pays them out. One that would leave the merchant owing, or nothing to pay,
    /// stays open with its transactions until captures outweigh its refunds [own], so that each disbursement is the sum
    /// of its transactions.
    pub(super) fn settle(&mut self, merchant: u32, now: Timestamp) {
        self.settlements.due.remove(&merchant);
        let end = self.journal.end(merchant);
        let of_merchant = self
            .settlements
            .open
            .extract_if(.., |(whose, _), open| *whose == merchant && open.balance > Decimal::ZERO);
        let closed: Vec<_> = of_merchant.collect();
        for ((merchant, currency), open) in closed {
            let index = self.settlements.closed.len();
            let number = self.identifiers.next_number();
            self.settlements.closed.push(Settlement {
                number,
                merchant,
                currency,
                amount: open.balance,
                places: open.place..end,
                started: open.started,
                closed: now,
            });
            self.object_count += 1;
            self.begin_settlement_report(ReportType::Settlement, index, now);
        }
    }

    /// A settlement as `disbursements.list` shows it.
    pub(super) fn disbursement(&self, settlement: &Settlement) -> Disbursement {
        let merchant = usize::try_from(settlement.merchant).ok();
        let name = merchant.and_then(|number| self.merchant_names.get(number)).map_or("", |name| &**name);
        let money = limits::money(settlement.amount, &settlement.currency);
        Disbursement {
            seller_id: Some(name.trim_end_matches(LIVE_SUFFIX).to_owned()),
            settlement_id: Some(settlement.id()),
            // [own]: the guide says no more of it than that it is on the bank statement.
            amazon_disbursement_reference_id: Some(format!("AMZ{}", settlement.id())),
            amount: Some(money.amount().to_string()),
            currency_code: Some(settlement.currency.clone()),
            transaction_time: Some(settlement.closed.into()),
            ..Default::default()
        }
    }

    pub(super) fn disbursements(&self) -> impl Iterator<Item = (u64, Disbursement)> {
        self.settlements.closed.iter().map(|settlement| (settlement.number, self.disbursement(settlement)))
    }

    /// Lists the disbursements of a range of time, oldest first [own].
    pub(super) fn list_disbursements(&mut self, call: &ApiCall<'_>) -> Result<Reply, ApiFailure> {
        let query: ListDisbursements = request_queries::read(call)?;
        simulation::none(call.operation, call.simulation_code)?;
        let (from, to) = (query.start_time.get(), query.end_time.get());
        if from > to {
            return Err(failures::invalid_value("startTime", "is after endTime."));
        }
        let after = match &query.next_token {
            Some(token) => PageToken::<u64>::read(&self.secrets, call, token)?,
            None => 0,
        };
        let merchant = self.merchant(call.merchant);
        let size = query.page_size.map_or(PAGE_SIZE, |size| usize::try_from(size).unwrap_or(PAGE_SIZE));
        let mut found = self.settlements.closed.iter().filter(|settlement| {
            settlement.merchant == merchant
                && settlement.number > after
                && (from..=to).contains(&settlement.closed)
        });
        let page: Vec<&Settlement> = found.by_ref().take(size).collect();
        let last = page.last().filter(|_| found.next().is_some());
        Ok(Reply::json(
            200,
            &DisbursementPage {
                next_token: last.map(|last| PageToken::write(&self.secrets, call, &last.number)),
                disbursements: Some(
                    page.into_iter().map(|settlement| self.disbursement(settlement)).collect(),
                ),
                ..Default::default()
            },
        ))
    }
}

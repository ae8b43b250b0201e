//! What a line of a list says of an object, read off its record without writing the object as JSON: ten thousand of them
//! are looked through in a few milliseconds.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use amazonpay::model::{Currency, Money};
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::charge_permission::PermissionRecord;
use super::checkout_session::SessionRecord;
use super::objects::ObjectKind;
use super::report_schedules::schedule_id;
use super::reports::report_id;
use super::settlements::settlement_id;
use super::{Engine, limits};

/// How an object is called.
#[derive(Debug, Clone, Copy)]
pub(super) enum Name<'a> {
    /// As it is kept.
    Kept(&'a str),
    /// As its number says.
    Counted(fn(u64) -> String),
}

/// An object as far as lists and counts need it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outline<'a> {
    pub(super) kind: ObjectKind,
    /// In the order of creation, among the objects of all kinds.
    pub(super) number: u64,
    name: Name<'a>,
    pub(super) state: Option<&'a str>,
    pub(super) reason: Option<&'a str>,
    pub(super) merchant: u32,
    pub(super) amount: Option<(Decimal, &'a Currency)>,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) charge_permission_id: Option<&'a str>,
    /// Whatever else changes of it and is worth a look: what was refunded, how far the buyer is.
    progress: u64,
}

impl<'a> Outline<'a> {
    fn new(kind: ObjectKind, number: u64, name: Name<'a>, merchant: u32, created: Timestamp) -> Self {
        Self {
            kind,
            number,
            name,
            state: None,
            reason: None,
            merchant,
            amount: None,
            created,
            updated: created,
            charge_permission_id: None,
            progress: 0,
        }
    }

    pub(super) fn id(&self) -> Cow<'a, str> {
        match self.name {
            Name::Kept(id) => Cow::Borrowed(id),
            Name::Counted(id) => Cow::Owned(id(self.number)),
        }
    }

    /// A number that is another when anything of the object has changed that a line shows.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.state, self.reason, self.updated, self.progress).hash(&mut hasher);
        self.amount.map(|(amount, _)| amount).hash(&mut hasher);
        self.charge_permission_id.hash(&mut hasher);
        hasher.finish()
    }

    fn of_session(record: &'a SessionRecord) -> Self {
        let object = &record.object;
        let status = &object.status_details;
        let created = object.creation_timestamp.map_or(Timestamp::UNIX_EPOCH, |created| created.get());
        let amount = object.payment_details.as_ref().and_then(|payment| payment.charge_amount.as_ref());
        Self {
            state: Some(status.state.as_str()),
            reason: status.reason_code.as_ref().map(|reason| reason.as_str()),
            amount: amount.map(parts),
            updated: status.last_updated_timestamp.map_or(created, |updated| updated.get()),
            charge_permission_id: object.charge_permission_id.as_deref(),
            progress: record.progress as u64,
            ..Self::new(
                ObjectKind::CheckoutSession,
                record.number,
                Name::Kept(&object.checkout_session_id),
                record.merchant,
                created,
            )
        }
    }

    fn of_permission(record: &'a PermissionRecord) -> Self {
        let object = &record.object;
        let status = &object.status_details;
        let created = object.creation_timestamp.map_or(Timestamp::UNIX_EPOCH, |created| created.get());
        let reason = status.reasons.iter().flatten().find_map(|reason| reason.reason_code.as_ref());
        let limit = |currency| limits::most_per_month(&record.kind, currency).unwrap_or(record.limit);
        Self {
            state: Some(status.state.as_str()),
            reason: reason.map(|reason| reason.as_str()),
            amount: record.currency.as_ref().map(|currency| (limit(currency), currency)),
            updated: status.last_updated_timestamp.map_or(created, |updated| updated.get()),
            charge_permission_id: Some(&object.charge_permission_id),
            progress: record.charges.len() as u64,
            ..Self::new(
                ObjectKind::ChargePermission,
                record.number,
                Name::Kept(&object.charge_permission_id),
                record.merchant,
                created,
            )
        }
    }

    fn each_charge(record: &'a PermissionRecord) -> impl Iterator<Item = Self> {
        record.charges.iter().map(|charge| {
            let status = &charge.object.status_details;
            let refunded = charge.object.refunded_amount.as_ref().map(Money::amount);
            let captured = charge.object.capture_amount.as_ref().map(Money::amount);
            let mut hasher = DefaultHasher::new();
            (refunded, captured).hash(&mut hasher);
            Self {
                state: Some(status.state.as_str()),
                reason: status.reason_code.as_ref().map(|reason| reason.as_str()),
                amount: charge.object.charge_amount.as_ref().map(parts),
                updated: status.last_updated_timestamp.map_or(charge.created, |updated| updated.get()),
                charge_permission_id: Some(&record.object.charge_permission_id),
                progress: hasher.finish(),
                ..Self::new(
                    ObjectKind::Charge,
                    charge.number,
                    Name::Kept(&charge.object.charge_id),
                    record.merchant,
                    charge.created,
                )
            }
        })
    }

    fn each_refund(record: &'a PermissionRecord) -> impl Iterator<Item = Self> {
        record.refunds.iter().map(|refund| {
            let object = &refund.object;
            let status = &object.status_details;
            let created = object.creation_timestamp.map_or(Timestamp::UNIX_EPOCH, |created| created.get());
            Self {
                state: Some(status.state.as_str()),
                reason: status.reason_code.as_ref().map(|reason| reason.as_str()),
                amount: object.refund_amount.as_ref().map(parts),
                updated: status.last_updated_timestamp.map_or(created, |updated| updated.get()),
                charge_permission_id: Some(&record.object.charge_permission_id),
                ..Self::new(
                    ObjectKind::Refund,
                    refund.number,
                    Name::Kept(&object.refund_id),
                    record.merchant,
                    created,
                )
            }
        })
    }

    fn each_dispute(record: &'a PermissionRecord) -> impl Iterator<Item = Self> {
        record.disputes.iter().map(|dispute| {
            let object = &dispute.object;
            let status = &object.status_details;
            let created = object.creation_timestamp.map_or(Timestamp::UNIX_EPOCH, |created| created.get());
            Self {
                state: Some(status.state.as_str()),
                reason: status.reason_code.as_ref().map(|reason| reason.as_str()),
                amount: object.dispute_amount.as_ref().map(parts),
                updated: status.last_updated_timestamp.map_or(created, |updated| updated.get()),
                charge_permission_id: Some(&record.object.charge_permission_id),
                progress: dispute.states.into(),
                ..Self::new(
                    ObjectKind::Dispute,
                    dispute.number,
                    Name::Kept(&object.dispute_id),
                    record.merchant,
                    created,
                )
            }
        })
    }
}

fn parts(money: &Money) -> (Decimal, &Currency) {
    (money.amount(), money.currency())
}

impl Engine {
    /// Shows the objects of a kind, in no order.
    pub(super) fn each_outline<'a>(&'a self, kind: ObjectKind, mut see: impl FnMut(Outline<'a>)) {
        let permissions = || self.permissions.values();
        match kind {
            ObjectKind::CheckoutSession => {
                self.sessions.values().for_each(|record| see(Outline::of_session(record)));
            }
            ObjectKind::ChargePermission => {
                permissions().for_each(|record| see(Outline::of_permission(record)))
            }
            ObjectKind::Charge => permissions().flat_map(Outline::each_charge).for_each(see),
            ObjectKind::Refund => permissions().flat_map(Outline::each_refund).for_each(see),
            ObjectKind::Dispute => permissions().flat_map(Outline::each_dispute).for_each(see),
            ObjectKind::File => self.files.iter().for_each(|(id, file)| {
                let outline = Outline::new(kind, file.number, Name::Kept(id), file.merchant, file.created);
                see(Outline { progress: file.has_contents().into(), ..outline });
            }),
            ObjectKind::MerchantAccount => {
                for (id, account) in self.accounts.iter().filter(|(_, account)| !account.is_deleted) {
                    let name = Name::Kept(id);
                    see(Outline::new(kind, account.number, name, account.owner, account.created));
                }
            }
            ObjectKind::Store => self.stores.iter().for_each(|(id, store)| {
                see(Outline::new(kind, store.number, Name::Kept(id), store.merchant, store.created));
            }),
            ObjectKind::DeliveryTracker => self.delivery_trackers.iter().for_each(|tracker| {
                let name = Name::Counted(|number| number.to_string());
                let outline = Outline::new(kind, tracker.number, name, tracker.merchant, tracker.created);
                let charge_permission_id = tracker.object.charge_permission_id.as_deref();
                see(Outline { charge_permission_id, ..outline });
            }),
            ObjectKind::Report => self.reports.iter().for_each(|(number, report)| {
                let name = Name::Counted(report_id);
                let outline = Outline::new(kind, *number, name, report.merchant, report.created);
                let updated = report.done.unwrap_or(report.created);
                see(Outline { state: Some(report.status.as_str()), updated, ..outline });
            }),
            ObjectKind::ReportSchedule => self.schedules.iter().for_each(|(number, schedule)| {
                let name = Name::Counted(schedule_id);
                see(Outline::new(kind, *number, name, schedule.merchant, schedule.created));
            }),
            ObjectKind::Disbursement => self.settlements.each_closed().for_each(|paid| {
                let name = Name::Counted(settlement_id);
                let outline = Outline::new(kind, paid.number, name, paid.merchant, paid.closed);
                see(Outline { amount: Some((paid.amount, &paid.currency)), ..outline });
            }),
        }
    }
}

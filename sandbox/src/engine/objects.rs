//! The objects of all merchants, by kind, for whoever looks from outside the API.

use super::reports::number_of;
use super::{Engine, identifiers};

/// The kinds of objects that the engine keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectKind {
    /// Checkout Sessions.
    CheckoutSession,
    /// Charge Permissions.
    ChargePermission,
    /// Charges.
    Charge,
    /// Refunds.
    Refund,
    /// Disputes.
    Dispute,
    /// Files, with the digests of their contents and without their addresses.
    File,
    /// Merchant accounts that were made by the API.
    MerchantAccount,
    /// Stores that were made by the API.
    Store,
    /// Delivery trackers.
    DeliveryTracker,
    /// Reports.
    Report,
    /// Report schedules.
    ReportSchedule,
    /// Disbursements.
    Disbursement,
}

impl ObjectKind {
    /// Every kind with its path segment.
    pub const ALL: &[(&str, Self)] = &[
        ("checkoutSessions", Self::CheckoutSession),
        ("chargePermissions", Self::ChargePermission),
        ("charges", Self::Charge),
        ("refunds", Self::Refund),
        ("disputes", Self::Dispute),
        ("files", Self::File),
        ("merchantAccounts", Self::MerchantAccount),
        ("stores", Self::Store),
        ("deliveryTrackers", Self::DeliveryTracker),
        ("reports", Self::Report),
        ("report-schedules", Self::ReportSchedule),
        ("disbursements", Self::Disbursement),
    ];

    /// The kind's path segment.
    pub fn segment(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(segment, _)| segment)
    }

    /// Finds a kind by its path segment, such as `checkoutSessions`.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(segment, _)| *segment == name).map(|(_, kind)| *kind)
    }
}

impl Engine {
    /// One object as [`objects`](Self::objects) lists it; `None` when there is none of this id. A delivery tracker, which has
    /// no id in the API, is found by its number.
    pub(crate) fn object(&self, kind: ObjectKind, id: &str) -> Option<serde_json::Value> {
        fn json(object: &impl serde::Serialize) -> Option<serde_json::Value> {
            serde_json::to_value(object).ok()
        }
        let transaction = |letter| {
            let (permission, index) = identifiers::transaction_key(id, letter)?;
            Some((self.permissions.get(&permission)?, index))
        };
        match kind {
            ObjectKind::CheckoutSession => {
                let record = self.sessions.get(&identifiers::session_key(id)?)?;
                json(&record.shown(&self.checkout_page))
            }
            ObjectKind::ChargePermission => {
                let record = self.permissions.get(&identifiers::permission_key(id)?)?;
                (record.object.charge_permission_id == id).then(|| json(&record.shown(self.latest)))?
            }
            ObjectKind::Charge => {
                let (record, index) = transaction('C')?;
                let charge = &record.charges.get(index)?.object;
                (charge.charge_id == id).then(|| json(charge))?
            }
            ObjectKind::Refund => {
                let (record, index) = transaction('R')?;
                let refund = &record.refunds.get(index)?.object;
                (refund.refund_id == id).then(|| json(refund))?
            }
            ObjectKind::Dispute => {
                let (record, index) = transaction('B')?;
                let dispute = &record.disputes.get(index)?.object;
                (dispute.dispute_id == id).then(|| json(dispute))?
            }
            ObjectKind::File => self.files.get(id).map(|file| file.shown()),
            ObjectKind::MerchantAccount => self.accounts.get(id)?.shown(id),
            ObjectKind::Store => json(&self.stores.get(id)?.object),
            ObjectKind::DeliveryTracker => {
                let number: u64 = id.parse().ok()?;
                json(&self.delivery_trackers.iter().find(|tracker| tracker.number == number)?.object)
            }
            ObjectKind::Report => {
                let number = number_of('A', id)?;
                json(&self.reports.get(&number)?.shown(number))
            }
            ObjectKind::ReportSchedule => {
                let number = number_of('S', id)?;
                json(&self.schedules.get(&number)?.shown(number))
            }
            ObjectKind::Disbursement => {
                let paid = self.settlements.each_closed().find(|paid| paid.id() == id)?;
                json(&self.disbursement(paid))
            }
        }
    }

    /// Lists the objects of a kind as JSON, of all merchants, oldest first, as they were at the last call.
    pub fn objects(&self, kind: ObjectKind) -> Vec<serde_json::Value> {
        fn json(object: &impl serde::Serialize) -> serde_json::Value {
            serde_json::to_value(object).unwrap_or_default()
        }
        let permissions = || self.permissions.values();
        let mut found: Vec<(u64, serde_json::Value)> = match kind {
            ObjectKind::CheckoutSession => {
                let sessions = self.sessions.values();
                sessions.map(|record| (record.number, json(&record.shown(&self.checkout_page)))).collect()
            }
            ObjectKind::ChargePermission => {
                permissions().map(|record| (record.number, json(&record.shown(self.latest)))).collect()
            }
            ObjectKind::Charge => permissions()
                .flat_map(|record| record.charges.iter().map(|charge| (charge.number, json(&charge.object))))
                .collect(),
            ObjectKind::Refund => permissions()
                .flat_map(|record| record.refunds.iter().map(|refund| (refund.number, json(&refund.object))))
                .collect(),
            ObjectKind::Dispute => permissions()
                .flat_map(|record| record.disputes.iter().map(|one| (one.number, json(&one.object))))
                .collect(),
            ObjectKind::File => self.files.values().map(|file| (file.number, file.shown())).collect(),
            ObjectKind::MerchantAccount => {
                let accounts = self.accounts.iter();
                accounts.filter_map(|(id, account)| Some((account.number, account.shown(id)?))).collect()
            }
            ObjectKind::Store => {
                self.stores.values().map(|store| (store.number, json(&store.object))).collect()
            }
            ObjectKind::DeliveryTracker => {
                let trackers = self.delivery_trackers.iter();
                trackers.map(|tracker| (tracker.number, json(&tracker.object))).collect()
            }
            ObjectKind::Report => {
                self.shown_reports().map(|(number, report)| (number, json(&report))).collect()
            }
            ObjectKind::ReportSchedule => {
                self.shown_schedules().map(|(number, schedule)| (number, json(&schedule))).collect()
            }
            ObjectKind::Disbursement => {
                self.disbursements().map(|(number, paid)| (number, json(&paid))).collect()
            }
        };
        found.sort_by_key(|(number, _)| *number);
        found.into_iter().map(|(_, object)| object).collect()
    }
}

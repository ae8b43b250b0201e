//! What happened to each merchant's objects, in the order of time: what reports and settlements are made of.
//!
//! Nobody who changes a state has to think of it: after each call and each timer the engine looks at the records that
//! were taken out to be changed, and writes down the states that are new. An entry is 40 bytes; a report needs no other
//! storage, since what it shows of its range of time never changes.

use amazonpay::model::{
    ChargePermissionReasonCode, ChargePermissionState, ChargeReasonCode, ChargeState, Currency,
    RefundReasonCode, RefundState,
};
use jiff::Timestamp;
use rust_decimal::Decimal;

use super::Engine;
use super::charge_permission::PermissionRecord;
use super::identifiers::PermissionKey;

/// No place in a journal.
const NOWHERE: u32 = u32::MAX;

/// No reason, or one that the model does not list.
const NO_REASON: u8 = u8::MAX;

/// Which object of a Charge Permission an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// The Charge Permission itself.
    Permission,
    /// Its charge at this place.
    Charge(u32),
    /// Its refund at this place.
    Refund(u32),
}

/// A new state of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) moment: Timestamp,
    pub(super) permission: PermissionKey,
    pub(super) subject: Subject,
    /// The place of the object's next entry.
    next: u32,
    /// The state's place among those of its model.
    state: u8,
    /// The reason's place among those of its model.
    reason: u8,
}

impl Entry {
    /// Whether it is the last one of its object before a place in the journal.
    pub(super) fn is_last_before(&self, place: u32) -> bool {
        self.next >= place
    }

    pub(super) fn charge_state(&self) -> ChargeState {
        listed(ChargeState::KNOWN, self.state).unwrap_or_default()
    }

    pub(super) fn refund_state(&self) -> RefundState {
        listed(RefundState::KNOWN, self.state).unwrap_or_default()
    }

    /// The name of the state.
    pub(super) fn state(&self) -> &'static str {
        let state = usize::from(self.state);
        let name = match self.subject {
            Subject::Permission => ChargePermissionState::KNOWN.get(state).map(ChargePermissionState::as_str),
            Subject::Charge(_) => ChargeState::KNOWN.get(state).map(ChargeState::as_str),
            Subject::Refund(_) => RefundState::KNOWN.get(state).map(RefundState::as_str),
        };
        name.unwrap_or_default()
    }

    /// The name of the reason; empty without one.
    pub(super) fn reason(&self) -> &'static str {
        let reason = usize::from(self.reason);
        let name = match self.subject {
            Subject::Permission => {
                ChargePermissionReasonCode::KNOWN.get(reason).map(ChargePermissionReasonCode::as_str)
            }
            Subject::Charge(_) => ChargeReasonCode::KNOWN.get(reason).map(ChargeReasonCode::as_str),
            Subject::Refund(_) => RefundReasonCode::KNOWN.get(reason).map(RefundReasonCode::as_str),
        };
        name.unwrap_or_default()
    }

    /// Whether money came or went: a capture or a refund is done.
    pub(super) fn moves_money(&self) -> bool {
        match self.subject {
            Subject::Permission => false,
            Subject::Charge(_) => self.charge_state() == ChargeState::Captured,
            Subject::Refund(_) => self.refund_state() == RefundState::Refunded,
        }
    }
}

fn listed<T: Clone>(known: &[T], place: u8) -> Option<T> {
    known.get(usize::from(place)).cloned()
}

fn place_of<T: PartialEq>(known: &[T], value: &T) -> u8 {
    let place = known.iter().position(|listed| listed == value);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(NO_REASON)
}

/// Where the last entries of a Charge Permission's objects are.
#[derive(Debug)]
pub(super) struct LastEntries {
    permission: u32,
    charges: Vec<u32>,
    refunds: Vec<u32>,
}

impl Default for LastEntries {
    fn default() -> Self {
        Self { permission: NOWHERE, charges: Vec::new(), refunds: Vec::new() }
    }
}

/// All entries, by the merchants' numbers.
#[derive(Debug, Default)]
pub(super) struct Journal {
    by_merchant: Vec<Vec<Entry>>,
}

/// Money that came (more than zero) or went.
pub(super) struct Movement {
    pub(super) merchant: u32,
    pub(super) currency: Currency,
    pub(super) amount: Decimal,
    /// The place of its entry.
    pub(super) place: u32,
}

impl Journal {
    pub(super) fn of(&self, merchant: u32) -> &[Entry] {
        usize::try_from(merchant)
            .ok()
            .and_then(|number| self.by_merchant.get(number))
            .map_or(&[], Vec::as_slice)
    }

    /// The place that the next entry of a merchant will have.
    pub(super) fn end(&self, merchant: u32) -> u32 {
        u32::try_from(self.of(merchant).len()).unwrap_or(NOWHERE)
    }

    /// The entries of a merchant at these places.
    pub(super) fn slice(&self, merchant: u32, places: std::ops::Range<u32>) -> &[Entry] {
        let entries = self.of(merchant);
        let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX).min(entries.len());
        entries.get(at(places.start)..at(places.end)).unwrap_or_default()
    }

    /// The places of what a merchant has from one moment up to and with another.
    pub(super) fn between(&self, merchant: u32, from: Timestamp, to: Timestamp) -> std::ops::Range<u32> {
        let entries = self.of(merchant);
        let place = |place: usize| u32::try_from(place).unwrap_or(NOWHERE);
        let start = entries.partition_point(|entry| entry.moment < from);
        let end = entries.partition_point(|entry| entry.moment <= to);
        place(start)..place(end.max(start))
    }

    /// Writes an object's state down when it is another than that of its last entry, and tells where.
    fn note(&mut self, merchant: u32, last: &mut u32, entry: Entry) -> Option<u32> {
        let number = usize::try_from(merchant).ok()?;
        if self.by_merchant.len() <= number {
            self.by_merchant.resize_with(number + 1, Vec::new);
        }
        let entries = self.by_merchant.get_mut(number)?;
        let place = u32::try_from(entries.len()).ok().filter(|place| *place != NOWHERE)?;
        if let Some(before) = usize::try_from(*last).ok().and_then(|place| entries.get_mut(place)) {
            if (before.state, before.reason) == (entry.state, entry.reason) {
                return None;
            }
            before.next = place;
        }
        *last = place;
        entries.push(entry);
        Some(place)
    }

    /// Writes down what is new of a Charge Permission and its objects, and tells of the money that moved.
    fn note_record(
        &mut self,
        permission: PermissionKey,
        record: &mut PermissionRecord,
        moment: Timestamp,
        mut moved: impl FnMut(Movement),
    ) {
        let entry =
            |subject, state, reason| Entry { moment, permission, subject, next: NOWHERE, state, reason };
        let PermissionRecord { object, merchant, charges, refunds, last_entries, .. } = record;
        let merchant = *merchant;
        let place = |index: usize| u32::try_from(index).unwrap_or(NOWHERE);
        // Charges and refunds first: it is they who change their permission.
        last_entries.charges.resize(charges.len(), NOWHERE);
        for (index, (charge, last)) in charges.iter().zip(&mut last_entries.charges).enumerate() {
            let status = &charge.object.status_details;
            let reason = status.reason_code.as_ref().map(|reason| place_of(ChargeReasonCode::KNOWN, reason));
            let state = place_of(ChargeState::KNOWN, &status.state);
            let entry = entry(Subject::Charge(place(index)), state, reason.unwrap_or(NO_REASON));
            if let Some(place) = self.note(merchant, last, entry)
                && let Some(captured) = charge.object.capture_amount.as_ref().filter(|_| entry.moves_money())
            {
                let (currency, amount) = (captured.currency().clone(), captured.amount());
                moved(Movement { merchant, currency, amount, place });
            }
        }
        last_entries.refunds.resize(refunds.len(), NOWHERE);
        for (index, (refund, last)) in refunds.iter().zip(&mut last_entries.refunds).enumerate() {
            let status = &refund.object.status_details;
            let reason = status.reason_code.as_ref().map(|reason| place_of(RefundReasonCode::KNOWN, reason));
            let state = place_of(RefundState::KNOWN, &status.state);
            let entry = entry(Subject::Refund(place(index)), state, reason.unwrap_or(NO_REASON));
            if let Some(place) = self.note(merchant, last, entry)
                && let Some(refunded) = refund.object.refund_amount.as_ref().filter(|_| entry.moves_money())
            {
                let (currency, amount) = (refunded.currency().clone(), -refunded.amount());
                moved(Movement { merchant, currency, amount, place });
            }
        }
        let status = &object.status_details;
        let reason = status.reasons.iter().flatten().find_map(|reason| reason.reason_code.as_ref());
        let reason = reason.map(|reason| place_of(ChargePermissionReasonCode::KNOWN, reason));
        let state = place_of(ChargePermissionState::KNOWN, &status.state);
        let entry = entry(Subject::Permission, state, reason.unwrap_or(NO_REASON));
        self.note(merchant, &mut last_entries.permission, entry);
    }
}

impl Engine {
    /// Writes down the new states of whatever was taken out since the last time.
    pub(super) fn keep_journal(&mut self, moment: Timestamp) {
        let Self { permissions, journal, .. } = self;
        let mut movements = Vec::new();
        permissions.each_touched(|key, record| {
            journal.note_record(key, record, moment, |movement| movements.push(movement));
        });
        for movement in movements {
            self.add_to_settlement(movement, moment);
        }
    }
}

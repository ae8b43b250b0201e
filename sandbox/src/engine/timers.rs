//! What happens by itself: events in simulated time, earliest first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use amazonpay::model::{ChargeReasonCode, RefundReasonCode};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::identifiers::{ChargeKey, DisputeKey, PermissionKey, RefundKey, SessionKey};

/// An open session is canceled after this time.
pub(super) const SESSION_OPEN: SignedDuration = SignedDuration::from_hours(24);
/// A session is forgotten this long after it was made.
pub(super) const SESSION_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A pending authorization is decided after this time; the guide says so of cards 0701 and 4354.
pub(super) const AUTHORIZATION_PENDING: SignedDuration = SignedDuration::from_secs(30);
/// A capture that is not immediate is decided after this time [own], as fast as a pending authorization.
pub(super) const CAPTURE_PENDING: SignedDuration = SignedDuration::from_secs(30);
/// A refund is decided after this time [own], as fast as a pending authorization.
pub(super) const REFUND_PENDING: SignedDuration = SignedDuration::from_secs(30);
/// An authorization that was not captured is canceled after this time.
pub(super) const AUTHORIZATION_LIVES: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A capture is immediate for this long after the authorization.
pub(super) const CAPTURE_IMMEDIATE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A one-time Charge Permission is closed after this time.
pub(super) const ONE_TIME_LIVES: SignedDuration = SignedDuration::from_hours(180 * 24);
/// A report is made in this time [own], as fast as a pending authorization is decided.
pub(super) const REPORT_PENDING: SignedDuration = SignedDuration::from_secs(30);
/// A report is kept for this long: "by default … 90 days ago".
pub(super) const REPORT_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// What a report without a beginning covers [own]: as much as a settlement does at most.
pub(super) const REPORT_COVERS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The address of a report's document is "valid for 30 seconds".
pub(super) const DOCUMENT_URL_LIVES: SignedDuration = SignedDuration::from_secs(30);
/// A Charge Permission tells the buyer's details for this long.
pub(super) const BUYER_DETAILS_READABLE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A recurring Charge Permission is closed this many months after its last charge, and so is a one-time one with
/// `extendExpiration` after it was made.
const LONG_LIFE_MONTHS: i64 = 13;

/// How long a merchant may answer a dispute: "11 days for Chargeback"
/// (<https://github.com/amzn/amazon-pay-api-sdk-nodejs/blob/master/CHANGES.md>).
pub(super) const DISPUTE_ANSWERED: SignedDuration = SignedDuration::from_hours(11 * 24);
/// How long the review of a contested dispute takes [own]; a bank takes weeks.
pub(super) const DISPUTE_REVIEWED: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A moment later by a duration; the end of time when that is nearer.
pub(super) fn later(moment: Timestamp, duration: SignedDuration) -> Timestamp {
    moment.checked_add(duration).unwrap_or(Timestamp::MAX)
}

/// The moment thirteen months later.
pub(super) fn thirteen_months_later(moment: Timestamp) -> Timestamp {
    let later = moment.to_zoned_datetime(TimeZone::UTC).checked_add(LONG_LIFE_MONTHS.months());
    later.map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// The first moment of the calendar month, in UTC.
pub(super) fn start_of_month(moment: Timestamp) -> Timestamp {
    let zoned = moment.to_zoned_datetime(TimeZone::UTC);
    let start = zoned.first_of_month().and_then(|first| first.start_of_day());
    start.map_or(moment, |start| start.timestamp())
}

/// The next midnight in UTC after a moment.
pub(super) fn next_midnight(moment: Timestamp) -> Timestamp {
    const DAY: i64 = 24 * 60 * 60;
    let day = moment.as_second().div_euclid(DAY);
    Timestamp::from_second((day + 1) * DAY).unwrap_or(Timestamp::MAX)
}

/// How something pending ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// As hoped.
    Success,
    /// Declined for a reason.
    Declined(ChargeReasonCode),
    /// Canceled for a reason.
    Canceled(ChargeReasonCode),
}

/// What falls due. Whether it still applies is seen when it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// An open session has been open too long.
    SessionExpires(SessionKey),
    /// A session is forgotten.
    SessionForgotten(SessionKey),
    /// A pending authorization is decided.
    AuthorizationSettles(ChargeKey, Outcome),
    /// An authorization was not captured in time.
    AuthorizationExpires(ChargeKey),
    /// A pending capture is decided.
    CaptureSettles(ChargeKey, Outcome),
    /// A refund is decided; `None` when it succeeds.
    RefundSettles(RefundKey, Option<RefundReasonCode>),
    /// A Charge Permission has lived long enough.
    PermissionExpires(PermissionKey),
    /// A dispute was not answered in time, if it is still in the state of this number.
    DisputeUnanswered(DisputeKey, u32),
    /// The review of a dispute ends, if it is still in the state of this number.
    DisputeReviewed(DisputeKey, u32),
    /// A merchant's settlements are closed.
    SettlementDue(u32),
    /// A report is done.
    ReportDone(u64),
    /// A report is forgotten.
    ReportForgotten(u64),
    /// A schedule makes its next report.
    ReportScheduled(u64),
}

#[derive(Debug)]
struct Timer {
    due: Timestamp,
    number: u64,
    event: Event,
}

impl PartialEq for Timer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Timer {}

impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timer {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.due, self.number).cmp(&(other.due, other.number))
    }
}

/// The events to come. Events due at the same moment happen in the order in which they were set.
#[derive(Debug, Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<Timer>>,
    count: u64,
}

impl Timers {
    /// Lets an event happen at a moment.
    pub(super) fn set(&mut self, due: Timestamp, event: Event) {
        self.count += 1;
        self.heap.push(Reverse(Timer { due, number: self.count, event }));
    }

    /// Every event with its moment, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Timestamp, &Event)> {
        self.heap.iter().map(|Reverse(timer)| (timer.due, &timer.event))
    }

    /// The moment of the earliest event.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.heap.peek().map(|Reverse(timer)| timer.due)
    }

    /// Takes the earliest event that is due by then.
    pub(super) fn next_due(&mut self, now: Timestamp) -> Option<(Timestamp, Event)> {
        if self.heap.peek()?.0.due > now {
            return None;
        }
        self.heap.pop().map(|Reverse(timer)| (timer.due, timer.event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_the_order_of_time_then_of_setting() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut timers = Timers::default();
        for (second, session) in [(30, 1), (10, 2), (30, 3), (20, 4)] {
            timers.set(at(second), Event::SessionExpires(session));
        }
        let mut seen = Vec::new();
        while let Some((due, Event::SessionExpires(session))) = timers.next_due(at(30)) {
            seen.push((due.as_second(), session));
        }
        assert_eq!(seen, [(10, 2), (20, 4), (30, 1), (30, 3)]);
        timers.set(at(31), Event::SessionForgotten(5));
        assert_eq!(timers.next_due(at(30)), None);
    }

    #[test]
    fn calendar_arithmetic_stays_in_utc_and_in_range() {
        let moment: Timestamp = "2026-01-31T12:00:00Z".parse().unwrap();
        assert_eq!(thirteen_months_later(moment).to_string(), "2027-02-28T12:00:00Z");
        assert_eq!(start_of_month(moment).to_string(), "2026-01-01T00:00:00Z");
        assert_eq!(next_midnight(moment).to_string(), "2026-02-01T00:00:00Z");
        assert_eq!(next_midnight(next_midnight(moment)).to_string(), "2026-02-02T00:00:00Z");
        assert_eq!(next_midnight("1969-12-31T23:59:59Z".parse().unwrap()), Timestamp::UNIX_EPOCH);
        assert_eq!(next_midnight(Timestamp::MAX), Timestamp::MAX);
        assert_eq!(later(Timestamp::MAX, SESSION_OPEN), Timestamp::MAX);
        assert_eq!(thirteen_months_later(Timestamp::MAX), Timestamp::MAX);
    }
}

//! What will happen by itself, as far as it still applies.

use amazonpay::model::{ChargeState, CheckoutSessionState, RefundState, ReportProcessingStatus};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::charge::ChargeRecord;
use super::dispute::DisputeRecord;
use super::identifiers::{ChargeKey, DisputeKey};
use super::objects::ObjectKind;
use super::refund::RefundRecord;
use super::report_schedules::schedule_id;
use super::reports::report_id;
use super::timers::{Event, Outcome};
use super::{Engine, identifiers};

/// Something that will happen when the clock comes to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Upcoming {
    /// When, in the sandbox's time.
    #[schemars(extend("format" = "date-time"))]
    pub(crate) due: String,
    /// The kind of the object that it happens to, as in the path of `objects`.
    pub(crate) kind: &'static str,
    /// The object's id; null for a payout, which is no object before it is made.
    pub(crate) id: Option<String>,
    /// What happens, in one word.
    pub(crate) event: &'static str,
    /// What happens, in a sentence.
    pub(crate) text: String,
}

/// Which events are looked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct UpcomingFilter<'a> {
    /// Those due by then.
    pub(crate) until: Option<Timestamp>,
    /// Those of one object.
    pub(crate) of: Option<(ObjectKind, &'a str)>,
    pub(crate) limit: usize,
}

impl Engine {
    /// Lists what will happen, earliest first, and tells how much there is in all.
    pub(crate) fn upcoming(&self, filter: &UpcomingFilter<'_>) -> (Vec<Upcoming>, usize) {
        let mut found: Vec<(Timestamp, &Event)> = self
            .timers
            .iter()
            .filter(|(_, event)| filter.of.is_none_or(|(kind, id)| self.is_of(event, kind, id)))
            .filter_map(|(due, event)| Some((self.still_due(due, event)?, event)))
            .filter(|(due, _)| filter.until.is_none_or(|until| *due <= until))
            .collect();
        let total = found.len();
        if total > filter.limit {
            found.select_nth_unstable_by_key(filter.limit, |(due, _)| *due);
            found.truncate(filter.limit);
        }
        found.sort_by_key(|(due, _)| *due);
        (found.into_iter().map(|(due, event)| self.told(due, event)).collect(), total)
    }

    /// When an event happens that was set for a moment; `None` when it applies no more.
    fn still_due(&self, due: Timestamp, event: &Event) -> Option<Timestamp> {
        let charge_is =
            |key: &ChargeKey, applies: fn(&ChargeRecord) -> bool| self.charge(*key).is_ok_and(applies);
        let dispute_is = |key: &DisputeKey, states: u32| {
            self.upcoming_dispute(key).is_some_and(|dispute| dispute.states == states)
        };
        let applies = match event {
            Event::SessionExpires(key) => {
                self.sessions.get(key).is_some_and(|session| session.state() == &CheckoutSessionState::Open)
            }
            Event::SessionForgotten(key) => self.sessions.contains_key(key),
            Event::AuthorizationSettles(key, _) => {
                charge_is(key, |charge| charge.state() == &ChargeState::AuthorizationInitiated)
            }
            Event::AuthorizationExpires(key) => charge_is(key, ChargeRecord::is_uncaptured),
            Event::CaptureSettles(key, _) => {
                charge_is(key, |charge| charge.state() == &ChargeState::CaptureInitiated)
            }
            Event::RefundSettles(key, _) => {
                let refunds = self.permissions.get(&key.permission).map(|record| &record.refunds);
                let refund = refunds.and_then(|refunds| refunds.get(key.index)).map(Box::as_ref);
                refund.is_some_and(|refund: &RefundRecord| {
                    refund.object.status_details.state == RefundState::RefundInitiated
                })
            }
            Event::PermissionExpires(key) => {
                let record = self.permissions.get(key).filter(|record| !record.is_closed())?;
                // A charge may have given it more time since.
                let expires = record.object.expiration_timestamp.map(|expires| expires.get());
                return Some(expires.map_or(due, |expires| expires.max(due)));
            }
            Event::DisputeUnanswered(key, states) | Event::DisputeReviewed(key, states) => {
                dispute_is(key, *states)
            }
            Event::SettlementDue(merchant) => self.settlements.will_pay(*merchant),
            Event::ReportDone(number) => {
                let report = self.reports.get(number);
                report.is_some_and(|report| report.status == ReportProcessingStatus::InProgress)
            }
            Event::ReportForgotten(number) => self.reports.contains_key(number),
            Event::ReportScheduled(number) => self.schedules.contains_key(number),
        };
        applies.then_some(due)
    }

    fn upcoming_dispute(&self, key: &DisputeKey) -> Option<&DisputeRecord> {
        self.permissions.get(&key.permission)?.disputes.get(key.index).map(Box::as_ref)
    }

    /// Whether an event happens to this object.
    fn is_of(&self, event: &Event, kind: ObjectKind, id: &str) -> bool {
        kind_of(event) == kind && self.subject(event).is_some_and(|subject| subject == id)
    }

    fn subject(&self, event: &Event) -> Option<String> {
        let permission = |key| self.permissions.get(&key).map(|record| &record.object.charge_permission_id);
        let transaction = |key, letter, index| {
            permission(key).map(|permission| identifiers::transaction_id(permission, letter, index))
        };
        match event {
            Event::SessionExpires(key) | Event::SessionForgotten(key) => Some(identifiers::session_id(*key)),
            Event::AuthorizationSettles(key, _)
            | Event::AuthorizationExpires(key)
            | Event::CaptureSettles(key, _) => transaction(key.permission, 'C', key.index),
            Event::RefundSettles(key, _) => transaction(key.permission, 'R', key.index),
            Event::PermissionExpires(key) => permission(*key).cloned(),
            Event::DisputeUnanswered(key, _) | Event::DisputeReviewed(key, _) => {
                transaction(key.permission, 'B', key.index)
            }
            Event::SettlementDue(_) => None,
            Event::ReportDone(number) | Event::ReportForgotten(number) => Some(report_id(*number)),
            Event::ReportScheduled(number) => Some(schedule_id(*number)),
        }
    }

    fn told(&self, due: Timestamp, event: &Event) -> Upcoming {
        let (name, text) = words(event);
        Upcoming {
            due: due.to_string(),
            kind: kind_of(event).segment(),
            id: self.subject(event),
            event: name,
            text,
        }
    }
}

fn kind_of(event: &Event) -> ObjectKind {
    match event {
        Event::SessionExpires(_) | Event::SessionForgotten(_) => ObjectKind::CheckoutSession,
        Event::AuthorizationSettles(..) | Event::AuthorizationExpires(_) | Event::CaptureSettles(..) => {
            ObjectKind::Charge
        }
        Event::RefundSettles(..) => ObjectKind::Refund,
        Event::PermissionExpires(_) => ObjectKind::ChargePermission,
        Event::DisputeUnanswered(..) | Event::DisputeReviewed(..) => ObjectKind::Dispute,
        Event::SettlementDue(_) => ObjectKind::Disbursement,
        Event::ReportDone(_) | Event::ReportForgotten(_) => ObjectKind::Report,
        Event::ReportScheduled(_) => ObjectKind::ReportSchedule,
    }
}

/// An event's name, and a sentence on it.
fn words(event: &Event) -> (&'static str, String) {
    let ends = |what: &str, success: &str, outcome: &Outcome| match outcome {
        Outcome::Success => format!("The pending {what} is decided: the charge becomes {success}."),
        Outcome::Declined(reason) => {
            format!("The pending {what} is decided: the charge is declined ({reason}).")
        }
        Outcome::Canceled(reason) => {
            format!("The pending {what} is decided: the charge is canceled ({reason}).")
        }
    };
    match event {
        Event::SessionExpires(_) => {
            ("CheckoutSessionExpires", "The buyer has not paid in time: the session is canceled.".to_owned())
        }
        Event::SessionForgotten(_) => {
            ("CheckoutSessionForgotten", "The session is forgotten and can't be read any more.".to_owned())
        }
        Event::AuthorizationSettles(_, outcome) => {
            ("AuthorizationSettles", ends("authorization", "Authorized", outcome))
        }
        Event::AuthorizationExpires(_) => {
            ("AuthorizationExpires", "The authorization was not captured in time and is canceled.".to_owned())
        }
        Event::CaptureSettles(_, outcome) => ("CaptureSettles", ends("capture", "Captured", outcome)),
        Event::RefundSettles(_, None) => ("RefundSettles", "The refund is done.".to_owned()),
        Event::RefundSettles(_, Some(reason)) => {
            ("RefundSettles", format!("The refund is declined ({reason})."))
        }
        Event::PermissionExpires(_) => (
            "ChargePermissionExpires",
            "The Charge Permission has lived long enough and is closed.".to_owned(),
        ),
        Event::DisputeUnanswered(..) => (
            "DisputeUnanswered",
            "The merchant has not answered in time: the dispute is resolved for the buyer.".to_owned(),
        ),
        Event::DisputeReviewed(..) => ("DisputeReviewed", "The review of the evidence ends.".to_owned()),
        Event::SettlementDue(_) => {
            ("SettlementPaid", "Captures less refunds are paid out, with a report on them.".to_owned())
        }
        Event::ReportDone(_) => ("ReportDone", "The report is done.".to_owned()),
        Event::ReportForgotten(_) => ("ReportForgotten", "The report is forgotten.".to_owned()),
        Event::ReportScheduled(_) => ("ReportScheduled", "The schedule makes its next report.".to_owned()),
    }
}

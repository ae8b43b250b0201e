//! What goes wrong with notifications on demand: twice, late, out of order, tampered with.

use std::sync::{Mutex, PoisonError};

use amazonpay::notification::{NotificationType, ObjectType};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tampering::Tampering;
use crate::turns::Turns;

/// The longest that a notification may be late.
const LATEST_SECONDS: u64 = 30 * 24 * 60 * 60;

/// What goes wrong, with which notifications, how often.
///
/// It is held against each notification once an endpoint, in the order in which they are published, and not against
/// replays. Without `rate` and `count` it meets all of them until it is removed. Randomness comes from `seed`, so a run
/// repeats exactly when its notifications come in the same order.
///
/// ```
/// use amazonpay_sandbox::{NotificationFault, Tampering};
///
/// // Every tenth notification on average comes twice, the second time an hour later.
/// let again = NotificationFault::twice().delay_seconds(3600).rate(0.1).seed(7);
/// // The next one comes with another object's id first, and then as Amazon sent it.
/// let forged = NotificationFault::tampered(Tampering::Message).and_twice().count(1);
/// # assert!(again.check().is_ok() && forged.check().is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct NotificationFault {
    /// The merchant whose notifications it meets; every merchant's when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_id: Option<String>,
    /// The kind of object, such as `CHARGE`; every kind when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_type: Option<ObjectType>,
    /// `STATE_CHANGE` or `ATTRIBUTE_CHANGE`; both when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_type: Option<NotificationType>,
    /// Delivers it twice, with the same MessageId.
    pub twice: bool,
    /// Delivers it this many seconds of the sandbox's time later, at most thirty days; with `twice` the second of both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_seconds: Option<u64>,
    /// Delivers it after the next one to the same endpoint, or alone when none follows for a minute of the sandbox's
    /// time; with `twice` the second of both.
    pub out_of_order: bool,
    /// What is done to the envelope; with `twice` to the first of both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tampering: Option<Tampering>,
    /// The share of notifications it meets, above 0 and up to 1; all of them when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// How many notifications it lets pass first.
    pub skip: u64,
    /// How many notifications it meets before it is spent; without limit when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The seed of its randomness.
    pub seed: u64,
}

impl NotificationFault {
    /// Delivers a notification twice.
    pub fn twice() -> Self {
        Self { twice: true, ..Self::default() }
    }

    /// Delivers a notification late, in seconds of the sandbox's time.
    pub fn late(seconds: u64) -> Self {
        Self { delay_seconds: Some(seconds), ..Self::default() }
    }

    /// Delivers a notification after the next one.
    pub fn out_of_order() -> Self {
        Self { out_of_order: true, ..Self::default() }
    }

    /// Tampers with a notification.
    pub fn tampered(tampering: Tampering) -> Self {
        Self { tampering: Some(tampering), ..Self::default() }
    }

    /// Delivers it twice as well.
    pub fn and_twice(self) -> Self {
        Self { twice: true, ..self }
    }

    /// Delivers it late as well, or the second of both, in seconds of the sandbox's time.
    pub fn delay_seconds(self, seconds: u64) -> Self {
        Self { delay_seconds: Some(seconds), ..self }
    }

    /// Meets only notifications of this merchant.
    pub fn merchant(self, merchant_id: impl Into<String>) -> Self {
        Self { merchant_id: Some(merchant_id.into()), ..self }
    }

    /// Meets only notifications about objects of this kind.
    pub fn object_type(self, object_type: ObjectType) -> Self {
        Self { object_type: Some(object_type), ..self }
    }

    /// Meets this share of the notifications, above 0 and up to 1.
    pub fn rate(self, rate: f64) -> Self {
        Self { rate: Some(rate), ..self }
    }

    /// Lets this many notifications pass first.
    pub fn skip(self, skip: u64) -> Self {
        Self { skip, ..self }
    }

    /// Is spent after this many notifications.
    pub fn count(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }

    /// Draws from another sequence of random numbers.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Checks the limits and combinations of the fields.
    ///
    /// # Errors
    /// A sentence that names the field, what was found and what is possible.
    pub fn check(&self) -> Result<(), String> {
        if !self.twice && !self.out_of_order && self.delay_seconds.is_none() && self.tampering.is_none() {
            return Err("a fault needs one of twice, delaySeconds, outOfOrder and tampering".into());
        }
        if self.out_of_order && self.delay_seconds.is_some() {
            return Err("outOfOrder: it waits for the next notification; leave out delaySeconds".into());
        }
        if let Some(seconds) = self.delay_seconds.filter(|seconds| !(1..=LATEST_SECONDS).contains(seconds)) {
            return Err(format!("delaySeconds: expected 1 to {LATEST_SECONDS}, found {seconds}"));
        }
        if let Some(object_type) = self.object_type.as_ref().filter(|object_type| object_type.is_unknown()) {
            let known: Vec<_> = ObjectType::KNOWN.iter().map(ObjectType::as_str).collect();
            return Err(format!("objectType: expected one of {}, found {object_type}", known.join(", ")));
        }
        if let Some(found) = self.notification_type.as_ref().filter(|found| found.is_unknown()) {
            return Err(format!(
                "notificationType: expected STATE_CHANGE or ATTRIBUTE_CHANGE, found {found}"
            ));
        }
        if let Some(rate) = self.rate.filter(|rate| !(*rate > 0.0 && *rate <= 1.0)) {
            return Err(format!("rate: expected a share above 0 and up to 1, found {rate}"));
        }
        if self.count == Some(0) {
            return Err("count: expected 1 or more, found 0; leave it out for no limit".into());
        }
        Ok(())
    }

    /// What it does, in a few words for the list of deliveries.
    pub(super) fn name(&self) -> String {
        let mut parts = Vec::new();
        if self.twice {
            parts.push("twice".to_owned());
        }
        if let Some(seconds) = self.delay_seconds {
            parts.push(format!("{seconds} s late"));
        }
        if self.out_of_order {
            parts.push("out of order".to_owned());
        }
        if let Some(tampering) = self.tampering {
            parts.push(format!("tampered with: {tampering:?}"));
        }
        parts.join(", ")
    }
}

/// A notification fault that is armed: its number, what it does and how often it did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArmedNotificationFault {
    /// The number by which it is removed.
    pub id: u64,
    /// What it does.
    #[serde(flatten)]
    pub fault: NotificationFault,
    /// How many notifications it was held against so far.
    pub seen: u64,
    /// How many notifications it met so far.
    pub met: u64,
}

#[derive(Debug)]
struct Armed {
    id: u64,
    fault: NotificationFault,
    turns: Turns,
}

impl Armed {
    fn shown(&self) -> ArmedNotificationFault {
        let (seen, met) = (self.turns.seen(), self.turns.met());
        ArmedNotificationFault { id: self.id, fault: self.fault.clone(), seen, met }
    }
}

/// The armed faults, in the order in which they were added, and how many there ever were.
#[derive(Debug, Default)]
pub(crate) struct NotificationFaults(Mutex<(u64, Vec<Armed>)>);

impl NotificationFaults {
    pub(crate) fn add(&self, fault: NotificationFault) -> ArmedNotificationFault {
        let mut armed = self.lock();
        armed.0 += 1;
        let new = Armed { id: armed.0, turns: Turns::new(fault.seed), fault };
        let shown = new.shown();
        armed.1.push(new);
        shown
    }

    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut armed = self.lock();
        let before = armed.1.len();
        armed.1.retain(|fault| fault.id != id);
        armed.1.len() < before
    }

    pub(crate) fn clear(&self) {
        self.lock().1.clear();
    }

    pub(crate) fn count(&self) -> usize {
        self.lock().1.len()
    }

    pub(crate) fn list(&self) -> Vec<ArmedNotificationFault> {
        self.lock().1.iter().map(Armed::shown).collect()
    }

    /// The fault that a notification meets on its way to an endpoint: the first in order whose turn it is.
    pub(super) fn meet(
        &self,
        merchant_id: &str,
        object_type: &ObjectType,
        notification_type: &NotificationType,
    ) -> Option<NotificationFault> {
        self.lock().1.iter_mut().find_map(|armed| {
            let fault = &armed.fault;
            let fits = fault.merchant_id.as_deref().is_none_or(|wanted| wanted == merchant_id)
                && fault.object_type.as_ref().is_none_or(|wanted| wanted == object_type)
                && fault.notification_type.as_ref().is_none_or(|wanted| wanted == notification_type);
            (fits && armed.turns.take(fault.skip, fault.rate, fault.count)).then(|| fault.clone())
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (u64, Vec<Armed>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_meets_what_it_names_and_its_seed_decides_whom() {
        let run = |seed| {
            let faults = NotificationFaults::default();
            faults.add(NotificationFault::twice().object_type(ObjectType::Charge).rate(0.5).seed(seed));
            let meets =
                |object_type| faults.meet("A1", &object_type, &NotificationType::StateChange).is_some();
            assert!((0..100).all(|_| !meets(ObjectType::Refund)));
            (0..1_000).map(|_| meets(ObjectType::Charge)).collect::<Vec<_>>()
        };
        let first = run(1);
        let share = first.iter().filter(|met| **met).count();
        assert!((430..=570).contains(&share), "{share} of 1,000 at 50 %");
        assert_eq!(first, run(1));
        assert_ne!(first, run(2));
        let faults = NotificationFaults::default();
        let id = faults.add(NotificationFault::late(5).merchant("A1").skip(1).count(1)).id;
        let met: Vec<_> = ["A1", "A2", "A1", "A1"]
            .into_iter()
            .map(|merchant| {
                faults.meet(merchant, &ObjectType::Charge, &NotificationType::StateChange).is_some()
            })
            .collect();
        assert_eq!(met, [false, false, true, false]);
        assert_eq!((faults.list()[0].seen, faults.list()[0].met), (2, 1));
        assert!(faults.remove(id) && !faults.remove(id));
    }

    #[test]
    fn a_fault_that_makes_no_sense_is_refused_by_name() {
        let late = NotificationFault::late;
        let refusals = [
            (
                NotificationFault::default(),
                "a fault needs one of twice, delaySeconds, outOfOrder and tampering",
            ),
            (NotificationFault::out_of_order().delay_seconds(1), "outOfOrder: it waits for the next"),
            (late(0), "delaySeconds: expected 1 to 2592000, found 0"),
            (late(2_592_001), "delaySeconds: expected 1 to 2592000, found 2592001"),
            (late(1).rate(1.5), "rate: expected a share above 0 and up to 1, found 1.5"),
            (late(1).count(0), "count: expected 1 or more, found 0"),
            (late(1).object_type("ORDER".into()), "objectType: expected one of CHARGE_PERMISSION, CHARGE,"),
        ];
        for (fault, expected) in refusals {
            assert!(fault.check().unwrap_err().starts_with(expected), "{fault:?}");
        }
    }
}

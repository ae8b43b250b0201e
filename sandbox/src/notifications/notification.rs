//! One notification, with what became of it at each endpoint; and the latest of them, bounded.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use amazonpay::notification::{EnvelopeType, IpnMessage, NotificationType, ObjectType};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How often one notification can be delivered, replays included: the list of deliveries is bounded as well.
pub(super) const MOST_DELIVERIES: usize = 100;

/// A notification as it is published.
#[derive(Debug)]
pub(super) struct Notification {
    pub(super) id: u64,
    pub(super) envelope_type: EnvelopeType,
    pub(super) message_id: String,
    /// `None` for the confirmations of subscriptions.
    pub(super) ipn: Option<IpnMessage>,
    pub(super) merchant_id: Arc<str>,
    pub(super) is_live: bool,
    pub(super) topic_arn: Arc<str>,
    /// The host of SNS that it is published from.
    pub(super) host: &'static str,
    pub(super) changed: Timestamp,
    pub(super) published: Timestamp,
    /// What confirms the subscription; for confirmations.
    pub(super) confirmation: Option<Confirmation>,
    deliveries: Mutex<Vec<NotificationDelivery>>,
}

/// How an endpoint confirms that it wants a topic's messages.
pub(super) struct Confirmation {
    pub(super) subscribe_url: String,
    pub(super) token: String,
}

/// Leaves both out.
impl std::fmt::Debug for Confirmation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Confirmation").finish_non_exhaustive()
    }
}

/// A notification of the sandbox, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SentNotification {
    /// The number by which it is replayed; they count up.
    pub id: u64,
    /// The envelope's `Type`: `Notification`, or a confirmation's.
    #[serde(rename = "type")]
    pub envelope_type: String,
    /// The envelope's `MessageId`, the same in every delivery.
    pub message_id: String,
    /// The merchant.
    pub merchant_id: String,
    /// `sandbox` or `live`.
    pub environment: String,
    /// The envelope's `TopicArn`.
    pub topic_arn: String,
    /// The object's kind; null for confirmations, like the next four.
    pub object_type: Option<ObjectType>,
    /// The object's id.
    pub object_id: Option<String>,
    /// The Charge Permission that the object belongs to, or is.
    pub charge_permission_id: Option<String>,
    /// `STATE_CHANGE` or `ATTRIBUTE_CHANGE`.
    pub notification_type: Option<NotificationType>,
    /// The message's `NotificationId`.
    pub notification_id: Option<String>,
    /// When the object changed, in the sandbox's time.
    #[schemars(extend("format" = "date-time"))]
    pub changed: String,
    /// When it was published, the envelope's `Timestamp`: later than the change when the clock was moved past it.
    #[schemars(extend("format" = "date-time"))]
    pub published: String,
    /// Each delivery to each endpoint, in the order in which they were planned.
    pub deliveries: Vec<NotificationDelivery>,
}

/// What became of a notification at one endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NotificationDelivery {
    /// The endpoint.
    pub url: String,
    /// How it stands.
    pub state: DeliveryState,
    /// The fault that it met.
    pub fault: Option<String>,
    /// Whether it is a replay.
    pub replay: bool,
    /// Each attempt, the first and up to three repeats.
    pub attempts: Vec<DeliveryAttempt>,
    /// When it is repeated, in the sandbox's time.
    #[schemars(extend("format" = "date-time"))]
    pub next_attempt: Option<String>,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum DeliveryState {
    /// It is still to be made, or to be repeated.
    Pending,
    /// The endpoint answered with a status of 200 to 299.
    Delivered,
    /// It was given up: refused for good, or repeated as often as SNS does.
    Failed,
    /// Too many deliveries were waiting, so it was never tried.
    Dropped,
}

/// One attempt to deliver.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DeliveryAttempt {
    /// When, in the sandbox's time.
    #[schemars(extend("format" = "date-time"))]
    pub at: String,
    /// The status of the endpoint's answer; null when there was none.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub error: Option<String>,
    /// How long it took, in microseconds of real time.
    pub micros: u64,
}

impl Notification {
    /// One without deliveries. The id is given when it is logged.
    #[expect(clippy::too_many_arguments, reason = "two callers, beside each other")]
    pub(super) fn new(
        envelope_type: EnvelopeType,
        ipn: Option<IpnMessage>,
        merchant_id: Arc<str>,
        is_live: bool,
        topic_arn: Arc<str>,
        host: &'static str,
        changed: Timestamp,
        published: Timestamp,
    ) -> Self {
        Self {
            id: 0,
            envelope_type,
            message_id: uuid::Uuid::new_v4().to_string(),
            ipn,
            merchant_id,
            is_live,
            topic_arn,
            host,
            changed,
            published,
            confirmation: None,
            deliveries: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<NotificationDelivery>> {
        self.deliveries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Plans a delivery and tells its number among this notification's; `None` when there are too many.
    pub(super) fn plan(&self, url: &str, fault: Option<String>, replay: bool) -> Option<usize> {
        let mut deliveries = self.lock();
        let number = deliveries.len();
        (number < MOST_DELIVERIES).then(|| {
            let state = DeliveryState::Pending;
            let (url, attempts) = (url.to_owned(), Vec::new());
            deliveries.push(NotificationDelivery { url, state, fault, replay, attempts, next_attempt: None });
            number
        })
    }

    pub(super) fn change(&self, delivery: usize, change: impl FnOnce(&mut NotificationDelivery)) {
        if let Some(delivery) = self.lock().get_mut(delivery) {
            change(delivery);
        }
    }

    /// A number that is another when any delivery stands differently.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for delivery in self.lock().iter() {
            (delivery.state as u8, delivery.attempts.len(), &delivery.next_attempt).hash(&mut hasher);
        }
        hasher.finish()
    }

    pub(super) fn shown(&self) -> SentNotification {
        let ipn = self.ipn.as_ref();
        SentNotification {
            id: self.id,
            envelope_type: self.envelope_type.as_str().to_owned(),
            message_id: self.message_id.clone(),
            merchant_id: self.merchant_id.to_string(),
            environment: if self.is_live { "live" } else { "sandbox" }.to_owned(),
            topic_arn: self.topic_arn.to_string(),
            object_type: ipn.map(|ipn| ipn.object_type.clone()),
            object_id: ipn.map(|ipn| ipn.object_id.clone()),
            charge_permission_id: ipn.and_then(|ipn| ipn.charge_permission_id.clone()),
            notification_type: ipn.map(|ipn| ipn.notification_type.clone()),
            notification_id: ipn.and_then(|ipn| ipn.notification_id.clone()),
            changed: self.changed.to_string(),
            published: self.published.to_string(),
            deliveries: self.lock().clone(),
        }
    }
}

/// A ring of the latest notifications.
#[derive(Debug)]
pub(super) struct NotificationLog {
    capacity: usize,
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    /// How many there ever were.
    count: u64,
    /// How many of them were forgotten on purpose.
    cleared: u64,
    latest: VecDeque<Arc<Notification>>,
}

impl NotificationLog {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, entries: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Numbers a notification and keeps it.
    pub(super) fn push(&self, mut notification: Notification) -> Arc<Notification> {
        let mut entries = self.lock();
        let Entries { count, latest, .. } = &mut *entries;
        *count += 1;
        notification.id = *count;
        let notification = Arc::new(notification);
        if self.capacity > 0 {
            if latest.len() >= self.capacity {
                latest.pop_front();
            }
            latest.push_back(Arc::clone(&notification));
        }
        notification
    }

    /// How many there ever were.
    pub(super) fn count(&self) -> u64 {
        self.lock().count
    }

    /// How many were forgotten on purpose.
    pub(super) fn cleared(&self) -> u64 {
        self.lock().cleared
    }

    /// Those kept, oldest first.
    pub(super) fn list(&self) -> Vec<Arc<Notification>> {
        self.lock().latest.iter().cloned().collect()
    }

    pub(super) fn find(&self, id: u64) -> Option<Arc<Notification>> {
        self.lock().latest.iter().find(|notification| notification.id == id).cloned()
    }

    pub(super) fn clear(&self) {
        let mut entries = self.lock();
        entries.cleared = entries.count;
        entries.latest.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_keeps_the_latest_and_a_notification_a_bounded_number_of_deliveries() {
        let log = NotificationLog::new(2);
        let publish = || {
            let now = Timestamp::UNIX_EPOCH;
            let kind = EnvelopeType::Notification;
            log.push(Notification::new(kind, None, "A1".into(), false, "arn".into(), "sns", now, now))
        };
        (0..2).for_each(|_| _ = publish());
        let last = publish();
        assert_eq!(log.list().iter().map(|one| one.id).collect::<Vec<_>>(), [2, 3]);
        assert!(log.find(1).is_none() && log.find(3).is_some());
        assert_eq!(
            (0..=MOST_DELIVERIES).filter(|_| last.plan("http://a/", None, true).is_some()).count(),
            100
        );
        log.clear();
        assert!(log.list().is_empty());
        assert_eq!(publish().id, 4, "ids are not used again");
    }
}

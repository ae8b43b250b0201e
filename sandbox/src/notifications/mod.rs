//! Instant Payment Notifications: what Amazon tells a merchant's endpoints, in envelopes of SNS.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/set-up-instant-payment-notifications.html>.
//!
//! The engine notes changes; whoever gives it back hands them to [`Notifications::publish`], which plans deliveries.
//! [`courier`] makes them. Without an endpoint nothing is noted and nothing is planned.

pub(crate) mod courier;
mod envelope;
mod fault;
mod notification;
mod queue;
mod sandbox_methods;
mod seen;
mod signing_identity;
pub(crate) mod sns;
pub(crate) mod sns_pages;
mod subscriptions;
mod tampering;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use amazonpay::config::Region;
use amazonpay::notification::{EnvelopeType, IpnMessage, SignatureVersion};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use uuid::Uuid;

pub use fault::{ArmedNotificationFault, NotificationFault};
pub use notification::{DeliveryAttempt, DeliveryState, NotificationDelivery, SentNotification};
pub(crate) use seen::SeenNotifications;
pub use subscriptions::IpnSubscription;
pub use tampering::Tampering;

use fault::NotificationFaults;
use notification::{Confirmation, Notification, NotificationLog};
use queue::{Queue, Shipment, When};
use signing_identity::SigningIdentity;
use subscriptions::{Subscription, Subscriptions};
pub(crate) use subscriptions::{check_url, check_urls};

use crate::clock::SandboxClock;
use crate::engine::Change;
use crate::stir::Stir;
use crate::tls::Authority;

/// How long a notification that comes out of order waits for the next one.
const HELD_AT_MOST: SignedDuration = SignedDuration::from_secs(60);

/// How notifications are sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// 1 unless set: what a topic of SNS has unless it is told otherwise, and Amazon Pay's own envelopes show.
    pub(crate) signature_version: SignatureVersion,
    /// How long an endpoint may take to answer, in real time; SNS gives it 15 seconds.
    pub(crate) timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { signature_version: SignatureVersion::V1, timeout: Duration::from_secs(15) }
    }
}

/// What can't be done with notifications, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotificationProblem {
    /// There is no such notification or merchant.
    NotFound(String),
    /// A value that can't be.
    Invalid(String),
}

/// Endpoints, deliveries and what became of them.
pub(crate) struct Notifications {
    clock: SandboxClock,
    identity: SigningIdentity,
    ca_pem: String,
    client: OnceLock<Result<reqwest::Client, String>>,
    settings: RwLock<Settings>,
    subscriptions: RwLock<Subscriptions>,
    /// Whether a session has an endpoint of its own.
    has_session_urls: AtomicBool,
    pub(crate) faults: NotificationFaults,
    log: NotificationLog,
    queue: Mutex<Queue>,
    /// Something was planned.
    wake: Notify,
    /// Something was delivered.
    quiet: Notify,
    /// Something changed that is shown.
    stir: Stir,
}

impl std::fmt::Debug for Notifications {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notifications").finish_non_exhaustive()
    }
}

impl Notifications {
    pub(crate) fn new(
        clock: SandboxClock,
        authority: Authority,
        ca_pem: String,
        settings: Settings,
        log_capacity: usize,
        stir: Stir,
    ) -> Self {
        Self {
            clock,
            identity: SigningIdentity::new(authority),
            ca_pem,
            client: OnceLock::new(),
            settings: RwLock::new(settings),
            subscriptions: RwLock::default(),
            has_session_urls: AtomicBool::new(false),
            faults: NotificationFaults::default(),
            log: NotificationLog::new(log_capacity),
            queue: Mutex::default(),
            wake: Notify::new(),
            quiet: Notify::new(),
            stir,
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(&self) -> Result<&reqwest::Client, String> {
        self.client.get_or_init(|| courier::client(&self.ca_pem)).as_ref().map_err(String::clone)
    }

    /// The certificate that envelopes are signed with, PEM. Blocks while the process's keys are made, up to 300 ms.
    pub(crate) fn certificate_pem(&self) -> Result<&str, String> {
        self.identity.certificate_pem()
    }

    pub(crate) fn settings(&self) -> Settings {
        *self.settings.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Whether anybody wants to be told of changes.
    pub(crate) fn has_listeners(&self) -> bool {
        self.has_session_urls.load(Ordering::Acquire) || !self.subscriptions(|all| all.is_empty())
    }

    fn subscriptions<T>(&self, read: impl FnOnce(&Subscriptions) -> T) -> T {
        read(&self.subscriptions.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn change_subscriptions<T>(&self, change: impl FnOnce(&mut Subscriptions) -> T) -> T {
        change(&mut self.subscriptions.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Every endpoint of every merchant.
    pub(crate) fn list_subscriptions(&self) -> Vec<IpnSubscription> {
        self.subscriptions(|all| all.iter().map(Subscription::shown).collect())
    }

    /// Sets a merchant's endpoints, which were checked.
    pub(crate) fn set_urls(&self, merchant_id: &str, region: Region, urls: &[String]) {
        self.change_subscriptions(|all| all.set(merchant_id, region, urls));
    }

    /// Says that a session has an endpoint of its own.
    pub(crate) fn expect_session_urls(&self) {
        self.has_session_urls.store(true, Ordering::Release);
    }

    /// Plans the deliveries of changes, in their order. Called while the engine is held, so that two threads can't
    /// publish in another order than that of their changes.
    pub(crate) fn publish(&self, changes: Vec<Change>, region_of: impl Fn(&str) -> Region) {
        let now = self.clock.now();
        for change in changes {
            let mut to: Vec<Subscription> =
                self.subscriptions(|all| all.confirmed(&change.merchant_id).cloned().collect());
            if let Some(url) = change.ipn_url.as_ref().filter(|url| to.iter().all(|one| one.url != **url)) {
                to.push(Subscription::new(&change.merchant_id, region_of(&change.merchant_id), url));
            }
            let Some(first) = to.first() else { continue };
            let notification = Notification::new(
                EnvelopeType::Notification,
                Some(message(&change)),
                change.merchant_id,
                change.is_live,
                Arc::clone(&first.topic_arn),
                first.host,
                change.moment,
                now,
            );
            let notification = self.log.push(notification);
            for subscription in &to {
                self.plan(&notification, subscription, now);
            }
        }
    }

    /// Plans a notification's deliveries to one endpoint, as the fault that it meets has it.
    fn plan(&self, notification: &Arc<Notification>, to: &Subscription, now: Timestamp) {
        let fault = notification.ipn.as_ref().and_then(|ipn| {
            self.faults.meet(&notification.merchant_id, &ipn.object_type, &ipn.notification_type)
        });
        let Some(fault) = fault else { return self.plan_one(notification, to, None, None, When::Now) };
        let name = fault.name();
        let last = match fault.delay_seconds {
            Some(seconds) => When::At(later(now, seconds)),
            None if fault.out_of_order => {
                When::AfterTheNext(now.checked_add(HELD_AT_MOST).unwrap_or(Timestamp::MAX))
            }
            None => When::Now,
        };
        if fault.twice {
            self.plan_one(notification, to, Some(name.clone()), fault.tampering, When::Now);
            self.plan_one(notification, to, Some(name), None, last);
        } else {
            self.plan_one(notification, to, Some(name), fault.tampering, last);
        }
    }

    fn plan_one(
        &self,
        notification: &Arc<Notification>,
        to: &Subscription,
        fault: Option<String>,
        tampering: Option<Tampering>,
        when: When,
    ) {
        if let Some(delivery) = notification.plan(&to.url, fault, false) {
            self.ship(shipment(notification, to, delivery, tampering), when);
        }
    }

    /// Lets a shipment go out.
    fn ship(&self, shipment: Shipment, when: When) {
        if let Err(refused) = self.queue().push(shipment, when) {
            refused.notification.change(refused.delivery, |delivery| {
                delivery.state = DeliveryState::Dropped;
                delivery.next_attempt = None;
            });
        }
        self.wake.notify_one();
        self.stir.stir();
    }

    /// The notifications that are kept, newest first.
    pub(crate) fn latest(&self) -> impl Iterator<Item = SentNotification> {
        self.log.list().into_iter().rev().map(|notification| notification.shown())
    }

    /// Delivers a notification once more to each endpoint that it was planned for, with the same MessageId.
    pub(crate) fn replay(&self, id: u64) -> Result<SentNotification, NotificationProblem> {
        let notification = self.log.find(id).ok_or_else(|| {
            NotificationProblem::NotFound(format!(
                "There is no notification {id}: the latest ones alone are kept, see GET /_sandbox/notifications."
            ))
        })?;
        let mut urls: Vec<String> = Vec::new();
        for delivery in notification.shown().deliveries {
            if !urls.contains(&delivery.url) {
                urls.push(delivery.url);
            }
        }
        for url in urls {
            let subscription = self.subscriptions(|all| {
                let own =
                    |one: &&Subscription| one.merchant_id == notification.merchant_id && *one.url == *url;
                all.iter().find(own).cloned()
            });
            // An endpoint of a session, or one that is registered no more.
            let subscription = subscription.unwrap_or_else(|| Subscription {
                topic_arn: Arc::clone(&notification.topic_arn),
                host: notification.host,
                ..Subscription::new(&notification.merchant_id, Region::Eu, &url)
            });
            let Some(delivery) = notification.plan(&url, None, true) else {
                return Err(NotificationProblem::Invalid(format!(
                    "Notification {id} has been delivered {} times, which is all that is kept.",
                    notification::MOST_DELIVERIES
                )));
            };
            self.ship(shipment(&notification, &subscription, delivery, None), When::Now);
        }
        Ok(notification.shown())
    }

    /// Asks an endpoint whether it wants a merchant's notifications. Until it confirms, by a GET on the SubscribeURL, it
    /// gets none.
    pub(crate) fn ask_for_confirmation(
        &self,
        merchant_id: &str,
        region: Region,
        url: &str,
    ) -> SentNotification {
        let (subscription, token) = self.change_subscriptions(|all| {
            let subscription = all.find_or_add(merchant_id, region, url);
            let token = subscription.ask_for_confirmation();
            (subscription.clone(), token)
        });
        self.send_confirmation(EnvelopeType::SubscriptionConfirmation, &subscription, token)
    }

    fn send_confirmation(
        &self,
        envelope_type: EnvelopeType,
        to: &Subscription,
        token: String,
    ) -> SentNotification {
        let now = self.clock.now();
        let mut confirmation = Notification::new(
            envelope_type,
            None,
            Arc::clone(&to.merchant_id),
            false,
            Arc::clone(&to.topic_arn),
            to.host,
            now,
            now,
        );
        confirmation.confirmation = Some(Confirmation { subscribe_url: to.subscribe_url(&token), token });
        let confirmation = self.log.push(confirmation);
        self.plan(&confirmation, to, now);
        confirmation.shown()
    }

    /// Confirms a subscription by its topic and token and tells its ARN; `None` when they fit none.
    fn confirm(&self, topic_arn: &str, token: &str) -> Option<String> {
        self.change_subscriptions(|all| all.confirm(topic_arn, token).map(Subscription::arn))
    }

    /// Ends a subscription and tells the endpoint, which can have it back by confirming; false when there is none.
    fn unsubscribe(&self, subscription_arn: &str) -> bool {
        let ended = self.change_subscriptions(|all| {
            let subscription = all.find_by_arn(subscription_arn)?;
            let token = subscription.ask_for_confirmation();
            Some((subscription.clone(), token))
        });
        let Some((subscription, token)) = ended else { return false };
        self.send_confirmation(EnvelopeType::UnsubscribeConfirmation, &subscription, token);
        true
    }

    /// Completes when nothing is under way nor due at the clock's present moment.
    pub(crate) async fn settled(&self) {
        loop {
            let mut delivered = std::pin::pin!(self.quiet.notified());
            // From here on no delivery is missed, and then it is looked at what is left.
            delivered.as_mut().enable();
            if self.queue().is_quiet(self.clock.now()) {
                return;
            }
            delivered.await;
        }
    }

    /// Forgets notifications, what has not gone out, and faults; endpoints stay.
    pub(crate) fn reset(&self) {
        self.queue().clear();
        self.log.clear();
        self.faults.clear();
        self.has_session_urls.store(false, Ordering::Release);
    }
}

fn later(now: Timestamp, seconds: u64) -> Timestamp {
    let by = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn shipment(
    notification: &Arc<Notification>,
    to: &Subscription,
    delivery: usize,
    tampering: Option<Tampering>,
) -> Shipment {
    Shipment {
        notification: Arc::clone(notification),
        delivery,
        url: Arc::clone(&to.url),
        subscription_arn: to.arn(),
        unsubscribe_url: to.unsubscribe_url(),
        tampering,
        attempts: 0,
    }
}

fn message(change: &Change) -> IpnMessage {
    IpnMessage {
        merchant_id: Some(change.merchant_id.to_string()),
        object_type: change.object_type.clone(),
        object_id: change.object_id.clone(),
        charge_permission_id: Some(change.charge_permission_id.clone()),
        notification_type: change.notification_type.clone(),
        notification_id: Some(Uuid::new_v4().to_string()),
        notification_version: Some("V2".to_owned()),
        ..IpnMessage::default()
    }
}

//! Delivers: posts envelopes to endpoints, and repeats as SNS does.
//!
//! Guide: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>, and of what is repeated
//! <https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.https.ca.html>: "all 5XX errors and 429".

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use amazonpay::notification::{EnvelopeType, SignatureVersion};
use http::header::{CONTENT_TYPE, USER_AGENT};
use jiff::SignedDuration;
use tokio::task::JoinSet;

use super::Notifications;
use super::envelope::Contents;
use super::notification::{DeliveryAttempt, DeliveryState};
use super::queue::{Shipment, When};

/// How long after a failure a delivery is repeated.
const REPEATED_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// How often a delivery is tried, the first time included.
const MOST_ATTEMPTS: u32 = 4;

/// Delivers whatever becomes due, until it is dropped.
pub(crate) async fn deliver(notifications: Arc<Notifications>) {
    let mut lanes = JoinSet::new();
    loop {
        let (started, next) = {
            let mut queue = notifications.queue();
            (queue.start(notifications.clock.now()), queue.next_due())
        };
        for first in started {
            lanes.spawn(deliver_in_order(Arc::clone(&notifications), first));
        }
        notifications.quiet.notify_waiters();
        let due = async {
            match next {
                Some(moment) => notifications.clock.sleep_until(moment).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = notifications.wake.notified() => {}
            () = due => {}
            Some(_) = lanes.join_next(), if !lanes.is_empty() => {}
        }
    }
}

/// Delivers to one endpoint until nothing waits for it.
async fn deliver_in_order(notifications: Arc<Notifications>, first: Shipment) {
    let mut shipment = first;
    loop {
        let url = Arc::clone(&shipment.url);
        attempt(&notifications, shipment).await;
        match notifications.queue().next_in_lane(&url) {
            Some(next) => shipment = next,
            None => break,
        }
    }
    notifications.quiet.notify_waiters();
}

/// What an attempt came to.
enum Failure {
    /// No answer: the delivery is repeated.
    Unanswered(String),
    /// Nothing could be sent, now or ever.
    Hopeless(String),
}

async fn attempt(notifications: &Arc<Notifications>, mut shipment: Shipment) {
    let (at, started) = (notifications.clock.now(), Instant::now());
    shipment.attempts += 1;
    let result = post(notifications, &shipment).await;
    let status = result.as_ref().ok().copied();
    let (error, repeats) = match result {
        Ok(status) => (None, status == 429 || status >= 500),
        Err(Failure::Unanswered(error)) => (Some(error), true),
        Err(Failure::Hopeless(error)) => (Some(error), false),
    };
    let delivered = status.is_some_and(|status| (200..300).contains(&status));
    tracing::debug!(
        message_id = shipment.notification.message_id,
        attempt = shipment.attempts,
        status,
        error,
        "a notification was posted"
    );
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let next = (repeats && shipment.attempts < MOST_ATTEMPTS)
        .then(|| at.checked_add(REPEATED_AFTER).unwrap_or(jiff::Timestamp::MAX));
    shipment.notification.change(shipment.delivery, |delivery| {
        delivery.attempts.push(DeliveryAttempt { at: at.to_string(), status, error, micros });
        delivery.next_attempt = next.map(|next| next.to_string());
        delivery.state = match next {
            _ if delivered => DeliveryState::Delivered,
            Some(_) => DeliveryState::Pending,
            None => DeliveryState::Failed,
        };
    });
    notifications.stir.stir();
    if let Some(next) = next {
        notifications.ship(shipment, When::At(next));
    }
}

/// Posts and tells the status of the answer.
async fn post(notifications: &Arc<Notifications>, shipment: &Shipment) -> Result<u16, Failure> {
    let settings = notifications.settings();
    let (maker, made_of) = (Arc::clone(notifications), shipment.clone());
    // The first signature of a process waits for its key, and one with SHA-1 takes milliseconds.
    let made = tokio::task::spawn_blocking(move || {
        let body = envelope(&maker, &made_of, settings.signature_version)?;
        Ok((body, maker.client()?.clone()))
    });
    let (body, client) = match made.await {
        Ok(made) => made.map_err(Failure::Hopeless)?,
        Err(_) => return Err(Failure::Hopeless("the envelope could not be made".to_owned())),
    };
    let notification = &shipment.notification;
    let request = client
        .post(&*shipment.url)
        .timeout(settings.timeout)
        .header(CONTENT_TYPE, "text/plain; charset=UTF-8")
        .header(USER_AGENT, "Amazon Simple Notification Service Agent")
        .header("x-amz-sns-message-type", notification.envelope_type.as_str())
        .header("x-amz-sns-message-id", &notification.message_id)
        .header("x-amz-sns-topic-arn", &*notification.topic_arn)
        .header("x-amz-sns-subscription-arn", &shipment.subscription_arn)
        .body(body);
    let answered = async {
        let mut response = request.send().await?;
        // What is left unread costs the connection; what is endless does not concern us.
        for _ in 0..16 {
            if response.chunk().await?.is_none() {
                break;
            }
        }
        Ok(response.status().as_u16())
    };
    answered.await.map_err(|error: reqwest::Error| {
        if error.is_builder() { Failure::Hopeless(cause(&error)) } else { Failure::Unanswered(cause(&error)) }
    })
}

fn envelope(
    notifications: &Notifications,
    shipment: &Shipment,
    version: SignatureVersion,
) -> Result<String, String> {
    let notification = &shipment.notification;
    let message = match (&notification.ipn, notification.envelope_type) {
        (Some(ipn), _) => serde_json::to_string(ipn).map_err(|error| format!("no message: {error}"))?,
        (None, EnvelopeType::UnsubscribeConfirmation) => format!(
            "You have chosen to deactivate subscription {}.\nTo cancel this operation and restore the subscription, \
             visit the SubscribeURL included in this message.",
            shipment.subscription_arn
        ),
        (None, _) => format!(
            "You have chosen to subscribe to the topic {}.\nTo confirm the subscription, visit the SubscribeURL \
             included in this message.",
            notification.topic_arn
        ),
    };
    let confirmation = notification.confirmation.as_ref();
    let contents = Contents {
        envelope_type: notification.envelope_type,
        message: &message,
        message_id: &notification.message_id,
        object_id: notification.ipn.as_ref().map(|ipn| ipn.object_id.as_str()),
        timestamp: &notification.published.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
        topic_arn: &notification.topic_arn,
        unsubscribe_url: confirmation.is_none().then_some(&*shipment.unsubscribe_url),
        subscribe_url: confirmation.map(|confirmation| confirmation.subscribe_url.as_str()),
        token: confirmation.map(|confirmation| confirmation.token.as_str()),
    };
    contents.body(&notifications.identity, notification.host, version, shipment.tampering)
}

/// A client that does as SNS does: no redirect is followed, certificates are checked. The sandbox's own authority is
/// trusted as well, so that a receiver can have a certificate of it.
pub(super) fn client(ca_pem: &str) -> Result<reqwest::Client, String> {
    let builder = || {
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(Duration::from_secs(5))
            .tls_version_min(reqwest::tls::Version::TLS_1_2)
            .tcp_nodelay(true)
            .no_proxy();
        let own = reqwest::Certificate::from_pem(ca_pem.as_bytes());
        own.map(|own| (builder, own))
    };
    let merged = builder().and_then(|(builder, own)| builder.add_root_certificate(own).build());
    // A machine without root certificates can still be delivered to over http.
    let made = merged.or_else(|_| builder().and_then(|(builder, own)| builder.tls_certs_only([own]).build()));
    made.map_err(|error| format!("no HTTP client to deliver notifications with: {}", cause(&error)))
}

/// Why there is no answer, in a few words and without the URL.
fn cause(error: &reqwest::Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    match error {
        error if error.is_timeout() => "no answer in time".to_owned(),
        error if error.source().is_none() => "the request could not be made".to_owned(),
        error if error.is_connect() => format!("no connection: {innermost}"),
        _ => format!("the connection broke: {innermost}"),
    }
}

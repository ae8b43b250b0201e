//! Notifications: what was sent, once more, what goes wrong, and where they go.

use std::sync::Arc;
use std::time::Duration;

use amazonpay::notification::{NotificationType, ObjectType, SignatureVersion};
use axum::extract::{Path, Query, State as Shared};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exchange::{Input, Json, Refusal, query};
use super::routes::Routes;
use crate::api_failure::ApiFailure;
use crate::notifications::{
    ArmedNotificationFault, DeliveryState, IpnSubscription, NotificationFault, NotificationProblem,
    SentNotification, Settings,
};
use crate::state::State;

/// Notifications, newest first.
#[derive(Debug, Serialize, JsonSchema)]
struct NotificationList {
    notifications: Vec<SentNotification>,
}

/// Which notifications to list: all fields that are given have to fit. `limit` is 100 by default.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Filter {
    /// The merchant.
    merchant_id: Option<String>,
    /// `CHARGE_PERMISSION`, `CHARGE`, `REFUND` or `CHARGEBACK`.
    object_type: Option<String>,
    /// The object's id.
    object_id: Option<String>,
    /// The Charge Permission that the object belongs to, or is.
    charge_permission_id: Option<String>,
    /// `STATE_CHANGE` or `ATTRIBUTE_CHANGE`.
    notification_type: Option<String>,
    /// The envelope's `MessageId`.
    message_id: Option<String>,
    /// An endpoint that it goes to.
    url: Option<String>,
    /// How a delivery stands, to that endpoint if one is given.
    state: Option<DeliveryState>,
    /// How many to list at most; 100 when absent.
    limit: Option<usize>,
}

impl Filter {
    fn fits(&self, sent: &SentNotification) -> bool {
        fn is(wanted: Option<&str>, found: Option<&str>) -> bool {
            wanted.is_none_or(|wanted| found == Some(wanted))
        }
        let mut deliveries = sent.deliveries.iter();
        let delivered_as_wanted = (self.url.is_none() && self.state.is_none())
            || deliveries.any(|delivery| {
                is(self.url.as_deref(), Some(&delivery.url))
                    && self.state.is_none_or(|wanted| delivery.state == wanted)
            });
        delivered_as_wanted
            && is(self.merchant_id.as_deref(), Some(&sent.merchant_id))
            && is(self.object_type.as_deref(), sent.object_type.as_ref().map(ObjectType::as_str))
            && is(self.object_id.as_deref(), sent.object_id.as_deref())
            && is(self.charge_permission_id.as_deref(), sent.charge_permission_id.as_deref())
            && is(
                self.notification_type.as_deref(),
                sent.notification_type.as_ref().map(NotificationType::as_str),
            )
            && is(self.message_id.as_deref(), Some(&sent.message_id))
    }
}

/// The armed notification faults, in the order in which they were added.
#[derive(Debug, Serialize, JsonSchema)]
struct FaultList {
    faults: Vec<ArmedNotificationFault>,
}

/// The endpoints of all merchants.
#[derive(Debug, Serialize, JsonSchema)]
struct SubscriptionList {
    subscriptions: Vec<IpnSubscription>,
}

/// An endpoint that is asked whether it wants a merchant's notifications.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Question {
    /// The merchant.
    merchant_id: String,
    /// The endpoint, http or https; registered if the merchant hadn't it.
    url: String,
}

/// How notifications are sent. What is absent stays as it is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SettingsChange {
    /// `1` (RSA with SHA-1) or `2` (RSA with SHA-256).
    signature_version: Option<String>,
    /// How long an endpoint may take to answer, in milliseconds of real time; more than 0.
    timeout_ms: Option<u64>,
}

/// How notifications are sent.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ShownSettings {
    /// `1` (RSA with SHA-1) or `2` (RSA with SHA-256).
    signature_version: String,
    /// How long an endpoint may take to answer, in milliseconds of real time.
    timeout_ms: u64,
}

impl From<Settings> for ShownSettings {
    fn from(settings: Settings) -> Self {
        Self {
            signature_version: settings.signature_version.as_str().to_owned(),
            timeout_ms: u64::try_from(settings.timeout.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl From<NotificationProblem> for Refusal {
    fn from(problem: NotificationProblem) -> Self {
        match problem {
            NotificationProblem::NotFound(message) => Self::not_found(message),
            NotificationProblem::Invalid(message) => Self::invalid(message),
        }
    }
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .find::<Filter, NotificationList, _>(
            "/_sandbox/notifications",
            "Lists the latest notifications with their deliveries: those that fit all that is asked for.",
            list,
        )
        .press::<SentNotification, _>(
            "/_sandbox/notifications/{id}/replay",
            "Delivers a notification once more, with the same MessageId, to each endpoint it went to.",
            replay,
        )
        .get::<FaultList, _>("/_sandbox/notifications/faults", "Lists the armed notification faults.", faults)
        .post::<NotificationFault, ArmedNotificationFault, _>(
            "/_sandbox/notifications/faults",
            "Arms a notification fault: twice, late, out of order, tampered with.",
            add_fault,
        )
        .delete::<FaultList, _>("/_sandbox/notifications/faults", "Removes all notification faults.", clear_faults)
        .delete::<FaultList, _>(
            "/_sandbox/notifications/faults/{id}",
            "Removes one notification fault.",
            remove_fault,
        )
        .get::<SubscriptionList, _>(
            "/_sandbox/notifications/subscriptions",
            "Lists the endpoints of all merchants.",
            subscriptions,
        )
        .post::<Question, SentNotification, _>(
            "/_sandbox/notifications/subscriptions",
            "Sends a SubscriptionConfirmation; the endpoint gets no notifications until it has visited the SubscribeURL.",
            ask,
        )
        .get::<ShownSettings, _>("/_sandbox/notifications/settings", "Tells how notifications are sent.", settings)
        .post::<SettingsChange, ShownSettings, _>(
            "/_sandbox/notifications/settings",
            "Sets how notifications are sent.",
            change_settings,
        )
        .text(
            "/_sandbox/notifications/certificate",
            "The certificate that notifications are signed with, PEM.",
            "application/x-pem-file",
            certificate,
        )
}

async fn list(
    Shared(state): Shared<Arc<State>>,
    filter: Result<Query<Filter>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<NotificationList>, Refusal> {
    let filter = query(filter)?;
    drop(state.present_engine());
    let fitting = state.notifications.latest().filter(|sent| filter.fits(sent));
    Ok(Json(NotificationList { notifications: fitting.take(filter.limit.unwrap_or(100)).collect() }))
}

async fn replay(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Json<SentNotification>, Refusal> {
    let id = id.parse().map_err(|_| {
        Refusal::not_found(format!(
            "There is no notification {id:?}; GET /_sandbox/notifications lists them."
        ))
    })?;
    Ok(Json(state.notifications.replay(id)?))
}

async fn faults(Shared(state): Shared<Arc<State>>) -> Json<FaultList> {
    Json(FaultList { faults: state.notifications.faults.list() })
}

async fn add_fault(
    Shared(state): Shared<Arc<State>>,
    Input(fault): Input<NotificationFault>,
) -> Result<Json<ArmedNotificationFault>, Refusal> {
    fault.check().map_err(|message| Refusal::invalid(format!("{message}.")))?;
    Ok(Json(state.notifications.faults.add(fault)))
}

async fn clear_faults(Shared(state): Shared<Arc<State>>) -> Json<FaultList> {
    state.notifications.faults.clear();
    Json(FaultList { faults: Vec::new() })
}

async fn remove_fault(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Json<FaultList>, Refusal> {
    if !id.parse().is_ok_and(|id| state.notifications.faults.remove(id)) {
        return Err(Refusal::not_found(format!(
            "There is no notification fault {id:?}; GET /_sandbox/notifications/faults lists them."
        )));
    }
    Ok(Json(FaultList { faults: state.notifications.faults.list() }))
}

async fn subscriptions(Shared(state): Shared<Arc<State>>) -> Json<SubscriptionList> {
    Json(SubscriptionList { subscriptions: state.notifications.list_subscriptions() })
}

async fn ask(
    Shared(state): Shared<Arc<State>>,
    Input(question): Input<Question>,
) -> Result<Json<SentNotification>, Refusal> {
    Ok(Json(state.ask_for_confirmation(&question.merchant_id, &question.url)?))
}

async fn settings(Shared(state): Shared<Arc<State>>) -> Json<ShownSettings> {
    Json(state.notifications.settings().into())
}

async fn change_settings(
    Shared(state): Shared<Arc<State>>,
    Input(change): Input<SettingsChange>,
) -> Result<Json<ShownSettings>, Refusal> {
    let version = match change.signature_version.as_deref() {
        None => None,
        Some("1") => Some(SignatureVersion::V1),
        Some("2") => Some(SignatureVersion::V2),
        Some(found) => {
            return Err(Refusal::invalid(format!("signatureVersion: expected 1 or 2, found {found:?}.")));
        }
    };
    if change.timeout_ms == Some(0) {
        return Err(Refusal::invalid("timeoutMs: expected more than 0."));
    }
    state.notifications.change_settings(|settings| {
        settings.signature_version = version.unwrap_or(settings.signature_version);
        settings.timeout = change.timeout_ms.map_or(settings.timeout, Duration::from_millis);
    });
    Ok(Json(state.notifications.settings().into()))
}

async fn certificate(Shared(state): Shared<Arc<State>>) -> Response {
    let notifications = Arc::clone(&state.notifications);
    // The keys take up to 300 ms to find, for which no connection should wait.
    let made = tokio::task::spawn_blocking(move || notifications.certificate_pem().map(str::to_owned)).await;
    match made.unwrap_or_else(|_| Err("the certificate could not be made".to_owned())) {
        Ok(pem) => (StatusCode::OK, [(CONTENT_TYPE, "application/x-pem-file")], pem).into_response(),
        Err(message) => {
            Refusal(ApiFailure::new(500, "InternalServerError", format!("{message}."))).into_response()
        }
    }
}

//! Looks inside: health, objects, requests; and reset.

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::exchange::{Json, Refusal};
use super::routes::Routes;
use crate::engine::ObjectKind;
use crate::request_log::Exchange;
use crate::shown_request::{self, RawRequest, RequestDetails, RequestSummary};
use crate::state::State;

/// That the sandbox answers.
#[derive(Debug, Serialize, JsonSchema)]
struct Health {
    /// Always `ok`.
    status: &'static str,
    /// The sandbox's version.
    version: &'static str,
    /// The sandbox's present moment, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    now: String,
    /// How many objects of all kinds there are.
    objects: usize,
}

/// Objects as the API shows them, of all merchants, oldest first.
#[derive(Debug, Serialize, JsonSchema)]
struct ObjectList {
    objects: Vec<Value>,
}

/// Requests, newest first.
#[derive(Debug, Serialize, JsonSchema)]
struct RequestList {
    requests: Vec<RequestSummary>,
}

/// How many requests to list.
#[derive(Debug, Deserialize, JsonSchema)]
struct Limit {
    /// A whole number; 100 when absent.
    limit: Option<String>,
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get::<Health, _>("/_sandbox/health", "Tells that the sandbox answers.", health)
        .get::<ObjectList, _>(
            "/_sandbox/objects/{kind}",
            "Lists the objects of a kind, such as charges or disputes, of all merchants.",
            objects,
        )
        .find::<Limit, RequestList, _>("/_sandbox/requests", "Lists the latest requests.", requests)
        .get::<RequestDetails, _>(
            "/_sandbox/requests/{id}",
            "Shows one request with its canonical request, and when its signature was refused both sides'.",
            request,
        )
        .get::<RawRequest, _>(
            "/_sandbox/requests/{id}/raw",
            "Shows one request exactly as it came, with its signature, tokens and buyers' data, to be sent again from a \
             command line; nowhere else are these shown.",
            raw,
        )
        .press::<Health, _>(
            "/_sandbox/reset",
            "Forgets objects, faults, throttling and requests, and resets the clock; merchants and keys stay.",
            reset,
        )
}

async fn health(Shared(state): Shared<Arc<State>>) -> Json<Health> {
    Json(describe(&state))
}

fn describe(state: &State) -> Health {
    Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        now: state.clock.now().to_string(),
        objects: state.engine().object_count(),
    }
}

async fn objects(
    Shared(state): Shared<Arc<State>>,
    Path(kind): Path<String>,
) -> Result<Json<ObjectList>, Refusal> {
    let kind = kind_of(&kind).map_err(Refusal::not_found)?;
    Ok(Json(ObjectList { objects: state.present_engine().objects(kind) }))
}

/// Reads a kind's segment, or says which there are.
pub(super) fn kind_of(segment: &str) -> Result<ObjectKind, String> {
    ObjectKind::find(segment).ok_or_else(|| {
        let kinds: Vec<&str> = ObjectKind::ALL.iter().map(|(segment, _)| *segment).collect();
        format!("kind: expected one of {}, found {segment:?}.", kinds.join(", "))
    })
}

async fn requests(
    Shared(state): Shared<Arc<State>>,
    Query(limit): Query<Limit>,
) -> Result<Json<RequestList>, Refusal> {
    let limit = match limit.limit.as_deref().map(str::parse::<usize>) {
        None => 100,
        Some(Ok(limit)) => limit,
        Some(Err(_)) => return Err(Refusal::invalid("limit: expected a whole number, such as 20.")),
    };
    let requests = shown_request::summaries(&state.log.latest(limit), &state.log);
    Ok(Json(RequestList { requests }))
}

async fn request(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Json<RequestDetails>, Refusal> {
    Ok(Json(shown_request::details(&logged(&state, &id)?, &state.log)))
}

async fn raw(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Result<Json<RawRequest>, Refusal> {
    let exchange = logged(&state, &id)?;
    Ok(Json(shown_request::raw(&exchange, state.tls_port.get().copied(), &state.host_names)))
}

fn logged(state: &State, id: &str) -> Result<Arc<Exchange>, Refusal> {
    state.log.find(id).ok_or_else(|| {
        Refusal::not_found(format!(
            "The log has no request {id:?}: it keeps the latest ones alone, see GET /_sandbox/requests."
        ))
    })
}

async fn reset(Shared(state): Shared<Arc<State>>) -> Json<Health> {
    state.reset();
    Json(describe(&state))
}

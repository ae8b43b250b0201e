//! Objects for whoever looks at many of them: pages of lines, one with all that belongs to it, and the states they can have.

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::exchange::{Json, Refusal, query};
use super::inspection::kind_of;
use super::routes::Routes;
use crate::engine::{ObjectSummary, StateDiagram, SummaryFilter, Upcoming, UpcomingFilter, state_diagrams};
use crate::shown_request::{self, RequestSummary};
use crate::state::State;

/// How many objects a page has unless the query says otherwise, and at most.
const USUAL_LIMIT: usize = 100;
const GREATEST_LIMIT: usize = 1_000;

/// How many upcoming events and requests of an object are told.
const TOLD: usize = 50;

/// Which objects to list: all fields that are given have to fit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SummaryQuery {
    /// The kind, such as `charges`.
    kind: Option<String>,
    /// The state, such as `Authorized`.
    state: Option<String>,
    /// A part of the id; upper and lower case are the same.
    text: Option<String>,
    /// What `next` of the page before said.
    before: Option<String>,
    /// How many to list, 1 to 1000; 100 when absent.
    limit: Option<usize>,
}

/// Objects, newest first.
#[derive(Debug, Serialize, JsonSchema)]
struct SummaryList {
    /// The objects of this page.
    objects: Vec<ObjectSummary>,
    /// How many fit, on whatever page.
    total: usize,
    /// What gets the next page as `before`; null on the last one.
    next: Option<String>,
}

/// One object and what belongs to it.
#[derive(Serialize, JsonSchema)]
struct ObjectDetails {
    /// The kind.
    kind: &'static str,
    /// The object's id.
    id: String,
    /// The object as the API shows it.
    object: Value,
    /// What will happen to it by itself, earliest first.
    upcoming: Vec<Upcoming>,
    /// The other objects of its Charge Permission, oldest first, at most 100.
    related: Vec<ObjectSummary>,
    /// The latest requests that speak of it, newest first, at most 50.
    requests: Vec<RequestSummary>,
}

/// The states of every kind of object that has any.
#[derive(Debug, Serialize, JsonSchema)]
struct StateDiagrams {
    diagrams: Vec<StateDiagram>,
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .find::<SummaryQuery, SummaryList, _>(
            "/_sandbox/summaries",
            "Lists objects of all merchants in a line each, newest first, in pages.",
            summaries,
        )
        .get::<ObjectDetails, _>(
            "/_sandbox/objects/{kind}/{id}",
            "Shows one object with what will happen to it, what belongs to it and the requests that speak of it.",
            object,
        )
        .get::<StateDiagrams, _>(
            "/_sandbox/state-diagrams",
            "Tells which states objects have and which of them become which.",
            diagrams,
        )
}

async fn summaries(
    Shared(state): Shared<Arc<State>>,
    filter: Result<Query<SummaryQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<SummaryList>, Refusal> {
    let filter = query(filter)?;
    let kind = filter.kind.as_deref().map(kind_of).transpose().map_err(Refusal::invalid)?;
    let before = filter.before.map(|before| {
        let expected = || format!("before: expected the next of the page before, found {before:?}.");
        before.parse::<u64>().map_err(|_| Refusal::invalid(expected()))
    });
    let limit = filter.limit.unwrap_or(USUAL_LIMIT);
    if !(1..=GREATEST_LIMIT).contains(&limit) {
        return Err(Refusal::invalid(format!("limit: expected 1 to {GREATEST_LIMIT}, found {limit}.")));
    }
    let filter =
        SummaryFilter { kind, state: filter.state, text: filter.text, before: before.transpose()?, limit };
    let page = state.present_engine().summaries(&filter);
    let next = page.next.map(|number| number.to_string());
    Ok(Json(SummaryList { objects: page.objects, total: page.total, next }))
}

async fn object(
    Shared(state): Shared<Arc<State>>,
    Path((segment, id)): Path<(String, String)>,
) -> Result<Json<ObjectDetails>, Refusal> {
    let kind = kind_of(&segment).map_err(Refusal::not_found)?;
    let engine = state.present_engine();
    let Some(object) = engine.object(kind, &id) else {
        return Err(Refusal::not_found(format!(
            "There is none of {segment} with the id {id:?}; GET /_sandbox/summaries?kind={segment} lists them."
        )));
    };
    let filter = UpcomingFilter { of: Some((kind, &id)), limit: TOLD, until: None };
    let (upcoming, _) = engine.upcoming(&filter);
    let related = engine.related(kind, &id);
    drop(engine);
    let requests = shown_request::summaries(&state.log.mentioning(&id, TOLD), &state.log);
    Ok(Json(ObjectDetails { kind: kind.segment(), id, object, upcoming, related, requests }))
}

async fn diagrams() -> Json<StateDiagrams> {
    Json(StateDiagrams { diagrams: state_diagrams() })
}

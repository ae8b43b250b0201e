//! The sandbox at a glance, and what will happen by itself.

use std::sync::Arc;

use axum::extract::{Query, State as Shared};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exchange::{Json, Refusal, query};
use super::routes::Routes;
use crate::engine::{KindCount, LedgerTotals, Upcoming, UpcomingFilter};
use crate::state::State;

/// How many upcoming events the overview shows.
const SHOWN: usize = 5;

/// The sandbox at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Overview {
    /// The sandbox's version.
    version: &'static str,
    /// The sandbox's present moment.
    #[schemars(extend("format" = "date-time"))]
    now: String,
    /// Whether the clock stands still until it is moved.
    frozen: bool,
    /// How far the clock is ahead of the machine's, in seconds.
    offset_seconds: i64,
    /// How many requests of the API there were since the start or the last reset; 0 when the log keeps none.
    requests: u64,
    /// How many objects there are, by kind and state.
    objects: Vec<KindCount>,
    /// What the money comes to, by currency.
    ledger: Vec<LedgerTotals>,
    /// How much will happen by itself.
    upcoming_total: usize,
    /// The next of it.
    upcoming: Vec<Upcoming>,
    /// How many faults are armed.
    faults: usize,
    /// How many notification faults are armed.
    notification_faults: usize,
}

impl Overview {
    /// Whether it says the same but for the time that has passed.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let timeless = |overview: &Self| {
            // A clock that stands still falls behind, and one that runs is no other for it.
            let (now, offset_seconds) = if overview.frozen {
                (overview.now.clone(), 0)
            } else {
                (String::new(), overview.offset_seconds)
            };
            Self { now, offset_seconds, ..overview.clone() }
        };
        timeless(self) == timeless(other)
    }
}

/// Which events to list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UpcomingQuery {
    /// Those due by this moment, such as `2026-11-24T17:29:18Z`.
    until: Option<String>,
    /// How many to list at most; 100 when absent.
    limit: Option<usize>,
}

/// What will happen by itself, earliest first; what no longer applies is left out.
#[derive(Debug, Serialize, JsonSchema)]
struct UpcomingList {
    /// The events.
    upcoming: Vec<Upcoming>,
    /// How many there are, listed or not.
    total: usize,
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get::<Overview, _>(
            "/_sandbox/overview",
            "Tells how many objects there are in which state, what the money comes to, the time and what comes next.",
            overview,
        )
        .find::<UpcomingQuery, UpcomingList, _>(
            "/_sandbox/upcoming",
            "Lists what will happen by itself, and when: expiries, pending decisions, deadlines, payouts, reports.",
            upcoming,
        )
}

async fn overview(Shared(state): Shared<Arc<State>>) -> Json<Overview> {
    Json(look(&state))
}

/// Takes a look at the sandbox.
pub(super) fn look(state: &State) -> Overview {
    let engine = state.present_engine();
    let (upcoming, upcoming_total) =
        engine.upcoming(&UpcomingFilter { limit: SHOWN, ..UpcomingFilter::default() });
    Overview {
        version: env!("CARGO_PKG_VERSION"),
        now: state.clock.now().to_string(),
        frozen: state.clock.is_frozen(),
        offset_seconds: state.clock.offset().as_secs(),
        requests: state.log.count(),
        objects: engine.counts(),
        ledger: engine.ledger(),
        upcoming_total,
        upcoming,
        faults: state.faults.count(),
        notification_faults: state.notifications.faults.count(),
    }
}

async fn upcoming(
    Shared(state): Shared<Arc<State>>,
    filter: Result<Query<UpcomingQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<UpcomingList>, Refusal> {
    let filter = query(filter)?;
    let until = filter.until.as_deref().map(moment).transpose()?;
    let engine = state.present_engine();
    let (upcoming, total) =
        engine.upcoming(&UpcomingFilter { until, of: None, limit: filter.limit.unwrap_or(100) });
    Ok(Json(UpcomingList { upcoming, total }))
}

fn moment(text: &str) -> Result<Timestamp, Refusal> {
    text.parse().map_err(|_| {
        Refusal::invalid(format!("until: expected a moment such as 2026-11-24T17:29:18Z, found {text:?}."))
    })
}

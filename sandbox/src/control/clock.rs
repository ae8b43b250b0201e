//! Reads and moves the clock.

use std::sync::Arc;

use axum::extract::State as Shared;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exchange::{Input, Json, Refusal};
use super::routes::Routes;
use crate::state::State;

/// The sandbox's time.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ClockReading {
    /// The sandbox's present moment, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    now: String,
    /// Whether it stands still until it is moved.
    frozen: bool,
    /// How far it is ahead of the machine's clock, in seconds.
    offset_seconds: i64,
}

/// How to move the clock. Fields are applied in this order: reset, now, advance, frozen.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClockChange {
    /// Puts the clock back on the machine's time first.
    #[serde(default)]
    reset: bool,
    /// Sets the clock to this moment, such as `2026-11-24T17:29:18Z`.
    now: Option<String>,
    /// Moves the clock on: seconds, or text such as `8d`, `30s`, `2h 30m` or `P8D`; negative moves it back.
    advance: Option<Advance>,
    /// Stops the clock, or lets it run on.
    frozen: Option<bool>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Advance {
    Seconds(i64),
    Text(String),
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get::<ClockReading, _>("/_sandbox/clock", "Tells the sandbox's time.", read)
        .post::<ClockChange, ClockReading, _>(
            "/_sandbox/clock",
            "Moves, stops or restarts the clock; what falls due until then has happened when it answers.",
            change,
        )
}

async fn read(Shared(state): Shared<Arc<State>>) -> Json<ClockReading> {
    Json(reading(&state))
}

fn reading(state: &State) -> ClockReading {
    ClockReading {
        now: state.clock.now().to_string(),
        frozen: state.clock.is_frozen(),
        offset_seconds: state.clock.offset().as_secs(),
    }
}

async fn change(
    Shared(state): Shared<Arc<State>>,
    Input(change): Input<ClockChange>,
) -> Result<Json<ClockReading>, Refusal> {
    // Everything is read before anything is moved, so that a refused request moves nothing.
    let now = change.now.as_deref().map(moment).transpose()?;
    let advance = change.advance.as_ref().map(duration).transpose()?;
    if change.reset {
        state.clock.reset();
    }
    if let Some(now) = now {
        state.clock.set(now);
    }
    if let Some(advance) = advance {
        state.clock.advance(advance);
    }
    match change.frozen {
        Some(true) => _ = state.clock.freeze(),
        Some(false) => _ = state.clock.resume(),
        None => {}
    }
    state.engine().run_until(state.clock.now());
    Ok(Json(reading(&state)))
}

fn moment(text: &str) -> Result<Timestamp, Refusal> {
    text.parse().map_err(|_| {
        Refusal::invalid(format!("now: expected a moment such as 2026-11-24T17:29:18Z, found {text:?}."))
    })
}

fn duration(advance: &Advance) -> Result<SignedDuration, Refusal> {
    match advance {
        Advance::Seconds(seconds) => Ok(SignedDuration::from_secs(*seconds)),
        Advance::Text(text) => text
            .parse::<Span>()
            .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()))
            .map_err(|_| {
                Refusal::invalid(format!(
                    "advance: expected seconds, or a duration in weeks or smaller such as 8d, 30s or P8D, found {text:?}."
                ))
            }),
    }
}

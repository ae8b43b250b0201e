//! Faults and throttling.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exchange::{Input, Json, Refusal};
use super::routes::Routes;
use crate::faults::{ArmedFault, Fault};
use crate::state::State;
use crate::throttle::{Bucket, Throttle};

/// The armed faults, in the order in which they were added.
#[derive(Debug, Serialize, JsonSchema)]
struct FaultList {
    faults: Vec<ArmedFault>,
}

/// Which quotas to apply: a preset, or both buckets.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ThrottleChange {
    /// Quotas by name.
    preset: Option<Preset>,
    /// The bucket of POST, PATCH and DELETE.
    write: Option<Bucket>,
    /// The bucket of GET.
    read: Option<Bucket>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Preset {
    Off,
    Live,
    Sandbox,
}

/// The quotas that apply; null when throttling is off.
#[derive(Debug, Serialize, JsonSchema)]
struct ThrottleState {
    throttle: Option<Throttle>,
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get::<FaultList, _>("/_sandbox/faults", "Lists the armed faults.", list)
        .post::<Fault, ArmedFault, _>("/_sandbox/faults", "Arms a fault.", add)
        .delete::<FaultList, _>("/_sandbox/faults", "Removes all faults.", clear)
        .delete::<FaultList, _>("/_sandbox/faults/{id}", "Removes one fault.", remove)
        .get::<ThrottleState, _>("/_sandbox/throttle", "Tells the quotas.", throttle)
        .post::<ThrottleChange, ThrottleState, _>(
            "/_sandbox/throttle",
            "Sets the quotas and fills all buckets.",
            set_throttle,
        )
}

async fn list(Shared(state): Shared<Arc<State>>) -> Json<FaultList> {
    Json(FaultList { faults: state.faults.list() })
}

async fn add(
    Shared(state): Shared<Arc<State>>,
    Input(fault): Input<Fault>,
) -> Result<Json<ArmedFault>, Refusal> {
    fault.check().map_err(|message| Refusal::invalid(format!("{message}.")))?;
    let id = state.faults.add(fault.clone());
    Ok(Json(ArmedFault { id, fault, seen: 0, met: 0 }))
}

async fn clear(Shared(state): Shared<Arc<State>>) -> Json<FaultList> {
    state.faults.clear();
    Json(FaultList { faults: Vec::new() })
}

async fn remove(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Json<FaultList>, Refusal> {
    if !id.parse().is_ok_and(|id| state.faults.remove(id)) {
        return Err(Refusal::not_found(format!(
            "There is no fault {id:?}; GET /_sandbox/faults lists them."
        )));
    }
    Ok(Json(FaultList { faults: state.faults.list() }))
}

async fn throttle(Shared(state): Shared<Arc<State>>) -> Json<ThrottleState> {
    Json(ThrottleState { throttle: state.throttling.settings() })
}

async fn set_throttle(
    Shared(state): Shared<Arc<State>>,
    Input(change): Input<ThrottleChange>,
) -> Result<Json<ThrottleState>, Refusal> {
    let throttle = match (change.preset, change.write, change.read) {
        (Some(Preset::Off), None, None) => None,
        (Some(Preset::Live), None, None) => Some(Throttle::live()),
        (Some(Preset::Sandbox), None, None) => Some(Throttle::sandbox()),
        (None, Some(write), Some(read)) => Some(Throttle { write, read }),
        _ => {
            return Err(Refusal::invalid(
                "preset: expected off, live or sandbox alone, or both write and read.",
            ));
        }
    };
    if let Some(throttle) = &throttle {
        throttle.check().map_err(|message| Refusal::invalid(format!("{message}.")))?;
    }
    state.throttling.set(throttle);
    Ok(Json(ThrottleState { throttle }))
}

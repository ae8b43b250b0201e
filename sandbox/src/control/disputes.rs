//! Disputes: what the buyer does, and what the review comes to.

use std::sync::Arc;

use amazonpay::model::{DisputeFilingReason, Money};
use axum::extract::{Path, State as Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exchange::{Input, Json, Refusal};
use super::routes::Routes;
use crate::engine::{BuyerAction, BuyerOutcome, DisputeRuling};
use crate::state::State;

/// What the buyer tells the bank.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Chargeback {
    /// How much; all that is captured and not in dispute already when absent.
    amount: Option<Money>,
    /// Why; `Fraudulent` when absent.
    filing_reason: Option<DisputeFilingReason>,
}

/// What the review comes to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Ruling {
    ruling: DisputeRuling,
}

/// A dispute as it is now.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DisputeState {
    /// The dispute.
    dispute_id: Option<String>,
    /// Its state.
    state: Option<String>,
}

impl From<BuyerOutcome> for DisputeState {
    fn from(outcome: BuyerOutcome) -> Self {
        Self { dispute_id: outcome.dispute_id, state: outcome.state }
    }
}

/// What was decided.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Ruled {
    dispute_id: String,
    ruling: DisputeRuling,
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post::<Chargeback, DisputeState, _>(
            "/_sandbox/buyer/charges/{id}/chargeback",
            "The buyer asks the bank for the money of a captured charge, which opens a dispute.",
            file,
        )
        .press::<DisputeState, _>(
            "/_sandbox/buyer/disputes/{id}/withdraw",
            "The buyer takes a chargeback back.",
            withdraw,
        )
        .post::<Ruling, Ruled, _>(
            "/_sandbox/disputes/{id}/ruling",
            "Says what the review of a dispute will come to once the merchant has contested it.",
            rule,
        )
}

async fn file(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Input(chargeback): Input<Chargeback>,
) -> Result<Json<DisputeState>, Refusal> {
    let action = BuyerAction::FileChargeback {
        charge_id: id,
        amount: chargeback.amount,
        filing_reason: chargeback.filing_reason.unwrap_or(DisputeFilingReason::Fraudulent),
    };
    Ok(Json(state.engine().buyer(action, state.clock.now())?.into()))
}

async fn withdraw(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Json<DisputeState>, Refusal> {
    let action = BuyerAction::WithdrawChargeback { dispute_id: id };
    Ok(Json(state.engine().buyer(action, state.clock.now())?.into()))
}

async fn rule(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Input(Ruling { ruling }): Input<Ruling>,
) -> Result<Json<Ruled>, Refusal> {
    state.engine().rule_dispute(&id, ruling, state.clock.now())?;
    Ok(Json(Ruled { dispute_id: id, ruling }))
}

//! Merchants' tokens, and the merchants who take over the accounts that partners created.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use schemars::JsonSchema;
use serde::Serialize;

use super::exchange::{Json, Refusal};
use super::routes::Routes;
use crate::state::State;

/// What a solution provider needs to act for a merchant.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Tokens {
    merchant_id: String,
    /// The token by which another merchant acts for this one, as x-amz-pay-authtoken.
    auth_token: String,
    /// The token of the older API, which authorization_tokens.get exchanges for another.
    mws_auth_token: String,
}

/// An account that its merchant has taken over.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TakenOver {
    merchant_account_id: String,
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get::<Tokens, _>(
            "/_sandbox/merchants/{id}/tokens",
            "Tells the tokens by which a solution provider acts for a merchant, registered here or made by the API.",
            tokens,
        )
        .press::<TakenOver, _>(
            "/_sandbox/merchantAccounts/{id}/claim",
            "The merchant takes over an account, on the page that merchant_accounts.claim leads to.",
            claim,
        )
}

async fn tokens(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Result<Json<Tokens>, Refusal> {
    let is_registered = state.merchants.accounts().iter().any(|account| *account.merchant_id == *id);
    let mut engine = state.engine();
    if !is_registered && !engine.has_merchant_account(&id) {
        return Err(Refusal::not_found(format!(
            "There is no merchant {id:?}; GET /_sandbox/merchants lists them."
        )));
    }
    let (auth_token, mws_auth_token) = (engine.auth_token(&id), engine.mws_auth_token(&id));
    Ok(Json(Tokens { merchant_id: id, auth_token, mws_auth_token }))
}

async fn claim(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Json<TakenOver>, Refusal> {
    state.engine().take_over_account(&id)?;
    Ok(Json(TakenOver { merchant_account_id: id }))
}

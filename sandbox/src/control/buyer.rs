//! What the buyer does on Amazon's pages.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::exchange::{Input, Json, Refusal};
use super::routes::Routes;
use crate::api_failure::ApiFailure;
use crate::button::Button;
use crate::engine::{BuyerAction, BuyerOutcome};
use crate::notifications::check_url;
use crate::state::State;

/// A buyer's visit to Amazon's page, from a button or with a session's id.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Visit {
    /// The button that the buyer clicks. Either this or `checkoutSessionId`.
    button: Option<Button>,
    /// The session that the buyer opens.
    checkout_session_id: Option<String>,
    /// Who signs in: one of the test buyers `us`, `gb`, `de`, `fr`, `it`, `es`, `jp` and `long`, with the first of their
    /// addresses that the merchant delivers to. When absent, Susie Smith at home in the merchant's region.
    buyer: Option<String>,
    /// The card, by its last four digits, such as `1111`.
    card: Option<String>,
    /// The shipping address, as the API writes one.
    address: Option<Value>,
    /// How the visit ends.
    #[serde(default)]
    action: Action,
    /// Where notifications of what the session becomes go besides the merchant's endpoints. Amazon's own buttons and
    /// sessions name none; this is the sandbox's.
    ipn_url: Option<String>,
}

/// How a visit ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "VisitEnd")]
enum Action {
    /// The buyer presses the page's button.
    #[default]
    Approve,
    /// The buyer leaves by "cancel".
    Cancel,
    /// The buyer stays on the page for now.
    Stay,
}

/// Another card for a Charge Permission.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewCard {
    /// The card, by its last four digits, such as `1111`.
    card: String,
}

/// Where the visit led.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "BuyerOutcome")]
struct Outcome {
    /// The session; null after a sign-in button.
    checkout_session_id: Option<String>,
    /// The session's state.
    state: Option<String>,
    /// Where Amazon sends the browser next; null while the buyer is still on Amazon's page.
    next_url: Option<String>,
    /// The token of a sign-in button.
    buyer_token: Option<String>,
}

impl From<BuyerOutcome> for Outcome {
    fn from(outcome: BuyerOutcome) -> Self {
        Self {
            checkout_session_id: outcome.checkout_session_id,
            state: outcome.state,
            next_url: outcome.next_url,
            buyer_token: outcome.buyer_token,
        }
    }
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post::<Visit, Outcome, _>(
            "/_sandbox/buyer/checkout",
            "The buyer opens a button or a session, chooses card and address, and approves, cancels or stays.",
            checkout,
        )
        .press::<Outcome, _>("/_sandbox/buyer/sessions/{id}/approve", "The buyer presses the page's button.", approve)
        .press::<Outcome, _>("/_sandbox/buyer/sessions/{id}/cancel", "The buyer leaves by \"cancel\".", cancel)
        .post::<NewCard, Outcome, _>(
            "/_sandbox/buyer/chargePermissions/{id}/card",
            "The buyer chooses another card for a Charge Permission, as after a decline.",
            change_card,
        )
}

async fn checkout(
    Shared(state): Shared<Arc<State>>,
    Input(visit): Input<Visit>,
) -> Result<Json<Outcome>, Refusal> {
    if let Some(url) = &visit.ipn_url {
        check_url(url).map_err(|message| Refusal::invalid(format!("ipnUrl: {message}.")))?;
    }
    let open = match (visit.button, visit.checkout_session_id) {
        (Some(button), None) => button.check(&state).map_err(ApiFailure::from)?,
        (None, Some(checkout_session_id)) => BuyerAction::OpenSession { checkout_session_id },
        _ => return Err(Refusal::invalid("Expected one of button and checkoutSessionId.")),
    };
    let now = state.clock.now();
    let mut outcome = state.engine().buyer(open, now)?;
    let Some(checkout_session_id) = outcome.checkout_session_id.clone() else {
        if let (Some(buyer), Some(buyer_token)) = (visit.buyer, outcome.buyer_token.clone()) {
            outcome = state.engine().buyer(BuyerAction::ShareDetails { buyer_token, buyer }, now)?;
        }
        return Ok(Json(outcome.into()));
    };
    if let Some(url) = &visit.ipn_url {
        state.set_session_ipn_url(&checkout_session_id, url)?;
    }
    let mut engine = state.engine();
    let session = || checkout_session_id.clone();
    let buyer = visit.buyer.map(|buyer| BuyerAction::SignIn { checkout_session_id: session(), buyer });
    let card = visit.card.map(|card| BuyerAction::ChooseCard { checkout_session_id: session(), card });
    let address =
        visit.address.map(|address| BuyerAction::ChooseAddress { checkout_session_id: session(), address });
    let end = match visit.action {
        Action::Approve => Some(BuyerAction::Approve { checkout_session_id: session() }),
        Action::Cancel => Some(BuyerAction::Cancel { checkout_session_id: session() }),
        Action::Stay => None,
    };
    for action in [buyer, card, address, end].into_iter().flatten() {
        outcome = engine.buyer(action, now)?;
    }
    Ok(Json(outcome.into()))
}

async fn approve(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Json<Outcome>, Refusal> {
    let action = BuyerAction::Approve { checkout_session_id: id };
    Ok(Json(state.engine().buyer(action, state.clock.now())?.into()))
}

async fn cancel(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Result<Json<Outcome>, Refusal> {
    let action = BuyerAction::Cancel { checkout_session_id: id };
    Ok(Json(state.engine().buyer(action, state.clock.now())?.into()))
}

async fn change_card(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Input(new): Input<NewCard>,
) -> Result<Json<Outcome>, Refusal> {
    let action = BuyerAction::ChangePaymentMethod { charge_permission_id: id, card: new.card };
    Ok(Json(state.engine().buyer(action, state.clock.now())?.into()))
}

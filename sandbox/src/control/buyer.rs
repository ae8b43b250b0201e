//! What the buyer does on Amazon's pages.

use std::sync::Arc;

use amazonpay::signing::{Algorithm, verify_button_signature};
use axum::extract::{Path, State as Shared};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::exchange::{Input, Json, Refusal};
use super::routes::Routes;
use crate::api_failure::ApiFailure;
use crate::engine::LIVE_SUFFIX;
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

/// What the merchant's page hands to Amazon's script, as `createCheckoutSessionConfig` or `signInConfig`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Button {
    /// The public key id whose private key signed the payload.
    public_key_id: String,
    /// The payload, byte for byte as it was signed.
    #[serde(rename = "payloadJSON")]
    payload_json: String,
    /// The signature, base64.
    signature: String,
    /// `AMZN-PAY-RSASSA-PSS-V2` or `AMZN-PAY-RSASSA-PSS`; either is tried when absent.
    algorithm: Option<String>,
    /// `PayAndShip`, `PayOnly` or `SignIn`.
    product_type: Option<String>,
    /// Whether the page is one of the sandbox environment; needed only when the public key id has no prefix.
    sandbox: Option<bool>,
    /// The region of the script; the merchant's own when absent.
    region: Option<String>,
}

/// Leaves the payload and its signature out.
impl std::fmt::Debug for Button {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Button").field("public_key_id", &self.public_key_id).finish_non_exhaustive()
    }
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
        (Some(button), None) => open_button(&state, button)?,
        (None, Some(checkout_session_id)) => BuyerAction::OpenSession { checkout_session_id },
        _ => return Err(Refusal::invalid("Expected one of button and checkoutSessionId.")),
    };
    let now = state.clock.now();
    let mut outcome = state.engine().buyer(open, now)?;
    let Some(checkout_session_id) = outcome.checkout_session_id.clone() else {
        return Ok(Json(outcome.into()));
    };
    if let Some(url) = &visit.ipn_url {
        state.set_session_ipn_url(&checkout_session_id, url)?;
    }
    let mut engine = state.engine();
    let session = || checkout_session_id.clone();
    let card = visit.card.map(|card| BuyerAction::ChooseCard { checkout_session_id: session(), card });
    let address =
        visit.address.map(|address| BuyerAction::ChooseAddress { checkout_session_id: session(), address });
    let end = match visit.action {
        Action::Approve => Some(BuyerAction::Approve { checkout_session_id: session() }),
        Action::Cancel => Some(BuyerAction::Cancel { checkout_session_id: session() }),
        Action::Stay => None,
    };
    for action in [card, address, end].into_iter().flatten() {
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

/// Checks a button's signature as Amazon does when it is clicked.
/// Guide: <https://developer.amazon.com/docs/amazon-pay-checkout/add-the-amazon-pay-button.html>.
fn open_button(state: &State, button: Button) -> Result<BuyerAction, Refusal> {
    let Some(key) = state.merchants.key(&button.public_key_id) else {
        let message = format!("publicKeyId: {:?} is not registered with this sandbox.", button.public_key_id);
        return Err(ApiFailure::new(403, "InvalidAuthentication", message).into());
    };
    let algorithms: Vec<Algorithm> = match &button.algorithm {
        Some(name) => vec![name.parse().map_err(|error| Refusal::invalid(format!("{error}.")))?],
        None => Algorithm::ALL.to_vec(),
    };
    let fits = |algorithm: &Algorithm| {
        let key = key.public_key()?;
        verify_button_signature(&button.payload_json, &button.signature, *algorithm, key).then_some(())
    };
    if !algorithms.iter().any(|algorithm| fits(algorithm).is_some()) {
        let unescaped = button.payload_json.replace("\\/", "/");
        let hint = if algorithms.iter().any(|algorithm| {
            key.public_key()
                .is_some_and(|key| verify_button_signature(&unescaped, &button.signature, *algorithm, key))
        }) {
            "it is that of the payload with its \\/ un-escaped."
        } else {
            "the very string that was signed has to reach the page, byte for byte."
        };
        let message = format!("The button's signature does not fit its payload: {hint}");
        return Err(ApiFailure::new(403, "InvalidRequestSignature", message).into());
    }
    let live = match key.environment {
        Some(environment) => environment == amazonpay::config::Environment::Live,
        None => !button.sandbox.unwrap_or(true),
    };
    let region = match button.region {
        Some(region) => region
            .parse::<amazonpay::config::Region>()
            .map_err(|_| Refusal::invalid(format!("region: expected na, eu or jp, found {region:?}.")))?
            .code()
            .to_owned(),
        None => state.merchants.region_of(&key.merchant_id).code().to_owned(),
    };
    Ok(BuyerAction::OpenButton {
        merchant: format!("{}{}", key.merchant_id, if live { LIVE_SUFFIX } else { "" }),
        payload: button.payload_json,
        region,
        product_type: button.product_type,
    })
}

//! The click on a button: its signature is checked, and a session made that the hosted pages go on with.

use std::sync::Arc;

use amazonpay::model::Address;
use axum::extract::{Path, State as Shared};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use serde::{Deserialize, Serialize};

use super::language::Language;
use super::{checkout, signing_in};
use crate::api_failure::ApiFailure;
use crate::button::{Button, ButtonProblem, SignatureMismatch};
use crate::engine::CheckoutProgress;
use crate::merchants::environment_of;
use crate::state::State;

/// What the script posts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Click {
    button: Button,
    /// Such as `ja_JP`.
    checkout_language: Option<String>,
    /// Whether the buyer has a window of his own, whose end the merchant's page is told of: then no page leads back to the
    /// merchant.
    #[serde(default)]
    own_window: bool,
}

/// Where the click leads.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Opened {
    next_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkout_session_id: Option<String>,
}

/// Why it leads nowhere.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Refused<'a> {
    reason_code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<&'a SignatureMismatch>,
}

/// Answers any site's page: what counts is whose signature the button has.
///
/// The body is JSON of whatever content type, so that a browser need not ask first.
pub(super) async fn open(Shared(state): Shared<Arc<State>>, body: Bytes) -> Response {
    let click = serde_json::from_slice::<Click>(&body).map_err(|error| {
        let code = if error.is_data() { "InvalidParameterValue" } else { "InvalidRequestFormat" };
        ApiFailure::new(400, code, format!("The button does not fit: {error}.")).into()
    });
    match click.and_then(|click| opened(&state, click)) {
        Ok(opened) => answer(StatusCode::OK, &opened),
        Err(ButtonProblem::Refused(failure)) => refusal(&failure, None),
        Err(ButtonProblem::Signature(mismatch)) => refusal(&mismatch.failure(), Some(&mismatch)),
    }
}

fn opened(state: &State, click: Click) -> Result<Opened, ButtonProblem> {
    if environment_of(&click.button.public_key_id).is_none() && click.button.sandbox == Some(false) {
        let message = "sandbox: this button is one of the live environment, and the pages of a local sandbox take no payment. \
                       Use sandbox: true, or a key whose id begins with SANDBOX-.";
        return Err(ApiFailure::new(403, "InvalidAccountStatus", message).into());
    }
    let action = click.button.check(state)?;
    let outcome = state.engine().buyer(action, state.clock.now())?;
    let language = click.checkout_language.as_deref().and_then(Language::find);
    if let Some(id) = outcome.checkout_session_id.as_ref().filter(|_| click.own_window) {
        state.engine().keep_in_window(id)?;
    }
    let page = match (&outcome.checkout_session_id, outcome.buyer_token) {
        (Some(id), _) => checkout::address(id),
        (None, token) => signing_in::address(&token.unwrap_or_default()),
    };
    let language = language.map(|language| format!("&lang={}", language.texts().lang));
    let next_url = format!("{page}{}", language.unwrap_or_default());
    Ok(Opened { next_url, checkout_session_id: outcome.checkout_session_id })
}

/// How far a buyer is, for the merchant's page whose button opened a window for him.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Followed {
    progress: CheckoutProgress,
    /// Where the buyer wants it shipped, once he has signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping_address: Option<Address>,
}

/// Answers any site's page that knows the session's id.
pub(super) async fn progress(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Response {
    let now = state.clock.now();
    let mut engine = state.engine();
    engine.run_until(now);
    match engine.checkout_view(&id) {
        Ok(view) => {
            let progress = view.progress();
            let address = view.address.filter(|_| progress != CheckoutProgress::Away);
            answer(
                StatusCode::OK,
                &Followed { progress, shipping_address: address.map(|offered| offered.address) },
            )
        }
        Err(failure) => refusal(&failure, None),
    }
}

fn refusal(failure: &ApiFailure, signature: Option<&SignatureMismatch>) -> Response {
    let status = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer(status, &Refused { reason_code: &failure.reason_code, message: &failure.message, signature })
}

fn answer(status: StatusCode, body: &impl Serialize) -> Response {
    let body = serde_json::to_vec(body).unwrap_or_default();
    let headers =
        [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (status, headers, body).into_response()
}

//! The pages of a session, from signing in to the way back to the merchant.

use std::sync::Arc;

use amazonpay::model::{CheckoutSessionReasonCode as Reason, CheckoutSessionState};
use axum::extract::{Path, Query, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;

use super::CHECKOUT;
use super::choices::{self, fields};
use super::language::Language;
use super::page::Page;
use super::problem::Problem;
use super::templates::{ChallengePage, CheckoutPage, SignInPage};
use crate::api_failure::ApiFailure;
use crate::engine::{BuyerAction, CheckoutView, Stage, TestBuyer};
use crate::state::State;

/// What stands behind the question mark. Amazon's own pages have the first alone; the merchant's page hands the second
/// to the script.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Visit {
    #[serde(default)]
    amazon_checkout_session_id: String,
    /// `changeAddress` or `changePayment`.
    change_action: Option<String>,
    /// `address`, `card` or `challenge`.
    step: Option<String>,
    lang: Option<String>,
}

/// The address of a session's page.
pub(super) fn address(checkout_session_id: &str) -> String {
    format!("{CHECKOUT}?amazonCheckoutSessionId={checkout_session_id}")
}

pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    Query(visit): Query<Visit>,
    headers: HeaderMap,
) -> Result<Page, Problem> {
    let asked = visit.lang.as_deref().and_then(Language::find);
    let texts = Language::of(asked, &headers).texts();
    let now = state.clock.now();
    let mut engine = state.engine();
    engine.run_until(now);
    let view = engine
        .checkout_view(&visit.amazon_checkout_session_id)
        .map_err(|failure| Problem::of(&failure, &headers))?;
    drop(engine);
    let from_review = visit.change_action.is_some();
    let step = visit.change_action.as_deref().or(visit.step.as_deref());
    let page = match (view.stage, step) {
        (Stage::Done, _) => return Err(over(&view, &headers)),
        (Stage::SignIn, _) => Page::new(&SignInPage { texts, view: &view, buyers: TestBuyer::all() }),
        (_, Some("changeAddress" | "address")) if !view.addresses.is_empty() => {
            Page::new(&choices::address_page(texts, &view, from_review))
        }
        (_, Some("changePayment" | "card")) => Page::new(&choices::card_page(texts, &view, from_review)),
        (Stage::Pay, Some("challenge")) => Page::new(&ChallengePage { texts, view: &view }),
        (stage, _) => Page::new(&CheckoutPage { texts, view: &view, pays: stage == Stage::Pay }),
    };
    let ways = [&view.review_url, &view.result_url, &view.cancel_url];
    Ok(page.leads_to(ways.into_iter().flatten().map(String::as_str)).remember(asked))
}

/// What a buyer reads who comes to a session that is done.
fn over(view: &CheckoutView, headers: &HeaderMap) -> Problem {
    let texts = Language::of(None, headers).texts();
    let message = match (&view.state, &view.reason) {
        (CheckoutSessionState::Canceled, Some(Reason::Expired)) => texts.expired,
        (CheckoutSessionState::Canceled, _) => texts.canceled,
        _ => texts.done,
    };
    Problem::over(message, view.back_url(), headers)
}

pub(super) async fn sign_in(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Redirect, Problem> {
    let buyer = fields(&body).remove("buyer").unwrap_or_default();
    let action = BuyerAction::SignIn { checkout_session_id: id.clone(), buyer };
    act(&state, &id, action, &headers)?;
    Ok(Redirect::to(&address(&id)))
}

pub(super) async fn approve(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let view = look(&state, &id, &headers)?;
    if view.stage == Stage::Done {
        // The second of two clicks: it leads where the first did.
        return match &view.result_url {
            Some(url) if !view.in_window && view.reason != Some(Reason::Expired) => {
                Ok(Redirect::to(url).into_response())
            }
            _ => Err(over(&view, &headers)),
        };
    }
    if view.address.is_some_and(|address| !address.reached) {
        return Ok(Redirect::to(&address(&id)).into_response());
    }
    if view.stage == Stage::Pay && fields(&body).contains_key("challenge") {
        return Ok(Redirect::to(&format!("{}&step=challenge", address(&id))).into_response());
    }
    let next = act(&state, &id, BuyerAction::Approve { checkout_session_id: id.clone() }, &headers)?;
    if view.in_window {
        return Ok(Redirect::to(&address(&id)).into_response());
    }
    let next = next.ok_or_else(|| {
        let message = "The Checkout Session can't be paid yet and names no checkoutReviewReturnUrl: the merchant has to clear \
                       its constraints and then send the buyer to amazonPayRedirectUrl.";
        let failure = ApiFailure::new(422, "InvalidCheckoutSessionStatus", message);
        Problem::of(&failure, &headers).back_to(address(&id))
    })?;
    Ok(Redirect::to(&next).into_response())
}

pub(super) async fn fail_challenge(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Redirect, Problem> {
    leave(&state, &id, BuyerAction::FailChallenge { checkout_session_id: id.clone() }, &headers)
}

pub(super) async fn cancel(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Redirect, Problem> {
    leave(&state, &id, BuyerAction::Cancel { checkout_session_id: id.clone() }, &headers)
}

/// Goes to the merchant. Without an address of the merchant's, or in a window of the buyer's own, a page says that all is
/// over.
fn leave(state: &State, id: &str, action: BuyerAction, headers: &HeaderMap) -> Result<Redirect, Problem> {
    let in_window = look(state, id, headers)?.in_window;
    let next = act(state, id, action, headers)?.filter(|_| !in_window);
    Ok(Redirect::to(&next.unwrap_or_else(|| address(id))))
}

/// Looks at a session at the present moment.
pub(super) fn look(state: &State, id: &str, headers: &HeaderMap) -> Result<CheckoutView, Problem> {
    let now = state.clock.now();
    let mut engine = state.engine();
    engine.run_until(now);
    engine.checkout_view(id).map_err(|failure| Problem::of(&failure, headers))
}

/// Does something as the buyer, and tells where it leads.
pub(super) fn act(
    state: &State,
    id: &str,
    action: BuyerAction,
    headers: &HeaderMap,
) -> Result<Option<String>, Problem> {
    let now = state.clock.now();
    let outcome = state.engine().buyer(action, now);
    match outcome {
        Ok(outcome) => Ok(outcome.next_url),
        Err(failure) => match look(state, id, headers) {
            Ok(view) if view.stage == Stage::Done => Err(over(&view, headers)),
            Ok(_) => Err(Problem::of(&failure, headers).back_to(address(id))),
            Err(problem) => Err(problem),
        },
    }
}

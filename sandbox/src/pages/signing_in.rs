//! The page of a sign-in button: who signs in, and what the merchant will be told.

use std::sync::Arc;

use axum::extract::{Query, State as Shared};
use axum::response::Redirect;
use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;

use super::CHECKOUT;
use super::choices::fields;
use super::language::Language;
use super::page::Page;
use super::problem::Problem;
use super::templates::ShareDetailsPage;
use crate::engine::{BuyerAction, TestBuyer};
use crate::state::State;

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Visit {
    #[serde(default)]
    buyer_token: String,
    lang: Option<String>,
}

/// The address of the page.
pub(super) fn address(buyer_token: &str) -> String {
    format!("{CHECKOUT}/sign-in?buyerToken={buyer_token}")
}

pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    Query(visit): Query<Visit>,
    headers: HeaderMap,
) -> Result<Page, Problem> {
    let asked = visit.lang.as_deref().and_then(Language::find);
    let texts = Language::of(asked, &headers).texts();
    let view =
        state.engine().sign_in_view(&visit.buyer_token).map_err(|failure| Problem::of(&failure, &headers))?;
    let page = ShareDetailsPage {
        texts,
        buyer_token: &visit.buyer_token,
        told: &view.told,
        buyers: TestBuyer::all(),
    };
    let ways = [view.next_url.as_str(), view.cancel_url.as_str()];
    Ok(Page::new(&page).leads_to(ways).remember(asked))
}

pub(super) async fn share(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Redirect, Problem> {
    let mut fields = fields(&body);
    let mut field = |name: &str| fields.remove(name).unwrap_or_default();
    let action = BuyerAction::ShareDetails { buyer_token: field("buyerToken"), buyer: field("buyer") };
    answer(&state, action, &headers)
}

pub(super) async fn keep(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Redirect, Problem> {
    let buyer_token = fields(&body).remove("buyerToken").unwrap_or_default();
    answer(&state, BuyerAction::KeepDetails { buyer_token }, &headers)
}

fn answer(state: &State, action: BuyerAction, headers: &HeaderMap) -> Result<Redirect, Problem> {
    let outcome = state.engine().buyer(action, state.clock.now());
    let outcome = outcome.map_err(|failure| Problem::of(&failure, headers))?;
    Ok(Redirect::to(&outcome.next_url.unwrap_or_default()))
}

//! The buyer's own page of a Charge Permission, to which a merchant sends someone whose card was declined.
//!
//! Its path is that of Amazon's page, which the advice on a hard decline names
//! ([`amazonpay::error::Advice`]).

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::response::Redirect;
use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;

use super::choices::fields;
use super::language::Language;
use super::page::Page;
use super::problem::Problem;
use super::templates::AgreementPage;
use crate::engine::BuyerAction;
use crate::state::State;

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Visit {
    /// There after a card was chosen.
    changed: Option<String>,
}

pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Query(visit): Query<Visit>,
    headers: HeaderMap,
) -> Result<Page, Problem> {
    let texts = Language::of(None, &headers).texts();
    let now = state.clock.now();
    let mut engine = state.engine();
    engine.run_until(now);
    let view = engine.agreement_view(&id).map_err(|failure| Problem::of(&failure, &headers))?;
    drop(engine);
    Ok(Page::new(&AgreementPage {
        texts,
        view: &view,
        offered: &view.cards,
        changed: visit.changed.is_some(),
    }))
}

pub(super) async fn choose(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Redirect, Problem> {
    let card = fields(&body).remove("card").unwrap_or_default();
    let action = BuyerAction::ChangePaymentMethod { charge_permission_id: id.clone(), card };
    let outcome = state.engine().buyer(action, state.clock.now());
    outcome.map_err(|failure| Problem::of(&failure, &headers))?;
    // The permission was found, so its id is made of letters, digits and hyphens.
    Ok(Redirect::to(&format!("{}{id}?changed", super::AGREEMENTS)))
}

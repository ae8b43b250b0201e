//! The pages on which a buyer chooses an address or a card, on the way or sent back by the merchant's review page.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Redirect;
use bytes::Bytes;
use http::HeaderMap;
use serde_json::json;

use super::checkout::{act, address, look};
use super::problem::Problem;
use super::templates::{AddressPage, CardPage};
use super::texts::Texts;
use crate::api_failure::ApiFailure;
use crate::engine::{BuyerAction, CheckoutView};
use crate::state::State;

/// The fields of a form.
pub(super) fn fields(body: &[u8]) -> HashMap<String, String> {
    url::form_urlencoded::parse(body).into_owned().collect()
}

pub(super) fn address_page<'a>(
    texts: &'static Texts,
    view: &'a CheckoutView,
    from_review: bool,
) -> AddressPage<'a> {
    AddressPage { texts, view, offered: &view.addresses, from_review, back: back(view, from_review) }
}

pub(super) fn card_page<'a>(
    texts: &'static Texts,
    view: &'a CheckoutView,
    from_review: bool,
) -> CardPage<'a> {
    CardPage { texts, view, offered: &view.cards, from_review, back: back(view, from_review) }
}

/// Where a buyer goes who has chosen, or chooses nothing.
fn back(view: &CheckoutView, from_review: bool) -> String {
    let review = view.review_url.clone().filter(|_| from_review);
    review.unwrap_or_else(|| address(&view.checkout_session_id))
}

pub(super) async fn choose_address(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Redirect, Problem> {
    choose(&state, &id, &headers, &body, |view, fields| {
        if view.several {
            let pairs = url::form_urlencoded::parse(&body).filter(|(name, _)| name == "address");
            let places = pairs.map(|(_, place)| place.parse::<usize>().ok());
            let chosen = places.map(|place| view.addresses.get(place?).map(|offered| json!(offered.address)));
            let addresses = chosen.collect::<Option<Vec<_>>>().ok_or("address")?;
            return Ok(BuyerAction::ChooseAddresses { checkout_session_id: id.clone(), addresses });
        }
        let chosen = fields.get("address").and_then(|place| place.parse::<usize>().ok());
        let offered = chosen.and_then(|place| view.addresses.get(place)).ok_or("address")?;
        let address = serde_json::to_value(&offered.address).map_err(|_| "address")?;
        Ok(BuyerAction::ChooseAddress { checkout_session_id: id.clone(), address })
    })
}

pub(super) async fn choose_card(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Redirect, Problem> {
    choose(&state, &id, &headers, &body, |_, fields| {
        let card = fields.get("card").cloned().ok_or("card")?;
        Ok(BuyerAction::ChooseCard { checkout_session_id: id.clone(), card })
    })
}

fn choose(
    state: &State,
    id: &str,
    headers: &HeaderMap,
    body: &[u8],
    choice: impl FnOnce(&CheckoutView, &HashMap<String, String>) -> Result<BuyerAction, &'static str>,
) -> Result<Redirect, Problem> {
    let view = look(state, id, headers)?;
    let fields = fields(body);
    let action = choice(&view, &fields).map_err(|field| {
        let message = format!("{field}: expected one of those that the page offers.");
        let failure = ApiFailure::new(400, "InvalidParameterValue", message);
        Problem::of(&failure, headers).back_to(address(id))
    })?;
    act(state, id, action, headers)?;
    Ok(Redirect::to(&back(&view, fields.contains_key("from"))))
}

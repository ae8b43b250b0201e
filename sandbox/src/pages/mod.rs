//! What a buyer's browser sees: the script for merchants' pages, and the hosted checkout that it leads to.
//!
//! The pages are rendered here and need no script. Everything that is shown is escaped by the templates' engine, nothing
//! is loaded from elsewhere, and the policy of each page lets its forms lead to its own merchant alone.

mod address_lines;
mod agreement;
mod checkout;
mod choices;
mod dashboard;
mod language;
mod opening;
mod page;
mod problem;
mod signing_in;
mod templates;
mod texts;

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::Request;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};

use crate::control::{guard, with_token};
use crate::state::State;

/// Where merchants' pages load the script from.
const SCRIPT: &str = "/checkout.js";

/// Below it are the hosted pages; it is what `amazonPayRedirectUrl` names.
const CHECKOUT: &str = "/_sandbox/checkout";

/// Below it is a page of each Charge Permission, where `https://payments.amazon.com` has it.
const AGREEMENTS: &str = "/jr/your-account/ba/";

/// Whether a request is for what is served here.
pub(crate) fn is_page<T>(request: &Request<T>) -> bool {
    let path = request.uri().path();
    path == SCRIPT
        || dashboard::is_meant(request)
        || path.starts_with(AGREEMENTS)
        || path.strip_prefix(CHECKOUT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The router of all pages.
pub(crate) fn router() -> Router<Arc<State>> {
    Router::new()
        .route("/jr/your-account/ba/{id}", get(agreement::show).post(agreement::choose))
        .fallback(problem::no_such_page)
        .merge(dashboard::router())
        .layer(axum::middleware::from_fn(with_token::with_token))
        // What follows is opened by an id that only its buyer and its merchant know: see `with_token`.
        .route(CHECKOUT, get(checkout::show))
        .route("/_sandbox/checkout/sign-in", get(signing_in::show).post(signing_in::share))
        .route("/_sandbox/checkout/sign-in/cancel", post(signing_in::keep))
        .route("/_sandbox/checkout/{id}/sign-in", post(checkout::sign_in))
        .route("/_sandbox/checkout/{id}/address", post(choices::choose_address))
        .route("/_sandbox/checkout/{id}/card", post(choices::choose_card))
        .route("/_sandbox/checkout/{id}/approve", post(checkout::approve))
        .route("/_sandbox/checkout/{id}/fail-challenge", post(checkout::fail_challenge))
        .route("/_sandbox/checkout/{id}/cancel", post(checkout::cancel))
        .layer(axum::middleware::from_fn(guard::local_only))
        // Merchants' pages, whatever their names, get the next four without a further check: two are the same for
        // everybody, a button says by its signature whose it is, and who asks for progress knows the session's id.
        .route("/_sandbox/checkout/open", post(opening::open))
        .route("/_sandbox/checkout/{id}/progress", get(opening::progress))
        .route(
            "/_sandbox/checkout/pages.css",
            get(async || file("text/css", include_str!("../../assets/pages.css"))),
        )
        .route(SCRIPT, get(async || file("text/javascript", include_str!("../../assets/checkout.js"))))
}

fn file(content_type: &'static str, text: &'static str) -> Response {
    let content_type = format!("{content_type}; charset=utf-8");
    let headers = [
        (CONTENT_TYPE, content_type.as_str()),
        (CACHE_CONTROL, "no-cache"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, text).into_response()
}

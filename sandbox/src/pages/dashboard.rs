//! The dashboard at `/`: one page, its script and its style, which were built beforehand and lie in `assets/dashboard/`.
//!
//! Everything that it shows it asks of the control API.

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Method, Request};

use crate::state::State;

/// The page.
const PAGE: &str = "/";

/// Below it is what the page loads.
const ASSETS: &str = "/_sandbox/dashboard/";

/// Lets in what the sandbox itself serves and nothing else; the page has no form and no frame has the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whether a request is for what is served here. A call of the API that has come to this path is not.
pub(super) fn is_meant<T>(request: &Request<T>) -> bool {
    let path = request.uri().path();
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let authorization = request.headers().get(AUTHORIZATION).map(HeaderValue::as_bytes);
    let is_signed = authorization.is_some_and(|value| !value.starts_with(b"Bearer "));
    path.starts_with(ASSETS) || (path == PAGE && is_read && !is_signed)
}

pub(super) fn router() -> Router<Arc<State>> {
    Router::new()
        .route(PAGE, get(async || file("text/html", include_str!("../../assets/dashboard/index.html"))))
        .route(
            "/_sandbox/dashboard/app.js",
            get(async || file("text/javascript", include_str!("../../assets/dashboard/app.js"))),
        )
        .route(
            "/_sandbox/dashboard/app.css",
            get(async || file("text/css", include_str!("../../assets/dashboard/app.css"))),
        )
}

fn file(content_type: &str, text: &'static str) -> Response {
    let content_type = format!("{content_type}; charset=utf-8");
    let headers = [
        (CONTENT_TYPE, content_type.as_str()),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-cache"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
    ];
    (headers, text).into_response()
}

//! The control API under `/_sandbox/`.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::state::State;

/// All routes.
pub(crate) fn router() -> Router<Arc<State>> {
    Router::new().route("/_sandbox/health", get(|| async { "{\"status\":\"ok\"}" }))
}

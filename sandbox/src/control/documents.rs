//! How the documents of reports are sent.

use std::sync::Arc;

use axum::extract::State as Shared;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exchange::{Input, Json};
use super::routes::Routes;
use crate::state::State;

/// How documents are sent from now on.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DocumentSettings {
    /// Whether they are compressed with gzip.
    compress: bool,
}

pub(super) fn routes(routes: Routes) -> Routes {
    routes.post::<DocumentSettings, DocumentSettings, _>(
        "/_sandbox/documents",
        "Sets whether the documents of reports are compressed with gzip, which Amazon does not do yet.",
        set,
    )
}

async fn set(
    Shared(state): Shared<Arc<State>>,
    Input(settings): Input<DocumentSettings>,
) -> Json<DocumentSettings> {
    state.engine().compress_documents(settings.compress);
    Json(settings)
}

//! Bodies in and out of the control API: JSON, and refusals in the API's form.

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, Query, Request};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api_failure::ApiFailure;

/// An answer as JSON.
pub(super) struct Json<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(CONTENT_TYPE, "application/json")], body).into_response(),
            Err(error) => {
                let message = format!("The answer could not be written as JSON: {error}.");
                Refusal(ApiFailure::new(500, "InternalServerError", message)).into_response()
            }
        }
    }
}

/// A refusal, in the form that the API's own have.
#[derive(Debug)]
pub(super) struct Refusal(pub(super) ApiFailure);

impl Refusal {
    /// A value that can't be: 400, with the field in the message.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self(ApiFailure::new(400, "InvalidParameterValue", message))
    }

    /// Nothing of that name: 404.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self(ApiFailure::new(404, "ResourceNotFound", message))
    }
}

impl From<ApiFailure> for Refusal {
    fn from(failure: ApiFailure) -> Self {
        Self(failure)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let reply = self.0.reply();
        let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(CONTENT_TYPE, "application/json")], reply.body).into_response()
    }
}

/// What stands behind the question mark, or in one sentence why it does not fit.
pub(super) fn query<T>(read: Result<Query<T>, QueryRejection>) -> Result<T, Refusal> {
    read.map(|Query(query)| query).map_err(|error| Refusal::invalid(format!("{}.", error.body_text())))
}

/// A body read as JSON, whatever content type it says it has. No body at all is an empty object.
pub(super) struct Input<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Refusal::invalid("The body could not be read, or is longer than 2 MB."))?;
        let text: &[u8] = if body.is_empty() { b"{}" } else { &body };
        serde_json::from_slice(text).map(Self).map_err(|error| {
            let code = if error.is_data() { "InvalidParameterValue" } else { "InvalidRequestFormat" };
            Refusal(ApiFailure::new(400, code, format!("The body does not fit: {error}.")))
        })
    }
}

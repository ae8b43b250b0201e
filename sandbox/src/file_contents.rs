//! The contents of a file, sent to the address that `files.upload` gave: a PUT without a signature.
//!
//! Guide: <https://developer.amazon.com/docs/amazon-pay-api-v2/file.html>. Such requests are no calls of the API: they
//! have no operation, and no place in the log.

use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri};

use crate::api_failure::ApiFailure;
use crate::engine::{LARGEST_FILE, Reply, too_large};
use crate::state::State;

/// The file's id and the token of the address, when it is one of a file's contents.
fn address(uri: &Uri) -> Option<(&str, String)> {
    let id = uri.path().strip_prefix("/v2/files/")?.strip_suffix("/contents")?;
    let mut query = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let token = query.find(|(name, _)| name == "token").map(|(_, token)| token.into_owned());
    (!id.contains('/')).then(|| (id, token.unwrap_or_default()))
}

/// Whether a request goes to the address of a file's contents.
pub(crate) fn is_meant(request: &Request<Body>) -> bool {
    address(request.uri()).is_some()
}

/// Takes a file's contents.
pub(crate) async fn receive(state: &State, request: Request<Body>) -> Response<Body> {
    let reply = match take(state, request).await {
        Ok(()) => Reply::new(200, ""),
        Err(failure) => failure.reply(),
    };
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

async fn take(state: &State, request: Request<Body>) -> Result<(), ApiFailure> {
    let (parts, body) = request.into_parts();
    let Some((id, token)) = address(&parts.uri) else {
        return Err(ApiFailure::new(
            404,
            "ResourceNotFound",
            "This is not the address of a file's contents.",
        ));
    };
    if parts.method != Method::PUT {
        let message = format!("{} is not possible here; send the file's contents with PUT.", parts.method);
        return Err(ApiFailure::new(405, "RequestNotSupported", message));
    }
    let content_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let contents = axum::body::to_bytes(body, LARGEST_FILE).await.map_err(|_| too_large())?;
    state.engine().receive_file(id, &token, content_type, &contents, state.clock.now())
}

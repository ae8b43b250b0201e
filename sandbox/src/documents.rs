//! Serves the documents of reports at the addresses that Get Report Document gives: unsigned, for half a minute, and in
//! parts as the client takes them.

use std::io::Write as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Method, Response, StatusCode};
use hyper::body::Frame;

use crate::api_failure::ApiFailure;
use crate::engine::{DOCUMENT_PATH, Document};
use crate::state::State;

/// How much of a document is written at a time.
const PART: usize = 32 * 1024;

/// Whether a path is that of a document.
pub(crate) fn is_document(path: &str) -> bool {
    path.starts_with(DOCUMENT_PATH)
}

/// Answers a request for a document.
pub(crate) fn answer(state: &Arc<State>, method: &Method, path: &str) -> Response<Body> {
    if method != Method::GET {
        let message = format!("{method} is not possible here; possible is GET.");
        let mut response = refusal(&ApiFailure::new(405, "RequestNotSupported", message));
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
        return response;
    }
    let name = path.strip_prefix(DOCUMENT_PATH).unwrap_or_default();
    let document = match state.engine().open_document(name, state.clock.now()) {
        Ok(document) => document,
        Err(failure) => return refusal(&failure),
    };
    let (content_type, gzip) = if document.gzip {
        ("application/gzip", Some(GzEncoder::new(Vec::new(), Compression::default())))
    } else {
        ("text/tab-separated-values; charset=utf-8", None)
    };
    let mut response =
        Response::new(Body::new(Parts { state: Arc::clone(state), document, gzip, is_done: false }));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn refusal(failure: &ApiFailure) -> Response<Body> {
    let mut response = Response::new(Body::from(failure.reply().body));
    *response.status_mut() = StatusCode::from_u16(failure.status).unwrap_or(StatusCode::FORBIDDEN);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A document as a body: each part is made when the connection can take it.
struct Parts {
    state: Arc<State>,
    document: Document,
    gzip: Option<GzEncoder<Vec<u8>>>,
    is_done: bool,
}

impl Parts {
    fn next(&mut self) -> std::io::Result<Option<Bytes>> {
        while !self.is_done {
            let text = self.state.engine().read_document(&mut self.document, PART);
            self.is_done = text.is_empty();
            let Some(gzip) = &mut self.gzip else { return Ok((!text.is_empty()).then(|| text.into())) };
            gzip.write_all(&text)?;
            if self.is_done {
                gzip.try_finish()?;
            }
            let part = std::mem::take(gzip.get_mut());
            if !part.is_empty() {
                return Ok(Some(part.into()));
            }
        }
        Ok(None)
    }
}

impl hyper::body::Body for Parts {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        Poll::Ready(self.next().map(|part| part.map(Frame::data)).transpose())
    }
}

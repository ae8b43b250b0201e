//! A server on loopback that plays the exchanges of one case at a time and notes whatever differs.
//!
//! Other languages run it as a program (`cargo run -p amazonpay-tests --bin playback`) and steer it over HTTP:
//! `GET /_playback/cases`, `POST /_playback/start {"operation", "case"}`, `GET /_playback/verdict`.

mod check;

use std::collections::BTreeMap;
use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use amazonpay::signing::PublicKey;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::operation_vectors::{Answer, Connection, Exchange, OperationCase, OperationFile};
use crate::{test_key, traces};

/// The server; it ends when this is dropped.
#[derive(Debug)]
pub struct Playback {
    url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub struct ReceivedRequest {
    /// The HTTP method.
    pub method: String,
    /// The path as it was on the wire.
    pub path: String,
    /// The query as it was on the wire.
    pub query: String,
    /// Names, in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl ReceivedRequest {
    /// The value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug)]
struct Shared {
    public_key: PublicKey,
    files: BTreeMap<String, OperationFile>,
    playing: Mutex<Playing>,
}

/// What has come of the case so far.
#[derive(Debug, Default)]
struct Playing {
    exchanges: Vec<Exchange>,
    received: Vec<ReceivedRequest>,
    mismatches: Vec<String>,
}

impl Playback {
    /// Starts a server on a free port; `files` are the cases that can be asked for over HTTP.
    ///
    /// # Errors
    /// When the test key can't be read or no port can be had.
    pub async fn start(files: BTreeMap<String, OperationFile>) -> Result<Self, Box<dyn Error>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let shared =
            Arc::new(Shared { public_key: test_key::public_key()?, files, playing: Mutex::default() });
        let task = tokio::spawn(serve(listener, Arc::clone(&shared)));
        Ok(Self { url, shared, task })
    }

    /// Where the server listens: the endpoint to give to a client.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Plays this case from now on.
    pub fn play(&self, case: &OperationCase) {
        self.shared.play(case);
    }

    /// What differed between the case and the requests so far, one line each; empty when all was as it should be.
    pub fn verdict(&self) -> Vec<String> {
        self.shared.verdict()
    }

    /// The requests since the case was begun.
    pub fn received(&self) -> Vec<ReceivedRequest> {
        self.shared.playing().received.clone()
    }
}

impl Drop for Playback {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(Arc::clone(&shared), request));
            // A connection that is cut ends in an error, as it should.
            let _ended = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, io::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    if let Some(action) = head.uri.path().strip_prefix("/_playback/") {
        return control(&shared, head.method.as_str(), action, &body).map_err(io::Error::other);
    }
    let headers = head.headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let answer = shared.exchange(ReceivedRequest {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body,
    });
    write(&answer)
}

fn write(answer: &Answer) -> Result<Response<Full<Bytes>>, io::Error> {
    if answer.connection == Some(Connection::Cut) {
        return Err(io::Error::other("the case cuts the connection"));
    }
    let body = match (&answer.body, &answer.raw_body) {
        (Some(json), _) => json.to_string(),
        (None, raw) => raw.clone().unwrap_or_default(),
    };
    let mut response = Response::builder().status(answer.status);
    if !answer.headers.contains_key("content-type") {
        response = response.header("content-type", "application/json");
    }
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response.body(Full::from(body)).map_err(io::Error::other)
}

/// Steers the server from another process.
fn control(
    shared: &Shared,
    method: &str,
    action: &str,
    body: &[u8],
) -> Result<Response<Full<Bytes>>, hyper::http::Error> {
    let (status, body) = match (method, action) {
        ("GET", "cases") => (200, shared.cases()),
        ("GET", "verdict") => {
            let mismatches = shared.verdict();
            (200, json!({"passed": mismatches.is_empty(), "mismatches": mismatches}))
        }
        ("POST", "start") => match shared.start(body) {
            Ok(case) => (200, case),
            Err(message) => (400, json!({"message": message})),
        },
        _ => (404, json!({"message": "expected GET cases, POST start or GET verdict"})),
    };
    let response = Response::builder().status(status).header("content-type", "application/json");
    response.body(Full::from(body.to_string()))
}

impl Shared {
    fn playing(&self) -> MutexGuard<'_, Playing> {
        self.playing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cases(&self) -> Value {
        let cases = self.files.values().flat_map(|file| {
            file.cases.iter().map(|case| json!({"operation": file.operation, "case": case.name}))
        });
        cases.collect()
    }

    fn start(&self, body: &[u8]) -> Result<Value, String> {
        let asked: BTreeMap<String, String> = serde_json::from_slice(body)
            .map_err(|error| format!("expected {{\"operation\", \"case\"}}: {error}"))?;
        let wanted = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
        let (operation, name) = (wanted("operation"), wanted("case"));
        let case = self
            .files
            .values()
            .filter(|file| file.operation == operation)
            .find_map(|file| file.cases.iter().find(|case| case.name == name))
            .ok_or_else(|| format!("expected a case that GET cases lists, found {operation:?} {name:?}"))?;
        self.play(case);
        Ok(json!({"operation": operation, "case": name, "exchanges": case.exchanges.len()}))
    }

    fn play(&self, case: &OperationCase) {
        *self.playing() = Playing { exchanges: case.exchanges.clone(), ..Playing::default() };
    }

    fn verdict(&self) -> Vec<String> {
        let playing = self.playing();
        let mut mismatches = playing.mismatches.clone();
        let (expected, found) = (playing.exchanges.len(), playing.received.len());
        if expected != found {
            mismatches.push(format!("exchanges: expected {expected}, found {found}"));
        }
        mismatches
    }

    /// Compares a request with the next exchange and gives its answer.
    fn exchange(&self, received: ReceivedRequest) -> Answer {
        let mut playing = self.playing();
        let number = playing.received.len();
        let answer = match playing.exchanges.get(number) {
            Some(exchange) => {
                let before = number.checked_sub(1).and_then(|before| playing.received.get(before));
                let found = check::mismatches(&exchange.request, &received, before, &self.public_key);
                let answer = exchange.answer.clone();
                let found = found.into_iter().map(|line| format!("exchange {}: {line}", number + 1));
                playing.mismatches.extend(found.collect::<Vec<_>>());
                answer
            }
            None => Answer {
                // A status that no client repeats and no case expects.
                status: 418,
                headers: BTreeMap::new(),
                body: Some(
                    json!({"reasonCode": "NoExchangeLeft", "message": "the case has no exchange left"}),
                ),
                raw_body: None,
                connection: None,
            },
        };
        received.header("authorization").into_iter().for_each(traces::sent);
        playing.received.push(received);
        answer
    }
}

//! The sandbox's doors: its control API, the API as strangers and as merchants call it, and the engine behind both.
//!
//! An input is a play of at most [`MOST_STEPS`] lines. `$chargeId` stands for the last `chargeId` of an answer, and so
//! on for all names.
//!
//! ```text
//! POST /_sandbox/clock {"advance": "8d"}
//! GET /v2/charges/1
//! signed POST /v2/charges {"chargePermissionId": "$chargePermissionId"}
//! charges.capture $chargeId {"captureAmount": {"amount": "1", "currencyCode": "EUR"}}
//! ```

use std::cell::RefCell;
use std::collections::BTreeMap;

use amazonpay::operation::{OperationDescription, by_name};
use amazonpay_sandbox::Sandbox;
use amazonpay_sandbox::engine::{ApiCall, Reply};
use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use jiff::SignedDuration;
use serde_json::Value;
use tokio::runtime::Runtime;
use url::Url;

use crate::decoding::execute;
use crate::request_schema::smallest_input;
use crate::signed_request::signed_request;
use crate::wire::Standing;

/// A longer play shows nothing new and takes its time.
const MOST_STEPS: usize = 24;

/// So many plays take place in a sandbox, each after a reset, until a new one is made: a reset leaves the merchants.
const MOST_PLAYS: u32 = 100;

/// - Every request is answered, with JSON in the API's form: refusals have a reason code, and nothing else has.
/// - The control API never fails by a defect (500); strangers get nothing but refusals.
/// - What the engine answers fits the core's models, and a repeated call gets the same answer.
pub fn control_api(data: &[u8]) {
    thread_local!(static STAGE: RefCell<Stage> = RefCell::new(Stage::new()));
    STAGE.with_borrow_mut(|stage| {
        let Stage { runtime, sandbox: next, plays } = stage;
        runtime.block_on(async {
            let sandbox = match next.take() {
                Some(sandbox) if *plays < MOST_PLAYS => sandbox,
                _ => {
                    *plays = 0;
                    Sandbox::builder().start().await.expect("loopback has free ports")
                }
            };
            *plays += 1;
            sandbox.reset();
            sandbox.clock().freeze();
            sandbox.clock().set(Standing::AT);
            let mut play = Play { sandbox, known: BTreeMap::new(), steps: 0 };
            for line in String::from_utf8_lossy(data).lines().take(MOST_STEPS) {
                play.step(line).await;
            }
            *next = Some(play.sandbox);
        });
    });
}

/// Where plays take place, one after the other.
struct Stage {
    runtime: Runtime,
    sandbox: Option<Sandbox>,
    plays: u32,
}

impl Stage {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { runtime, sandbox: None, plays: 0 }
    }
}

struct Play {
    sandbox: Sandbox,
    /// The last value of each text of an answer, by its name.
    known: BTreeMap<String, String>,
    steps: usize,
}

/// The dashboard and the buyer's pages, which lead on by redirects: no JSON, and for anybody who may come here.
fn is_for_browsers(answer: &Response<Bytes>) -> bool {
    let content_type = answer.headers().get("content-type").map_or(&b""[..], |value| value.as_bytes());
    content_type.starts_with(b"text/") || answer.status().is_redirection()
}

impl Play {
    async fn step(&mut self, line: &str) {
        self.steps += 1;
        let line = self.filled(line);
        let (line, signed) = line.strip_prefix("signed ").map_or((&*line, false), |line| (line, true));
        let mut parts = line.splitn(3, ' ');
        let [what, target, body] = [(); 3].map(|()| parts.next().unwrap_or_default());
        if let Some(operation) = by_name(what) {
            return self.call(operation, target, body);
        }
        let Ok(request) = request(what, target, body, self.sandbox.url()) else { return };
        let is_control = request.uri().path().starts_with("/_sandbox");
        if is_control && (makes_key_pair(request.uri().path(), body) || leads_elsewhere(body)) {
            return;
        }
        if is_control {
            let Some(answer) = self.sandbox.answer(request).await else { panic!("{line}: no answer") };
            assert!(!answer.status().is_server_error(), "{line}: {answer:?}");
            // Certificates are PEM.
            if !is_for_browsers(&answer)
                && (answer.headers()["content-type"] == "application/json" || !answer.status().is_success())
            {
                self.understand(line, answer.status(), answer.body());
            }
        } else if !signed {
            let Some(answer) = self.sandbox.answer(request).await else { panic!("{line}: no answer") };
            assert!(!answer.status().is_server_error(), "{line}: {answer:?}");
            // The address of a file's contents is itself the permission to send them.
            if answer.status() == StatusCode::OK && target.contains("/contents?token=") {
                return;
            }
            if is_for_browsers(&answer) {
                return;
            }
            assert!(answer.status().is_client_error(), "{line}: a stranger gets {answer:?}");
            self.understand(line, answer.status(), answer.body());
        } else if let Some(request) = signed_request(&self.sandbox, request)
            && let Some(answer) = self.answer_while_time_passes(request).await
        {
            self.learn(answer.body());
        }
    }

    /// A fault may hold an answer back until the clock is moved.
    async fn answer_while_time_passes(&self, request: Request<Bytes>) -> Option<Response<Bytes>> {
        let mut answer = std::pin::pin!(self.sandbox.answer(request));
        for _ in 0..1_000 {
            tokio::select! {
                biased;
                answer = answer.as_mut() => return answer,
                () = tokio::task::yield_now() => {}
            }
            self.sandbox.clock().advance(SignedDuration::from_hours(1));
        }
        panic!("no answer within a thousand hours");
    }

    /// Calls the engine as if the request had been verified. `target` is the path's parameters joined by commas, and
    /// may go on with `?query`, `!simulationCode` and `@provider`.
    fn call(&mut self, operation: &'static OperationDescription, target: &str, body: &str) {
        let (target, provider) = split(target, '@');
        let (target, simulation_code) = split(target, '!');
        let (parameters, query) = split(target, '?');
        let query: Vec<(String, String)> =
            url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
        let mut parameters: Vec<String> = parameters.split(',').map(str::to_owned).collect();
        parameters.resize(operation.path_parameters.len(), String::new());
        let key = format!("key-{}", self.steps);
        let call = ApiCall {
            operation: operation.name,
            path_parameters: &parameters,
            merchant: "A2SANDBOXSHOP1",
            provider,
            query: &query,
            body: body.as_bytes(),
            idempotency_key: operation.takes_idempotency_key().then_some(&*key),
            simulation_code,
            version: "v2",
            region: "eu",
        };
        let now = self.sandbox.clock().now();
        let handle = || self.sandbox.with_engine(|engine| engine.handle(&call, now));
        let reply = handle();
        if call.idempotency_key.is_some() {
            // It may say that it is a repetition.
            let repeated = Reply { is_replayed: reply.is_replayed, ..handle() };
            assert_eq!(repeated, reply, "{operation:?}: the same call is answered in another way");
        }
        self.understand(operation.name, StatusCode::from_u16(reply.status).expect("a status"), &reply.body);
        if reply.status < 400 {
            fits_model(operation, &reply);
        }
    }

    fn understand(&mut self, line: &str, status: StatusCode, body: &Bytes) {
        let answer: Value = match serde_json::from_slice(body) {
            Ok(answer) => answer,
            Err(error) => panic!("{line}: {status} with {body:?}, which is no JSON: {error}"),
        };
        let is_refusal = status.is_client_error() || status.is_server_error();
        assert_eq!(
            answer["reasonCode"].is_string() && answer["message"].is_string(),
            is_refusal,
            "{line}: {answer}"
        );
        self.learn(body);
    }

    fn learn(&mut self, body: &Bytes) {
        if let Ok(Value::Object(fields)) = serde_json::from_slice(body) {
            let texts =
                fields.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
            self.known.extend(texts);
        }
    }

    fn filled(&self, line: &str) -> String {
        let mut parts = line.split('$');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(part.len());
            match self.known.get(&part[..end]) {
                Some(value) => filled.extend([value, &part[end..]]),
                None => filled.extend(["$", part]),
            }
        }
        filled
    }
}

/// What the sandbox answers is what the core's models write, so nothing is lost or changed on its way through them.
fn fits_model(operation: &'static OperationDescription, reply: &Reply) {
    let status = StatusCode::from_u16(reply.status).expect("a status");
    if status == StatusCode::SEE_OTHER {
        return assert!(reply.location.is_some());
    }
    let read =
        match execute(operation, &smallest_input(operation), status, HeaderMap::new(), reply.body.clone()) {
            Ok(read) => read.into_inner().into_bytes(),
            Err(error) => panic!("{}: {error}", operation.name),
        };
    let value = |json: &[u8]| serde_json::from_slice::<Value>(json).unwrap_or_default();
    assert_eq!(value(&read), value(&reply.body), "{}", operation.name);
}

fn request(method: &str, target: &str, body: &str, base: &str) -> http::Result<Request<Bytes>> {
    let host = base.trim_start_matches("http://");
    let request = Request::builder().method(method).uri(target).header("host", host);
    request.body(Bytes::copy_from_slice(body.as_bytes()))
}

/// It takes up to 150 ms to find a key pair, in which a hundred plays take place.
fn makes_key_pair(path: &str, body: &str) -> bool {
    path.ends_with("/merchants") && !body.contains("publicKeyPem")
}

/// Whether the sandbox might be made to send notifications anywhere but to a port where nobody listens.
fn leads_elsewhere(body: &str) -> bool {
    fn anywhere(value: &Value) -> bool {
        match value {
            Value::String(text) => {
                Url::parse(text).is_ok_and(|url| url.has_host() && !url.as_str().starts_with(NOBODY))
            }
            Value::Array(items) => items.iter().any(anywhere),
            Value::Object(fields) => fields.values().any(anywhere),
            _ => false,
        }
    }
    /// The port of the service that throws away what it gets, which machines do not run any more.
    const NOBODY: &str = "http://127.0.0.1:9/";
    serde_json::from_str::<Value>(body).is_ok_and(|body| anywhere(&body))
}

/// What stands before and after the last `mark`.
fn split(text: &str, mark: char) -> (&str, Option<&str>) {
    text.rsplit_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

//! Carries out the scenarios of `tests/scenarios`, each in a sandbox of its own; the README there says what the steps mean.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::button::{Button, ButtonRequest};
use amazonpay::config::RetryPolicy;
use amazonpay::dynamic::OperationCall;
use amazonpay::error::Error;
use amazonpay::notification::{Notification, NotificationVerifier};
use amazonpay_sandbox::{Sandbox, SandboxBuilder};
use amazonpay_tests::raw_server::{RawAnswer, RawServer, http_answer};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

type Fields = Map<String, Value>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    #[serde(rename = "scenario")]
    _shows: String,
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    #[serde(rename = "part")]
    _leaves: String,
    #[serde(default)]
    needs: Vec<String>,
    steps: Vec<Step>,
}

/// Exactly one of the first five says what is done.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Step {
    call: Option<String>,
    button: Option<Value>,
    sandbox: Option<String>,
    notified: Option<Vec<Fields>>,
    include: Option<String>,
    path: Vec<Value>,
    query: Option<Value>,
    body: Option<Value>,
    options: Option<Value>,
    visit: Option<Value>,
    with: Fields,
    expect: Fields,
    status: Option<u16>,
    refused: Option<Fields>,
    save: BTreeMap<String, String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn read<T: DeserializeOwned>(path: &Path) -> T {
    serde_json::from_str(&fs::read_to_string(path).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a path of names and numbers leads to; null for nothing.
fn at<'a>(found: &'a Value, path: &str) -> &'a Value {
    path.split('.').fold(found, |found, name| match name.parse::<usize>() {
        Ok(index) => &found[index],
        Err(_) => &found[name],
    })
}

/// What a refusal says, by the names of the scenarios.
fn failure(error: &Error) -> Value {
    json!({
        "kind": error.kind().as_str(),
        "status": error.status(),
        "reasonCode": error.reason_code(),
        "advice": error.advice().map(|advice| advice.as_str()),
        "retries": error.retries(),
        "retryable": error.is_retryable(),
        "outcomeUnknown": error.outcome_unknown(),
    })
}

/// What a button's click tells Amazon, out of what was handed to the page's script.
fn clicked(button: &Button) -> Value {
    let config = serde_json::to_value(&button.config).unwrap();
    let places = [&config, &config["createCheckoutSessionConfig"], &config["signInConfig"]];
    let told = ["publicKeyId", "payloadJSON", "signature", "algorithm", "productType", "sandbox"];
    let found = |name: &str| places.iter().map(|place| &place[name]).find(|value| !value.is_null()).cloned();
    told.iter().filter_map(|name| Some(((*name).to_owned(), found(name)?))).collect::<Fields>().into()
}

struct Runner {
    sandbox: Sandbox,
    pay: AmazonPay,
    verifier: NotificationVerifier,
    endpoint: RawServer,
    /// How many deliveries the steps so far have looked at.
    seen: usize,
    saved: Fields,
}

impl Runner {
    async fn start() -> Self {
        let endpoint = RawServer::start(RawAnswer::KeepAlive(http_answer(200, &[], ""))).await.unwrap();
        let settings = json!({ "now": "2026-11-24T10:00:00Z", "ipn_url": format!("{}/ipn", endpoint.url()) });
        let sandbox = SandboxBuilder::from_settings(&settings.to_string()).unwrap().start().await.unwrap();
        let pause = Duration::from_millis(1);
        let retry = RetryPolicy { base_delay: pause, max_delay: pause, ..RetryPolicy::default() };
        let clock = Arc::new(sandbox.clock().clone());
        let pay = sandbox.client().unwrap().clock(clock).retry(retry).build().unwrap();
        let verifier = sandbox.notification_verifier().unwrap().build().unwrap();
        let merchant = sandbox.credentials();
        let saved = json!({ "merchantId": merchant.merchant_id, "storeId": merchant.store_id });
        Self { sandbox, pay, verifier, endpoint, seen: 0, saved: saved.as_object().unwrap().clone() }
    }

    async fn run(&mut self, steps: &[Step]) -> Result<(), String> {
        for (index, step) in steps.iter().enumerate() {
            let done = Box::pin(self.step(step)).await;
            done.map_err(|error| format!("step {}, {step:?}: {error}", index + 1))?;
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> Result<(), String> {
        if let Some(part) = &step.include {
            self.saved.extend(step.with.clone());
            let part: Part = read(&folder().join(format!("parts/{part}.json")));
            for name in &part.needs {
                self.value(name)?;
            }
            return self.run(&part.steps).await;
        }
        if let Some(expected) = &step.notified {
            return self.notified(expected).await;
        }
        let (found, status) = match (self.done(step).await?, &step.refused) {
            (Ok(found), None) => found,
            (Ok((found, _)), Some(_)) => return Err(format!("it was to be refused, and gave {found}")),
            (Err(error), Some(refused)) => return self.has(&failure(&error), refused),
            (Err(error), None) => return Err(error.to_string()),
        };
        if step.status.is_some() && step.status != Some(status) {
            return Err(format!("expected the status {:?}, found {status}", step.status));
        }
        self.has(&found, &step.expect)?;
        for (name, path) in &step.save {
            self.saved.insert(name.clone(), at(&found, path).clone());
        }
        Ok(())
    }

    /// The answer with its status, or the refusal.
    async fn done(&self, step: &Step) -> Result<Result<(Value, u16), Error>, String> {
        let text = |value: &Option<Value>| {
            value.as_ref().map(|value| Ok::<_, String>(self.filled(value)?.to_string())).transpose()
        };
        if let Some(operation) = &step.call {
            let path = step.path.iter().map(|value| Ok(self.filled(value)?.as_str().unwrap().to_owned()));
            let call = OperationCall {
                operation: operation.clone(),
                path_parameters: path.collect::<Result<_, String>>()?,
                query: text(&step.query)?,
                body: text(&step.body)?,
                options: text(&step.options)?,
            };
            return Ok(call.send(self.pay.clone()).await.map(|answer| {
                let (object, meta) = answer.into_parts();
                (serde_json::from_str(&object.into_text()).unwrap(), meta.status)
            }));
        }
        if let Some(request) = &step.button {
            let request: ButtonRequest = serde_json::from_value(self.filled(request)?).unwrap();
            let button = match self.pay.button(request).await {
                Ok(button) => button,
                Err(error) => return Ok(Err(error)),
            };
            let mut visit = self.filled(step.visit.as_ref().unwrap_or(&json!({})))?;
            visit["button"] = clicked(&button);
            return Ok(Ok(self.control("buyer/checkout", visit).await?));
        }
        let mut path = step.sandbox.clone().ok_or("it says what is done")?;
        while let Some((before, rest)) = path.split_once('{') {
            let (name, after) = rest.split_once('}').unwrap();
            path = format!("{before}{}{after}", self.value(name)?.as_str().unwrap());
        }
        let body = self.filled(step.body.as_ref().unwrap_or(&json!({})))?;
        Ok(Ok(self.control(&path, body).await?))
    }

    async fn control(&self, path: &str, body: Value) -> Result<(Value, u16), String> {
        let answer =
            self.sandbox.control("POST", &format!("/_sandbox/{path}"), body.to_string()).await.unwrap();
        match answer.status {
            200..300 => Ok((serde_json::from_str(&answer.body).unwrap(), answer.status)),
            status => Err(format!("{status}: {}", answer.body)),
        }
    }

    async fn notified(&mut self, expected: &[Fields]) -> Result<(), String> {
        self.sandbox.notifications_settled().await;
        let deliveries = self.endpoint.requests();
        let mut told = Vec::new();
        for delivery in &deliveries[self.seen..] {
            let (_, body) = delivery.split_once("\r\n\r\n").unwrap();
            let verified = self.verifier.verify(body.as_bytes()).await.map_err(|error| error.to_string())?;
            if let Notification::Ipn(ipn) = verified {
                told.push(serde_json::to_value(&ipn.message).unwrap());
            }
        }
        self.seen = deliveries.len();
        if told.len() != expected.len() {
            return Err(format!("expected {} notifications, found {told:?}", expected.len()));
        }
        told.iter().zip(expected).try_for_each(|(found, fields)| self.has(found, fields))
    }

    fn has(&self, found: &Value, expected: &Fields) -> Result<(), String> {
        for (path, value) in expected {
            let (expected, found) = (self.filled(value)?, at(found, path));
            if *found != expected {
                return Err(format!("{path}: expected {expected}, found {found}"));
            }
        }
        Ok(())
    }

    /// With what was saved in place of its name.
    fn filled(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => match text.strip_prefix('$') {
                Some(name) => self.value(name)?.clone(),
                None => value.clone(),
            },
            Value::Array(items) => items.iter().map(|item| self.filled(item)).collect::<Result<_, _>>()?,
            Value::Object(fields) => {
                let filled = fields.iter().map(|(name, item)| Ok((name.clone(), self.filled(item)?)));
                filled.collect::<Result<Fields, String>>()?.into()
            }
            other => other.clone(),
        })
    }

    fn value(&self, name: &str) -> Result<&Value, String> {
        let saved = self.saved.get(name).filter(|value| !value.is_null());
        saved.ok_or_else(|| format!("nothing was saved as {name}"))
    }
}

async fn play(steps: &[Step]) -> Result<(), String> {
    Runner::start().await.run(steps).await
}

#[tokio::test]
async fn every_scenario_comes_true() {
    let mut failures = Vec::new();
    let mut played = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            played += 1;
            let scenario: Scenario = read(&path);
            if let Err(error) = play(&scenario.steps).await {
                failures.push(format!("{}: {error}", path.file_name().unwrap().display()));
            }
        }
    }
    assert!(played > 0, "there is no scenario");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn a_step_that_does_not_come_true_fails_and_is_named() {
    let steps = |steps: Value| -> Vec<Step> { serde_json::from_value(steps).unwrap() };
    let get = json!({ "call": "charges.get", "path": ["S01-1234567-1234567-C123456"] });
    let with = |name: &str, value: Value| {
        let mut step = get.clone();
        step[name] = value;
        steps(json!([step]))
    };
    assert_eq!(play(&with("refused", json!({ "kind": "not_found" }))).await, Ok(()));
    let clock =
        json!([{ "sandbox": "clock", "body": { "advance": 30 }, "refused": { "kind": "not_found" } }]);
    for (steps, expected) in [
        (with("refused", json!({ "kind": "declined" })), "kind: expected \"declined\", found \"not_found\""),
        (steps(json!([get.clone()])), "step 1, Step { call: Some(\"charges.get\")"),
        (with("path", json!(["$nothing"])), "nothing was saved as nothing"),
        (steps(clock), "it was to be refused, and gave"),
        (steps(json!([{ "notified": [{ "ObjectType": "CHARGE" }] }])), "expected 1 notifications, found []"),
    ] {
        let error = play(&steps).await.unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

//! Runs `tests/vectors/bad-input/*.json`: what is wrong, and the very words that say so.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "clippy spares test functions, not their helpers"
)]

use std::path::Path;

use amazonpay::config::ClientBuilder;
use amazonpay::error::ConfigError;
use amazonpay::model::{Currency, Money};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Wrong settings of a client: those of `base`, changed by a case's own (null takes one away).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    base: Map<String, Value>,
    cases: Vec<SettingsCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsCase {
    name: String,
    settings: Map<String, Value>,
    expected: String,
}

/// What must never be in a message: each pass phrase and password of the cases, and what keys begin with.
const SECRETS: &[&str] = &["hunter2", "\"wrong\"", "MIIE"];

/// `{keys}` in settings and messages stands for the folder of the test keys.
fn with_keys(text: &str) -> String {
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/keys");
    text.replace("{keys}", &keys.to_string_lossy())
}

fn with_keys_in(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(with_keys(&text)),
        value => value,
    }
}

/// Fails with all wrong messages at once, so that a changed wording is seen whole.
fn check(section: &str, outcomes: impl IntoIterator<Item = (String, String, String)>) {
    let mut wrong = String::new();
    for (name, expected, found) in outcomes {
        for secret in SECRETS {
            assert!(!found.contains(secret), "{section}: {name}: the message holds a secret");
        }
        if found != expected {
            wrong += &format!("\n{name}\n  expected {expected}\n  found    {found}\n");
        }
    }
    assert!(wrong.is_empty(), "{section}:{wrong}");
}

fn check_settings(section: &str, json: &str) {
    let Settings { base, cases } = serde_json::from_str(json).unwrap();
    let build = |settings: Map<String, Value>| {
        let settings = settings.into_iter().map(|(name, value)| (name, with_keys_in(value))).collect();
        ClientBuilder::from_settings(&settings).and_then(ClientBuilder::config)
    };
    build(base.clone()).expect("the base without a case's changes is right");
    check(
        section,
        cases.into_iter().map(|case| {
            let mut settings = base.clone();
            settings.extend(case.settings);
            let found = match build(settings) {
                Ok(_) => "accepted".to_owned(),
                Err(error) => error.to_string(),
            };
            (case.name, with_keys(&case.expected), found)
        }),
    );
}

#[test]
fn configuration() {
    check_settings("configuration", include_str!("../../tests/vectors/bad-input/configuration.json"));
}

#[test]
fn keys() {
    check_settings("keys", include_str!("../../tests/vectors/bad-input/keys.json"));
}

/// An amount of which no Money is made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amount {
    name: String,
    amount: String,
    currency: Currency,
    expected: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amounts {
    cases: Vec<Amount>,
}

#[test]
fn amounts() {
    let amounts: Amounts =
        serde_json::from_str(include_str!("../../tests/vectors/bad-input/amounts.json")).unwrap();
    check(
        "amounts",
        amounts.cases.into_iter().map(|case| {
            let found = match Money::new(case.amount.as_str(), case.currency) {
                Ok(money) => format!("accepted as {money:?}"),
                Err(error) => ConfigError::from(error).to_string(),
            };
            (case.name, case.expected, found)
        }),
    );
}

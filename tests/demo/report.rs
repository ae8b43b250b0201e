//! What the demo prints: a line a step and the ledger, or one JSON document.

use std::error::Error;
use std::io::{Write, stdout};
use std::time::Duration;

use amazonpay::operation::Response;
use serde::Serialize;

use crate::ledger::Ledger;

/// One thing that happened.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Step {
    /// An operation's name, or who else acted: `buyer`, `clock`, `fault`.
    pub(crate) what: &'static str,
    pub(crate) id: String,
    pub(crate) state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) milliseconds: Option<f64>,
    pub(crate) note: String,
}

#[derive(Debug)]
pub(crate) struct Report {
    json: bool,
    steps: Vec<Step>,
    ledger: Option<serde_json::Value>,
}

impl Report {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, steps: Vec::new(), ledger: None }
    }

    pub(crate) fn opening(&self, url: &str, public_key_id: &str) {
        self.line(format_args!("Amazon Pay sandbox at {url}, signing as {public_key_id}\n"));
        self.line(format_args!(
            "{:<27} {:<37} {:<24} {:>6} {:>7} {:>8}  note",
            "step", "id", "state", "status", "retries", "ms"
        ));
    }

    /// An operation that answered.
    pub(crate) fn answered<T>(
        &mut self,
        what: &'static str,
        response: &Response<T>,
        id: &str,
        state: &impl ToString,
        note: impl Into<String>,
    ) {
        let meta = response.meta();
        self.step(Step {
            what,
            id: id.to_owned(),
            state: state.to_string(),
            status: Some(meta.status),
            retries: Some(meta.retries),
            milliseconds: Some(milliseconds(meta.duration)),
            note: note.into(),
        });
    }

    /// An operation that was refused, as it was meant to be.
    pub(crate) fn refused(&mut self, what: &'static str, id: &str, error: &amazonpay::Error, took: Duration) {
        let advice = error.advice().map(|advice| advice.explanation()).unwrap_or_default();
        self.step(Step {
            what,
            id: id.to_owned(),
            state: error.reason_code().unwrap_or_default().to_owned(),
            status: error.status(),
            retries: Some(error.retries()),
            milliseconds: Some(milliseconds(took)),
            note: format!("{}: {advice}", error.kind().as_str()),
        });
    }

    /// Something that is no operation.
    pub(crate) fn happened(&mut self, what: &'static str, id: &str, state: &str, note: impl Into<String>) {
        self.step(Step {
            what,
            id: id.to_owned(),
            state: state.to_owned(),
            status: None,
            retries: None,
            milliseconds: None,
            note: note.into(),
        });
    }

    pub(crate) fn ledger(&mut self, ledger: &Ledger) {
        self.line(format_args!("\n{ledger}"));
        self.ledger = serde_json::to_value(ledger).ok();
    }

    /// The last lines. `dashboard` is where to look at what happened, when that stays.
    pub(crate) fn finish(&self, outcome: &Result<(), Box<dyn Error>>, dashboard: Option<&str>) {
        let error = outcome.as_ref().err().map(ToString::to_string);
        if self.json {
            let document = serde_json::json!({
                "ok": error.is_none(), "error": error, "steps": self.steps, "ledger": self.ledger,
                "dashboard": dashboard,
            });
            print(format_args!("{document:#}"));
            return;
        }
        match error {
            None => self.line(format_args!("\nEvery state and every amount is what it has to be.")),
            Some(error) => self.line(format_args!("\nThe demo failed: {error}")),
        }
        if let Some(url) = dashboard {
            self.line(format_args!("\nSee it in the dashboard: {url}/ (Ctrl-C ends it)"));
        }
    }

    fn step(&mut self, step: Step) {
        let Step { what, id, state, note, .. } = &step;
        let status = step.status.map(|status| status.to_string()).unwrap_or_default();
        let retries = step.retries.map(|retries| retries.to_string()).unwrap_or_default();
        let ms = step.milliseconds.map(|ms| format!("{ms:.1}")).unwrap_or_default();
        let line = format!("{what:<27} {id:<37} {state:<24} {status:>6} {retries:>7} {ms:>8}  {note}");
        self.line(format_args!("{}", line.trim_end()));
        self.steps.push(step);
    }

    fn line(&self, text: std::fmt::Arguments<'_>) {
        if !self.json {
            print(text);
        }
    }
}

/// Prints a line. A reader that has gone away (`make demo | head`) is no failure of the demo.
fn print(text: std::fmt::Arguments<'_>) {
    let _ = writeln!(stdout(), "{text}");
}

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}

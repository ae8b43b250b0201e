//! A small `make chaos`: real processes, killed and started again; and the proof that its check can fail.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

/// A run with a folder of its own, and what it stored.
fn run(name: &str, arguments: &[&str]) -> (Output, Value) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("chaos-{name}"));
    let output = Command::new(env!("CARGO_BIN_EXE_chaos"))
        .args(["--operations", "600", "--folder", folder.to_str().unwrap()])
        .args(arguments)
        .output()
        .unwrap();
    let stored = std::fs::read(folder.join("summary.json"));
    let summary = stored.unwrap_or_else(|error| panic!("{error}: {output:?}"));
    (output, serde_json::from_slice(&summary).unwrap())
}

#[test]
fn no_charge_is_made_twice_and_none_is_lost_though_everything_fails() {
    let (output, summary) = run("small", &["--kills", "8"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("agree to the cent"), "{text}");
    assert_eq!((&summary["ok"], &summary["differences"]), (&Value::Bool(true), &Value::Array(Vec::new())));

    let number = |name: &str| summary[name].as_u64().unwrap_or_else(|| panic!("{name}: {summary:#}"));
    assert!(number("operationsInAll") >= 600);
    assert_eq!((number("concurrency"), number("kills")), (64, 8));
    assert!(number("clientClockJumps") > 0 && number("sandboxClockJumps") > 0 && number("retries") > 0);
    let faults = summary["faultPercent"].as_f64().unwrap();
    assert!((18.0..32.0).contains(&faults), "a quarter of the requests, found {faults} %");

    // Each notification was acted upon once, however often it came; the forged ones never.
    assert!(number("notifications") > 300 && number("notificationsRepeated") > 0);
    assert_eq!(number("notificationsActedUpon"), number("notifications"));
    let refused = summary["notificationsRefused"].as_object().unwrap();
    assert!(refused.values().map(|count| count.as_u64().unwrap()).sum::<u64>() > 0, "{refused:?}");
    assert!(number("settledByNotification") > 0);

    for (currency, totals) in summary["totals"].as_object().unwrap() {
        assert_eq!(totals["plan"], totals["ledger"], "{currency}");
        assert_eq!(totals["journals"], totals["ledger"], "{currency}");
    }
}

#[test]
fn clients_that_forget_their_idempotency_keys_are_found_out() {
    let (output, summary) = run("forgetful", &["--kills", "24", "--forget-keys"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(summary["ok"], Value::Bool(false));
    let differences: Vec<&str> =
        summary["differences"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    assert!(
        differences.iter().any(|line| line.contains("charged 2 times") || line.contains("refunded 2 times")),
        "{text}"
    );
}

//! `make demo --json`: the document a machine reads, and the exit status.

use std::process::{Command, Stdio};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};

#[test]
fn the_demo_takes_one_order_from_the_session_to_the_contested_dispute_and_the_report() {
    let output = Command::new(env!("CARGO_BIN_EXE_demo")).arg("--json").output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(output.status.success(), "{document:#}");
    assert_eq!((&document["ok"], &document["error"]), (&Value::Bool(true), &Value::Null));

    let steps = document["steps"].as_array().unwrap();
    let states: Vec<(&str, &str)> = steps
        .iter()
        .filter(|step| step.get("status").is_some())
        .map(|step| (step["what"].as_str().unwrap(), step["state"].as_str().unwrap()))
        .collect();
    assert_eq!(
        states,
        [
            ("checkout_sessions.create", "Open"),
            ("checkout_sessions.get", "Open"),
            ("checkout_sessions.update", "Open"),
            ("checkout_sessions.complete", "Completed"),
            ("charges.create", "Authorized"),
            ("charges.capture", "CaptureInitiated"),
            ("charges.get", "Captured"),
            ("refunds.create", "RefundInitiated"),
            ("refunds.get", "Refunded"),
            ("charges.create", "SoftDeclined"),
            ("charge_permissions.get", "Chargeable"),
            ("charges.create", "Captured"),
            ("charges.create", "Captured"),
            ("charge_permissions.close", "Closed"),
            ("disputes.get", "ActionRequired"),
            ("files.upload", "uploaded"),
            ("disputes.contest", "UnderReview"),
            ("disputes.get", "Resolved"),
            ("reports.create", ""),
            ("reports.get", "COMPLETED"),
        ]
    );
    for (what, state) in [("notification", "verified"), ("report_documents.download", "downloaded")] {
        assert!(steps.iter().any(|step| step["what"] == what && step["state"] == state), "{what}");
    }
    let totals = &document["ledger"]["totals"];
    let amounts =
        ["captured", "refunded", "kept", "neverCharged", "order"].map(|of| totals[of]["amount"].as_str());
    assert_eq!(amounts.map(Option::unwrap), ["90.00", "20.00", "70.00", "10.00", "100.00"]);
}

#[tokio::test]
async fn a_demo_that_is_left_open_shows_its_order_until_it_is_told_to_end() {
    let mut demo = tokio::process::Command::new(env!("CARGO_BIN_EXE_demo"))
        .args(["--open", "--json"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    let mut printed = String::new();
    let document: Value = loop {
        printed += &lines.next_line().await.unwrap().expect("the document ends before the demo does");
        if let Ok(document) = serde_json::from_str(&printed) {
            break document;
        }
    };
    let dashboard = document["dashboard"].as_str().unwrap();
    let page = reqwest::get(format!("{dashboard}/")).await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("local sandbox"));
    let charges = reqwest::get(format!("{dashboard}/_sandbox/objects/charges")).await.unwrap();
    let charges: Value = serde_json::from_slice(&charges.bytes().await.unwrap()).unwrap();
    let shown = charges["objects"].as_array().unwrap().iter().map(|charge| charge["chargeId"].as_str());
    let told = document["steps"].as_array().unwrap();
    let made = told.iter().filter(|step| step["what"] == "charges.create" && step["status"] == 201);
    let made: Vec<_> = made.map(|step| step["id"].as_str()).collect();
    assert!(made.len() > 1 && shown.eq(made), "{charges:#}");

    let id = demo.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert!(demo.wait().await.unwrap().success());
}

#[test]
fn an_unknown_option_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_demo")).arg("--jason").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--json"));
}

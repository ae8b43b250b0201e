//! `make demo --json`: the document a machine reads, and the exit status.

use std::process::Command;

use serde_json::Value;

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

#[test]
fn an_unknown_option_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_demo")).arg("--jason").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--json"));
}

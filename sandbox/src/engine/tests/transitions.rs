//! What may become what: the states of api-facts as tables, written without looking at the engine's code.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use rust_decimal::Decimal;

use super::*;

type Table = &'static [(&'static str, &'static [&'static str])];

const SESSION: Table =
    &[("", &["Open"]), ("Open", &["Completed", "Canceled"]), ("Completed", &[]), ("Canceled", &[])];

const PERMISSION: Table = &[
    ("", &["Chargeable", "NonChargeable", "Closed"]),
    ("Chargeable", &["NonChargeable", "Closed"]),
    ("NonChargeable", &["Chargeable", "Closed"]),
    ("Closed", &[]),
];

const CHARGE: Table = &[
    ("", &["AuthorizationInitiated", "Authorized", "CaptureInitiated", "Captured"]),
    ("AuthorizationInitiated", &["Authorized", "Declined", "Canceled"]),
    ("Authorized", &["CaptureInitiated", "Captured", "Canceled"]),
    ("CaptureInitiated", &["Captured", "Declined"]),
    ("Captured", &[]),
    ("Declined", &[]),
    ("Canceled", &[]),
];

const REFUND: Table = &[
    ("", &["RefundInitiated"]),
    ("RefundInitiated", &["Refunded", "Declined"]),
    ("Refunded", &[]),
    ("Declined", &[]),
];

const DISPUTE: Table = &[
    ("", &["ActionRequired", "UnderReview", "Resolved", "Closed"]),
    ("ActionRequired", &["UnderReview", "Resolved", "Closed"]),
    ("UnderReview", &["ActionRequired", "Resolved", "Closed"]),
    ("Resolved", &["Closed"]),
    ("Closed", &[]),
];

fn steps(table: Table, from: &str) -> &'static [&'static str] {
    table.iter().find(|(state, _)| *state == from).unwrap_or_else(|| panic!("unknown state {from}")).1
}

/// Whether a state can become another in one step, or in several when time has passed.
fn may_become(table: Table, from: &str, to: &str, several: bool) -> bool {
    from == to
        || steps(table, from).contains(&to)
        || (several && steps(table, from).iter().any(|next| may_become_forward(table, next, to)))
}

/// A permission can go back and forth, so the search remembers where it was.
fn may_become_forward(table: Table, from: &str, to: &str) -> bool {
    let (mut open, mut seen) = (vec![from.to_owned()], BTreeSet::new());
    while let Some(state) = open.pop() {
        if state == to {
            return true;
        }
        if seen.insert(state.clone()) {
            open.extend(steps(table, &state).iter().map(|next| (*next).to_owned()));
        }
    }
    false
}

#[derive(Clone, PartialEq, Debug)]
struct Seen {
    state: String,
    reason: String,
    updated: String,
}

/// Remembers each object's state and checks that what it becomes is possible and adds up.
#[derive(Default)]
pub(super) struct Watch {
    seen: BTreeMap<String, Seen>,
}

fn amount(value: &Value) -> Decimal {
    value["amount"].as_str().map_or(Decimal::ZERO, |text| Decimal::from_str(text).unwrap())
}

impl Watch {
    /// Looks at every object. `several` when time has passed since the last look.
    pub(super) fn look(&mut self, engine: &Engine, several: bool) {
        let sessions = engine.objects(ObjectKind::CheckoutSession);
        let permissions = engine.objects(ObjectKind::ChargePermission);
        let charges = engine.objects(ObjectKind::Charge);
        let refunds = engine.objects(ObjectKind::Refund);
        let disputes = engine.objects(ObjectKind::Dispute);
        let all = [
            (&sessions, "checkoutSessionId", SESSION),
            (&permissions, "chargePermissionId", PERMISSION),
            (&charges, "chargeId", CHARGE),
            (&refunds, "refundId", REFUND),
            (&disputes, "disputeId", DISPUTE),
        ];
        let of_kind = |name| engine.objects(ObjectKind::find(name).unwrap()).len();
        assert_eq!(
            ObjectKind::ALL.iter().map(|(name, _)| of_kind(name)).sum::<usize>(),
            engine.object_count()
        );
        for (objects, id, table) in all {
            for object in objects {
                self.step(object, id, table, several);
            }
        }
        for permission in &permissions {
            check_permission(permission, &charges);
        }
        for charge in &charges {
            check_charge(charge, &refunds);
            check_disputes(charge, &disputes);
        }
        for session in &sessions {
            let completed = session["statusDetails"]["state"] == "Completed";
            assert_eq!(completed, session["chargePermissionId"].is_string(), "{session}");
        }
    }

    fn step(&mut self, object: &Value, id: &str, table: Table, several: bool) {
        let status = &object["statusDetails"];
        let reasons = if status["reasons"].is_null() { &status["reasonCode"] } else { &status["reasons"] };
        let now = Seen {
            state: text(&status["state"]),
            reason: reasons.to_string(),
            updated: match &status["lastUpdatedTimestamp"] {
                Value::Number(second) => second.to_string(),
                time => text(time),
            },
        };
        let id = text(&object[id]);
        let before = self.seen.insert(id.clone(), now.clone());
        let from = before.as_ref().map_or("", |seen| seen.state.as_str());
        assert!(may_become(table, from, &now.state, several), "{id}: {from} became {}", now.state);
        if let Some(before) = &before {
            assert!(now.updated >= before.updated, "{id}: updated {} after {}", now.updated, before.updated);
            if steps(table, from).is_empty() {
                assert_eq!(before, &now, "{id} is final");
            }
        }
        if object["disputeId"].is_string() {
            let is_over = matches!(now.state.as_str(), "Resolved" | "Closed");
            assert_eq!(is_over, status["resolution"].is_string(), "{object}");
            assert_eq!(is_over, object["closureTimestamp"].is_number(), "{object}");
            return;
        }
        let needs_reason = matches!(now.state.as_str(), "Canceled" | "Declined" | "NonChargeable" | "Closed");
        assert_eq!(needs_reason, now.reason != "null", "{object}");
    }
}

fn check_permission(permission: &Value, charges: &[Value]) {
    let own: Vec<_> =
        charges.iter().filter(|c| c["chargePermissionId"] == permission["chargePermissionId"]).collect();
    if permission["chargePermissionType"] != "OneTime" {
        assert!(amount(&permission["limits"]["amountBalance"]) >= Decimal::ZERO);
        return;
    }
    let held = |charge: &&Value| match charge["statusDetails"]["state"].as_str().unwrap() {
        "AuthorizationInitiated" | "Authorized" => amount(&charge["chargeAmount"]),
        "CaptureInitiated" | "Captured" => amount(&charge["captureAmount"]),
        _ => Decimal::ZERO,
    };
    let limits = &permission["limits"];
    let left = amount(&limits["amountLimit"]) - own.iter().map(held).sum::<Decimal>();
    assert!(left >= Decimal::ZERO, "balance below zero: {permission}");
    assert_eq!(left, amount(&limits["amountBalance"]), "{permission}");
    assert!(own.len() <= 25);
}

fn check_charge(charge: &Value, refunds: &[Value]) {
    let captured = amount(&charge["captureAmount"]);
    assert!(captured <= amount(&charge["chargeAmount"]), "{charge}");
    let is_captured =
        matches!(charge["statusDetails"]["state"].as_str(), Some("CaptureInitiated" | "Captured"));
    assert_eq!(is_captured, captured > Decimal::ZERO, "{charge}");
    let own: Vec<_> = refunds.iter().filter(|refund| refund["chargeId"] == charge["chargeId"]).collect();
    let with = |state: &str| {
        let refunds = own.iter().filter(|refund| refund["statusDetails"]["state"] == state);
        refunds.map(|refund| amount(&refund["refundAmount"])).sum::<Decimal>()
    };
    assert_eq!(with("Refunded"), amount(&charge["refundedAmount"]), "{charge}");
    let more = (captured * Decimal::new(15, 2)).min(Decimal::from(75));
    assert!(with("Refunded") + with("RefundInitiated") <= captured + more, "{charge}");
    assert!(own.iter().filter(|refund| refund["statusDetails"]["state"] != "Declined").count() <= 10);
}

fn check_disputes(charge: &Value, disputes: &[Value]) {
    let own = disputes.iter().filter(|dispute| dispute["chargeId"] == charge["chargeId"]);
    let open = own.filter(|dispute| dispute["statusDetails"]["resolution"] != "MerchantWon");
    let disputed = open.map(|dispute| amount(&dispute["disputeAmount"])).sum::<Decimal>();
    assert!(disputed <= amount(&charge["captureAmount"]), "{charge}");
}

#[test]
fn the_tables_tell_possible_from_impossible() {
    assert!(may_become(CHARGE, "Authorized", "Captured", false));
    assert!(!may_become(CHARGE, "AuthorizationInitiated", "Captured", false));
    assert!(may_become(CHARGE, "AuthorizationInitiated", "Captured", true));
    assert!(!may_become(CHARGE, "Captured", "Authorized", true));
    assert!(!may_become(SESSION, "Completed", "Canceled", true));
    assert!(may_become(PERMISSION, "NonChargeable", "Closed", true));
    assert!(!may_become(PERMISSION, "Closed", "Chargeable", true));
}

//! What the dashboard reads: the overview, lists, one object, what comes next, and the states objects can have.

use amazonpay::model::DisputeFilingReason;
use amazonpay::model::{CancelCharge, PaymentIntent};
use amazonpay_sandbox::engine::BuyerAction;
use amazonpay_sandbox::engine::DisputeRuling;
use serde_json::{Value, json};

use crate::shop::{Shop, eur};

async fn read(shop: &Shop, path: &str) -> Value {
    let answer = shop.sandbox.control("GET", &format!("/_sandbox/{path}"), "").await.unwrap();
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

async fn refusal(shop: &Shop, path: &str) -> (u16, String) {
    let answer = shop.sandbox.control("GET", &format!("/_sandbox/{path}"), "").await.unwrap();
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    (answer.status, body["message"].as_str().unwrap().to_owned())
}

async fn ledger(shop: &Shop) -> Value {
    read(shop, "overview").await["ledger"][0].clone()
}

fn totals(authorized: &str, captured: &str, refunded: &str, disputed: &str, net: &str) -> Value {
    json!({
        "currencyCode": "EUR", "authorized": authorized, "captured": captured, "refunded": refunded,
        "disputed": disputed, "net": net,
    })
}

#[tokio::test]
async fn the_ledger_is_right_to_the_cent_after_capture_refund_and_dispute() {
    let shop = Shop::open().await;
    assert_eq!(read(&shop, "overview").await["ledger"], json!([]));
    let (_, charge) = shop.authorized().await;
    assert_eq!(ledger(&shop).await, totals("10.00", "0.00", "0.00", "0.00", "0.00"));
    let capture = amazonpay::model::CaptureCharge::new(eur("9.99"));
    shop.pay.charges().capture(&charge, capture).send().await.unwrap();
    assert_eq!(ledger(&shop).await, totals("0.00", "9.99", "0.00", "0.00", "9.99"));
    let refund = amazonpay::model::CreateRefund::new(&charge, eur("0.01"));
    shop.pay.refunds().create(refund).send().await.unwrap();
    assert_eq!(ledger(&shop).await["refunded"], "0.00", "it is not decided yet");
    shop.pass(30).await;
    assert_eq!(ledger(&shop).await, totals("0.00", "9.99", "0.01", "0.00", "9.98"));
    let dispute = shop.sandbox.buyer(BuyerAction::FileChargeback {
        charge_id: charge.clone(),
        amount: Some(eur("2.50")),
        filing_reason: DisputeFilingReason::ProductNotReceived,
    });
    assert_eq!(ledger(&shop).await, totals("0.00", "9.99", "0.01", "2.50", "7.48"));
    let dispute = dispute.unwrap().dispute_id.unwrap();
    shop.sandbox.buyer(BuyerAction::WithdrawChargeback { dispute_id: dispute }).unwrap();
    assert_eq!(ledger(&shop).await, totals("0.00", "9.99", "0.01", "0.00", "9.98"), "the merchant won");
}

#[tokio::test]
async fn the_overview_counts_by_kind_and_state() {
    let shop = Shop::open().await;
    shop.created_session(PaymentIntent::Authorize).await;
    let (_, first) = shop.authorized().await;
    shop.authorized().await;
    shop.pay.charges().cancel(&first, CancelCharge::new("changed my mind")).send().await.unwrap();
    let overview = read(&shop, "overview").await;
    let of =
        |kind: &str| overview["objects"].as_array().unwrap().iter().find(|one| one["kind"] == kind).cloned();
    assert_eq!(
        of("checkoutSessions").unwrap(),
        json!({"kind": "checkoutSessions", "total": 3, "states": [{"state": "Open", "count": 1}, {"state": "Completed", "count": 2}]})
    );
    assert_eq!(
        of("charges").unwrap()["states"],
        json!([{"state": "Authorized", "count": 1}, {"state": "Canceled", "count": 1}])
    );
    assert_eq!(of("disputes").unwrap(), json!({"kind": "disputes", "total": 0, "states": []}));
    assert_eq!(overview["upcoming"].as_array().unwrap().len(), 5);
    assert_eq!(overview["upcomingTotal"], read(&shop, "upcoming").await["total"]);
    assert_eq!(overview["requests"], 6);
    let sum: u64 =
        overview["objects"].as_array().unwrap().iter().map(|one| one["total"].as_u64().unwrap()).sum();
    assert_eq!(json!(sum), read(&shop, "health").await["objects"]);
}

#[tokio::test]
async fn summaries_are_pages_that_leave_nothing_out_and_repeat_nothing() {
    let shop = Shop::open().await;
    let mut made = Vec::new();
    for _ in 0..7 {
        made.push(shop.created_session(PaymentIntent::Authorize).await);
    }
    made.reverse();
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = read(&shop, &format!("summaries?kind=checkoutSessions&limit=3{next}")).await;
        assert_eq!(page["total"], 7);
        seen.extend(
            page["objects"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()),
        );
        // One more is made between the pages, and does not push the others about.
        shop.sandbox.buyer(BuyerAction::OpenSession { checkout_session_id: made[0].clone() }).unwrap();
        let Some(cursor) = page["next"].as_str() else { break };
        next = format!("&before={cursor}");
    }
    assert_eq!(seen, made, "newest first");

    let part = made[4][9..23].to_uppercase();
    let found = read(&shop, &format!("summaries?text={part}")).await;
    assert_eq!((&found["total"], &found["objects"][0]["id"]), (&json!(1), &json!(made[4])));
    assert_eq!(read(&shop, "summaries?state=Completed").await["total"], 0);
    assert_eq!(read(&shop, "summaries?state=Open&text=-").await["total"], 7);
    for (query, message) in [
        ("kind=things", "kind: expected one of checkoutSessions, "),
        ("limit=0", "limit: expected 1 to 1000, found 0."),
        ("before=yesterday", "before: expected the next of the page before, found \"yesterday\"."),
        ("states=Open", "Failed to deserialize query string: states: unknown field `states`"),
    ] {
        let (status, found) = refusal(&shop, &format!("summaries?{query}")).await;
        assert_eq!(status, 400);
        assert!(found.starts_with(message), "{found}");
    }
}

#[tokio::test]
async fn a_summary_says_what_and_how_much_and_since_when() {
    let shop = Shop::open().await;
    shop.sandbox.clock().set("2026-11-24T10:00:00Z".parse().unwrap());
    let made = shop.sandbox.clock().now();
    let (permission, charge) = shop.authorized().await;
    shop.sandbox.clock().advance(jiff::SignedDuration::from_secs(5));
    let captured = shop.sandbox.clock().now();
    shop.capture(&charge).await;
    let found = read(&shop, "summaries?kind=charges").await;
    assert_eq!(
        found["objects"][0],
        json!({
            "kind": "charges", "id": charge, "state": "Captured", "reasonCode": null,
            "merchantId": shop.sandbox.credentials().merchant_id, "isLive": false,
            "amount": {"amount": "10.00", "currencyCode": "EUR"},
            "created": made.to_string(), "updated": captured.to_string(), "chargePermissionId": permission,
        })
    );
}

#[tokio::test]
async fn an_object_is_shown_with_what_belongs_to_it_and_what_was_said_of_it() {
    let shop = Shop::open().await;
    let (permission, charge) = shop.authorized().await;
    shop.authorized().await;
    let shown = read(&shop, &format!("objects/charges/{charge}")).await;
    assert_eq!((&shown["kind"], &shown["id"]), (&json!("charges"), &json!(charge)));
    assert_eq!(shown["object"]["statusDetails"]["state"], "Authorized");
    let events: Vec<&Value> = shown["upcoming"].as_array().unwrap().iter().map(|one| &one["event"]).collect();
    assert_eq!(json!(events), json!(["AuthorizationExpires"]), "{shown}");
    let related: Vec<&Value> = shown["related"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(json!(related), json!(["checkoutSessions", "chargePermissions"]), "{shown}");
    assert_eq!(shown["related"][1]["id"], json!(permission));
    let requests = shown["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 1, "{shown}");
    assert_eq!(requests[0]["operation"], "checkout_sessions.complete");

    for kind in read(&shop, "overview").await["objects"].as_array().unwrap() {
        let kind = kind["kind"].as_str().unwrap();
        let listed = read(&shop, &format!("objects/{kind}")).await["objects"].clone();
        let lines = read(&shop, &format!("summaries?kind={kind}")).await;
        for (object, line) in
            listed.as_array().unwrap().iter().rev().zip(lines["objects"].as_array().unwrap())
        {
            let path = format!("objects/{kind}/{}", line["id"].as_str().unwrap());
            assert_eq!(&read(&shop, &path).await["object"], object, "{path}");
        }
        assert_eq!(refusal(&shop, &format!("objects/{kind}/nothing")).await.0, 404, "{kind}");
    }
    assert_eq!(refusal(&shop, "objects/things/x").await.0, 404);
}

#[tokio::test]
async fn what_comes_next_follows_the_clock_and_leaves_out_what_no_longer_applies() {
    let shop = Shop::open().await;
    let (permission, charge) = shop.authorized().await;
    let upcoming = async |query: &str| -> Vec<(String, String, String)> {
        let found = read(&shop, &format!("upcoming{query}")).await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let listed = found["upcoming"].as_array().unwrap().clone();
        listed.iter().map(|one| (text(&one["event"]), text(&one["id"]), text(&one["due"]))).collect()
    };
    let events = |found: Vec<(String, String, String)>| {
        found.into_iter().map(|(event, _, _)| event).collect::<Vec<_>>()
    };
    let now = shop.sandbox.clock().now();
    let all = upcoming("").await;
    // The session is Completed: that it would have expired after a day is not told.
    assert_eq!(
        events(all.clone()),
        ["CheckoutSessionForgotten", "AuthorizationExpires", "ChargePermissionExpires"],
        "{all:?}"
    );
    let due = |days: i64| (now + jiff::SignedDuration::from_hours(24 * days)).to_string();
    assert_eq!((&all[1].1, &all[1].2), (&charge, &due(30)));
    assert_eq!((&all[2].1, &all[2].2), (&permission, &due(180)));
    assert_eq!(events(upcoming(&format!("?until={}", due(30))).await).len(), 2);
    assert_eq!(events(upcoming("?limit=1").await).len(), 1);
    assert_eq!(read(&shop, "upcoming?limit=1").await["total"], 3);
    assert_eq!(refusal(&shop, "upcoming?until=soon").await.0, 400);

    shop.capture(&charge).await;
    assert_eq!(
        events(upcoming("").await),
        ["SettlementPaid", "CheckoutSessionForgotten", "ChargePermissionExpires"],
        "a captured authorization does not expire"
    );
    let refund = shop.refund(&charge).await;
    let first = upcoming("?limit=1").await;
    assert_eq!((&first[0].0, &first[0].1), (&"RefundSettles".to_owned(), &refund));
    shop.pass(30).await;
    assert!(!events(upcoming("").await).contains(&"RefundSettles".to_owned()));

    let dispute = shop.sandbox.buyer(BuyerAction::FileChargeback {
        charge_id: charge.clone(),
        amount: None,
        filing_reason: DisputeFilingReason::ProductNotReceived,
    });
    let dispute = dispute.unwrap().dispute_id.unwrap();
    shop.sandbox.rule_dispute(&dispute, DisputeRuling::BuyerWon).unwrap();
    assert!(upcoming("").await.iter().any(|(event, id, _)| event == "DisputeUnanswered" && *id == dispute));
    shop.pass(11 * 24 * 60 * 60).await;
    assert!(!events(upcoming("").await).contains(&"DisputeUnanswered".to_owned()));
    shop.pass(400 * 24 * 60 * 60).await;
    assert_eq!(events(upcoming("").await), Vec::<String>::new(), "everything has happened");
}

#[tokio::test]
async fn every_state_that_objects_have_is_in_their_diagram() {
    let shop = Shop::open().await;
    let (_, charge) = shop.authorized().await;
    shop.capture(&charge).await;
    shop.refund(&charge).await;
    shop.pass(86_400).await;
    let diagrams = read(&shop, "state-diagrams").await;
    let states = |kind: &str| {
        let diagrams = diagrams["diagrams"].as_array().unwrap();
        let diagram = diagrams.iter().find(|one| one["kind"] == kind).unwrap_or_else(|| panic!("{kind}"));
        diagram["states"].as_array().unwrap().clone()
    };
    let lines = read(&shop, "summaries").await;
    let with_state = lines["objects"].as_array().unwrap().iter().filter(|line| !line["state"].is_null());
    let mut kinds = std::collections::BTreeSet::new();
    for line in with_state {
        let kind = line["kind"].as_str().unwrap();
        kinds.insert(kind);
        assert!(states(kind).iter().any(|state| state["state"] == line["state"]), "{line}");
    }
    assert!(kinds.len() >= 5, "{kinds:?}");
    let is_final =
        |state: &str| states("charges").iter().find(|one| one["state"] == state).unwrap()["isFinal"].clone();
    assert_eq!((is_final("Captured"), is_final("Authorized")), (json!(true), json!(false)));
}

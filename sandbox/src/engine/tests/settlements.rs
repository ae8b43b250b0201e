//! Disbursements: what was captured less what was refunded, to the cent.

use std::collections::BTreeMap;

use super::*;

const RANGE: [(&str, &str); 2] = [("startTime", "20260101T000000Z"), ("endTime", "20991231T000000Z")];

fn amount_of(object: &Value, name: &str) -> (String, Decimal) {
    let money = &object[name];
    (text(&money["currencyCode"]), text(&money["amount"]).parse().unwrap())
}

/// Disbursed and not yet disbursed are, together, captured less refunded: by the objects that the API shows.
#[track_caller]
pub(super) fn check_books(engine: &Engine, merchant: &str) {
    let mut moved: BTreeMap<String, Decimal> = BTreeMap::new();
    for charge in engine.objects(ObjectKind::Charge) {
        if charge["statusDetails"]["state"] == "Captured" {
            let (currency, amount) = amount_of(&charge, "captureAmount");
            *moved.entry(currency).or_default() += amount;
        }
    }
    for refund in engine.objects(ObjectKind::Refund) {
        if refund["statusDetails"]["state"] == "Refunded" {
            let (currency, amount) = amount_of(&refund, "refundAmount");
            *moved.entry(currency).or_default() -= amount;
        }
    }
    let mut paid: BTreeMap<String, Decimal> = BTreeMap::new();
    for disbursement in engine.objects(ObjectKind::Disbursement) {
        let amount: Decimal = text(&disbursement["amount"]).parse().unwrap();
        assert!(amount > Decimal::ZERO, "{disbursement}");
        *paid.entry(text(&disbursement["currencyCode"])).or_default() += amount;
    }
    let merchant = engine.merchant(merchant);
    for (currency, amount) in moved {
        let open = engine.settlements.balance(merchant, &amazonpay::model::Currency::from(&*currency));
        let paid = paid.remove(&currency).unwrap_or_default();
        assert_eq!(paid + open, amount, "{currency}: {paid} paid, {open} open");
    }
    assert!(paid.is_empty(), "{paid:?}");
}

/// A settlement report of all that happened adds up to what was disbursed and what was not yet.
#[track_caller]
pub(super) fn check_document(world: &mut World) {
    let whole_time = json!({
        "reportType": "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_SANDBOX_SETTLEMENT_DATA_",
        "startTime": "20000101T000000Z",
    });
    let id = text(&world.ok("reports.create", "", whole_time)["reportId"]);
    world.pass(SignedDuration::from_secs(30));
    let report = world.ok("reports.get", &id, Value::Null);
    let mut moved: BTreeMap<String, Decimal> = BTreeMap::new();
    if report["processingStatus"] == "COMPLETED" {
        let document = world.ok("report_documents.get", &text(&report["reportDocumentId"]), Value::Null);
        let name = text(&document["url"]);
        let mut document = world.engine.open_document(name.rsplit_once('/').unwrap().1, world.now).unwrap();
        let whole = world.engine.read_document(&mut document, usize::MAX);
        for line in std::str::from_utf8(&whole).unwrap().lines().skip(1) {
            let values: Vec<&str> = line.split('\t').collect();
            *moved.entry(values[8].to_owned()).or_default() += values[14].parse::<Decimal>().unwrap();
        }
    }
    // What falls due in the half minute, or at its midnight, is in neither.
    let end = world.now - SignedDuration::from_secs(30);
    for (operation, name, money, sign) in [
        (ObjectKind::Charge, "Captured", "captureAmount", Decimal::ONE),
        (ObjectKind::Refund, "Refunded", "refundAmount", -Decimal::ONE),
    ] {
        for object in world.engine.objects(operation) {
            let status = &object["statusDetails"];
            let updated: amazonpay::model::Timestamp = text(&status["lastUpdatedTimestamp"]).parse().unwrap();
            if status["state"] == name && updated.get() <= end {
                let (currency, amount) = amount_of(&object, money);
                *moved.entry(currency).or_default() -= sign * amount;
            }
        }
    }
    assert!(moved.values().all(|left| left.is_zero()), "{moved:?}");
}

#[test]
fn what_was_captured_less_refunds_is_paid_out_at_midnight() {
    let mut world = World::new();
    let permission = world.permission("100.00");
    let charge = world.charge(&permission, "30.00", true);
    world.charge(&permission, "20.00", false);
    world.ok("refunds.create", "", refund_body(&charge, "0.01"));
    world.now = "2026-11-24T23:59:59Z".parse().unwrap();
    assert_eq!(world.list("disbursements.list", &RANGE).1, json!({"disbursements": []}));
    world.pass(SignedDuration::from_secs(1));
    let (_, answer) = world.list("disbursements.list", &RANGE);
    let [paid] = &answer["disbursements"].as_array().unwrap()[..] else { panic!("{answer}") };
    assert_eq!(paid["amount"], "29.99");
    assert_eq!(paid["currencyCode"], "EUR");
    assert_eq!(paid["sellerId"], "A1");
    assert_eq!(paid["transactionTime"], "20261125T000000Z");
    assert!(text(&paid["amazonDisbursementReferenceId"]).contains(&text(&paid["settlementId"])));
    check_books(&world.engine, "A1");
    world.pass_days(30);
    assert_eq!(world.list("disbursements.list", &RANGE).1["disbursements"].as_array().unwrap().len(), 1);
}

#[test]
fn a_settlement_in_debt_waits_for_captures() {
    let mut world = World::new();
    let permission = world.permission("100.00");
    let charge = world.charge(&permission, "30.00", true);
    world.pass_days(1);
    world.ok("refunds.create", "", refund_body(&charge, "10.00"));
    world.pass_days(1);
    world.charge(&permission, "4.00", true);
    world.pass_days(1);
    assert_eq!(world.list("disbursements.list", &RANGE).1["disbursements"].as_array().unwrap().len(), 1);
    world.charge(&permission, "8.50", true);
    world.pass_days(1);
    let (_, answer) = world.list("disbursements.list", &RANGE);
    let amounts: Vec<&str> = answer["disbursements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|paid| paid["amount"].as_str().unwrap())
        .collect();
    assert_eq!(amounts, ["30.00", "2.50"]);
    check_books(&world.engine, "A1");
}

#[test]
fn each_currency_is_settled_by_itself_with_a_report_of_its_own() {
    let mut world = World::new();
    let mut sell = |amount: &str, currency: &str| {
        let money = json!({"amount": amount, "currencyCode": currency});
        let mut body = session_body("AuthorizeWithCapture", "1.00");
        body["paymentDetails"]["chargeAmount"] = money.clone();
        let id = world.confirmed(body, "1111");
        world.ok("checkout_sessions.complete", &id, json!({"chargeAmount": money}));
    };
    sell("10.00", "EUR");
    sell("7", "JPY");
    sell("0.05", "EUR");
    sell("3.33", "GBP");
    world.pass_days(1);
    world.engine.run_until(world.now);
    check_books(&world.engine, "A1");
    let paid = world.engine.objects(ObjectKind::Disbursement);
    let sums: BTreeMap<String, String> =
        paid.iter().map(|paid| (text(&paid["currencyCode"]), text(&paid["amount"]))).collect();
    let expected = [("EUR", "10.05"), ("GBP", "3.33"), ("JPY", "7")];
    assert!(sums.iter().map(|(currency, sum)| (&**currency, &**sum)).eq(expected), "{sums:?}");

    world.pass_days(1);
    let (_, answer) = world.list("reports.list", &[]);
    let reports = answer["reports"].as_array().unwrap().clone();
    assert_eq!(reports.len(), 3);
    for report in reports {
        let document = world.ok("report_documents.get", &text(&report["reportDocumentId"]), Value::Null);
        let url = text(&document["url"]);
        let mut document = world.engine.open_document(url.rsplit_once('/').unwrap().1, world.now).unwrap();
        let whole = world.engine.read_document(&mut document, usize::MAX);
        let whole = String::from_utf8(whole).unwrap();
        let rows: Vec<Vec<&str>> = whole.lines().skip(1).map(|line| line.split('\t').collect()).collect();
        let paid = paid.iter().find(|paid| paid["settlementId"] == rows[0][1]).unwrap();
        assert!(rows.iter().all(|row| row[8] == paid["currencyCode"].as_str().unwrap()), "{whole}");
        let sum: Decimal = rows.iter().map(|row| row[14].parse::<Decimal>().unwrap()).sum();
        assert_eq!(sum, text(&paid["amount"]).parse::<Decimal>().unwrap(), "{whole}");
    }
}

#[test]
fn disbursements_are_listed_by_time_in_pages_and_by_merchant() {
    let mut world = World::new();
    let permission = world.permission("100.00");
    for _ in 0..5 {
        world.charge(&permission, "1.00", true);
        world.pass_days(1);
    }
    let mut days = Vec::new();
    let mut token = String::new();
    loop {
        let query = [RANGE[0], RANGE[1], ("pageSize", "2"), ("nextToken", &*token)];
        let (status, answer) = world.list("disbursements.list", &query);
        assert_eq!(status, 200, "{answer}");
        let page = answer["disbursements"].as_array().unwrap();
        days.extend(page.iter().map(|paid| text(&paid["transactionTime"])[6..8].to_owned()));
        let Some(next) = answer["nextToken"].as_str() else { break };
        assert_eq!(page.len(), 2);
        token = next.to_owned();
    }
    assert_eq!(days, ["25", "26", "27", "28", "29"]);
    let some = [("startTime", "20261126T000000Z"), ("endTime", "20261128T000000Z")];
    assert_eq!(world.list("disbursements.list", &some).1["disbursements"].as_array().unwrap().len(), 3);
    for (query, reason) in [
        (&some[..1], "MissingParameterValue"),
        (&[some[1], ("startTime", "20261129T000000Z")], "InvalidParameterValue"),
        (&[some[0], some[1], ("nextToken", "1")], "InvalidParameterValue"),
    ] {
        let (status, answer) = world.list("disbursements.list", query);
        assert_eq!((status, answer["reasonCode"].as_str().unwrap()), (400, reason), "{answer}");
    }
    world.merchant = "A1/live";
    assert_eq!(world.list("disbursements.list", &RANGE).1, json!({"disbursements": []}));
}

#[test]
fn parcels_are_tracked_for_one_order_that_is_known() {
    let mut world = World::new();
    let permission = world.permission("10.00");
    let details = json!([{"trackingNumber": "1Z999", "carrierCode": "UPS"}]);
    let body = json!({"chargePermissionId": permission, "deliveryDetails": details});
    assert_eq!(world.ok("delivery_trackers.create", "", body.clone()), body);
    let older = json!({"amazonOrderReferenceId": "P01-0000000-0000000", "deliveryDetails": details});
    assert_eq!(world.ok("delivery_trackers.create", "", older.clone()), older);
    assert_eq!(world.engine.objects(ObjectKind::DeliveryTracker), [body.clone(), older]);
    let unknown = json!({"chargePermissionId": "S01-0000000-0000000", "deliveryDetails": details});
    let mut both = body.clone();
    both["amazonOrderReferenceId"] = json!("P01-0000000-0000000");
    for (wrong, status, reason) in [
        (unknown, 404, "ResourceNotFound"),
        (both, 400, "InvalidParameterCombination"),
        (json!({"deliveryDetails": details}), 400, "MissingParameterValue"),
        (json!({"chargePermissionId": permission}), 400, "MissingParameterValue"),
        (json!({"chargePermissionId": permission, "deliveryDetails": []}), 400, "MissingParameterValue"),
        (
            json!({"chargePermissionId": permission, "deliveryDetails": [{"trackingNumber": "1"}]}),
            400,
            "MissingParameterValue",
        ),
    ] {
        world.assert_refused("delivery_trackers.create", "", wrong, status, reason);
    }
    world.merchant = "A2";
    world.assert_refused("delivery_trackers.create", "", body, 404, "ResourceNotFound");
}

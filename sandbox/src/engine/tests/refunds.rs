use super::*;

fn captured(world: &mut World, amount: &str) -> String {
    let permission = world.permission(amount);
    world.charge(&permission, amount, true)
}

#[test]
fn a_refund_is_decided_after_a_while() {
    let mut world = World::new();
    let charge = captured(&mut world, "50.00");
    let mut body = refund_body(&charge, "20.00");
    body["softDescriptor"] = json!("REFUND");
    let refund = world.ok("refunds.create", "", body);
    assert_eq!(refund["statusDetails"]["state"], "RefundInitiated");
    assert_eq!((&refund["softDescriptor"], &refund["chargeId"]), (&json!("REFUND"), &json!(charge)));
    let id = text(&refund["refundId"]);
    world.pass(SignedDuration::from_secs(29));
    assert_eq!(world.state("refunds.get", &id), "RefundInitiated");
    assert_eq!(world.ok("charges.get", &charge, Value::Null)["refundedAmount"], eur("0.00"));
    world.pass(SignedDuration::from_secs(1));
    let refund = world.ok("refunds.get", &id, Value::Null);
    assert_eq!(refund["statusDetails"]["state"], "Refunded");
    assert_eq!(refund["statusDetails"]["lastUpdatedTimestamp"], "20261124T100030Z");
    assert_eq!(world.ok("charges.get", &charge, Value::Null)["refundedAmount"], eur("20.00"));
    world.assert_refused("refunds.get", &id.replace("-R", "-C"), Value::Null, 404, "ResourceNotFound");
}

#[test]
fn refunds_may_exceed_the_capture_by_the_lesser_of_15_percent_and_75() {
    for (amount, most, over) in
        [("100.00", "115.00", "0.01"), ("1000.00", "1075.00", "0.01"), ("0.33", "0.37", "0.01")]
    {
        let mut world = World::new();
        let charge = captured(&mut world, amount);
        let exceeded = "TransactionAmountExceeded";
        let above: rust_decimal::Decimal = most.parse().unwrap();
        let above = above + over.parse::<rust_decimal::Decimal>().unwrap();
        world.assert_refused("refunds.create", "", refund_body(&charge, &above.to_string()), 400, exceeded);
        world.ok("refunds.create", "", refund_body(&charge, most));
        world.assert_refused("refunds.create", "", refund_body(&charge, over), 400, exceeded);
    }
}

#[test]
fn yen_have_their_own_bounds() {
    let mut world = World::new();
    world.region = "jp";
    let yen = |amount: &str| json!({"amount": amount, "currencyCode": "JPY"});
    let mut body = session_body("AuthorizeWithCapture", "1");
    body["paymentDetails"]["chargeAmount"] = yen("100000");
    let id = world.confirmed(body, "1111");
    let session = world.ok("checkout_sessions.complete", &id, json!({"chargeAmount": yen("100000")}));
    let charge = text(&session["chargeId"]);
    let refund = |amount: &str| json!({"chargeId": charge, "refundAmount": yen(amount)});
    world.assert_refused("refunds.create", "", refund("108401"), 400, "TransactionAmountExceeded");
    world.assert_refused("refunds.create", "", refund("1.5"), 400, "InvalidParameterValue");
    world.ok("refunds.create", "", refund("108400"));
}

#[test]
fn a_charge_takes_ten_refunds_and_declined_ones_do_not_count() {
    let mut world = World::new();
    let charge = captured(&mut world, "100.00");
    world.simulating("PendingAmazonRejected", |world| {
        let refund = text(&world.ok("refunds.create", "", refund_body(&charge, "115.00"))["refundId"]);
        world.pass(SignedDuration::from_secs(30));
        world.simulation = None;
        let refund = world.ok("refunds.get", &refund, Value::Null);
        assert_eq!(refund["statusDetails"]["state"], "Declined");
        assert_eq!(refund["statusDetails"]["reasonCode"], "AmazonRejected");
    });
    for _ in 0..10 {
        world.ok("refunds.create", "", refund_body(&charge, "1.00"));
    }
    world.assert_refused("refunds.create", "", refund_body(&charge, "1.00"), 422, "TransactionCountExceeded");
}

#[test]
fn only_a_captured_charge_is_refunded_in_its_own_currency() {
    let mut world = World::new();
    let permission = world.permission("10.00");
    let open = world.charge(&permission, "5.00", false);
    world.assert_refused("refunds.create", "", refund_body(&open, "1.00"), 422, "InvalidChargeStatus");
    let charge = world.charge(&permission, "5.00", true);
    let dollars = json!({"chargeId": charge, "refundAmount": {"amount": "1", "currencyCode": "USD"}});
    world.assert_refused("refunds.create", "", dollars, 400, "CurrencyMismatch");
    world.assert_refused("refunds.create", "", refund_body("S01-1-C000001", "1"), 404, "ResourceNotFound");
}

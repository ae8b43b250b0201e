use super::*;

#[test]
fn an_authorization_expires_unused_after_thirty_days() {
    let mut world = World::new();
    let permission = world.permission("50.00");
    let charge = world.charge(&permission, "50.00", false);
    let made = world.ok("charges.get", &charge, Value::Null);
    assert_eq!(made["expirationTimestamp"], "20261224T100000Z");
    assert_eq!(made["refundedAmount"], eur("0.00"));
    assert_eq!((&made["captureNow"], &made["releaseEnvironment"]), (&json!(false), &json!("Sandbox")));
    world.pass(SignedDuration::from_secs(30 * 86_400 - 1));
    assert_eq!(world.state("charges.get", &charge), "Authorized");
    world.pass(SignedDuration::from_secs(1));
    let expired = world.ok("charges.get", &charge, Value::Null);
    assert_eq!(expired["statusDetails"]["state"], "Canceled");
    assert_eq!(expired["statusDetails"]["reasonCode"], "ExpiredUnused");
    assert_eq!(world.balance(&permission), "50.00");
    let capture = amount_body("captureAmount", "1.00");
    world.assert_refused("charges.capture", &charge, capture, 422, "InvalidChargeStatus");
}

#[test]
fn a_capture_is_immediate_for_seven_days_and_pending_after() {
    let mut world = World::new();
    let permission = world.permission("50.00");
    let early = world.charge(&permission, "20.00", false);
    let late = world.charge(&permission, "20.00", false);
    world.pass_days(7);
    let body = json!({"captureAmount": eur("20.00"), "softDescriptor": "SHOP*ORDER 7"});
    let captured = world.ok("charges.capture", &early, body);
    assert_eq!(captured["statusDetails"]["state"], "Captured");
    assert_eq!(captured["softDescriptor"], "SHOP*ORDER 7");
    world.pass(SignedDuration::from_secs(1));
    let pending = world.ok("charges.capture", &late, amount_body("captureAmount", "15.00"));
    assert_eq!(pending["statusDetails"]["state"], "CaptureInitiated");
    assert_eq!(world.balance(&permission), "15.00");
    world.pass(SignedDuration::from_secs(29));
    assert_eq!(world.state("charges.get", &late), "CaptureInitiated");
    world.assert_refused(
        "charges.cancel",
        &late,
        json!({"cancellationReason": "x"}),
        422,
        "InvalidChargeStatus",
    );
    world.assert_refused("refunds.create", "", refund_body(&late, "1.00"), 422, "InvalidChargeStatus");
    world.pass(SignedDuration::from_secs(1));
    let captured = world.ok("charges.get", &late, Value::Null);
    assert_eq!(captured["statusDetails"]["state"], "Captured");
    assert_eq!(captured["captureAmount"], eur("15.00"));
    world.pass_days(40);
    assert_eq!(world.state("charges.get", &late), "Captured");
}

#[test]
fn a_charge_is_captured_once_and_never_above_its_amount() {
    let mut world = World::new();
    let permission = world.permission("100.00");
    let charge = world.charge(&permission, "50.00", false);
    let capture = |amount: &str| amount_body("captureAmount", amount);
    let operation = "charges.capture";
    world.assert_refused(operation, &charge, capture("50.01"), 400, "TransactionAmountExceeded");
    let dollars = json!({"captureAmount": {"amount": "5", "currencyCode": "USD"}});
    world.assert_refused(operation, &charge, dollars, 400, "CurrencyMismatch");
    world.ok(operation, &charge, capture("30.00"));
    world.assert_refused(operation, &charge, capture("20.00"), 422, "InvalidChargeStatus");
    assert_eq!(world.balance(&permission), "70.00");
}

#[test]
fn cancel_takes_only_what_is_not_captured() {
    let mut world = World::new();
    let permission = world.permission("100.00");
    let (open, captured) =
        (world.charge(&permission, "10.00", false), world.charge(&permission, "10.00", true));
    let body = json!({"cancellationReason": "sold out"});
    let canceled = world.ok("charges.cancel", &open, body.clone());
    assert_eq!(canceled["statusDetails"]["reasonCode"], "MerchantCanceled");
    assert_eq!(canceled["statusDetails"]["reasonDescription"], "sold out");
    for charge in [&open, &captured] {
        world.assert_refused("charges.cancel", charge, body.clone(), 422, "InvalidChargeStatus");
    }
    world.assert_refused("charges.cancel", &open, Value::Null, 400, "MissingParameterValue");
    world.assert_refused("charges.cancel", "S01-1-C1", body, 404, "ResourceNotFound");
}

#[test]
fn a_new_charge_keeps_to_its_permission() {
    let mut world = World::new();
    let permission = world.permission("149000.00");
    let body = |field: &str, value: Value| {
        let mut body = charge_body(&permission, "10.00", false);
        body[field] = value;
        body
    };
    let dollars = json!({"amount": "10.00", "currencyCode": "USD"});
    let mut both = body("captureNow", json!(true));
    both["canHandlePendingAuthorization"] = json!(true);
    for (body, status, reason) in [
        (body("chargeAmount", dollars), 400, "CurrencyMismatch"),
        (body("chargeAmount", eur("150000.01")), 400, "TransactionAmountExceeded"),
        (body("chargeAmount", eur("149000.01")), 400, "TransactionAmountExceeded"),
        (body("softDescriptor", json!("SHOP")), 400, "InvalidParameterCombination"),
        (both, 400, "InvalidParameterCombination"),
        (body("chargePermissionId", json!("S01-0000000-0000001")), 404, "ResourceNotFound"),
        (body("chargePermissionId", json!(permission.replace("S01", "P01"))), 404, "ResourceNotFound"),
    ] {
        world.assert_refused("charges.create", "", body, status, reason);
    }
    let mut full = body("captureNow", json!(true));
    full["softDescriptor"] = json!("SHOP");
    full["merchantMetadata"] = json!({"merchantReferenceId": "7"});
    full["chargeInitiator"] = json!("MITU");
    full["channel"] = json!("Web");
    let charge = world.ok("charges.create", "", full);
    assert_eq!(charge["chargeInitiator"], "MITU");
    assert_eq!(charge["captureAmount"], eur("10.00"));
}

#[test]
fn a_one_time_permission_takes_twenty_five_charges_and_a_recurring_one_any_number() {
    let mut world = World::new();
    let permission = world.permission("100.00");
    for _ in 0..25 {
        let charge = world.charge(&permission, "1.00", false);
        world.ok("charges.cancel", &charge, json!({"cancellationReason": "x"}));
    }
    let body = charge_body(&permission, "1.00", false);
    world.assert_refused("charges.create", "", body, 422, "TransactionCountExceeded");
    let recurring = world.recurring();
    for _ in 0..30 {
        world.charge(&recurring, "1.00", true);
    }
}

#[test]
fn a_pending_authorization_blocks_a_one_time_permission_until_it_is_decided() {
    let mut world = World::new();
    let permission = world.permission("100.00");
    let mut body = charge_body(&permission, "10.00", false);
    body["canHandlePendingAuthorization"] = json!(true);
    let charge = world.simulating("PendingSoftDeclined", |world| world.ok("charges.create", "", body));
    let charge = text(&charge["chargeId"]);
    assert_eq!(world.state("charges.get", &charge), "AuthorizationInitiated");
    let blocked = world.ok("charge_permissions.get", &permission, Value::Null);
    assert_eq!(blocked["statusDetails"]["state"], "NonChargeable");
    assert_eq!(blocked["statusDetails"]["reasons"][0]["reasonCode"], "ChargeInProgress");
    let second = charge_body(&permission, "10.00", false);
    world.assert_refused("charges.create", "", second.clone(), 422, "InvalidChargePermissionStatus");
    let capture = amount_body("captureAmount", "10.00");
    world.assert_refused("charges.capture", &charge, capture, 422, "InvalidChargeStatus");
    world.pass(SignedDuration::from_secs(30));
    let declined = world.ok("charges.get", &charge, Value::Null);
    assert_eq!(declined["statusDetails"]["state"], "Declined");
    assert_eq!(declined["statusDetails"]["reasonCode"], "SoftDeclined");
    assert_eq!(world.balance(&permission), "100.00");
    world.ok("charges.create", "", second);
}

#[test]
fn a_recurring_charge_that_can_wait_waits() {
    let mut world = World::new();
    let permission = world.recurring();
    let mut body = charge_body(&permission, "10.00", false);
    body["canHandlePendingAuthorization"] = json!(true);
    let charge = text(&world.ok("charges.create", "", body)["chargeId"]);
    assert_eq!(world.state("charges.get", &charge), "AuthorizationInitiated");
    world.pass(SignedDuration::from_secs(30));
    assert_eq!(world.state("charges.get", &charge), "Authorized");
    world.ok("charges.capture", &charge, amount_body("captureAmount", "10.00"));
}

#[test]
fn a_payment_service_provider_updates_a_charge_along_the_allowed_ways() {
    let mut world = World::new();
    let permission = world.permission("100.00");
    let charge = world.charge(&permission, "10.00", false);
    let update =
        |state: &str, reason: Value| json!({"statusDetails": {"state": state, "reasonCode": reason}});
    let operation = "charges.update";
    let none = Value::Null;
    world.assert_refused(operation, &charge, update("Canceled", none.clone()), 400, "MissingParameterValue");
    let back = update("AuthorizationInitiated", none.clone());
    world.assert_refused(operation, &charge, back, 422, "InvalidChargeStatus");
    world.ok(operation, &charge, update("CaptureInitiated", none.clone()));
    let declined = world.ok(operation, &charge, update("Declined", json!("ProcessingFailure")));
    assert_eq!(declined["statusDetails"]["reasonCode"], "ProcessingFailure");
    assert_eq!(declined["captureAmount"], Value::Null);
    world.assert_refused(operation, &charge, update("Captured", none.clone()), 422, "InvalidChargeStatus");
    let charge = world.charge(&permission, "100.00", false);
    let captured = world.ok(operation, &charge, update("Captured", none));
    assert_eq!(captured["captureAmount"], eur("100.00"));
    assert_eq!(world.state("charge_permissions.get", &permission), "Closed");
}

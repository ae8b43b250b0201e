use super::*;

fn reason(permission: &Value) -> String {
    text(&permission["statusDetails"]["reasons"][0]["reasonCode"])
}

#[test]
fn balance_follows_authorizations_captures_and_cancellations() {
    let mut world = World::new();
    let permission = world.permission("100.00");
    assert_eq!(world.balance(&permission), "100.00");
    let first = world.charge(&permission, "60.00", false);
    assert_eq!(world.balance(&permission), "40.00");
    world.assert_refused(
        "charges.create",
        "",
        charge_body(&permission, "40.01", false),
        400,
        "TransactionAmountExceeded",
    );
    let second = world.charge(&permission, "40.00", false);
    world.ok("charges.cancel", &second, json!({"cancellationReason": "out of stock"}));
    assert_eq!(world.balance(&permission), "40.00");
    world.ok("charges.capture", &first, amount_body("captureAmount", "25.00"));
    assert_eq!(world.balance(&permission), "75.00");
    assert_eq!(world.state("charge_permissions.get", &permission), "Chargeable");
}

#[test]
fn capturing_the_whole_amount_closes_a_one_time_permission() {
    let mut world = World::new();
    let permission = world.permission("100.00");
    world.charge(&permission, "30.00", true);
    assert_eq!(world.state("charge_permissions.get", &permission), "Chargeable");
    world.charge(&permission, "70.00", true);
    let closed = world.ok("charge_permissions.get", &permission, Value::Null);
    assert_eq!(closed["statusDetails"]["state"], "Closed");
    assert_eq!(reason(&closed), "Expired");
    let charge = charge_body(&permission, "1.00", true);
    world.assert_refused("charges.create", "", charge, 422, "InvalidChargePermissionStatus");
    let update = json!({"merchantMetadata": {"noteToBuyer": "x"}});
    world.assert_refused(
        "charge_permissions.update",
        &permission,
        update,
        422,
        "ChargePermissionNotModifiable",
    );
    let close = json!({"closureReason": "done"});
    world.assert_refused(
        "charge_permissions.close",
        &permission,
        close,
        422,
        "InvalidChargePermissionStatus",
    );
}

#[test]
fn a_one_time_permission_expires_after_180_days_and_forgets_the_buyer_after_30() {
    let mut world = World::new();
    let permission = world.permission("10.00");
    assert!(permission.starts_with("S01-"), "{permission}");
    world.pass_days(29);
    let open = world.ok("charge_permissions.get", &permission, Value::Null);
    assert_eq!(open["buyer"]["email"], "susie.smith@example.com");
    world.pass_days(1);
    let open = world.ok("charge_permissions.get", &permission, Value::Null);
    assert_eq!((&open["buyer"], &open["shippingAddress"]), (&Value::Null, &Value::Null));
    world.pass_days(149);
    assert_eq!(world.state("charge_permissions.get", &permission), "Chargeable");
    world.pass_days(1);
    let closed = world.ok("charge_permissions.get", &permission, Value::Null);
    assert_eq!(closed["statusDetails"]["state"], "Closed");
    assert_eq!(reason(&closed), "Expired");
}

#[test]
fn identifiers_and_objects_name_their_environment() {
    for (merchant, letter, environment) in [("A1", "S01-", "Sandbox"), ("A1/live", "P01-", "Live")] {
        let mut world = World::new();
        world.merchant = merchant;
        let session = text(
            &world.ok("checkout_sessions.create", "", session_body("Confirm", "5"))["checkoutSessionId"],
        );
        let permission = world.permission("5.00");
        let charge = world.charge(&permission, "5.00", true);
        let refund = text(&world.ok("refunds.create", "", refund_body(&charge, "1.00"))["refundId"]);
        for id in [&permission, &charge, &refund] {
            assert!(id.starts_with(letter), "{id}");
        }
        for (operation, id) in [
            ("checkout_sessions.get", &session),
            ("charge_permissions.get", &permission),
            ("charges.get", &charge),
            ("refunds.get", &refund),
        ] {
            let object = world.ok(operation, id, Value::Null);
            assert_eq!(object["releaseEnvironment"], environment, "{operation}");
        }
        assert!(world.recurring().starts_with("B01-"));
    }
}

#[test]
fn a_recurring_permission_lives_thirteen_months_from_its_last_charge() {
    let mut world = World::new();
    let permission = world.recurring();
    assert!(permission.starts_with("B01-"), "{permission}");
    for _ in 0..3 {
        world.pass_days(300);
        world.charge(&permission, "10.00", true);
    }
    world.pass_days(380);
    let open = world.ok("charge_permissions.get", &permission, Value::Null);
    assert_eq!(open["statusDetails"]["state"], "Chargeable");
    assert_eq!(open["buyer"]["name"], "Susie Smith");
    world.pass_days(20);
    assert_eq!(world.state("charge_permissions.get", &permission), "Closed");
    world.pass_days(31);
    let closed = world.ok("charge_permissions.get", &permission, Value::Null);
    assert_eq!(closed["buyer"], Value::Null);
}

#[test]
fn the_monthly_limit_is_reckoned_by_calendar_month() {
    let mut world = World::new();
    let permission = world.recurring();
    assert_eq!(world.balance(&permission), "1000.00");
    world.charge(&permission, "900.00", true);
    assert_eq!(world.balance(&permission), "100.00");
    let (status, reason, message) =
        world.refused("charges.create", "", charge_body(&permission, "100.01", true));
    assert_eq!((status, reason.as_str()), (400, "PeriodicAmountExceeded"));
    assert!(message.contains("next month"), "{message}");
    world.charge(&permission, "100.00", true);
    world.now = "2026-12-01T00:00:00Z".parse().unwrap();
    assert_eq!(world.balance(&permission), "1000.00");
    world.charge(&permission, "1000.00", true);
}

#[test]
fn closing_keeps_or_cancels_what_is_pending() {
    for cancel in [None, Some(false), Some(true)] {
        let mut world = World::new();
        let permission = world.permission("100.00");
        let authorized = world.charge(&permission, "10.00", false);
        let captured = world.charge(&permission, "10.00", true);
        let close = json!({"closureReason": "The buyer called", "cancelPendingCharges": cancel});
        let closed = world.ok("charge_permissions.close", &permission, close);
        assert_eq!(closed["statusDetails"]["state"], "Closed");
        assert_eq!(reason(&closed), "MerchantClosed");
        assert_eq!(closed["statusDetails"]["reasons"][0]["reasonDescription"], "The buyer called");
        let charge = world.ok("charges.get", &authorized, Value::Null);
        if cancel == Some(true) {
            assert_eq!(charge["statusDetails"]["reasonCode"], "ChargePermissionCanceled");
        } else {
            world.ok("charges.capture", &authorized, amount_body("captureAmount", "10.00"));
        }
        world.ok("refunds.create", "", refund_body(&captured, "1.00"));
    }
    let mut world = World::new();
    let permission = world.permission("1.00");
    let body = json!({"closureReason": "x".repeat(256)});
    world.assert_refused("charge_permissions.close", &permission, body, 400, "InvalidParameterValue");
    world.assert_refused("charge_permissions.close", &permission, json!({}), 400, "MissingParameterValue");
}

#[test]
fn an_update_changes_what_it_names() {
    let mut world = World::new();
    let permission = world.recurring();
    let first = json!({"merchantMetadata": {"merchantReferenceId": "1", "customInformation": "gold"}});
    world.ok("charge_permissions.update", &permission, first);
    let second = json!({"merchantMetadata": {"merchantReferenceId": "2", "customInformation": null},
        "recurringMetadata": {"amount": eur("12.00")}});
    let updated = world.ok("charge_permissions.update", &permission, second);
    assert_eq!(updated["merchantMetadata"], json!({"merchantReferenceId": "2", "customInformation": "gold"}));
    assert_eq!(updated["recurringMetadata"]["amount"], eur("12.00"));
    assert_eq!(updated["recurringMetadata"]["frequency"]["unit"], "Month");
    let one_time = world.permission("1.00");
    let metadata = json!({"recurringMetadata": {"amount": eur("12.00")}});
    world.assert_refused(
        "charge_permissions.update",
        &one_time,
        metadata,
        400,
        "InvalidParameterCombination",
    );
}

#[test]
fn a_hard_decline_makes_it_non_chargeable_until_the_buyer_changes_the_card() {
    let mut world = World::new();
    let permission = world.recurring();
    world.simulating("HardDeclined", |world| {
        world.assert_refused(
            "charges.create",
            "",
            charge_body(&permission, "5.00", true),
            422,
            "HardDeclined",
        );
    });
    let blocked = world.ok("charge_permissions.get", &permission, Value::Null);
    assert_eq!(blocked["statusDetails"]["state"], "NonChargeable");
    assert_eq!(reason(&blocked), "PaymentMethodInvalid");
    let body = charge_body(&permission, "5.00", true);
    world.assert_refused("charges.create", "", body.clone(), 422, "InvalidChargePermissionStatus");
    let change = |card: &str| BuyerAction::ChangePaymentMethod {
        charge_permission_id: permission.clone(),
        card: card.to_owned(),
    };
    assert!(world.buyer(change("9999")).is_err());
    assert_eq!(world.buyer(change("4111 1111 1111 1111")).unwrap().state.as_deref(), Some("Chargeable"));
    world.ok("charges.create", "", body);
}

use super::*;

fn bare() -> Value {
    json!({"storeId": "s", "webCheckoutDetails": {"checkoutReviewReturnUrl": "https://shop.example/review"}})
}

fn constraints(session: &Value) -> Vec<String> {
    let list = session["constraints"].as_array().cloned().unwrap_or_default();
    list.iter().map(|constraint| text(&constraint["constraintId"])).collect()
}

#[test]
fn one_time_checkout_with_review() {
    let mut world = World::new();
    world.engine.set_checkout_page("http://127.0.0.1:8417/pay");
    let session = world.ok("checkout_sessions.create", "", bare());
    let id = text(&session["checkoutSessionId"]);
    assert_eq!(
        constraints(&session),
        ["BuyerNotAssociated", "ChargeAmountNotSet", "CheckoutResultReturnUrlNotSet", "PaymentIntentNotSet"]
    );
    assert_eq!(session["releaseEnvironment"], "Sandbox");
    assert_eq!(session["creationTimestamp"], "20261124T100000Z");
    assert_eq!(session["expirationTimestamp"], "20261125T100000Z");
    assert_eq!(session["buyer"], Value::Null);

    let review = world.approve(&id).next_url;
    assert_eq!(review, Some(format!("https://shop.example/review?amazonCheckoutSessionId={id}")));
    let session = world.ok("checkout_sessions.get", &id, Value::Null);
    assert_eq!(
        constraints(&session),
        ["ChargeAmountNotSet", "CheckoutResultReturnUrlNotSet", "PaymentIntentNotSet"]
    );
    assert_eq!(session["buyer"]["name"], "Susie Smith");
    assert_eq!(session["shippingAddress"]["countryCode"], "DE");
    assert_eq!(session["paymentPreferences"][0]["paymentDescriptor"], "Visa ****1111 (Amazon Pay)");

    let update = json!({
        "webCheckoutDetails": {"checkoutResultReturnUrl": "https://shop.example/result?order=7"},
        "paymentDetails": {"paymentIntent": "Authorize", "chargeAmount": eur("50.00")},
        "merchantMetadata": {"merchantReferenceId": "order-7", "noteToBuyer": null},
    });
    let session = world.ok("checkout_sessions.update", &id, update);
    assert_eq!(constraints(&session), [""; 0]);
    let redirect = format!("http://127.0.0.1:8417/pay?amazonCheckoutSessionId={id}");
    assert_eq!(session["webCheckoutDetails"]["amazonPayRedirectUrl"], json!(redirect));
    assert_eq!(session["webCheckoutDetails"]["checkoutReviewReturnUrl"], "https://shop.example/review");

    let amount = amount_body("chargeAmount", "50.00");
    let early = world.refused("checkout_sessions.complete", &id, amount.clone());
    assert_eq!((early.0, early.1.as_str()), (422, "InvalidCheckoutSessionStatus"));
    assert!(early.2.contains("amazonPayRedirectUrl"), "{}", early.2);

    let result = world.approve(&id).next_url;
    assert_eq!(result, Some(format!("https://shop.example/result?order=7&amazonCheckoutSessionId={id}")));
    world.assert_refused(
        "checkout_sessions.update",
        &id,
        json!({"paymentDetails": {"chargeAmount": eur("60.00")}}),
        422,
        "InvalidCheckoutSessionStatus",
    );
    let session = world.ok("checkout_sessions.complete", &id, amount.clone());
    assert_eq!(session["statusDetails"]["state"], "Completed");
    let charge = world.ok("charges.get", &text(&session["chargeId"]), Value::Null);
    assert_eq!(charge["statusDetails"]["state"], "Authorized");
    assert_eq!(charge["chargePermissionId"], session["chargePermissionId"]);
    let permission = world.ok("charge_permissions.get", &text(&session["chargePermissionId"]), Value::Null);
    assert_eq!(permission["merchantMetadata"]["merchantReferenceId"], "order-7");
    assert_eq!(permission["limits"]["amountLimit"], eur("50.00"));
    assert_eq!(permission["limits"]["amountBalance"], eur("0.00"));
    world.assert_refused("checkout_sessions.complete", &id, amount, 422, "InvalidCheckoutSessionStatus");
}

#[test]
fn additional_payment_button_takes_one_trip() {
    let mut world = World::new();
    let mut payload = session_body("AuthorizeWithCapture", "20.00");
    payload["webCheckoutDetails"] =
        json!({"checkoutMode": "ProcessOrder", "checkoutResultReturnUrl": "https://shop.example/result"});
    let open = |payload: &Value, product: &str| BuyerAction::OpenButton {
        merchant: "A1".to_owned(),
        payload: payload.to_string(),
        region: "eu".to_owned(),
        product_type: Some(product.to_owned()),
    };
    let failure = world.buyer(open(&payload, "PayAndShip")).unwrap_err();
    assert_eq!(failure.reason_code, "MissingParameterValue");
    assert!(failure.message.starts_with("addressDetails"), "{failure}");
    payload["addressDetails"] = json!({"name": "Erika M", "addressLine1": "Weg 1", "city": "Ulm",
        "districtOrCounty": "Mitte", "postalCode": "89073", "countryCode": "DE"});
    let opened = world.buyer(open(&payload, "PayAndShip")).unwrap();
    let id = opened.checkout_session_id.unwrap();
    assert_eq!(opened.next_url, None);
    assert!(world.approve(&id).next_url.unwrap().starts_with("https://shop.example/result?"));
    let session = world.ok("checkout_sessions.complete", &id, amount_body("chargeAmount", "20.00"));
    assert_eq!(session["shippingAddress"]["district"], "Mitte");
    assert_eq!(world.state("charges.get", &text(&session["chargeId"])), "Captured");
    payload["paymentDetails"] = Value::Null;
    assert_eq!(world.buyer(open(&payload, "PayOnly")).unwrap_err().reason_code, "MissingParameterValue");
}

#[test]
fn an_open_session_is_canceled_after_a_day_and_forgotten_after_thirty() {
    let mut world = World::new();
    let id = text(&world.ok("checkout_sessions.create", "", bare())["checkoutSessionId"]);
    world.pass(SignedDuration::from_secs(24 * 3_600 - 1));
    assert_eq!(world.state("checkout_sessions.get", &id), "Open");
    world.pass(SignedDuration::from_secs(1));
    let session = world.ok("checkout_sessions.get", &id, Value::Null);
    assert_eq!(session["statusDetails"]["state"], "Canceled");
    assert_eq!(session["statusDetails"]["reasonCode"], "Expired");
    assert_eq!(session["statusDetails"]["lastUpdatedTimestamp"], "20261125T100000Z");
    let amount = amount_body("chargeAmount", "1.00");
    world.assert_refused("checkout_sessions.complete", &id, amount, 422, "CheckoutSessionCanceled");
    world.assert_refused("checkout_sessions.update", &id, json!({}), 422, "InvalidCheckoutSessionStatus");
    world.pass_days(29);
    world.assert_refused("checkout_sessions.get", &id, Value::Null, 404, "ResourceNotFound");
    assert_eq!(world.engine.object_count(), 0);
}

#[test]
fn another_merchants_session_is_not_found() {
    let mut world = World::new();
    let id = text(&world.ok("checkout_sessions.create", "", bare())["checkoutSessionId"]);
    let permission = world.permission("5.00");
    let charge = world.charge(&permission, "5.00", true);
    let refund = text(&world.ok("refunds.create", "", refund_body(&charge, "1.00"))["refundId"]);
    for merchant in ["A2", "A3"] {
        world.merchant = merchant;
        world.assert_refused("checkout_sessions.get", &id, Value::Null, 404, "ResourceNotFound");
        world.assert_refused("charge_permissions.get", &permission, Value::Null, 404, "ResourceNotFound");
        world.assert_refused("charges.get", &charge, Value::Null, 404, "ResourceNotFound");
        world.assert_refused("refunds.get", &refund, Value::Null, 404, "ResourceNotFound");
        world.assert_refused(
            "charges.create",
            "",
            charge_body(&permission, "1", true),
            404,
            "ResourceNotFound",
        );
        world.assert_refused("refunds.create", "", refund_body(&charge, "1"), 404, "ResourceNotFound");
        world.ok("checkout_sessions.create", "", bare());
    }
}

#[test]
fn complete_compares_the_amounts() {
    let mut world = World::new();
    let mut body = session_body("Authorize", "30.00");
    body["paymentDetails"]["totalOrderAmount"] = eur("100.00");
    let id = world.confirmed(body, "1111");
    let operation = "checkout_sessions.complete";
    world.assert_refused(operation, &id, amount_body("chargeAmount", "30.01"), 409, "AmountMismatch");
    let dollars = json!({"chargeAmount": {"amount": "30.00", "currencyCode": "USD"}});
    world.assert_refused(operation, &id, dollars, 400, "CurrencyMismatch");
    let total = json!({"chargeAmount": eur("30.00"), "totalOrderAmount": eur("99.00")});
    world.assert_refused(operation, &id, total, 409, "AmountMismatch");
    world.assert_refused(operation, &id, json!({}), 400, "MissingParameterValue");
    let total =
        json!({"chargeAmount": {"amount": 30, "currencyCode": "EUR"}, "totalOrderAmount": eur("100")});
    let session = world.ok(operation, &id, total);
    assert_eq!(world.balance(&text(&session["chargePermissionId"])), "70.00");
}

#[test]
fn complete_and_finalize_before_the_buyer_name_the_constraints() {
    let mut world = World::new();
    let id = text(&world.ok("checkout_sessions.create", "", bare())["checkoutSessionId"]);
    let (status, reason, message) =
        world.refused("checkout_sessions.complete", &id, amount_body("chargeAmount", "1.00"));
    assert_eq!((status, reason.as_str()), (422, "InvalidCheckoutSessionStatus"));
    assert!(message.contains("BuyerNotAssociated, ChargeAmountNotSet"), "{message}");
    let finalize = json!({"paymentIntent": "Confirm", "chargeAmount": eur("1.00")});
    world.assert_refused("checkout_sessions.finalize", &id, finalize, 422, "InvalidCheckoutSessionStatus");
}

#[test]
fn finalize_compares_amount_address_and_data() {
    let mut world = World::new();
    let mut body = session_body("Confirm", "12.00");
    body["supplementaryData"] = json!("gift");
    let session = world.ok("checkout_sessions.create", "", body);
    let id = text(&session["checkoutSessionId"]);
    world.approve(&id);
    let address = world.ok("checkout_sessions.get", &id, Value::Null)["shippingAddress"].clone();
    let good = json!({"paymentIntent": "Authorize", "chargeAmount": eur("12.00"), "supplementaryData": "gift",
        "shippingAddress": address, "billingAddress": null});
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let operation = "checkout_sessions.finalize";
    world.assert_refused(operation, &id, with("chargeAmount", eur("13.00")), 409, "AmountMismatch");
    world.assert_refused(operation, &id, with("supplementaryData", json!("x")), 400, "InvalidParameterValue");
    world.assert_refused(operation, &id, with("shippingAddress", Value::Null), 400, "MissingParameterValue");
    let elsewhere = json!({"city": "Elsewhere"});
    world.assert_refused(operation, &id, with("shippingAddress", elsewhere), 400, "InvalidParameterValue");
    let session = world.ok(operation, &id, good);
    assert_eq!(session["statusDetails"]["state"], "Completed");
    assert_eq!(world.state("charges.get", &text(&session["chargeId"])), "Authorized");
}

#[test]
fn fields_that_do_not_go_together_are_refused() {
    let mut world = World::new();
    let changed = |pointer: &str, value: Value| {
        let mut body = session_body("Authorize", "10.00");
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        body
    };
    let payment = |intent: &str, field: &str, value: Value| {
        let mut body = session_body(intent, "10.00");
        body["paymentDetails"][field] = value;
        body
    };
    let monthly = json!({"frequency": {"unit": "Variable", "value": "1"}});
    let mut variable = changed("/recurringMetadata", monthly.clone());
    variable["chargePermissionType"] = json!("Recurring");
    let mut much = session_body("Authorize", "1000.01");
    much["chargePermissionType"] = json!("Recurring");
    let (bad, value, mismatch) = ("InvalidParameterCombination", "InvalidParameterValue", "CurrencyMismatch");
    let dollars = json!({"amount": "10", "currencyCode": "USD"});
    for (body, reason) in [
        (changed("/webCheckoutDetails", json!({})), "MissingParameterValue"),
        (changed("/recurringMetadata", monthly), bad),
        (variable, value),
        (much, value),
        (payment("AuthorizeWithCapture", "canHandlePendingAuthorization", json!(true)), bad),
        (payment("Authorize", "softDescriptor", json!("shop")), bad),
        (payment("Authorize", "totalOrderAmount", eur("9.99")), value),
        (payment("Authorize", "totalOrderAmount", dollars), mismatch),
        (payment("Authorize", "presentmentCurrency", json!("CHF")), mismatch),
        (payment("Authorize", "chargeAmount", eur("150000.01")), value),
        (changed("/chargePermissionId", json!("S01-0000000-0000001")), "ResourceNotFound"),
    ] {
        let (_, found, message) = world.refused("checkout_sessions.create", "", body);
        assert_eq!(found, reason, "{message}");
    }
    world.ok("checkout_sessions.create", "", payment("Authorize", "chargeAmount", eur("150000.00")));
    let id = text(
        &world.ok("checkout_sessions.create", "", session_body("Authorize", "1.00"))["checkoutSessionId"],
    );
    for field in ["allowOvercharge", "extendExpiration"] {
        let update = json!({"paymentDetails": { field: true }});
        world.assert_refused("checkout_sessions.update", &id, update, 400, value);
    }
    world.ok("checkout_sessions.update", &id, json!({"paymentDetails": {"allowOvercharge": false}}));
}

#[test]
fn each_region_takes_its_own_currencies() {
    let mut world = World::new();
    let body = |currency: &str| {
        let mut body = session_body("Authorize", "1000");
        body["paymentDetails"]["chargeAmount"]["currencyCode"] = json!(currency);
        body
    };
    for (region, taken, refused) in [("na", "USD", "EUR"), ("jp", "JPY", "USD"), ("eu", "CHF", "")] {
        world.region = region;
        world.ok("checkout_sessions.create", "", body(taken));
        if !refused.is_empty() {
            world.assert_refused("checkout_sessions.create", "", body(refused), 400, "InvalidParameterValue");
        }
    }
    world.region = "jp";
    let mut yen = body("JPY");
    for (amount, taken) in [("10000000", true), ("10000001", false), ("10.5", false)] {
        yen["paymentDetails"]["chargeAmount"]["amount"] = json!(amount);
        assert_eq!(world.call("checkout_sessions.create", "", yen.clone()).0 == 201, taken, "{amount}");
    }
}

#[test]
fn overcharge_and_extension_widen_the_permission() {
    let mut world = World::new();
    let mut body = session_body("Confirm", "10.00");
    body["paymentDetails"]["allowOvercharge"] = json!(true);
    body["paymentDetails"]["extendExpiration"] = json!(true);
    let id = world.confirmed(body, "1111");
    let session = world.ok("checkout_sessions.complete", &id, amount_body("chargeAmount", "10.00"));
    let id = text(&session["chargePermissionId"]);
    let permission = world.ok("charge_permissions.get", &id, Value::Null);
    assert_eq!(permission["limits"]["amountLimit"], eur("500.00"));
    assert_eq!(permission["expirationTimestamp"], "20271224T100000Z");
    world.charge(&id, "499.99", false);
}

#[test]
fn a_session_can_renew_a_permissions_payment_method() {
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
    let mut body = session_body("Confirm", "5.00");
    body["chargePermissionId"] = json!(permission);
    let id = world.confirmed(body, "4444");
    let session = world.ok("checkout_sessions.complete", &id, amount_body("chargeAmount", "5.00"));
    assert_eq!(session["chargePermissionId"], json!(permission));
    assert_eq!(world.state("charge_permissions.get", &permission), "Chargeable");
    world.charge(&permission, "5.00", true);
}

#[test]
fn a_renewal_that_is_refused_changes_nothing() {
    let mut world = World::new();
    let permission = world.recurring();
    world.simulating("HardDeclined", |world| {
        let body = charge_body(&permission, "5.00", true);
        world.assert_refused("charges.create", "", body, 422, "HardDeclined");
    });
    let before = world.ok("charge_permissions.get", &permission, Value::Null);
    let mut body = session_body("Authorize", "1000.01");
    body["chargePermissionId"] = json!(permission);
    let id = world.confirmed(body, "4444");
    let amount = amount_body("chargeAmount", "1000.01");
    world.assert_refused("checkout_sessions.complete", &id, amount.clone(), 400, "PeriodicAmountExceeded");
    assert_eq!(world.ok("charge_permissions.get", &permission, Value::Null), before);

    world.ok("charge_permissions.close", &permission, json!({"closureReason": "x"}));
    let reason = "InvalidChargePermissionStatus";
    world.assert_refused("checkout_sessions.complete", &id, amount, 422, reason);
    assert_eq!(world.state("checkout_sessions.get", &id), "Open");
}

#[test]
fn a_set_up_without_a_charge_has_no_amount_until_the_first() {
    let mut world = World::new();
    let mut body = session_body("Confirm", "1.00");
    body["chargePermissionType"] = json!("PaymentMethodOnFile");
    body["paymentMethodOnFileMetadata"] = json!({"setupOnly": true});
    body["paymentDetails"] = json!({"paymentIntent": "Confirm"});
    let id = world.confirmed(body.clone(), "1111");
    let session = world.ok("checkout_sessions.complete", &id, json!({}));
    let permission = text(&session["chargePermissionId"]);
    assert_eq!(world.ok("charge_permissions.get", &permission, Value::Null)["limits"], Value::Null);
    let mut japan = World::new();
    japan.region = "jp";
    let id = japan.confirmed(body, "1111");
    let session = japan.ok("checkout_sessions.complete", &id, json!({}));
    let charge = charge_body(&text(&session["chargePermissionId"]), "20.00", true);
    japan.assert_refused("charges.create", "", charge, 400, "InvalidParameterValue");
    world.charge(&permission, "20.00", true);
    assert_eq!(world.balance(&permission), "14980.00");
}

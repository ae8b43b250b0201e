use super::*;

fn sign_in(world: &mut World, scopes: Value) -> String {
    let payload =
        json!({"signInReturnUrl": "https://shop.example/in?a=b", "storeId": "s", "signInScopes": scopes});
    let outcome = world
        .buyer(BuyerAction::OpenButton {
            merchant: world.merchant.to_owned(),
            payload: payload.to_string(),
            region: "na".to_owned(),
            product_type: None,
        })
        .unwrap();
    let token = outcome.buyer_token.unwrap();
    assert_eq!(outcome.next_url, Some(format!("https://shop.example/in?a=b&buyerToken={token}")));
    token
}

#[test]
fn a_sign_in_tells_what_was_asked_for() {
    let mut world = World::new();
    let all = sign_in(&mut world, Value::Null);
    let buyer = world.ok("buyers.get", &all, Value::Null);
    assert_eq!((&buyer["name"], &buyer["postalCode"]), (&json!("Susie Smith"), &json!("60602")));
    assert_eq!(buyer["billingAddress"], Value::Null);
    let some = sign_in(&mut world, json!(["email", "billingAddress", "primeStatus"]));
    let buyer = world.ok("buyers.get", &some, Value::Null);
    assert_eq!((&buyer["name"], &buyer["postalCode"]), (&Value::Null, &Value::Null));
    assert_eq!(buyer["email"], "susie.smith@example.com");
    assert_eq!(buyer["billingAddress"]["city"], "Chicago");
    assert_eq!(buyer["primeMembershipTypes"], json!(["NONE"]));
    world.assert_refused("buyers.get", "nobody", Value::Null, 404, "ResourceNotFound");
    world.merchant = "A2";
    world.assert_refused("buyers.get", &some, Value::Null, 404, "ResourceNotFound");
}

#[test]
fn canceling_goes_to_the_cancel_page() {
    let mut world = World::new();
    let mut body = session_body("Authorize", "5.00");
    body["webCheckoutDetails"]["checkoutCancelUrl"] = json!("https://shop.example/cart");
    let id = text(&world.ok("checkout_sessions.create", "", body)["checkoutSessionId"]);
    let outcome = world.buyer(BuyerAction::Cancel { checkout_session_id: id.clone() }).unwrap();
    assert_eq!(outcome.state.as_deref(), Some("Canceled"));
    assert_eq!(outcome.next_url, Some(format!("https://shop.example/cart?amazonCheckoutSessionId={id}")));
    let session = world.ok("checkout_sessions.get", &id, Value::Null);
    assert_eq!(session["statusDetails"]["reasonCode"], "BuyerCanceled");
    let again = world.buyer(BuyerAction::Approve { checkout_session_id: id }).unwrap_err();
    assert_eq!(again.reason_code, "InvalidCheckoutSessionStatus");
}

#[test]
fn the_chosen_address_must_be_delivered_to() {
    let mut world = World::new();
    let mut body = session_body("Authorize", "5.00");
    body["deliverySpecifications"] = json!({
        "specialRestrictions": ["RestrictPOBoxes"],
        "addressRestrictions": {"type": "Allowed", "restrictions": {
            "DE": {"zipCodes": ["80807"]}, "US": {"statesOrRegions": ["WA"]}, "AT": {}}},
    });
    let id = text(&world.ok("checkout_sessions.create", "", body)["checkoutSessionId"]);
    let choose = |address: Value| BuyerAction::ChooseAddress { checkout_session_id: id.clone(), address };
    for (address, taken) in [
        (json!({"countryCode": "DE", "postalCode": "80807", "addressLine1": "Weg 1"}), true),
        (json!({"countryCode": "DE", "postalCode": "10115"}), false),
        (json!({"countryCode": "US", "stateOrRegion": "WA"}), true),
        (json!({"countryCode": "US", "stateOrRegion": "CA"}), false),
        (json!({"countryCode": "AT", "addressLine1": "PO Box 7"}), false),
        (json!({"countryCode": "FR"}), false),
        (json!({"countryCode": "AT", "city": "Wien"}), true),
    ] {
        assert_eq!(world.buyer(choose(address.clone())).is_ok(), taken, "{address}");
    }
    assert_eq!(world.buyer(choose(json!({"town": "x"}))).unwrap_err().reason_code, "UnrecognizedField");
    let session = world.ok("checkout_sessions.get", &id, Value::Null);
    assert_eq!(session["shippingAddress"]["city"], "Wien");
}

#[test]
fn nobody_approves_an_address_that_is_not_delivered_to() {
    let mut world = World::new();
    let mut body = session_body("Authorize", "5.00");
    body["webCheckoutDetails"]["checkoutReviewReturnUrl"] = json!("https://shop.example/review");
    body["deliverySpecifications"] =
        json!({"addressRestrictions": {"type": "Allowed", "restrictions": {"AT": {}}}});
    let id = text(&world.ok("checkout_sessions.create", "", body)["checkoutSessionId"]);
    let session = || id.clone();
    let sign_in =
        |buyer: &str| BuyerAction::SignIn { checkout_session_id: session(), buyer: buyer.to_owned() };
    world.buyer(sign_in("jp")).unwrap();
    let approve = || BuyerAction::Approve { checkout_session_id: session() };
    let refused = world.buyer(approve()).unwrap_err();
    assert_eq!(refused.message, "address: the merchant does not deliver there.");
    world.buyer(sign_in("de")).unwrap();
    let next_url = world.buyer(approve()).unwrap().next_url;
    assert!(next_url.is_some_and(|url| url.starts_with("https://shop.example/review?")));
}

#[test]
fn a_session_tells_only_its_scopes() {
    let mut world = World::new();
    world.region = "na";
    let mut body = session_body("Authorize", "5.00");
    body["paymentDetails"]["chargeAmount"]["currencyCode"] = json!("USD");
    body["scopes"] = json!(["email"]);
    let id = text(&world.ok("checkout_sessions.create", "", body)["checkoutSessionId"]);
    world.buyer(BuyerAction::OpenSession { checkout_session_id: id.clone() }).unwrap();
    let session = world.ok("checkout_sessions.get", &id, Value::Null);
    assert_eq!(session["buyer"]["email"], "susie.smith@example.com");
    assert_eq!(session["buyer"]["name"], Value::Null);
    assert_eq!(session["billingAddress"], Value::Null);
}

#[test]
fn a_button_with_a_wrong_payload_is_refused() {
    let mut world = World::new();
    for (payload, product, reason) in [
        ("{", None, "InvalidRequestFormat"),
        ("{}", None, "MissingParameterValue"),
        ("{}", Some("PayLater"), "InvalidParameterValue"),
        ("{}", Some("SignIn"), "MissingParameterValue"),
    ] {
        let action = BuyerAction::OpenButton {
            merchant: "A1".to_owned(),
            payload: payload.to_owned(),
            region: "eu".to_owned(),
            product_type: product.map(str::to_owned),
        };
        assert_eq!(world.buyer(action).unwrap_err().reason_code, reason);
    }
}

#[test]
fn who_signs_in_is_shown_with_the_first_address_that_is_delivered_to() {
    let mut world = World::new();
    let mut body = session_body("Authorize", "5.00");
    body["deliverySpecifications"] =
        json!({"addressRestrictions": {"type": "Allowed", "restrictions": {"AT": {}}}});
    let id = text(&world.ok("checkout_sessions.create", "", body)["checkoutSessionId"]);
    let sign_in = |world: &mut World, buyer: &str| {
        world.buyer(BuyerAction::SignIn { checkout_session_id: id.clone(), buyer: buyer.to_owned() })
    };
    assert_eq!(sign_in(&mut world, "de").unwrap().state.as_deref(), Some("Open"));
    let session = world.ok("checkout_sessions.get", &id, Value::Null);
    assert_eq!(session["buyer"]["name"], "Jürgen Großschädl");
    assert_eq!(
        (&session["shippingAddress"]["city"], &session["billingAddress"]["city"]),
        (&json!("Wien"), &json!("München"))
    );
    // Nothing of hers is in Austria: she keeps her home, which the page refuses.
    sign_in(&mut world, "jp").unwrap();
    let session = world.ok("checkout_sessions.get", &id, Value::Null);
    assert_eq!(session["shippingAddress"]["city"], "目黒区");
    let view = world.engine.checkout_view(&id).unwrap();
    assert!(!view.address.unwrap().reached);
    let refused = sign_in(&mut world, "nobody").unwrap_err();
    assert!(refused.message.contains("expected one of us, gb, de"), "{}", refused.message);
}

#[test]
fn a_hosted_sign_in_is_of_whoever_was_chosen() {
    let mut world = World::new();
    let token = sign_in(&mut world, json!(["name", "postalCode"]));
    let shared = BuyerAction::ShareDetails { buyer_token: token.clone(), buyer: "es".to_owned() };
    let next = world.buyer(shared).unwrap().next_url.unwrap();
    assert_eq!(next, format!("https://shop.example/in?a=b&buyerToken={token}"));
    let buyer = world.ok("buyers.get", &token, Value::Null);
    assert_eq!((&buyer["postalCode"], &buyer["countryCode"]), (&json!("28045"), &json!("ES")));
    let kept = world.buyer(BuyerAction::KeepDetails { buyer_token: token.clone() }).unwrap();
    assert_eq!(kept.next_url.as_deref(), Some("https://shop.example/in?a=b"));
    world.assert_refused("buyers.get", &token, Value::Null, 404, "ResourceNotFound");
}

use super::*;

#[test]
fn completing_is_canceled_or_pending_as_simulated() {
    for code in ["BuyerCanceled", "AmazonCanceled", "Declined"] {
        let mut world = World::new();
        let id = world.confirmed(session_body("Authorize", "5.00"), "1111");
        world.simulating(code, |world| {
            let amount = amount_body("chargeAmount", "5.00");
            world.assert_refused("checkout_sessions.complete", &id, amount, 422, "CheckoutSessionCanceled");
        });
        let session = world.ok("checkout_sessions.get", &id, Value::Null);
        assert_eq!(session["statusDetails"]["reasonCode"], code);
    }
    let mut world = World::new();
    let mut body = session_body("Authorize", "5.00");
    body["paymentDetails"]["canHandlePendingAuthorization"] = json!(true);
    let id = world.confirmed(body, "1111");
    let amount = amount_body("chargeAmount", "5.00");
    let (status, session) = world.simulating("AuthorizationInitiated", |world| {
        world.call("checkout_sessions.complete", &id, amount.clone())
    });
    assert_eq!(status, 202, "{session}");
    let charge = text(&session["chargeId"]);
    assert_eq!(world.state("charges.get", &charge), "AuthorizationInitiated");
    world.pass(SignedDuration::from_secs(30));
    assert_eq!(world.state("charges.get", &charge), "Authorized");
    let id = world.confirmed(session_body("Authorize", "5.00"), "1111");
    world.simulating("AuthorizationInitiated", |world| {
        let reason = "InvalidSandboxSimulationSpecified";
        world.assert_refused("checkout_sessions.complete", &id, amount, 400, reason);
    });
}

#[test]
fn cards_decide_what_happens_on_the_result_page() {
    for card in ["1111", "0005", "4444", "9424", "0000"] {
        let mut world = World::new();
        let id = world.confirmed(session_body("Authorize", "5.00"), card);
        let session = world.ok("checkout_sessions.complete", &id, amount_body("chargeAmount", "5.00"));
        assert_eq!(world.state("charges.get", &text(&session["chargeId"])), "Authorized", "{card}");
    }
    for (card, reason) in [("3064", "BuyerCanceled"), ("3434", "Declined")] {
        let mut world = World::new();
        let session = world.ok("checkout_sessions.create", "", session_body("Authorize", "5.00"));
        let id = text(&session["checkoutSessionId"]);
        world
            .buyer(BuyerAction::ChooseCard { checkout_session_id: id.clone(), card: card.to_owned() })
            .unwrap();
        world.approve(&id);
        let outcome = world.approve(&id);
        assert_eq!(outcome.state.as_deref(), Some("Canceled"));
        assert!(outcome.next_url.unwrap().starts_with("https://shop.example/result"));
        let session = world.ok("checkout_sessions.get", &id, Value::Null);
        assert_eq!(session["statusDetails"]["reasonCode"], reason);
    }
}

#[test]
fn pending_cards_need_an_authorization_that_can_wait() {
    for (card, state, reason) in
        [("0701", "Authorized", Value::Null), ("4354", "Declined", json!("HardDeclined"))]
    {
        let mut world = World::new();
        let mut body = session_body("Authorize", "5.00");
        let session = world.ok("checkout_sessions.create", "", body.clone());
        let id = text(&session["checkoutSessionId"]);
        world
            .buyer(BuyerAction::ChooseCard { checkout_session_id: id.clone(), card: card.to_owned() })
            .unwrap();
        world.approve(&id);
        let failure = world.buyer(BuyerAction::Approve { checkout_session_id: id }).unwrap_err();
        assert_eq!(failure.reason_code, "InvalidSandboxSimulationSpecified");

        body["paymentDetails"]["canHandlePendingAuthorization"] = json!(true);
        let id = world.confirmed(body.clone(), card);
        let amount = amount_body("chargeAmount", "5.00");
        let (status, session) = world.call("checkout_sessions.complete", &id, amount.clone());
        assert_eq!(status, 202);
        let charge = text(&session["chargeId"]);
        world.pass(SignedDuration::from_secs(30));
        let charge = world.ok("charges.get", &charge, Value::Null);
        assert_eq!(
            (&charge["statusDetails"]["state"], &charge["statusDetails"]["reasonCode"]),
            (&json!(state), &reason)
        );

        // The code wins over the card.
        let id = world.confirmed(body, card);
        world.simulating("Declined", |world| {
            world.assert_refused("checkout_sessions.complete", &id, amount, 422, "CheckoutSessionCanceled");
        });
    }
}

#[test]
fn cards_decide_what_finalizing_comes_to() {
    let finalize = |card: &str, wait: bool| {
        let mut world = World::new();
        let session = world.ok("checkout_sessions.create", "", session_body("Authorize", "5.00"));
        let id = text(&session["checkoutSessionId"]);
        world
            .buyer(BuyerAction::ChooseCard { checkout_session_id: id.clone(), card: card.to_owned() })
            .unwrap();
        world.approve(&id);
        let address = world.ok("checkout_sessions.get", &id, Value::Null)["shippingAddress"].clone();
        let body = json!({"paymentIntent": "Authorize", "chargeAmount": eur("5.00"), "shippingAddress": address,
            "canHandlePendingAuthorization": wait});
        let (status, answer) = world.call("checkout_sessions.finalize", &id, body);
        (status, answer, world.ok("checkout_sessions.get", &id, Value::Null), world)
    };
    for (card, reason) in [("3064", "BuyerCanceled"), ("3434", "Declined")] {
        let (status, answer, session, _) = finalize(card, false);
        assert_eq!((status, &answer["reasonCode"]), (422, &json!("CheckoutSessionCanceled")));
        assert_eq!(session["statusDetails"]["state"], "Canceled");
        assert_eq!(session["statusDetails"]["reasonCode"], reason);
    }
    for (card, state) in [("0701", "Authorized"), ("4354", "Declined")] {
        let (status, answer, session, _) = finalize(card, false);
        assert_eq!((status, &answer["reasonCode"]), (400, &json!("InvalidSandboxSimulationSpecified")));
        assert_eq!(session["statusDetails"]["state"], "Open");
        let (status, _, session, mut world) = finalize(card, true);
        assert_eq!(status, 202);
        world.pass(SignedDuration::from_secs(30));
        assert_eq!(world.state("charges.get", &text(&session["chargeId"])), state);
    }
}

#[test]
fn create_charge_declines_at_once_or_later() {
    for code in ["SoftDeclined", "HardDeclined", "AmazonRejected", "TransactionTimedOut"] {
        let mut world = World::new();
        let permission = world.permission("5.00");
        world.simulating(code, |world| {
            world.assert_refused("charges.create", "", charge_body(&permission, "5.00", false), 422, code);
        });
        assert_eq!(world.balance(&permission), "5.00");
        let chargeable = world.state("charge_permissions.get", &permission) == "Chargeable";
        assert_eq!(chargeable, code != "HardDeclined", "{code}");
    }
    for (code, state) in [
        ("PendingSoftDeclined", "Declined"),
        ("PendingHardDeclined", "Declined"),
        ("PendingAmazonRejected", "Declined"),
        ("PendingProcessingFailure", "Declined"),
        ("PendingTransactionTimedOut", "Declined"),
        ("PendingExpiredUnused", "Canceled"),
        ("PendingAmazonCanceled", "Canceled"),
        ("PendingBuyerCanceled", "Canceled"),
    ] {
        let mut world = World::new();
        let permission = world.permission("5.00");
        let mut body = charge_body(&permission, "5.00", false);
        let invalid = "InvalidSandboxSimulationSpecified";
        world
            .simulating(code, |world| world.assert_refused("charges.create", "", body.clone(), 400, invalid));
        body["canHandlePendingAuthorization"] = json!(true);
        let charge = world.simulating(code, |world| text(&world.ok("charges.create", "", body)["chargeId"]));
        world.pass(SignedDuration::from_secs(30));
        let charge = world.ok("charges.get", &charge, Value::Null);
        assert_eq!(charge["statusDetails"]["state"], state, "{code}");
        assert_eq!(charge["statusDetails"]["reasonCode"], json!(code.trim_start_matches("Pending")));
    }
}

#[test]
fn captures_can_be_pending_or_fail() {
    let mut world = World::new();
    let permission = world.permission("50.00");
    let body = |capture: bool| charge_body(&permission, "10.00", capture);
    world.simulating("CaptureInitiated", |world| {
        let invalid = "InvalidSandboxSimulationSpecified";
        world.assert_refused("charges.create", "", body(false), 400, invalid);
        let charge = world.ok("charges.create", "", body(true));
        assert_eq!(charge["statusDetails"]["state"], "CaptureInitiated");
        world.pass(SignedDuration::from_secs(30));
        world.simulation = None;
        assert_eq!(world.state("charges.get", &text(&charge["chargeId"])), "Captured");
    });
    let charge = world.charge(&permission, "10.00", false);
    let capture = amount_body("captureAmount", "10.00");
    for (code, status) in [("ProcessingFailure", 500), ("AmazonRejected", 422)] {
        world.simulating(code, |world| {
            world.assert_refused("charges.capture", &charge, capture.clone(), status, code);
        });
        assert_eq!(world.state("charges.get", &charge), "Authorized");
    }
    let answer =
        world.simulating("PendingProcessingFailure", |world| world.ok("charges.capture", &charge, capture));
    assert_eq!(answer["statusDetails"]["state"], "CaptureInitiated");
    world.pass(SignedDuration::from_secs(30));
    let charge = world.ok("charges.get", &charge, Value::Null);
    assert_eq!(charge["statusDetails"]["state"], "Declined");
    assert_eq!(
        (&charge["statusDetails"]["reasonCode"], &charge["captureAmount"]),
        (&json!("ProcessingFailure"), &Value::Null)
    );
    assert_eq!(world.balance(&permission), "40.00");
}

#[test]
fn refunds_fail_at_once() {
    let mut world = World::new();
    let permission = world.permission("50.00");
    let charge = world.charge(&permission, "50.00", true);
    for (code, status) in [("ProcessingFailure", 500), ("AmazonRejected", 422)] {
        world.simulating(code, |world| {
            world.assert_refused("refunds.create", "", refund_body(&charge, "1.00"), status, code);
        });
    }
}

#[test]
fn amazon_can_close_a_permission_and_cancels_its_charges() {
    let mut world = World::new();
    let permission = world.permission("50.00");
    let charge = world.charge(&permission, "10.00", false);
    let closed = world.simulating("AmazonClosed", |world| {
        world.ok("charge_permissions.close", &permission, json!({"closureReason": "x"}))
    });
    assert_eq!(closed["statusDetails"]["reasons"][0]["reasonCode"], "AmazonClosed");
    assert_eq!(world.state("charges.get", &charge), "Canceled");
}

#[test]
fn any_other_code_is_refused_everywhere() {
    let mut world = World::new();
    let permission = world.permission("50.00");
    let charge = world.charge(&permission, "10.00", false);
    let captured = world.charge(&permission, "10.00", true);
    let session =
        text(&world.ok("checkout_sessions.create", "", session_body("Confirm", "1"))["checkoutSessionId"]);
    for (operation, id, body) in [
        ("checkout_sessions.create", "", session_body("Confirm", "1")),
        ("checkout_sessions.get", session.as_str(), Value::Null),
        ("checkout_sessions.update", &session, json!({})),
        ("checkout_sessions.complete", &session, amount_body("chargeAmount", "1")),
        ("charge_permissions.get", &permission, Value::Null),
        ("charge_permissions.update", &permission, json!({})),
        ("charge_permissions.close", &permission, json!({"closureReason": "x"})),
        ("charges.create", "", charge_body(&permission, "1", false)),
        ("charges.get", &charge, Value::Null),
        ("charges.capture", &charge, amount_body("captureAmount", "1")),
        ("charges.cancel", &charge, json!({"cancellationReason": "x"})),
        ("refunds.create", "", refund_body(&captured, "1")),
    ] {
        for code in ["", "Nonsense", "Pending", "PendingNonsense"] {
            world.simulation = Some(code);
            world.assert_refused(operation, id, body.clone(), 400, "InvalidSandboxSimulationSpecified");
        }
    }
    world.simulation = None;
    assert_eq!(world.state("charges.get", &charge), "Authorized");
}

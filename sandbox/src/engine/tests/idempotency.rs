use super::*;

#[test]
fn the_same_request_is_answered_the_same_and_done_once() {
    let mut world = World::new();
    let permission = world.permission("50.00");
    let body = charge_body(&permission, "10.00", false);
    let first = world.call_with_key("charges.create", "", body.clone(), Some("k"));
    world.pass_days(100);
    assert_eq!(world.call_with_key("charges.create", "", body.clone(), Some("k")), first);
    assert_eq!(world.engine.objects(ObjectKind::Charge).len(), 1);
    let changed = charge_body(&permission, "10.01", false);
    let (status, answer) = world.call_with_key("charges.create", "", changed, Some("k"));
    assert_eq!((status, &answer["reasonCode"]), (400, &json!("DuplicateIdempotencyKey")));
    let (status, answer) = world.call_with_key("checkout_sessions.create", "", json!({}), Some("k"));
    assert_eq!((status, &answer["reasonCode"]), (400, &json!("DuplicateIdempotencyKey")));
    world.merchant = "A2";
    let (status, _) = world.call_with_key("charges.create", "", body, Some("k"));
    assert_eq!(status, 404);
    world.engine.reset();
    assert_eq!(world.engine.object_count(), 0);
    world.merchant = "A1";
    let body = session_body("Confirm", "1.00");
    assert_eq!(world.call_with_key("checkout_sessions.create", "", body, Some("k")).0, 201);
}

#[test]
fn a_saved_answer_says_that_it_is_one_and_nothing_else_does() {
    let mut world = World::new();
    let permission = world.permission("50.00");
    let body = charge_body(&permission, "10.00", false).to_string();
    let sent = |world: &mut World, body: &str, key: Option<&str>| {
        let reply = world.send("charges.create", "", body.as_bytes(), key);
        (reply.status, reply.is_replayed)
    };
    assert_eq!(sent(&mut world, &body, Some("k")), (201, false));
    assert_eq!(sent(&mut world, &body, Some("k")), (201, true));
    assert_eq!(sent(&mut world, &body, Some("k")), (201, true));
    assert_eq!(sent(&mut world, "{}", Some("k")), (400, false), "the same key with another request");
    assert_eq!(sent(&mut world, &body, Some("l")), (201, false));
}

#[test]
fn declines_are_saved_and_requests_of_a_wrong_form_are_not() {
    let mut world = World::new();
    let permission = world.permission("50.00");
    let body = charge_body(&permission, "10.00", false);
    let declined = world.simulating("SoftDeclined", |world| {
        world.call_with_key("charges.create", "", body.clone(), Some("declined"))
    });
    assert_eq!(declined.0, 422);
    assert_eq!(world.call_with_key("charges.create", "", body.clone(), Some("declined")), declined);
    let (status, _) = world.call_with_key("charges.create", "", json!({}), Some("mended"));
    assert_eq!(status, 400);
    assert_eq!(world.call_with_key("charges.create", "", body, Some("mended")).0, 201);
}

#[test]
fn the_key_is_demanded_where_something_is_made_or_money_moves() {
    let mut world = World::new();
    let permission = world.permission("50.00");
    let charge = world.charge(&permission, "10.00", false);
    let refund = refund_body(&charge, "1.00");
    let calls = [
        ("checkout_sessions.create", "", session_body("Confirm", "1.00")),
        ("charges.create", "", charge_body(&permission, "1.00", false)),
        ("charges.capture", charge.as_str(), amount_body("captureAmount", "1.00")),
        ("refunds.create", "", refund),
    ];
    for (number, (operation, id, body)) in calls.into_iter().enumerate() {
        let (long, right) = ("x".repeat(33), "aZ09-_aZ09-_aZ09-_aZ09-_aZ09-_xx");
        for (key, reason) in [
            (None, "MissingHeader"),
            (Some(""), "MissingHeaderValue"),
            (Some(long.as_str()), "InvalidHeaderValue"),
            (Some("a b"), "InvalidHeaderValue"),
            (Some("é"), "InvalidHeaderValue"),
        ] {
            let (status, answer) = world.call_with_key(operation, id, body.clone(), key);
            assert_eq!((status, answer["reasonCode"].as_str()), (400, Some(reason)), "{answer}");
        }
        let key = format!("{}{number}", &right[..31]);
        let (status, answer) = world.call_with_key(operation, id, body, Some(&key));
        assert!(status < 300, "{answer}");
    }
    let session = world.confirmed(session_body("Confirm", "1.00"), "1111");
    let amount = amount_body("chargeAmount", "1.00");
    let first = world.call_with_key("checkout_sessions.complete", &session, amount.clone(), Some("c"));
    assert_eq!(first.0, 200);
    assert_eq!(world.call_with_key("checkout_sessions.complete", &session, amount.clone(), Some("c")), first);
    assert_eq!(world.call_with_key("checkout_sessions.complete", &session, amount, None).0, 422);
    // No effect on GET, PATCH and DELETE.
    let update = json!({"merchantMetadata": {"noteToBuyer": "a"}});
    for key in [None, Some("c"), Some("a b")] {
        assert_eq!(world.call_with_key("charge_permissions.update", &permission, update.clone(), key).0, 200);
    }
}

#[test]
fn time_does_not_run_backwards() {
    let mut world = World::new();
    let permission = world.permission("50.00");
    world.pass_days(181);
    assert_eq!(world.state("charge_permissions.get", &permission), "Closed");
    world.pass_days(-181);
    assert_eq!(world.state("charge_permissions.get", &permission), "Closed");
    let session = world.ok("checkout_sessions.create", "", session_body("Confirm", "1.00"));
    assert_eq!(session["creationTimestamp"], "20270524T100000Z");
}

//! Whatever the body, the engine answers with JSON and does not panic.

use proptest::prelude::*;

use super::*;

const OPERATIONS: &[&str] = &[
    "checkout_sessions.create",
    "checkout_sessions.get",
    "checkout_sessions.update",
    "checkout_sessions.complete",
    "checkout_sessions.finalize",
    "charge_permissions.get",
    "charge_permissions.update",
    "charge_permissions.close",
    "charges.create",
    "charges.get",
    "charges.update",
    "charges.capture",
    "charges.cancel",
    "refunds.create",
    "refunds.get",
    "buyers.get",
    "reports.list",
];

const NAMES: &[&str] = &[
    "webCheckoutDetails",
    "checkoutReviewReturnUrl",
    "checkoutMode",
    "storeId",
    "paymentDetails",
    "chargeAmount",
    "amount",
    "currencyCode",
    "chargePermissionId",
    "chargeId",
    "refundAmount",
    "captureAmount",
    "captureNow",
    "statusDetails",
    "state",
    "closureReason",
    "cancellationReason",
    "scopes",
    "recurringMetadata",
    "frequency",
    "unit",
    "value",
    "deliverySpecifications",
    "addressRestrictions",
    "restrictions",
    "type",
    "softDescriptor",
    "é",
];

fn json_value() -> impl Strategy<Value = Value> {
    let words = [
        "EUR",
        "JPY",
        "1.00",
        "-0",
        "1e999",
        "9999999999999999999999999999999",
        "Authorize",
        "ProcessOrder",
        "https://a.example",
        "Recurring",
        "Captured",
        "",
        "\u{0}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        proptest::sample::select(words.to_vec()).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((proptest::sample::select(NAMES), inner), 0..6).prop_map(|fields| {
                fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            }),
        ]
    })
}

fn answers(body: &[u8], id: &str, key: Option<&str>, simulation: Option<&'static str>) {
    let mut world = World::new();
    let permission = world.permission("10.00");
    let charge = world.charge(&permission, "1.00", false);
    let session =
        text(&world.ok("checkout_sessions.create", "", session_body("Confirm", "1"))["checkoutSessionId"]);
    world.simulation = simulation;
    for operation in OPERATIONS {
        for id in [id, &permission, &charge, &session] {
            let reply = world.send(operation, id, body, key);
            let answer: Value = serde_json::from_slice(&reply.body).unwrap();
            assert_eq!(reply.status >= 400, answer["reasonCode"].is_string(), "{operation}: {answer}");
        }
    }
    for product_type in [None, Some("SignIn".to_owned())] {
        let _ = world.buyer(BuyerAction::OpenButton {
            merchant: id.to_owned(),
            payload: String::from_utf8_lossy(body).into_owned(),
            region: id.to_owned(),
            product_type,
        });
    }
    let _ = world.buyer(BuyerAction::ChooseCard { checkout_session_id: session, card: id.to_owned() });
    let _ = world
        .buyer(BuyerAction::ChangePaymentMethod { charge_permission_id: id.to_owned(), card: id.to_owned() });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_answered(body in json_value(), id in ".{0,40}", key in proptest::option::of(".{0,40}")) {
        answers(body.to_string().as_bytes(), &id, key.as_deref(), None);
        answers(body.to_string().as_bytes(), &id, Some("k"), None);
    }

    #[test]
    fn any_bytes_are_answered(body in proptest::collection::vec(any::<u8>(), 0..64), id in ".{0,40}") {
        answers(&body, &id, Some("k"), Some("SoftDeclined"));
    }
}

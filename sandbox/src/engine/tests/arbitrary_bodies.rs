//! Whatever the body, the engine answers with JSON and does not panic.

use amazonpay::operation::OPERATIONS;
use proptest::prelude::*;

use super::*;

const QUERY_NAMES: &[&str] = &[
    "pageSize",
    "nextToken",
    "createdSince",
    "reportTypes",
    "startTime",
    "endTime",
    "é",
    "processingStatuses",
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
    "reportType",
    "startTime",
    "scheduleFrequency",
    "nextReportCreationTime",
    "deleteExistingSchedule",
    "deliveryDetails",
    "trackingNumber",
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
        "20261124T101500Z",
        "-9999-01-01T00:00:00Z",
        "9999-12-30T00:00:00Z",
        "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_REFUND_DATA_",
        "PT5M",
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
    let schedule =
        json!({"reportType": "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_REFUND_DATA_", "scheduleFrequency": "P1D"});
    let schedule = text(&world.ok("report_schedules.create", "", schedule)["reportScheduleId"]);
    world.simulation = simulation;
    world.query =
        QUERY_NAMES.iter().take(id.len() % 8).map(|name| ((*name).to_owned(), id.to_owned())).collect();
    for operation in OPERATIONS.iter().map(|row| row.name) {
        for id in [id, &permission, &charge, &session, &schedule] {
            let reply = world.send(operation, id, body, key);
            if reply.body.is_empty() {
                assert_eq!(operation, "report_schedules.cancel");
                continue;
            }
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

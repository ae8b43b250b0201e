use serde_json::json;

use super::super::request_shapes;
use super::*;

fn fault(body: Value, fields: &[Field]) -> (u16, String, String) {
    let failure = read::<Value>(body.to_string().as_bytes(), fields).unwrap_err();
    (failure.status, failure.reason_code.into_owned(), failure.message)
}

#[track_caller]
fn assert_fault(body: Value, fields: &[Field], reason: &str, path: &str) {
    let (status, found, message) = fault(body, fields);
    assert_eq!((status, found.as_str()), (400, reason), "{message}");
    assert!(message.starts_with(&format!("{path}:")), "{message}");
}

fn charge(field: &str, value: Value) -> Value {
    let mut body =
        json!({"chargePermissionId": "S01-1", "chargeAmount": {"amount": "1.00", "currencyCode": "EUR"}});
    body[field] = value;
    body
}

#[test]
fn each_fault_has_its_reason_code_and_names_its_field() {
    let fields = request_shapes::of_operation("charges.create");
    let amount = |amount: Value| charge("chargeAmount", json!({"amount": amount, "currencyCode": "EUR"}));
    let yen = |amount: &str| charge("chargeAmount", json!({"amount": amount, "currencyCode": "JPY"}));
    let value = "InvalidParameterValue";
    for (body, reason, path) in [
        (json!([]), "InvalidRequestFormat", "The body"),
        (charge("chargeAmuont", json!(1)), "UnrecognizedField", "chargeAmuont"),
        (
            charge("merchantMetadata", json!({"refrence": "x"})),
            "UnrecognizedField",
            "merchantMetadata.refrence",
        ),
        (charge("chargePermissionId", Value::Null), "MissingParameterValue", "chargePermissionId"),
        (
            charge("chargeAmount", json!({"currencyCode": "EUR"})),
            "MissingParameterValue",
            "chargeAmount.amount",
        ),
        (charge("chargeAmount", json!({"amount": 1})), "MissingParameterValue", "chargeAmount.currencyCode"),
        (charge("chargeAmount", json!("1.00")), "InvalidRequestFormat", "chargeAmount"),
        (charge("captureNow", json!("yes")), "InvalidRequestFormat", "captureNow"),
        (charge("softDescriptor", json!("12345678901234567")), value, "softDescriptor"),
        (charge("channel", json!("Fax")), value, "channel"),
        (
            charge("chargeAmount", json!({"amount": "1", "currencyCode": "XTS"})),
            value,
            "chargeAmount.currencyCode",
        ),
        (amount(json!("1,00")), value, "chargeAmount.amount"),
        (amount(json!("-1")), value, "chargeAmount.amount"),
        (amount(json!("0.00")), value, "chargeAmount.amount"),
        (amount(json!("1.001")), value, "chargeAmount.amount"),
        (amount(json!(1.001)), value, "chargeAmount.amount"),
        (amount(json!("1e3")), value, "chargeAmount.amount"),
        (yen("100.5"), value, "chargeAmount.amount"),
        (amount(json!([1])), "InvalidRequestFormat", "chargeAmount.amount"),
    ] {
        assert_fault(body, fields, reason, path);
    }
    assert_eq!(read::<Value>(b"{", fields).unwrap_err().reason_code, "InvalidRequestFormat");
    assert_eq!(read::<Value>(b"", fields).unwrap_err().reason_code, "MissingParameterValue");
}

#[test]
fn numbers_for_amounts_and_null_for_absent_fields_are_accepted() {
    let fields = request_shapes::of_operation("charges.create");
    for amount in [json!(50), json!(50.5), json!("50"), json!("50.25")] {
        let mut body = charge("chargeAmount", json!({"amount": amount, "currencyCode": "USD"}));
        body["softDescriptor"] = Value::Null;
        body["merchantMetadata"] = json!({"noteToBuyer": null});
        read::<amazonpay::model::CreateCharge>(body.to_string().as_bytes(), fields).unwrap();
    }
}

#[test]
fn addresses_must_be_https_or_local() {
    let session =
        |url: &str| json!({"storeId": "amzn1.store", "webCheckoutDetails": {"checkoutReviewReturnUrl": url}});
    let fields = request_shapes::of_operation("checkout_sessions.create");
    for url in
        ["https://shop.example/review", "http://localhost:8000/", "http://127.0.0.1/", "http://[::1]:3000/"]
    {
        read::<Value>(session(url).to_string().as_bytes(), fields).unwrap();
    }
    for url in [
        "http://shop.example/",
        "shop",
        "ftp://localhost/",
        "javascript:alert(1)",
        &"https://a.b/c".repeat(50),
    ] {
        assert_fault(
            session(url),
            fields,
            "InvalidParameterValue",
            "webCheckoutDetails.checkoutReviewReturnUrl",
        );
    }
}

#[test]
fn what_the_models_builders_make_is_accepted() {
    use amazonpay::model::*;
    let eur = Money::eur("5.00").unwrap();
    let text = "1".to_owned();
    let metadata = MerchantMetadata::new()
        .merchant_reference_id("a")
        .merchant_store_name("b")
        .note_to_buyer("c")
        .custom_information("d")
        .build();
    let charge = CreateCharge::new("S01", eur.clone())
        .capture_now(true)
        .soft_descriptor("d")
        .can_handle_pending_authorization(false)
        .platform_id("p")
        .provider_metadata(ProviderMetadata::new().provider_reference_id("r").build())
        .merchant_metadata(metadata)
        .charge_initiator(ChargeInitiator::Citu)
        .channel(Channel::Web)
        .build();
    read::<CreateCharge>(
        &serde_json::to_vec(&charge).unwrap(),
        request_shapes::of_operation("charges.create"),
    )
    .unwrap();
    let address =
        Address::new().name("n").district("d").county("c").postal_code("1").country_code("DE").build();
    let finalize = FinalizeCheckoutSession::new(PaymentIntent::Authorize, eur.clone())
        .can_handle_pending_authorization(true)
        .total_order_amount(eur)
        .supplementary_data(text)
        .shipping_address(address)
        .build();
    read::<FinalizeCheckoutSession>(
        &serde_json::to_vec(&finalize).unwrap(),
        request_shapes::of_operation("checkout_sessions.finalize"),
    )
    .unwrap();
}

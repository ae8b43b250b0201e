//! How the models read what the server sends: both spellings, nulls, gaps, text within text; and what they show.

use amazonpay::model::*;
use serde_json::json;

#[test]
fn both_spellings_of_a_state_are_read_and_the_guides_own_is_written() {
    let charge = [("Pending", ChargeState::AuthorizationInitiated), ("Completed", ChargeState::Captured)];
    for (spelling, state) in charge {
        assert_eq!(ChargeState::from(spelling), state);
        assert_eq!(ChargeState::from(state.as_str()), state);
    }
    let refund = [("Pending", RefundState::RefundInitiated), ("Completed", RefundState::Refunded)];
    for (spelling, state) in refund {
        assert_eq!(RefundState::from(spelling), state);
    }
    assert_eq!(serde_json::to_value(ChargeState::Captured).unwrap(), "Captured");
}

#[test]
fn absent_null_and_empty_are_told_apart_as_far_as_they_differ() {
    let read = |json| serde_json::from_value::<CheckoutSession>(json).unwrap();
    let absent = read(json!({"checkoutSessionId": "1"}));
    let null =
        read(json!({"checkoutSessionId": "1", "constraints": null, "statusDetails": null, "buyer": null,
        "shippingAddressList": null}));
    let empty = read(json!({"checkoutSessionId": "1", "constraints": [], "supplementaryData": ""}));
    assert_eq!(absent, null);
    assert_eq!(absent.constraints, None);
    assert_eq!(absent.status_details.state, CheckoutSessionState::Unknown(String::new()));
    assert_eq!(empty.constraints, Some(vec![]));
    assert_eq!(empty.supplementary_data.as_deref(), Some(""));
    assert_eq!(serde_json::to_value(&null).unwrap(), json!({"checkoutSessionId": "1"}));
    assert_eq!(
        serde_json::to_value(&empty).unwrap(),
        json!({"checkoutSessionId": "1", "constraints": [], "supplementaryData": ""})
    );
}

#[test]
fn an_objects_own_id_is_required() {
    let message = serde_json::from_value::<Charge>(json!({"chargeAmount": null})).unwrap_err().to_string();
    assert!(message.contains("chargeId"), "{message}");
}

#[test]
fn shipping_addresses_are_text_within_the_json() {
    let json = json!({"checkoutSessionId": "1", "shippingAddressList": [
        r#"{"addressId":"amzn1.address.1","city":"Köln","loyalty":1}"#,
        {"addressId": "amzn1.address.2"},
    ]});
    let session: CheckoutSession = serde_json::from_value(json).unwrap();
    let addresses = session.shipping_address_list.as_deref().unwrap();
    assert_eq!(addresses[0].city.as_deref(), Some("Köln"));
    assert_eq!(addresses[0].unknown_fields.get("loyalty"), Some(&json!(1)));
    assert_eq!(addresses[1].address_id.as_deref(), Some("amzn1.address.2"));
    let written = serde_json::to_value(&session).unwrap();
    assert_eq!(
        written["shippingAddressList"],
        json!([{"addressId": "amzn1.address.1", "city": "Köln", "loyalty": 1}, {"addressId": "amzn1.address.2"}])
    );

    let torn = json!({"checkoutSessionId": "1", "shippingAddressList": [r#"{"name":"Jane Doe""#]});
    let message = serde_json::from_value::<CheckoutSession>(torn).unwrap_err().to_string();
    assert!(message.contains("shippingAddressList[0] holds no address"), "{message}");
    assert!(!message.contains("Jane"), "{message}");
}

#[test]
fn times_are_read_in_both_spellings() {
    let compact: Timestamp = "20261124T101500Z".parse().unwrap();
    for spelling in ["2026-11-24T10:15:00Z", "2026-11-24T10:15:00.75Z", "2026-11-24T11:15:00+01:00"] {
        assert_eq!(spelling.parse::<Timestamp>().unwrap(), compact, "{spelling}");
    }
    for wrong in ["", "yesterday", "1763979300", "20261324T101500Z"] {
        let message = wrong.parse::<Timestamp>().unwrap_err().to_string();
        assert!(message.contains("expected YYYYMMDDTHHMMSSZ"), "{message}");
    }
}

#[test]
fn numbers_are_read_where_text_is_written() {
    let frequency: Frequency = serde_json::from_value(json!({"unit": "Month", "value": 3})).unwrap();
    assert_eq!(frequency.value, "3");
    let charge: Charge = serde_json::from_value(json!({"chargeId": "C", "conversionRate": 1.0825})).unwrap();
    assert_eq!(charge.conversion_rate.as_deref(), Some("1.0825"));
}

#[test]
fn debug_shows_nothing_of_the_buyer() {
    let secret = "SECRET";
    let address = json!({"addressId": secret, "name": secret, "addressLine1": secret, "addressLine2": secret,
        "addressLine3": secret, "city": secret, "county": secret, "district": secret, "stateOrRegion": secret,
        "postalCode": secret, "countryCode": "DE", "phoneNumber": secret, "doorCode": secret});
    let person = json!({"buyerId": "amzn1.account.A", "name": secret, "email": secret, "phoneNumber": secret,
        "postalCode": secret, "countryCode": secret, "shippingAddress": address, "billingAddress": address,
        "nickname": secret});
    let details =
        json!({"name": secret, "addressLine1": secret, "districtOrCounty": secret, "countryCode": "DE"});
    let session = json!({"checkoutSessionId": "1", "buyer": person, "shippingAddress": address,
        "billingAddress": address, "shippingAddressList": [address.to_string()], "futureAddress": address});
    let shown = [
        format!("{:?}", serde_json::from_value::<Address>(address).unwrap()),
        format!("{:?}", serde_json::from_value::<Buyer>(person.clone()).unwrap()),
        format!("{:?}", serde_json::from_value::<BuyerInfo>(person).unwrap()),
        format!("{:?}", serde_json::from_value::<AddressDetails>(details).unwrap()),
        format!("{:#?}", serde_json::from_value::<CheckoutSession>(session).unwrap()),
    ];
    for text in &shown {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(shown[0].contains(r#"Some("DE")"#) && shown[0].contains("doorCode"), "{}", shown[0]);
    assert!(shown[1].contains("amzn1.account.A") && shown[1].contains("email: [redacted]"), "{}", shown[1]);
}

/// The samples that the generated faces of other languages are tried with.
#[test]
fn the_samples_are_written_back_as_they_were_read() {
    fn same<T: serde::Serialize + serde::de::DeserializeOwned>(sample: &str) {
        let json: serde_json::Value = serde_json::from_str(sample).unwrap();
        let read: T = serde_json::from_str(sample).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), json);
    }
    same::<Charge>(include_str!("../../tests/vectors/models/charge.json"));
    same::<CheckoutSession>(include_str!("../../tests/vectors/models/checkout-session.json"));
    same::<CreateCharge>(include_str!("../../tests/vectors/models/create-charge.json"));
}

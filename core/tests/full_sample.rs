//! The sample in which every field is filled, of which the benchmarks measure the decoding, is what it says.

use amazonpay::model::CheckoutSession;
use schemars::schema_for;
use serde_json::Value;

/// The fields of `schema` that `sample` leaves out.
fn missing(path: &str, schema: &Value, root: &Value, sample: &Value, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
        return missing(path, &root["$defs"][name], root, sample, found);
    }
    for choice in schema["anyOf"].as_array().into_iter().flatten() {
        missing(path, choice, root, sample, found);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        match sample.get(name) {
            Some(value) => missing(&path, field, root, value, found),
            None => found.push(path),
        }
    }
    if let (Some(items), Some(values)) = (schema.get("items"), sample.as_array()) {
        if values.is_empty() {
            found.push(format!("{path}[0]"));
        }
        for value in values {
            missing(path, items, root, value, found);
        }
    }
}

#[test]
fn every_field_of_the_full_checkout_session_is_filled_and_known() {
    let sample = include_str!("../../tests/vectors/models/checkout-session-full.json");
    let session: CheckoutSession = serde_json::from_str(sample).unwrap();
    let schema = schema_for!(CheckoutSession).to_value();
    let mut found = Vec::new();
    // As the model writes it, with addresses that are objects.
    let written = serde_json::to_value(&session).unwrap();
    missing("checkoutSession", &schema, &schema, &written, &mut found);
    assert!(found.is_empty(), "not filled: {found:?}");
    let unknown = [
        session.unknown_fields,
        session.shipping_address.unwrap().unknown_fields,
        session.payment_details.unwrap().unknown_fields,
        session.web_checkout_details.unwrap().unknown_fields,
        session.buyer.unwrap().unknown_fields,
        session.delivery_specifications.unwrap().unknown_fields,
    ];
    assert!(unknown.iter().all(|fields| fields.is_empty()), "{unknown:?}");
}

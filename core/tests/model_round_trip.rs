//! Every object survives writing and reading, with fields and enum values that the models do not know.
//!
//! The values are made from the JSON schemas that the models derive, so a new field is covered as it is written.

use std::collections::BTreeSet;

use amazonpay::model::*;
use proptest::prelude::*;
use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// JSON that fits a schema; `root` holds the definitions.
fn fitting(schema: &Value, root: &Value) -> BoxedStrategy<Value> {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
        return fitting(&root["$defs"][name], root);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        return proptest::strategy::Union::new(choices.iter().map(|choice| fitting(choice, root))).boxed();
    }
    if let Some(value) = schema.get("const") {
        return Just(value.clone()).boxed();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds[0].as_str(),
        kind => kind.as_str(),
    };
    match kind {
        Some("null") => Just(Value::Null).boxed(),
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        Some("string") if schema["format"] == "decimal" => {
            "(0|[1-9][0-9]{0,11})(\\.[0-9]{1,6})?".prop_map(Value::from).boxed()
        }
        Some("string") if schema["format"] == "timestamp" => (0i64..4_000_000_000)
            .prop_map(|second| jiff::Timestamp::from_second(second).unwrap_or_default())
            .prop_map(|moment| Timestamp::from(moment).to_string().into())
            .boxed(),
        Some("string") => "[a-zA-Z0-9äß漢 \"\\\\/]{0,12}".prop_map(Value::from).boxed(),
        Some("array") => {
            prop::collection::vec(fitting(&schema["items"], root), 0..3).prop_map(Value::from).boxed()
        }
        Some("object") => object(schema, root),
        other => unreachable!("no strategy for {other:?} in {schema}"),
    }
}

fn object(schema: &Value, root: &Value) -> BoxedStrategy<Value> {
    let required: BTreeSet<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut fields = Just(Map::new()).boxed();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let value = fitting(field, root);
        let value = if required.contains(name.as_str()) {
            value.prop_map(Some).boxed()
        } else {
            prop::option::of(value).boxed()
        };
        let name = name.clone();
        fields = (fields, value)
            .prop_map(move |(mut fields, value)| {
                fields.extend(value.map(|value| (name.clone(), value)));
                fields
            })
            .boxed();
    }
    let further = match &schema["additionalProperties"] {
        Value::Bool(true) => prop::collection::vec(("zz[a-z]{1,4}", anything()), 0..3).boxed(),
        values @ Value::Object(_) => prop::collection::vec(("[A-Z]{2}", fitting(values, root)), 0..3).boxed(),
        _ => Just(Vec::new()).boxed(),
    };
    (fields, further)
        .prop_map(|(mut fields, further)| {
            fields.extend(further);
            Value::Object(fields)
        })
        .boxed()
}

fn anything() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has no such number", |number| number.is_finite())
            .prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(("[a-z]{1,3}", inner), 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
    .boxed()
}

/// The further fields of an object, at whatever depth, so that none gets lost on the way.
fn further_fields(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = format!("{path}.{name}");
                if name.starts_with("zz") {
                    found.push((path, value.clone()));
                } else {
                    further_fields(value, &path, found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                further_fields(item, &format!("{path}[{index}]"), found);
            }
        }
        _ => {}
    }
}

fn round_trips<T>()
where
    T: Serialize + DeserializeOwned + JsonSchema + PartialEq + std::fmt::Debug,
{
    let root = schema_for!(T).to_value();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(64));
    let checked = runner.run(&fitting(&root, &root), |json| {
        let read: T = serde_json::from_value(json.clone())
            .map_err(|error| TestCaseError::fail(format!("{json}: {error}")))?;
        let written = serde_json::to_string(&read).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let again: T =
            serde_json::from_str(&written).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert!(read == again, "{} became {}", json, written);
        let written: Value =
            serde_json::from_str(&written).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let (mut before, mut after) = (Vec::new(), Vec::new());
        further_fields(&json, "", &mut before);
        further_fields(&written, "", &mut after);
        prop_assert_eq!(before, after);
        Ok(())
    });
    assert!(checked.is_ok(), "{}: {checked:?}", T::schema_name());
}

macro_rules! objects {
    ($($name:ident)+) => {
        #[test]
        fn every_object_survives_writing_and_reading() {
            $( round_trips::<$name>(); )+
        }

        /// What the objects consist of is in the list too, so that none is tested as a part only.
        #[test]
        fn every_object_is_in_the_list() {
            let listed = BTreeSet::from([$(stringify!($name)),+]);
            let mut met = BTreeSet::new();
            $(
                let schema = schema_for!($name).to_value();
                for (name, part) in schema["$defs"].as_object().into_iter().flatten() {
                    if part["type"] == "object" { met.insert(name.clone()); }
                }
            )+
            let forgotten: Vec<_> = met.iter().filter(|name| !listed.contains(name.as_str())).collect();
            assert!(forgotten.is_empty(), "add {forgotten:?} to objects!");
        }
    };
}

objects! {
    Address AddressDetails AddressRestriction AddressRestrictions Buyer BuyerInfo CancelCharge CaptureCharge Charge
    ChargePermission ChargePermissionLimits ChargePermissionReason ChargePermissionStatusDetails ChargeStatusDetails
    ChargeStatusUpdate CheckoutSession CheckoutSessionStatusDetails CloseChargePermission CompleteCheckoutSession
    Constraint CreateCharge CreateCheckoutSession CreateRefund DeliverySpecifications FinalizeCheckoutSession Frequency
    MerchantMetadata Money MultiAddressesCheckoutMetadata PaymentDetails PaymentMethodOnFileMetadata PaymentPreference
    ProviderMetadata RecurringMetadata Refund RefundStatusDetails UpdateCharge UpdateChargePermission
    UpdateCheckoutSession WebCheckoutDetails
}

#[test]
fn unknown_enum_values_are_kept() {
    let json = json!({"chargeId": "C", "statusDetails": {"state": "Teleported", "reasonCode": "Quantum"}});
    let charge: Charge = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(charge.status_details.state, ChargeState::Unknown("Teleported".into()));
    assert!(charge.status_details.state.is_unknown());
    assert_eq!(serde_json::to_value(&charge).unwrap(), json);
}

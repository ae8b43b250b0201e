#![allow(dead_code, reason = "only the schemas of the models matter")]

use amazonpay::model::{Channel, CreateCharge, Money};
use serde_json::json;

use super::super::request_fields;
use super::*;

/// The models of all requests, with what they consist of, as they say it themselves.
fn models() -> Shapes {
    let mut generator = SchemaGenerator::default();
    for row in OPERATIONS {
        if let Some(schema) = row.request_schema {
            schema(&mut generator);
        }
    }
    Shapes { definitions: generator.take_definitions(true), deviations: &[] }
}

#[test]
fn every_deviation_changes_a_field_that_exists() {
    let models = models();
    for (place, deviation) in DEVIATIONS {
        let (model, name) = place.split_once('.').unwrap();
        let schema = models.definitions.get(model).unwrap_or_else(|| panic!("there is no {model}"));
        let mut fields = models.fields(model, schema);
        let field = fields.iter_mut().find(|field| *field.name == *name);
        let field = field.unwrap_or_else(|| panic!("there is no {place}"));
        let modelled = field.clone();
        deviation.apply(field);
        assert_ne!(modelled, *field, "{place} is {deviation:?} anyway");
    }
}

#[test]
fn every_request_of_the_table_has_a_shape_whose_kinds_are_all_known() {
    fn check(place: &str, kind: &Kind) {
        match kind {
            Kind::Anything => panic!("{place}: teach `Shapes::kind` this form of schema"),
            Kind::Object(fields) | Kind::Money { fields, .. } => {
                fields.iter().for_each(|field| check(&format!("{place}.{}", field.name), &field.kind));
            }
            Kind::List(element) | Kind::ByName(element) => check(place, element),
            Kind::Text(_)
            | Kind::Url(_)
            | Kind::Flag
            | Kind::Word(_)
            | Kind::Digits
            | Kind::Moment
            | Kind::WholeNumber { .. } => {}
        }
    }
    for row in OPERATIONS {
        let fields = of_operation(row.name);
        assert_eq!(fields.is_empty(), row.request.is_none(), "{}", row.name);
        fields.iter().for_each(|field| check(&format!("{}: {}", row.name, field.name), &field.kind));
    }
    assert!(of_operation("charges.teleport").is_empty());
}

#[test]
fn limits_and_words_come_from_the_models() {
    let field =
        |name: &str| of_operation("charges.create").iter().find(|field| *field.name == *name).unwrap();
    assert_eq!(field("softDescriptor").kind, Kind::Text(16));
    assert_eq!(field("platformId").kind, Kind::Text(LONG));
    let Kind::Word(channels) = &field("channel").kind else { panic!("channel is no enum") };
    assert!(channels.iter().map(|word| &**word).eq(Channel::KNOWN.iter().map(Channel::as_str)));
    let Kind::Object(urls) = &field("webCheckoutDetails").kind else { panic!("no object") };
    let url = urls.iter().find(|field| *field.name == *"checkoutCancelUrl").unwrap();
    assert_eq!(*url, Field { name: "checkoutCancelUrl".into(), required: false, kind: Kind::Url(512) });
}

/// The drill: a field is added to a model in one line, and the sandbox knows it, its type and its limit.
#[test]
fn a_field_added_to_a_model_is_accepted_and_checked_without_another_line() {
    mod before {
        #[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "camelCase")]
        pub(super) struct CreateParcel {
            pub(super) price: super::Money,
        }
    }
    mod after {
        #[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "camelCase")]
        pub(super) struct CreateParcel {
            pub(super) price: super::Money,
            #[schemars(length(max = 8))]
            pub(super) gift_notes: Option<Vec<String>>,
            pub(super) gift_wrap: Option<String>,
            pub(super) ordered_by: Option<super::Channel>,
        }
    }
    let read = |body: Value| {
        let body = body.to_string();
        (
            request_fields::read::<before::CreateParcel>(
                body.as_bytes(),
                &of_model::<before::CreateParcel>(),
            ),
            request_fields::read::<after::CreateParcel>(body.as_bytes(), &of_model::<after::CreateParcel>()),
        )
    };
    let price = json!({"amount": "1.00", "currencyCode": "EUR"});
    for (name, value, wrong) in [
        ("giftNotes", json!(["a"]), json!("a")),
        ("giftWrap", json!("red"), json!(true)),
        ("orderedBy", json!("Web"), json!("Fax")),
    ] {
        let (before, after) = read(json!({"price": price, name: value}));
        assert_eq!(before.unwrap_err().reason_code, "UnrecognizedField", "{name}");
        after.unwrap();
        let (_, after) = read(json!({"price": price, name: wrong}));
        assert!(after.unwrap_err().message.starts_with(&format!("{name}: ")), "{name}");
    }
}

#[test]
fn an_address_has_the_fields_of_its_model() {
    let fields = of_model::<amazonpay::model::Address>();
    assert!(fields.iter().any(|field| *field.name == *"addressLine3" && field.kind == Kind::Text(LONG)));
    assert!(fields.iter().all(|field| !field.required));
    assert!(of_model::<CreateCharge>().starts_with(&of_operation("charges.create")[..2]));
}

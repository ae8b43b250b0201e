//! The limits of texts in the schemas, by which the sandbox checks, are those that the documentation names.

use amazonpay::operation::OPERATIONS;
use schemars::SchemaGenerator;
use serde_json::Value;

/// The number before "characters" in `at most 4,096 characters`.
fn documented(description: &str) -> Option<u64> {
    let words = description.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, after) = words.split_once("at most ")?;
    let (number, _) = after.split_once(" characters")?;
    number.replace(',', "").parse().ok()
}

#[test]
fn every_limit_of_a_schema_is_documented_and_every_documented_limit_is_in_the_schema() {
    let mut generator = SchemaGenerator::default();
    for operation in OPERATIONS {
        let schemas = [operation.query_schema, operation.request_schema, Some(operation.response_schema)];
        for schema in schemas.into_iter().flatten() {
            schema(&mut generator);
        }
    }
    let mut limits = 0;
    for (name, model) in generator.definitions() {
        for (field, schema) in model["properties"].as_object().into_iter().flatten() {
            let limit = schema.get("maxLength").and_then(Value::as_u64);
            let description = schema["description"].as_str().unwrap_or_default();
            assert_eq!(documented(description), limit, "{name}.{field}: {description}");
            limits += usize::from(limit.is_some());
        }
    }
    assert!(limits > 10, "only {limits} limits were found");
}

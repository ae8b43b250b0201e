//! The smallest request of each operation, made from its JSON Schema, so that a new operation needs no line here.

use std::collections::HashMap;
use std::sync::LazyLock;

use amazonpay::operation::{OPERATIONS, OperationDescription, SchemaOf};
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

/// What [`execute`](amazonpay::AmazonPay::execute) takes for this operation: path parameters, query and body, with
/// nothing but what is required.
pub(crate) fn smallest_input(operation: &OperationDescription) -> Value {
    static INPUTS: LazyLock<HashMap<&str, Value>> =
        LazyLock::new(|| OPERATIONS.iter().map(|operation| (operation.name, made(operation))).collect());
    INPUTS[operation.name].clone()
}

fn made(operation: &OperationDescription) -> Value {
    let mut input = json!({ "pathParameters": vec!["x"; operation.path_parameters.len()] });
    for (name, schema) in [("query", operation.query_schema), ("body", operation.request_schema)] {
        if let Some(schema) = schema {
            input[name] = smallest_of(schema);
        }
    }
    input
}

fn smallest_of(schema_of: SchemaOf) -> Value {
    let mut generator = SchemaGenerator::default();
    let schema = schema_of(&mut generator).to_value();
    smallest(&schema, generator.definitions())
}

fn smallest(schema: &Value, definitions: &Map<String, Value>) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return smallest(&definitions[name], definitions);
    }
    if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        return smallest(&choices[0], definitions);
    }
    if let Some(value) = schema.get("const").or_else(|| schema["enum"].get(0)) {
        return value.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind {
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            required
                .map(|name| (name.to_owned(), smallest(&schema["properties"][name], definitions)))
                .collect()
        }
        Some("array") => json!([]),
        Some("boolean") => json!(false),
        Some("integer" | "number") => json!(1),
        Some("string") if schema["format"] == "decimal" => json!("1"),
        Some("string") if schema["format"] == "timestamp" => json!("20261124T101500Z"),
        _ => json!("EUR"),
    }
}

//! The OpenAPI 3.1 description, made from the routes and the types that they read and write.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::routes;

/// Where the description is served.
pub(super) const PATH: &str = "/_sandbox/openapi.json";

/// The description of the control API.
pub(crate) fn description() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for route in routes().described() {
        let in_path = route
            .path
            .split('/')
            .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
        let query = route.query.map(|query| Value::from(query(&mut generator))).unwrap_or_default();
        let in_query = query["properties"].as_object().into_iter().flatten().map(|(name, schema)| {
            let mut schema = schema.clone();
            let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
            json!({ "name": name, "in": "query", "description": description, "schema": schema })
        });
        let parameters: Vec<Value> = in_path.chain(in_query).collect();
        let response = (route.response)(&mut generator);
        let mut operation = json!({
            "summary": route.summary,
            "parameters": parameters,
            "responses": {
                "200": { "description": "Done.", "content": { (route.content_type): { "schema": response } } },
                "default": { "$ref": "#/components/responses/Refusal" },
            },
        });
        if let Some(request) = route.request {
            operation["requestBody"] =
                json!({ "content": { "application/json": { "schema": request(&mut generator) } } });
        }
        add(&mut paths, route.path, route.method, operation);
    }
    let own = json!({
        "summary": "This description.",
        "responses": { "200": { "description": "OpenAPI 3.1.", "content": { "application/json": {} } } },
    });
    add(&mut paths, PATH, "GET", own);
    let refusal = json!({
        "description": "A refusal: 400 for a value that can't be, 403 for another site's page, 404 for nothing there.",
        "content": { "application/json": { "schema": {
            "type": "object",
            "properties": { "reasonCode": { "type": "string" }, "message": { "type": "string" } },
            "required": ["reasonCode", "message"],
        } } },
    });
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "amazonpay-sandbox control API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What a test does to the sandbox from outside the Amazon Pay API.",
        },
        "paths": paths,
        "components": { "schemas": generator.take_definitions(true), "responses": { "Refusal": refusal } },
    })
}

fn add(paths: &mut Map<String, Value>, path: &str, method: &str, operation: Value) {
    let entry = paths.entry(path).or_insert_with(|| json!({}));
    entry[method.to_ascii_lowercase()] = operation;
}

//! Reads a query as a request's body is read: by the schema of the operation's model.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::call::ApiCall;
use super::request_fields::{Field, Kind};
use super::{failures, request_fields, request_shapes};
use crate::api_failure::ApiFailure;

/// Reads a call's query into the model's type. A parameter without a value counts as absent, as in the guide's example
/// of disbursements. A list is joined by commas, as the guide has it, or its name is repeated, as some official SDKs do.
///
/// # Errors
/// A parameter that the model does not know, one that is missing, or a value that will not do: the first fault found.
pub(super) fn read<T: DeserializeOwned>(call: &ApiCall<'_>) -> Result<T, ApiFailure> {
    let fields = request_shapes::of_query(call.operation);
    let mut object = Map::new();
    for (name, text) in call.query {
        let Some(field) = fields.iter().find(|field| *field.name == **name) else {
            let name = failures::shown(name);
            return Err(failures::unrecognized(name.trim_matches('"')));
        };
        if !text.is_empty() {
            add(&mut object, field, text)?;
        }
    }
    request_fields::read_value(Value::Object(object), fields)
}

fn add(object: &mut Map<String, Value>, field: &Field, text: &str) -> Result<(), ApiFailure> {
    let current = object.get_mut(&*field.name);
    let value = match (&field.kind, current) {
        (Kind::List(element), current) => {
            let items: Result<Vec<Value>, ApiFailure> =
                text.split(',').map(|item| typed(element, item, &field.name)).collect();
            if let Some(Value::Array(earlier)) = current {
                earlier.extend(items?);
                return Ok(());
            }
            Value::Array(items?)
        }
        (_, Some(_)) => return Err(failures::invalid_value(&field.name, "is there more than once.")),
        (kind, None) => typed(kind, text, &field.name)?,
    };
    object.insert(field.name.clone().into(), value);
    Ok(())
}

/// A parameter's text as the JSON value that its model reads.
fn typed(kind: &Kind, text: &str, name: &str) -> Result<Value, ApiFailure> {
    let expected = |what: &str| {
        failures::invalid_value(name, format!("expected {what}, found {}.", failures::shown(text)))
    };
    match kind {
        Kind::WholeNumber { .. } => {
            text.parse::<u64>().map(Value::from).map_err(|_| expected("a whole number"))
        }
        Kind::Flag => text.parse::<bool>().map(Value::from).map_err(|_| expected("true or false")),
        _ => Ok(text.into()),
    }
}

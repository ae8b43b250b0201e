//! Reads the JSON schemas that the models derive.

use schemars::SchemaGenerator;
use serde_json::Value as Json;

use crate::description::{Field, Kind, Shape, Type, Value, snake_case};
use crate::documentation::for_all_languages;

const DEFINITIONS: &str = "#/$defs/";

/// Collects the schemas of all types that are handed to it, and of what they consist of.
pub(crate) fn generator() -> SchemaGenerator {
    SchemaGenerator::default()
}

/// The types that the generator has met, ordered by name.
///
/// # Errors
/// When a schema is of a form that no model had so far; the message names the type and the field.
pub(crate) fn types(mut generator: SchemaGenerator) -> Result<Vec<Type>, String> {
    let definitions = generator.take_definitions(true);
    definitions.iter().map(|(name, schema)| read_type(name, schema)).collect()
}

fn read_type(name: &str, schema: &Json) -> Result<Type, String> {
    let shape = if let Some(choices) = schema["anyOf"].as_array() {
        let listed = choices.iter().filter_map(|choice| {
            let name = choice["title"].as_str().unwrap_or_default().to_owned();
            choice["const"].as_str().map(|wire| Value {
                wire: wire.to_owned(),
                further: further_spellings(schema, wire),
                name,
                docs: docs(choice),
            })
        });
        Shape::Enum(listed.collect())
    } else if schema["type"] == "object" {
        Shape::Object(fields(name, schema)?)
    } else if schema["type"] == "string" {
        Shape::Text
    } else {
        return Err(format!("{name}: a schema that the printers do not know: {schema}"));
    };
    Ok(Type { name: name.to_owned(), docs: docs(schema), shape })
}

/// What the core reads as the value besides its own spelling.
fn further_spellings(schema: &Json, wire: &str) -> Vec<String> {
    let read_as = schema["x-further-spellings"].as_object().into_iter().flatten();
    read_as.filter(|(_, value)| *value == wire).map(|(further, _)| further.clone()).collect()
}

/// The fields, the required ones first, each group ordered by name.
fn fields(type_name: &str, schema: &Json) -> Result<Vec<Field>, String> {
    let required =
        |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|it| it == name));
    let redacted = |name: &str| {
        let name = snake_case(name);
        schema["x-redacted"].as_array().is_some_and(|names| names.iter().any(|it| *it == name))
    };
    let mut fields = Vec::new();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let kind =
            kind(field).ok_or_else(|| format!("{type_name}.{name}: a schema without a printer: {field}"))?;
        fields.push(Field {
            name: name.clone(),
            docs: docs(field),
            required: required(name),
            always: required(name) || !may_be_null(field),
            redacted: redacted(name),
            kind,
        });
    }
    fields.sort_by(|a, b| b.required.cmp(&a.required).then_with(|| a.name.cmp(&b.name)));
    Ok(fields)
}

/// Whether the model's field is optional: of any type or null.
fn may_be_null(schema: &Json) -> bool {
    let is_null = |kind: &Json| kind == "null";
    let null_among_choices = schema["anyOf"]
        .as_array()
        .is_some_and(|choices| choices.iter().any(|choice| is_null(&choice["type"])));
    let null_among_types = schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(is_null));
    *schema == Json::Bool(true) || null_among_choices || null_among_types
}

fn kind(schema: &Json) -> Option<Kind> {
    if let Some(name) = schema["$ref"].as_str() {
        return name.strip_prefix(DEFINITIONS).map(|name| Kind::Named(name.to_owned()));
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        // Optional: something, or null. Null is read like an absent field and never written, so it is no choice.
        let mut choices = choices.iter().filter(|choice| choice["type"] != "null");
        return choices.next().filter(|_| choices.next().is_none()).and_then(kind);
    }
    if *schema == Json::Bool(true) {
        return Some(Kind::Anything);
    }
    let name = match &schema["type"] {
        Json::Array(names) => names.iter().find_map(|name| name.as_str().filter(|name| *name != "null"))?,
        name => name.as_str()?,
    };
    match name {
        "string" => Some(Kind::Text),
        "boolean" => Some(Kind::Boolean),
        "integer" if schema["format"] == "unix-time" => Some(Kind::UnixSeconds),
        "integer" => Some(Kind::Integer),
        "array" => Some(Kind::List(Box::new(kind(&schema["items"])?))),
        "object" => Some(Kind::Map(Box::new(kind(&schema["additionalProperties"])?))),
        _ => None,
    }
}

fn docs(schema: &Json) -> String {
    for_all_languages(schema["description"].as_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(dead_code, reason = "only the schemas of the structs matter")]

    use super::*;

    mod before {
        #[derive(schemars::JsonSchema)]
        #[serde(rename_all = "camelCase")]
        pub(super) struct Parcel {
            /// Where it goes.
            pub(super) destination: String,
        }
    }

    mod after {
        #[derive(schemars::JsonSchema)]
        #[serde(rename_all = "camelCase")]
        pub(super) struct Parcel {
            /// Where it goes.
            pub(super) destination: String,
            /// What is in it.
            pub(super) declared_contents: Option<Vec<String>>,
        }
    }

    fn fields_of<T: schemars::JsonSchema>() -> Vec<Field> {
        let mut generator = generator();
        generator.subschema_for::<T>();
        match types(generator).unwrap().remove(0).shape {
            Shape::Object(fields) => fields,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_more_field_on_a_struct_is_one_more_field_in_the_description() {
        let (before, after) = (fields_of::<before::Parcel>(), fields_of::<after::Parcel>());
        assert_eq!(after[..1], before);
        assert_eq!(
            after[1],
            Field {
                name: "declaredContents".into(),
                docs: "What is in it.".into(),
                required: false,
                always: false,
                redacted: false,
                kind: Kind::List(Box::new(Kind::Text)),
            }
        );
    }

    #[test]
    fn what_the_core_hides_and_what_it_always_has_is_in_the_description() {
        let api = crate::description::of_the_core().unwrap();
        let names = |name: &str, which: fn(&Field) -> bool| -> Vec<String> {
            api.fields_of(name).iter().filter(|field| which(field)).map(|field| field.name.clone()).collect()
        };
        assert_eq!(names("ReportDocument", |field| field.redacted), ["url"]);
        assert_eq!(names("Charge", |field| field.always), ["chargeId", "statusDetails"]);
    }

    #[test]
    fn a_value_has_all_its_spellings() {
        let api = crate::description::of_the_core().unwrap();
        let Some(Shape::Enum(values)) = api.find("ChargeState").map(|found| &found.shape) else { panic!() };
        let further = |wire| values.iter().find(|value| value.wire == wire).unwrap().further.clone();
        assert_eq!(further("Captured"), ["Completed"]);
        assert!(further("Declined").is_empty());
    }

    #[test]
    fn a_schema_without_a_printer_is_an_error_that_names_the_field() {
        #[derive(schemars::JsonSchema)]
        struct Scale {
            weight: f64,
        }
        let mut generator = generator();
        generator.subschema_for::<Scale>();
        let message = types(generator).unwrap_err();
        assert!(message.starts_with("Scale.weight: a schema without a printer"), "{message}");
    }
}

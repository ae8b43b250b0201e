//! The shape of each request, read once from the JSON Schema that its model derives.
//!
//! So the models are the only list of fields: what is added to one of them, with its limits, is checked here from
//! then on. What a schema cannot say is in [`super::request_deviations`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use amazonpay::operation::OPERATIONS;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

use super::request_deviations::{DEVIATIONS, Deviation};
use super::request_fields::{Field, Kind};

/// For texts whose length the guide does not limit [own].
const LONG: usize = 4_096;

const DEFINITIONS: &str = "#/$defs/";

/// The fields of an operation's request, by the operation's name in the core's table; none when it takes no body.
pub(super) fn of_operation(operation: &str) -> &'static [Field] {
    static SHAPES: LazyLock<BTreeMap<&str, Box<[Field]>>> = LazyLock::new(|| {
        let shapes = OPERATIONS.iter().filter_map(|row| Some((row.name, of_schema(row.request_schema?))));
        shapes.collect()
    });
    SHAPES.get(operation).map_or(&[], |fields| fields)
}

/// The parameters of an operation's query; none when it takes no query.
pub(super) fn of_query(operation: &str) -> &'static [Field] {
    static SHAPES: LazyLock<BTreeMap<&str, Box<[Field]>>> = LazyLock::new(|| {
        let shapes = OPERATIONS.iter().filter_map(|row| Some((row.name, of_schema(row.query_schema?))));
        shapes.collect()
    });
    SHAPES.get(operation).map_or(&[], |fields| fields)
}

/// The fields of a model that is no operation's request. Reading them takes its time: keep the answer.
pub(super) fn of_model<T: JsonSchema>() -> Box<[Field]> {
    of_schema(SchemaGenerator::subschema_for::<T>)
}

fn of_schema(schema_of: fn(&mut SchemaGenerator) -> Schema) -> Box<[Field]> {
    let mut generator = SchemaGenerator::default();
    let schema = schema_of(&mut generator).to_value();
    let shapes = Shapes { definitions: generator.take_definitions(true), deviations: DEVIATIONS };
    match shapes.kind(&schema) {
        Kind::Object(fields) => fields,
        _ => Box::default(),
    }
}

/// Turns schemas into shapes. No request contains itself, so that this comes to an end.
struct Shapes {
    definitions: Map<String, Value>,
    deviations: &'static [(&'static str, Deviation)],
}

impl Shapes {
    /// What a value of this schema may be; [`Kind::Anything`] for a schema of a form that no model had so far.
    fn kind(&self, schema: &Value) -> Kind {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix(DEFINITIONS)) {
            return self.named(name);
        }
        if let Some(choices) = schema["anyOf"].as_array() {
            // Optional: something, or null.
            let mut choices = choices.iter().filter(|choice| choice["type"] != "null");
            return match (choices.next(), choices.next()) {
                (Some(choice), None) => self.kind(choice),
                _ => Kind::Anything,
            };
        }
        let kind = match &schema["type"] {
            Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null"),
            name => name.as_str(),
        };
        match kind {
            Some("string") => {
                let most = schema["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok());
                let most = most.unwrap_or(LONG);
                match schema["format"].as_str() {
                    Some("uri") => Kind::Url(most),
                    Some("timestamp") => Kind::Moment,
                    _ => Kind::Text(most),
                }
            }
            Some("boolean") => Kind::Flag,
            Some("integer") => Kind::WholeNumber {
                least: schema["minimum"].as_u64().unwrap_or_default(),
                most: schema["maximum"].as_u64().unwrap_or(u64::MAX),
            },
            Some("array") => Kind::List(Box::new(self.kind(&schema["items"]))),
            Some("object") => Kind::ByName(Box::new(self.kind(&schema["additionalProperties"]))),
            _ => Kind::Anything,
        }
    }

    fn named(&self, name: &str) -> Kind {
        let schema = &self.definitions[name];
        let choices = schema["anyOf"].as_array().into_iter().flatten();
        let words: Box<[Box<str>]> =
            choices.filter_map(|choice| choice["const"].as_str()).map(Box::from).collect();
        if !words.is_empty() {
            return Kind::Word(words);
        }
        match schema["properties"].as_object() {
            Some(_) if name == "Money" => Kind::Money { fields: self.fields(name, schema), zero: false },
            Some(_) => Kind::Object(self.fields(name, schema)),
            None => self.kind(schema),
        }
    }

    /// The required fields first, in the model's order, then the others by name: faults are looked for in this order.
    fn fields(&self, model: &str, schema: &Value) -> Box<[Field]> {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let properties = schema["properties"].as_object().into_iter().flatten();
        let mut fields: Vec<Field> = properties
            .map(|(name, property)| {
                let required = required.contains(&name.as_str());
                let mut field = Field { name: name.as_str().into(), required, kind: self.kind(property) };
                let place = format!("{model}.{name}");
                for (_, deviation) in self.deviations.iter().filter(|(field, _)| *field == place) {
                    deviation.apply(&mut field);
                }
                field
            })
            .collect();
        fields.sort_by_key(|field| {
            let place = required.iter().position(|name| **name == *field.name);
            (!field.required, place.unwrap_or(usize::MAX))
        });
        fields.into()
    }
}

#[cfg(test)]
mod tests;

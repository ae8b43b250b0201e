//! What the printers print: types and operations, free of JSON Schema and of Rust.

use amazonpay::button::{Button, ButtonRequest};
use amazonpay::operation::{CallOptions, OPERATIONS};

use crate::{documentation, schema};

/// All types and operations, in the order in which they are printed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Description {
    pub(crate) types: Vec<Type>,
    pub(crate) resources: Vec<Resource>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) shape: Shape,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    Object(Vec<Field>),
    /// An open enum: the values listed, and any other text.
    Enum(Vec<Value>),
    /// Text of a certain form.
    Text,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// As it stands in JSON.
    pub(crate) name: String,
    pub(crate) docs: String,
    /// Whether it is always there; otherwise it is left out, never null.
    pub(crate) required: bool,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    pub(crate) wire: String,
    pub(crate) docs: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Text,
    Boolean,
    /// A whole number, not negative.
    Integer,
    /// Any JSON.
    Anything,
    /// A type of the description, by its name.
    Named(String),
    List(Box<Kind>),
    /// From text to values.
    Map(Box<Kind>),
}

/// The operations on one object: `charges`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resource {
    pub(crate) name: String,
    pub(crate) operations: Vec<Operation>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Operation {
    /// In the table: `charges.capture`.
    pub(crate) name: String,
    /// Within its resource: `capture`.
    pub(crate) method: String,
    pub(crate) docs: String,
    pub(crate) http_method: String,
    pub(crate) path: String,
    pub(crate) path_parameters: Vec<String>,
    pub(crate) idempotency_key: bool,
    pub(crate) query: Option<Query>,
    pub(crate) request: Option<String>,
    pub(crate) response: String,
    pub(crate) success: Vec<u16>,
}

/// What stands behind the question mark.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    /// The type of the description, by its name.
    pub(crate) name: String,
    /// Whether it has a field that is always there; otherwise the query as a whole may be left out.
    pub(crate) required: bool,
}

/// The description of the core's models and table of operations.
///
/// # Errors
/// When a model has a schema that the printers cannot express.
pub(crate) fn of_the_core() -> Result<Description, String> {
    let mut generator = schema::generator();
    generator.subschema_for::<CallOptions>();
    generator.subschema_for::<ButtonRequest>();
    generator.subschema_for::<Button>();
    for row in OPERATIONS {
        let schemas = [row.query_schema, row.request_schema, Some(row.response_schema)];
        for schema in schemas.into_iter().flatten() {
            schema(&mut generator);
        }
    }
    let types = schema::types(generator)?;
    let has_required_field = |name: &str| {
        types.iter().any(|described| {
            described.name == name
                && matches!(&described.shape, Shape::Object(fields) if fields.iter().any(|field| field.required))
        })
    };
    let mut resources: Vec<Resource> = Vec::new();
    for row in OPERATIONS {
        let (resource, method) =
            row.name.split_once('.').ok_or_else(|| format!("{}: no resource", row.name))?;
        let operation = Operation {
            name: row.name.to_owned(),
            method: method.to_owned(),
            docs: documentation::for_all_languages(row.docs),
            http_method: row.method.to_owned(),
            path: row.path.to_owned(),
            path_parameters: row.path_parameters.iter().map(ToString::to_string).collect(),
            idempotency_key: row.takes_idempotency_key(),
            query: row.query.map(|name| Query { name: name.to_owned(), required: has_required_field(name) }),
            request: row.request.map(str::to_owned),
            response: row.response.to_owned(),
            success: row.success.to_vec(),
        };
        match resources.last_mut() {
            Some(last) if last.name == resource => last.operations.push(operation),
            _ => resources.push(Resource { name: resource.to_owned(), operations: vec![operation] }),
        }
    }
    Ok(Description { types, resources })
}

/// `checkout_session_id` as `checkoutSessionId`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| camel + &pascal_case(word))
}

/// `checkout_sessions` as `CheckoutSessions`.
pub(crate) fn pascal_case(name: &str) -> String {
    name.split('_')
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
        })
        .collect()
}

//! What the printers print: types and operations, free of JSON Schema and of Rust.

use amazonpay::button::{Button, ButtonRequest};
use amazonpay::notification::IpnMessage;
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
    /// Whether the core's model has a value even when the wire has none: the kind's empty one.
    pub(crate) always: bool,
    /// Whether the core's `Debug` hides the value, which is a secret or personal.
    pub(crate) redacted: bool,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    pub(crate) wire: String,
    /// Other spellings that the core reads as this value.
    pub(crate) further: Vec<String>,
    /// The core's name of it, in Pascal case.
    pub(crate) name: String,
    pub(crate) docs: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Text,
    Boolean,
    /// A whole number, not negative.
    Integer,
    /// A moment as a whole number of seconds since 1970.
    UnixSeconds,
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
    pub(crate) docs: String,
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
    generator.subschema_for::<IpnMessage>();
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
            _ => resources.push(Resource {
                name: resource.to_owned(),
                docs: documentation::for_all_languages(row.resource_docs),
                operations: vec![operation],
            }),
        }
    }
    Ok(Description { types, resources })
}

impl Description {
    /// The type with this name.
    pub(crate) fn find(&self, name: &str) -> Option<&Type> {
        self.types.iter().find(|described| described.name == name)
    }

    /// The fields of the type with this name; none when it is no object.
    pub(crate) fn fields_of(&self, name: &str) -> &[Field] {
        match self.find(name).map(|described| &described.shape) {
            Some(Shape::Object(fields)) => fields,
            _ => &[],
        }
    }

    /// The values of the open enum with this name.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn values_of(&self, name: &str) -> Result<&[Value], String> {
        match self.find(name).map(|described| &described.shape) {
            Some(Shape::Enum(values)) => Ok(values),
            _ => Err(format!("{name} is no enum of the models")),
        }
    }

    /// The name and the kind of the items when the operation's answer is a page of a list.
    pub(crate) fn listed<'a>(&'a self, operation: &Operation) -> Option<(&'a str, &'a Kind)> {
        let fields = self.fields_of(&operation.response);
        let mut lists = fields.iter().filter_map(|field| match &field.kind {
            Kind::List(item) => Some((field.name.as_str(), item.as_ref())),
            _ => None,
        });
        fields.iter().any(|field| field.name == "nextToken").then(|| lists.next()).flatten()
    }
}

impl Value {
    /// All that is read as this value, as literals with commas between them: `"DONE", "FINISHED"`.
    pub(crate) fn literals(&self) -> String {
        let spellings = std::iter::once(&self.wire).chain(&self.further);
        spellings.map(|spelling| format!("\"{spelling}\"")).collect::<Vec<_>>().join(", ")
    }

    /// The case for it among those of a language, which may write a name such as `Pt15M` otherwise.
    ///
    /// # Errors
    /// When there is none; `of` is the enum.
    pub(crate) fn case<'a>(
        &self,
        of: &str,
        cases: impl IntoIterator<Item = &'a str>,
    ) -> Result<&'a str, String> {
        let mut cases = cases.into_iter();
        let found = cases.find(|case| case.trim_matches('`').eq_ignore_ascii_case(&self.name));
        found.ok_or_else(|| format!("{of} has no case {}", self.name))
    }
}

/// `checkout_session_id` as `checkoutSessionId`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |camel, word| camel + &pascal_case(word))
}

/// `checkoutSessionId` as `checkout_session_id`; a run of capitals is one word: `allowedRedirectURLs`, `merchantCOE`.
pub(crate) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.replace("URLs", "Urls").chars().collect();
    let mut snake = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let after = index.checked_sub(1).and_then(|before| letters.get(before));
        let begins = |before: &char| {
            let next_is_small = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
            letter.is_ascii_uppercase() && (before.is_ascii_lowercase() || next_is_small)
        };
        if after.is_some_and(begins) {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
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

/// The core's, and an open enum `ReportState` with one value, for the tests of printers.
#[cfg(test)]
pub(crate) fn with_report_state() -> Description {
    let mut api = of_the_core().unwrap();
    let value = Value {
        wire: "DONE".into(),
        further: vec!["FINISHED".into()],
        name: "Done".into(),
        docs: String::new(),
    };
    let shape = Shape::Enum(vec![value]);
    api.types.push(Type { name: "ReportState".into(), docs: String::new(), shape });
    api
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enum_has_values_and_a_value_its_case() {
        let api = with_report_state();
        let [done] = api.values_of("ReportState").unwrap() else { panic!("expected one value") };
        assert_eq!(done.literals(), "\"DONE\", \"FINISHED\"");
        assert_eq!(done.case("ReportState", ["open", "`done`"]), Ok("`done`"));
        assert_eq!(done.case("ReportState", ["open"]), Err("ReportState has no case Done".to_owned()));
        assert_eq!(api.values_of("Charge"), Err("Charge is no enum of the models".to_owned()));
        assert_eq!(api.values_of("Nothing"), Err("Nothing is no enum of the models".to_owned()));
    }

    #[test]
    fn names_change_their_case() {
        for (camel, snake) in [
            ("chargeId", "charge_id"),
            ("addressLine1", "address_line1"),
            ("merchantCOE", "merchant_coe"),
            ("allowedRedirectURLs", "allowed_redirect_urls"),
            ("type", "type"),
            ("Pt15M", "pt15m"),
            ("PayAndShip", "pay_and_ship"),
        ] {
            assert_eq!(snake_case(camel), snake);
        }
        assert_eq!(camel_case("checkout_session_id"), "checkoutSessionId");
        assert_eq!(pascal_case("checkout_sessions"), "CheckoutSessions");
    }

    #[test]
    fn lists_in_pages_are_told_from_others() {
        let api = of_the_core().unwrap();
        let operations = api.resources.iter().flat_map(|resource| &resource.operations);
        let listed: Vec<(&str, &str)> = operations
            .filter_map(|operation| Some((operation.name.as_str(), api.listed(operation)?.0)))
            .collect();
        assert_eq!(listed, [("reports.list", "reports"), ("disbursements.list", "disbursements")]);
    }
}

//! What the table says of one operation, for whoever needs it at run time.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use serde_json::json;

use super::ResponseMeta;
use super::query::Query;

/// One row of the table of operations.
///
/// [`OPERATIONS`](super::OPERATIONS) holds them all; [`find`](super::find) finds the one a request is for.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct OperationDescription {
    /// Resource and method, as in `charges.capture`.
    pub name: &'static str,
    /// The HTTP method, upper case.
    pub method: &'static str,
    /// The path below the version, with its parameters in braces: `charges/{charge_id}/capture`.
    pub path: &'static str,
    /// The names of the path's parameters, in their order.
    pub path_parameters: &'static [&'static str],
    /// The name of the query's model; `None` when the operation takes no query.
    pub query: Option<&'static str>,
    /// The request model's name; `None` when the operation takes no body.
    pub request: Option<&'static str>,
    /// The response model's name.
    pub response: &'static str,
    /// The statuses that mean success.
    pub success: &'static [u16],
    /// What the operation does, as written in the table.
    pub docs: &'static str,
    /// What the resource is, as written in the table.
    pub resource_docs: &'static str,
    /// Parses a query, given as JSON, into the typed one and writes it as the query's parameters.
    pub(crate) recode_query: Option<RecodeQuery>,
    /// Parses a body into the typed request and writes it out again, which is how dynamic callers' input is checked.
    pub(crate) recode_request: Option<Recode>,
    /// Parses an answer into the typed response and writes it out again, in the spelling of the models.
    pub(crate) recode_response: Recode,
    /// The JSON Schema of the query.
    #[cfg(feature = "schema")]
    pub query_schema: Option<SchemaOf>,
    /// The JSON Schema of the request.
    #[cfg(feature = "schema")]
    pub request_schema: Option<SchemaOf>,
    /// The JSON Schema of the response.
    #[cfg(feature = "schema")]
    pub response_schema: SchemaOf,
}

/// Writes a JSON text anew through a model, or says where it does not fit.
pub(crate) type Recode = fn(&[u8]) -> Result<Vec<u8>, ModelMismatch>;

/// Writes a JSON text as a query's parameters, through a model, or says where it does not fit.
pub(crate) type RecodeQuery = fn(&[u8]) -> Result<Query, ModelMismatch>;

/// Adds a model to a generator of schemas.
#[cfg(feature = "schema")]
pub type SchemaOf = fn(&mut schemars::SchemaGenerator) -> schemars::Schema;

impl OperationDescription {
    /// Whether `x-amz-pay-idempotency-key` goes with it: true of every POST.
    ///
    /// Amazon gives the key no effect on GET, PATCH and DELETE
    /// (developer.amazon.com/docs/amazon-pay-api-v2/request-response.html).
    pub const fn takes_idempotency_key(&self) -> bool {
        matches!(self.method.as_bytes(), b"POST")
    }

    /// Whether it only reads, so that a lost answer leaves no doubt about what has been done.
    pub const fn is_read(&self) -> bool {
        matches!(self.method.as_bytes(), b"GET")
    }

    /// Whether an answer of this status is one that the table names, or another that HTTP calls a success.
    pub(crate) fn is_success(&self, status: u16) -> bool {
        (200..300).contains(&status) || self.success.contains(&status)
    }

    /// The answer as the JSON text that its model reads: a redirect has only its address to say, and where the table
    /// expects no content there may be none.
    pub(crate) fn text_of<'a>(&self, answer: &'a ResponseMeta) -> Cow<'a, [u8]> {
        if (300..400).contains(&answer.status) {
            return json!({ "location": answer.location }).to_string().into_bytes().into();
        }
        let without_content: &[u8] = match self.response {
            "Empty" => b"{}",
            "Value" => b"null",
            _ if self.success.contains(&303) => b"{}",
            _ => b"",
        };
        Cow::Borrowed(if answer.raw_body.is_empty() { without_content } else { &answer.raw_body })
    }

    pub(crate) fn http_method(&self) -> http::Method {
        match self.method {
            "GET" => http::Method::GET,
            "PATCH" => http::Method::PATCH,
            "PUT" => http::Method::PUT,
            "DELETE" => http::Method::DELETE,
            _ => http::Method::POST,
        }
    }

    /// The path's parameters when `path` (below the version, without a query) is one of this operation.
    pub(crate) fn match_path(&self, path: &str) -> Option<Vec<String>> {
        let mut parameters = Vec::new();
        let mut given = path.trim_matches('/').split('/').filter(|segment| !segment.is_empty());
        for expected in self.path.split('/') {
            let segment = given.next()?;
            if expected.starts_with('{') {
                parameters.push(super::path::decode_segment(segment)?);
            } else if expected != segment {
                return None;
            }
        }
        given.next().is_none().then_some(parameters)
    }
}

/// A JSON text that does not fit its model.
#[derive(Debug, Clone)]
pub(crate) struct ModelMismatch {
    /// Where in the text, as in `chargeAmount.amount`; empty when the text as a whole is wrong.
    pub(crate) path: String,
    /// What is wrong there.
    pub(crate) message: String,
}

impl ModelMismatch {
    /// Names of fields come from whoever made the text: what would break a line of a log becomes a space.
    pub(super) fn new(path: &str, message: &str) -> Self {
        let one_line = |text: &str| text.replace(char::is_control, " ");
        Self { path: one_line(path), message: one_line(message) }
    }
}

impl fmt::Display for ModelMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Parses `json` as a `T`; the place of a mistake is only looked for once the fast parse has failed.
pub(crate) fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, ModelMismatch> {
    serde_json::from_slice(json).map_err(|error| locate::<T>(json, &error))
}

/// Writes `json` anew through the model `T`.
pub(super) fn recode<T: DeserializeOwned + Serialize>(json: &[u8]) -> Result<Vec<u8>, ModelMismatch> {
    encode(&parse::<T>(json)?)
}

/// The JSON text of a model.
pub(crate) fn encode<T: Serialize>(model: &T) -> Result<Vec<u8>, ModelMismatch> {
    serde_json::to_vec(model).map_err(|error| ModelMismatch::new("", &without_values(&error.to_string())))
}

fn locate<T: DeserializeOwned>(json: &[u8], error: &serde_json::Error) -> ModelMismatch {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(located) if located.path().iter().next().is_some() => {
            ModelMismatch::new(&located.path().to_string(), &without_values(&located.inner().to_string()))
        }
        _ => ModelMismatch::new("", &without_values(&error.to_string())),
    }
}

/// Takes the value that did not fit out of serde's message: it may be a buyer's name, address or telephone number.
fn without_values(message: &str) -> String {
    const VALUES: [(&str, &str, &str); 4] = [
        ("string \"", "\", expected", "a string"),
        ("integer `", "`, expected", "an integer"),
        ("floating point `", "`, expected", "a number"),
        ("boolean `", "`, expected", "a boolean"),
    ];
    for (before, after, instead) in VALUES {
        let Some((head, rest)) = message.split_once(before) else { continue };
        let Some(end) = rest.rfind(after) else { continue };
        return format!("{head}{instead}{}", &rest[end + 1..]);
    }
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Outer {
        #[allow(dead_code, reason = "only its shape matters here")]
        inner: Vec<u8>,
    }

    #[test]
    fn a_mismatch_names_its_place_and_not_its_value() {
        let mismatch = parse::<Outer>(br#"{"inner": [1, "Mette \"M\" Hansen"]}"#).unwrap_err();
        assert_eq!(mismatch.path, "inner[1]");
        assert_eq!(mismatch.message, "invalid type: a string, expected u8 at line 1 column 34");
        for (value, shown) in
            [("-4512345678.5", "a number"), ("4512345678", "an integer"), ("true", "a boolean")]
        {
            let mismatch = parse::<Outer>(format!(r#"{{"inner": [{value}]}}"#).as_bytes()).unwrap_err();
            assert!(mismatch.message.contains(shown), "{}", mismatch.message);
            assert!(!mismatch.message.contains(value), "{}", mismatch.message);
        }
    }

    #[test]
    fn a_name_with_control_characters_breaks_no_line() {
        let mismatch = parse::<std::collections::HashMap<String, u8>>(b"{\"a\\nb\\u001b\": []}").unwrap_err();
        assert_eq!(mismatch.path, "a b ");
    }

    #[test]
    fn text_that_is_not_json_is_placed_by_line_and_column() {
        let mismatch = parse::<Outer>(b"<html>").unwrap_err();
        assert_eq!(
            (mismatch.path.as_str(), mismatch.message.as_str()),
            ("", "expected value at line 1 column 1")
        );
    }
}

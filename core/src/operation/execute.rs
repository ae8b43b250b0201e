//! Calls by name, for callers that have no types: other languages, consoles, tests that are data.

use std::fmt;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::call::Call;
use super::{CallOptions, JsonText, Response, amounts, by_name};
use crate::client::AmazonPay;
use crate::error::{ConfigError, Error};

/// What an operation is given, as JSON: `{"pathParameters": ["S01-…"], "query": {…}, "body": {…}}`, all optional.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OperationInput {
    /// The path's parameters in their order, not percent-encoded.
    pub path_parameters: Vec<String>,
    /// The query, by the names of its model; left out for operations without one.
    pub query: Option<Box<RawValue>>,
    /// The body; left out for operations without one.
    pub body: Option<Box<RawValue>>,
}

/// Shows the shape alone, for it may hold a buyer's token and address.
impl fmt::Debug for OperationInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperationInput")
            .field("path_parameters", &self.path_parameters.len())
            .field("query_bytes", &self.query.as_ref().map(|query| query.get().len()))
            .field("body_bytes", &self.body.as_ref().map(|body| body.get().len()))
            .finish()
    }
}

impl AmazonPay {
    /// Calls an operation by its name in the [table](super::OPERATIONS), with JSON in and JSON out.
    ///
    /// The body is parsed into the same request model that the typed method takes, and the answer goes through the
    /// response model, so that both faces behave alike: one spelling of states, and unknown fields and enum values
    /// pass through.
    ///
    /// # Errors
    /// [`Error::Configuration`] for an unknown operation, a wrong number of path parameters or a body that doesn't fit
    /// the request model; otherwise as [`Call::send`].
    pub async fn execute(
        &self,
        operation: &str,
        input: OperationInput,
        options: CallOptions,
    ) -> Result<Response<JsonText>, Error> {
        let description = by_name(operation).ok_or_else(|| {
            ConfigError::new(
                "operation",
                format!("expected a name from the table of operations such as \"charges.capture\", found {operation:?}"),
            )
        })?;
        let parameters: Vec<&str> = input.path_parameters.iter().map(String::as_str).collect();
        if parameters.len() != description.path_parameters.len() {
            return Err(ConfigError::new(
                "path_parameters",
                format!(
                    "expected {} for {operation} ({}), found {}",
                    description.path_parameters.len(),
                    description.path,
                    parameters.len()
                ),
            )
            .into());
        }
        let query = match (description.recode_query, &input.query) {
            (None, None) => None,
            (None, Some(_)) => {
                return Err(
                    ConfigError::new("query", format!("expected none, for {operation} takes none")).into()
                );
            }
            // No parameter at all is a query too; one that is required is missed by the model.
            (Some(recode), query) => {
                Some(recode(query.as_ref().map_or("{}", |query| query.get()).as_bytes()))
            }
        };
        let body = match (description.recode_request, &input.body) {
            (None, None) => None,
            (None, Some(_)) => {
                return Err(
                    ConfigError::new("body", format!("expected none, for {operation} takes none")).into()
                );
            }
            (Some(_), None) => {
                let expected = description.request.unwrap_or_default();
                return Err(ConfigError::new("body", format!("expected a {expected}, found nothing")).into());
            }
            (Some(recode), Some(body)) => Some(recode(body.get().as_bytes()).and_then(amounts::check)),
        };
        let call = Call::<()>::new(self, description, &parameters, query, body).options(options);
        let (answer, description) = call.send_raw().await?;
        answer.decode(|raw| (description.recode_response)(raw).map(JsonText::new))
    }
}

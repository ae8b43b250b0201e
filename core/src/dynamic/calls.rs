//! Calls of operations by their names, and of any path.

use std::fmt;

use serde_json::Value;

use super::json;
use crate::client::AmazonPay;
use crate::error::{ConfigError, Error};
use crate::operation::{CallOptions, JsonText, OperationInput, Response, by_name};

/// An operation by its name in the [table](crate::operation::OPERATIONS), and the texts that it is given.
#[derive(Default, Clone)]
pub struct OperationCall {
    /// Such as `charges.capture`.
    pub operation: String,
    /// The path's parameters in their order, not percent-encoded.
    pub path_parameters: Vec<String>,
    /// A JSON object by the names of the query's model; `None` for operations without one.
    pub query: Option<String>,
    /// A JSON object, the request; `None` for operations without one.
    pub body: Option<String>,
    /// A JSON object, the [`CallOptions`].
    pub options: Option<String>,
}

impl OperationCall {
    /// Sends the call as [`AmazonPay::execute`] does.
    ///
    /// # Errors
    /// [`Error::Configuration`] of the field `query`, `body` or `options` when that is no JSON of its form; otherwise
    /// as [`AmazonPay::execute`].
    pub async fn send(self, client: AmazonPay) -> Result<Response<JsonText>, Error> {
        let input = OperationInput {
            path_parameters: self.path_parameters,
            query: json("query", self.query.as_deref())?,
            body: json("body", self.body.as_deref())?,
        };
        client.execute(&self.operation, input, call_options(self.options.as_deref())?).await
    }
}

/// Shows what is called, not what with: a token may be in the path, a buyer's address in the body.
impl fmt::Debug for OperationCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OperationCall").field("operation", &self.operation).finish_non_exhaustive()
    }
}

/// Any method and path, for what the table of operations does not have.
#[derive(Default, Clone)]
pub struct RawCall {
    /// GET, POST, PUT, PATCH or DELETE.
    pub method: String,
    /// What follows the version in the URL, not percent-encoded: `charges/S01-…`.
    pub path: String,
    /// A JSON list of names and values, not percent-encoded: `[["dryRun", "true"]]`.
    pub query: Option<String>,
    /// JSON, sent as it is.
    pub body: Option<String>,
    /// A JSON object, the [`CallOptions`].
    pub options: Option<String>,
}

impl RawCall {
    /// Sends the call as [`AmazonPay::call`] does. The answer is the body as it came; `null`, or what stands for a
    /// redirect, when there is none.
    ///
    /// # Errors
    /// As [`OperationCall::send`]; and a method or a path that can't be.
    pub async fn send(self, client: AmazonPay) -> Result<Response<JsonText>, Error> {
        let query: Vec<(String, String)> = json("query", self.query.as_deref())?.unwrap_or_default();
        let body: Option<Value> = json("body", self.body.as_deref())?;
        let options = call_options(self.options.as_deref())?;
        let answer = client.call(&self.method, &self.path, query, body).options(options).send().await?;
        Ok(answer.into_body_text()?)
    }
}

/// Shows the method alone: a token may be in the path, a buyer's address in the body.
impl fmt::Debug for RawCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawCall").field("method", &self.method).finish_non_exhaustive()
    }
}

/// The query of the page after `answer`, which `query` has led to; `None` after the last page.
///
/// # Errors
/// [`Error::Configuration`] for an unknown operation; otherwise as
/// [`OperationDescription::next_page`](crate::operation::OperationDescription::next_page).
pub fn next_page(operation: &str, query: Option<&str>, answer: &[u8]) -> Result<Option<String>, Error> {
    let Some(description) = by_name(operation) else {
        let message = format!("expected a name from the table of operations, found {operation:?}");
        return Err(ConfigError::new("operation", message).into());
    };
    description.next_page(query, answer)
}

fn call_options(text: Option<&str>) -> Result<CallOptions, ConfigError> {
    json("options", text).map(Option::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Region;
    use crate::error::ErrorKind;
    use crate::signing::PrivateKey;

    fn client() -> AmazonPay {
        AmazonPay::builder()
            .public_key_id("SANDBOX-AEXAMPLE")
            .private_key(PrivateKey::generate().unwrap())
            .region(Region::Eu)
            .build()
            .unwrap()
    }

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[tokio::test]
    async fn what_is_wrong_with_a_text_names_the_argument() {
        let call = OperationCall { operation: "charges.get".to_owned(), ..OperationCall::default() };
        let path = RawCall { method: "GET".to_owned(), path: "charges".to_owned(), ..RawCall::default() };
        let pay = client();
        for (field, sent) in [
            ("query", OperationCall { query: text("{"), ..call.clone() }.send(pay.clone()).await),
            ("body", OperationCall { body: text("nothing"), ..call.clone() }.send(pay.clone()).await),
            ("options", OperationCall { options: text("[1]"), ..call.clone() }.send(pay.clone()).await),
            ("path_parameters", call.send(pay.clone()).await),
            ("operation", OperationCall::default().send(pay.clone()).await),
            (
                "query",
                RawCall { query: text(r#"{"dryRun": "true"}"#), ..path.clone() }.send(pay.clone()).await,
            ),
            ("body", RawCall { body: text(""), ..path.clone() }.send(pay.clone()).await),
            ("options", RawCall { options: text(r#"{"timeoutMs": "1"}"#), ..path }.send(pay.clone()).await),
            ("method", RawCall::default().send(pay.clone()).await),
        ] {
            let error = sent.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
            assert_eq!(error.field(), Some(field), "{error}");
        }
    }

    #[test]
    fn the_next_page_is_of_an_operation_that_there_is() {
        let error = next_page("charges.lost", None, b"{}").unwrap_err();
        assert_eq!(
            error.to_string(),
            "operation: expected a name from the table of operations, found \"charges.lost\""
        );
        let next =
            next_page("reports.list", Some("{}"), br#"{"reports": [], "nextToken": "after-1"}"#).unwrap();
        assert!(next.unwrap().contains("after-1"));
    }

    #[test]
    fn a_call_shows_neither_token_nor_body() {
        let call = OperationCall {
            operation: "buyers.get".to_owned(),
            path_parameters: vec!["Atza|token".to_owned()],
            body: text("Mette"),
            options: text("token"),
            ..OperationCall::default()
        };
        let path =
            RawCall { path: "buyers/Atza|token".to_owned(), body: text("Mette"), ..RawCall::default() };
        let shown = format!("{call:?} {path:?}");
        assert!(
            shown.contains("buyers.get") && !shown.contains("Mette") && !shown.contains("token"),
            "{shown}"
        );
    }
}

//! Calls of what the table does not have: any method and path, signed and retried like all others.

use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use super::Call;
use super::description::{self, OperationDescription};
use super::path::{self, SEGMENT};
use crate::client::AmazonPay;
use crate::error::ConfigError;

static RAW: [OperationDescription; 5] = [
    raw("raw.get", "GET"),
    raw("raw.post", "POST"),
    raw("raw.put", "PUT"),
    raw("raw.patch", "PATCH"),
    raw("raw.delete", "DELETE"),
];

const fn raw(name: &'static str, method: &'static str) -> OperationDescription {
    OperationDescription {
        name,
        method,
        path: "",
        path_parameters: &[],
        query: None,
        request: Some("Value"),
        response: "Value",
        success: &[],
        docs: "Calls a path that the table of operations does not have.",
        resource_docs: "What the table of operations does not have.",
        recode_query: None,
        recode_request: None,
        recode_response: description::recode::<Value>,
        #[cfg(feature = "schema")]
        query_schema: None,
        #[cfg(feature = "schema")]
        request_schema: None,
        #[cfg(feature = "schema")]
        response_schema: schemars::SchemaGenerator::subschema_for::<Value>,
    }
}

impl AmazonPay {
    /// Calls any path of the API: for what Amazon has added and the table of operations does not have yet.
    ///
    /// Signed, retried and judged like every other call, with the same options; the answer is JSON without a type, and
    /// null when there is none. `method` is GET, POST, PUT, PATCH or DELETE. `path` is what follows the version
    /// (`charges/S01-…`), not percent-encoded. `query` are names and values, not percent-encoded either. `body` is sent as
    /// it is. Errors and logs name the operation `raw.get`, `raw.post` and so on.
    ///
    /// ```
    /// # async fn example(pay: amazonpay::AmazonPay) -> Result<(), amazonpay::Error> {
    /// let answer = pay
    ///     .call("POST", "loyaltyPoints", [("dryRun", "true")], Some(serde_json::json!({"points": 12})))
    ///     .idempotency_key("points-1001")
    ///     .send()
    ///     .await?;
    /// println!("{} {}", answer.meta().status, answer["pointsId"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Reported by [`Call::send`]: a method or a path that can't be, and all that other calls report.
    pub fn call<N: Into<String>, V: Into<String>>(
        &self,
        method: &str,
        path: &str,
        query: impl IntoIterator<Item = (N, V)>,
        body: Option<Value>,
    ) -> Call<'_, Value> {
        let (operation, path) = match RAW.iter().find(|operation| operation.method == method) {
            Some(operation) => (operation, encoded(path)),
            None => (&RAW[0], Err(unknown_method(method))),
        };
        let query = query.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let body = body.map(|body| description::encode(&body));
        Call::at(self, operation, path, Ok(query), body)
    }
}

fn unknown_method(method: &str) -> ConfigError {
    ConfigError::new("method", format!("expected GET, POST, PUT, PATCH or DELETE, found {method:?}"))
}

fn encoded(path: &str) -> Result<String, ConfigError> {
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    // The path may hold a token, so the message tells what is wrong and not where.
    if let Some(what) = segments.iter().find_map(|segment| path::out_of_place(segment)) {
        let expected =
            "expected what follows the version in the URL, not percent-encoded, such as \"charges/S01-…\"";
        return Err(ConfigError::new("path", format!("{expected}, found {what}")));
    }
    Ok(segments
        .iter()
        .map(|segment| utf8_percent_encode(segment, SEGMENT).to_string())
        .collect::<Vec<_>>()
        .join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_encoded_segment_by_segment() {
        assert_eq!(encoded("/buyers/Atza|ü:/").unwrap(), "buyers/Atza%7C%C3%BC%3A");
    }

    #[test]
    fn what_is_no_path_is_refused_without_a_token_in_the_message() {
        for (path, what) in [
            ("", "an empty segment"),
            ("charges//1", "an empty segment"),
            ("../v1/charges", "a segment of dots"),
            ("buyers/Atza token", "white space or a control character"),
            ("buyers/Atza?token=1", "one of the characters \\ ? # %"),
            ("buyers/Atza%7C", "one of the characters \\ ? # %"),
        ] {
            let message = encoded(path).unwrap_err().to_string();
            assert!(message.ends_with(&format!("found {what}")), "{path}: {message}");
            assert!(!message.contains("Atza"), "{message}");
        }
    }
}

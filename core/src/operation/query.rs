//! Queries: from a model to the parameters behind the question mark.

use percent_encoding::utf8_percent_encode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::description::{self, ModelMismatch};
use super::path::SEGMENT;

/// Names and values, not yet percent-encoded.
pub(crate) type Query = Vec<(String, String)>;

/// The parameters that a query's model stands for: texts as they are, numbers and truth values as JSON writes them,
/// lists joined by commas, as the reports' endpoints take them
/// (developer.amazon.com/docs/amazon-pay-api-v2/reports.html).
pub(super) fn encode<T: Serialize>(model: &T) -> Result<Query, ModelMismatch> {
    let Value::Object(fields) = description::parse(&description::encode(model)?)? else {
        return Err(mismatch("", "a query is an object"));
    };
    let parameters = fields.into_iter().filter(|(_, value)| !value.is_null());
    parameters.map(|(name, value)| Ok((name.clone(), parameter(&name, value)?))).collect()
}

/// The parameters of a query that came as JSON, held to its model.
pub(super) fn recode<T: DeserializeOwned + Serialize>(json: &[u8]) -> Result<Query, ModelMismatch> {
    encode(&description::parse::<T>(json)?)
}

fn parameter(name: &str, value: Value) -> Result<String, ModelMismatch> {
    match value {
        Value::Array(items) => {
            let items: Result<Vec<String>, _> = items.into_iter().map(|item| scalar(name, item)).collect();
            Ok(items?.join(","))
        }
        value => scalar(name, value),
    }
}

fn scalar(name: &str, value: Value) -> Result<String, ModelMismatch> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        _ => {
            Err(mismatch(name, "a query's parameter is a text, a number, true or false, or a list of these"))
        }
    }
}

fn mismatch(path: &str, message: &str) -> ModelMismatch {
    ModelMismatch::new(path, message)
}

/// The query as it goes over the wire, without the question mark; `None` when there is no parameter.
///
/// Encoded as the canonical request encodes it (RFC 3986's unreserved characters stay), so that what is signed is what is
/// sent.
pub(crate) fn on_the_wire(query: &Query) -> Option<String> {
    let encoded = |text: &str| utf8_percent_encode(text, SEGMENT).to_string();
    let pairs: Vec<String> =
        query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    (!pairs.is_empty()).then(|| pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ListReports, ReportType};

    #[test]
    fn a_query_is_written_with_lists_joined_and_nothing_for_what_is_absent() {
        let reports = ListReports::new()
            .report_types(vec![ReportType::Settlement, ReportType::from("ÜBER&UNTER")])
            .created_since("2026-11-24T10:15:00Z".parse::<crate::model::Timestamp>().unwrap())
            .page_size(5_u32)
            .build();
        let query = encode(&reports).unwrap();
        assert_eq!(
            on_the_wire(&query).unwrap(),
            "createdSince=20261124T101500Z&pageSize=5\
             &reportTypes=_GET_FLAT_FILE_OFFAMAZONPAYMENTS_SETTLEMENT_DATA_%2C%C3%9CBER%26UNTER"
        );
        assert_eq!(on_the_wire(&encode(&ListReports::new().build()).unwrap()), None);
    }

    #[test]
    fn a_parameter_that_the_model_does_not_know_goes_along_and_an_object_is_refused() {
        let query = recode::<ListReports>(br#"{"sortOrder": "DESC", "pageSize": 1, "deep": true}"#).unwrap();
        assert!(query.contains(&("sortOrder".into(), "DESC".into())));
        assert!(query.contains(&("deep".into(), "true".into())));
        let refused = recode::<ListReports>(br#"{"filter": {"a": 1}}"#).unwrap_err().to_string();
        assert!(refused.starts_with("filter: a query's parameter is a text"), "{refused}");
        let refused = recode::<ListReports>(br#"{"pageSize": "many"}"#).unwrap_err().to_string();
        assert!(refused.starts_with("pageSize: invalid type: a string, expected u32"), "{refused}");
    }
}

//! The amounts in a request that came as JSON, held to the rules of [`Money::new`].

use serde::Deserialize as _;
use serde_json::Value;

use super::description::{self, ModelMismatch};
use crate::model::Money;

/// Hands `json` back when every amount in it, at any depth, is one that [`Money::new`] would make.
///
/// Reading an amount is tolerant, for the server's answers must be read whatever they hold; a caller without types
/// would get past the check that the typed ones can't avoid.
pub(crate) fn check(json: Vec<u8>) -> Result<Vec<u8>, ModelMismatch> {
    let value: Value = description::parse(&json)?;
    walk("", &value)?;
    Ok(json)
}

fn walk(path: &str, value: &Value) -> Result<(), ModelMismatch> {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("amount")
                && fields.contains_key("currencyCode")
                && let Ok(money) = Money::deserialize(value)
            {
                money.validate().map_err(|error| ModelMismatch::new(path, &error.to_string()))?;
            }
            let dot = if path.is_empty() { "" } else { "." };
            fields.iter().try_for_each(|(name, value)| walk(&format!("{path}{dot}{name}"), value))
        }
        Value::Array(values) => {
            values.iter().enumerate().try_for_each(|(index, value)| walk(&format!("{path}[{index}]"), value))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> Option<String> {
        check(json.as_bytes().to_vec()).err().map(|mismatch| mismatch.to_string())
    }

    #[test]
    fn amounts_are_checked_at_any_depth_and_named() {
        let json = r#"{"list": [{"price": {"amount": "1", "currencyCode": "EUR"}},
                                {"price": {"amount": "1.5", "currencyCode": "JPY"}}]}"#;
        let message = refused(json).unwrap();
        assert!(message.starts_with("list[1].price: amount: \"1.5\" has more decimals"), "{message}");
    }

    #[test]
    fn other_values_are_left_alone() {
        for json in [
            "{}",
            r#"{"amount": "-1"}"#,
            r#"{"frequency": {"amount": [1], "currencyCode": null}}"#,
            r#"{"price": {"amount": "1.000", "currencyCode": "XTS"}}"#,
        ] {
            assert_eq!(refused(json), None, "{json}");
        }
    }
}

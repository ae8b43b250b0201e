//! Where two JSON values differ, one line a place.

use serde_json::Value;

/// The places where `found` differs from `expected`, each with its path below `path`; empty when they are equal.
pub fn differences(path: &str, expected: &Value, found: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    compare(path, Some(expected), Some(found), &mut lines);
    lines
}

fn compare(path: &str, expected: Option<&Value>, found: Option<&Value>, lines: &mut Vec<String>) {
    match (expected, found) {
        (Some(Value::Object(expected)), Some(Value::Object(found))) => {
            for (name, value) in expected {
                compare(&format!("{path}.{name}"), Some(value), found.get(name), lines);
            }
            for (name, value) in found.iter().filter(|(name, _)| !expected.contains_key(*name)) {
                compare(&format!("{path}.{name}"), None, Some(value), lines);
            }
        }
        (Some(Value::Array(expected)), Some(Value::Array(found))) => {
            for index in 0..expected.len().max(found.len()) {
                compare(&format!("{path}[{index}]"), expected.get(index), found.get(index), lines);
            }
        }
        _ if expected == found => {}
        _ => lines.push(format!("{path}: expected {}, found {}", text(expected), text(found))),
    }
}

fn text(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_place_is_named() {
        let expected = json!({"a": {"b": [1, 2]}, "c": null, "same": true});
        let found = json!({"a": {"b": [1, 3, 4]}, "d": "new", "same": true});
        assert_eq!(
            differences("body", &expected, &found),
            [
                "body.a.b[1]: expected 2, found 3",
                "body.a.b[2]: expected nothing, found 4",
                "body.c: expected null, found nothing",
                "body.d: expected nothing, found \"new\"",
            ]
        );
    }

    #[test]
    fn equal_values_have_none() {
        assert!(differences("", &json!([{"a": 1.5}]), &json!([{"a": 1.5}])).is_empty());
    }
}

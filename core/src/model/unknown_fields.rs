//! The fields of an object that this version does not know.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Keeps the fields that this version of the crate does not model, so that they survive reading and writing.
///
/// Amazon adds fields without notice. What the guide added yesterday can be read here by its wire name, and a
/// request carries what is put here as further fields of its JSON object. A name that the object already models
/// must not be put here: it would be written twice. `Debug` shows the names only, since the values may be a buyer's.
///
/// ```
/// use amazonpay::model::Charge;
///
/// let charge: Charge = serde_json::from_str(r#"{"chargeId": "S01-1-C1", "loyaltyPoints": 12}"#)?;
/// assert_eq!(charge.unknown_fields.get("loyaltyPoints"), Some(&serde_json::json!(12)));
/// assert!(serde_json::to_string(&charge)?.contains("loyaltyPoints"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnknownFields(Map<String, Value>);

impl UnknownFields {
    /// No field.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of the field with this wire name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Sets a field by its wire name and returns the value it had.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.insert(name.into(), value.into())
    }

    /// Whether there is no such field.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Names and values, ordered by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl fmt::Debug for UnknownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl From<Map<String, Value>> for UnknownFields {
    fn from(fields: Map<String, Value>) -> Self {
        Self(fields)
    }
}

impl From<UnknownFields> for Map<String, Value> {
    fn from(fields: UnknownFields) -> Self {
        fields.0
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for UnknownFields {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for UnknownFields {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "UnknownFields".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object", "additionalProperties": true })
    }
}

// A record cannot hold a JSON value, so the fields cross the border as the text of a JSON object.
#[cfg(feature = "uniffi")]
uniffi::custom_type!(UnknownFields, String, {
    lower: |fields| Value::Object(fields.0).to_string(),
    try_lift: |text| {
        if text.is_empty() { Ok(UnknownFields::default()) } else { Ok(serde_json::from_str(&text)?) }
    },
});

//! Moments as the API writes them.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment in UTC, to the second, written `YYYYMMDDTHHMMSSZ` as all objects of the API do.
///
/// Reads the RFC 3339 spelling (`2026-11-24T10:15:00Z`) as well. Fractions of a second are dropped.
///
/// ```
/// use amazonpay::model::Timestamp;
///
/// let created: Timestamp = "20261124T101500Z".parse()?;
/// assert_eq!(created, "2026-11-24T10:15:00Z".parse()?);
/// assert_eq!(created.to_string(), "20261124T101500Z");
/// # Ok::<(), amazonpay::model::InvalidTimestamp>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// The moment, without its fraction of a second.
    pub fn new(moment: jiff::Timestamp) -> Self {
        // A whole number of seconds within jiff's range is always a moment.
        Self(jiff::Timestamp::from_second(moment.as_second()).unwrap_or(moment))
    }

    /// The moment as jiff's type, for arithmetic.
    pub fn get(self) -> jiff::Timestamp {
        self.0
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(moment: jiff::Timestamp) -> Self {
        Self::new(moment)
    }
}

impl From<Timestamp> for jiff::Timestamp {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.strftime("%Y%m%dT%H%M%SZ"))
    }
}

const EXPECTED: &str = "YYYYMMDDTHHMMSSZ or RFC 3339, such as 20261124T101500Z";

/// A text that is no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time: expected {EXPECTED}")]
pub struct InvalidTimestamp(String);

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self::new).map_err(|_| InvalidTimestamp(text.to_owned()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Without the text: what stands in a time's place by mistake may be a buyer's.
        let not_a_time = |_| D::Error::custom(format_args!("the text is not a time: expected {EXPECTED}"));
        String::deserialize(deserializer)?.parse().map_err(not_a_time)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "timestamp",
            "description": "A moment in UTC, to the second: `YYYYMMDDTHHMMSSZ`. RFC 3339 is read as well.",
        })
    }
}

#[cfg(feature = "uniffi")]
fn seconds_to_system_time(seconds: i64) -> std::time::SystemTime {
    let distance = std::time::Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { std::time::UNIX_EPOCH - distance } else { std::time::UNIX_EPOCH + distance }
}

#[cfg(feature = "uniffi")]
fn system_time_to_seconds(moment: std::time::SystemTime) -> Result<i64, std::num::TryFromIntError> {
    match moment.duration_since(std::time::UNIX_EPOCH) {
        Ok(after) => after.as_secs().try_into(),
        Err(before) => i64::try_from(before.duration().as_secs()).map(|seconds| -seconds),
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(Timestamp, std::time::SystemTime, {
    lower: |timestamp| seconds_to_system_time(timestamp.0.as_second()),
    try_lift: |moment| Ok(Timestamp(jiff::Timestamp::from_second(system_time_to_seconds(moment)?)?)),
});

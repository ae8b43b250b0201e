//! Times as Unix seconds, which disputes have in place of the form that all other objects write.
//!
//! The guide's page of the dispute calls its times `dateTime`, the official SDKs write seconds: both are read, seconds
//! are written.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

use super::Timestamp;

pub(super) fn serialize<S: Serializer>(moment: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match moment {
        Some(moment) => serializer.serialize_i64(moment.get().as_second()),
        None => serializer.serialize_none(),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum SecondsOrText {
        Seconds(i64),
        Text(Timestamp),
    }
    let expected = "expected a time as Unix seconds or as text such as 20261124T101500Z";
    let moment =
        Option::<SecondsOrText>::deserialize(deserializer).map_err(|_| D::Error::custom(expected))?;
    moment
        .map(|moment| match moment {
            SecondsOrText::Text(moment) => Ok(moment),
            SecondsOrText::Seconds(seconds) => jiff::Timestamp::from_second(seconds)
                .map(Timestamp::new)
                .map_err(|_| D::Error::custom(format_args!("the year is beyond 9999: {expected}"))),
        })
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::super::Dispute;

    fn read(time: &str) -> Result<Dispute, serde_json::Error> {
        serde_json::from_str(&format!(r#"{{"disputeId": "D", "creationTimestamp": {time}}}"#))
    }

    #[test]
    fn seconds_and_text_are_read_and_seconds_are_written() {
        for time in ["1764028800", "\"20251125T000000Z\"", "\"2025-11-25T00:00:00Z\""] {
            let dispute = read(time).unwrap();
            assert_eq!(dispute.creation_timestamp, Some("20251125T000000Z".parse().unwrap()), "{time}");
            let written = serde_json::to_value(&dispute).unwrap();
            assert_eq!(written["creationTimestamp"], 1_764_028_800, "{time}");
        }
        assert_eq!(read("null").unwrap().creation_timestamp, None);
        assert!(!serde_json::to_string(&read("null").unwrap()).unwrap().contains("creationTimestamp"));
    }

    #[test]
    fn what_is_no_time_is_refused_without_its_text() {
        for time in ["\"Mette\"", "true", "99999999999999"] {
            let message = read(time).unwrap_err().to_string();
            assert!(message.contains("expected a time as Unix seconds"), "{message}");
            assert!(!message.contains("Mette"), "{message}");
        }
    }
}

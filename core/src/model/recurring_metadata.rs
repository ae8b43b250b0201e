//! How often a recurring payment falls due.

use serde::{Deserialize, Serialize};

use super::lenient::{is_default, null_as_default, text_or_number_or_empty};
use super::open_enum::open_enum;
use super::{Money, UnknownFields};

open_enum! {
    /// The unit of a billing cycle.
    FrequencyUnit {
        /// Years.
        Year = "Year",
        /// Months.
        Month = "Month",
        /// Weeks.
        Week = "Week",
        /// Days.
        Day = "Day",
        /// No fixed cycle; the value is 0.
        Variable = "Variable",
    }
}

/// The length of a billing cycle: `value` times `unit`.
///
/// ```
/// use amazonpay::model::{Frequency, FrequencyUnit};
///
/// let monthly = Frequency::new(FrequencyUnit::Month, "1").build();
/// assert_eq!(serde_json::to_string(&monthly)?, r#"{"unit":"Month","value":"1"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct Frequency {
    /// The unit.
    #[builder(start_fn)]
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub unit: FrequencyUnit,
    /// How many units, a whole number as a string such as `"1"`; a JSON number is read as well.
    #[builder(start_fn)]
    #[serde(default, deserialize_with = "text_or_number_or_empty", skip_serializing_if = "is_default")]
    pub value: String,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// How a recurring charge permission will be used; Amazon Pay tells the buyer and works out the expiry from it.
/// The merchant still makes each charge.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/checkout-session.html#type-recurringmetadata>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct RecurringMetadata {
    /// How often the buyer will be charged.
    pub frequency: Option<Frequency>,
    /// How much each time; leave it out when it varies.
    pub amount: Option<Money>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

//! Report schedules: reports that come by themselves.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::{ReportType, Timestamp, UnknownFields};

open_enum! {
    /// How often a scheduled report is made, as an ISO 8601 duration.
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html#create-report-schedule>)
    ScheduleFrequency {
        /// Every 5 minutes.
        Pt5M = "PT5M",
        /// Every 15 minutes.
        Pt15M = "PT15M",
        /// Every 30 minutes.
        Pt30M = "PT30M",
        /// Every hour.
        Pt1H = "PT1H",
        /// Every 2 hours.
        Pt2H = "PT2H",
        /// Every 4 hours.
        Pt4H = "PT4H",
        /// Every 8 hours.
        Pt8H = "PT8H",
        /// Every 12 hours.
        Pt12H = "PT12H",
        /// Every 24 hours.
        Pt24H = "PT24H",
        /// Every 84 hours.
        Pt84H = "PT84H",
        /// Every day.
        P1D = "P1D",
        /// Every 2 days.
        P2D = "P2D",
        /// Every 3 days.
        P3D = "P3D",
        /// Every 7 days.
        P7D = "P7D",
        /// Every 14 days.
        P14D = "P14D",
        /// Every 15 days.
        P15D = "P15D",
        /// Every 18 days.
        P18D = "P18D",
        /// Every 30 days.
        P30D = "P30D",
    }
}

/// A report that comes by itself.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct ReportSchedule {
    /// The schedule's id.
    pub report_schedule_id: String,
    /// What the reports are about.
    pub report_type: Option<ReportType>,
    /// How often.
    pub schedule_frequency: Option<ScheduleFrequency>,
    /// When the next one is made.
    pub next_report_creation_time: Option<Timestamp>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// The schedules.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html#get-report-schedules>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct ReportScheduleList {
    /// The schedules.
    pub report_schedules: Option<Vec<ReportSchedule>>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Which schedules to list.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct ListReportSchedules {
    /// Schedules of reports of these types. Default: all.
    pub report_types: Option<Vec<ReportType>>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Lets a report come by itself. There is one schedule a type of report.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html#create-report-schedule>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CreateReportSchedule {
    /// What the reports are about.
    #[builder(start_fn)]
    pub report_type: ReportType,
    /// How often.
    #[builder(start_fn)]
    pub schedule_frequency: ScheduleFrequency,
    /// When the first one is made.
    pub next_report_creation_time: Option<Timestamp>,
    /// Whether it takes the place of the schedule that the type has already. Default: false, and then that is
    /// an error.
    pub delete_existing_schedule: Option<bool>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// The schedule that was made.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct CreateReportScheduleResponse {
    /// The schedule's id.
    pub report_schedule_id: String,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

//! Reports: what happened to the money, as files that Amazon makes.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::{Timestamp, UnknownFields};

open_enum! {
    /// What a report is about. In the sandbox Amazon makes `SandboxSettlement` only.
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html>)
    ReportType {
        /// What was paid out, and of which transactions it is made.
        Settlement = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_SETTLEMENT_DATA_",
        /// The settlement report of the sandbox.
        SandboxSettlement = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_SANDBOX_SETTLEMENT_DATA_",
        /// One-time charge permissions.
        OrderReference = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_ORDER_REFERENCE_DATA_",
        /// Recurring charge permissions.
        BillingAgreement = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_BILLING_AGREEMENT_DATA_",
        /// Authorizations of charges.
        Authorization = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_AUTHORIZATION_DATA_",
        /// Captures of charges.
        Capture = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_CAPTURE_DATA_",
        /// Refunds.
        Refund = "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_REFUND_DATA_",
    }
}

open_enum! {
    /// How far the making of a report is.
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html>)
    ReportProcessingStatus {
        /// It is being made.
        InProgress = "IN_PROGRESS",
        /// It is done: `report_document_id` leads to it.
        Completed = "COMPLETED",
        /// It was given up because of an error.
        Failed = "FAILED",
        /// It was cancelled, or there was nothing to report.
        Cancelled = "CANCELLED",
    }
}

/// A report that was asked for, by a request or a schedule.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The report's id.
    pub report_id: String,
    /// What it is about.
    pub report_type: Option<ReportType>,
    /// The first moment it covers.
    pub start_time: Option<Timestamp>,
    /// The moment up to which it covers.
    pub end_time: Option<Timestamp>,
    /// When it was asked for.
    pub created_time: Option<Timestamp>,
    /// How far it is.
    pub processing_status: Option<ReportProcessingStatus>,
    /// When Amazon began to make it.
    pub processing_start_time: Option<Timestamp>,
    /// When it was done.
    pub processing_end_time: Option<Timestamp>,
    /// The id of its document, once it is done.
    pub report_document_id: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Some of the reports, and the way to the next ones.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html#get-reports>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct ReportPage {
    /// The reports of this page.
    pub reports: Option<Vec<Report>>,
    /// Leads to the next page; absent on the last one.
    pub next_token: Option<String>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

/// Which reports to list. With `next_token` nothing else may be given: the token stands for all of it.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html#get-reports>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct ListReports {
    /// Reports of these types. Default: all.
    pub report_types: Option<Vec<ReportType>>,
    /// Reports that are that far. Default: all.
    pub processing_statuses: Option<Vec<ReportProcessingStatus>>,
    /// Asked for since then; reports are kept for 90 days. Default: 90 days ago.
    pub created_since: Option<Timestamp>,
    /// Asked for until then. Default: now.
    pub created_until: Option<Timestamp>,
    /// Reports a page, 1 to 100. Default: 10.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    pub page_size: Option<u32>,
    /// The page to read, from the answer before.
    pub next_token: Option<String>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// Asks for a report. It is made in the background: read it until it is `COMPLETED`.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html#create-report>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct CreateReport {
    /// What it is about.
    #[builder(start_fn)]
    pub report_type: ReportType,
    /// The first moment it covers.
    pub start_time: Option<Timestamp>,
    /// The moment up to which it covers.
    pub end_time: Option<Timestamp>,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// The report that was asked for.
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct CreateReportResponse {
    /// The report's id.
    pub report_id: String,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

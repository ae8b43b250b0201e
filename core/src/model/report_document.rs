//! The document of a report: where it can be fetched.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::redacted::redacted_debug;
use super::{UnknownFields, Url};

open_enum! {
    /// How a report's document is compressed.
    CompressionAlgorithm {
        /// It is not.
        None = "N/A",
        /// With gzip (RFC 1952).
        Gzip = "GZIP",
    }
}

/// Where the document of a report can be fetched. `Debug` hides the URL, for whoever has it can read the
/// report.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/reports.html#get-report-document>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("x-redacted" = Self::REDACTED)))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi::export(Debug))]
#[serde(rename_all = "camelCase")]
pub struct ReportDocument {
    /// The document's id.
    pub report_document_id: String,
    /// The address, which needs no signature and is good for 30 seconds.
    #[cfg_attr(feature = "schema", schemars(url))]
    pub url: Option<Url>,
    /// How it is compressed.
    pub compression_algorithm: Option<CompressionAlgorithm>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(ReportDocument {
    url,
} shown: report_document_id, compression_algorithm, unknown_fields);

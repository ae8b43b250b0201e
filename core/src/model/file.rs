//! Files: evidence for disputes.

use serde::{Deserialize, Serialize};

use super::open_enum::open_enum;
use super::redacted::redacted_debug;
use super::{Timestamp, UnknownFields, Url};

open_enum! {
    /// The format of a file.
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/file.html>)
    FileType {
        /// An image, `image/jpeg`.
        Jpg = "jpg",
        /// An image, `image/png`.
        Png = "png",
        /// A document, `application/pdf`.
        Pdf = "pdf",
        /// A table, `text/csv`.
        Csv = "csv",
        /// A spreadsheet, `application/vnd.ms-excel`.
        Xls = "xls",
        /// A spreadsheet of Office Open XML.
        Xlsx = "xlsx",
        /// A document, `application/msword`.
        Doc = "doc",
        /// A document of Office Open XML.
        Docx = "docx",
        /// A spreadsheet of OpenDocument.
        Ods = "ods",
    }
}

open_enum! {
    /// What a file is for.
    FilePurpose {
        /// Evidence in a dispute.
        DisputeEvidence = "disputeEvidence",
    }
}

/// Announces a file and asks where to send it.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/file.html>)
#[serde_with::apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[cfg_attr(feature = "uniffi", uniffi(default))],
    UnknownFields => #[builder(default)] #[serde(flatten)] #[cfg_attr(feature = "uniffi", uniffi(default))],
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bon::Builder)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[builder(start_fn = new, derive(Into), on(_, into))]
pub struct UploadFile {
    /// The format.
    #[builder(start_fn)]
    pub r#type: FileType,
    /// What it is for.
    #[builder(start_fn)]
    pub purpose: FilePurpose,
    /// Further fields to send.
    pub unknown_fields: UnknownFields,
}

/// A file that was announced, and where to send it. `Debug` hides the URL, for whoever has it can write the
/// file.
/// (<https://developer.amazon.com/docs/amazon-pay-api-v2/file.html>)
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
pub struct UploadedFile {
    /// The file's id, which evidence names.
    #[serde(alias = "fileId")]
    pub id: String,
    /// The format.
    pub r#type: Option<FileType>,
    /// What it is for.
    pub purpose: Option<FilePurpose>,
    /// Bytes.
    pub size: Option<u64>,
    /// When it was announced.
    pub upload_timestamp: Option<Timestamp>,
    /// Where to send the contents: `PUT`, without a signature.
    #[cfg_attr(feature = "schema", schemars(url))]
    pub url: Option<Url>,
    /// Until when the address is good. The guide's example spells it `urlExpirationTimeStamp`, which is read
    /// too.
    #[serde(alias = "urlExpirationTimeStamp")]
    pub url_expiration_timestamp: Option<Timestamp>,
    /// Fields that this version does not know.
    pub unknown_fields: UnknownFields,
}

redacted_debug!(UploadedFile {
    url,
} shown: id, r#type, purpose, size, upload_timestamp, url_expiration_timestamp, unknown_fields);

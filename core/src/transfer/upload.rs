//! The contents of a file, sent where the API says.

use std::fmt;

use bytes::Bytes;

use super::presigned::{self, Attempts};
use crate::client::AmazonPay;
use crate::error::{ConfigError, Error};
use crate::model::{FileType, UploadedFile};
use crate::operation::Files;

const OPERATION: &str = "files.send_contents";

impl FileType {
    /// The content type that goes with the format
    /// (<https://developer.amazon.com/docs/amazon-pay-api-v2/file.html>); `None` for a format that this version does not
    /// list.
    pub fn content_type(&self) -> Option<&'static str> {
        Some(match self {
            Self::Jpg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
            Self::Csv => "text/csv",
            Self::Xls => "application/vnd.ms-excel",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Doc => "application/msword",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Unknown(_) => return None,
        })
    }
}

impl<'a> Files<'a> {
    /// Sends the contents of a file that [`upload`](Self::upload) has announced to the address that it gave. Nothing is sent
    /// before [`Upload::send`].
    ///
    /// ```
    /// # async fn example(pay: amazonpay::AmazonPay) -> Result<(), amazonpay::Error> {
    /// use amazonpay::model::{ContestDispute, EvidenceType, FilePurpose, FileType, MerchantEvidence, UploadFile};
    ///
    /// let receipt = pay.files().upload(UploadFile::new(FileType::Pdf, FilePurpose::DisputeEvidence)).send().await?;
    /// pay.files().send_contents(&receipt, &b"%PDF-1.7"[..]).send().await?;
    /// let evidence = MerchantEvidence::new(EvidenceType::Receipt).file_id(&receipt.id).build();
    /// pay.disputes().contest("S01-1234567-1234567-B123456", ContestDispute::new(vec![evidence])).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn send_contents(&self, file: &UploadedFile, contents: impl Into<Bytes>) -> Upload<'a> {
        Upload {
            client: self.client,
            url: file.url.clone().map(Into::into),
            content_type: file.r#type.as_ref().and_then(FileType::content_type).map(str::to_owned),
            contents: contents.into(),
        }
    }
}

/// An upload before it begins.
#[must_use = "an upload does nothing until it is sent"]
pub struct Upload<'a> {
    client: &'a AmazonPay,
    url: Option<String>,
    content_type: Option<String>,
    contents: Bytes,
}

/// Without the address, by which anybody could write the file, and the contents, which may be a buyer's.
impl fmt::Debug for Upload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("content_type", &self.content_type)
            .field("contents", &format_args!("{} bytes", self.contents.len()))
            .finish_non_exhaustive()
    }
}

impl Upload<'_> {
    /// Sets the content type. Default: the one that goes with the file's type.
    pub fn content_type(self, content_type: impl Into<String>) -> Self {
        Self { content_type: Some(content_type.into()), ..self }
    }

    /// Sends the contents, again after a failure as the client's retry policy says: writing the same file twice is
    /// writing it once.
    ///
    /// # Errors
    /// [`Error::Configuration`] when there is no content type; [`Error::Decoding`] when the address is not https; otherwise as
    /// of a call: of the connection, or of the place that keeps the file, which answers 403 once the address has expired.
    pub async fn send(self) -> Result<(), Error> {
        let url = presigned::check(OPERATION, self.url.as_deref())?;
        let Some(content_type) = self.content_type else {
            let message =
                "expected one, for the file's type is none that has one; give it with content_type()";
            return Err(ConfigError::new("content_type", message).into());
        };
        if http::HeaderValue::from_str(&content_type).is_err() {
            let message = format!("expected one such as \"application/pdf\", found {content_type:?}");
            return Err(ConfigError::new("content_type", message).into());
        }
        let mut attempts = Attempts::new(self.client, OPERATION);
        loop {
            let request = self.client.presigned()?.put(url.clone());
            let request = request.header("content-type", &content_type).body(self.contents.clone());
            match attempts.send(request).await {
                Ok(_) => return Ok(()),
                Err(failure) => attempts.pause_after(failure).await?,
            }
        }
    }
}

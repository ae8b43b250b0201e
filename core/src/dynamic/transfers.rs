//! Contents that travel beside the API.

use std::fmt;

use bytes::Bytes;

use super::json;
use crate::client::AmazonPay;
use crate::error::{ConfigError, Error};
use crate::model::UploadedFile;

/// The contents of a file that `files.upload` has announced.
#[derive(Clone, Default)]
pub struct FileContents {
    /// What `files.upload` answered, JSON.
    pub file: String,
    /// The contents.
    pub contents: Bytes,
    /// Default: the one that goes with the file's type.
    pub content_type: Option<String>,
}

impl FileContents {
    /// Sends them as [`Files::send_contents`](crate::operation::Files::send_contents) does.
    ///
    /// # Errors
    /// [`Error::Configuration`] of the field `file` when that is not what `files.upload` answers; otherwise as
    /// [`Upload::send`](crate::transfer::Upload::send).
    pub async fn send(self, client: AmazonPay) -> Result<(), Error> {
        let file: Option<UploadedFile> = json("file", Some(&self.file))?;
        let Some(file) = file else {
            return Err(ConfigError::new("file", "expected what files.upload answered, found null").into());
        };
        let mut upload = client.files().send_contents(&file, self.contents);
        if let Some(content_type) = self.content_type {
            upload = upload.content_type(content_type);
        }
        upload.send().await
    }
}

/// Without the address in the file, by which anybody could write it, and the contents, which may be a buyer's.
impl fmt::Debug for FileContents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileContents")
            .field("contents", &format_args!("{} bytes", self.contents.len()))
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

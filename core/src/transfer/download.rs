//! The document of a report, streamed to a writer.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_compression::tokio::bufread::GzipDecoder;
use bytes::Bytes;
use futures_util::stream::{self, Stream};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio_util::io::StreamReader;

use super::presigned::{self, Attempts, Failure};
use crate::client::AmazonPay;
use crate::error::{ConfigError, DecodingError, Error};
use crate::model::{CompressionAlgorithm, ReportDocument};
use crate::operation::{JsonText, ReportDocuments, Response, ResponseMeta};
use crate::transport::{TransportError, describe};

const OPERATION: &str = "report_documents.download";

/// What is read and written at once.
const CHUNK: usize = 64 * 1024;

impl<'a> ReportDocuments<'a> {
    /// Fetches the document of a report, which [`Report::report_document_id`](crate::model::Report) names once the report is
    /// `COMPLETED`.
    ///
    /// The document's address is asked for and used at once, since it is good for 30 seconds only. Nothing is sent before
    /// [`Download::write_to`].
    ///
    /// ```
    /// # async fn example(pay: amazonpay::AmazonPay) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut settlement = tokio::io::sink(); // or tokio::fs::File::create("settlement.tsv").await?
    /// let downloaded = pay
    ///     .report_documents()
    ///     .download("amzn1.tortuga.3.document")
    ///     .on_progress(|progress| println!("{} of {:?} bytes", progress.received, progress.total))
    ///     .write_to(&mut settlement)
    ///     .await?;
    /// println!("{} bytes", downloaded.written);
    /// # Ok(())
    /// # }
    /// ```
    pub fn download(&self, report_document_id: impl Into<String>) -> Download<'a> {
        Download { client: self.client, report_document_id: report_document_id.into(), on_progress: None }
    }
}

/// A download before it begins.
#[must_use = "a download does nothing until it is written to something"]
pub struct Download<'a> {
    client: &'a AmazonPay,
    report_document_id: String,
    on_progress: Option<Box<dyn FnMut(DownloadProgress) + Send + 'a>>,
}

impl fmt::Debug for Download<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("report_document_id", &self.report_document_id)
            .finish_non_exhaustive()
    }
}

/// How far a download is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[non_exhaustive]
pub struct DownloadProgress {
    /// Bytes that came over the wire so far, compressed if the document is.
    pub received: u64,
    /// How many there will be, if the server says so.
    pub total: Option<u64>,
    /// Bytes written so far.
    pub written: u64,
}

/// A download that is complete.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Downloaded {
    /// The document, as the API described it.
    pub document: ReportDocument,
    /// What is known of the exchange that described it.
    pub meta: ResponseMeta,
    /// Bytes that came over the wire.
    pub received: u64,
    /// Bytes written, which is more than came when the document was compressed.
    pub written: u64,
    /// How many attempts failed before.
    pub retries: u32,
}

impl Downloaded {
    /// The document with what is known of the exchange that described it, as the text of a JSON object. Its retries are those
    /// of both: of that exchange and of the contents.
    ///
    /// # Errors
    /// [`ConfigError`] when the document can't be written as JSON, which no answer of Amazon leads to.
    pub fn into_json(self) -> Result<Response<JsonText>, ConfigError> {
        let Self { document, mut meta, retries, .. } = self;
        meta.retries += retries;
        Response::new(document, meta).into_json()
    }
}

/// Why a download is not complete. The writer may have been given the beginning of the document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// The document could not be had.
    #[error(transparent)]
    Call(#[from] Error),
    /// The writer failed.
    #[error("the document could not be written: {0}")]
    Write(#[source] io::Error),
}

impl Download<'_> {
    /// Calls `report` after each piece that was written, 64 KiB at most.
    pub fn on_progress(self, report: impl FnMut(DownloadProgress) + Send + 'static) -> Self {
        Self { on_progress: Some(Box::new(report)), ..self }
    }

    /// Fetches the document and writes it, decompressed, to `writer`, which is flushed at the end.
    ///
    /// It takes some 100 KiB of memory, whatever the document's size. Until its first byte is there, failures are retried as
    /// those of a call are, and an address that has expired meanwhile is asked for anew. A pause of the client's attempt
    /// time-out between two pieces ends the download; there is no limit on the whole.
    ///
    /// # Errors
    /// [`DownloadError::Call`] with an [`Error`] of any kind: of the connection, which says how much was written before it
    /// broke; of the API or of the place where the document is kept; [`Error::Decoding`] when the document is not compressed
    /// as it should be. [`DownloadError::Write`] when the writer fails.
    pub async fn write_to<W: AsyncWrite + Unpin>(
        mut self,
        writer: &mut W,
    ) -> Result<Downloaded, DownloadError> {
        let mut attempts = Attempts::new(self.client, OPERATION);
        let (described, response) = open(self.client, &self.report_document_id, &mut attempts).await?;
        let is_gzip = described.compression_algorithm == Some(CompressionAlgorithm::Gzip)
            || response.headers().get("content-encoding").is_some_and(|encoding| encoding == "gzip");
        let mut contents = Contents::new(response, is_gzip);
        let copied = contents.copy(writer, &mut self.on_progress).await;
        copied.map_err(|error| match error {
            CopyError::Write(error) => DownloadError::Write(error),
            CopyError::Read(error) => DownloadError::Call(contents.unreadable(error, &attempts)),
        })?;
        let DownloadProgress { received, written, .. } = contents.progress();
        let (document, meta) = described.into_parts();
        Ok(Downloaded { document, meta, received, written, retries: attempts.retries() })
    }
}

/// The document, and the answer to the request for its contents.
async fn open(
    client: &AmazonPay,
    report_document_id: &str,
    attempts: &mut Attempts<'_>,
) -> Result<(Response<ReportDocument>, reqwest::Response), Error> {
    let mut is_first = true;
    loop {
        let described = client.report_documents().get(report_document_id).send().await?;
        let url = presigned::check(OPERATION, described.url.as_deref())?;
        let failure = match attempts.send(client.presigned()?.get(url)).await {
            Ok(response) => return Ok((described, response)),
            Err(failure) => failure,
        };
        match failure {
            // The address has expired before it was used, on a slow machine or after a slow attempt.
            Failure::Refused(error) if error.status == 403 && is_first => is_first = false,
            failure => attempts.pause_after(failure).await?,
        }
    }
}

/// The contents as they are to be written, with a count of what came over the wire.
struct Contents {
    decoded: Pin<Box<dyn AsyncRead + Send>>,
    received: Arc<AtomicU64>,
    total: Option<u64>,
    written: u64,
}

enum CopyError {
    Read(io::Error),
    Write(io::Error),
}

/// The pieces of an answer's body as they come, counted.
fn pieces(response: reqwest::Response, received: Arc<AtomicU64>) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((response, received), async |(mut response, received)| {
        // A TransportError travels through the reader as the cause of an io::Error.
        let piece = response.chunk().await.map_err(|error| io::Error::other(describe(error)))?;
        Ok(piece.map(|piece| {
            received.fetch_add(piece.len() as u64, Ordering::Relaxed);
            (piece, (response, received))
        }))
    })
}

impl Contents {
    fn new(response: reqwest::Response, is_gzip: bool) -> Self {
        let total = response.content_length();
        let received = Arc::new(AtomicU64::new(0));
        let raw = StreamReader::new(Box::pin(pieces(response, Arc::clone(&received))));
        let decoded: Pin<Box<dyn AsyncRead + Send>> = if is_gzip {
            let mut decoder = GzipDecoder::new(raw);
            // RFC 1952: a file may be several members one after the other.
            decoder.multiple_members(true);
            Box::pin(decoder)
        } else {
            Box::pin(raw)
        };
        Self { decoded, received, total, written: 0 }
    }

    fn progress(&self) -> DownloadProgress {
        let received = self.received.load(Ordering::Relaxed);
        DownloadProgress { received, total: self.total, written: self.written }
    }

    async fn copy<W: AsyncWrite + Unpin>(
        &mut self,
        writer: &mut W,
        on_progress: &mut Option<Box<dyn FnMut(DownloadProgress) + Send + '_>>,
    ) -> Result<(), CopyError> {
        let mut piece = vec![0; CHUNK];
        loop {
            let read = self.decoded.read(&mut piece).await.map_err(CopyError::Read)?;
            if read == 0 {
                return writer.flush().await.map_err(CopyError::Write);
            }
            writer.write_all(&piece[..read]).await.map_err(CopyError::Write)?;
            self.written += read as u64;
            if let Some(report) = on_progress {
                report(self.progress());
            }
        }
    }

    /// What a failure to read means: the connection broke, or the contents are not what they should be.
    fn unreadable(&self, error: io::Error, attempts: &Attempts<'_>) -> Error {
        match error.downcast::<TransportError>() {
            Ok(mut broken) => {
                broken.message = format!("{} ({} bytes were written)", broken.message, self.written);
                attempts.error(Failure::Broken(broken))
            }
            Err(error) => {
                let message = format!(
                    "the document is not gzip throughout: {error} ({} bytes were written)",
                    self.written
                );
                DecodingError::new(OPERATION, 200, message, Bytes::new()).into()
            }
        }
    }
}

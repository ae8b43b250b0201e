//! Contents that travel beside the API: documents of reports, and files.

use std::sync::{Arc, Mutex as Lock, MutexGuard, PoisonError};

use amazonpay::model::UploadedFile;
use amazonpay::transfer::{DownloadProgress, Downloaded};
use tokio::io::{AsyncReadExt as _, DuplexStream};
use tokio::sync::Mutex;

use crate::client::AmazonPay;
use crate::error::AmazonPayError;
use crate::generated::{AnsweredReportDocument, Files, ReportDocuments};
use crate::runtime::{Running, begin, outcome, run};

/// What is handed over at once, and what is kept ready.
const PIECE: usize = 64 * 1024;

#[uniffi::export]
impl Files {
    /// Sends the contents of a file that `upload` has announced to the address that it gave.
    ///
    /// Without a content type it is the one that goes with the file's type. Repeated after a failure as the client's retry
    /// policy says: writing the same file twice is writing it once.
    #[uniffi::method(default(content_type = None))]
    pub async fn send_contents(
        &self,
        file: UploadedFile,
        contents: Vec<u8>,
        content_type: Option<String>,
    ) -> Result<(), AmazonPayError> {
        let core = self.client.core.clone();
        run(async move {
            let mut upload = core.files().send_contents(&file, contents);
            if let Some(content_type) = content_type {
                upload = upload.content_type(content_type);
            }
            Ok(upload.send().await?)
        })
        .await
    }
}

#[uniffi::export]
impl ReportDocuments {
    /// Fetches the document of a report, piece by piece and decompressed. Nothing is sent before the first piece is asked
    /// for.
    pub fn download(&self, report_document_id: String) -> Arc<Download> {
        let state = State::New { report_document_id };
        let client = Arc::clone(&self.client);
        Arc::new(Download { client, state: Mutex::new(state), progress: Arc::default() })
    }
}

/// A document that is being fetched. It takes some 200 KiB of memory, whatever the document's size.
#[derive(uniffi::Object)]
pub struct Download {
    client: Arc<AmazonPay>,
    state: Mutex<State>,
    progress: Arc<Lock<DownloadProgress>>,
}

enum State {
    New { report_document_id: String },
    Running { pieces: DuplexStream, running: Running<Downloaded> },
    Done(Box<AnsweredReportDocument>),
    Failed,
}

#[uniffi::export]
impl Download {
    /// The next piece, of 64 KiB at most; none at the end, when all of the document has come.
    ///
    /// Until the first byte is there, failures are retried as those of a call are. A pause of the client's attempt time-out
    /// between two pieces ends the download.
    pub async fn next(&self) -> Result<Option<Vec<u8>>, AmazonPayError> {
        let mut state = self.state.lock().await;
        if let State::New { report_document_id } = &*state {
            *state = self.begin(report_document_id.clone())?;
        }
        let State::Running { pieces, running } = &mut *state else { return Ok(None) };
        let mut piece = vec![0; PIECE];
        // The other end is memory: reading from it cannot fail, and it ends when the download does.
        let read = pieces.read(&mut piece).await.map_err(|_| AmazonPayError::bug())?;
        if read > 0 {
            piece.truncate(read);
            return Ok(Some(piece));
        }
        match outcome(running).await {
            Ok(downloaded) => {
                let mut meta = downloaded.meta;
                meta.retries += downloaded.retries;
                let answered = AnsweredReportDocument { value: downloaded.document, meta: meta.into() };
                *state = State::Done(Box::new(answered));
                Ok(None)
            }
            Err(error) => {
                *state = State::Failed;
                Err(error)
            }
        }
    }

    /// How far it is: at most some 64 KiB further than what was handed over. All of it is zero before the first piece.
    pub fn progress(&self) -> DownloadProgress {
        *locked(&self.progress)
    }

    /// The document as the API described it, once all of it has come.
    pub async fn document(&self) -> Option<AnsweredReportDocument> {
        match &*self.state.lock().await {
            State::Done(answered) => Some((**answered).clone()),
            _ => None,
        }
    }
}

impl Download {
    fn begin(&self, report_document_id: String) -> Result<State, AmazonPayError> {
        let core = self.client.core.clone();
        let progress = Arc::clone(&self.progress);
        let (pieces, mut written) = tokio::io::duplex(PIECE);
        let running = begin(async move {
            let download = core.report_documents().download(report_document_id);
            Ok(download.on_progress(move |now| *locked(&progress) = now).write_to(&mut written).await?)
        })?;
        Ok(State::Running { pieces, running })
    }
}

fn locked(progress: &Lock<DownloadProgress>) -> MutexGuard<'_, DownloadProgress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

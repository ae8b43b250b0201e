//! Documents of reports, written by JavaScript piece by piece.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use amazonpay::AmazonPay;
use amazonpay::error::Error;
use amazonpay::operation::{JsonText, Response};
use amazonpay::transfer::DownloadError;
use tokio::io::AsyncWrite;

use crate::asking::{Reply, ask};
use crate::inbox::Inbox;
use crate::message::{Message, Progress};

/// Fetches a report's document and hands it over.
pub(crate) async fn download(
    client: AmazonPay,
    inbox: Arc<Inbox>,
    call: u32,
    report_document_id: String,
    tells_progress: bool,
) -> Result<Response<JsonText>, DownloadError> {
    let mut download = client.report_documents().download(report_document_id);
    if tells_progress {
        let inbox = Arc::clone(&inbox);
        download = download.on_progress(move |now| {
            let progress = Progress { received: number(now.received), total: now.total.map(number) };
            inbox.post(Message { call, progress: Some(progress), ..Message::default() });
        });
    }
    let downloaded = download.write_to(&mut JavaScriptWriter { inbox, call, writing: None }).await?;
    Ok(downloaded.into_json().map_err(Error::from)?)
}

#[expect(clippy::cast_precision_loss, reason = "exact up to eight petabytes")]
fn number(bytes: u64) -> f64 {
    bytes as f64
}

type Writing = (usize, Pin<Box<dyn Future<Output = Reply> + Send>>);

/// Writes by a function of JavaScript's; the next piece is asked for once it is done with the last.
struct JavaScriptWriter {
    inbox: Arc<Inbox>,
    call: u32,
    /// How long the piece is that is being written, and the answer to it.
    writing: Option<Writing>,
}

impl AsyncWrite for JavaScriptWriter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        piece: &[u8],
    ) -> Poll<io::Result<usize>> {
        let Self { inbox, call, writing } = &mut *self;
        let (length, answer) = writing.get_or_insert_with(|| {
            let (inbox, call) = (Arc::clone(inbox), *call);
            let message = Message { call, piece: Some(piece.to_vec().into()), ..Message::default() };
            (piece.len(), Box::pin(async move { ask(&inbox, message).await }))
        });
        let answer = ready!(answer.as_mut().poll(context));
        let length = *length;
        *writing = None;
        Poll::Ready(answer.map(|_| length).map_err(io::Error::other))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

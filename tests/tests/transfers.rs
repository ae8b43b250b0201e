//! Report documents that come from, and files that go to, addresses beside the API: over a real socket, from a server
//! that keeps both, and that fails in the ways that such servers do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::error::Error;
use amazonpay::model::{FilePurpose, FileType, UploadFile, UploadedFile};
use amazonpay::transfer::DownloadError;
use amazonpay_tests::moved_clock::MovedClock;
use amazonpay_tests::raw_server::{RawAnswer, RawServer, header, http_answer};
use amazonpay_tests::test_key;
use async_compression::tokio::write::GzipEncoder;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

/// What the document's address gets the first time, the second time and so on; the last answer stays.
struct Kept {
    server: RawServer,
    pay: AmazonPay,
}

impl Kept {
    /// A server whose API says that a document with `algorithm` is at `/contents`, where these answers are.
    async fn document(algorithm: &'static str, answers: Vec<Vec<u8>>) -> Self {
        let address = Arc::new(OnceLock::<String>::new());
        let (known, turn) = (Arc::clone(&address), AtomicUsize::new(0));
        let server = RawServer::answering(move |request| {
            if request.starts_with("GET /v2/report-documents/doc-1 ") {
                let url = known.get().unwrap();
                let document = format!(
                    r#"{{"reportDocumentId": "doc-1", "url": "{url}/contents?key=k", "compressionAlgorithm": "{algorithm}"}}"#
                );
                return RawAnswer::KeepAlive(http_answer(200, &[("content-type", "application/json")], &document));
            }
            let turn = turn.fetch_add(1, Ordering::Relaxed).min(answers.len() - 1);
            RawAnswer::Close(answers[turn].clone())
        })
        .await
        .unwrap();
        address.set(server.url().to_owned()).unwrap();
        let clock = Arc::new(MovedClock::at_present());
        let client = test_key::client(server.url()).unwrap().clock(clock);
        let pay = client.attempt_timeout(Duration::from_millis(300)).build().unwrap();
        Self { server, pay }
    }

    async fn download(&self) -> Result<Vec<u8>, DownloadError> {
        let mut written = Vec::new();
        self.pay.report_documents().download("doc-1").write_to(&mut written).await?;
        Ok(written)
    }

    fn requests_of(&self, path: &str) -> usize {
        self.server.requests().iter().filter(|request| request.contains(path)).count()
    }
}

fn answer(status: u16, body: &[u8]) -> Vec<u8> {
    let mut answer =
        format!("HTTP/1.1 {status} Status\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend_from_slice(body);
    answer
}

async fn gzip(contents: &[u8]) -> Vec<u8> {
    let mut encoder = GzipEncoder::new(Vec::new());
    encoder.write_all(contents).await.unwrap();
    encoder.shutdown().await.unwrap();
    encoder.into_inner()
}

/// 20,000 rows, of which no two are alike: some 700 kB.
fn rows() -> Vec<u8> {
    let rows: Vec<String> =
        (0..20_000).map(|row| format!("S01-{row:07}\t{}.00\tEUR\tCharge\n", row * 7)).collect();
    rows.concat().into_bytes()
}

#[tokio::test]
async fn a_plain_document_is_written_as_it_is_with_progress_and_no_signature_is_shown_to_its_keeper() {
    let kept = Kept::document("N/A", vec![answer(200, &rows())]).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let progress = Arc::clone(&seen);
    let mut written = Vec::new();
    let downloaded = kept
        .pay
        .report_documents()
        .download("doc-1")
        .on_progress(move |progressed| progress.lock().unwrap().push(progressed))
        .write_to(&mut written)
        .await
        .unwrap();
    assert!(written == rows());
    let length = rows().len() as u64;
    assert_eq!((downloaded.received, downloaded.written, downloaded.retries), (length, length, 0));
    let seen = seen.lock().unwrap();
    assert!(seen.len() > 5, "{} reports of progress", seen.len());
    assert!(seen.windows(2).all(|pair| {
        let step = pair[1].written - pair[0].written;
        (1..=64 * 1024).contains(&step) && pair[0].received <= pair[1].received
    }));
    assert!(seen.iter().all(|progress| progress.total == Some(length)));
    let request = kept.server.requests().pop().unwrap();
    assert!(request.starts_with("GET /contents?key=k "), "{request}");
    assert_eq!(header(&request, "authorization"), None);
    assert!(!request.to_ascii_lowercase().contains("x-amz-pay"), "{request}");
}

#[tokio::test]
async fn gzip_is_undone_as_it_comes_member_after_member() {
    let rows = rows();
    let (first, second) = rows.split_at(rows.len() / 3);
    let compressed = [gzip(first).await, gzip(second).await].concat();
    let kept = Kept::document("GZIP", vec![answer(200, &compressed)]).await;
    let mut written = Vec::new();
    let downloaded = kept.pay.report_documents().download("doc-1").write_to(&mut written).await.unwrap();
    assert!(written == rows);
    assert_eq!(downloaded.received, compressed.len() as u64);
    assert!(downloaded.written > 3 * downloaded.received);
}

#[tokio::test]
async fn failures_before_the_first_byte_are_retried_and_an_expired_address_is_asked_for_anew() {
    let kept =
        Kept::document("N/A", vec![answer(503, b"busy"), answer(403, b"expired"), answer(200, b"a\tb\n")])
            .await;
    let mut written = Vec::new();
    let downloaded = kept.pay.report_documents().download("doc-1").write_to(&mut written).await.unwrap();
    assert_eq!((written.as_slice(), downloaded.retries), (&b"a\tb\n"[..], 1));
    assert_eq!((kept.requests_of("/contents"), kept.requests_of("/v2/report-documents/doc-1")), (3, 3));

    let refused = Kept::document("N/A", vec![answer(403, b"<Error>expired</Error>")]).await;
    let error = refused.download().await.unwrap_err();
    assert!(matches!(&error, DownloadError::Call(Error::Forbidden(_))), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("key=k"), "{error:?}");
    assert_eq!(refused.requests_of("/contents"), 2);
}

#[tokio::test]
async fn a_document_that_breaks_off_is_an_error_that_says_how_much_was_written() {
    let mut cut = answer(200, &rows());
    cut.truncate(cut.len() / 2);
    let kept = Kept::document("N/A", vec![cut]).await;
    let mut written = Vec::new();
    let broken = kept.pay.report_documents().download("doc-1").write_to(&mut written).await.unwrap_err();
    assert!(matches!(&broken, DownloadError::Call(Error::Connection(_))), "{broken:?}");
    assert!(rows().starts_with(&written));
    let message = broken.to_string();
    assert!(message.contains(&format!("({} bytes were written)", written.len())), "{message}");
    assert_eq!(kept.requests_of("/contents"), 1, "what was written cannot be taken back");
}

#[tokio::test]
async fn a_keeper_that_falls_silent_ends_the_download_after_the_attempt_time_out() {
    let address = Arc::new(OnceLock::<String>::new());
    let known = Arc::clone(&address);
    let server = RawServer::answering(move |request| match request.starts_with("GET /v2/") {
        true => {
            let document =
                format!(r#"{{"reportDocumentId": "doc-1", "url": "{}/contents"}}"#, known.get().unwrap());
            RawAnswer::KeepAlive(http_answer(200, &[], &document))
        }
        false => {
            RawAnswer::KeepAlive(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nthe first piece".to_vec())
        }
    })
    .await
    .unwrap();
    address.set(server.url().to_owned()).unwrap();
    let client = test_key::client(server.url()).unwrap();
    let pay = client.attempt_timeout(Duration::from_millis(300)).build().unwrap();
    let mut written = Vec::new();
    let error = pay.report_documents().download("doc-1").write_to(&mut written).await.unwrap_err();
    assert!(matches!(&error, DownloadError::Call(Error::Timeout(_))), "{error:?}");
    assert_eq!(written, b"the first piece");
}

#[tokio::test]
async fn what_is_not_gzip_and_what_ends_too_early_is_said_to_be_so() {
    let mut short = gzip(&rows()).await;
    short.truncate(short.len() - 9);
    for contents in [rows(), short] {
        let kept = Kept::document("GZIP", vec![answer(200, &contents)]).await;
        let error = kept.download().await.unwrap_err();
        assert!(matches!(&error, DownloadError::Call(Error::Decoding(_))), "{error:?}");
        assert!(error.to_string().contains("not gzip throughout"), "{error}");
    }
}

/// A disk that is full after 100 bytes.
struct FullDisk(usize);

impl AsyncWrite for FullDisk {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, piece: &[u8]) -> Poll<io::Result<usize>> {
        let room = self.0.min(piece.len());
        self.0 -= room;
        Poll::Ready(if room == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(room) })
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_writer_that_fails_is_told_apart_from_a_call_that_fails() {
    let kept = Kept::document("N/A", vec![answer(200, &rows())]).await;
    let error = kept.pay.report_documents().download("doc-1").write_to(&mut FullDisk(100)).await.unwrap_err();
    let DownloadError::Write(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
}

/// A keeper of files that answers with each status in turn, and a file of it.
async fn file_server(statuses: &'static [u16]) -> (RawServer, AmazonPay, UploadedFile) {
    let address = Arc::new(OnceLock::<String>::new());
    let (known, turn) = (Arc::clone(&address), AtomicUsize::new(0));
    let server = RawServer::answering(move |request| {
        if request.starts_with("POST /v2/files ") {
            let file = format!(
                r#"{{"id": "file_1", "type": "pdf", "purpose": "disputeEvidence", "url": "{}/put?key=k"}}"#,
                known.get().unwrap()
            );
            return RawAnswer::KeepAlive(http_answer(201, &[], &file));
        }
        let turn = turn.fetch_add(1, Ordering::Relaxed).min(statuses.len() - 1);
        RawAnswer::KeepAlive(http_answer(statuses[turn], &[], ""))
    })
    .await
    .unwrap();
    address.set(server.url().to_owned()).unwrap();
    let clock = Arc::new(MovedClock::at_present());
    let pay = test_key::client(server.url()).unwrap().clock(clock).build().unwrap();
    let announcement = UploadFile::new(FileType::Pdf, FilePurpose::DisputeEvidence);
    let file = pay.files().upload(announcement).send().await.unwrap().into_inner();
    (server, pay, file)
}

#[tokio::test]
async fn a_files_contents_go_where_the_api_says_without_a_signature_and_again_after_a_failure() {
    let (server, pay, file) = file_server(&[503, 200]).await;
    pay.files().send_contents(&file, &b"%PDF-1.7 receipt"[..]).send().await.unwrap();
    let puts: Vec<String> =
        server.requests().into_iter().filter(|request| request.starts_with("PUT /put?key=k ")).collect();
    assert_eq!(puts.len(), 2);
    for put in &puts {
        assert!(put.ends_with("\r\n\r\n%PDF-1.7 receipt"), "{put}");
        assert_eq!(header(put, "content-type"), Some("application/pdf"));
        assert_eq!(header(put, "authorization"), None);
    }
}

#[tokio::test]
async fn an_upload_that_is_refused_is_an_error_without_the_address() {
    let (server, pay, file) = file_server(&[403]).await;
    let error = pay.files().send_contents(&file, &b"x"[..]).send().await.unwrap_err();
    assert!(matches!(&error, Error::Forbidden(_)), "{error:?}");
    assert_eq!(server.requests().len(), 2, "a refusal is not repeated");
    let upload = pay.files().send_contents(&file, &b"x"[..]);
    assert!(!format!("{error} {error:?} {upload:?} {file:?}").contains("key=k"));
}

#[tokio::test]
async fn a_type_that_nobody_knows_needs_a_content_type() {
    let (server, pay, mut file) = file_server(&[200]).await;
    file.r#type = Some(FileType::from("webp"));
    let error = pay.files().send_contents(&file, &b"x"[..]).send().await.unwrap_err();
    assert!(error.to_string().starts_with("content_type: expected one, for the file's type"), "{error}");
    let upload = pay.files().send_contents(&file, &b"x"[..]);
    let error = upload.content_type("image/webp\n").send().await.unwrap_err();
    assert!(error.to_string().starts_with("content_type: expected one such as"), "{error}");
    assert_eq!(server.requests().len(), 1, "nothing was sent");
    pay.files().send_contents(&file, &b"x"[..]).content_type("image/webp").send().await.unwrap();
    assert_eq!(header(&server.requests()[1], "content-type"), Some("image/webp"));
}

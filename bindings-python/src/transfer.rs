//! Documents of reports, written by Python, and contents of files.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use amazonpay::transfer::DownloadProgress;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyBytes};
use tokio::io::AsyncWrite;
use tokio::sync::oneshot;

use crate::caller::{Caller, ends_more};
use crate::reply::Reply;

static WRITE_ON_LOOP: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Writes by a callable of Python's, `write(piece) -> how much of it, or None for all`: on the thread that blocks, or for
/// an event loop as `amazonpay._writing` does it.
pub(crate) struct PythonWriter {
    write: Arc<Py<PyAny>>,
    /// The answer to what is being written.
    written: Option<oneshot::Receiver<Result<usize, ()>>>,
}

impl PythonWriter {
    pub(crate) fn new(write: Py<PyAny>) -> Self {
        Self { write: Arc::new(write), written: None }
    }

    fn begin(&self, caller: &Arc<Caller>, piece: &[u8]) -> oneshot::Receiver<Result<usize, ()>> {
        let (done, written) = oneshot::channel();
        let of = Arc::clone(caller);
        let length = piece.len();
        let recipient = move |answer: PyResult<Bound<'_, PyAny>>| {
            let _ = done.send(match answer {
                Ok(answer) => Ok(how_much(&answer, length)),
                Err(raised) => {
                    of.keep_raised(raised);
                    Err(())
                }
            });
        };
        let (write, of, piece) = (Arc::clone(&self.write), Arc::clone(caller), piece.to_vec());
        caller.send(Box::new(move |py| {
            // The report of progress raised something.
            if of.has_raised() {
                return Ok(());
            }
            let piece = PyBytes::new(py, &piece);
            if of.awaits() {
                let begin = WRITE_ON_LOOP.import(py, "amazonpay._writing", "write_on_loop")?;
                begin.call1((&*write, piece, Reply::to(recipient)))?;
                return Ok(());
            }
            match write.bind(py).call1((piece,)) {
                Err(error) if ends_more(py, &error) => return Err(error),
                answer => recipient(answer),
            }
            Ok(())
        }));
        written
    }
}

/// What a raw file answers may be less than all; what anything else answers is of no meaning.
fn how_much(answer: &Bound<'_, PyAny>, length: usize) -> usize {
    if answer.is_instance_of::<PyBool>() {
        return length;
    }
    answer.extract().map_or(length, |written: usize| written.min(length))
}

impl AsyncWrite for PythonWriter {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        piece: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut written = match self.written.take() {
            Some(written) => written,
            None => match Caller::current() {
                Some(caller) => self.begin(&caller, piece),
                None => return Poll::Ready(Err(failed())),
            },
        };
        match Pin::new(&mut written).poll(context) {
            Poll::Pending => {
                self.written = Some(written);
                Poll::Pending
            }
            Poll::Ready(answer) => Poll::Ready(answer.unwrap_or(Err(())).map_err(|()| failed())),
        }
    }

    /// Comes back once all reports of progress have been made.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut told = match self.written.take() {
            Some(told) => told,
            None => {
                let Some(caller) = Caller::current() else { return Poll::Ready(Err(failed())) };
                let (done, told) = oneshot::channel();
                let of = Arc::clone(&caller);
                caller.send(Box::new(move |_| {
                    let _ = done.send(if of.has_raised() { Err(()) } else { Ok(0) });
                    Ok(())
                }));
                told
            }
        };
        match Pin::new(&mut told).poll(context) {
            Poll::Pending => {
                self.written = Some(told);
                Poll::Pending
            }
            Poll::Ready(answer) => {
                ready!(Poll::Ready(answer.unwrap_or(Err(())).map_err(|()| failed())))?;
                Poll::Ready(Ok(()))
            }
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(context)
    }
}

/// What was raised is with the caller.
fn failed() -> io::Error {
    io::Error::other("the callable that writes failed")
}

/// Reports progress to a callable of Python's: `progress(received, total)`, in bytes over the wire.
pub(crate) fn reporter(progress: Py<PyAny>) -> impl FnMut(DownloadProgress) + Send + 'static {
    let progress = Arc::new(progress);
    move |now| {
        let Some(caller) = Caller::current() else { return };
        let (progress, of) = (Arc::clone(&progress), Arc::clone(&caller));
        caller.send(Box::new(move |py| {
            if of.has_raised() {
                return Ok(());
            }
            match progress.call1(py, (now.received, now.total)) {
                Err(error) if ends_more(py, &error) => Err(error),
                Err(error) => {
                    of.keep_raised(error);
                    Ok(())
                }
                Ok(_) => Ok(()),
            }
        }));
    }
}

//! Listens, serves HTTP/1.1 with and without TLS, keeps connections alive, and stops when told.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::answer;
use crate::state::State;

/// How long open requests may take to finish once the sandbox is told to stop.
const GRACE: Duration = Duration::from_secs(2);

/// The connection is to be closed without an answer.
#[derive(Debug)]
pub(crate) struct ConnectionCut;

impl std::fmt::Display for ConnectionCut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is cut, as a fault asked")
    }
}

impl std::error::Error for ConnectionCut {}

/// A listener's task and the way to stop it. Dropping it closes the listener and its connections.
#[derive(Debug)]
pub(crate) struct Server {
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(listener: TcpListener, tls: Option<TlsAcceptor>, state: Arc<State>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(accept(listener, tls, state, stopped));
        Self { stop, task: Some(task) }
    }

    /// Takes no more connections, and waits for the requests under way, at most [`GRACE`].
    pub(crate) async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            // It fails only when the task was aborted, and then it has stopped as well.
            _ = task.await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

async fn accept(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    state: Arc<State>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    // Answers are small and complete, so waiting to fill a packet only costs time.
                    _ = stream.set_nodelay(true);
                    let (tls, state, stopped) = (tls.clone(), Arc::clone(&state), stopped.clone());
                    connections.spawn(async move {
                        match tls {
                            None => serve(stream, state, stopped).await,
                            Some(tls) => match tls.accept(stream).await {
                                Ok(stream) => serve(stream, state, stopped).await,
                                Err(error) => tracing::warn!(%peer, %error, "TLS handshake failed; does the client trust the sandbox's CA?"),
                            },
                        }
                    });
                }
                Err(error) => {
                    // Most often the process is out of file descriptors; connections that end give some back.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            _ = stopped.changed() => break,
        }
    }
    drop(listener);
    let finish = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, finish).await.is_err() {
        tracing::warn!("requests were still under way and have been cut off");
    }
}

async fn serve<S>(stream: S, state: Arc<State>, mut stopped: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let state = Arc::clone(&state);
        async move { guard_against_panic(answer::answer(&state, request.map(Body::new))).await }
    });
    let mut connection =
        pin!(http1::Builder::new().max_buf_size(256 * 1024).serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Turns a panic of a handler into an answer of 500: one broken request is not a dead server.
async fn guard_against_panic(
    work: impl Future<Output = Result<Response<Body>, ConnectionCut>>,
) -> Result<Response<Body>, ConnectionCut> {
    let mut work = pin!(work);
    let outcome = std::future::poll_fn(|context| {
        match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(answer)) => Poll::Ready(Some(answer)),
            Err(_) => Poll::Ready(None),
        }
    });
    match outcome.await {
        Some(answer) => answer,
        None => {
            tracing::error!("a handler panicked; the client got 500 InternalServerError");
            Ok(answer::internal_error())
        }
    }
}

/// A body that promises more than it delivers, and breaks off.
pub(crate) struct TruncatedBody {
    promised: u64,
    half: Option<Bytes>,
    is_flushed: bool,
}

impl TruncatedBody {
    pub(crate) fn new(body: &Bytes) -> Self {
        // Even an empty body is broken off, by promising one byte.
        Self {
            promised: body.len().max(1) as u64,
            half: Some(body.slice(..body.len() / 2)),
            is_flushed: false,
        }
    }
}

impl hyper::body::Body for TruncatedBody {
    type Data = Bytes;
    type Error = ConnectionCut;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionCut>>> {
        if let Some(half) = self.half.take() {
            return Poll::Ready(Some(Ok(Frame::data(half))));
        }
        if !self.is_flushed {
            // hyper writes out what it has when a body keeps it waiting; an error at once would throw that away.
            self.is_flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(ConnectionCut)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.promised)
    }
}

/// Binds, and says in one sentence why not.
pub(crate) async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), std::io::Error> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// An axum router never fails, and its type says so.
pub(crate) fn infallible<T>(result: Result<T, Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_becomes_500() {
        let broken = async { panic!("a defect") };
        let answer = guard_against_panic(broken).await.unwrap();
        assert_eq!(answer.status(), 500);
        assert!(answer.headers().contains_key("x-amz-pay-request-id"));
    }
}

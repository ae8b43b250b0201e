//! A server that answers with bytes of one's choosing, for answers that no HTTP server would give.

use std::error::Error;
use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::traces;

/// What a request gets.
#[derive(Debug, Clone, Default)]
pub enum RawAnswer {
    /// These bytes; then the connection is closed.
    Close(Vec<u8>),
    /// These bytes; then the next request on the same connection gets the same.
    KeepAlive(Vec<u8>),
    /// Nothing, for as long as the client waits.
    #[default]
    Silence,
}

type Answering = dyn Fn(&str) -> RawAnswer + Send + Sync;

/// The server; it ends when this is dropped.
pub struct RawServer {
    address: SocketAddr,
    url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    answering: Box<Answering>,
    connections: AtomicUsize,
    open: watch::Sender<usize>,
    requests: Mutex<Vec<String>>,
}

impl fmt::Debug for RawServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawServer").field("url", &self.url).finish_non_exhaustive()
    }
}

impl RawServer {
    /// Answers every request with `answer`, on a free port.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(answer: RawAnswer) -> Result<Self, Box<dyn Error>> {
        Self::answering(move |_| answer.clone()).await
    }

    /// Answers each request, head and body as text, with what `answering` says, on a free port.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn answering(
        answering: impl Fn(&str) -> RawAnswer + Send + Sync + 'static,
    ) -> Result<Self, Box<dyn Error>> {
        Self::listening(None, Box::new(answering)).await
    }

    /// The same over TLS. The certificate is the acceptor's.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn answering_over_tls(
        acceptor: TlsAcceptor,
        answering: impl Fn(&str) -> RawAnswer + Send + Sync + 'static,
    ) -> Result<Self, Box<dyn Error>> {
        Self::listening(Some(acceptor), Box::new(answering)).await
    }

    async fn listening(
        acceptor: Option<TlsAcceptor>,
        answering: Box<Answering>,
    ) -> Result<Self, Box<dyn Error>> {
        traces::install();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let url = format!("{}://{address}", if acceptor.is_some() { "https" } else { "http" });
        let shared = Arc::new(Shared {
            answering,
            connections: AtomicUsize::new(0),
            open: watch::Sender::new(0),
            requests: Mutex::default(),
        });
        let task = tokio::spawn(serve(listener, acceptor, Arc::clone(&shared)));
        Ok(Self { address, url, shared, task })
    }

    /// The address at which the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the server listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many connections clients have made.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// Completes when exactly `count` connections are open.
    pub async fn open_connections(&self, count: usize) {
        let mut open = self.shared.open.subscribe();
        // The sender lives in `self`, so this can't fail while we wait.
        drop(open.wait_for(|open| *open == count).await);
    }

    /// The requests so far, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An open connection, counted for as long as this is there.
struct Open<'a>(&'a Shared);

impl<'a> Open<'a> {
    fn begin(shared: &'a Shared) -> Self {
        shared.open.send_modify(|open| *open += 1);
        Self(shared)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.open.send_modify(|open| *open -= 1);
    }
}

async fn serve(listener: TcpListener, acceptor: Option<TlsAcceptor>, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        shared.connections.fetch_add(1, Ordering::Relaxed);
        let (acceptor, shared) = (acceptor.clone(), Arc::clone(&shared));
        tokio::spawn(async move {
            let _open = Open::begin(&shared);
            match acceptor {
                None => converse(stream, &shared).await,
                // Who does not trust the certificate hangs up.
                Some(acceptor) => {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        converse(stream, &shared).await;
                    }
                }
            }
        });
    }
}

async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin, shared: &Shared) {
    while let Ok(Some(request)) = read_request(&mut stream).await {
        let request = String::from_utf8_lossy(&request).into_owned();
        header(&request, "authorization").into_iter().for_each(traces::sent);
        let answer = (shared.answering)(&request);
        shared.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        match answer {
            RawAnswer::Close(bytes) => {
                // The client may hang up first, when it has seen enough.
                let _hung_up = stream.write_all(&bytes).await;
                let _hung_up = stream.shutdown().await;
                return;
            }
            RawAnswer::KeepAlive(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            RawAnswer::Silence => {}
        }
    }
}

/// Reads one HTTP/1.1 request, head and body; `None` when the client has hung up.
///
/// # Errors
/// When the connection breaks.
pub async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Option<Vec<u8>>> {
    let mut request = Vec::new();
    loop {
        if let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") {
            let body = request.len() - (end + 4);
            if body >= content_length(&request[..end]) {
                return Ok(Some(request));
            }
        }
        let mut chunk = [0; 8192];
        match stream.read(&mut chunk).await? {
            0 => return Ok(None),
            length => request.extend_from_slice(&chunk[..length]),
        }
    }
}

fn content_length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let value = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    value.and_then(|value| value.trim().parse().ok()).unwrap_or_default()
}

/// An HTTP/1.1 answer with the body's true length.
pub fn http_answer(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 {status} Status\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        answer.push_str(&format!("{name}: {value}\r\n"));
    }
    answer.push_str("\r\n");
    answer.push_str(body);
    answer.into_bytes()
}

/// The value of a header of a request as [`RawServer`] hands it out.
pub fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let head = request.split("\r\n\r\n").next()?;
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

//! A server that answers with bytes of one's choosing, for answers that no HTTP server would give.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What a request gets.
#[derive(Debug, Clone)]
pub enum RawAnswer {
    /// These bytes; then the connection is closed.
    Close(Vec<u8>),
    /// These bytes; then the next request on the same connection gets the same.
    KeepAlive(Vec<u8>),
    /// Nothing, for as long as the client waits.
    Silence,
}

/// The server; it ends when this is dropped.
#[derive(Debug)]
pub struct RawServer {
    url: String,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl RawServer {
    /// Answers every request with `answer`, on a free port.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(answer: RawAnswer) -> Result<Self, Box<dyn Error>> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let connections = Arc::<AtomicUsize>::default();
        let task = tokio::spawn(serve(listener, Arc::new(answer), Arc::clone(&connections)));
        Ok(Self { url, connections, task })
    }

    /// Where the server listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How many connections clients have made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, answer: Arc<RawAnswer>, connections: Arc<AtomicUsize>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        connections.fetch_add(1, Ordering::Relaxed);
        let answer = Arc::clone(&answer);
        tokio::spawn(async move {
            while let Ok(Some(_)) = read_request(&mut stream).await {
                match answer.as_ref() {
                    RawAnswer::Close(bytes) => {
                        // The client may hang up first, when it has seen enough.
                        let _hung_up = stream.write_all(bytes).await;
                        let _hung_up = stream.shutdown().await;
                        return;
                    }
                    RawAnswer::KeepAlive(bytes) => {
                        if stream.write_all(bytes).await.is_err() {
                            return;
                        }
                    }
                    RawAnswer::Silence => {}
                }
            }
        });
    }
}

/// Reads one HTTP/1.1 request, head and body; `None` when the client has hung up.
///
/// # Errors
/// When the connection breaks.
pub async fn read_request(stream: &mut TcpStream) -> std::io::Result<Option<Vec<u8>>> {
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

//! A Redis server for one test.

use std::error::Error;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A `redis-server` that listens on a socket in a folder of its own and keeps nothing; it ends when this is dropped.
#[derive(Debug)]
pub struct RedisServer {
    process: Child,
    folder: PathBuf,
}

impl RedisServer {
    /// Starts the server and waits until it listens.
    ///
    /// # Errors
    /// When there is no `redis-server` on this machine, or it doesn't start.
    pub async fn start() -> Result<Self, Box<dyn Error>> {
        let folder = std::env::temp_dir().join(format!("amazonpay-redis-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&folder)?;
        let process = Command::new("redis-server")
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(folder.join("socket"))
            .current_dir(&folder)
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("redis-server: {error}"))?;
        let server = Self { process, folder };
        let began = Instant::now();
        while tokio::net::UnixStream::connect(server.socket()).await.is_err() {
            if began.elapsed() > Duration::from_secs(30) {
                return Err("redis-server does not listen".into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(server)
    }

    /// Where the server listens, as a URL.
    pub fn url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// Ends the server as a crash does, and the socket with it.
    pub fn crash(&mut self) {
        // One that has ended already has crashed as well.
        let _ended = self.process.kill();
        let _ended = self.process.wait();
        let _removed = std::fs::remove_file(self.socket());
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.crash();
        let _removed = std::fs::remove_dir_all(&self.folder);
    }
}

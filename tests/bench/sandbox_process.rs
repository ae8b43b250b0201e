//! The real program `amazonpay-sandbox serve`, as a process of its own.

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use amazonpay::signing::PrivateKey;
use serde::Deserialize;

use crate::Result;
use crate::shop::Shop;
use crate::summary::{Summary, Target, median};

/// A running sandbox; it ends with this value.
pub(crate) struct SandboxProcess {
    process: Child,
}

/// What the program prints with `--json`.
#[derive(Deserialize)]
struct Ready {
    url: String,
    public_key_id: String,
    private_key_pem: String,
    store_id: String,
}

impl SandboxProcess {
    /// Starts it and waits for the line that it prints.
    pub(crate) fn start() -> Result<(Self, Shop)> {
        let mut process = spawn(0)?;
        let output = process.stdout.take();
        let sandbox = Self { process };
        let mut line = String::new();
        BufReader::new(output.ok_or("the sandbox has no standard output")?).read_line(&mut line)?;
        let ready: Ready = serde_json::from_str(&line).map_err(|error| format!("{line:?}: {error}"))?;
        let shop = Shop {
            key: PrivateKey::from_pem(&ready.private_key_pem)?,
            public_key_id: ready.public_key_id,
            store_id: ready.store_id,
            url: ready.url.parse()?,
        };
        Ok((sandbox, shop))
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for SandboxProcess {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

fn spawn(port: u16) -> Result<Child> {
    let program = std::env::current_exe()?.with_file_name("amazonpay-sandbox");
    Command::new(&program)
        .args(["serve", "--json", "--tls-port", "0", "--port", &port.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}; `make bench` builds it", program.display()).into())
}

/// The milliseconds from starting the program until it has answered a request.
pub(crate) fn measure_start(summary: &mut Summary) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..9 {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let started = Instant::now();
        let sandbox = SandboxProcess { process: spawn(port)? };
        while !answers(port)? {
            if started.elapsed() > Duration::from_secs(10) {
                return Err("the sandbox does not answer".into());
            }
            thread::sleep(Duration::from_micros(500));
        }
        times.push(started.elapsed().as_secs_f64() * 1e3);
        drop(sandbox);
    }
    let fastest = times.iter().copied().fold(f64::INFINITY, f64::min);
    summary.judge("sandbox_start_ms", median(times), Target::AtMost(100.0));
    summary.note("sandbox_fastest_start_ms", fastest);
    Ok(())
}

/// Whether a request is answered; false while nothing listens yet.
fn answers(port: u16) -> Result<bool> {
    let mut stream = match TcpStream::connect(("127.0.0.1", port)) {
        Ok(stream) => stream,
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    write!(stream, "GET /_sandbox/health HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if answer.starts_with("HTTP/1.1 200") { Ok(true) } else { Err(format!("not healthy: {answer}").into()) }
}

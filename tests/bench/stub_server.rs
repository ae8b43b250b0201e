//! A server that answers everything with the same charge, in a process of its own: plain or over TLS.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::{fs, thread};

use amazonpay_tests::test_authority::TestAuthority;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::connection::{content_length, end_of_head};
use crate::{Result, placement};

/// How the program is told to be this server.
pub(crate) const ARGUMENT: &str = "stub-server";

/// How it is told to speak TLS, and where to write the certificate of the authority that its own is of.
const TLS: &str = "--tls";

/// A charge as Amazon answers a capture.
const BODY: &str = r#"{"chargeId":"S02-9876543-1234567-C123456","chargePermissionId":"S02-9876543-1234567","chargeAmount":{"amount":"49.50","currencyCode":"EUR"},"captureAmount":{"amount":"20.00","currencyCode":"EUR"},"refundedAmount":{"amount":"0.00","currencyCode":"EUR"},"convertedAmount":null,"conversionRate":null,"channel":null,"chargeInitiator":null,"softDescriptor":"KAFFE","providerMetadata":{"providerReferenceId":null},"merchantMetadata":{"merchantReferenceId":"1001","merchantStoreName":null,"noteToBuyer":null,"customInformation":null},"statusDetails":{"state":"Captured","reasonCode":null,"reasonDescription":null,"lastUpdatedTimestamp":"20261124T101500Z"},"creationTimestamp":"20261124T101500Z","expirationTimestamp":"20261224T101500Z","captureNow":true,"canHandlePendingAuthorization":false,"releaseEnvironment":"Sandbox"}"#;

/// The running server; it ends with this value.
pub(crate) struct StubServer {
    process: Child,
    pub(crate) url: String,
}

impl StubServer {
    /// Starts it on one of this thread's cores by number, or on all of them.
    pub(crate) fn start_on(core: Option<usize>) -> Result<Self> {
        Self::start(
            Command::new(std::env::current_exe()?).arg(ARGUMENT).args(core.map(|core| core.to_string())),
        )
    }

    /// Starts it with TLS, and writes the certificate of its authority to a file.
    pub(crate) fn start_with_tls(authority: &Path) -> Result<Self> {
        Self::start(Command::new(std::env::current_exe()?).args([ARGUMENT, TLS]).arg(authority))
    }

    fn start(command: &mut Command) -> Result<Self> {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let output = process.stdout.take().ok_or("the stub server has no standard output")?;
        let mut url = String::new();
        BufReader::new(output).read_line(&mut url)?;
        Ok(Self { process, url: url.trim_end().to_owned() })
    }
}

impl Drop for StubServer {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

/// Serves until standard input is closed, which is when the program that started it ends.
pub(crate) fn serve(arguments: &[String]) -> Result<()> {
    let (core, authority) = match arguments {
        [] => (None, None),
        [tls, file] if tls == TLS => (None, Some(PathBuf::from(file))),
        [core, ..] => (Some(core.parse()?), None),
    };
    if let Some(core) = core {
        placement::keep_on(&placement::one_of(&placement::allowed()?, core))?;
    }
    let tls = authority.as_deref().map(tls_config).transpose()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let mut output = std::io::stdout();
    match tls {
        None => writeln!(output, "http://127.0.0.1:{port}")?,
        Some(_) => writeln!(output, "https://localhost:{port}")?,
    }
    output.flush()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let tls = tls.clone();
            thread::spawn(move || {
                stream.set_nodelay(true)?;
                match tls {
                    None => answer_all(stream),
                    Some(config) => answer_all(StreamOwned::new(ServerConnection::new(config)?, stream)),
                }
            });
        }
    });
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// A certificate for this machine, of an authority whose own goes into the file. HTTP/1.1 is all that is offered.
fn tls_config(authority: &Path) -> Result<Arc<ServerConfig>> {
    let made = TestAuthority::new().map_err(|error| error.to_string())?;
    fs::write(authority, made.pem())?;
    let acceptor = made.acceptor(&["localhost"]).map_err(|error| error.to_string())?;
    Ok(Arc::clone(acceptor.config()))
}

fn answer_all(mut stream: impl Read + Write) -> Result<()> {
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-amz-pay-request-id: \
         c0ffee00-0000-4000-8000-000000000071\r\ndate: Tue, 24 Nov 2026 10:15:00 GMT\r\ncontent-length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let mut buffer = vec![0; 64 * 1024];
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..])?;
        if read == 0 {
            return Ok(());
        }
        filled += read;
        let Some(head) = end_of_head(&buffer[..filled]) else { continue };
        let length = content_length(std::str::from_utf8(&buffer[..head])?).unwrap_or_default();
        if filled >= head + length {
            stream.write_all(answer.as_bytes())?;
            filled = 0;
        }
    }
}

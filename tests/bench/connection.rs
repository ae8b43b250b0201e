//! A kept-alive connection that costs little: whole requests as bytes, and of answers the status and the body.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::Result;

pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

impl Connection {
    /// Connects to `127.0.0.1:8417` or the like.
    pub(crate) fn open(authority: &str) -> Result<Self> {
        let stream = TcpStream::connect(authority)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream, buffer: vec![0; 64 * 1024], filled: 0 })
    }

    pub(crate) fn send(&mut self, request: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(request)?)
    }

    /// Waits for one answer and hands out its status and body.
    pub(crate) fn receive(&mut self) -> Result<(u16, &[u8])> {
        self.filled = 0;
        let (status, start, end) = loop {
            let read = self.stream.read(&mut self.buffer[self.filled..])?;
            if read == 0 {
                return Err("the connection was closed, or an answer is longer than 64 kB".into());
            }
            self.filled += read;
            if let Some(whole) = whole_answer(&self.buffer[..self.filled])? {
                break whole;
            }
        };
        Ok((status, &self.buffer[start..end]))
    }

    /// Sends, and returns the body of an answer that has to be a success.
    pub(crate) fn succeed(&mut self, request: &[u8]) -> Result<serde_json::Value> {
        self.send(request)?;
        let (status, body) = self.receive()?;
        if !(200..300).contains(&status) {
            let first_line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
            let (line, body) = (String::from_utf8_lossy(first_line), String::from_utf8_lossy(body));
            return Err(format!("{line} was answered with {status}: {body}").into());
        }
        Ok(serde_json::from_slice(body)?)
    }
}

/// Status and the body's place, once all of the answer is there.
fn whole_answer(bytes: &[u8]) -> Result<Option<(u16, usize, usize)>> {
    let Some(head) = end_of_head(bytes) else { return Ok(None) };
    let text = std::str::from_utf8(&bytes[..head])?;
    let status = text.get(9..12).ok_or("an answer without a status")?.parse()?;
    let length = content_length(text).ok_or("an answer without content-length")?;
    Ok((bytes.len() >= head + length).then_some((status, head, head + length)))
}

/// Where the body begins.
pub(crate) fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|position| position + 4)
}

pub(crate) fn content_length(head: &str) -> Option<usize> {
    let is_it = |line: &&str| line.get(..15).is_some_and(|name| name.eq_ignore_ascii_case("content-length:"));
    head.split("\r\n").find(is_it)?.get(15..)?.trim().parse().ok()
}

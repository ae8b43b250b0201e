//! `vectors/bad-input/responses.json`: answers that no client should get. The format is described in `vectors/README.md`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

use serde::Deserialize;

use crate::operation_vectors::vectors;
use crate::raw_server::RawAnswer;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BadResponses {
    /// Words that no message may hold: they are the buyer's, or where a redirect leads.
    pub hidden: Vec<String>,
    /// Each with a name of its own.
    pub cases: Vec<BadResponse>,
}

/// A call, the answer that it gets and the error that it ends in.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BadResponse {
    /// What is bad about it.
    pub name: String,
    /// The operation that is called.
    #[serde(default = "charges_get")]
    pub operation: String,
    /// The largest answer that the client takes.
    #[serde(default = "four_thousand")]
    pub max_response_bytes: usize,
    /// How long the client waits for it.
    #[serde(default = "ten_seconds")]
    pub attempt_timeout_ms: u64,
    /// What it gets.
    pub answer: BadAnswer,
    /// What it ends in.
    pub expected: Expected,
}

fn charges_get() -> String {
    "charges.get".to_owned()
}

fn four_thousand() -> usize {
    4096
}

fn ten_seconds() -> u64 {
    10_000
}

/// What goes over the wire.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum BadAnswer {
    /// Nothing at all.
    Silent {
        /// Always true.
        silent: bool,
    },
    /// The bytes themselves.
    Raw {
        /// As text.
        raw: String,
    },
    /// An answer with a head of its own.
    Http(HttpAnswer),
}

/// A status, headers and a body.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HttpAnswer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Option<String>,
    body_hex: Option<String>,
    body_repeat: Option<Repeat>,
    /// The content length to claim; null for none, the body's own when left out.
    #[serde(default, deserialize_with = "given")]
    announced: Option<Option<u64>>,
}

#[derive(Debug, Clone, Deserialize)]
struct Repeat {
    text: String,
    times: usize,
}

fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<u64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// The error, whose message is told whole.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Expected {
    /// The kind's name.
    pub kind: String,
    /// All of it.
    pub message: String,
    /// Whether the request may have been carried out.
    #[serde(default)]
    pub outcome_unknown: bool,
}

impl BadAnswer {
    /// As a server says it, which closes the connection then.
    ///
    /// # Errors
    /// When a body's hexadecimal digits are none.
    pub fn bytes(&self) -> Result<RawAnswer, Box<dyn Error>> {
        let http = match self {
            Self::Silent { .. } => return Ok(RawAnswer::Silence),
            Self::Raw { raw } => return Ok(RawAnswer::Close(raw.clone().into_bytes())),
            Self::Http(http) => http,
        };
        let body = match (&http.body_hex, &http.body_repeat) {
            (Some(hex), _) => bytes_of(hex)?,
            (None, Some(repeat)) => repeat.text.repeat(repeat.times).into_bytes(),
            (None, None) => http.body.clone().unwrap_or_default().into_bytes(),
        };
        let mut answer = format!("HTTP/1.1 {} Status\r\n", http.status);
        if let Some(length) = http.announced.unwrap_or(Some(body.len() as u64)) {
            answer.push_str(&format!("content-length: {length}\r\n"));
        }
        for (name, value) in &http.headers {
            answer.push_str(&format!("{name}: {value}\r\n"));
        }
        answer.push_str("\r\n");
        Ok(RawAnswer::Close([answer.into_bytes(), body].concat()))
    }
}

fn bytes_of(hex: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let pairs = (0..hex.len()).step_by(2);
    let bytes = pairs.map(|at| u8::from_str_radix(hex.get(at..at + 2).unwrap_or_default(), 16));
    Ok(bytes.collect::<Result<_, _>>()?)
}

/// Reads the file.
///
/// # Errors
/// When it can't be read or isn't in the format.
pub fn bad_responses() -> Result<BadResponses, Box<dyn Error>> {
    let path = vectors().join("bad-input/responses.json");
    Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
}

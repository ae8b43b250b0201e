//! The operations' vectors: what a call is given, what goes over the wire, what comes of it.
//!
//! The format is described in `tests/vectors/README.md`; every language runs these files.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One file: the cases of one operation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationFile {
    /// The operation's name in the table, which is also the file's.
    pub operation: String,
    /// At least one that succeeds and one that fails.
    pub cases: Vec<OperationCase>,
}

/// One call of the operation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationCase {
    /// Says the edge that is tested, in kebab case.
    pub name: String,
    /// What the client is asked to do.
    pub call: Call,
    /// What goes over the wire: one exchange an attempt.
    pub exchanges: Vec<Exchange>,
    /// What the caller gets.
    pub expected: Expected,
}

/// What the client is asked to do.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Call {
    /// The path's parameters, not percent-encoded.
    #[serde(default)]
    pub path_parameters: Vec<String>,
    /// The query, for operations that have one.
    pub query: Option<Value>,
    /// The body, for operations that have one.
    pub body: Option<Value>,
    /// The options of the call, in the names of `CallOptions`.
    #[serde(default)]
    pub options: Map<String, Value>,
}

/// One attempt: the request that must come and the answer that it gets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// What must come.
    pub request: ExpectedRequest,
    /// What it gets.
    pub answer: Answer,
}

/// What a request must be.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExpectedRequest {
    /// The HTTP method.
    pub method: String,
    /// The path as it is on the wire, percent-encoded, from the version on.
    pub path: String,
    /// The query as it is on the wire, without the question mark.
    #[serde(default)]
    pub query: String,
    /// `generated` (32 hexadecimal digits), `same` (that of the exchange before), or the key itself.
    pub idempotency_key: Option<String>,
    /// Headers that must be there with these values.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Headers that must not be there.
    #[serde(default)]
    pub absent_headers: Vec<String>,
    /// Headers that the signature must cover.
    #[serde(default)]
    pub signed_headers: Vec<String>,
    /// Headers that the signature must not cover.
    #[serde(default)]
    pub unsigned_headers: Vec<String>,
    /// The body as JSON; none at all when left out.
    pub body: Option<Value>,
}

/// What a request gets.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Answer {
    /// The HTTP status.
    #[serde(default)]
    pub status: u16,
    /// The answer's headers; `content-type: application/json` unless told otherwise.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body as JSON.
    pub body: Option<Value>,
    /// The body as text, in place of `body`.
    pub raw_body: Option<String>,
    /// Instead of an answer.
    pub connection: Option<Connection>,
}

/// What happens to the connection instead of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Connection {
    /// It is closed once the request has been read.
    Cut,
}

/// What the caller gets: an object or an error.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Expected {
    /// The object, written anew by the model.
    pub object: Option<Value>,
    /// The HTTP status of a success.
    pub status: Option<u16>,
    /// The request id of a success.
    pub request_id: Option<String>,
    /// The retries before a success.
    pub retries: Option<u32>,
    /// The error, in place of all others.
    pub error: Option<ExpectedError>,
}

/// What is expected of an error; what is null or left out must be absent from it, but for the last two.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExpectedError {
    /// The kind's name.
    pub kind: String,
    /// The HTTP status.
    pub status: Option<u16>,
    /// Amazon's reason code.
    pub reason_code: Option<String>,
    /// Amazon's request id.
    pub request_id: Option<String>,
    /// The advice's name.
    pub advice: Option<String>,
    /// How many attempts failed before.
    #[serde(default)]
    pub retries: u32,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// Whether the request may have been carried out; not looked at when left out.
    pub outcome_unknown: Option<bool>,
    /// The key to repeat the call with; not looked at when left out.
    pub idempotency_key: Option<String>,
}

/// The folder of all vectors.
pub fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// Reads every file of `tests/vectors/operations`, by name.
///
/// # Errors
/// When a file can't be read or isn't in the format; the text names the file.
pub fn operation_files() -> Result<BTreeMap<String, OperationFile>, Box<dyn Error>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(vectors().join("operations"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file =
            serde_json::from_str(&fs::read_to_string(&path)?).map_err(|error| format!("{name}: {error}"))?;
        files.insert(name, file);
    }
    Ok(files)
}

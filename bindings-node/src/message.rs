//! What Rust tells JavaScript: outcomes of calls, and what is wanted for calls under way.

use napi::bindgen_prelude::Buffer;
use napi_derive::napi;

use crate::answer::Answer;
use crate::failure::Failure;
use crate::notification::Verified;
use crate::observer::Attempt;
use crate::sandbox::{ControlAnswer, Sandbox};

/// What a call comes to.
pub(crate) enum Outcome {
    Answer(Answer),
    Text(String),
    Code(u8),
    Verified(Verified),
    Sandbox(Sandbox),
    Control(ControlAnswer),
    Nothing,
}

/// One entry of an inbox: exactly one of the fields after `call` and `ask` is there, or none for a call without an answer.
#[napi(object, object_from_js = false)]
#[derive(Default)]
pub struct Message {
    /// The call it is about; the client, where it is an attempt's.
    pub call: u32,
    /// The number under which JavaScript answers, where something is asked.
    pub ask: Option<u32>,
    pub answer: Option<Answer>,
    pub text: Option<String>,
    pub code: Option<u8>,
    pub verified: Option<Verified>,
    pub sandbox: Option<Sandbox>,
    pub control: Option<ControlAnswer>,
    pub failure: Option<Failure>,
    /// Sign this for the client.
    pub sign: Option<Signing>,
    /// Write this piece of a document.
    pub piece: Option<Buffer>,
    /// So much of a document has been received.
    pub progress: Option<Progress>,
    /// An attempt has ended.
    pub attempt: Option<Attempt>,
}

/// What a signer is to sign.
#[napi(object, object_from_js = false)]
pub struct Signing {
    pub client: u32,
    pub algorithm: &'static str,
    pub message: Buffer,
}

/// How much of a document has been received, in bytes over the wire.
#[napi(object, object_from_js = false)]
pub struct Progress {
    pub received: f64,
    pub total: Option<f64>,
}

impl Message {
    pub(crate) fn outcome(call: u32, outcome: Result<Outcome, Failure>) -> Self {
        let message = Self { call, ..Self::default() };
        match outcome {
            Ok(Outcome::Answer(answer)) => Self { answer: Some(answer), ..message },
            Ok(Outcome::Text(text)) => Self { text: Some(text), ..message },
            Ok(Outcome::Code(code)) => Self { code: Some(code), ..message },
            Ok(Outcome::Verified(verified)) => Self { verified: Some(verified), ..message },
            Ok(Outcome::Sandbox(sandbox)) => Self { sandbox: Some(sandbox), ..message },
            Ok(Outcome::Control(control)) => Self { control: Some(control), ..message },
            Ok(Outcome::Nothing) => message,
            Err(failure) => Self { failure: Some(failure), ..message },
        }
    }
}

//! The calls of a client, with plain values in and out.

use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::error::{ConfigError, Error};
use amazonpay::model::UploadedFile;
use amazonpay::operation::{CallOptions, OperationInput, Response};
use amazonpay::wait::{Awaited, PollSchedule, WaitFor};
use napi_derive::napi;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::Answer;

/// An operation by its name, and the JSON texts it is given.
pub(crate) struct Execute {
    pub(crate) operation: String,
    pub(crate) path_parameters: Vec<String>,
    pub(crate) query: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) options: Option<String>,
}

impl Execute {
    pub(crate) async fn send(self, client: AmazonPay) -> Result<Answer, Error> {
        let input = OperationInput {
            path_parameters: self.path_parameters,
            query: json("query", self.query.as_deref())?,
            body: json("body", self.body.as_deref())?,
        };
        let options = call_options(self.options.as_deref())?;
        Ok(Answer::new(client.execute(&self.operation, input, options).await?)?)
    }
}

/// Any method and path, for what the table of operations does not have.
pub(crate) struct RawCall {
    pub(crate) method: String,
    pub(crate) path: String,
    /// A JSON list of names and values.
    pub(crate) query: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) options: Option<String>,
}

impl RawCall {
    pub(crate) async fn send(self, client: AmazonPay) -> Result<Answer, Error> {
        let query: Vec<(String, String)> = json("query", self.query.as_deref())?.unwrap_or_default();
        let body: Option<Value> = json("body", self.body.as_deref())?;
        let options = call_options(self.options.as_deref())?;
        let call = client.call(&self.method, &self.path, query, body).options(options);
        Ok(Answer::raw(call.send().await?)?)
    }
}

/// How to wait for an object; times in milliseconds.
#[napi(object, object_to_js = false)]
#[derive(Clone, Copy, Default)]
pub struct Patience {
    pub max_wait_ms: Option<f64>,
    pub until_final: Option<bool>,
    pub first_ms: Option<f64>,
    pub growth: Option<f64>,
    pub longest_ms: Option<f64>,
}

/// Waits until an object of `charges` or `refunds` is decided.
pub(crate) async fn wait_for(
    client: AmazonPay,
    resource: String,
    id: String,
    patience: Patience,
) -> Result<Answer, Error> {
    match resource.as_str() {
        "charges" => waited(client.charges().wait_for(&id), patience).await,
        "refunds" => waited(client.refunds().wait_for(&id), patience).await,
        other => {
            Err(ConfigError::new("resource", format!("expected charges or refunds, found {other:?}")).into())
        }
    }
}

async fn waited<T: Awaited + Serialize>(wait: WaitFor<'_, T>, patience: Patience) -> Result<Answer, Error> {
    let default = PollSchedule::default();
    let mut wait = wait.schedule(PollSchedule {
        first: milliseconds("firstMs", patience.first_ms)?.unwrap_or(default.first),
        growth: patience.growth.unwrap_or(default.growth),
        longest: milliseconds("longestMs", patience.longest_ms)?.unwrap_or(default.longest),
    });
    if let Some(most) = milliseconds("maxWaitMs", patience.max_wait_ms)? {
        wait = wait.max_wait(most);
    }
    if patience.until_final == Some(true) {
        wait = wait.until_final();
    }
    let object: Response<T> = wait.await?;
    Ok(Answer::of(object)?)
}

fn milliseconds(field: &'static str, time: Option<f64>) -> Result<Option<Duration>, ConfigError> {
    time.map(|time| {
        Duration::try_from_secs_f64(time / 1000.0).map_err(|_| {
            ConfigError::new(field, format!("expected a number of milliseconds of 0 or more, found {time}"))
        })
    })
    .transpose()
}

/// Sends the contents of a file that was announced.
pub(crate) async fn send_contents(
    client: AmazonPay,
    file: String,
    contents: Vec<u8>,
    content_type: Option<String>,
) -> Result<(), Error> {
    let file: Option<UploadedFile> = json("file", Some(&file))?;
    let Some(file) = file else {
        return Err(ConfigError::new("file", "expected what files.upload answered, found null").into());
    };
    let mut upload = client.files().send_contents(&file, contents);
    if let Some(content_type) = content_type {
        upload = upload.content_type(content_type);
    }
    upload.send().await
}

/// A button by a request in JSON.
pub(crate) async fn button(client: AmazonPay, request: String) -> Result<String, Error> {
    let button = client.button_from_json(&request).await?;
    String::from_utf8(button.into_bytes().into())
        .map_err(|error| ConfigError::new("button", error.to_string()).into())
}

fn call_options(text: Option<&str>) -> Result<CallOptions, ConfigError> {
    json("options", text).map(Option::unwrap_or_default)
}

fn json<'a, T: Deserialize<'a>>(
    field: &'static str,
    text: Option<&'a str>,
) -> Result<Option<T>, ConfigError> {
    let Some(text) = text else { return Ok(None) };
    serde_json::from_str(text).map_err(|error| ConfigError::new(field, error.to_string()))
}

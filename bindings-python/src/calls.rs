//! The calls of a client, as blocking and awaited methods make them: what they come to is an `Answer`.

use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::dynamic::{self, OperationCall, RawCall, Waiting};
use amazonpay::error::{ConfigError, Error};
use amazonpay::transfer::DownloadError;
use pyo3::prelude::*;

use crate::answer::Answer;
use crate::transfer::{PythonWriter, reporter};

/// Calls an operation by its name.
pub(crate) async fn execute(client: AmazonPay, call: OperationCall) -> Result<Answer, Error> {
    call.send(client).await.map(Answer::from)
}

/// Calls any method and path.
pub(crate) async fn call(client: AmazonPay, call: RawCall) -> Result<Answer, Error> {
    call.send(client).await.map(Answer::from)
}

/// How to wait for an object; times in seconds.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    pub(crate) max_wait: Option<f64>,
    pub(crate) until_final: bool,
    pub(crate) first: Option<f64>,
    pub(crate) growth: Option<f64>,
    pub(crate) longest: Option<f64>,
}

/// Waits until an object of `charges` or `refunds` is decided.
pub(crate) async fn wait_for(
    client: AmazonPay,
    resource: String,
    id: String,
    patience: Patience,
) -> Result<Answer, Error> {
    let Patience { max_wait, until_final, first, growth, longest } = patience;
    let patience = dynamic::Patience {
        max_wait: seconds("max_wait", max_wait)?,
        until_final,
        first: seconds("first", first)?,
        growth,
        longest: seconds("longest", longest)?,
    };
    Waiting { resource, id, patience }.wait(client).await.map(Answer::from)
}

fn seconds(field: &'static str, seconds: Option<f64>) -> Result<Option<Duration>, ConfigError> {
    seconds
        .map(|seconds| {
            Duration::try_from_secs_f64(seconds).map_err(|_| {
                ConfigError::new(field, format!("expected a number of seconds of 0 or more, found {seconds}"))
            })
        })
        .transpose()
}

/// Fetches a report's document and hands it over piece by piece.
pub(crate) async fn download(
    client: AmazonPay,
    report_document_id: String,
    write: Py<PyAny>,
    progress: Option<Py<PyAny>>,
) -> Result<Answer, DownloadError> {
    let mut download = client.report_documents().download(report_document_id);
    if let Some(progress) = progress {
        download = download.on_progress(reporter(progress));
    }
    let downloaded = download.write_to(&mut PythonWriter::new(write)).await?;
    Ok(downloaded.into_json().map_err(Error::from)?.into())
}

/// A button by a request in JSON.
pub(crate) async fn button(client: AmazonPay, request: String) -> Result<String, Error> {
    Ok(client.button_from_json(&request).await?.into_text())
}

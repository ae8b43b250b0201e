//! What the client traces and what its types show: enough to find a fault, and never a key, a signature, a token or a
//! buyer's data. scripts/test.sh has the traces of the whole suite searched in the same way.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::error::Error as _;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use amazonpay::operation::{CallOptions, OperationInput};
use amazonpay_tests::moved_clock::MovedClock;
use amazonpay_tests::operation_vectors::operation_files;
use amazonpay_tests::playback::Playback;
use amazonpay_tests::secrets::Secrets;
use amazonpay_tests::test_key;
use amazonpay_tests::trace_search::TraceSearch;
use serde_json::{Value, json};
use tracing::level_filters::LevelFilter;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::format::FmtSpan;

/// The traces of this test's thread, as text.
#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Output {
    fn install() -> (Self, DefaultGuard) {
        let output = Self::default();
        let writer = output.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        (output, tracing::subscriber::set_default(subscriber))
    }

    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn leaks(search: &TraceSearch, text: &str) -> Vec<String> {
    let lines = text.lines();
    lines.flat_map(|line| search.find(line).into_iter().map(move |leak| format!("{leak}: {line}"))).collect()
}

#[tokio::test]
async fn traces_tell_the_operation_and_no_secret_in_any_case_of_the_vectors() {
    let mut secrets = Secrets::of_the_tests().await.unwrap();
    let (output, _guard) = Output::install();
    let playback = Playback::start(Default::default()).await.unwrap();
    let clock = Arc::new(MovedClock::at_present());
    let pay = test_key::client(playback.url()).unwrap().clock(clock).build().unwrap();
    tracing::trace!("{pay:?} {:?} {:?}", pay.config(), test_key::client(playback.url()).unwrap());
    let mut all = output.take();
    for file in operation_files().unwrap().into_values() {
        let operation = file.operation.as_str();
        for case in &file.cases {
            playback.play(case);
            let mut input = json!({"pathParameters": case.call.path_parameters});
            if let Some(query) = &case.call.query {
                input["query"] = query.clone();
            }
            if let Some(body) = &case.call.body {
                input["body"] = body.clone();
            }
            let input: OperationInput = serde_json::from_str(&input.to_string()).unwrap();
            let options: CallOptions =
                serde_json::from_value(Value::Object(case.call.options.clone())).unwrap();
            tracing::trace!("{input:?} {options:?}");
            let outcome = pay.execute(operation, input, options).await;
            tracing::trace!("{outcome:?}");
            let (status, request_id) = match &outcome {
                Ok(answer) => (Some(answer.meta().status), Some(answer.meta().request_id.clone())),
                Err(error) => {
                    tracing::trace!("{error} {:?}", error.source());
                    (error.status(), error.request_id().map(str::to_owned))
                }
            };
            assert_eq!(playback.verdict(), [""; 0], "{}", case.name);
            for request in playback.received() {
                let authorization = request.header("authorization").unwrap();
                secrets.add(authorization.split("Signature=").nth(1).unwrap(), "a signature");
            }
            let text = output.take();
            let status = status.map(|status| format!("http.response.status_code={status}"));
            for part in [Some(format!("amazonpay.operation=\"{operation}\"")), status, request_id] {
                let part = part.unwrap_or_default();
                assert!(text.contains(&part), "{}: {part} is not in:\n{text}", case.name);
            }
            all.push_str(&text);
        }
    }
    for event in ["refused, will be repeated", "no answer, will be repeated"] {
        assert!(all.contains(event), "{event} is not in the traces");
    }
    assert!(secrets.origins().contains("a signature"));
    let search = TraceSearch::new(&secrets).unwrap();
    assert_eq!(leaks(&search, &all), [""; 0]);
}

#[tokio::test]
async fn a_secret_that_is_traced_is_found_however_it_is_written() {
    let secrets = Secrets::of_the_tests().await.unwrap();
    let search = TraceSearch::new(&secrets).unwrap();
    let expected = [
        "a private key",
        "a token in a path",
        "a vector's body",
        "a vector's option",
        "hidden in bad input",
        "the sandbox's buyer",
    ];
    assert_eq!(secrets.origins().into_iter().collect::<Vec<_>>(), expected);
    let (output, _guard) = Output::install();
    for (secret, origin) in secrets.iter() {
        tracing::trace!(field = secret, "a field");
        tracing::trace!("a message with {secret} in it");
        tracing::trace!(bytes = ?secret.as_bytes(), "bytes");
        drop(tracing::trace_span!("a span", debugged = ?Some(secret)).entered());
        let text = output.take();
        for line in text.lines() {
            assert!(!search.find(line).is_empty(), "{origin} is not found in {line}");
        }
        assert_eq!(text.lines().count(), 3 + 4, "three events and the four of a span: {text}");
    }
}

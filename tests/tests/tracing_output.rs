//! What the client traces: operation, status, request id; never a signature, a key, a token or a buyer's data.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use amazonpay::operation::{CallOptions, OperationInput};
use amazonpay_tests::moved_clock::MovedClock;
use amazonpay_tests::operation_vectors::{OperationCase, operation_files};
use amazonpay_tests::playback::Playback;
use amazonpay_tests::test_key;
use serde_json::{Value, json};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;

#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn case(file: &str, name: &str) -> OperationCase {
    let files = operation_files().unwrap();
    files[file].cases.iter().find(|case| case.name == name).unwrap().clone()
}

#[tokio::test]
async fn traces_tell_the_operation_and_no_secret() {
    let output = Output::default();
    let writer = output.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let playback = Playback::start(Default::default()).await.unwrap();
    let clock = Arc::new(MovedClock::at_present());
    let pay = test_key::client(playback.url()).unwrap().clock(clock).build().unwrap();
    let mut secrets: Vec<String> =
        ["Mette", "Nørrebro", "mette@example.com", "Atza", "Authorization", "PRIVATE KEY"]
            .map(str::to_owned)
            .into();
    secrets.extend(test_key::private_key_pem().unwrap().lines().map(str::to_owned));
    let mut lines = Vec::new();
    for (operation, name) in [
        ("checkout_sessions.get", "the-shipping-address-list-holds-addresses-as-json-texts"),
        ("checkout_sessions.finalize", "finalized-with-the-shops-own-addresses"),
        ("checkout_sessions.complete", "throttled-once-then-completed-under-the-same-key"),
        ("buyers.get", "a-buyer-token-is-percent-encoded-once"),
        ("charges.create", "an-auth-token-is-signed"),
        ("charges.create", "a-cut-connection-is-survived-under-the-same-key"),
        ("charges.get", "no-such-charge"),
    ] {
        let case = case(&format!("{operation}.json"), name);
        playback.play(&case);
        output.0.lock().unwrap().clear();
        let mut input = json!({"pathParameters": case.call.path_parameters});
        if let Some(query) = &case.call.query {
            input["query"] = query.clone();
        }
        if let Some(body) = &case.call.body {
            input["body"] = body.clone();
        }
        let input: OperationInput = serde_json::from_str(&input.to_string()).unwrap();
        let options: CallOptions = serde_json::from_value(Value::Object(case.call.options.clone())).unwrap();
        let outcome = pay.execute(operation, input, options).await;
        let (status, request_id) = match &outcome {
            Ok(answer) => (answer.meta().status, answer.meta().request_id.clone()),
            Err(error) => (error.status().unwrap(), error.request_id().unwrap().to_owned()),
        };
        assert_eq!(playback.verdict(), [""; 0]);
        for request in playback.received() {
            let authorization = request.header("authorization").unwrap();
            secrets.push(authorization.split("Signature=").nth(1).unwrap().to_owned());
        }
        let text = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
        for part in
            [format!("operation=\"{operation}\""), format!("http.response.status_code={status}"), request_id]
        {
            assert!(text.contains(&part), "{part} is not in:\n{text}");
        }
        lines.push(text);
    }
    let text = lines.join("");
    for secret in &secrets {
        assert!(!text.contains(secret.as_str()), "{secret} is in:\n{text}");
    }
    assert!(
        text.contains("refused, will be repeated") && text.contains("no answer, will be repeated"),
        "{text}"
    );
}

//! Sends one request for each operation of the table to the endpoint that `AMAZON_PAY_ENDPOINT` names, so that
//! somebody else's code can verify what the client signs. The first argument is the algorithm; each answer becomes a
//! line of JSON on standard output. With the argument `--operations` it prints the table instead, one row a line, and
//! sends nothing.

use std::collections::HashMap;
use std::error::Error;
use std::io::Write;

use amazonpay::config::ClientBuilder;
use amazonpay::operation::{CallOptions, OPERATIONS, OperationDescription, OperationInput};
use serde_json::json;

/// The request for each operation.
const REQUESTS: &str = include_str!("../../interop/requests.json");

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let algorithm = std::env::args().nth(1).ok_or("expected the algorithm as the first argument")?;
    if algorithm == "--operations" {
        for OperationDescription { name, method, path, success, .. } in OPERATIONS.iter() {
            let row = json!({"name": name, "method": method, "path": path, "success": success});
            writeln!(std::io::stdout(), "{row}")?;
        }
        return Ok(());
    }
    let pay = ClientBuilder::from_env()?.algorithm(algorithm.parse()?).build()?;
    let mut requests: HashMap<String, OperationInput> = serde_json::from_str(REQUESTS)?;
    for operation in OPERATIONS {
        let name = operation.name;
        let input =
            requests.remove(name).ok_or_else(|| format!("tests/interop/requests.json lacks {name}"))?;
        let line = match pay.execute(name, input, CallOptions::default()).await {
            Ok(answer) => json!({"operation": name, "status": answer.meta().status}),
            Err(error) => match error.api() {
                Some(refusal) => {
                    json!({"operation": name, "status": refusal.status, "reasonCode": refusal.reason_code})
                }
                None => return Err(error.into()),
            },
        };
        writeln!(std::io::stdout(), "{line}")?;
    }
    Ok(())
}

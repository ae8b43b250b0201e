//! What a call costs in a language that calls Rust through UniFFI, over the same call in Rust: the way over the border, there
//! and back, of the request, of what wakes the caller and of the answer.
//!
//! Both read the same charge from the same server, one call after another, and take turns. The overhead is the difference of
//! the medians of all calls. The other language's half is a worker that answers `{"work": "reads", "count": N}` with what each
//! of N calls took, in microseconds.

use std::time::Instant;

use amazonpay::AmazonPay;
use amazonpay::config::Region;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::Result;
use crate::summary::{Summary, Target, median};
use crate::worker::Worker;

const CHARGE: &str = "S02-9876543-1234567-C123456";
/// The private key of both, from the project's folder.
pub(crate) const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/keys/test-only-rsa-2048.pem");

/// Notes what a call takes in the language and in Rust, and judges the difference as `LANGUAGE_ffi_us`.
pub(crate) fn judge(
    summary: &mut Summary,
    language: &str,
    worker: &mut Worker,
    endpoint: &str,
) -> Result<()> {
    const ROUNDS: usize = 20;
    const CALLS: usize = 250;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let pay = AmazonPay::builder()
        .public_key_id("SANDBOX-AEXAMPLEEXAMPLEEXAMPLE")
        .private_key_file(KEY)?
        .region(Region::Eu)
        .endpoint(endpoint)
        .build()?;
    let order = json!({"work": "reads", "count": CALLS});
    let (mut there, mut here) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let theirs: Vec<f64> = worker.order(&order)?;
        let ours = reads(&runtime, &pay, CALLS)?;
        // The first opens connections.
        if round > 0 {
            there.extend(theirs);
            here.extend(ours);
        }
    }
    let (there, here) = (median(there), median(here));
    summary.note(&format!("{language}_read_us"), there);
    summary.note(&format!("{language}_read_in_rust_us"), here);
    summary.judge(&format!("{language}_ffi_us"), there - here, Target::AtMost(60.0));
    Ok(())
}

/// What each of some calls takes here, in microseconds.
fn reads(runtime: &Runtime, pay: &AmazonPay, count: usize) -> Result<Vec<f64>> {
    let read = |_| -> Result<f64> {
        let began = Instant::now();
        let charge = runtime.block_on(pay.charges().get(CHARGE).send())?;
        let took = began.elapsed().as_secs_f64() * 1e6;
        if charge.charge_id == CHARGE { Ok(took) } else { Err(format!("read {}", charge.charge_id).into()) }
    };
    (0..count).map(read).collect()
}

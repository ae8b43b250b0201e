//! The Swift package in a release build: what a call costs over the Rust core.

use std::env;
use std::process::Command;

use crate::stub_server::StubServer;
use crate::summary::{Summary, print};
use crate::worker::Worker;
use crate::{Result, border};

/// Names the command that starts the Swift half, `bindings-swift/Benches`; scripts/bench.sh builds it.
const VARIABLE: &str = "AMAZONPAY_BENCH_SWIFT";

pub(crate) fn measure(summary: &mut Summary) -> Result<()> {
    let Some(program) = env::var_os(VARIABLE) else {
        print("skipped: the Swift package, which scripts/bench.sh prepares where Swift is");
        return Ok(());
    };
    let server = StubServer::start_on(None)?;
    let toolchain = concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/swift_toolchain.sh");
    let mut worker = Worker::start(Command::new(toolchain).arg(program).args([&server.url, border::KEY]))?;
    border::judge(summary, "swift", &mut worker, &server.url)
}

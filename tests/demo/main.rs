//! `make demo`: one order from the first click to the closed permission, and a dispute and a report afterwards, against a
//! sandbox started for it.
//!
//! Everything goes over real HTTP with real signatures; nothing is known beforehand but the amounts. It exits with 1
//! and says what is off when any state, amount or count is not what it has to be.

mod afterwards;
mod control;
mod ledger;
mod report;
mod story;

use std::process::ExitCode;

use amazonpay::AmazonPay;
use amazonpay::config::Region;
use amazonpay_sandbox::Sandbox;
use clap::Parser;

use crate::control::Control;
use crate::report::Report;

/// Takes a payment from start to refund against a local Amazon Pay sandbox.
#[derive(Debug, Parser)]
#[command(name = "demo")]
struct Arguments {
    /// Print one JSON document instead of lines for people.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut report = Report::new(arguments.json);
    let outcome = run(&mut report).await;
    report.finish(&outcome);
    if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn run(report: &mut Report) -> Result<(), Box<dyn std::error::Error>> {
    // For the suite alone, which runs the demo and searches what it traces.
    amazonpay_tests::traces::install();
    let sandbox = Sandbox::builder().region(Region::Eu).start().await?;
    let credentials = sandbox.credentials();
    // The client's own clock: it learns from the sandbox's answers that eight days have passed.
    let pay = AmazonPay::builder()
        .public_key_id(&credentials.public_key_id)
        .private_key_pem(&credentials.private_key_pem)?
        .region(Region::Eu)
        .endpoint(sandbox.url())
        .build()?;
    report.opening(sandbox.url(), &credentials.public_key_id);
    let control = Control::new(sandbox.url());
    let story = story::tell(&pay, &control, &credentials.store_id, report).await?;
    let verifier = sandbox.notification_verifier()?.build()?;
    afterwards::tell(&pay, &control, &verifier, &credentials.merchant_id, &story, report).await?;
    let ledger = ledger::Ledger::read(&control, &story).await?;
    report.ledger(&ledger);
    ledger.check(&story)?;
    sandbox.shutdown().await;
    Ok(())
}

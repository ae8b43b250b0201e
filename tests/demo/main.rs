//! `make demo`: one order from the first click to the closed permission, and a dispute and a report afterwards, against a
//! sandbox started for it.
//!
//! Everything goes over real HTTP with real signatures; nothing is known beforehand but the amounts. It exits with 1
//! and says what is off when any state, amount or count is not what it has to be. With `--open` the sandbox stays, so that
//! what has happened can be looked at in its dashboard.

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
use tokio::signal::unix::{SignalKind, signal};

use crate::control::Control;
use crate::report::Report;

/// Takes a payment from start to refund against a local Amazon Pay sandbox.
#[derive(Debug, Parser)]
#[command(name = "demo")]
struct Arguments {
    /// Print one JSON document instead of lines for people.
    #[arg(long)]
    json: bool,
    /// Leave the sandbox running with all that has happened in it, until it is interrupted.
    #[arg(long)]
    open: bool,
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Where `amazonpay-sandbox serve` listens; a dashboard that stays is expected there.
const USUAL_PORT: u16 = 8417;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // For the suite alone, which runs the demo and searches what it traces.
    amazonpay_tests::traces::install();
    let mut report = Report::new(arguments.json);
    match start(arguments.open).await {
        Ok((sandbox, interrupted)) => {
            let outcome = run(&sandbox, &mut report).await;
            report.finish(&outcome, arguments.open.then(|| sandbox.url()));
            interrupted.await;
            sandbox.shutdown().await;
            if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            report.finish(&Err(error), None);
            ExitCode::FAILURE
        }
    }
}

/// A sandbox, and what completes when it is to end: at once, or once the process is told to.
async fn start(open: bool) -> Outcome<(Sandbox, impl Future<Output = ()>)> {
    // Before anything is printed: who reads the report may ask for the end right away.
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let builder = || Sandbox::builder().region(Region::Eu);
    let sandbox = match open {
        true => match builder().port(USUAL_PORT).start().await {
            Ok(sandbox) => sandbox,
            // Another one is there already.
            Err(_) => builder().start().await?,
        },
        false => builder().start().await?,
    };
    let interrupted = async move {
        if open {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
    };
    Ok((sandbox, interrupted))
}

async fn run(sandbox: &Sandbox, report: &mut Report) -> Outcome<()> {
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
    Ok(())
}

//! `make chaos`: payments while everything fails, and the proof that no money moved twice and none was lost.
//!
//! A sandbox runs in this process; client processes, killed and started again, carry out a plan of orders against it.
//! In the end the plan, the clients' journals and the sandbox's ledger have to agree. What the table means is in
//! docs/chaos.md.

mod arguments;
mod attempts;
mod books;
mod client;
mod control;
mod drawing;
mod endpoint;
mod expectation;
mod fault_mix;
mod in_store;
mod journal;
mod jumping_clock;
mod ledger;
mod plan;
mod reconciliation;
mod repetition;
mod report;
mod run;
mod settings;
mod shares;
mod shop;
mod steps;
mod watcher;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::{Arguments, CommandLine, Role};

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> ExitCode {
    let CommandLine { role, arguments } = CommandLine::parse();
    let outcome = match role {
        Some(Role::Client { settings }) => client::run(&settings).await.map(|()| true),
        None => watch(&arguments).await,
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            _ = writeln!(std::io::stderr(), "chaos: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether plan, journals and ledger agree.
async fn watch(arguments: &Arguments) -> Result<bool> {
    let report = run::run(arguments).await?;
    report.store(&arguments.folder)?;
    // A reader that has gone away is no failure of the run, and the table is stored.
    _ = writeln!(std::io::stdout(), "{report}");
    Ok(report.ok)
}

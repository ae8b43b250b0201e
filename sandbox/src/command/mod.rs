//! The command line, as a function: `amazonpay-sandbox serve`.
//!
//! The program of this crate is this and nothing else, and a package for another language can bring the same command.

mod serve;
mod state_folder;

use std::ffi::OsString;
use std::io::Write as _;

use clap::{Parser, Subcommand};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::prelude::*;

/// Amazon Pay on this machine: a local sandbox that speaks the API, signatures and all.
#[derive(Debug, Parser)]
#[command(name = "amazonpay-sandbox", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Listens until it is interrupted, and prints the environment variables that a client needs.
    Serve(serve::Serve),
}

/// Runs the command until SIGINT or SIGTERM, and returns its exit code: 0 when it was stopped or has shown its help, 1
/// when it failed, 2 for arguments that can't be. What went wrong stands on standard error.
///
/// `arguments` begin with the program's name, which usage lines show. It blocks, on a runtime of its own.
///
/// ```
/// assert_eq!(amazonpay_sandbox::command::run(["amazonpay-sandbox", "serve", "--port", "none"]), 2);
/// ```
pub fn run(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> u8 {
    run_with(arguments, stop_signal)
}

/// As [`run`], until `stop` completes and whatever the signals: for a process that watches them itself.
pub fn run_until(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    stop: impl Future<Output = ()>,
) -> u8 {
    run_with(arguments, || Ok(stop))
}

fn run_with<Stop: Future<Output = ()>>(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    stop: impl FnOnce() -> std::io::Result<Stop>,
) -> u8 {
    let Command::Serve(options) = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli.command,
        Err(refusal) => {
            // Where it is to be printed may be closed, and then there is nobody to tell.
            _ = refusal.print();
            return u8::try_from(refusal.exit_code()).unwrap_or(2);
        }
    };
    log_to_stderr();
    let served = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the runtime could not be started: {error}"))
        .and_then(|runtime| {
            runtime.block_on(async {
                let stop = stop().map_err(|error| format!("signals can't be watched: {error}"))?;
                serve::serve(options, stop).await
            })
        });
    match served {
        Ok(()) => 0,
        Err(message) => {
            // Standard error may be closed, and then there is nobody to tell.
            _ = writeln!(std::io::stderr(), "amazonpay-sandbox: {message}");
            1
        }
    }
}

/// Logs warnings, or what `RUST_LOG` asks for: a level, or targets with levels such as `amazonpay_sandbox=debug`.
fn log_to_stderr() {
    let asked = std::env::var("RUST_LOG").ok().and_then(|text| text.parse::<Targets>().ok());
    let filter = asked.unwrap_or_else(|| Targets::new().with_default(LevelFilter::WARN));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(filter);
    // A process that has its own subscriber keeps it.
    _ = tracing_subscriber::registry().with(lines).try_init();
}

/// Completes on SIGINT or SIGTERM. They are watched from the moment this is called.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Completes on Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Where Ctrl-C can't be watched, the system ends the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

//! The command line.

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand};

type Number = RangedU64ValueParser<usize>;

/// Carries out thousands of payments while everything fails, and proves that no money moved twice and none was lost.
#[derive(Debug, Parser)]
#[command(name = "chaos", args_conflicts_with_subcommands = true)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) role: Option<Role>,
    #[command(flatten)]
    pub(crate) arguments: Arguments,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Role {
    /// How the program starts the processes that it kills.
    #[command(hide = true)]
    Client {
        /// The file that says what to do.
        settings: PathBuf,
    },
}

/// How large a run is.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many operations of the API to carry out, at least.
    #[arg(long, default_value_t = 20_000, value_parser = Number::new().range(1..=10_000_000))]
    pub(crate) operations: usize,
    /// How many client processes there are.
    #[arg(long, default_value_t = 4, value_parser = Number::new().range(1..=64))]
    pub(crate) clients: usize,
    /// How many orders each of them carries out at the same time.
    #[arg(long, default_value_t = 16, value_parser = Number::new().range(1..=1_000))]
    pub(crate) tasks: usize,
    /// How often a client process is killed.
    #[arg(long, default_value_t = 40)]
    pub(crate) kills: usize,
    /// What all randomness comes from: orders, faults, jumps of clocks, kills.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Where journals and results go.
    #[arg(long, default_value = "target/chaos")]
    pub(crate) folder: PathBuf,
    /// Makes the clients forget their idempotency keys when they are killed: the run has to fail then.
    #[arg(long, hide = true)]
    pub(crate) forget_keys: bool,
}

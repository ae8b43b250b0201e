//! `make bench`: measures speed and memory in one run and writes `target/bench/summary.json`.
//!
//! Without arguments everything is measured and written; `bench signing request sandbox` measures only those and
//! writes nothing. `bench stub-server` is how the program starts the server that `request` talks to, so that the
//! server's time is not counted as the client's. What each figure means is in docs/benchmarks.md.

mod batches;
mod border;
mod connection;
mod decoding;
mod kotlin;
mod node;
mod notification;
mod pages;
mod payments;
mod placement;
mod processor_time;
mod python;
mod request;
mod sandbox_memory;
mod sandbox_process;
mod sandbox_throughput;
mod shop;
mod signing;
mod stub_server;
mod summary;
mod swift;
mod worker;

use std::alloc::System;
use std::error::Error;
use std::process::ExitCode;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

use crate::summary::Summary;

/// The system's allocator, counting. It costs each allocation of the benchmarks a few nanoseconds, to our disadvantage.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

type Benchmark = fn(&mut Summary) -> Result<()>;

const BENCHMARKS: [(&str, Benchmark); 10] = [
    ("signing", signing::measure),
    ("request", request::measure),
    ("notification", notification::measure),
    ("decoding", decoding::measure),
    ("sandbox", sandbox),
    ("python", python::measure),
    ("node", node::measure),
    ("kotlin", kotlin::measure),
    ("swift", swift::measure),
    ("pages", pages::measure),
];

fn main() -> Result<ExitCode> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    if let [argument, how @ ..] = names.as_slice()
        && argument == stub_server::ARGUMENT
    {
        stub_server::serve(how)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(name) = names.iter().find(|name| !BENCHMARKS.iter().any(|(known, _)| known == name)) {
        let known = BENCHMARKS.map(|(known, _)| known).join(", ");
        return Err(format!("expected some of {known}, found {name:?}").into());
    }
    if cfg!(debug_assertions) {
        return Err("a debug build tells nothing about speed: run `make bench`".into());
    }
    let mut summary = Summary::default();
    for (name, measure) in BENCHMARKS {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            measure(&mut summary)?;
        }
    }
    if names.is_empty() {
        summary.write()?;
    }
    Ok(summary.conclude())
}

fn sandbox(summary: &mut Summary) -> Result<()> {
    sandbox_process::measure_start(summary)?;
    sandbox_throughput::measure(summary)?;
    sandbox_memory::measure(summary)
}

//! The Kotlin package as packed, side by side with Amazon's own SDK for Java.
//!
//! `bindings-kotlin/benches/Worker.java` does the work, both clients in one process; this side says how much and judges. The
//! two take turns of a second or less, and the median of the rounds' ratios counts.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde_json::json;

use crate::stub_server::StubServer;
use crate::summary::{Summary, Target, median, print};
use crate::worker::Worker;
use crate::{Result, border};

/// Names the class path of the worker; scripts/bench.sh makes it.
const VARIABLE: &str = "AMAZONPAY_BENCH_JAVA";

pub(crate) fn measure(summary: &mut Summary) -> Result<()> {
    let Some(class_path) = env::var_os(VARIABLE) else {
        print("skipped: the Kotlin package, which scripts/bench.sh prepares where a JDK and Maven are");
        return Ok(());
    };
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/bench/kotlin"));
    fs::create_dir_all(folder)?;
    let authority = folder.join("authority.pem");
    let (plain, tls) = (StubServer::start_on(None)?, StubServer::start_with_tls(&authority)?);
    let mut worker = Worker::start(
        Command::new("java")
            .arg("-cp")
            .arg(class_path)
            .args(["dev.amazonpay.bench.Worker", &plain.url, &tls.url, border::KEY])
            .arg(&authority),
    )?;
    measure_against_official(summary, &mut worker, "signatures", "sign", 3.0)?;
    measure_against_official(summary, &mut worker, "captures", "calls", 1.5)?;
    border::judge(summary, "kotlin", &mut worker, &plain.url)
}

/// What some work took, in seconds.
#[derive(Deserialize)]
struct Taken {
    cpu: f64,
    clock: f64,
}

/// The same work by both, on one thread and on sixteen; the worse of the two counts.
fn measure_against_official(
    summary: &mut Summary,
    worker: &mut Worker,
    work: &str,
    name: &str,
    least: f64,
) -> Result<()> {
    let mut worst = f64::INFINITY;
    for threads in [1, 16] {
        let turns = turns(worker, work, threads)?;
        for (client, of) in [("amazonpay", 0), ("official", 1)] {
            let each =
                |figure: fn(&Taken) -> f64| median(turns.iter().map(|turn| figure(&turn[of])).collect());
            let count = BATCH as f64;
            summary
                .note(&format!("kotlin_{client}_{name}_per_s_{threads}"), count / each(|taken| taken.clock));
            summary.note(
                &format!("kotlin_{client}_{name}_cpu_us_{threads}"),
                each(|taken| taken.cpu) * 1e6 / count,
            );
        }
        let ratio = median(turns.iter().map(|[ours, official]| official.clock / ours.clock).collect());
        summary.note(&format!("kotlin_{name}_over_java_sdk_{threads}"), ratio);
        worst = worst.min(ratio);
    }
    summary.judge(&format!("kotlin_{name}_over_java_sdk"), worst, Target::AtLeast(least));
    Ok(())
}

/// How often the work is done in a turn.
const BATCH: usize = 640;

/// Rounds of turns of ours and the official SDK, on so many threads.
fn turns(worker: &mut Worker, work: &str, threads: usize) -> Result<Vec<[Taken; 2]>> {
    // The virtual machine compiles while it runs; after these few thousand repetitions it is done with what is repeated.
    const WARMING: usize = 6;
    const ROUNDS: usize = 11;
    let mut round = || -> Result<[Taken; 2]> {
        let mut turn = |client: &str| {
            worker.order(&json!({"work": work, "client": client, "count": BATCH, "threads": threads}))
        };
        Ok([turn("amazonpay")?, turn("official")?])
    };
    for _ in 0..WARMING {
        round()?;
    }
    (0..ROUNDS).map(|_| round()).collect()
}

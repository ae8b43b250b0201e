//! The Node package as installed, side by side with Amazon's own SDK for Node.
//!
//! `bindings-node/benches/worker.mjs` makes the calls, in a process for each client; this side says how many and judges. The
//! two take turns of a second or less, and the median of the rounds' ratios counts.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde::Deserialize;
use serde_json::json;

use crate::Result;
use crate::stub_server::StubServer;
use crate::summary::{Summary, Target, median, print};
use crate::worker::Worker;

/// Names the folder in which the package is installed; scripts/bench.sh makes it.
const VARIABLE: &str = "AMAZONPAY_BENCH_NODE";
const KEY: &str = "tests/vectors/keys/test-only-rsa-2048.pem";

pub(crate) fn measure(summary: &mut Summary) -> Result<()> {
    let Some(folder) = env::var_os(VARIABLE).map(PathBuf::from) else {
        print("skipped: the Node package, which scripts/bench.sh prepares where node is");
        return Ok(());
    };
    measure_load(summary, &folder)?;
    let authority = folder.join("authority.pem");
    let server = StubServer::start_with_tls(&authority)?;
    let start = |client: &str, folder: &Path| {
        Worker::start(
            Command::new("node")
                .arg("--expose-gc")
                .arg(root().join("bindings-node/benches/worker.mjs"))
                .args([client.as_ref(), folder.as_os_str(), server.url.as_ref()])
                .args([root().join(KEY), authority.clone()])
                // The only way to tell the official SDK of an authority; ours has a setting.
                .env("NODE_EXTRA_CA_CERTS", &authority),
        )
    };
    let interop = root().join("tests/interop");
    let ours = &mut start("amazonpay", &folder)?;
    let official = &mut start("official", &interop)?;
    measure_throughput(summary, ours, official)?;
    measure_parsed_key(summary, ours, &mut start("official_parsed_key", &interop)?)?;
    measure_event_loop(summary, ours, official)?;
    measure_memory(summary, ours, official)
}

/// What loading the package adds to the life of a process, whose files have been read before: a program that only loads it,
/// less an empty program.
fn measure_load(summary: &mut Summary, folder: &Path) -> Result<()> {
    let programs = [
        ("empty.cjs", ""),
        ("require.cjs", "require('amazonpay')"),
        ("empty.mjs", ""),
        ("import.mjs", "import 'amazonpay'"),
    ];
    for (file, program) in programs {
        fs::write(folder.join(file), program)?;
    }
    let run = |file: &str| -> Result<f64> {
        let began = Instant::now();
        let status = Command::new("node").arg(file).current_dir(folder).status()?;
        let took = began.elapsed().as_secs_f64() * 1e3;
        if status.success() { Ok(took) } else { Err(format!("node {file} ended with {status}").into()) }
    };
    let (mut empty, mut required, mut imported) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=21 {
        let took = [run("empty.cjs")?, run("require.cjs")?, run("empty.mjs")?, run("import.mjs")?];
        if round > 0 {
            empty.push(took[0]);
            required.push(took[1] - took[0]);
            imported.push(took[3] - took[2]);
        }
    }
    summary.note("node_start_ms", median(empty));
    summary.judge("node_load_ms", median(required), Target::AtMost(20.0));
    summary.judge("node_load_esm_ms", median(imported), Target::AtMost(20.0));
    Ok(())
}

/// What some calls took, in seconds.
#[derive(Deserialize)]
struct Taken {
    cpu: f64,
    clock: f64,
}

/// How many calls make a turn.
const BATCH: usize = 640;

/// Rounds of turns of both clients, so many calls at a time.
fn turns(ours: &mut Worker, official: &mut Worker, in_flight: usize) -> Result<Vec<(Taken, Taken)>> {
    const ROUNDS: usize = 15;
    let order = json!({"work": "calls", "count": BATCH, "inFlight": in_flight});
    let mut round = || -> Result<(Taken, Taken)> { Ok((ours.order(&order)?, official.order(&order)?)) };
    // The first opens connections.
    round()?;
    (0..ROUNDS).map(|_| round()).collect()
}

/// How many times as many calls a second we make, and the part of the processor time that we need for one.
fn ratios(turns: &[(Taken, Taken)]) -> (f64, f64) {
    let per_second = turns.iter().map(|(ours, official)| official.clock / ours.clock).collect();
    let processor = turns.iter().map(|(ours, official)| ours.cpu / official.cpu).collect();
    (median(per_second), median(processor))
}

/// The same signed calls by both clients, one at a time and 32 at a time.
fn measure_throughput(summary: &mut Summary, ours: &mut Worker, official: &mut Worker) -> Result<()> {
    for in_flight in [1, 32] {
        let turns = turns(ours, official, in_flight)?;
        let mut note = |name: &str, of: fn(&(Taken, Taken)) -> &Taken| {
            let each = |figure: fn(&Taken) -> f64| {
                median(turns.iter().map(|turn| figure(of(turn))).collect()) / BATCH as f64
            };
            summary.note(&format!("node_{name}_per_s_{in_flight}"), 1.0 / each(|taken| taken.clock));
            summary.note(&format!("node_{name}_cpu_us_{in_flight}"), each(|taken| taken.cpu) * 1e6);
        };
        note("amazonpay", |(ours, _)| ours);
        note("official", |(_, official)| official);
        let (per_second, processor) = ratios(&turns);
        if in_flight == 1 {
            summary.note("node_over_official_1", per_second);
            summary.note("node_cpu_over_official_1", processor);
        } else {
            summary.judge("node_over_official_32", per_second, Target::AtLeast(3.0));
            summary.judge("node_cpu_over_official", processor, Target::AtMost(1.0 / 3.0));
        }
    }
    Ok(())
}

/// What is left when the official SDK need not parse the key at each call.
fn measure_parsed_key(summary: &mut Summary, ours: &mut Worker, official: &mut Worker) -> Result<()> {
    let (per_second, processor) = ratios(&turns(ours, official, 32)?);
    summary.note("node_over_official_parsed_key_32", per_second);
    summary.note("node_cpu_over_official_parsed_key_32", processor);
    Ok(())
}

/// How late a timer of a millisecond was, in milliseconds.
#[derive(Deserialize)]
struct Late {
    median: f64,
    p99: f64,
    most: f64,
}

/// What else happens in the process waits for the event loop: how long while 32 calls are in flight?
fn measure_event_loop(summary: &mut Summary, ours: &mut Worker, official: &mut Worker) -> Result<()> {
    const ROUNDS: usize = 11;
    let idle = json!({"work": "idleEventLoop", "milliseconds": 1_000});
    let idle: Late = ours.order(&idle)?;
    summary.note("node_event_loop_idle_p99_ms", idle.p99);
    let order = json!({"work": "eventLoop", "count": 2_560, "inFlight": 32});
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (one, other): (Late, Late) = (ours.order(&order)?, official.order(&order)?);
        if round > 0 {
            mine.push(one);
            theirs.push(other);
        }
    }
    let ratio = mine.iter().zip(&theirs).map(|(ours, official)| official.p99 / ours.p99).collect();
    for (name, late) in [("amazonpay", &mine), ("official", &theirs)] {
        let each = |figure: fn(&Late) -> f64| median(late.iter().map(figure).collect());
        summary.note(&format!("node_{name}_event_loop_median_ms"), each(|late| late.median));
        summary.note(&format!("node_{name}_event_loop_p99_ms"), each(|late| late.p99));
        summary.note(&format!("node_{name}_event_loop_most_ms"), each(|late| late.most));
    }
    summary.judge("node_event_loop_over_official", median(ratio), Target::AtLeast(10.0));
    Ok(())
}

/// A process's memory in bytes, after a collection of garbage, and the most that was resident.
#[derive(Deserialize)]
struct Memory {
    resident: f64,
    peak: f64,
    heap: f64,
}

/// What both need under load, and whether 200,000 calls leave memory behind.
fn measure_memory(summary: &mut Summary, ours: &mut Worker, official: &mut Worker) -> Result<()> {
    let order = json!({"work": "memory"});
    let (before, theirs): (Memory, Memory) = (ours.order(&order)?, official.order(&order)?);
    for (name, memory) in [("amazonpay", &before), ("official", &theirs)] {
        summary.note(&format!("node_{name}_resident_mib"), memory.resident / f64::from(1 << 20));
        summary.note(&format!("node_{name}_peak_resident_mib"), memory.peak / f64::from(1 << 20));
    }
    let _: Taken = ours.order(&json!({"work": "calls", "count": 200_000, "inFlight": 32}))?;
    let after: Memory = ours.order(&order)?;
    let growth = |figure: fn(&Memory) -> f64| (figure(&after) / figure(&before) - 1.0) * 100.0;
    summary.judge("node_rss_growth_percent", growth(|memory| memory.resident), Target::AtMost(5.0));
    summary.note("node_heap_growth_percent", growth(|memory| memory.heap));
    Ok(())
}

/// The project's folder.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

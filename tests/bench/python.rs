//! The Python package as installed: our client against one written with `requests` and `cryptography`, and what Python costs
//! over the Rust core.
//!
//! `bindings-python/benches/worker.py` does the work in processes of its own; this side says what and judges. Who is
//! compared takes turns of a second or less, and the median of the rounds' ratios counts.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use amazonpay::AmazonPay;
use amazonpay::config::Region;
use amazonpay::operation::{CallOptions, OperationInput};
use amazonpay::signing::PrivateKey;
use rustix::thread::CpuSet;
use serde::Deserialize;
use serde_json::json;

use crate::processor_time::{micros_each, of_process};
use crate::stub_server::StubServer;
use crate::summary::{Summary, Target, median, print};
use crate::worker::Worker;
use crate::{Result, placement};

/// Names the Python of a virtual environment with the wheel, `requests` and `cryptography`; scripts/bench.sh makes it.
const VARIABLE: &str = "AMAZONPAY_BENCH_PYTHON";
const KEY: &str = "tests/vectors/keys/test-only-rsa-2048.pem";
const CHARGE: &str = "S02-9876543-1234567-C123456";
const BODY: &str = r#"{"captureAmount":{"amount":"20.00","currencyCode":"EUR"},"softDescriptor":"KAFFE"}"#;

pub(crate) fn measure(summary: &mut Summary) -> Result<()> {
    let Some(python) = env::var_os(VARIABLE).map(PathBuf::from) else {
        print("skipped: the Python package, which scripts/bench.sh prepares where python3 is");
        return Ok(());
    };
    measure_import(summary, &python)?;
    let cores = placement::allowed()?;
    // Before this thread is bound to a core, which the server would inherit.
    let server = StubServer::start_on(Some(1))?;
    placement::keep_on(&placement::one_of(&cores, 0))?;
    let border = measure_border(summary, &python, &server, &cores);
    placement::keep_on(&cores)?;
    border?;
    drop(server);
    // Throughput: as many cores as there are for everybody, since two clients are compared and not the server.
    let server = StubServer::start_on(None)?;
    let mut worker = Python::start(&python, &server.url)?;
    measure_throughput(summary, &mut worker)?;
    measure_signing_threads(summary, &mut worker)?;
    measure_memory(summary, &mut worker)
}

/// `import amazonpay` in a fresh process, its files read before; and with it what is otherwise loaded at first use.
fn measure_import(summary: &mut Summary, python: &Path) -> Result<()> {
    summary.judge("python_import_ms", import_ms(python, "import amazonpay")?, Target::AtMost(40.0));
    let all =
        "import amazonpay.models, amazonpay.async_client; from amazonpay import AmazonPay, Notification";
    summary.note("python_import_all_ms", import_ms(python, all)?);
    Ok(())
}

fn import_ms(python: &Path, import: &str) -> Result<f64> {
    let program = format!(
        "import time; began = time.perf_counter(); {import}; print((time.perf_counter() - began) * 1e3)"
    );
    let import = || -> Result<f64> {
        // -I: not this folder, no variables; only what is installed.
        let output = Command::new(python).args(["-I", "-c", &program]).output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        said.trim()
            .parse()
            .map_err(|_| format!("{}: {}", said, String::from_utf8_lossy(&output.stderr)).into())
    };
    import()?;
    let times: Result<Vec<f64>> = (0..21).map(|_| import()).collect();
    Ok(median(times?))
}

/// What a call costs over the same call in Rust: the border alone, and the typed client as a whole. Client and server have
/// a core each; see `placement`.
fn measure_border(summary: &mut Summary, python: &Path, server: &StubServer, cores: &CpuSet) -> Result<()> {
    const ROUNDS: usize = 40;
    const BATCH: usize = 400;
    // The core as the package runs it: the caller's thread drives the call, the runtime's threads the connection.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.count().try_into()?)
        .enable_all()
        .build()?;
    let pay = AmazonPay::builder()
        .public_key_id("SANDBOX-AEXAMPLEEXAMPLEEXAMPLE")
        .private_key(PrivateKey::from_pem(&fs::read_to_string(root().join(KEY))?)?)
        .region(Region::Eu)
        .endpoint(&server.url)
        .build()?;
    let mut worker = Python::start(python, &server.url)?;
    let (mut core, mut border, mut typed) = (Vec::new(), Vec::new(), Vec::new());
    let (mut over_core, mut typed_over_core) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let rust = runtime.block_on(captures(&pay, BATCH))?;
        let native = worker.micros_each("native", BATCH, 1)?;
        let whole = worker.micros_each("amazonpay", BATCH, 1)?;
        // The first round opens connections.
        if round > 0 {
            core.push(rust);
            border.push(native);
            typed.push(whole);
            over_core.push(native - rust);
            typed_over_core.push(whole - rust);
        }
    }
    summary.note("python_core_call_us", median(core));
    summary.note("python_native_call_us", median(border));
    summary.note("python_typed_call_us", median(typed));
    summary.judge("python_ffi_us", median(over_core), Target::AtMost(40.0));
    summary.note("python_typed_over_core_us", median(typed_over_core));
    Ok(())
}

/// The microseconds of processor time for one capture by name, signature and all.
async fn captures(pay: &AmazonPay, count: usize) -> Result<f64> {
    let before = of_process();
    for _ in 0..count {
        let input = OperationInput {
            path_parameters: vec![CHARGE.to_owned()],
            query: None,
            body: Some(serde_json::from_str(BODY)?),
        };
        let answer = pay.execute("charges.capture", input, CallOptions::default()).await?;
        if !answer.starts_with(format!(r#"{{"chargeId":"{CHARGE}""#).as_bytes()) {
            return Err(format!("expected {CHARGE}, found {}", String::from_utf8_lossy(&answer)).into());
        }
    }
    Ok(micros_each(of_process() - before, count))
}

/// The same signed call by both clients, on one thread and on sixteen.
fn measure_throughput(summary: &mut Summary, worker: &mut Python) -> Result<()> {
    const ROUNDS: usize = 9;
    const BATCH: usize = 1_600;
    for threads in [1, 16] {
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..=ROUNDS {
            let mine = worker.work("amazonpay", BATCH, threads)?;
            let other = worker.work("requests", BATCH, threads)?;
            if round > 0 {
                ratios.push(other.clock / mine.clock);
                ours.push(mine);
                theirs.push(other);
            }
        }
        for (name, taken) in [("amazonpay", ours), ("requests", theirs)] {
            let each = |figure: fn(&Taken) -> f64| median(taken.iter().map(figure).collect());
            summary.note(
                &format!("python_{name}_cpu_us_{threads}"),
                each(|taken| taken.cpu) * 1e6 / BATCH as f64,
            );
            summary.note(&format!("python_{name}_per_s_{threads}"), BATCH as f64 / each(|taken| taken.clock));
        }
        let key = format!("python_over_requests_{threads}");
        if threads == 1 {
            summary.note(&key, median(ratios));
        } else {
            summary.judge(&key, median(ratios), Target::AtLeast(2.0));
        }
    }
    Ok(())
}

/// Signatures a second of two threads over those of one.
fn measure_signing_threads(summary: &mut Summary, worker: &mut Python) -> Result<()> {
    const BATCH: usize = 1_000;
    let mut ratios = Vec::new();
    for _ in 0..15 {
        let one = worker.work("sign", BATCH, 1)?;
        let two = worker.work("sign", 2 * BATCH, 2)?;
        ratios.push(2.0 * one.clock / two.clock);
    }
    summary.judge("python_two_threads", median(ratios), Target::AtLeast(1.8));
    Ok(())
}

/// Whether 200,000 calls leave memory behind.
fn measure_memory(summary: &mut Summary, worker: &mut Python) -> Result<()> {
    const CALLS: usize = 200_000;
    let before = worker.work("amazonpay", 8_000, 4)?.resident;
    let after = worker.work("amazonpay", CALLS, 4)?.resident;
    summary.note("python_resident_mib", after / f64::from(1 << 20));
    summary.judge("python_rss_growth_percent", (after / before - 1.0) * 100.0, Target::AtMost(5.0));
    Ok(())
}

/// A Python process that works on command.
struct Python(Worker);

/// What some work took, in seconds, and the process's resident bytes after it.
#[derive(Deserialize)]
struct Taken {
    cpu: f64,
    clock: f64,
    resident: f64,
}

impl Python {
    fn start(python: &Path, url: &str) -> Result<Self> {
        let mut command = Command::new(python);
        command.arg(root().join("bindings-python/benches/worker.py")).arg(url).arg(root().join(KEY));
        Worker::start(&mut command).map(Self)
    }

    fn work(&mut self, work: &str, count: usize, threads: usize) -> Result<Taken> {
        self.0.order(&json!({"work": work, "count": count, "threads": threads}))
    }

    fn micros_each(&mut self, work: &str, count: usize, threads: usize) -> Result<f64> {
        Ok(self.work(work, count, threads)?.cpu * 1e6 / count as f64)
    }
}

/// The project's folder.
fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

//! What a whole call costs the client, and whether calls leave memory behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::config::Region;
use amazonpay::error::SigningError;
use amazonpay::model::{CaptureCharge, Money};
use amazonpay::signing::{Algorithm, PrivateKey, Signer};
use async_trait::async_trait;
use rustix::thread::CpuSet;

use crate::processor_time::{micros_each, of_process, of_thread, resident_bytes};
use crate::stub_server::StubServer;
use crate::summary::{Summary, Target, median};
use crate::{ALLOCATOR, Result, placement};

const REQUESTS: usize = 100_000;
const BATCH: usize = 500;
const CHARGE: &str = "S02-9876543-1234567-C123456";
const KEY: &[u8] = include_bytes!("../vectors/keys/accepted/pkcs8.der");

/// A local key that adds up the processor time of its signatures, to be taken off exactly.
#[derive(Debug)]
struct TimedKey {
    key: PrivateKey,
    nanoseconds: AtomicU64,
}

impl TimedKey {
    fn used(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed))
    }
}

#[async_trait]
impl Signer for TimedKey {
    async fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        self.key.sign(algorithm, message).await
    }

    fn sign_now(&self, algorithm: Algorithm, message: &[u8]) -> Option<Result<Vec<u8>, SigningError>> {
        let before = of_thread();
        let signature = self.key.sign_now(algorithm, message);
        let used = u64::try_from((of_thread() - before).as_nanos()).unwrap_or_default();
        self.nanoseconds.fetch_add(used, Ordering::Relaxed);
        signature
    }
}

pub(crate) fn measure(summary: &mut Summary) -> Result<()> {
    let cores = placement::allowed()?;
    // Before this thread is bound to a core, which the server would inherit.
    // The client takes the first core; see `placement`.
    let server = StubServer::start_on(Some(1))?;
    placement::keep_on(&placement::one_of(&cores, 0))?;
    let measured = measure_with(summary, &server, &cores);
    placement::keep_on(&cores)?;
    measured
}

fn measure_with(summary: &mut Summary, server: &StubServer, cores: &CpuSet) -> Result<()> {
    let key = Arc::new(TimedKey { key: PrivateKey::from_der(KEY)?, nanoseconds: AtomicU64::new(0) });
    let pay = AmazonPay::builder()
        .public_key_id("SANDBOX-AEXAMPLEEXAMPLEEXAMPLE")
        .signer(Arc::clone(&key) as Arc<dyn Signer>)
        .region(Region::Eu)
        .endpoint(&server.url)
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        captures(&pay, &key, 2 * BATCH).await?;
        gets(&pay, &key, 2 * BATCH).await?;
        let mut costs = Vec::with_capacity(REQUESTS / BATCH);
        let (live, resident) = (live_bytes(), resident_bytes(std::process::id())?);
        for _ in 0..REQUESTS / BATCH {
            costs.push(captures(&pay, &key, BATCH).await?);
        }
        let growth = live_bytes() - live;
        let resident_growth = resident_bytes(std::process::id())? - resident;
        summary.judge("request_cpu_us", median(costs), Target::AtMost(120.0));
        // A connection's buffers may grow by a few kilobytes once; a byte a request would be 100,000.
        summary.judge("client_growth_bytes_per_100k_requests", growth, Target::AtMost(16_384.0));
        summary.note("client_rss_growth_bytes_per_100k_requests", resident_growth);

        let mut costs = Vec::new();
        for _ in 0..40 {
            costs.push(gets(&pay, &key, BATCH).await?);
        }
        summary.note("get_request_cpu_us", median(costs));

        placement::keep_on(&placement::one_of(cores, 1))?;
        let mut costs = Vec::new();
        for _ in 0..20 {
            costs.push(captures(&pay, &key, BATCH).await?);
        }
        summary.note("request_cpu_one_core_us", median(costs));
        let before = ALLOCATOR.stats().allocations;
        captures(&pay, &key, 100).await?;
        let allocations = ALLOCATOR.stats().allocations - before;
        summary.note("request_allocations", allocations as f64 / 100.0);
        Ok(())
    })
}

/// Bytes that are allocated and not freed.
fn live_bytes() -> f64 {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated as f64 - stats.bytes_deallocated as f64
}

/// The microseconds of processor time for one capture, less the signature.
async fn captures(pay: &AmazonPay, key: &TimedKey, count: usize) -> Result<f64> {
    let (before, signed) = (of_process(), key.used());
    for _ in 0..count {
        let request = CaptureCharge::new(Money::eur("20.00")?).soft_descriptor("KAFFE");
        let charge = pay.charges().capture(CHARGE, request).send().await?;
        assert_charge(&charge.charge_id)?;
    }
    Ok(micros_each((of_process() - before) - (key.used() - signed), count))
}

/// The same for a read.
async fn gets(pay: &AmazonPay, key: &TimedKey, count: usize) -> Result<f64> {
    let (before, signed) = (of_process(), key.used());
    for _ in 0..count {
        assert_charge(&pay.charges().get(CHARGE).send().await?.charge_id)?;
    }
    Ok(micros_each((of_process() - before) - (key.used() - signed), count))
}

fn assert_charge(id: &str) -> Result<()> {
    if id == CHARGE { Ok(()) } else { Err(format!("expected {CHARGE}, found {id}").into()) }
}

//! How much memory the sandbox takes for an object, and whether that stays the same as they become many.

use std::thread;

use crate::Result;
use crate::connection::Connection;
use crate::payments::{consent, refund};
use crate::processor_time::resident_bytes;
use crate::sandbox_process::SandboxProcess;
use crate::shop::Shop;
use crate::summary::{Summary, Target};

/// A payment makes four objects: session, permission, charge, refund.
const OBJECTS_A_PAYMENT: usize = 4;
/// More requests than the request log keeps, whose memory is not the objects'.
const WARM_UP: usize = 500;
const FEW: usize = 2_500;
const MANY: usize = 10_000;
const THREADS: usize = 2;

pub(crate) fn measure(summary: &mut Summary) -> Result<()> {
    let (sandbox, shop) = SandboxProcess::start()?;
    pay(&shop, 0, WARM_UP)?;
    let before = resident_bytes(sandbox.id())?;
    pay(&shop, WARM_UP, WARM_UP + FEW)?;
    let with_few = resident_bytes(sandbox.id())? - before;
    pay(&shop, WARM_UP + FEW, WARM_UP + MANY)?;
    let with_many = resident_bytes(sandbox.id())? - before;

    let (few, many) = ((FEW * OBJECTS_A_PAYMENT) as f64, (MANY * OBJECTS_A_PAYMENT) as f64);
    let (at_few, at_many) = (with_few / few, with_many / many);
    summary.judge("sandbox_bytes_per_object", at_few.max(at_many), Target::AtMost(4_096.0));
    summary.note("sandbox_bytes_per_object_at_10000", at_few);
    summary.note("sandbox_bytes_per_object_at_40000", at_many);
    // Linear: an object more costs no more when there are many. Tables that double make steps of some per cent.
    let late = (with_many - with_few) / (many - few);
    summary.judge("sandbox_memory_late_over_early", late / at_few, Target::AtMost(1.25));
    Ok(())
}

/// Takes the payments numbered `from` to `to`, each refunded in part.
fn pay(shop: &Shop, from: usize, to: usize) -> Result<()> {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn(move || -> Result<()> {
                    let mut connection = Connection::open(shop.url.authority())?;
                    for number in (from + thread..to).step_by(THREADS) {
                        let consent =
                            consent(shop, &mut connection, "AuthorizeWithCapture", &number.to_string())?;
                        let charge = consent.charge.ok_or("completing made no charge")?;
                        let body = refund(&charge);
                        connection.succeed(&shop.signed(
                            "POST",
                            "refunds",
                            Some((&format!("r-{number}"), &body)),
                        )?)?;
                    }
                    Ok(())
                })
            })
            .collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("a thread panicked".into())))
    })
}

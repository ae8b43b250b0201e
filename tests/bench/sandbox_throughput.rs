//! How many verified requests a second the sandbox answers, on the same cores as those who ask.

use std::thread;
use std::time::{Duration, Instant};

use crate::Result;
use crate::connection::Connection;
use crate::payments::{charge, consent, session, text};
use crate::processor_time::{micros_each, of_other, of_process};
use crate::sandbox_process::SandboxProcess;
use crate::shop::Shop;
use crate::summary::{Summary, Target, median};

const ROUNDS: usize = 9;
/// Of a hundred requests: 90 reads, 5 new sessions, 5 new charges.
const REQUESTS_A_ROUND: usize = 12_000;
const WRITES_A_KIND: usize = REQUESTS_A_ROUND / 20;
/// The API allows 25 charges on a permission.
const CHARGES_A_PERMISSION: usize = 20;
const PERMISSIONS_A_ROUND: usize = WRITES_A_KIND / CHARGES_A_PERMISSION;
/// Reads are signed once and sent three times in a round, so that signing does not take the longest.
const READS_A_PERMISSION: usize = 9 * 2 * CHARGES_A_PERMISSION / 3;
const LOOKS: usize = 21;
const THREADS: usize = 2;
const CONNECTIONS_A_THREAD: usize = 8;

struct Round {
    took: Duration,
    server: Duration,
    client: Duration,
}

pub(crate) fn measure(summary: &mut Summary) -> Result<()> {
    let (sandbox, shop) = SandboxProcess::start()?;
    check_that_it_verifies(&shop)?;
    // The first round warms up and is not counted.
    let rounds: Result<Vec<Round>> = (0..=ROUNDS).map(|round| play(&sandbox, &shop, round)).collect();
    let rounds = &rounds?[1..];
    let rates: Vec<f64> =
        rounds.iter().map(|round| REQUESTS_A_ROUND as f64 / round.took.as_secs_f64()).collect();
    let most = rates.iter().copied().fold(0.0, f64::max);
    let cost = |of: fn(&Round) -> Duration| {
        median(rounds.iter().map(|round| micros_each(of(round), REQUESTS_A_ROUND)).collect())
    };
    summary.judge("sandbox_requests_per_s", median(rates), Target::AtLeast(8_000.0));
    summary.note("sandbox_most_requests_per_s", most);
    summary.note("sandbox_cpu_us_per_request", cost(|round| round.server));
    summary.note("sandbox_load_cpu_us_per_request", cost(|round| round.client));
    summary.note("dashboard_overview_ms", look(&shop, "overview")?);
    summary.note("dashboard_summaries_ms", look(&shop, "summaries?text=01")?);
    Ok(())
}

/// How long it takes to look at all the objects that there are by then, in milliseconds.
fn look(shop: &Shop, route: &str) -> Result<f64> {
    let mut connection = Connection::open(shop.url.authority())?;
    let request = format!("GET /_sandbox/{route} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let mut taken = Vec::with_capacity(LOOKS);
    for _ in 0..LOOKS {
        let started = Instant::now();
        connection.succeed(request.as_bytes())?;
        taken.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(median(taken))
}

/// A request that was altered after signing has to be refused, or all the rest would tell nothing.
fn check_that_it_verifies(shop: &Shop) -> Result<()> {
    let mut connection = Connection::open(shop.url.authority())?;
    let altered = shop.signed("GET", "charges/S02-9876543-1234567-C123456", None)?;
    let altered = String::from_utf8(altered)?.replacen("C123456", "C123457", 1);
    connection.send(altered.as_bytes())?;
    match connection.receive()? {
        (403, body) if String::from_utf8_lossy(body).contains("InvalidRequestSignature") => Ok(()),
        (status, body) => Err(format!("altered, and yet {status}: {}", String::from_utf8_lossy(body)).into()),
    }
}

/// Signs a round's requests, then sends them all.
fn play(sandbox: &SandboxProcess, shop: &Shop, round: usize) -> Result<Round> {
    let shares: Result<Vec<Vec<Vec<u8>>>> =
        on_threads(|thread| requests(shop, round, thread)).into_iter().collect();
    let shares = shares?;
    let (client, server, started) = (of_process(), of_other(sandbox.id())?, Instant::now());
    for sent in on_threads(|thread| send_all(shop, &shares[thread])) {
        sent?;
    }
    let took = started.elapsed();
    Ok(Round { took, server: of_other(sandbox.id())? - server, client: of_process() - client })
}

fn on_threads<T: Send>(work: impl Fn(usize) -> Result<T> + Sync) -> Vec<Result<T>> {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                scope.spawn({
                    let work = &work;
                    move || work(thread)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err("a thread panicked".into())))
            .collect()
    })
}

/// One thread's share of a round, signed, in the order in which it is sent.
fn requests(shop: &Shop, round: usize, thread: usize) -> Result<Vec<Vec<u8>>> {
    let mut connection = Connection::open(shop.url.authority())?;
    let mut reads = Vec::new();
    let mut writes = Vec::new();
    for permission in 0..PERMISSIONS_A_ROUND / THREADS {
        let number = format!("{round}-{thread}-{permission}");
        let consent = consent(shop, &mut connection, "Confirm", &number)?;
        let key = format!("first-{number}");
        let first = shop.signed("POST", "charges", Some((&key, &charge(&consent.permission))))?;
        let first = text(&connection.succeed(&first)?, "chargeId")?;
        for index in 0..CHARGES_A_PERMISSION {
            let key = format!("{number}-{index}");
            writes.push(shop.signed(
                "POST",
                "charges",
                Some((&format!("c-{key}"), &charge(&consent.permission))),
            )?);
            let session = session(shop, "Authorize", &key);
            writes.push(shop.signed("POST", "checkoutSessions", Some((&format!("n-{key}"), &session)))?);
        }
        // Of nine reads four are of charges, three of permissions and two of sessions.
        let (permission, session) = (&consent.permission, &consent.session);
        for index in 0..READS_A_PERMISSION {
            let path = match index % 9 {
                0..4 => format!("charges/{first}"),
                4..7 => format!("chargePermissions/{permission}"),
                _ => format!("checkoutSessions/{session}"),
            };
            reads.push(shop.signed("GET", &path, None)?);
        }
    }
    let mut reads = reads.iter().cycle();
    let mut mixed = Vec::with_capacity(REQUESTS_A_ROUND / THREADS);
    for write in writes {
        mixed.extend(reads.by_ref().take(9).cloned());
        mixed.push(write);
    }
    Ok(mixed)
}

/// Sends over several connections, one request at a time on each, and checks every status.
fn send_all(shop: &Shop, requests: &[Vec<u8>]) -> Result<()> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS_A_THREAD {
        connections.push(Connection::open(shop.url.authority())?);
    }
    for requests in requests.chunks(CONNECTIONS_A_THREAD) {
        for (connection, request) in connections.iter_mut().zip(requests) {
            connection.send(request)?;
        }
        for connection in &mut connections[..requests.len()] {
            let (status, body) = connection.receive()?;
            if !(200..300).contains(&status) {
                return Err(format!("{status}: {}", String::from_utf8_lossy(body)).into());
            }
        }
    }
    Ok(())
}

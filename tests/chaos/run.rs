//! A run: sandbox, merchants, faults, clients; and in the end the reconciliation.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::time::{Duration, Instant};

use amazonpay::config::Region;
use amazonpay::notification::SignatureVersion;
use amazonpay_sandbox::{Credentials, Merchant, Sandbox};
use jiff::SignedDuration;

use crate::Result;
use crate::arguments::Arguments;
use crate::books::Books;
use crate::fault_mix;
use crate::journal;
use crate::ledger::Ledger;
use crate::plan::{CURRENCIES, Plan};
use crate::reconciliation::Reconciliation;
use crate::report::{Course, Report};
use crate::settings::Settings;
use crate::watcher::{self, Watcher};

/// Longer than anything takes that was begun: pending authorizations, captures and refunds; and than the hour after
/// which a notification is repeated that was not taken.
const SETTLING: SignedDuration = SignedDuration::from_mins(70);

/// How often a notification is repeated, and once more for one that comes late.
const REPEATS: usize = 4;

/// How long the last notifications may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Carries a run out and tells how it went.
pub(crate) async fn run(arguments: &Arguments) -> Result<Report> {
    let started = Instant::now();
    let plan = Plan::new(arguments.seed, arguments.operations, arguments.clients);
    empty(&arguments.folder)?;
    let folder = arguments.folder.canonicalize()?;
    let sandbox = Sandbox::builder().start().await?;
    // A reader that has gone away is no failure of the run.
    _ = writeln!(std::io::stdout(), "Watch it in the dashboard while it runs: {}/", sandbox.url());
    // The other version's signatures take some milliseconds each to make.
    sandbox.set_signature_version(SignatureVersion::V2);
    for client in 0..arguments.clients {
        let credentials = sandbox.add_merchant(merchant(client))?;
        prepare(arguments, &folder, client, &sandbox, &credentials)?;
    }
    fault_mix::arm(&sandbox, arguments.seed)?;

    let steps = plan.orders.iter().flat_map(|order| &order.steps).filter(|step| !step.reads()).count();
    let mut watcher = Watcher::start(&folder, arguments.clients, steps, arguments.kills, arguments.seed)?;
    watcher.until_idle().await?;
    settle(&sandbox).await?;
    watcher.finish().await?;

    let mut entries = Vec::new();
    for client in 0..arguments.clients {
        entries.extend(journal::read(&watcher::journal(&folder, client))?.0);
    }
    let books = Books::new(entries);
    let reconciliation = Reconciliation::of(&plan, &books, Ledger::read(&sandbox)?)?;
    let course = Course {
        duration: started.elapsed(),
        kills: watcher.kills,
        requests: fault_mix::requests(&sandbox),
        notifications: fault_mix::notifications(&sandbox),
    };
    sandbox.shutdown().await;
    Ok(Report::new(arguments, &plan, &books, reconciliation, course))
}

/// Lets everything happen that was begun, and every notification arrive.
async fn settle(sandbox: &Sandbox) -> Result<()> {
    for _ in 0..=REPEATS {
        sandbox.clock().advance(SETTLING);
        let settled = tokio::time::timeout(PATIENCE, sandbox.notifications_settled()).await;
        settled.map_err(|_| format!("notifications are still under way after {PATIENCE:?}"))?;
    }
    Ok(())
}

/// A folder without the files of an earlier run.
fn empty(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        // Only what a run writes: the folder may have been given by mistake.
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with("client-") || name.starts_with("summary.") {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Each client's merchant lives in a region that takes the client's currency.
fn merchant(client: usize) -> Merchant {
    let region = match CURRENCIES[client % CURRENCIES.len()].as_str() {
        "USD" => Region::Na,
        "JPY" => Region::Jp,
        _ => Region::Eu,
    };
    Merchant::new(format!("A1CHAOSSHOP{client}")).region(region)
}

/// Writes what a client is told.
fn prepare(
    arguments: &Arguments,
    folder: &Path,
    client: usize,
    sandbox: &Sandbox,
    credentials: &Credentials,
) -> Result<()> {
    let (port, url) = endpoint()?;
    sandbox.set_ipn_urls(&credentials.merchant_id, &[url])?;
    let subscriptions = sandbox.ipn_subscriptions();
    let own = subscriptions.into_iter().find(|one| one.merchant_id == credentials.merchant_id);
    let ca = folder.join("client-ca.pem");
    std::fs::write(&ca, sandbox.ca_pem())?;
    let private_key = folder.join(format!("client-{client}.pem"));
    std::fs::write(&private_key, &credentials.private_key_pem)?;
    let settings = Settings {
        client,
        clients: arguments.clients,
        tasks: arguments.tasks,
        seed: arguments.seed,
        operations: arguments.operations,
        sandbox: sandbox.url().to_owned(),
        public_key_id: credentials.public_key_id.clone(),
        private_key,
        store_id: credentials.store_id.clone(),
        region: credentials.region.code().to_owned(),
        journal: watcher::journal(folder, client),
        port,
        topic_arn: own.ok_or("a merchant with an endpoint has a topic")?.topic_arn,
        ca,
        sns: sns(sandbox)?,
        forget_keys: arguments.forget_keys,
    };
    std::fs::write(watcher::settings(folder, client), serde_json::to_vec_pretty(&settings)?)?;
    Ok(())
}

/// A port for a client's endpoint, which it has again after it was killed. Those that the system gives to outgoing
/// connections, from 32768 on, might be taken by then.
fn endpoint() -> Result<(u16, String)> {
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    let port = std::iter::repeat_with(|| fastrand::u16(15_000..32_768)).take(1_000).find(free);
    let port = port.ok_or("no port is free between 15000 and 32767")?;
    Ok((port, format!("http://127.0.0.1:{port}/ipn")))
}

/// Where the sandbox plays SNS: its TLS port.
fn sns(sandbox: &Sandbox) -> Result<SocketAddr> {
    let port = sandbox.tls_url().rsplit(':').next().and_then(|port| port.parse().ok());
    Ok((Ipv4Addr::LOCALHOST, port.ok_or("the sandbox's TLS address has a port")?).into())
}

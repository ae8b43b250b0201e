//! A run: sandbox, merchants, faults, clients; and in the end the reconciliation.

use std::path::Path;
use std::time::Instant;

use amazonpay::config::Region;
use amazonpay_sandbox::{Credentials, Merchant, Sandbox};
use jiff::SignedDuration;

use crate::Result;
use crate::arguments::Arguments;
use crate::books::Books;
use crate::fault_mix::faults;
use crate::journal;
use crate::ledger::Ledger;
use crate::plan::{CURRENCIES, Plan};
use crate::reconciliation::Reconciliation;
use crate::report::{Course, Report};
use crate::settings::Settings;
use crate::watcher::{self, Watcher};

/// Longer than anything takes that was begun: pending authorizations, captures and refunds.
const SETTLING: SignedDuration = SignedDuration::from_mins(10);

/// Carries a run out and tells how it went.
pub(crate) async fn run(arguments: &Arguments) -> Result<Report> {
    let started = Instant::now();
    let plan = Plan::new(arguments.seed, arguments.operations, arguments.clients);
    empty(&arguments.folder)?;
    let folder = arguments.folder.canonicalize()?;
    let sandbox = Sandbox::builder().start().await?;
    for client in 0..arguments.clients {
        let credentials = sandbox.add_merchant(merchant(client))?;
        prepare(arguments, &folder, client, &sandbox, &credentials)?;
    }
    let faults = faults(arguments.seed);
    for kind in &faults {
        sandbox.add_fault(kind.fault.clone())?;
    }

    let steps = plan.orders.iter().flat_map(|order| &order.steps).filter(|step| !step.reads()).count();
    let mut watcher = Watcher::start(&folder, arguments.clients, steps, arguments.kills, arguments.seed)?;
    watcher.until_idle().await?;
    sandbox.clock().advance(SETTLING);
    watcher.finish().await?;

    let mut entries = Vec::new();
    for client in 0..arguments.clients {
        entries.extend(journal::read(&watcher::journal(&folder, client))?.0);
    }
    let books = Books::new(entries);
    let reconciliation = Reconciliation::of(&plan, &books, Ledger::read(&sandbox)?)?;
    let met = faults.into_iter().zip(sandbox.faults()).collect();
    let course = Course { duration: started.elapsed(), kills: watcher.kills, faults: met };
    sandbox.shutdown().await;
    Ok(Report::new(arguments, &plan, &books, reconciliation, course))
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
        forget_keys: arguments.forget_keys,
    };
    std::fs::write(watcher::settings(folder, client), serde_json::to_vec_pretty(&settings)?)?;
    Ok(())
}

//! A client process: carries out its part of the plan, however often it is killed and started again.

use std::io::BufRead as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use amazonpay::AmazonPay;
use amazonpay::config::RetryPolicy;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::Result;
use crate::attempts::AttemptCounter;
use crate::books::Books;
use crate::control::Control;
use crate::endpoint::Endpoint;
use crate::journal::{Entry, Journal, Means};
use crate::jumping_clock::JumpingClock;
use crate::plan::{Order, Plan};
use crate::settings::Settings;
use crate::shop::{Shop, tell};

/// How long an attempt may take. The sandbox's delays are longer.
pub(crate) const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(300);

/// The word that a client writes when it has carried out its orders.
pub(crate) const IDLE: &str = "idle";
/// The word that a client waits for before it reads what it has not heard of, and ends.
pub(crate) const SWEEP: &str = "sweep";

/// Carries out what is left to do; returns when all is done and the word to end has come.
pub(crate) async fn run(settings: &Path) -> Result<()> {
    let settings = Settings::read(settings)?;
    let mut words = listen();
    let (journal, entries) = Journal::open(&settings.journal)?;
    let clock = Arc::new(JumpingClock::default());
    let attempts = Arc::new(AttemptCounter::default());
    let pay = AmazonPay::builder()
        .public_key_id(&settings.public_key_id)
        .private_key_file(&settings.private_key)?
        .region(settings.region()?)
        .endpoint(&settings.sandbox)
        .clock(Arc::clone(&clock) as _)
        .observer(Arc::clone(&attempts) as _)
        .connect_timeout(ATTEMPT_TIMEOUT)
        .attempt_timeout(ATTEMPT_TIMEOUT)
        .total_timeout(Duration::from_secs(10))
        .retry(RetryPolicy {
            max_retries: 3,
            base_delay: Duration::from_millis(20),
            max_delay: Duration::from_millis(200),
        })
        .build()?;
    let mut plan = Plan::new(settings.seed, settings.operations, settings.clients);
    plan.orders.retain(|order| order.client == settings.client);
    let control = Control::new(&settings.sandbox)?;
    let books = Mutex::new(Books::new(entries));
    let shop = Arc::new(Shop { settings, pay, control, clock, attempts, journal, books });
    shop.enter(Entry::Started).await?;

    let endpoint = Endpoint::open(&shop).await?;
    carry_out(&shop, plan.orders).await?;
    tell(IDLE);
    match words.recv().await.as_deref() {
        Some(SWEEP) => {}
        other => return Err(format!("expected the word {SWEEP:?}, found {other:?}").into()),
    }
    endpoint.close().await?;
    sweep(&shop).await
}

/// Listens to the process that watches over this one, and ends when it is gone: a killed watcher leaves nothing behind.
fn listen() -> mpsc::UnboundedReceiver<String> {
    let (heard, words) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for word in std::io::stdin().lock().lines().map_while(Result::ok) {
            // Nobody listens any more when the process is about to end.
            _ = heard.send(word);
        }
        std::process::exit(3);
    });
    words
}

/// Carries out orders, so many at a time.
async fn carry_out(shop: &Arc<Shop>, orders: Vec<Order>) -> Result<()> {
    let orders = Arc::new(orders);
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..shop.settings.tasks {
        let (shop, orders, next) = (Arc::clone(shop), Arc::clone(&orders), Arc::clone(&next));
        tasks.spawn(async move {
            while let Some(order) = orders.get(next.fetch_add(1, Ordering::Relaxed)) {
                shop.carry_out(order).await?;
            }
            Ok::<_, crate::Failure>(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(())
}

/// Reads every charge and refund whose last known state was not final.
async fn sweep(shop: &Arc<Shop>) -> Result<()> {
    let unsettled = shop.books().unsettled();
    let mut reads = JoinSet::new();
    for id in unsettled {
        if reads.len() >= shop.settings.tasks
            && let Some(ended) = reads.join_next().await
        {
            ended??;
        }
        let shop = Arc::clone(shop);
        reads.spawn(async move {
            let seen = shop.look_at(&id).await?;
            shop.enter(Entry::Learnt { seen, by: Means::Read }).await
        });
    }
    while let Some(ended) = reads.join_next().await {
        ended??;
    }
    Ok(())
}

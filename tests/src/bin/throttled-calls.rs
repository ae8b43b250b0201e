//! Reads a charge so many times at once, by a client whose throttle keeps its buckets on Redis: a process of a fleet. The
//! client is the one of the environment variables; the arguments are the Redis URL, the quota's capacity and refill a
//! second, and the number of calls. The number of calls that were answered becomes a line on standard output.

use std::error::Error;
use std::io::Write;
use std::sync::Arc;

use amazonpay::config::ClientBuilder;
use amazonpay::throttle::{Quota, RedisThrottleStore, Throttle};
use tokio::task::JoinSet;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [redis, capacity, refill, calls] = arguments.as_slice() else {
        return Err("expected a Redis URL, a capacity, a refill and a number of calls".into());
    };
    let throttle = Throttle::default()
        .read(Quota::new(capacity.parse()?, refill.parse()?))
        .store(Arc::new(RedisThrottleStore::open(redis)?));
    let pay = ClientBuilder::from_env()?.throttle(throttle).build()?;
    let mut reading = JoinSet::new();
    for _ in 0..calls.parse()? {
        let pay = pay.clone();
        reading.spawn(async move { pay.charges().get("S02-1234567-1234567-C000000").send().await });
    }
    let answered = reading.join_all().await.into_iter().filter(|answer| match answer {
        Ok(_) => true,
        Err(error) => error.status() == Some(404),
    });
    writeln!(std::io::stdout(), "{}", answered.count())?;
    Ok(())
}

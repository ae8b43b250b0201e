//! The throttle's state on a real Redis server: one budget for several processes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use amazonpay::throttle::{Quota, RedisThrottleStore, Throttle, ThrottleStore};
use amazonpay_sandbox::Sandbox;
use amazonpay_tests::captured_log::CapturedLog;
use amazonpay_tests::redis_server::RedisServer;
use jiff::Timestamp;
use serde_json::Value;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn two_processes_share_one_budget_on_redis() {
    const CALLS_EACH: usize = 100;
    const CAPACITY: f64 = 5.0;
    const REFILL: f64 = 40.0;
    let redis = RedisServer::start().await.unwrap();
    let sandbox = Sandbox::builder().start().await.unwrap();
    let credentials = sandbox.credentials();
    let began = Timestamp::now();
    let processes: Vec<_> = (0..2)
        .map(|_| {
            Command::new(env!("CARGO_BIN_EXE_throttled-calls"))
                .args([redis.url(), CAPACITY.to_string(), REFILL.to_string(), CALLS_EACH.to_string()])
                .env("AMAZON_PAY_PUBLIC_KEY_ID", &credentials.public_key_id)
                .env("AMAZON_PAY_PRIVATE_KEY", &credentials.private_key_pem)
                .env("AMAZON_PAY_REGION", credentials.region.to_string())
                .env("AMAZON_PAY_ENDPOINT", sandbox.url())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for process in processes {
        let output = tokio::task::spawn_blocking(|| process.wait_with_output()).await.unwrap().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), CALLS_EACH.to_string());
    }
    let list = reqwest::get(format!("{}/_sandbox/requests?limit=1000", sandbox.url())).await.unwrap();
    let list: Value = serde_json::from_str(&list.text().await.unwrap()).unwrap();
    let mut received: Vec<Timestamp> = list["requests"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|request| request["operation"] == "charges.get")
        .map(|request| request["received"].as_str().unwrap().parse().unwrap())
        .collect();
    received.sort();
    assert_eq!(received.len(), 2 * CALLS_EACH);
    // No request came before its token, and no token before its time: however the processes are scheduled, that many
    // requests at least have come late enough. Two budgets would have let twice as many come.
    for (number, moment) in received.iter().enumerate() {
        let seconds = moment.duration_since(began).as_secs_f64();
        let allowed = CAPACITY + REFILL * seconds;
        assert!(
            (number + 1) as f64 <= allowed + 1.0,
            "request {} after {seconds} s: {allowed} allowed",
            number + 1
        );
    }
}

#[tokio::test]
async fn a_state_on_redis_is_replaced_only_while_it_is_the_one_that_was_read() {
    let redis = RedisServer::start().await.unwrap();
    let stores = [0, 1].map(|_| RedisThrottleStore::open(&redis.url()).unwrap());
    let read = async |store: usize| stores[store].load("bucket").await.unwrap().state;
    let replace = async |store: usize, old, new| {
        stores[store].replace("bucket", old, new, Duration::from_secs(60)).await.unwrap()
    };
    assert_eq!(read(0).await, None);
    assert!(!replace(0, Some("something"), "one").await);
    assert!(!replace(0, Some(""), "one").await);
    assert!(replace(0, None, "one").await);
    assert_eq!(read(1).await.as_deref(), Some("one"));
    assert!(!replace(1, None, "two").await);
    assert!(replace(1, Some("one"), "two").await);
    assert!(!replace(0, Some("one"), "three").await);
    assert_eq!(read(0).await.as_deref(), Some("two"));
    // The time is the server's own, and the state is forgotten when it says nothing any more.
    let now = stores[0].load("bucket").await.unwrap().now.unwrap();
    assert!(now.duration_until(Timestamp::now()).abs().as_secs() < 60);
    stores[0].replace("brief", None, "state", Duration::from_millis(1)).await.unwrap();
    while stores[0].load("brief").await.unwrap().state.is_some() {}
}

#[tokio::test]
async fn a_redis_that_crashes_stops_no_payment_and_is_told_of_once() {
    let (log, _guard) = CapturedLog::begin();
    let mut redis = RedisServer::start().await.unwrap();
    let sandbox = Sandbox::builder().start().await.unwrap();
    let store = Arc::new(RedisThrottleStore::open(&redis.url()).unwrap());
    let throttle = Throttle::default().read(Quota::new(1000.0, 1000.0)).store(Arc::clone(&store) as _);
    let pay = sandbox.client().unwrap().throttle(throttle).build().unwrap();
    let read = async || {
        let answer = pay.charges().get("S02-1234567-1234567-C000000").timeout(30 * SECOND).send().await;
        assert_eq!(answer.unwrap_err().status(), Some(404));
    };
    read().await;
    assert_eq!(log.count("the throttle's store fails"), 0, "{log:?}");
    redis.crash();
    for _ in 0..20 {
        read().await;
    }
    assert_eq!(log.count("the throttle's store fails"), 1, "{log:?}");
}

#[test]
fn a_stores_url_that_will_not_do_is_not_repeated() {
    let error = RedisThrottleStore::open("http://user:secret@redis.internal").unwrap_err().to_string();
    assert!(error.starts_with("throttle: expected a Redis URL such as redis://localhost:6379"), "{error}");
    assert!(!error.contains("secret"), "{error}");
    // A store can be made anywhere, also where there is no tokio yet.
    let store = RedisThrottleStore::open("redis://user:secret@redis.internal").unwrap();
    assert!(!format!("{store:?}").contains("secret"));
}

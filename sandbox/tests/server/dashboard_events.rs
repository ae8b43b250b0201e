//! What the dashboard hears live: server-sent events over a real connection.

use std::time::Duration;

use amazonpay::model::PaymentIntent;
use amazonpay_sandbox::Fault;
use reqwest::Response;
use serde_json::{Value, json};

use crate::client::{CHARGE, Client, start};
use crate::shop::Shop;

/// More than any event takes, so that a test that fails ends.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection that is listened to.
struct Listener {
    response: Response,
    heard: String,
}

#[derive(Debug)]
struct Heard {
    name: String,
    data: Value,
}

impl Listener {
    /// Listens, and hears the overview that comes first.
    async fn connect(base: &str) -> (Self, Value) {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let response = http.get(format!("{base}/_sandbox/events")).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut listener = Self { response, heard: String::new() };
        let first = listener.next().await.unwrap();
        assert_eq!(first.name, "overview");
        (listener, first.data)
    }

    /// The next event; `None` when the sandbox has closed the connection.
    async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some(end) = self.heard.find("\n\n") {
                let event: String = self.heard.drain(..end + 2).collect();
                let field = |name: &str| {
                    event
                        .lines()
                        .find_map(|line| line.strip_prefix(name))
                        .map(|value| value.trim().to_owned())
                };
                let Some(name) = field("event:") else { continue };
                let data = serde_json::from_str(&field("data:").unwrap()).unwrap();
                return Some(Heard { name, data });
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.unwrap();
            self.heard.push_str(std::str::from_utf8(&chunk.ok()??).unwrap());
        }
    }

    /// The next event of this name, with those before it thrown away.
    async fn next_of(&mut self, name: &str) -> Value {
        loop {
            let heard = self.next().await.unwrap();
            if heard.name == name {
                return heard.data;
            }
        }
    }
}

#[tokio::test]
async fn two_listeners_hear_the_same() {
    let shop = Shop::open().await;
    let (mut first, overview) = Listener::connect(shop.sandbox.url()).await;
    let (mut second, _) = Listener::connect(shop.sandbox.url()).await;
    assert_eq!(overview["requests"], 0);
    assert_eq!(overview["frozen"], true);
    let session = shop.created_session(PaymentIntent::Authorize).await;
    for listener in [&mut first, &mut second] {
        let overview = listener.next_of("overview").await;
        assert_eq!((&overview["requests"], &overview["objects"][0]["total"]), (&json!(1), &json!(1)));
        let requests = listener.next_of("requests").await;
        assert_eq!(requests["requests"][0]["operation"], "checkout_sessions.create");
        let objects = listener.next_of("objects").await;
        let (object, missed) = (&objects["objects"][0], &objects["missed"]);
        assert_eq!((&object["id"], &object["state"], missed), (&json!(session), &json!("Open"), &json!(0)));
    }
}

#[tokio::test]
async fn a_burst_is_few_groups_and_what_they_leave_out_is_counted() {
    const BURST: u64 = 450;
    let (sandbox, client) = start().await;
    let (mut listener, _) = Listener::connect(sandbox.url()).await;
    for _ in 0..BURST {
        client.get(CHARGE).await;
    }
    let (mut told, mut groups) = (0, 0);
    let began = std::time::Instant::now();
    while told < BURST {
        let heard = listener.next_of("requests").await;
        let shown = heard["requests"].as_array().unwrap().len();
        assert!((1..=100).contains(&shown), "{shown} in a group");
        told += shown as u64 + heard["missed"].as_u64().unwrap();
        groups += 1;
    }
    assert_eq!(told, BURST, "each is told or counted, once");
    assert!(groups < BURST / 10, "{groups} groups in {:?}", began.elapsed());
}

#[tokio::test]
async fn objects_made_between_two_looks_are_told_up_to_a_hundred() {
    let (sandbox, client) = start().await;
    let (mut listener, _) = Listener::connect(sandbox.url()).await;
    let body = format!(
        r#"{{"webCheckoutDetails":{{"checkoutReviewReturnUrl":"https://example.com/review"}},"storeId":"{}"}}"#,
        sandbox.credentials().store_id
    );
    let mut requests = Vec::new();
    for number in 0..250 {
        let key = format!("burst-{number}");
        let extra = [("x-amz-pay-idempotency-key", key.as_str())];
        requests
            .push(client.sign("POST", "/v2/checkoutSessions", &body, &extra, jiff::Timestamp::now()).await);
    }
    for request in requests {
        assert_eq!(client.send(request).await.status, 201);
    }
    let mut told = 0;
    while told < 250 {
        let heard = listener.next_of("objects").await;
        let shown = heard["objects"].as_array().unwrap().len();
        assert!((1..=100).contains(&shown), "{shown} in a group");
        told += shown as u64 + heard["missed"].as_u64().unwrap();
    }
    assert_eq!(told, 250);
}

#[tokio::test]
async fn what_falls_due_is_told_although_no_request_comes() {
    let shop = Shop::open_with(|sandbox| sandbox).await;
    shop.sandbox.set_ipn_urls(&shop.sandbox.credentials().merchant_id, &[]).unwrap();
    let (_, charge) = shop.authorized().await;
    shop.capture(&charge).await;
    let refund = shop.refund(&charge).await;
    let (mut listener, overview) = Listener::connect(shop.sandbox.url()).await;
    assert!(overview["upcoming"].to_string().contains(&refund), "{overview}");
    shop.sandbox.clock().advance(jiff::SignedDuration::from_secs(30));
    let objects = listener.next_of("objects").await;
    let told: Vec<&Value> = objects["objects"].as_array().unwrap().iter().collect();
    let of = |id: &str| told.iter().find(|object| object["id"] == id).map(|object| object["state"].clone());
    assert_eq!(of(&refund), Some(json!("Refunded")), "{objects}");
    assert_eq!(of(&charge), Some(json!("Captured")), "what was refunded of it has changed: {objects}");
}

#[tokio::test]
async fn the_clock_and_faults_are_told_and_looking_is_not() {
    let (sandbox, client) = start().await;
    let (mut listener, overview) = Listener::connect(sandbox.url()).await;
    assert_eq!((&overview["faults"], &overview["notificationFaults"]), (&json!(0), &json!(0)));
    for path in
        ["overview", "summaries", "upcoming", "state-diagrams", "objects/charges", "requests", "health"]
    {
        client.control("GET", path, "").await;
    }
    client.control("POST", "clock", r#"{"advance": "8d"}"#).await;
    let heard = listener.next().await.unwrap();
    assert_eq!((heard.name.as_str(), &heard.data["offsetSeconds"]), ("overview", &json!(8 * 86_400)));
    sandbox.add_fault(Fault::status(503)).unwrap();
    assert_eq!(listener.next_of("overview").await["faults"], 1);
    client.control("POST", "notifications/faults", r#"{"twice": true}"#).await;
    assert_eq!(listener.next_of("overview").await["notificationFaults"], 1);
}

#[tokio::test]
async fn notifications_are_told_and_told_again_when_they_have_arrived() {
    let shop = Shop::open().await;
    let (mut listener, _) = Listener::connect(shop.sandbox.url()).await;
    let (permission, charge) = shop.authorized().await;
    let (mut delivered, ids) = (std::collections::BTreeSet::new(), [permission, charge]);
    while delivered.len() < ids.len() {
        let heard = listener.next_of("notifications").await;
        for sent in heard["notifications"].as_array().unwrap() {
            if sent["deliveries"][0]["state"] == "delivered" {
                delivered.insert(sent["objectId"].as_str().unwrap().to_owned());
            }
        }
    }
    assert_eq!(delivered, ids.into_iter().collect());
}

#[tokio::test]
async fn a_reset_is_told_before_anything_that_follows_it() {
    let shop = Shop::open().await;
    shop.created_session(PaymentIntent::Authorize).await;
    let (mut listener, overview) = Listener::connect(shop.sandbox.url()).await;
    assert_eq!(overview["objects"][0]["total"], 1);
    shop.sandbox.reset();
    let session = shop.created_session(PaymentIntent::Authorize).await;
    assert_eq!(listener.next_of("reset").await, json!({}));
    let objects = listener.next_of("objects").await;
    assert_eq!(objects["objects"].as_array().unwrap().len(), 1);
    assert_eq!(objects["objects"][0]["id"], session);
}

#[tokio::test]
async fn a_listener_ends_at_once_when_the_sandbox_stops() {
    let (sandbox, _client) = start().await;
    let (mut http, _) = Listener::connect(sandbox.url()).await;
    let (mut other, _) = Listener::connect(sandbox.url()).await;
    let began = std::time::Instant::now();
    sandbox.shutdown().await;
    assert!(
        began.elapsed() < Duration::from_secs(1),
        "the sandbox waited {:?} for listeners",
        began.elapsed()
    );
    assert!(http.next().await.is_none() && other.next().await.is_none());
}

#[tokio::test]
async fn a_listener_may_leave_and_pages_of_others_may_not_listen() {
    let (sandbox, client) = start().await;
    let (listener, _) = Listener::connect(sandbox.url()).await;
    drop(listener);
    let (mut another, _) = Listener::connect(sandbox.url()).await;
    client.get(CHARGE).await;
    assert_eq!(another.next_of("requests").await["requests"].as_array().unwrap().len(), 1);
    let evil = reqwest::Client::builder().no_proxy().build().unwrap();
    let refused =
        evil.get(format!("{}/_sandbox/events", sandbox.url())).header("origin", "https://evil.example");
    assert_eq!(refused.send().await.unwrap().status(), 403);
    let without = sandbox.control("GET", "/_sandbox/events", "").await.unwrap();
    assert_eq!(without.status, 400, "without a connection it would never end: {}", without.body);
    let _: Client = client;
}

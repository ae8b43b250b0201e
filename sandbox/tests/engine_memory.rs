//! Memory grows linearly with objects and stays within 4 kB an object, saved answers and indexes included.
//!
//! Alone in its file: the figure is the process's own, so nothing else may run beside it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]
#![cfg(target_os = "linux")]

use amazonpay_sandbox::engine::{ApiCall, BuyerAction, Engine};
use jiff::Timestamp;
use serde_json::{Value, json};

const MOST_PER_OBJECT: usize = 4_096;
const ROUNDS: usize = 4_000;

fn resident_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1_024
}

struct Shop {
    engine: Engine,
    keys: usize,
}

impl Shop {
    fn post(&mut self, operation: &str, id: &str, body: &Value) -> Value {
        self.keys += 1;
        let (key, path, body) = (format!("{:032}", self.keys), [id.to_owned()], body.to_string());
        let call = ApiCall {
            operation,
            path_parameters: &path,
            merchant: "A1",
            provider: None,
            query: &[],
            body: body.as_bytes(),
            idempotency_key: Some(&key),
            simulation_code: None,
            version: "v2",
            region: "eu",
        };
        let reply = self.engine.handle(&call, Timestamp::UNIX_EPOCH);
        assert!(reply.status < 300, "{reply:?}");
        serde_json::from_slice(&reply.body).unwrap()
    }

    /// A session, its permission, a charge and a refund, with everything that a merchant usually sends.
    fn order(&mut self) {
        let amount = json!({"amount": "50.00", "currencyCode": "EUR"});
        let session = self.post(
            "checkout_sessions.create",
            "",
            &json!({
                "storeId": "amzn1.application-oa2-client.8b5e45312b5248b69eeaStoreId",
                "webCheckoutDetails": {
                    "checkoutReviewReturnUrl": "https://shop.example/checkout/review",
                    "checkoutResultReturnUrl": "https://shop.example/checkout/result",
                    "checkoutCancelUrl": "https://shop.example/checkout/cancel",
                },
                "paymentDetails": {"paymentIntent": "AuthorizeWithCapture", "chargeAmount": amount},
                "merchantMetadata": {"merchantReferenceId": "order-1001", "merchantStoreName": "Shop",
                    "noteToBuyer": "Thank you for your order", "customInformation": "gold"},
            }),
        );
        let id = session["checkoutSessionId"].as_str().unwrap().to_owned();
        for _ in 0..2 {
            let approve = BuyerAction::Approve { checkout_session_id: id.clone() };
            self.engine.buyer(approve, Timestamp::UNIX_EPOCH).unwrap();
        }
        let session = self.post("checkout_sessions.complete", &id, &json!({"chargeAmount": amount}));
        let refund = json!({"chargeId": session["chargeId"], "refundAmount": {"amount": "5.00", "currencyCode": "EUR"}});
        self.post("refunds.create", "", &refund);
    }
}

#[test]
fn an_object_takes_at_most_four_kilobytes() {
    let mut shop = Shop { engine: Engine::new(), keys: 0 };
    shop.order();
    let mut figures = Vec::new();
    for _ in 0..3 {
        let (before, count) = (resident_bytes(), shop.engine.object_count());
        (0..ROUNDS).for_each(|_| shop.order());
        figures.push((resident_bytes() - before) / (shop.engine.object_count() - count));
    }
    println!("bytes an object: {figures:?}");
    let mean = figures.iter().sum::<usize>() / figures.len();
    assert!(mean <= MOST_PER_OBJECT, "{figures:?} bytes an object, at most {MOST_PER_OBJECT} allowed");
}

//! Scenarios of every rule with a moved clock, and properties under random operations.

mod arbitrary_bodies;
mod buyers;
mod changes;
mod charges;
mod disputes;
mod files;
mod idempotency;
mod in_store;
mod merchant_accounts;
mod permissions;
mod random_operations;
mod refunds;
mod reports;
mod sessions;
mod settlements;
mod simulations;
mod state_diagrams;
mod transitions;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::*;

/// A merchant with a clock: each call has a key of its own.
pub(super) struct World {
    pub(super) engine: Engine,
    pub(super) now: Timestamp,
    pub(super) merchant: &'static str,
    pub(super) provider: Option<&'static str>,
    pub(super) query: Vec<(String, String)>,
    pub(super) region: &'static str,
    pub(super) simulation: Option<&'static str>,
    keys: u32,
}

impl World {
    pub(super) fn new() -> Self {
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        Self {
            engine: Engine::new(),
            now,
            merchant: "A1",
            provider: None,
            query: Vec::new(),
            region: "eu",
            simulation: None,
            keys: 0,
        }
    }

    pub(super) fn pass(&mut self, duration: SignedDuration) {
        self.now += duration;
    }

    pub(super) fn pass_days(&mut self, days: i64) {
        self.pass(SignedDuration::from_hours(24 * days));
    }

    pub(super) fn call(&mut self, operation: &str, id: &str, body: Value) -> (u16, Value) {
        self.keys += 1;
        let key = format!("key-{}", self.keys);
        self.call_with_key(operation, id, body, Some(&key))
    }

    pub(super) fn call_with_key(
        &mut self,
        operation: &str,
        id: &str,
        body: Value,
        key: Option<&str>,
    ) -> (u16, Value) {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let reply = self.send(operation, id, body.as_bytes(), key);
        (
            reply.status,
            if reply.body.is_empty() { Value::Null } else { serde_json::from_slice(&reply.body).unwrap() },
        )
    }

    pub(super) fn send(&mut self, operation: &str, id: &str, body: &[u8], key: Option<&str>) -> Reply {
        let path = [id.to_owned()];
        let call = ApiCall {
            operation,
            path_parameters: if id.is_empty() { &[] } else { &path },
            merchant: self.merchant,
            provider: self.provider,
            query: &self.query,
            body,
            idempotency_key: key,
            simulation_code: self.simulation,
            version: "v2",
            region: self.region,
        };
        self.engine.handle(&call, self.now)
    }

    #[track_caller]
    pub(super) fn ok(&mut self, operation: &str, id: &str, body: Value) -> Value {
        let (status, answer) = self.call(operation, id, body);
        assert!(status < 300, "{operation}: {status} {answer}");
        answer
    }

    #[track_caller]
    pub(super) fn refused(&mut self, operation: &str, id: &str, body: Value) -> (u16, String, String) {
        let (status, answer) = self.call(operation, id, body);
        assert!(status >= 400, "{operation}: {status} {answer}");
        (status, text(&answer["reasonCode"]), text(&answer["message"]))
    }

    #[track_caller]
    pub(super) fn assert_refused(
        &mut self,
        operation: &str,
        id: &str,
        body: Value,
        status: u16,
        reason: &str,
    ) {
        let (found_status, found, message) = self.refused(operation, id, body);
        assert_eq!((found_status, found.as_str()), (status, reason), "{message}");
    }

    /// With a simulation code.
    pub(super) fn simulating<T>(&mut self, code: &'static str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.simulation = Some(code);
        let result = work(self);
        self.simulation = None;
        result
    }

    pub(super) fn buyer(&mut self, action: BuyerAction) -> Result<BuyerOutcome, ApiFailure> {
        self.engine.buyer(action, self.now)
    }

    #[track_caller]
    pub(super) fn approve(&mut self, id: &str) -> BuyerOutcome {
        self.buyer(BuyerAction::Approve { checkout_session_id: id.to_owned() }).unwrap()
    }

    /// A session that the buyer has confirmed, with payment details.
    #[track_caller]
    pub(super) fn confirmed(&mut self, body: Value, card: &str) -> String {
        let session = self.ok("checkout_sessions.create", "", body);
        let id = text(&session["checkoutSessionId"]);
        self.buyer(BuyerAction::ChooseCard { checkout_session_id: id.clone(), card: card.to_owned() })
            .unwrap();
        self.approve(&id);
        self.approve(&id);
        id
    }

    /// A one-time Charge Permission of an amount in EUR, without a charge.
    #[track_caller]
    pub(super) fn permission(&mut self, amount: &str) -> String {
        let id = self.confirmed(session_body("Confirm", amount), "1111");
        text(
            &self.ok("checkout_sessions.complete", &id, amount_body("chargeAmount", amount))["chargePermissionId"],
        )
    }

    /// A recurring Charge Permission of 10.00 EUR a month.
    #[track_caller]
    pub(super) fn recurring(&mut self) -> String {
        let mut body = session_body("Confirm", "10.00");
        body["chargePermissionType"] = json!("Recurring");
        body["recurringMetadata"] = json!({"frequency": {"unit": "Month", "value": 1}});
        let id = self.confirmed(body, "1111");
        text(
            &self.ok("checkout_sessions.complete", &id, amount_body("chargeAmount", "10.00"))["chargePermissionId"],
        )
    }

    #[track_caller]
    pub(super) fn charge(&mut self, permission: &str, amount: &str, capture_now: bool) -> String {
        text(&self.ok("charges.create", "", charge_body(permission, amount, capture_now))["chargeId"])
    }

    #[track_caller]
    pub(super) fn state(&mut self, operation: &str, id: &str) -> String {
        text(&self.ok(operation, id, Value::Null)["statusDetails"]["state"])
    }

    #[track_caller]
    pub(super) fn balance(&mut self, permission: &str) -> String {
        text(&self.ok("charge_permissions.get", permission, Value::Null)["limits"]["amountBalance"]["amount"])
    }
}

#[track_caller]
pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

pub(super) fn eur(amount: &str) -> Value {
    json!({"amount": amount, "currencyCode": "EUR"})
}

pub(super) fn amount_body(field: &str, amount: &str) -> Value {
    json!({ field: eur(amount) })
}

pub(super) fn charge_body(permission: &str, amount: &str, capture_now: bool) -> Value {
    json!({"chargePermissionId": permission, "chargeAmount": eur(amount), "captureNow": capture_now})
}

pub(super) fn refund_body(charge: &str, amount: &str) -> Value {
    json!({"chargeId": charge, "refundAmount": eur(amount)})
}

pub(super) fn session_body(intent: &str, amount: &str) -> Value {
    json!({
        "storeId": "amzn1.application-oa2-client.store",
        "webCheckoutDetails": {
            "checkoutReviewReturnUrl": "https://shop.example/review",
            "checkoutResultReturnUrl": "https://shop.example/result?order=7",
        },
        "paymentDetails": {"paymentIntent": intent, "chargeAmount": eur(amount)},
    })
}

//! Random sequences of operations never reach an impossible state.

use proptest::prelude::*;

use super::changes::Told;
use super::settlements::{check_books, check_document};
use super::transitions::Watch;
use super::*;

const AMOUNTS: &[&str] = &["0.01", "1.00", "9.99", "25.00", "100.00", "999.99"];
const CARDS: &[&str] = &["1111", "1111", "0005", "3064", "3434", "0701", "4354"];
const INTENTS: &[&str] = &["Confirm", "Authorize", "AuthorizeWithCapture"];
const STATES: &[&str] =
    &["AuthorizationInitiated", "Authorized", "CaptureInitiated", "Captured", "Declined", "Canceled"];
const CODES: &[&str] = &[
    "SoftDeclined",
    "HardDeclined",
    "AmazonRejected",
    "ProcessingFailure",
    "TransactionTimedOut",
    "CaptureInitiated",
    "PendingSoftDeclined",
    "PendingHardDeclined",
    "PendingAmazonRejected",
    "PendingProcessingFailure",
    "PendingAmazonCanceled",
    "AmazonClosed",
    "AuthorizationInitiated",
    "BuyerCanceled",
    "Nonsense",
];
const REPORT_TYPES: &[&str] = &[
    "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_SANDBOX_SETTLEMENT_DATA_",
    "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_ORDER_REFERENCE_DATA_",
    "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_AUTHORIZATION_DATA_",
    "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_REFUND_DATA_",
];
const SECONDS: &[i64] = &[1, 30, 3_600, 86_400, 8 * 86_400, 31 * 86_400, 181 * 86_400, 400 * 86_400];

/// One thing that happens; the numbers choose among what there is.
#[derive(Debug, Clone)]
enum Step {
    Checkout { intent: usize, amount: usize, total: Option<usize>, recurring: bool, wait: bool, card: usize },
    CreateSession { intent: usize, amount: usize },
    UpdateSession { at: usize, intent: usize, amount: usize },
    Approve { at: usize },
    Leave { at: usize },
    Complete { at: usize, amount: usize },
    Finalize { at: usize, amount: usize },
    Charge { at: usize, amount: usize, capture: bool, wait: bool },
    Capture { at: usize, amount: usize },
    CancelCharge { at: usize },
    UpdateCharge { at: usize, state: usize },
    Refund { at: usize, amount: usize },
    Close { at: usize, cancel: bool },
    UpdatePermission { at: usize },
    ChangeCard { at: usize },
    Report { report_type: usize },
    Schedule { report_type: usize },
    Pass { duration: usize },
    Repeat,
}

fn step() -> impl Strategy<Value = (Step, Option<usize>)> {
    let at = || 0..8_usize;
    let amount = || prop_oneof![4 => 0..4_usize, 1 => 0..AMOUNTS.len()];
    let rarely = || proptest::bool::weighted(0.2);
    // Mostly short times: after half a year all is over.
    let duration = prop_oneof![12 => 0..5_usize, 2 => 5..6_usize, 1 => 6..SECONDS.len()];
    let checkout = (
        0..INTENTS.len(),
        amount(),
        proptest::option::of(amount()),
        any::<bool>(),
        any::<bool>(),
        0..CARDS.len(),
    );
    let checkout = checkout.prop_map(|(intent, amount, total, recurring, wait, card)| Step::Checkout {
        intent,
        amount,
        total,
        recurring,
        wait,
        card,
    });
    let charge = (at(), amount(), any::<bool>(), rarely());
    let step = prop_oneof![
        4 => checkout,
        1 => (0..INTENTS.len(), amount()).prop_map(|(intent, amount)| Step::CreateSession { intent, amount }),
        1 => (at(), 0..INTENTS.len(), amount())
            .prop_map(|(at, intent, amount)| Step::UpdateSession { at, intent, amount }),
        1 => at().prop_map(|at| Step::Approve { at }),
        1 => at().prop_map(|at| Step::Leave { at }),
        1 => (at(), amount()).prop_map(|(at, amount)| Step::Complete { at, amount }),
        1 => (at(), amount()).prop_map(|(at, amount)| Step::Finalize { at, amount }),
        6 => charge.prop_map(|(at, amount, capture, wait)| Step::Charge { at, amount, capture, wait }),
        4 => (at(), amount()).prop_map(|(at, amount)| Step::Capture { at, amount }),
        1 => at().prop_map(|at| Step::CancelCharge { at }),
        1 => (at(), 0..STATES.len()).prop_map(|(at, state)| Step::UpdateCharge { at, state }),
        4 => (at(), amount()).prop_map(|(at, amount)| Step::Refund { at, amount }),
        1 => (at(), any::<bool>()).prop_map(|(at, cancel)| Step::Close { at, cancel }),
        1 => at().prop_map(|at| Step::UpdatePermission { at }),
        1 => at().prop_map(|at| Step::ChangeCard { at }),
        1 => (0..REPORT_TYPES.len()).prop_map(|report_type| Step::Report { report_type }),
        1 => (0..REPORT_TYPES.len()).prop_map(|report_type| Step::Schedule { report_type }),
        4 => duration.prop_map(|duration| Step::Pass { duration }),
        1 => Just(Step::Repeat),
    ];
    (step, proptest::option::weighted(0.1, 0..CODES.len()))
}

/// A world with the names of what was made in it.
struct Play {
    world: World,
    sessions: Vec<String>,
    permissions: Vec<String>,
    charges: Vec<String>,
    refunds: usize,
    last: Option<Post>,
}

/// A request that was carried out, and its answer.
#[derive(Clone)]
struct Post {
    operation: String,
    id: String,
    body: Value,
    key: String,
    answer: (u16, Value),
}

fn pick(list: &[String], at: usize) -> String {
    if list.is_empty() { "S01-0000000-0000000".to_owned() } else { list[at % list.len()].clone() }
}

impl Play {
    fn post(&mut self, operation: &str, id: &str, body: Value) -> Value {
        self.world.keys += 1;
        let key = format!("key-{}", self.world.keys);
        let answer = self.world.call_with_key(operation, id, body.clone(), Some(&key));
        let value = answer.1.clone();
        for (name, list) in [
            ("checkoutSessionId", &mut self.sessions),
            ("chargePermissionId", &mut self.permissions),
            ("chargeId", &mut self.charges),
        ] {
            if let Some(id) = value[name].as_str().map(str::to_owned)
                && !list.contains(&id)
            {
                list.push(id);
            }
        }
        self.refunds += usize::from(value["refundId"].is_string());
        let form = answer.0 == 400;
        if !form {
            let (operation, id) = (operation.to_owned(), id.to_owned());
            self.last = Some(Post { operation, id, body, key, answer });
        }
        value
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Checkout { intent, amount, total, recurring, wait, card } => {
                let mut body = session_body(INTENTS[intent], AMOUNTS[amount]);
                body["paymentDetails"]["canHandlePendingAuthorization"] = json!(wait);
                if let Some(total) = total {
                    body["paymentDetails"]["totalOrderAmount"] = eur(AMOUNTS[total]);
                }
                if recurring {
                    body["chargePermissionType"] = json!("Recurring");
                    body["recurringMetadata"] = json!({"frequency": {"unit": "Month", "value": "1"}});
                }
                let simulation = self.world.simulation.take();
                let session = self.post("checkout_sessions.create", "", body);
                let Some(id) = session["checkoutSessionId"].as_str().map(str::to_owned) else { return };
                let card = CARDS[card].to_owned();
                let _ = self.world.buyer(BuyerAction::ChooseCard { checkout_session_id: id.clone(), card });
                for _ in 0..2 {
                    let _ = self.world.buyer(BuyerAction::Approve { checkout_session_id: id.clone() });
                }
                self.world.simulation = simulation;
                self.post("checkout_sessions.complete", &id, amount_body("chargeAmount", AMOUNTS[amount]));
            }
            Step::CreateSession { intent, amount } => {
                self.post("checkout_sessions.create", "", session_body(INTENTS[intent], AMOUNTS[amount]));
            }
            Step::UpdateSession { at, intent, amount } => {
                let payment = json!({"paymentIntent": INTENTS[intent], "chargeAmount": eur(AMOUNTS[amount])});
                let id = pick(&self.sessions, at);
                self.world.call("checkout_sessions.update", &id, json!({"paymentDetails": payment}));
            }
            Step::Approve { at } => {
                let _ =
                    self.world.buyer(BuyerAction::Approve { checkout_session_id: pick(&self.sessions, at) });
            }
            Step::Leave { at } => {
                let _ =
                    self.world.buyer(BuyerAction::Cancel { checkout_session_id: pick(&self.sessions, at) });
            }
            Step::Complete { at, amount } => {
                let body = amount_body("chargeAmount", AMOUNTS[amount]);
                self.post("checkout_sessions.complete", &pick(&self.sessions, at), body);
            }
            Step::Finalize { at, amount } => {
                let address = json!({"countryCode": "DE"});
                let body = json!({"paymentIntent": "Authorize", "chargeAmount": eur(AMOUNTS[amount]),
                    "shippingAddress": address, "billingAddress": null});
                self.post("checkout_sessions.finalize", &pick(&self.sessions, at), body);
            }
            Step::Charge { at, amount, capture, wait } => {
                let mut body = charge_body(&pick(&self.permissions, at), AMOUNTS[amount], capture);
                body["canHandlePendingAuthorization"] = json!(wait);
                self.post("charges.create", "", body);
            }
            Step::Capture { at, amount } => {
                let body = amount_body("captureAmount", AMOUNTS[amount]);
                self.post("charges.capture", &pick(&self.charges, at), body);
            }
            Step::CancelCharge { at } => {
                let id = pick(&self.charges, at);
                self.world.call("charges.cancel", &id, json!({"cancellationReason": "r"}));
            }
            Step::UpdateCharge { at, state } => {
                let reason = matches!(STATES[state], "Declined" | "Canceled").then_some("ProcessingFailure");
                let body = json!({"statusDetails": {"state": STATES[state], "reasonCode": reason}});
                let id = pick(&self.charges, at);
                self.world.call("charges.update", &id, body);
            }
            Step::Refund { at, amount } => {
                self.post("refunds.create", "", refund_body(&pick(&self.charges, at), AMOUNTS[amount]));
            }
            Step::Close { at, cancel } => {
                let body = json!({"closureReason": "r", "cancelPendingCharges": cancel});
                let id = pick(&self.permissions, at);
                self.world.call("charge_permissions.close", &id, body);
            }
            Step::UpdatePermission { at } => {
                let id = pick(&self.permissions, at);
                self.world.call("charge_permissions.update", &id, json!({"merchantMetadata": {}}));
            }
            Step::ChangeCard { at } => {
                let charge_permission_id = pick(&self.permissions, at);
                let card = "1111".to_owned();
                let _ = self.world.buyer(BuyerAction::ChangePaymentMethod { charge_permission_id, card });
            }
            Step::Report { report_type } => {
                self.post("reports.create", "", json!({"reportType": REPORT_TYPES[report_type]}));
            }
            Step::Schedule { report_type } => {
                let body = json!({"reportType": REPORT_TYPES[report_type], "scheduleFrequency": "P30D"});
                self.post("report_schedules.create", "", body);
            }
            Step::Pass { duration } => {
                self.world.pass(SignedDuration::from_secs(SECONDS[duration]));
                self.world.engine.run_until(self.world.now);
            }
            Step::Repeat => {
                if let Some(Post { operation, id, body, key, answer }) = self.last.clone() {
                    let count = self.world.engine.object_count();
                    let again = self.world.call_with_key(&operation, &id, body, Some(&key));
                    assert_eq!(again, answer, "{operation} with {key} was not answered the same");
                    assert_eq!(self.world.engine.object_count(), count);
                }
            }
        }
    }
}

fn play(steps: Vec<(Step, Option<usize>)>) -> Play {
    let mut world = World::new();
    world.engine.watch_changes(true);
    let mut play =
        Play { world, sessions: vec![], permissions: vec![], charges: vec![], refunds: 0, last: None };
    let (mut watch, mut told) = (Watch::default(), Told::default());
    // Each sequence begins with an order, so that the first steps find something to work on.
    let order =
        Step::Checkout { intent: 1, amount: 3, total: Some(5), recurring: false, wait: false, card: 0 };
    for (step, code) in std::iter::once((order, None)).chain(steps) {
        // A checkout is several operations, and time brings several changes.
        let several = matches!(step, Step::Pass { .. } | Step::Checkout { .. });
        play.world.simulation = code.map(|code| CODES[code]);
        play.take(step);
        watch.look(&play.world.engine, several);
        told.check(&mut play.world.engine, several);
        if several {
            check_books(&play.world.engine, play.world.merchant);
        }
    }
    check_books(&play.world.engine, play.world.merchant);
    play.world.simulation = None;
    check_document(&mut play.world);
    play
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_operations_reaches_an_impossible_state(steps in proptest::collection::vec(step(), 5..=14)) {
        play(steps);
    }
}

/// The property above says little if its sequences never get far.
#[test]
fn random_sequences_do_reach_charges_and_refunds() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let steps = proptest::collection::vec(step(), 24);
    let (mut charges, mut refunds) = (0, 0);
    for _ in 0..100 {
        let played = play(steps.new_tree(&mut runner).unwrap().current());
        charges += played.charges.len();
        refunds += played.refunds;
    }
    assert!(charges > 200 && refunds > 40, "{charges} charges, {refunds} refunds");
}

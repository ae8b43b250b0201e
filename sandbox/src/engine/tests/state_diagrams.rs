//! The diagrams of states against what the engine does: no step outside the table, and none in it that is never taken.

use std::collections::{BTreeMap, BTreeSet};

use amazonpay::model::DisputeFilingReason;

use super::*;

const CREATED: &str = "(new)";

/// Everything that happens to objects, step by step.
struct Drawn {
    world: World,
    states: BTreeMap<(&'static str, String), String>,
    steps: BTreeSet<(String, String, String)>,
}

impl Drawn {
    fn new() -> Self {
        Self { world: World::new(), states: BTreeMap::new(), steps: BTreeSet::new() }
    }

    fn look(&mut self) {
        let filter = SummaryFilter { limit: usize::MAX, ..SummaryFilter::default() };
        for object in self.world.engine.summaries(&filter).objects {
            let Some(state) = object.state else { continue };
            let before = self.states.insert((object.kind, object.id), state.clone());
            let from = before.unwrap_or_else(|| CREATED.to_owned());
            if from != state {
                self.steps.insert((object.kind.to_owned(), from, state));
            }
        }
    }

    /// Does one thing, and looks.
    #[track_caller]
    fn then<T>(&mut self, work: impl FnOnce(&mut World) -> T) -> T {
        let result = work(&mut self.world);
        self.look();
        result
    }

    /// Lets time pass, and looks at each moment at which something happens.
    fn pass(&mut self, seconds: i64) {
        let until = self.world.now + SignedDuration::from_secs(seconds);
        while let Some(due) = self.world.engine.next_due().filter(|due| *due <= until) {
            self.world.engine.run_until(due);
            self.look();
        }
        self.world.now = until;
    }

    /// An order: the permission and the charge.
    fn order(&mut self, intent: &str, card: &'static str, waits: bool) -> (String, String) {
        let mut body = session_body(intent, "100.00");
        body["paymentDetails"]["canHandlePendingAuthorization"] = json!(waits);
        let session = self.then(|world| world.confirmed(body, card));
        let amount = amount_body("chargeAmount", "100.00");
        let done = self.then(|world| world.ok("checkout_sessions.complete", &session, amount));
        (text(&done["chargePermissionId"]), done["chargeId"].as_str().unwrap_or_default().to_owned())
    }

    fn charge(&mut self, permission: &str, capture_now: bool) -> String {
        self.then(|world| world.charge(permission, "4.00", capture_now))
    }

    fn pending_charge(&mut self, permission: &str, code: &'static str) -> String {
        let mut body = charge_body(permission, "4.00", false);
        body["canHandlePendingAuthorization"] = json!(true);
        self.then(|world| {
            world.simulating(code, |world| text(&world.ok("charges.create", "", body)["chargeId"]))
        })
    }

    fn provider_dispute(&mut self, charge: &str, state: &str) -> String {
        let mut body = json!({"chargeId": charge, "disputeAmount": eur("1.00"), "filingReason": "Fraudulent",
            "providerMetadata": {"providerDisputeId": "psp-1"}, "statusDetails": {"state": state}});
        if matches!(state, "Resolved" | "Closed") {
            body["statusDetails"]["resolution"] = json!("BuyerWon");
        }
        self.then(|world| text(&world.ok("disputes.create", "", body)["disputeId"]))
    }

    fn update_dispute(&mut self, dispute: &str, state: &str, resolution: Option<&str>) {
        let mut body = json!({"statusDetails": {"state": state}});
        if let Some(resolution) = resolution {
            body["statusDetails"]["resolution"] = json!(resolution);
        }
        self.then(|world| world.ok("disputes.update", dispute, body));
    }

    fn contest(&mut self, dispute: &str) {
        let evidence =
            json!({"merchantEvidences": [{"evidenceType": "Receipt", "evidenceText": "a receipt"}]});
        self.then(|world| world.ok("disputes.contest", dispute, evidence));
    }

    fn report(&mut self) {
        let body = json!({"reportType": "_GET_FLAT_FILE_OFFAMAZONPAYMENTS_REFUND_DATA_"});
        self.then(|world| world.ok("reports.create", "", body));
        self.pass(30);
    }
}

#[test]
fn the_diagrams_are_what_the_engine_does() {
    let mut drawn = Drawn::new();
    drawn.report();
    let left = drawn.then(|world| world.ok("checkout_sessions.create", "", session_body("Confirm", "1.00")));
    let left = text(&left["checkoutSessionId"]);
    drawn.then(|world| world.buyer(BuyerAction::Cancel { checkout_session_id: left })).unwrap();
    charges_and_refunds(&mut drawn);
    permissions(&mut drawn);
    disputes(&mut drawn);
    drawn.report();

    let mut described = BTreeSet::new();
    for diagram in state_diagrams() {
        let is_final = |name: &str| diagram.states.iter().any(|state| state.state == name && state.is_final);
        for step in &diagram.transitions {
            let from = step.from.unwrap_or(CREATED);
            assert!(!is_final(from), "{}: {from} is not final", diagram.kind);
            assert!(
                diagram.states.iter().any(|state| state.state == step.to),
                "{}: {}",
                diagram.kind,
                step.to
            );
            described.insert((diagram.kind.to_owned(), from.to_owned(), step.to.to_owned()));
        }
    }
    let outside: Vec<_> = drawn.steps.difference(&described).collect();
    let never: Vec<_> = described.difference(&drawn.steps).collect();
    assert!(outside.is_empty() && never.is_empty(), "outside the table: {outside:?}; never taken: {never:?}");
}

fn charges_and_refunds(drawn: &mut Drawn) {
    let (permission, _) = drawn.order("Confirm", "1111", false);
    let charge = drawn.charge(&permission, false);
    drawn.then(|world| world.ok("charges.capture", &charge, amount_body("captureAmount", "4.00")));
    drawn.then(|world| world.ok("refunds.create", "", refund_body(&charge, "1.00")));
    drawn.pass(30);
    drawn.then(|world| {
        world.simulating("PendingAmazonRejected", |world| {
            world.ok("refunds.create", "", refund_body(&charge, "1.00"))
        })
    });
    drawn.pass(30);
    let charge = drawn.charge(&permission, false);
    drawn.then(|world| world.ok("charges.cancel", &charge, json!({"cancellationReason": "none"})));
    drawn.charge(&permission, true);
    let body = charge_body(&permission, "4.00", true);
    drawn.then(|world| world.simulating("CaptureInitiated", |world| world.ok("charges.create", "", body)));
    drawn.pass(30);
    drawn.pending_charge(&permission, "PendingSoftDeclined");
    drawn.pass(30);
    let charge = drawn.pending_charge(&permission, "PendingSoftDeclined");
    drawn.then(|world| world.ok("charges.cancel", &charge, json!({"cancellationReason": "none"})));
    let charge = drawn.charge(&permission, false);
    drawn.pass(8 * 86_400);
    drawn.then(|world| world.ok("charges.capture", &charge, amount_body("captureAmount", "4.00")));
    let declined = json!({"statusDetails": {"state": "Declined", "reasonCode": "ProcessingFailure"}});
    drawn.then(|world| world.ok("charges.update", &charge, declined));
}

fn permissions(drawn: &mut Drawn) {
    let close = || json!({"closureReason": "none"});
    drawn.order("Authorize", "0701", true);
    drawn.pass(30);
    drawn.order("AuthorizeWithCapture", "1111", false);
    let (permission, _) = drawn.order("Confirm", "1111", false);
    drawn.then(|world| world.ok("charge_permissions.close", &permission, close()));
    let (permission, _) = drawn.order("Confirm", "1111", false);
    let body = charge_body(&permission, "4.00", false);
    drawn.then(|world| world.simulating("HardDeclined", |world| world.refused("charges.create", "", body)));
    drawn.then(|world| world.ok("charge_permissions.close", &permission, close()));
}

fn disputes(drawn: &mut Drawn) {
    let (permission, _) = drawn.order("Confirm", "1111", false);
    let chargeback = |drawn: &mut Drawn| {
        let charge_id = drawn.charge(&permission, true);
        let filing_reason = DisputeFilingReason::ProductNotReceived;
        let filed = BuyerAction::FileChargeback { charge_id, amount: None, filing_reason };
        drawn.then(|world| world.buyer(filed)).unwrap().dispute_id.unwrap()
    };
    let dispute = chargeback(drawn);
    drawn.contest(&dispute);
    let now = drawn.world.now;
    let more = DisputeRuling::MerchantAdditionalEvidencesRequired;
    drawn.then(|world| world.engine.rule_dispute(&dispute, more, now)).unwrap();
    drawn.pass(14 * 86_400);
    drawn.contest(&dispute);
    drawn.pass(14 * 86_400);
    let dispute = chargeback(drawn);
    let accepted = json!({"statusDetails": {"state": "Resolved", "reasonCode": "MerchantAcceptedDispute"}});
    drawn.then(|world| world.ok("disputes.update", &dispute, accepted));
    let charge = drawn.charge(&permission, true);
    let dispute = drawn.provider_dispute(&charge, "ActionRequired");
    drawn.update_dispute(&dispute, "Closed", Some("BuyerWon"));
    let dispute = drawn.provider_dispute(&charge, "UnderReview");
    drawn.update_dispute(&dispute, "Closed", Some("BuyerWon"));
    let dispute = drawn.provider_dispute(&charge, "Resolved");
    drawn.update_dispute(&dispute, "Closed", None);
    drawn.provider_dispute(&charge, "Closed");
}

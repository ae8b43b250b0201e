//! Disputes: each transition, the deadlines, and random sequences against the table.

use amazonpay::model::{DisputeFilingReason, Money};
use proptest::prelude::*;

use super::changes::Told;
use super::files::Upload as _;
use super::transitions::Watch;
use super::*;

const DAY: i64 = 86_400;

fn evidence(text: &str) -> Value {
    json!({"merchantEvidences": [{"evidenceType": "Receipt", "evidenceText": text}]})
}

fn accepted() -> Value {
    json!({"statusDetails": {"state": "Resolved", "reasonCode": "MerchantAcceptedDispute"}})
}

fn told_by_provider(charge: &str, more: &Value) -> Value {
    let mut body = json!({"chargeId": charge, "disputeAmount": eur("4.00"), "filingReason": "Fraudulent",
        "providerMetadata": {"providerDisputeId": "psp-1"}});
    super::super::merge::json(&mut body, more.clone());
    body
}

impl World {
    fn captured(&mut self) -> String {
        let permission = self.permission("10.00");
        self.charge(&permission, "10.00", true)
    }

    fn chargeback(&mut self, charge: &str, amount: Option<&str>) -> Result<String, ApiFailure> {
        let outcome = self.buyer(BuyerAction::FileChargeback {
            charge_id: charge.to_owned(),
            amount: amount.map(|amount| Money::eur(amount).unwrap()),
            filing_reason: DisputeFilingReason::ProductNotReceived,
        })?;
        Ok(outcome.dispute_id.unwrap())
    }

    fn disputed(&mut self) -> String {
        let charge = self.captured();
        self.chargeback(&charge, None).unwrap()
    }

    fn rule(&mut self, dispute: &str, ruling: DisputeRuling) -> Result<(), ApiFailure> {
        self.engine.rule_dispute(dispute, ruling, self.now)
    }

    /// State, reason and resolution.
    #[track_caller]
    fn dispute(&mut self, id: &str) -> [String; 3] {
        let status = &self.ok("disputes.get", id, Value::Null)["statusDetails"];
        ["state", "reasonCode", "resolution"]
            .map(|field| status[field].as_str().unwrap_or_default().to_owned())
    }
}

#[test]
fn a_buyers_dispute_waits_eleven_days_for_an_answer_and_is_then_the_buyers() {
    let mut world = World::new();
    let charge = world.captured();
    let id = world.chargeback(&charge, Some("7.50")).unwrap();
    let dispute = world.ok("disputes.get", &id, Value::Null);
    let now = world.now.as_second();
    assert_eq!(id.as_bytes()[19..], *b"-B000001");
    assert_eq!((&dispute["disputeType"], &dispute["chargeId"]), (&json!("Chargeback"), &json!(charge)));
    assert_eq!(
        (&dispute["disputeAmount"], &dispute["filingReason"]),
        (&eur("7.50"), &json!("ProductNotReceived"))
    );
    assert_eq!(dispute["creationTimestamp"], now);
    assert_eq!(dispute["merchantResponseDeadline"], now + 11 * DAY);
    assert_eq!(world.dispute(&id), ["ActionRequired", "MerchantResponseRequired", ""]);

    world.pass(SignedDuration::from_secs(11 * DAY - 1));
    assert_eq!(world.dispute(&id)[0], "ActionRequired");
    world.pass(SignedDuration::from_secs(1));
    assert_eq!(world.dispute(&id), ["Resolved", "MerchantResponseDeadlineExpired", "BuyerWon"]);
    world.assert_refused("disputes.contest", &id, evidence("late"), 422, "InvalidDisputeStatus");
    world.assert_refused("disputes.update", &id, accepted(), 422, "InvalidDisputeStatus");
    assert_eq!(world.state("charges.get", &charge), "Captured", "the charge stays as it is");
}

#[test]
fn what_was_contested_is_reviewed_and_comes_to_what_was_ruled() {
    for (ruling, resolution) in [
        (None, "MerchantWon"),
        (Some(DisputeRuling::MerchantWon), "MerchantWon"),
        (Some(DisputeRuling::BuyerWon), "BuyerWon"),
        (Some(DisputeRuling::NoFault), "NoFault"),
    ] {
        let mut world = World::new();
        let id = world.disputed();
        let contested = world.ok("disputes.contest", &id, evidence("the parcel arrived"));
        assert_eq!(contested["merchantEvidences"], evidence("the parcel arrived")["merchantEvidences"]);
        world.assert_refused("disputes.contest", &id, evidence("again"), 422, "InvalidDisputeStatus");
        world.assert_refused("disputes.update", &id, accepted(), 422, "InvalidDisputeStatus");
        if let Some(ruling) = ruling {
            world.rule(&id, ruling).unwrap();
        }
        world.pass(timers::DISPUTE_REVIEWED - SignedDuration::from_secs(1));
        assert_eq!(world.dispute(&id), ["UnderReview", "", ""]);
        world.pass(SignedDuration::from_secs(1));
        assert_eq!(world.dispute(&id), ["Resolved", "InvestigatorResolved", resolution]);
        world.pass_days(400);
        assert_eq!(world.dispute(&id)[0], "Resolved", "nothing happens after the end");
        assert_eq!(world.rule(&id, DisputeRuling::BuyerWon).unwrap_err().status, 422);
    }
}

#[test]
fn more_evidence_is_asked_for_and_has_a_deadline_of_its_own() {
    let mut world = World::new();
    let id = world.disputed();
    world.rule(&id, DisputeRuling::MerchantAdditionalEvidencesRequired).unwrap();
    world.ok("disputes.contest", &id, evidence("one"));
    world.pass(timers::DISPUTE_REVIEWED);
    let since = world.now.as_second();
    assert_eq!(world.dispute(&id), ["ActionRequired", "MerchantAdditionalEvidencesRequired", ""]);
    let dispute = world.ok("disputes.get", &id, Value::Null);
    assert_eq!(dispute["merchantResponseDeadline"], since + 11 * DAY);
    let second = world.ok("disputes.contest", &id, evidence("two"));
    assert_eq!(second["merchantEvidences"].as_array().unwrap().len(), 2);
    world.pass_days(11);
    assert_eq!(world.dispute(&id)[0], "UnderReview", "the first deadline no longer applies");
    world.pass(timers::DISPUTE_REVIEWED);
    assert_eq!(world.dispute(&id)[2], "MerchantWon", "a ruling is good for one review");
}

#[test]
fn the_merchant_gives_in_and_the_buyer_gives_up() {
    let mut world = World::new();
    let id = world.disputed();
    for body in [
        json!({"statusDetails": {"state": "Resolved", "resolution": "MerchantWon"}}),
        json!({"statusDetails": {"state": "UnderReview", "reasonCode": "MerchantAcceptedDispute"}}),
    ] {
        world.assert_refused("disputes.update", &id, body, 400, "InvalidParameterValue");
    }
    let mut contradiction = accepted();
    contradiction["statusDetails"]["resolution"] = json!("MerchantWon");
    world.assert_refused("disputes.update", &id, contradiction, 400, "InvalidParameterCombination");
    let mut later = accepted();
    later["closureTimestamp"] = json!(world.now.as_second() + 1);
    world.assert_refused("disputes.update", &id, later, 400, "InvalidParameterValue");
    world.ok("disputes.update", &id, accepted());
    assert_eq!(world.dispute(&id), ["Resolved", "MerchantAcceptedDispute", "BuyerWon"]);

    for contest in [false, true] {
        let id = world.disputed();
        if contest {
            world.ok("disputes.contest", &id, evidence("one"));
        }
        let withdraw = || BuyerAction::WithdrawChargeback { dispute_id: id.clone() };
        assert_eq!(world.buyer(withdraw()).unwrap().state.as_deref(), Some("Resolved"));
        assert_eq!(world.dispute(&id), ["Resolved", "BuyerCancelled", "MerchantWon"]);
        assert_eq!(world.buyer(withdraw()).unwrap_err().status, 422);
    }
}

#[test]
fn no_more_is_disputed_than_was_captured() {
    let mut world = World::new();
    let permission = world.permission("10.00");
    let charge = world.charge(&permission, "10.00", false);
    assert_eq!(world.chargeback(&charge, None).unwrap_err().reason_code, "InvalidChargeStatus");
    world.ok("charges.capture", &charge, amount_body("captureAmount", "9.00"));
    assert_eq!(world.chargeback(&charge, Some("9.01")).unwrap_err().reason_code, "TransactionAmountExceeded");
    let first = world.chargeback(&charge, Some("5.00")).unwrap();
    assert_eq!(world.chargeback(&charge, Some("4.01")).unwrap_err().reason_code, "TransactionAmountExceeded");
    let second = world.chargeback(&charge, None).unwrap();
    assert_eq!(world.ok("disputes.get", &second, Value::Null)["disputeAmount"], eur("4.00"));
    assert_eq!(world.chargeback(&charge, None).unwrap_err().reason_code, "TransactionAmountExceeded");
    world.buyer(BuyerAction::WithdrawChargeback { dispute_id: first }).unwrap();
    let third = world.chargeback(&charge, None).unwrap();
    assert_eq!(world.ok("disputes.get", &third, Value::Null)["disputeAmount"], eur("5.00"));
    let unknown = "S01-0000000-0000000-C000001";
    assert_eq!(world.chargeback(unknown, None).unwrap_err().status, 404);
    world.merchant = "A2";
    world.assert_refused("disputes.get", &third, Value::Null, 404, "ResourceNotFound");
}

#[test]
fn evidence_is_a_text_or_a_file_of_the_merchant_whose_contents_have_arrived() {
    let mut world = World::new();
    let id = world.disputed();
    let with = |fields: Value| json!({"merchantEvidences": [fields]});
    for (body, reason, field) in [
        (json!({"merchantEvidences": []}), "MissingParameterValue", "merchantEvidences:"),
        (with(json!({"evidenceType": "Receipt"})), "MissingParameterValue", "merchantEvidences[0].fileId"),
        (
            with(json!({"evidenceType": "Video", "evidenceText": "x"})),
            "InvalidParameterValue",
            "merchantEvidences[0].evidenceType",
        ),
        (
            with(json!({"evidenceType": "Receipt", "fileId": "file_0"})),
            "InvalidParameterValue",
            "merchantEvidences[0].fileId",
        ),
    ] {
        let (status, found, message) = world.refused("disputes.contest", &id, body);
        assert_eq!((status, found.as_str()), (400, reason), "{message}");
        assert!(message.starts_with(field), "{message}");
    }
    let file = world.announce("pdf");
    let body = with(json!({"evidenceType": "Receipt", "fileId": file.id}));
    let (_, _, message) = world.refused("disputes.contest", &id, body.clone());
    assert!(message.contains("contents have not arrived"), "{message}");
    world.send_contents(&file, Some("application/pdf"), b"%PDF").unwrap();
    world.merchant = "A2";
    let others = world.disputed();
    world.assert_refused("disputes.contest", &others, body.clone(), 400, "InvalidParameterValue");
    world.merchant = "A1";
    world.ok("disputes.contest", &id, body);
}

#[test]
fn a_provider_tells_of_a_dispute_and_what_becomes_of_it() {
    let mut world = World::new();
    let charge = world.captured();
    let now = world.now.as_second();
    let filed = json!({"filingTimestamp": now - DAY, "merchantResponseDeadline": now + 6 * DAY});
    let dispute = world.ok("disputes.create", "", told_by_provider(&charge, &filed));
    let id = text(&dispute["disputeId"]);
    assert_eq!(dispute["providerMetadata"]["providerDisputeId"], "psp-1");
    assert_eq!(
        (&dispute["creationTimestamp"], &dispute["merchantResponseDeadline"]),
        (&json!(now - DAY), &json!(now + 6 * DAY))
    );
    assert_eq!(world.rule(&id, DisputeRuling::BuyerWon).unwrap_err().status, 422);
    world.pass_days(100);
    assert_eq!(world.dispute(&id)[0], "ActionRequired", "nothing of it happens by itself");
    world.assert_refused("disputes.contest", &id, evidence("late"), 422, "InvalidDisputeStatus");

    let to = |state: &str, more: Value| {
        let mut body = json!({"statusDetails": {"state": state}});
        super::super::merge::json(&mut body, json!({"statusDetails": more}));
        body
    };
    world.assert_refused("disputes.update", &id, to("Resolved", json!({})), 400, "MissingParameterValue");
    let early = to("UnderReview", json!({"resolution": "BuyerWon"}));
    world.assert_refused("disputes.update", &id, early, 400, "InvalidParameterCombination");
    world.ok("disputes.update", &id, to("UnderReview", json!({})));
    world.assert_refused("disputes.update", &id, to("UnderReview", json!({})), 422, "InvalidDisputeStatus");
    let mut lost = to(
        "Resolved",
        json!({"resolution": "NoFault", "reasonCode": "AutoResolved", "reasonDescription": "small"}),
    );
    lost["closureTimestamp"] = json!(now + DAY);
    let resolved = world.ok("disputes.update", &id, lost);
    assert_eq!(
        (&resolved["closureTimestamp"], &resolved["statusDetails"]["reasonDescription"]),
        (&json!(now + DAY), &json!("small"))
    );
    let closed = world.ok("disputes.update", &id, to("Closed", json!({})));
    assert_eq!(closed["statusDetails"]["resolution"], "NoFault");
    world.assert_refused(
        "disputes.update",
        &id,
        to("Resolved", json!({"resolution": "BuyerWon"})),
        422,
        "InvalidDisputeStatus",
    );

    for (more, reason) in [
        (json!({"filingTimestamp": world.now.as_second() + 1}), "InvalidParameterValue"),
        (json!({"merchantResponseDeadline": now - 1}), "InvalidParameterValue"),
        (json!({"statusDetails": {"state": "Resolved"}}), "MissingParameterValue"),
        (json!({"disputeAmount": {"amount": "1", "currencyCode": "JPY"}}), "CurrencyMismatch"),
        (json!({"filingReason": "Bored"}), "InvalidParameterValue"),
    ] {
        world.assert_refused("disputes.create", "", told_by_provider(&charge, &more), 400, reason);
    }
    let over = json!({"statusDetails": {"state": "Resolved", "resolution": "MerchantWon"}});
    world.ok("disputes.create", "", told_by_provider(&charge, &over));
    let reply =
        world.send("disputes.create", "", told_by_provider(&charge, &json!({})).to_string().as_bytes(), None);
    assert_eq!(reply.status, 400, "the key is required");
}

#[test]
fn closing_a_dispute_does_not_turn_its_resolution_round() {
    let mut world = World::new();
    let charge = world.captured();
    let over =
        |state: &str, resolution: &str| json!({"statusDetails": {"state": state, "resolution": resolution}});
    let won = world.ok("disputes.create", "", told_by_provider(&charge, &over("Resolved", "MerchantWon")));
    let won = text(&won["disputeId"]);
    // What it gave back is in dispute again, whole.
    world.chargeback(&charge, None).unwrap();
    let (status, reason, message) = world.refused("disputes.update", &won, over("Closed", "BuyerWon"));
    assert_eq!((status, reason.as_str()), (400, "InvalidParameterCombination"));
    assert!(message.contains("resolved as MerchantWon"), "{message}");
    assert_eq!(world.dispute(&won)[0], "Resolved");
    world.ok("disputes.update", &won, over("Closed", "MerchantWon"));
    assert_eq!(world.dispute(&won), ["Closed", "", "MerchantWon"]);
}

#[test]
fn a_reset_forgets_disputes_with_their_charges() {
    let mut world = World::new();
    let id = world.disputed();
    world.engine.reset();
    world.assert_refused("disputes.get", &id, Value::Null, 404, "ResourceNotFound");
    assert_eq!((world.engine.objects(ObjectKind::Dispute).len(), world.engine.object_count()), (0, 0));
}

#[derive(Debug, Clone)]
enum Step {
    Chargeback(usize),
    Tell(usize, usize),
    Contest(usize),
    Update(usize, usize, usize),
    Accept(usize),
    Withdraw(usize),
    Rule(usize, usize),
    Pass(i64),
}

const STATES: &[&str] = &["ActionRequired", "UnderReview", "Resolved", "Closed"];
const RULINGS: &[DisputeRuling] = &[
    DisputeRuling::MerchantWon,
    DisputeRuling::BuyerWon,
    DisputeRuling::NoFault,
    DisputeRuling::MerchantAdditionalEvidencesRequired,
];

fn step() -> impl Strategy<Value = Step> {
    let at = || 0..6_usize;
    prop_oneof![
        3 => at().prop_map(Step::Chargeback),
        1 => (at(), 0..STATES.len()).prop_map(|(at, state)| Step::Tell(at, state)),
        3 => at().prop_map(Step::Contest),
        2 => (at(), 0..STATES.len(), 0..4_usize).prop_map(|(at, state, end)| Step::Update(at, state, end)),
        1 => at().prop_map(Step::Accept),
        1 => at().prop_map(Step::Withdraw),
        2 => (at(), 0..RULINGS.len()).prop_map(|(at, ruling)| Step::Rule(at, ruling)),
        2 => prop_oneof![Just(1), Just(DAY), Just(11 * DAY), Just(14 * DAY), Just(30 * DAY)].prop_map(Step::Pass),
    ]
}

fn status(state: &str, end: usize) -> Value {
    let mut status = json!({ "state": state });
    if let Some(end) = ["MerchantWon", "BuyerWon", "NoFault"].get(end) {
        status["resolution"] = json!(end);
    }
    status
}

fn run(steps: &[Step]) {
    let (mut world, mut watch, mut told) = (World::new(), Watch::default(), Told::default());
    world.engine.watch_changes(true);
    let charges: Vec<String> = (0..3).map(|_| world.captured()).collect();
    let mut disputes: Vec<String> = Vec::new();
    watch.look(&world.engine, true);
    told.check(&mut world.engine, true);
    for step in steps {
        let id = |at: &usize| disputes.get(at % disputes.len().max(1)).cloned().unwrap_or_default();
        let charge = |at: &usize| charges[at % charges.len()].clone();
        let mut several = false;
        match step {
            Step::Chargeback(at) => {
                let amount = ["1.00", "4.00", "10.00"][at % 3];
                disputes.extend(world.chargeback(&charge(at), Some(amount)));
            }
            Step::Tell(at, state) => {
                let body =
                    told_by_provider(&charge(at), &json!({"statusDetails": status(STATES[*state], *at)}));
                let (_, answer) = world.call("disputes.create", "", body);
                disputes.extend(answer["disputeId"].as_str().map(str::to_owned));
            }
            Step::Contest(at) => {
                let id = id(at);
                world.call("disputes.contest", &id, evidence("x"));
            }
            Step::Update(at, state, end) => {
                let id = id(at);
                world.call("disputes.update", &id, json!({"statusDetails": status(STATES[*state], *end)}));
            }
            Step::Accept(at) => {
                let id = id(at);
                world.call("disputes.update", &id, accepted());
            }
            Step::Withdraw(at) => {
                let dispute_id = id(at);
                _ = world.buyer(BuyerAction::WithdrawChargeback { dispute_id });
            }
            Step::Rule(at, ruling) => {
                let id = id(at);
                _ = world.rule(&id, RULINGS[*ruling]);
            }
            Step::Pass(seconds) => {
                several = true;
                world.pass(SignedDuration::from_secs(*seconds));
                world.engine.run_until(world.now);
            }
        }
        watch.look(&world.engine, several);
        told.check(&mut world.engine, several);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..Default::default() })]

    #[test]
    fn no_sequence_of_answers_reaches_an_impossible_state(steps in proptest::collection::vec(step(), 1..40)) {
        run(&steps);
    }
}

//! Which changes are told, and that no change of a state is left out.

use std::collections::BTreeMap;

use amazonpay::notification::NotificationType::{self, AttributeChange, StateChange};
use amazonpay::notification::ObjectType::{self, self as Of};

use super::*;

/// What was known of each object before, to be compared with what the engine tells.
#[derive(Default)]
pub(super) struct Told {
    states: BTreeMap<String, String>,
}

impl Told {
    /// Looks at every object and checks that the engine has told of each whose state is another, and of no other.
    /// `several` when an object may have changed more than once and be again what it was.
    pub(super) fn check(&mut self, engine: &mut Engine, several: bool) {
        let changes = engine.take_changes();
        let told = |id: &str| {
            let own = changes.iter().filter(|change| change.object_id == id);
            own.filter(|change| change.notification_type == NotificationType::StateChange).collect::<Vec<_>>()
        };
        let mut expected = 0;
        for (kind, object_type, id) in [
            (ObjectKind::ChargePermission, ObjectType::ChargePermission, "chargePermissionId"),
            (ObjectKind::Charge, ObjectType::Charge, "chargeId"),
            (ObjectKind::Refund, ObjectType::Refund, "refundId"),
            (ObjectKind::Dispute, ObjectType::Chargeback, "disputeId"),
        ] {
            for object in engine.objects(kind) {
                let (id, state) = (text(&object[id]), text(&object["statusDetails"]["state"]));
                let before = self.states.insert(id.clone(), state.clone());
                let told = told(&id);
                if before.as_ref() != Some(&state) {
                    assert!(!told.is_empty(), "{id}: {before:?} became {state} and nobody was told");
                }
                if !several {
                    assert_eq!(told.len(), usize::from(before != Some(state)), "{id}: {told:?}");
                }
                expected += told.len();
                if let Some(last) = told.last() {
                    assert_eq!(last.object_type, object_type);
                    assert!(id.starts_with(&last.charge_permission_id), "{last:?}");
                    let told = match kind {
                        ObjectKind::Dispute => json!(last.moment.as_second()),
                        _ => json!(last.moment.strftime("%Y%m%dT%H%M%SZ").to_string()),
                    };
                    assert_eq!(told, object["statusDetails"]["lastUpdatedTimestamp"], "{last:?}");
                }
            }
        }
        let is_of_state = |change: &&Change| change.notification_type == NotificationType::StateChange;
        assert_eq!(changes.iter().filter(is_of_state).count(), expected, "of what no object is: {changes:?}");
        assert!(changes.is_sorted_by_key(|change| change.moment));
    }
}

fn watched() -> World {
    let mut world = World::new();
    world.engine.watch_changes(true);
    world
}

impl World {
    /// The changes since the last look, each as type, last part of the id, and seconds since `since`.
    fn told(&mut self, since: Timestamp) -> Vec<(ObjectType, NotificationType, i64)> {
        let changes = self.engine.take_changes().into_iter();
        changes
            .map(|change| {
                let after = change.moment.duration_since(since).as_secs();
                (change.object_type, change.notification_type, after)
            })
            .collect()
    }
}

#[test]
fn what_happens_by_itself_is_told_with_the_moment_at_which_it_fell_due() {
    let mut world = watched();
    let start = world.now;
    let mut body = session_body("Authorize", "10.00");
    body["paymentDetails"]["canHandlePendingAuthorization"] = json!(true);
    let session = world.confirmed(body, "0701");
    assert_eq!(world.told(start), [], "sessions are not told of");
    world.ok("checkout_sessions.complete", &session, amount_body("chargeAmount", "10.00"));
    assert_eq!(world.told(start), [(Of::ChargePermission, StateChange, 0), (Of::Charge, StateChange, 0)]);

    assert_eq!(world.engine.next_due(), Some(start + SignedDuration::from_secs(30)));
    world.pass_days(31);
    world.engine.run_until(world.now);
    let thirty_days = 30 * 86_400;
    assert_eq!(
        world.told(start),
        [
            (Of::ChargePermission, StateChange, 30),
            (Of::Charge, StateChange, 30),
            (Of::Charge, StateChange, thirty_days),
        ]
    );
}

#[test]
fn a_refused_call_can_change_something_and_that_is_told() {
    let mut world = watched();
    let permission = world.recurring();
    world.engine.take_changes();
    let start = world.now;
    world.simulating("HardDeclined", |world| {
        world.refused("charges.create", "", charge_body(&permission, "5.00", true));
    });
    assert_eq!(world.told(start), [(Of::ChargePermission, StateChange, 0)]);
}

#[test]
fn disputes_are_told_from_their_filing_to_their_end() {
    let mut world = watched();
    let mut told = Told::default();
    let permission = world.permission("10.00");
    let charge_id = world.charge(&permission, "10.00", true);
    told.check(&mut world.engine, true);
    let start = world.now;
    let filing_reason = amazonpay::model::DisputeFilingReason::Fraudulent;
    world.buyer(BuyerAction::FileChargeback { charge_id, amount: None, filing_reason }).unwrap();
    told.check(&mut world.engine, false);
    world.pass_days(30);
    world.engine.run_until(world.now);
    let changes = world.engine.take_changes();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!((&changes[0].object_type, &changes[0].charge_permission_id), (&Of::Chargeback, &permission));
    assert!(changes[0].moment > start && changes[0].moment < world.now, "when the deadline passed");
}

#[test]
fn another_card_is_told_as_an_attribute_and_reading_is_not_told() {
    let mut world = watched();
    let permission = world.recurring();
    world.engine.take_changes();
    let start = world.now;
    let change = |card: &str| BuyerAction::ChangePaymentMethod {
        charge_permission_id: permission.clone(),
        card: card.to_owned(),
    };
    world.buyer(change("0005")).unwrap();
    assert_eq!(world.told(start), [(Of::ChargePermission, AttributeChange, 0)]);
    world.buyer(change("0005")).unwrap();
    world.state("charge_permissions.get", &permission);
    assert_eq!(world.told(start), []);
}

#[test]
fn a_change_names_its_merchant_and_environment_and_a_sessions_own_address() {
    let mut world = watched();
    world.merchant = "A1/live";
    let session = world.confirmed(session_body("AuthorizeWithCapture", "10.00"), "1111");
    world.engine.set_ipn_url(&session, "http://localhost:1/ipn").unwrap();
    assert_eq!(world.engine.set_ipn_url("nothing", "http://localhost:1/").unwrap_err().reply().status, 404);
    world.ok("checkout_sessions.complete", &session, amount_body("chargeAmount", "10.00"));
    let changes = world.engine.take_changes();
    assert_eq!(changes.len(), 2);
    for change in changes {
        assert_eq!((&*change.merchant_id, change.is_live), ("A1", true));
        assert_eq!(change.ipn_url.as_deref(), Some("http://localhost:1/ipn"));
        assert!(change.charge_permission_id.starts_with("P01-"));
    }
    world.merchant = "A2";
    world.permission("10.00");
    let change = &world.engine.take_changes()[0];
    assert_eq!((&*change.merchant_id, change.is_live, change.ipn_url.as_deref()), ("A2", false, None));
}

#[test]
fn nothing_is_noted_unless_asked_for_and_a_reset_keeps_what_was_asked() {
    let mut world = World::new();
    world.permission("10.00");
    assert_eq!(world.engine.take_changes(), []);
    world.engine.watch_changes(true);
    world.engine.reset();
    world.permission("10.00");
    assert_eq!(world.engine.take_changes().len(), 1);
    world.permission("10.00");
    world.engine.watch_changes(false);
    assert_eq!(world.engine.take_changes(), []);
}

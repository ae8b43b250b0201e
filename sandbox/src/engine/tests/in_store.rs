//! Payments in a shop make the objects of the other operations.

use super::*;

fn scan(reference: &str) -> Value {
    json!({"scanData": "UKhrmatMeKdlfY6b", "scanReferenceId": reference, "merchantCOE": "DE", "ledgerCurrency": "EUR",
        "chargeTotal": eur("10.00"), "metadata": {"merchantNote": "Danke",
            "communicationContext": {"merchantStoreName": "Shop", "merchantOrderId": "7"}}})
}

fn charge(permission: &str, reference: &str, amount: &str) -> Value {
    json!({"chargePermissionId": permission, "chargeReferenceId": reference, "chargeTotal": eur(amount)})
}

impl World {
    fn scanned(&mut self, body: Value) -> String {
        text(&self.ok("in_store.merchant_scan", "", body)["chargePermissionId"])
    }
}

#[test]
fn a_scan_is_charged_refunded_and_read_by_the_other_operations() {
    let mut world = World::new();
    let permission = world.scanned(scan("s1"));
    let read = world.ok("charge_permissions.get", &permission, Value::Null);
    assert_eq!(read["limits"]["amountLimit"], eur("10.00"));
    assert_eq!(read["merchantMetadata"]["merchantReferenceId"], "7");
    let charged = world.ok("in_store.charge", "", charge(&permission, "c1", "8.00"));
    assert_eq!(charged["chargeStatus"], json!({"state": "Captured"}));
    let id = text(&charged["chargeId"]);
    assert_eq!(world.ok("charges.get", &id, Value::Null)["captureAmount"], eur("8.00"));
    let refund = json!({"chargeId": id, "refundReferenceId": "r1", "refundTotal": eur("3.00")});
    let refunded = world.ok("in_store.refund", "", refund.clone());
    assert_eq!(refunded["refundStatus"], json!({"state": "RefundInitiated"}));
    world.pass(SignedDuration::from_secs(30));
    assert_eq!(world.state("refunds.get", &text(&refunded["refundId"])), "Refunded");
    assert_eq!(world.ok("in_store.refund", "", refund), refunded, "the same reference, the same answer");
    assert_eq!(world.engine.objects(ObjectKind::Refund).len(), 1);
}

#[test]
fn a_reference_is_good_for_one_request() {
    let mut world = World::new();
    let permission = world.scanned(scan("s1"));
    assert_eq!(world.scanned(scan("s1")), permission);
    let mut other = scan("s1");
    other["chargeTotal"] = eur("11.00");
    let (status, _, message) = world.refused("in_store.merchant_scan", "", other);
    assert!(status == 400 && message.starts_with("scanReferenceId: was used before"), "{message}");
    let first = world.ok("in_store.charge", "", charge(&permission, "c1", "4.00"));
    assert_eq!(world.ok("in_store.charge", "", charge(&permission, "c1", "4.00")), first);
    world.assert_refused(
        "in_store.charge",
        "",
        charge(&permission, "c1", "5.00"),
        400,
        "InvalidParameterValue",
    );
    assert_eq!(world.engine.objects(ObjectKind::Charge).len(), 1);
    world.merchant = "A2";
    assert_ne!(world.scanned(scan("s1")), permission, "each merchant has references of its own");
}

#[test]
fn refusals_name_the_fields_of_the_shop() {
    let mut world = World::new();
    let permission = world.scanned(scan("s1"));
    let (_, reason, message) = world.refused("in_store.charge", "", charge(&permission, "c1", "10.01"));
    assert!(
        reason == "TransactionAmountExceeded" && message.starts_with("chargeTotal: "),
        "{reason} {message}"
    );
    let id = text(&world.ok("in_store.charge", "", charge(&permission, "c2", "5.00"))["chargeId"]);
    let refund = json!({"chargeId": id, "refundReferenceId": "r1", "refundTotal": eur("6.00")});
    let (_, reason, message) = world.refused("in_store.refund", "", refund);
    assert!(
        reason == "TransactionAmountExceeded" && message.starts_with("refundTotal: "),
        "{reason} {message}"
    );
    let mut yen = scan("s2");
    yen["ledgerCurrency"] = json!("JPY");
    world.assert_refused("in_store.merchant_scan", "", yen, 400, "CurrencyMismatch");
}

#[test]
fn codes_decline_on_demand() {
    let mut world = World::new();
    let mut expired = scan("s1");
    expired["scanData"] = json!("code-EXPIRED");
    let (_, _, message) = world.refused("in_store.merchant_scan", "", expired);
    assert!(message.starts_with("scanData: the code has expired") && !message.contains("code-"), "{message}");
    let mut poor = scan("s2");
    poor["scanData"] = json!("code-3434");
    let permission = world.scanned(poor);
    world.assert_refused("in_store.charge", "", charge(&permission, "c1", "5.00"), 422, "HardDeclined");
    assert_eq!(world.state("charge_permissions.get", &permission), "NonChargeable");
    let permission = world.scanned(scan("s3"));
    world.simulating("SoftDeclined", |world| {
        world.assert_refused("in_store.charge", "", charge(&permission, "c2", "5.00"), 422, "SoftDeclined");
    });
    world.assert_refused("in_store.charge", "", charge(&permission, "c2", "5.00"), 422, "SoftDeclined");
    world.ok("in_store.charge", "", charge(&permission, "c3", "5.00"));
}
